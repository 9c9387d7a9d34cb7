"""Where a line that is appended is accepted: ACLs above the lines that name them, rules as HAProxy runs them.

Nothing that stands already is moved.  Whether a rule is reached there is a question for the linter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from haproxy_model.model.blocks import Room, read_blocks
from haproxy_model.model.comments import own_start
from haproxy_model.model.last_places import Places, places_of
from haproxy_model.model.layout import end_of_statements, last_of
from haproxy_model.model.line import Line, Statement
from haproxy_model.reading.naming_words import typed_words
from haproxy_model.reading.reading import EXPRESSIONS, read
from haproxy_model.schema.references import REFERENCES
from haproxy_model.schema.rule_words import REQUEST_ORDER, RESPONSE_ORDER, TWO_WORDS

if TYPE_CHECKING:
    from haproxy_model.model.section import Section

#: the arguments of the fetch that asks ACLs by their names
_ACL_FETCH = re.compile(r"\bacl\(([^()]*)\)").finditer
_RANKS = {kind: (kinds, rank) for kinds in (REQUEST_ORDER, RESPONSE_ORDER) for rank, kind in enumerate(kinds)}
_SERVERS = ("server", "server-template")


def place_of(section: Section, line: Line, kin: Callable[[Any], bool], room: Room) -> int:
    """Where a line is appended to its family.

    Args:
        section: where it comes to stand.
        line: the line, of its family.
        kin: whether a line is of that family.
        room: where the section takes lines.
    """
    lines = section._read()
    places = places_of(section, partial(_named, kind=section.kind))
    last = places.last(lines, room.end, kin)
    place = end_of_statements(lines, room.end) if last is None else room.outside(last + 1)
    if not isinstance(line, Statement):
        return place
    if line._words[0] == "acl" and len(line._words) > 1:
        return _above(section, place, _first_use(section, places, line._words[1], place), kin, room)
    if line._words[0] == "default-server":
        first = _first(lines, place, lambda other: other._words[0] in _SERVERS)
        return _above(section, place, first, kin, room)
    kinds, rank = _RANKS.get(_kind(line), ((), 0))
    if kinds:
        later = frozenset(kinds[rank + 1 :])
        if last is not None and _kind(line) in TWO_WORDS:
            last = last_of(lines, room.end, lambda other: kin(other) and _kind(other) not in later)
        if last is not None:
            place = room.outside(last + 1)
        else:
            place = _above(section, place, _first(lines, place, lambda other: _kind(other) in later), kin, room)
    return max(place, _behind_its_acls(section, line, place, room))


def _kind(line: Statement) -> str:
    """What the order of rules calls a line."""
    words = line._words
    return f"{words[0]} {words[1]}" if len(words) > 1 and f"{words[0]} {words[1]}" in TWO_WORDS else words[0]


def _first(lines: list[Line], end: int, wanted: Callable[[Statement], bool]) -> int | None:
    """The place of the first statement before `end` that is wanted."""
    found = (place for place, line in enumerate(islice(lines, end)) if isinstance(line, Statement) and wanted(line))
    return next(found, None)


def _first_use(section: Section, places: Places, name: str, end: int) -> int | None:
    """The first line before `end` that names an ACL, or is a rule above which a rule with it may have to stand."""
    lines = section._read()
    rule = places.first(lines, end, _is_request_rule)
    if not places.are_named(lines, name):
        return rule
    end = end if rule is None else rule
    use = _first(lines, end, lambda line: line._words[0] != "acl" and name in _named(line, section.kind))
    return rule if use is None else use


def _is_request_rule(line: object) -> bool:
    return isinstance(line, Statement) and _kind(line) in REQUEST_ORDER


def _named(line: Statement, kind: str) -> Iterator[str]:
    """The ACLs that a line names."""
    for typed in typed_words(read(kind, line._words)):
        if typed.type == "acl_term" or (typed.type in REFERENCES and "acl" in REFERENCES[typed.type].kinds.split()):
            yield from (name.lstrip("!") for name in typed.text.split(","))
        elif typed.type in EXPRESSIONS or typed.type == "converters":
            for found in _ACL_FETCH(typed.text):
                yield from (name.strip("! ") for name in found[1].split(","))


def _above(section: Section, place: int, first: int | None, kin: Callable[[Any], bool], room: Room) -> int:
    """A place behind the last of the kin above a line, or else above that line and the blocks that it stands in."""
    if first is None or first >= place:
        return place
    lines = section._read()
    unclosed = read_blocks(mark for mark in room.marks if mark.place < first).unclosed
    limit = own_start(section, lines[unclosed[0][0].place if unclosed else first])
    last = last_of(lines, limit, kin)
    behind = None if last is None else room.outside(last + 1)
    return behind if behind is not None and behind <= limit else limit


def _behind_its_acls(section: Section, line: Statement, place: int, room: Room) -> int:
    """The place behind the ACLs that a rule names and that are made below a place only."""
    lines = section._read()
    made = {each._words[1]: number for number, each in _acls(lines, place, room.end)}
    names = set(made).intersection(_named(line, section.kind)) if made else set()
    if names:
        names -= {each._words[1] for _, each in _acls(lines, 0, place)}
    return max((room.outside(made[name] + 1) for name in names), default=0)


def _acls(lines: list[Line], start: int, end: int) -> Iterator[tuple[int, Statement]]:
    """The `acl` lines between two places, the last ones first."""
    for number in range(end - 1, start - 1, -1):
        line = lines[number]
        if isinstance(line, Statement) and line._words[0] == "acl" and len(line._words) > 1:
            yield number, line
