"""Where the lines of a section stand that `order` asks for, kept while lines come one by one.

A loop that appends thousands of lines would look through all of them each time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, cast

from haproxy_model.model.layout import last_of
from haproxy_model.model.line import Line, Statement

if TYPE_CHECKING:
    from haproxy_model.model.section import Section

_KEY = "places"


class Places:
    """The places of a section's lines; good until an edit that is not an insertion.

    Args:
        names: gives what a line names; each line is asked once.
    """

    __slots__ = ("_asked", "_inserted", "_last", "_named", "_names", "_without")

    def __init__(self, names: Callable[[Statement], Iterable[str]]) -> None:
        self._names = names
        #: what the lines name
        self._named: set[str] = set()
        #: how many of the lines were asked what they name, from the first on; those inserted there were asked, too
        self._asked = 0
        #: how many lines, from the first on, are surely not wanted, by what is wanted
        self._without: dict[Callable[[Any], bool], int] = {}
        #: the place of the last line of a kin, by the end before which it was looked for from the end of the lines
        self._last: dict[Callable[[Any], bool], int] = {}
        self._inserted: Line | None = None

    def note(self, member: object) -> bool:
        """Take note of a line that came, went, moved or changed; gives whether the places are still good."""
        expected, self._inserted = self._inserted, None
        return expected is member

    def inserted(self, line: Line, place: int) -> None:
        """Take note of a line that was put at a place."""
        self._inserted = line
        if place <= self._asked:
            self._asked += 1
            self._named.update(self._names(line) if isinstance(line, Statement) else ())
        for wanted, count in self._without.items():
            if place < count and wanted(line):
                self._without[wanted] = place
            elif place < count:
                self._without[wanted] = count + 1
        for kin, last in self._last.items():
            if kin(line):
                self._last[kin] = max(place, last + (place <= last))
            else:
                self._last[kin] = last + (place <= last)

    def last(self, lines: list[Line], end: int, kin: Callable[[Any], bool]) -> int | None:
        """The place of the last line of a kin before an end."""
        found = self._last.get(kin)
        if found is None or found >= end:
            found = last_of(lines, end, kin)
            if found is not None and end == len(lines):
                self._last[kin] = found
        return found

    def first(self, lines: list[Line], end: int, wanted: Callable[[Any], bool]) -> int | None:
        """The place of the first line before an end that is wanted."""
        place = self._without.get(wanted, 0)
        while place < end and not wanted(lines[place]):
            place += 1
        self._without[wanted] = max(place, self._without.get(wanted, 0))
        return place if place < end else None

    def are_named(self, lines: list[Line], name: str) -> bool:
        """Whether some line names something of a name."""
        for line in lines[self._asked :] if self._asked < len(lines) else ():
            self._named.update(self._names(line) if isinstance(line, Statement) else ())
        self._asked = len(lines)
        return name in self._named


def places_of(section: Section, names: Callable[[Statement], Iterable[str]]) -> Places:
    """The places of a section's lines."""
    found = section._indexes.get(_KEY)
    if found is None:
        found = section._indexes[_KEY] = Places(names)
    return cast(Places, found)


def note_insertion(section: Section, line: Line, place: int) -> None:
    """Tell what is kept of a section that a line was put at a place."""
    found = section._indexes.get(_KEY)
    if found is not None:
        cast(Places, found).inserted(line, place)
