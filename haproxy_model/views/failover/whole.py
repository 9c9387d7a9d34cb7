"""What is asked of a whole configuration once: Lua, who writes which stick table, where lines stand, `.if` left out."""

from __future__ import annotations

from functools import cached_property
from weakref import WeakKeyDictionary

from haproxy_model.model.line import Statement
from haproxy_model.model.masking import masked
from haproxy_model.model.places import Places
from haproxy_model.model.rules import StickRule
from haproxy_model.model.section import Section
from haproxy_model.schema.sections import SECTIONS
from haproxy_model.views.active import Active
from haproxy_model.views.effective import Effective
from haproxy_model.views.inheritance import Inheritance


class Whole:
    """A configuration under a version and an environment."""

    def __init__(self, active: Active) -> None:
        self._config = active.config
        #: the line that brings Lua code
        self.lua = _global(active, "lua-load", "lua-load-per-thread")
        #: the line that starts several processes, each with checks and stick tables of its own
        self.processes = _global(active, "nbproc")
        writers: dict[str, set[str]] = {}
        for section in active.sections:
            if SECTIONS[section.kind].proxy:
                for rule in active.of_family(section, StickRule):
                    if rule.arguments[:1] != ("match",):
                        writers.setdefault(rule.table or section.name or "", set()).add(section.name or "")
        #: table -> the first two names of sections whose rules store in it: one of them is not the one that asks
        self.writers = {table: sorted(names)[:2] for table, names in writers.items()}
        #: the reading in which branches that nobody can decide do not count; None where there are none
        self.doubtless: Inheritance | None = None
        if active.has_undecided:
            version, environment = active.version, active.environment
            less = Active(active.config, version=version, environment=environment, undecided=False)
            self.doubtless = Inheritance(less)

    @cached_property
    def _places(self) -> Places:
        return Places(self._config)

    def place(self, member: Statement | Section) -> str:
        """Where a line stands, in words."""
        span = self._places.line_span(member)
        several = len(self._config.files) > 1 and span.file is not None
        return f"on line {span.line} of {span.file}" if several else f"on line {span.line}"


_WHOLES: WeakKeyDictionary[Active, Whole] = WeakKeyDictionary()


def quoted(line: Statement, count: int | None = None) -> str:
    """The first words of a line for a message, secrets masked."""
    return f"`{' '.join(masked(line._words)[:count])}`"


def whole_of(effective: Effective) -> Whole:
    """What is known of the configuration that a proxy stands in."""
    active = effective.active
    found = _WHOLES.get(active)
    if found is None:
        found = _WHOLES[active] = Whole(active)
    return found


def _global(active: Active, *keywords: str) -> Statement | None:
    sections = (section for section in active.sections if section.kind == "global")
    lines = (line for section in sections for line in active.statements(section))
    return next((line for line in lines if line._words[0] in keywords), None)
