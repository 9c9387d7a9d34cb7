"""Backends that are named and do not exist (catalogue REF001)."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.model.line import Statement
from haproxy_model.model.section import Section
from haproxy_model.syntax.words import Expandable
from haproxy_model.verdicts.finding import Finding, Near, shown
from haproxy_model.verdicts.proxies.listeners import is_disabled
from haproxy_model.views.active import Active
from haproxy_model.views.inheritance import Inheritance, inheritance_of


def reference_findings(active: Active, near: Near) -> Iterator[Finding]:
    """Names that lead nowhere."""
    frontends = {active.name(section): section for section in active.of_kind("frontend")}
    backends = {active.name(section) for section in active.of_kind("backend", "listen")}
    inheritance = inheritance_of(active)
    reported: set[int] = set()
    wanted = active.sections_with("use_backend", "default_backend")
    if any(section.kind == "defaults" for section in wanted):
        wanted = active.sections
    for section in wanted:
        if section.kind not in ("frontend", "listen", "backend"):
            continue
        for statement in _choices(section, active, inheritance):
            name = statement._argument(1) or ""
            if name in backends or isinstance(name, Expandable) or id(statement) in reported:
                continue
            if is_disabled(section, active):
                break
            reported.add(id(statement))
            frontend = frontends.get(name)
            related = () if frontend is None else (("this is only a frontend", frontend.header),)
            hint = "" if frontend is not None else near.hint(name, (n for n in backends if n is not None))
            message = f"no backend or listen section is called `{shown(name)}`{hint}"
            yield Finding("unknown-backend", message, statement, 1, related=related)


def _choices(section: Section, active: Active, inheritance: Inheritance) -> Iterator[Statement]:
    """The lines that name a proxy's backends: each static `use_backend`, and the `default_backend` in force."""
    for statement in active.lines(section, "use_backend"):
        name = statement._argument(1)
        if name and "%" not in name:
            yield statement
    if section.kind == "backend":
        default = _default_backend(section, active)
    else:
        found = inheritance.nearest(section, "default_backend", lambda each: _default_backend(each, active))
        default = None if found is None else found[0]
    if default is not None:
        yield default


def _default_backend(section: Section, active: Active) -> Statement | None:
    named = (line for line in reversed(active.lines(section, "default_backend")) if line._argument(1))
    return next(named, None)
