"""What each word of a line is, for those who ask: the parts of its reading, without the numbers of its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from haproxy_model.diagnostics import Span
from haproxy_model.errors import Suggesting, UnknownName, near
from haproxy_model.model.given import given_text
from haproxy_model.model.masking import masked
from haproxy_model.syntax.text import visible

if TYPE_CHECKING:
    from haproxy_model.model.line import Statement
    from haproxy_model.reading.reading import Reading
    from haproxy_model.reading.walker import Part as Place


@frozen(eq=False, repr=False, init=False)
class Part(Suggesting):
    """A word of a line, or several that belong together, as HAProxy reads them; good until the line changes."""

    _instead = "assign the attribute of the line, or its words"

    #: the line
    statement: Statement
    #: "prefix", "keyword", "literal" (a fixed word), "argument", "expression", "parameter" (its name), "value" (that of
    #: a parameter), "condition", or "surplus" (what fits nowhere)
    role: str
    #: of which type HAProxy reads it, such as "duration" or "sample_expr"; empty for fixed words
    type: str
    #: what the manual calls it: the fixed word, the argument, or the parameter that a value belongs to
    name: str
    #: the words, without quotes
    words: tuple[str, ...]
    _place: Place = field(repr=False)
    #: the words of the whole line when it was read
    _line: tuple[str, ...] = field(repr=False)

    @property
    def _is_current(self) -> bool:
        """Whether the line still says the same words."""
        return self.statement._words is self._line

    @property
    def span(self) -> Span | None:
        """Where it is, quotes included; None outside of a file, or where the line has changed since."""
        config = None if self.statement.section is None else self.statement.section.config
        if config is None or not self._is_current:
            return None
        from haproxy_model.model.places import places_of

        return places_of(config).word_span(self.statement, self._place.start, self._place.end - 1)

    def __repr__(self) -> str:
        said = " ".join(masked(self._line)[self._place.start : self._place.end])
        return visible(f"<Part {self.role} {self.name or self.type}: {said}>")


def parts_of(statement: Statement) -> tuple[Part, ...]:
    """The parts of a line, in their order: each of its words belongs to one."""
    reading = _reading_of(statement)
    return () if reading is None else tuple([_part(statement, place) for place in reading.parts])


def part_of(statement: Statement, name: str) -> Part:
    """The value of that name: what follows a fixed word or parameter, or an argument so called; the last one counts.

    Raises:
        UnknownName: the line has none.
    """
    name = given_text(name, "the name of a part")
    reading = _reading_of(statement)
    place = None if reading is None else reading.part(name)
    if place is None:
        names = [] if reading is None else sorted({each.name for each in reading.parts if each.name})
        raise UnknownName(f"the line has no part {name!r}{near(name, names)}")
    return _part(statement, place)


def _reading_of(statement: Statement) -> Reading | None:
    """The reading of a line; None without words.  A free line is read as in a `listen` section, which has most."""
    if not statement._words:
        return None
    if statement._section is None and not statement.home:
        from haproxy_model.reading.reading import read

        return read("listen", statement._words)
    return statement._reading


def _part(statement: Statement, place: Place) -> Part:
    part = Part.__new__(Part)
    words = statement._words
    said = (statement, str(place.role), place.type, place.name, words[place.start : place.end], place, words)
    for name, value in zip(("statement", "role", "type", "name", "words", "_place", "_line"), said, strict=True):
        object.__setattr__(part, name, value)
    return part
