"""Conditions of lines: their terms, and where each stands (manual 7.2).

What a term says does not matter to how a condition is read, so each shape of one is read once.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from haproxy_model.records import NamedTuple
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.condition import Condition, read_condition
from haproxy_model.values.unread import Unread


class Term(NamedTuple):
    """One term of a condition, and the word of the line where it begins."""

    #: the word that holds the name, or the first between the braces
    word: int
    #: the name of an ACL; None where braces stand
    name: str | None
    #: the words between the braces
    criterion: tuple[str, ...] = ()

    @property
    def head(self) -> str:
        """The first word between the braces; empty for a name."""
        return self.criterion[0] if self.criterion else ""

    def behind(self, flag: str) -> Iterator[tuple[int, str]]:
        """The words between the braces that follow a flag, each with its place on the line."""
        return (
            (self.word + number, word)
            for number, word in enumerate(self.criterion)
            if number and self.criterion[number - 1] == flag
        )


@lru_cache(maxsize=4096)
def condition_terms(words: tuple[str, ...], start: int) -> tuple[Term, ...] | Unread:
    """The terms of the condition that begins with a word of a line; lines of equal words occur again and again.

    Args:
        words: the words of the line.
        start: the place of `if` or `unless`; behind the last word where there is none.
    """
    if start >= len(words):
        return ()
    terms, shape = _parted(words, start)
    read = _read(shape)
    return read if isinstance(read, Unread) else tuple(terms)


def terms_of(words: tuple[str, ...], start: int) -> list[Term]:
    """The terms of a condition, of one that cannot be read as many as there are; variables may be names."""
    return _parted(words, start)[0] if start < len(words) else []


def _parted(words: tuple[str, ...], start: int) -> tuple[list[Term], tuple[str, ...]]:
    """The terms of a condition, and its shape: what names and criteria say is left out of it."""
    terms: list[Term] = []
    shape = [words[start]]
    opened = 0
    for place in range(start + 1, len(words)):
        word = words[place]
        if not word:
            break
        if opened:
            if word == "}":
                terms.append(Term(opened, None, words[opened:place]))
                opened = 0
            shape.append("word" if opened else "}")
            continue
        name = word.lstrip("!")
        if name == "||" or (len(name) == 2 and name.isascii() and name.lower() == "or"):
            shape.append(word)
        elif isinstance(word, Expandable):
            terms.append(Term(place, name))
            shape.append(word)
        elif name == "{":
            opened = place + 1
            shape.append("{")
        elif name:
            terms.append(Term(place, name))
            shape.append("name")
    if opened and opened < len(words) and words[opened]:
        terms.append(Term(opened, None, words[opened:]))
    return terms, tuple(shape)


@lru_cache(maxsize=1024)
def _read(shape: tuple[str, ...]) -> Condition | Unread:
    """The reading of every condition of a shape; what is wrong with one does not depend on names."""
    return read_condition(shape)
