"""Identifiers that are already used: ids of `bind` lines, guids, names of nameservers; and peers told twice."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from haproxy_model.model.bind import Bind
from haproxy_model.model.line import Statement
from haproxy_model.model.params import WithParams
from haproxy_model.model.section import Section
from haproxy_model.model.server import DefaultServer, ServerParams
from haproxy_model.reading.parameters import vocabulary
from haproxy_model.schema.keywords import rows
from haproxy_model.schema.rows import available
from haproxy_model.syntax.words import Expandable
from haproxy_model.verdicts.finding import Finding, Near, shown
from haproxy_model.verdicts.servers.parameter_problems import parameter_problems
from haproxy_model.views.active import Active

(_GUID,) = rows("backend", "guid")
#: Parameters of servers that mean nothing to peers.
_NOT_FOR_PEERS = ("check", "agent-check", "init-addr", "resolvers")


def identifier_findings(active: Active, near: Near) -> Iterator[Finding]:
    """Lines whose identifier another line has."""
    for section in active.sections_with("bind") if active.has_word("id") else ():
        if section.kind in ("frontend", "listen"):
            yield from _bind_ids(section, active)
    if available(_GUID, active.version) and active.mentions("guid"):
        guids: dict[str, Statement] = {}
        for section in active.of_kind("frontend", "listen", "backend"):
            yield from _guids(section, active, guids)
    for section in active.of_kind("resolvers"):
        yield from _nameservers(section, active)
    for section in active.of_kind("peers"):
        yield from _addressed(section, active)
        yield from _peers(section, active)


def _value(line: WithParams, keyword: str) -> tuple[str, int] | None:
    """The last value of a parameter, and its place; None without one, and where the environment decides."""
    found = None
    for place, param in line._placed_params():
        if isinstance(param.keyword, Expandable):
            return None
        if param.keyword == keyword and param.values:
            found = param.values[0], place + 1
    return None if found is None or isinstance(found[0], Expandable) else found


def _bind_ids(section: Section, active: Active) -> Iterator[Finding]:
    seen: dict[str, Statement] = {}
    for line in active.lines(section, "bind"):
        found = _value(line, "id") if isinstance(line, Bind) else None
        if found is None:
            continue
        own, place = found
        address = line._argument(1) or ""
        if "," in address.rstrip(",") and not isinstance(address, Expandable):
            yield Finding(
                "taken-identifier",
                "`id` is for one address, and this line has several: write a `bind` line for each",
                line,
                place - 1,
            )
        first = seen.setdefault(own.lstrip("+0") or "0", line)
        if first is not line:
            message = f"another `bind` line of this {section.kind} already has the id {shown(own)}: choose another one"
            yield Finding("taken-identifier", message, line, place, related=(("used here", first),))


def _guids(section: Section, active: Active, seen: dict[str, Statement]) -> Iterator[Finding]:
    for line in active.statements(section):
        found: tuple[str, int] | None = None
        if isinstance(line, ServerParams):
            found = None if isinstance(line, DefaultServer) else _value(line, "guid")
        elif line.keyword == "guid" and line.prefix is None:
            name = line._argument(1)
            found = None if name is None or isinstance(name, Expandable) else (name, 1)
        if found is None:
            continue
        own, place = found
        first = seen.setdefault(own, line)
        if first is not line:
            message = f"the guid `{shown(own)}` is already used: choose another one"
            yield Finding("taken-identifier", message, line, place, related=(("used here", first),))


def _nameservers(section: Section, active: Active) -> Iterator[Finding]:
    seen: dict[str, Statement] = {}
    for line in active.lines(section, "nameserver"):
        own = line._argument(1)
        if own is not None and line._argument(2) is not None and not isinstance(own, Expandable):
            first = seen.setdefault(own, line)
            if first is not line:
                message = f"these resolvers already have a nameserver `{shown(own)}`: give this one another name"
                yield Finding("taken-identifier", message, line, 1, related=(("the first one", first),))


def _addressed(peers: Section, active: Active) -> Iterator[Finding]:
    """The `server` line of this machine has no address, where its name is told above: parameters follow it."""
    above = takewhile(lambda each: each is not peers, active.sections)
    lines = [line for each in above if each.kind == "global" for line in active.lines(each, "localpeer")]
    local = lines[-1]._argument(1) if lines else None
    if local is None or isinstance(local, Expandable):
        return
    for line in active.lines(peers, "server"):
        address = line._argument(2)
        if line._argument(1) != local or not address or isinstance(address, Expandable):
            continue
        if vocabulary("server").row(address) is None:
            message = f"`{shown(address)}` is no parameter, and this machine takes no address here: write a `bind` line"
            related = (("this machine is called so here", lines[-1]),)
            yield Finding("unknown-parameter", message, line, 2, related=related)


def _peers(section: Section, active: Active) -> Iterator[Finding]:
    """Local peers are told by `bind` or by `peer`, and none of them is checked."""
    first: Statement | None = None
    for line in active.statements(section):
        if line.keyword in ("peer", "bind") and line.prefix is None:
            if first is None:
                first = line
            elif first.keyword != line.keyword:
                message = f"a `peers` section with `{first.keyword}` lines cannot have `{line.keyword}` lines too"
                yield Finding("mixed-peers", message, line, related=(("the other kind", first),))
        if isinstance(line, ServerParams) and not isinstance(line, DefaultServer):
            ignored = next((param.keyword for param in line.params if param.keyword in _NOT_FOR_PEERS), None)
            if ignored is not None and not parameter_problems(
                line._parameter_words, "server", active.version, True, False
            ):
                place = line._reading.keyword(ignored) or 0
                yield Finding("ignored-for-peers", f"HAProxy ignores `{ignored}` on peers: remove it", line, place)
