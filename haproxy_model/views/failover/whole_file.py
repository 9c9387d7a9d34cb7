"""What is asked of a whole configuration once: Lua, who writes which stick table, where lines stand, `.if` left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from haproxy_model.diagnostics import Span
from haproxy_model.model.line import Statement
from haproxy_model.model.places import places_of
from haproxy_model.model.rules import Rule, StickRule
from haproxy_model.model.section import Section
from haproxy_model.schema.sections import PROXIES
from haproxy_model.syntax.words import Expandable
from haproxy_model.views.active import Active, active_of
from haproxy_model.views.effective import Effective
from haproxy_model.views.inheritance import Inheritance, inheritance_of

#: The lines whose rules may track keys, and those that send connections to another proxy.
_TRACKING = ("tcp-request", "http-request", "http-response")
_SENDING = ("use_backend", "default_backend")


class Whole:
    """A configuration under a version and an environment."""

    def __init__(self, active: Active) -> None:
        self._active, self._config = active, active.config
        #: the line that brings Lua code
        self.lua = _global(active, "lua-load", "lua-load-per-thread")
        #: the line that starts several processes, each with checks and stick tables of its own
        self.processes = _global(active, "nbproc")
        #: the reading in which branches that nobody can decide do not count; None where there are none
        self.doubtless: Inheritance | None = None
        if active.has_undecided:
            version, environment = active.version, active.given
            less = active_of(active.config, version=version, environment=environment, undecided=False)
            self.doubtless = inheritance_of(less)

    @cached_property
    def writers(self) -> Mapping[str, list[str]]:
        """Table -> the first two names of sections whose rules store in it: one of them is not the one that asks."""
        writers: dict[str, set[str]] = {}
        for section in self._proxies():
            if self._active.may_have(section, "stick"):
                for rule in self._active.of_family(section, StickRule):
                    if rule.arguments[:1] != ("match",):
                        writers.setdefault(rule.table or section.name or "", set()).add(section.name or "")
        return {table: sorted(names)[:2] for table, names in writers.items()}

    @cached_property
    def tracked(self) -> frozenset[str]:
        """The tables into which rules put keys that they track."""
        found: set[str] = set()
        for section in self._proxies():
            if any(self._active.may_have(section, word) for word in _TRACKING):
                rules = (line for line in self._active.statements(section) if isinstance(line, Rule))
                for reading in (rule._reading for rule in rules):
                    if reading.name.startswith("track-sc"):
                        found.add(reading.value("table") or section.name or "")
        return frozenset(found)

    @cached_property
    def _named(self) -> frozenset[str]:
        """What other proxies send connections to: names, and words that are computed."""
        found: set[str] = set()
        for section in self._proxies():
            for word in _SENDING:
                if self._active.may_have(section, word):
                    lines = (line for line in self._active.statements(section) if line.keyword == word)
                    found.update(line.arguments[0] for line in lines if line.arguments)
        return frozenset(found)

    def is_sent_to(self, name: str | None) -> bool:
        """Whether another proxy may send connections to one of a name."""
        return name in self._named or any("%" in word or isinstance(word, Expandable) for word in self._named)

    @cached_property
    def commands(self) -> Statement | None:
        """The line by which servers can be changed while HAProxy runs."""
        for section in self._active.sections:
            if section.kind == "global":
                for line in self._active.beginning(section, "stats"):
                    if line.arguments[:1] == ("socket",) and "admin" in line.arguments:
                        return line
        return None

    def _proxies(self) -> Iterator[Section]:
        return (section for section in self._active.sections if section.kind in PROXIES)

    def span(self, member: Statement | Section) -> Span:
        """Where a line stands."""
        return places_of(self._config).line_span(member)

    def place(self, member: Statement | Section) -> str:
        """Where a line stands, in words."""
        span = self.span(member)
        several = len(self._config.files) > 1 and span.file is not None
        return f"on line {span.line} of {span.file}" if several else f"on line {span.line}"


def quoted(line: Statement, count: int | None = None) -> str:
    """The first words of a line for a message, secrets masked."""
    return f"`{line._shown(count)}`"


def whole_of(effective: Effective) -> Whole:
    """What is known of the configuration that a proxy stands in."""
    active = effective.active
    found = active.views.get("whole")
    if not isinstance(found, Whole):
        found = active.views["whole"] = Whole(active)
    return found


def _global(active: Active, *keywords: str) -> Statement | None:
    sections = (section for section in active.sections if section.kind == "global")
    return next((line for section in sections for line in active.beginning(section, *keywords)), None)
