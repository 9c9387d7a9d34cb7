"""Lines as HAProxy reads them, where that is not how they are written: the values of variables are put in.

Such a line is of the same family as one that is written so, and knows the written one: whatever has a place in a file
is looked up there (`places`).  It is made by views, for judges and questions; nobody edits it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from haproxy_model.errors import HaproxyModelError
from haproxy_model.model.families import family
from haproxy_model.model.line import Statement
from haproxy_model.model.section import Section
from haproxy_model.reading.reading import read
from haproxy_model.syntax.quoting import quote
from haproxy_model.syntax.words import Expandable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from haproxy_model.reading.reading import Reading

#: What stands for a word that nobody knows.
_ANY = Expandable("$ANY", '"$ANY"')


class _Derived:
    """What all of them have in common, beside their slots."""

    __slots__ = ()
    _written: Any

    def copy(self) -> Any:
        """A copy of the line as it is written."""
        return self._written.copy()

    def __reduce__(self) -> tuple[Any, ...]:
        return _itself, (self._written,)


class DerivedLine(_Derived):
    """A statement with values put in."""

    __slots__ = ()
    _words: tuple[str, ...]
    #: the word of the written line from which each word comes
    _places: tuple[int, ...]
    #: the word of the written line that comes to nothing first; None where none does
    _empty: int | None
    #: the words after an empty one that ends the line
    _beyond: tuple[str, ...]
    #: what stands for the values that were put in, in the order of the words
    _uses: tuple[Any, ...]

    def _place_of(self, word: int) -> int:
        places = self._places
        if word < len(places):
            return places[word]
        return self._empty if self._empty is not None else places[-1]

    @property
    def _hollow(self) -> Iterator[tuple[int, str]]:
        """The words that came to nothing, with no quotes around their variables: where, and how they are written."""
        for place, word in enumerate(self._words):
            written = word or self._written._words[self._place_of(place)]
            if not word and "$" in written and not isinstance(written, Expandable):
                yield place, written

    @property
    def _reading_beyond(self) -> Reading:
        """What each word is where the empty one does not end the line, but stands for a word that nobody knows."""
        section = self._written._section
        return read("" if section is None else section.kind, (*self._words, _ANY, *self._beyond))

    def _refuse(self, value: object = None) -> None:
        raise HaproxyModelError(
            f"{self!r} holds the values of variables: change the written line, which is in its section"
        )

    words = property(lambda self: self._words, _refuse)
    text = property(lambda self: self._text, _refuse)
    comment = property(lambda self: self._written.comment, _refuse)
    comment_above = property(lambda self: self._written.comment_above, _refuse)

    def respell(self, index: int, spelling: str) -> None:
        """Refused, as every edit."""
        self._refuse()


class DerivedSection(_Derived):
    """A section with values put in its header; it has the lines of the written one."""

    __slots__ = ()


def _itself(written: object) -> object:
    return written


#: class of written lines or sections -> the one of those with values put in; there are as many as families and kinds
_CLASSES: dict[type, type] = {}


def _class(kind: type, derived: type, *slots: str) -> Any:
    made = _CLASSES.get(kind)
    if made is None:
        made = _CLASSES[kind] = type(kind.__name__, (derived, kind), {"__slots__": ("_written", *slots)})
    return made


def derived_line(
    written: Statement,
    words: tuple[str, ...],
    places: Sequence[int],
    *,
    section: Section | None,
    uses: tuple[Any, ...] = (),
    empty: int | None = None,
    beyond: tuple[str, ...] = (),
) -> Statement:
    """A statement with other words that stands for a written one.

    Args:
        written: the line as it is written.
        words: its words as HAProxy reads them; at least one.
        places: the word of the written line from which each comes.
        section: the section that it belongs to.
        uses: what was put in.
        empty: the word of the written line that comes to nothing.
        beyond: the words after it, where it ends the line.
    """
    is_header = section is not None and written is written._section._header if written._section else False
    kind = type(written) if is_header else family("" if section is None else section.kind, words)
    made = _class(kind, DerivedLine, "_places", "_empty", "_beyond", "_uses")
    line: Any = made.__new__(made)
    Statement.__setstate__(line, (" ".join(map(quote, words)), words, words, None))
    line._section = section
    line._written, line._places, line._uses, line._empty, line._beyond = written, tuple(places), uses, empty, beyond
    return cast(Statement, line)


def derived_section(written: Section) -> Section:
    """A section that stands for a written one, with its lines; its header is still the written one."""
    made = _class(type(written), DerivedSection)
    section: Any = made.__new__(made)
    section._above, section._header, section._lines = written._above, written._header, written._read()
    section._is_read, section._file = True, written._file
    section._reset()
    section._written = written
    return cast(Section, section)
