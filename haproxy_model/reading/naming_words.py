"""The words of a line that are, or may hold, names, each with its type."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.reading.reading import EXPRESSIONS, Reading
from haproxy_model.records import NamedTuple
from haproxy_model.schema.references import REFERENCES

#: Types of the names that lines of servers and peers give.
_SERVER_NAMES = ("server_name", "peer_name")


class Typed(NamedTuple):
    """A word of a line, or a part of it, and its type."""

    word: int
    #: its type in the tables; `converters` for a word of an expression that continues one before, `acl_term` for a
    #: name in a condition
    type: str
    #: the part of the word's value; None for its end
    start: int = 0
    end: int | None = None
    #: that part; Expandable where it is a whole word with variables
    text: str = ""


def typed_words(reading: Reading, *, server_names: bool = True) -> Iterator[Typed]:
    """The words of a line that are, or may hold, names.

    Args:
        reading: the line.
        server_names: whether the names of servers count that their lines give: nearly every one is another.
    """
    words = reading.words
    for part in reading.shape.naming:
        if server_names or part.type not in _SERVER_NAMES:
            yield Typed(part.start, part.type, text=words[part.start])
            if part.type in EXPRESSIONS:
                for place in range(part.start + 1, part.end):
                    yield Typed(place, "converters", text=words[place])
    for inner in reading.inner:
        if inner.type in REFERENCES:
            text = words[inner.word][inner.start : inner.end]
            yield Typed(inner.word, inner.type, inner.start, inner.end, text)
    for term in reading.every_term:
        if term.name is None:
            yield Typed(term.word, "criterion", text=words[term.word])
        else:
            yield Typed(term.word, "acl_term", len(words[term.word]) - len(term.name), text=term.name)
