"""What HAProxy finds when a server is complete, with what it has from `default-server` lines (language reference, 6.5).

A check needs a port, TLS needs a CA or `verify none`, a tracked server must exist and be checked, resolvers too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from types import MappingProxyType

from haproxy_model.model.line import Statement
from haproxy_model.model.section import Section
from haproxy_model.model.server import DefaultServer, Server, ServerParams, ServerTemplate
from haproxy_model.records import NamedTuple
from haproxy_model.schema.quirks import RESOLVERS_OF_SYSTEM, TRACKERS_HAVE_NO_STATE
from haproxy_model.schema.references import MADE_RESOLVERS
from haproxy_model.syntax.patterns import fullmatch, match
from haproxy_model.syntax.words import Expandable
from haproxy_model.verdicts.finding import Finding, Near, shown
from haproxy_model.verdicts.names.server_names import instances
from haproxy_model.verdicts.proxies.listeners import is_disabled
from haproxy_model.verdicts.servers.addresses import PLAIN, split_port, start_problem
from haproxy_model.verdicts.servers.merged_parameters import KEYWORDS, Settings, are_ordinary, merged, traits
from haproxy_model.verdicts.servers.server_modes import mode_of, server_mode_problems
from haproxy_model.views.active import Active
from haproxy_model.views.inheritance import Inheritance, inheritance_of

#: Parameters that want a certain mode.
_FOR_MODES = frozenset(("observe", "proto", "redir"))
#: A host or IPv4 address with a port: nothing to look at.
_PLAIN = re.compile("[0-9A-Za-z][0-9A-Za-z._-]*:[1-9][0-9]*").fullmatch
_INTERNET = fullmatch("(?:stream[+])?(?:(?:ip|ipv4|ipv6|tcp|tcp4|tcp6|mptcp|mptcp4|mptcp6)@)?(.*)")
_LEADING_NUMBER = match("[0-9]+")
#: An IP address, but for 0.0.0.0 and ::, whose checks HAProxy does not look at.
_LITERAL = fullmatch(r"(?!\[?[0.:]*\]?$)(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|\[?[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*\]?)")


class _Complete(NamedTuple):
    """A server, or the instances of a template, with the parameters in force."""

    statement: Server | ServerTemplate
    settings: Mapping[str, str]
    #: whether the end of the line, or of everything, has something to look at
    early: bool = False
    late: bool = False
    #: the `default-server` lines above that say something, by keyword
    defaults: Mapping[str, Statement] = MappingProxyType({})

    @property
    def address(self) -> str:
        """The address as written."""
        return self.statement._argument(self.statement.first_param - 1) or ""


def server_findings(active: Active, near: Near) -> Iterator[Finding]:
    """Servers that HAProxy refuses as they come out."""
    return _Servers(active, near).findings()


class _Servers:
    """The complete servers of each section, worked out once."""

    def __init__(self, active: Active, near: Near) -> None:
        self.active, self.near = active, near
        self.version = active.version
        self._complete: dict[int, list[_Complete]] = {}
        self._names: dict[int, Mapping[str, _Complete] | None] = {}
        #: line of a server -> the server that it tracks
        self._tracked: dict[int, _Complete] = {}

    @cached_property
    def inheritance(self) -> Inheritance:
        return inheritance_of(self.active)

    @cached_property
    def inherits(self) -> bool:
        """Whether some `defaults` has something to say about servers."""
        return any("default-server" in self.active.first_words(each) for each in self.active.of_kind("defaults"))

    @cached_property
    def resolvers(self) -> set[str | None]:
        return {self.active.name(section) for section in self.active.of_kind("resolvers")}

    @cached_property
    def verifies(self) -> bool:
        """Whether certificates of servers are verified where nothing is said."""
        said = [
            said
            for section in self.active.of_kind("global")
            for line in self.active.lines(section, "ssl-server-verify")
            if (said := line._argument(1)) is not None
        ]
        return not said or said[-1] == "required"

    def findings(self) -> Iterator[Finding]:
        for section in self.active.sections_with("server", "server-template"):
            if section.kind not in ("backend", "listen") or self._is_ordinary(section):
                continue
            servers = self.complete(section)
            if not servers:
                continue
            for server in servers:
                if server.early:
                    yield from self._as_parsed(server)
            if not is_disabled(section, self.active):
                connects: bool | None = None
                for server in servers:
                    plain = _PLAIN(server.address)
                    if not plain and "check" in server.settings and _lacks_port(server):
                        connects = self._connects(section) if connects is None else connects
                        if not connects:
                            yield _without_port(server)
                    if server.late or not plain or not PLAIN(server.address):
                        yield from self._at_last(section, server)
        yield from self._loops()

    def _is_ordinary(self, section: Section) -> bool:
        """Whether there is nothing to judge: hosts with ports, and parameters of no consequence here."""
        if self.inherits or not self.active.first_words(section).isdisjoint(("server-template", "default-server")):
            return False
        columns = self.active.server_lines(section)
        return columns.are_plain and all(map(are_ordinary, columns.parameters))

    def complete(self, section: Section) -> list[_Complete]:
        """The servers of a section that lines settle."""
        found = self._complete.get(id(section))
        if found is None:
            found = self._complete[id(section)] = list(self._read(section))
        return found

    def _read(self, section: Section) -> Iterator[_Complete]:
        if self.active.first_words(section).isdisjoint(("server", "server-template")):
            return
        current = self._inherited(section)
        said = self._said(section)
        for line in self.active.statements(section):
            if isinstance(line, ServerParams) and current is not None:
                settings = merged(current, line._parameter_words)
                if isinstance(line, DefaultServer):
                    current = settings
                    said = said | _says(line)
                elif settings is None or line._argument(line.first_param - 1) is None:
                    continue
                elif isinstance(line, (Server, ServerTemplate)):
                    yield _Complete(line, *traits(settings), said)

    def _inherited(self, section: Section) -> Settings:
        """What the `defaults` of a proxy leave for its servers."""
        if not self.inherits:
            return ()
        parent = self.inheritance.parent(section)
        start: Settings = ()
        return start if parent is None else self.inheritance.gathered(parent, "server settings", start, self._behind)

    def _behind(self, start: Settings, section: Section) -> Settings:
        if "default-server" in self.active.first_words(section):
            for line in self.active.of_family(section, DefaultServer):
                start = None if start is None else merged(start, line._parameter_words)
        return start

    def _said(self, section: Section) -> dict[str, Statement]:
        """The lines of the `defaults` of a proxy that say something of its servers, by keyword."""
        parent = self.inheritance.parent(section) if self.inherits else None
        start: dict[str, Statement] = {}
        return start if parent is None else self.inheritance.gathered(parent, "server lines", start, self._said_behind)

    def _said_behind(self, start: dict[str, Statement], section: Section) -> dict[str, Statement]:
        if "default-server" in self.active.first_words(section):
            for line in self.active.of_family(section, DefaultServer):
                start = start | _says(line)
        return start

    def _as_parsed(self, server: _Complete) -> Iterator[Finding]:
        """What HAProxy finds at the end of the line."""
        settings = server.settings
        if "track" in settings:
            if "check" in settings:
                message = f"a server that tracks `{shown(settings['track'])}` cannot have its own `check`: remove one"
                yield _about(server, "check-of-tracking-server", message, "track", "check")
                return
            if TRACKERS_HAVE_NO_STATE.holds(self.version) and settings.get("init-state", "none") not in ("none",):
                message = f"a server that tracks `{shown(settings['track'])}` cannot have an `init-state`"
                yield _about(server, "check-of-tracking-server", message, "init-state", "track")
                return
        if "agent-check" in settings and not _port(settings.get("agent-port", settings.get("port"))):
            message = "`agent-check` needs an `agent-port` above 0"
            yield _about(server, "missing-check-port", message, "agent-check")

    def _at_last(self, section: Section, server: _Complete) -> Iterator[Finding]:
        """What HAProxy finds when it has read everything."""
        settings, line = server.settings, server.statement
        if "track" in settings and "check" not in settings:
            yield from self._tracks(section, server)
        if ("ssl" in settings or "check-ssl" in settings) and "ca-file" not in settings:
            verify = settings.get("verify", "required" if self.verifies else "none")
            if verify == "required":
                message = "TLS to this server needs a `ca-file` to verify its certificate, or `verify none`"
                yield _about(server, "missing-ca-file", message, "ssl", "check-ssl")
        wanted = settings.get("resolvers")
        made = wanted == MADE_RESOLVERS and RESOLVERS_OF_SYSTEM.holds(self.version)
        if wanted and not made and not isinstance(wanted, Expandable) and wanted not in self.resolvers:
            hint = self.near.hint(wanted, (name for name in self.resolvers if name))
            message = f"no `resolvers` section is called `{shown(wanted)}`{hint}"
            yield _about(server, "unknown-named-section", message, "resolvers")
        if settings.keys() & _FOR_MODES or "@" in server.address or "+" in server.address:
            mode = mode_of(section, self.active, self.inheritance)
            if mode is not None:
                yield from self._of_mode(server, mode)
        methods = settings.get("init-addr", "last,libc,none" if wanted else "last,libc")
        if not isinstance(methods, Expandable):
            problem = start_problem(server.address, methods, self.active.version)
            if problem is not None:
                yield Finding(problem.kind, problem.message, line, line.first_param - 1)

    def _of_mode(self, server: _Complete, mode: str) -> Iterator[Finding]:
        line = server.statement
        for kind, message, keyword, fatal in server_mode_problems(
            server.settings, server.address, mode, self.active.version
        ):
            if fatal is False and line.param(keyword) is None:
                continue
            if keyword:
                yield _about(server, kind, message, keyword, fatal=fatal)
            else:
                yield Finding(kind, message, line, line.first_param - 1, fatal=fatal)

    def _connects(self, section: Section) -> bool:
        """Whether check rules may have a port of their own."""
        return self.inheritance.nearest(section, "connect rules", self._own_connects) is not None

    def _own_connects(self, section: Section) -> bool | None:
        steps = self.active.beginning(section, "tcp-check", "http-check")
        return any(line._argument(1) == "connect" for line in steps) or None

    def _tracks(self, section: Section, server: _Complete) -> Iterator[Finding]:
        line, wanted = server.statement, server.settings["track"]
        if not wanted or isinstance(wanted, Expandable):
            return
        pool_name, slash, name = wanted.rpartition("/")
        pool = self.inheritance.pools.get(pool_name) if slash else section
        if pool is None:
            hint = self.near.hint(pool_name, self.inheritance.pools)
            message = f"`track` names the backend `{shown(pool_name)}`, which does not exist{hint}"
            yield _about(server, "unknown-tracked-or-used-server", message, "track")
            return
        names = self._servers_of(pool)
        if names is None:
            return
        tracked = names.get(name)
        if tracked is None:
            message = f"`track` names the server `{shown(name)}`, which does not exist{self.near.hint(name, names)}"
            yield _about(server, "unknown-tracked-or-used-server", message, "track")
        elif tracked.statement is line:
            yield _about(server, "unknown-tracked-or-used-server", "a server cannot track itself", "track")
        elif not {"check", "agent-check", "track"}.intersection(tracked.settings):
            message = f"`track` names the server `{shown(name)}`, which is not checked: add `check` there"
            related = (("it is here", tracked.statement),)
            yield _about(server, "unknown-tracked-or-used-server", message, "track", related=related)
        else:
            self._tracked[id(line)] = tracked

    def _loops(self) -> Iterator[Finding]:
        """Servers that track each other in a circle, each told once: at its last server, as HAProxy comes to them."""
        seen: set[int] = set()
        for start in list(self._tracked.values()):
            path: dict[int, _Complete] = {}
            current: _Complete | None = start
            while current is not None and id(current.statement) not in seen:
                seen.add(id(current.statement))
                path[id(current.statement)] = current
                current = self._tracked.get(id(current.statement))
            if current is not None and id(current.statement) in path:
                keys = list(path)
                yield self._loop([path[key] for key in keys[keys.index(id(current.statement)) :]])

    def _loop(self, circle: list[_Complete]) -> Finding:
        members = {id(each.statement): each for each in circle}
        last = next(
            line
            for section in reversed(self.active.sections)
            for line in reversed(self.active.statements(section))
            if id(line) in members
        )
        message = f"these {len(circle)} servers `track` each other in a circle: give one of them a `check` instead"
        return _about(members[id(last)], "unknown-tracked-or-used-server", message, "track")

    def _servers_of(self, section: Section) -> Mapping[str, _Complete] | None:
        """The servers of a section by name; None where nobody knows them all."""
        if id(section) not in self._names:
            self._names[id(section)] = self._named(section)
        return self._names[id(section)]

    def _named(self, section: Section) -> Mapping[str, _Complete] | None:
        complete = {id(each.statement): each for each in self.complete(section)}
        names: dict[str, _Complete] = {}
        for line in self.active.statements(section):
            if isinstance(line, DefaultServer) and self._unknown(line):
                return None
            if isinstance(line, ServerTemplate) and line._argument(3) is not None:
                made = instances(line)
                if made is None or self._unknown(line):
                    return None
                one = complete.get(id(line)) or _Complete(line, {})
                names = {**dict.fromkeys(made, one), **names}
            elif isinstance(line, Server) and line._argument(2) is not None:
                if isinstance(line.name, Expandable) or self._unknown(line):
                    return None
                names.setdefault(line.name, complete.get(id(line)) or _Complete(line, {}))
        return names

    def _unknown(self, line: ServerParams) -> bool:
        return merged((), line._parameter_words) is None


def _says(line: DefaultServer) -> dict[str, Statement]:
    """The parameters of a line that matter here, with the line."""
    return dict.fromkeys(KEYWORDS.intersection(param.keyword for param in line.params), line)


def _about(
    server: _Complete,
    kind: str,
    message: str,
    *keywords: str,
    related: tuple[tuple[str, Statement], ...] = (),
    fatal: bool | None = None,
) -> Finding:
    """A finding at the first of these parameters that the line has; at its name where a `default-server` says so."""
    line = server.statement
    place = _place(line, *keywords)
    above = next((server.defaults[each] for each in keywords if each in server.defaults), None)
    if place is None and above is not None:
        related = (*related, ("a `default-server` line says so", above))
    return Finding(kind, message, line, *(place or (1, 1)), related=related, fatal=fatal)


def _place(line: ServerParams, *keywords: str) -> tuple[int, int] | None:
    """The words of the first of these parameters that the line has."""
    found = {param.keyword: (place, place + len(param.values)) for place, param in line._placed_params()}
    return next((found[keyword] for keyword in keywords if keyword in found), None)


def _port(value: str | None) -> bool:
    """Whether a value is, or may be, a port above 0."""
    if value is None or isinstance(value, Expandable):
        return value is not None
    found = _LEADING_NUMBER(value)
    return found is not None and bool(found[0].strip("0"))


def _lacks_port(server: _Complete) -> bool:
    """Whether a check of an internet server has no port to go to, as far as its own line says."""
    settings = server.settings
    if _port(settings.get("port")) or "healthcheck" in settings:
        return False
    host, port = _host_and_port(server.address)
    if port:
        return False
    if "addr" in settings:
        other, port = _host_and_port(settings["addr"])
        if port or (other is None):
            return False
        return bool(_LITERAL(other)) or bool(not other.strip("[0.:*]") and host is not None and _LITERAL(host))
    return host is not None and bool(_LITERAL(host))


def _host_and_port(address: str) -> tuple[str | None, bool]:
    """The host of an internet address, else None; and whether it has, or may have, a port above 0."""
    if isinstance(address, Expandable) or "$" in address:
        return None, True
    found = None if address[:1] == "/" else _INTERNET(address)
    if found is None or "@" in found[1]:
        return None, False
    host, port = split_port(found[1])
    return host, bool(port) and port is not None and port[0] not in "+-" and _port(port)


def _without_port(server: _Complete) -> Finding:
    message = "the health check of this server has no port: add one to its address, or write `port`"
    return Finding("missing-check-port", message, server.statement, server.statement.first_param - 1)
