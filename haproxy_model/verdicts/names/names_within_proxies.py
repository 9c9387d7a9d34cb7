"""Names in rules that lead to a line of the same proxy: filters, and slots of captures (manual 4.4; catalogue REF003).

HAProxy looks for them when all is read.  Slots of backends are those of whatever frontend a stream came through, so
that only frontends are asked.
"""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.model.line import Statement
from haproxy_model.model.proxy_lines import Filter
from haproxy_model.model.section import Section
from haproxy_model.records import NamedTuple
from haproxy_model.syntax.words import Expandable
from haproxy_model.verdicts.finding import Finding, Near, shown
from haproxy_model.verdicts.proxies.listeners import is_disabled
from haproxy_model.views.active import Active
from haproxy_model.views.inheritance import Inheritance, inheritance_of


class _Filters(NamedTuple):
    """Which filters an action names, and what messages call them."""

    #: the words after `filter`
    kinds: tuple[str, ...]
    title: str


_FILTERS = {
    "send-spoe-group": _Filters(("spoe",), "SPOE engine"),
    "set-bandwidth-limit": _Filters(("bwlim-in", "bwlim-out"), "bandwidth limit"),
}
#: ruleset -> the direction in which its captures lie
_DIRECTIONS = {"http-request": "request", "http-response": "response", "http-after-response": "response"}
#: direction -> the rulesets whose rules may make a slot
_MAKING = {"request": ("http-request", "tcp-request")}
_RULES = ("tcp-request", "tcp-response", *_DIRECTIONS)


def within_findings(active: Active, near: Near) -> Iterator[Finding]:
    """Rules that name a filter or a slot which their proxy does not have."""
    slots = _Slots(inheritance_of(active))
    for section in active.sections_with(*_RULES):
        if section.kind not in ("frontend", "listen", "backend") or is_disabled(section, active):
            continue
        filters = [line for line in active.lines(section, "filter") if isinstance(line, Filter)]
        for line in active.beginning(section, *_RULES):
            place = 2 if line.keyword in ("tcp-request", "tcp-response") else 1
            action, name = line._argument(place), line._argument(place + 1)
            if action is None or name is None:
                continue
            found = None
            if action in _FILTERS:
                found = _filter(line, name, place + 1, _FILTERS[action], section, filters, near)
            elif action == "capture" and line.keyword in _DIRECTIONS and section.kind != "backend":
                found = _slot(line, section, slots)
            if found is not None:
                yield found


def _filter(
    line: Statement, name: str, place: int, wanted: _Filters, section: Section, filters: list[Filter], near: Near
) -> Finding | None:
    names = {_name(each) for each in filters if each.name in wanted.kinds}
    unsure = isinstance(name, Expandable) or any(each._has_variables for each in filters)
    last = filters[-1].name if filters else ""
    # Of limits HAProxy takes the last filter of the proxy, whatever its name, where none has the name.
    if unsure or name in names or "" in names or (len(wanted.kinds) > 1 and last in wanted.kinds):
        return None
    message = f"this {section.kind} has no {wanted.title} called `{shown(name)}`{near.hint(name, names)}"
    return Finding("unknown-named-section", message, line, place)


def _name(line: Filter) -> str:
    """The name of a filter; empty for an engine whose name is in a file of its own."""
    return line._reading.value("engine" if line.name == "spoe" else "name") or ""


def _slot(line: Statement, section: Section, slots: _Slots) -> Finding | None:
    place = line._reading.place("id") or 0
    text = line._reading.word(place)
    if isinstance(text, Expandable) or not (text.isascii() and text.isdigit()) or len(text) > 9:
        return None
    direction = _DIRECTIONS[line.keyword]
    count = slots.of(section, direction)
    if int(text) < count:
        return None
    there = f"slots 0 to {count - 1}" if count else "no slots"
    message = f"unknown slot `{text}`: captures of {direction}s have {there} (`declare capture {direction}` adds one)"
    return Finding("unknown-named-section", message, line, place)


class _Slots:
    """How many slots each proxy has; each section is counted once."""

    def __init__(self, inheritance: Inheritance) -> None:
        self._inheritance = inheritance
        self._known: dict[tuple[int, str], int] = {}

    def of(self, section: Section, direction: str) -> int:
        """The slots of a section with those that it inherits."""
        waiting: list[Section] = []
        count = 0
        for each in self._inheritance.line_of(section):
            known = self._known.get((id(each), direction))
            if known is not None:
                count = known
                break
            waiting.append(each)
        for each in reversed(waiting):
            count += _own_slots(each, direction, self._inheritance.active)
            self._known[id(each), direction] = count
        return count


def _own_slots(section: Section, direction: str, active: Active) -> int:
    """How many slots the lines of a section make: declared ones, captured headers, rules with a length."""
    count = 0
    for line in active.beginning(section, "declare", "capture", *_MAKING.get(direction, ())):
        if line.keyword == "declare":
            count += (line._argument(1), line._argument(2)) == ("capture", direction)
        elif line.keyword == "capture":
            count += (line._argument(1), line._argument(2)) == (direction, "header")
        else:
            action = line._reading.action
            count += action is not None and action.name == "capture" and line._reading.keyword("len") is not None
    return count
