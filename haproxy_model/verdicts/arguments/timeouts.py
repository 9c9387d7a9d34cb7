"""`timeout` lines of proxies that say another value than the line before (language reference, 5.8)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from haproxy_model.model.line import Statement
from haproxy_model.model.section import Section
from haproxy_model.schema.keywords import rows
from haproxy_model.schema.rows import verdict
from haproxy_model.values.duration import Duration, read_duration
from haproxy_model.verdicts.finding import Finding, Near
from haproxy_model.views.active import Active
from haproxy_model.views.inheritance import Inheritance, inheritance_of


def timeout_findings(active: Active, near: Near) -> Iterator[Finding]:
    """Timeouts that are set again, once they differ from what `defaults` says (`proxy_parse_timeout`)."""
    for section in active.sections_with("timeout"):
        if section.kind not in ("frontend", "listen", "backend"):
            continue
        by_name: dict[str, list[Statement]] = {}
        for statement in active.lines(section, "timeout"):
            name = statement._argument(1)
            if name is not None and statement._argument(2) is not None and not statement._has_variables:
                by_name.setdefault(name, []).append(statement)
        for name, statements in by_name.items():
            if len(statements) > 1 and _counts(name, section, active.version):
                yield from _overwriting(name, statements, _inherited(name, section, inheritance_of(active)))


def _counts(name: str, section: Section, version: str) -> bool:
    known = (row for row in rows(section.kind, "timeout") if row.name == f"timeout {name}")
    return any(verdict(row, section.kind, version) == "accepted" for row in known)


def _inherited(name: str, section: Section, inheritance: Inheritance) -> int | None:
    """The value that the section starts from, in milliseconds; None where nobody knows it."""
    parent = inheritance.parent(section)

    def last(source: Section) -> Statement | None:
        lines = inheritance.active.lines(source, "timeout")
        return next((line for line in reversed(lines) if line._begins("timeout", name)), None)

    found = None if parent is None else inheritance.nearest(parent, ("timeout line", name), last)
    if found is None:
        return 0
    return None if found[0]._has_variables else _milliseconds(found[0])


def _overwriting(name: str, statements: list[Statement], inherited: int | None) -> Iterator[Finding]:
    if inherited is None:
        return
    for before, statement in itertools.pairwise(statements):
        value = _milliseconds(before)
        if value is None:
            return
        if value != inherited:
            message = f"`timeout {name}` is set twice: this line replaces the earlier one"
            yield Finding("overwritten-timeout", message, statement, 0, 1, related=(("the earlier one", before),))


def _milliseconds(statement: Statement) -> int | None:
    read = read_duration(statement._argument(2) or "")
    return read.milliseconds if isinstance(read, Duration) else None
