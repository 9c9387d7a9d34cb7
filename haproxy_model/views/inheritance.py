"""Which `defaults` section a proxy starts from (language reference, 4.5 and 7.1)."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar, cast

from haproxy_model.model.line import Statement
from haproxy_model.model.section import Section
from haproxy_model.schema.sections import SECTIONS
from haproxy_model.views.active import Active
from haproxy_model.views.origin import Lineage, Origin
from haproxy_model.views.shared_parameters import Parameters

if TYPE_CHECKING:
    from haproxy_model.views.effective import Effective
    from haproxy_model.views.servers import EffectiveServer

T = TypeVar("T")

#: How many instances of templates count in a configuration at most.
_MOST_INSTANCES = 2_000


def inheritance_of(active: Active) -> Inheritance:
    """The inheritance among some active lines, worked out once."""
    found = active.views.get("inheritance")
    if not isinstance(found, Inheritance):
        found = active.views["inheritance"] = Inheritance(active)
    return found


class Inheritance:
    """The `defaults` of each active proxy: that which `from` names, else the last one above, else none."""

    def __init__(self, active: Active) -> None:
        self.active = active
        self._parents: dict[int, Section | None] = {}
        self._lineages: dict[int, Lineage] = {}
        self._by_keyword: dict[int, dict[str, list[Statement]]] = {}
        self._nearest: dict[tuple[int, Hashable], tuple[object, Section] | None] = {}
        self._gathered: dict[tuple[int, Hashable], object] = {}
        #: where what proxies inherit comes from, by the identity of the `defaults` they start from and the question
        self.inherited: dict[tuple[int, Hashable], Origin | None] = {}
        #: what servers start from where no `default-server` stands above them
        self.no_parameters = Parameters({}, {})
        #: where the health of each server is decided, as `failover` has found out so far
        self.health: dict[EffectiveServer, tuple[Effective, EffectiveServer | None, bool]] = {}
        #: the proxies that were resolved so far, by the identity of their sections
        self.resolved: dict[int, Effective] = {}
        #: who leads to each section, by its identity, and under None to any; made when `Effective` is first asked
        self.reached: dict[int | None, list[Section]] | None = None
        #: the first `backend` or `listen` of each name
        self.pools: dict[str, Section] = {}
        named: dict[str, Section] = {}
        last: Section | None = None
        for section in active.sections:
            if not SECTIONS[section.kind].proxy:
                continue
            name = active.name(section)
            if section.kind in ("backend", "listen") and name is not None:
                self.pools.setdefault(name, section)
            wanted = section.from_defaults
            if wanted is not None:
                self._parents[id(section)] = named.get(wanted)
            else:
                self._parents[id(section)] = None if section.kind == "defaults" else last
            if section.kind == "defaults":
                last = section
                if name is not None:
                    named[name] = section

    @cached_property
    def most_instances(self) -> int:
        """How many instances of a template count: those of one are all alike, and all templates share the room."""
        count = sum([len(self.active.lines(section, "server-template")) for section in self.active.sections])
        return max(_MOST_INSTANCES // max(count, 1), 1)

    def parent(self, section: Section) -> Section | None:
        """The `defaults` section that a proxy, or another `defaults`, copies its settings from."""
        return self._parents.get(id(section))

    def line_of(self, section: Section) -> Iterator[Section]:
        """The section itself, then what it inherits from, nearest first."""
        return iter(self.lineage(section))

    def lineage(self, section: Section) -> Lineage:
        """The section with all that it inherits from, worked out once for each."""
        current: Section | None = section
        missing: list[Section] = []
        while current is not None and id(current) not in self._lineages:
            missing.append(current)
            current = self._parents.get(id(current))
        for each in reversed(missing):
            parent = self._parents.get(id(each))
            self._lineages[id(each)] = Lineage(each, None if parent is None else self._lineages[id(parent)])
        return self._lineages[id(section)]

    def nearest(self, section: Section, key: Hashable, find: Callable[[Section], T | None]) -> tuple[T, Section] | None:
        """What the section itself, else the nearest that it inherits from, says about something.

        Args:
            section: where to begin.
            key: names the question: each section is asked once.
            find: the answer of one section alone; None where it says nothing.

        Returns:
            The answer and the section that gave it; None where nobody says anything.
        """
        answer: tuple[object, Section] | None = None
        asked: list[tuple[int, Hashable]] = []
        for current in self.line_of(section):
            place = (id(current), key)
            if place in self._nearest:
                answer = self._nearest[place]
                break
            asked.append(place)
            own = find(current)
            if own is not None:
                answer = (own, current)
                break
        self._nearest.update(dict.fromkeys(asked, answer))
        return cast("tuple[T, Section] | None", answer)

    def gathered(self, section: Section, key: Hashable, start: T, add: Callable[[T, Section], T]) -> T:
        """What a section and all that it inherits from come to together, farthest first.

        Args:
            section: where to end.
            key: names the question: each section is asked once.
            start: what there is before any section.
            add: what there is behind a section, by what was there before it.
        """
        value = start
        missing: list[Section] = []
        for current in self.line_of(section):
            if (id(current), key) in self._gathered:
                value = cast(T, self._gathered[id(current), key])
                break
            missing.append(current)
        for current in reversed(missing):
            value = add(value, current)
            self._gathered[id(current), key] = value
        return value

    def by_keyword(self, section: Section) -> Mapping[str, list[Statement]]:
        """The active statements of a section by keyword, the last one first."""
        found = self._by_keyword.get(id(section))
        if found is None:
            found = self._by_keyword[id(section)] = {}
            for statement in reversed(self.active.statements(section)):
                found.setdefault(statement.keyword, []).append(statement)
        return found

    def last(self, section: Section, *path: str) -> Statement | None:
        """The line that sets something for a section: its own last one, else the nearest inherited."""
        for source in self.line_of(section):
            for statement in reversed(self.active.statements(source)):
                if statement._begins(*path):
                    return statement
        return None
