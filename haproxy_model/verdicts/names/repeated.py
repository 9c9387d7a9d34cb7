"""Names that stand twice: sections (language reference, 4.4; catalogue REF006), servers and their ids (REF007)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from haproxy_model.diagnostics import Severity
from haproxy_model.model.line import Statement
from haproxy_model.model.section import Section
from haproxy_model.model.server import Server, ServerTemplate
from haproxy_model.schema.quirks import (
    EQUAL_SERVERS_OVERLOOKED,
    NAMES_ACROSS_KINDS,
    SHARED_NAMES_REFUSED,
    SHARED_NAMES_TOLD,
)
from haproxy_model.schema.rows import available
from haproxy_model.schema.sections import SECTIONS
from haproxy_model.syntax.words import Expandable
from haproxy_model.verdicts.finding import Finding, shown
from haproxy_model.verdicts.keywords.unopened import is_opened
from haproxy_model.verdicts.proxies.listeners import is_disabled
from haproxy_model.views.active import Active

#: Kinds that know each other's names.
_PROXIES = ("frontend", "backend", "listen", "defaults", "log-forward")
#: Kinds whose sections of one name HAProxy refuses.
_UNIQUE = frozenset(name for name, row in SECTIONS.items() if row.repeated == "error" and not row.proxy)
#: How many names of server templates a run looks at.
_TEMPLATE_NAMES = 100_000
_ID = frozenset(("id",))


def repeated_findings(active: Active) -> Iterator[Finding]:
    """Sections, servers and server ids whose name is taken."""
    yield from _proxies(active)
    yield from _sections(active)
    left = _TEMPLATE_NAMES
    for section in active.sections_with("server", "server-template"):
        if section.kind not in ("backend", "listen"):
            continue
        is_plain = "server-template" not in active.first_words(section) and active.server_lines(section).are_plain
        if is_plain and not active.servers_holding(section, _ID):
            continue
        servers = [line for line in active.statements(section) if isinstance(line, (Server, ServerTemplate))]
        if active.has_word("id"):
            yield from _ids(servers)
        if not is_disabled(section, active):
            names, left = _names(servers, left)
            others = len({name for name, _ in names}) > 1 or len(names) < len(servers)
            yield from _servers(section, names, fatal=not others or not EQUAL_SERVERS_OVERLOOKED.holds(active.version))


def _clash(first: str, second: str, version: str) -> Literal["fatal", "warning"] | None:
    """What a version says of two sections of one name, in their order."""
    kinds = {first, second}
    if kinds == {"defaults"} or kinds == {"log-forward"}:
        return None
    if "log-forward" in kinds and "defaults" not in kinds:
        return "fatal"
    if "defaults" in kinds or kinds == {"frontend", "backend"}:
        late: Literal["fatal", "warning"] = (
            "fatal" if "log-forward" not in kinds and SHARED_NAMES_REFUSED.holds(version) else "warning"
        )
        return late if SHARED_NAMES_TOLD.holds(version) else None
    if len(kinds) == 1 or NAMES_ACROSS_KINDS.holds(version):
        return "fatal"
    # A listen is both a backend and a frontend.
    return "fatal" if first == "listen" or second != "listen" or first == "frontend" else None


def _proxies(active: Active) -> Iterator[Finding]:
    version = active.version
    seen: dict[str, dict[str, Section]] = {}
    for section in active.of_kind(*_PROXIES):
        name = active.name(section)
        if not name or isinstance(name, Expandable):
            continue
        others = seen.setdefault(name, {})
        found = {_clash(kind, section.kind, version): other for kind, other in reversed(others.items())}
        if "fatal" in found:
            yield _taken(section, found["fatal"])
        elif "warning" in found:
            yield _taken(section, found["warning"], fatal=False)
        if is_opened(section):
            others.setdefault(section.kind, section)


def _sections(active: Active) -> Iterator[Finding]:
    seen: dict[tuple[str, str], Section] = {}
    for section in active.of_kind(*_UNIQUE, "userlist"):
        name = active.name(section)
        if not name or isinstance(name, Expandable) or not available(SECTIONS[section.kind], active.version):
            continue
        first = seen.setdefault((section.kind, name), section)
        if first is section:
            continue
        if section.kind == "userlist":
            message = f"a userlist is already called `{shown(name)}`: HAProxy adds these lines to the one created last"
            yield Finding("duplicate-userlist", message, section.header, 1, related=(("the first one", first.header),))
        else:
            yield _taken(section, first)


def _taken(section: Section, first: Section, *, fatal: bool = True) -> Finding:
    message = f"a {first.kind} is already called `{shown(section.name or '')}`: give this {section.kind} another name"
    return Finding(
        "duplicate-section-name",
        message,
        section.header,
        1,
        related=(("used here", first.header),),
        fatal=fatal,
        severity=None if fatal else Severity.WARNING,
    )


def _names(servers: list[Server | ServerTemplate], left: int) -> tuple[list[tuple[str, Statement]], int]:
    """The names of servers, those of templates as far as the bound goes."""
    names: list[tuple[str, Statement]] = []
    for line in servers:
        name = line.name if isinstance(line, Server) else line.prefix_
        if isinstance(name, Expandable):
            continue
        if isinstance(line, Server):
            names.append((name, line))
            continue
        numbers = (line.numbers or range(0))[:left]
        left -= len(numbers)
        names += [(f"{name}{number}", line) for number in numbers]
    return names, left


def _servers(section: Section, names: list[tuple[str, Statement]], *, fatal: bool) -> Iterator[Finding]:
    seen: dict[str, Statement] = {}
    last: Statement | None = None
    for name, line in names:
        first = seen.setdefault(name, line)
        if first is line or line is last:
            continue
        last = line
        message = f"this {section.kind} already has a server `{shown(name)}`: give this one another name"
        yield Finding("duplicate-server-name", message, line, 1, related=(("the first one", first),), fatal=fatal)


def _ids(servers: Sequence[Server | ServerTemplate]) -> Iterator[Finding]:
    seen: dict[int, Statement] = {}
    for line in servers:
        own = line.id if isinstance(line, Server) else None
        if isinstance(own, int):
            first = seen.setdefault(own, line)
            if first is not line:
                place = line._reading.place("id") or 0
                message = f"the server id {own} is already used: choose another one"
                yield Finding("duplicate-server-name", message, line, place, related=(("used here", first),))
