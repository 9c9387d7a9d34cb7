"""HA: what several HAProxy processes share, hand over, or keep alive."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, lint_rule, title, whole
from haproxy_model.lint.rules.listing import listed, others
from haproxy_model.lint.rules.statements import assignment, rewording
from haproxy_model.lint.rules.word_places import action, says, setting
from haproxy_model.model.bind import StatsSocket
from haproxy_model.model.line import Statement
from haproxy_model.model.proxy_lines import StickTable
from haproxy_model.model.rules import StickRule
from haproxy_model.model.section import Section
from haproxy_model.model.section_classes import Global, Peers
from haproxy_model.model.server import Peer, Server
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.address import Address
from haproxy_model.views.effective import Effective
from haproxy_model.views.roles.databases import is_writer

_TRACKING = ("tcp-request", "http-request", "tcp-response", "http-response")


#: one finding speaks of several sections: those that suppress it are left out
_STICK_TABLE = ("HA022", "stick-table-without-peers")


@lint_rule(*_STICK_TABLE, severity=Severity.WARNING)
def stick_table_without_peers(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: where several HAProxy processes are known of (a `peers` section, declared virtual addresses, files of
        several controllers), finds stick tables that they do not share.
    Why: when the virtual address moves, the next process begins with an empty table: clients change servers, and
        limits begin anew.
    Bad:
        global
            log /dev/log local0
            localpeer ctl1
        defaults
            log global
            timeout connect 5s
            timeout client 1m
            timeout server 1m
        peers controllers
            peer ctl1 192.0.2.11:1024
            peer ctl2 192.0.2.12:1024
        listen shop
            bind 192.0.2.10:8000
            stick-table type ip size 100k expire 30m
            stick on src
            option redispatch
            server a 192.0.2.21:8000 check
            server b 192.0.2.22:8000 check
    Good:
        global
            log /dev/log local0
            localpeer ctl1
        defaults
            log global
            timeout connect 5s
            timeout client 1m
            timeout server 1m
        peers controllers
            peer ctl1 192.0.2.11:1024
            peer ctl2 192.0.2.12:1024
        listen shop
            bind 192.0.2.10:8000
            stick-table type ip size 100k expire 30m peers controllers
            stick on src
            option redispatch
            server a 192.0.2.21:8000 check
            server b 192.0.2.22:8000 check
    Reference: 4.2 "stick-table"; 10.1 "peers".
    """
    peers = next(ctx.of(Peers), None)
    if peers is None and not ctx.vips and not ctx.several:
        return
    found = list(_unshared(ctx))
    if not found:
        return
    line, *more = [each for _, each in found]
    why = "the `peers` section" if peers is not None else "the virtual address"
    wanted = f"`peers {peers.name}`" if peers is not None else "a `peers` section, and `peers` on these lines"
    tables = listed(proxy.proxy.title for proxy, _ in found)
    related = others("this one, too", ((each, 0) for each in more))
    if peers is not None:
        related += (("other processes are named here", peers.header, 0),)
    yield Finding(
        f"{'the stick tables' if more else 'the stick table'} of {tables} {'are' if more else 'is'} not shared, but "
        f"{why} says that there are several HAProxy processes: the next one begins with an empty table; expected "
        f"{wanted}",
        *whole(line),
        related=related,
    )


def _unshared(ctx: LintContext) -> Iterator[tuple[Effective, StickTable]]:
    """The stick tables that decide over connections, and that no other process is told of."""
    used: set[str] | None = None
    for proxy in ctx.proxies:
        if is_writer(ctx.roles, proxy) or ctx.is_excused(proxy.proxy, *_STICK_TABLE):
            continue
        for line in ctx.active.lines(proxy.proxy, "stick-table"):
            if not isinstance(line, StickTable) or says(line, "peers") or line._has_variables:
                continue
            used = _used_tables(ctx) if used is None else used
            if proxy.proxy.name in used:
                yield proxy, line


def _used_tables(ctx: LintContext) -> set[str]:
    """The proxies whose table decides over connections: where rules stick to it, or count in it."""
    result: set[str] = set()
    for proxy in ctx.proxies:
        for line in proxy.statements:
            if isinstance(line, StickRule):
                result.add(line.table or proxy.proxy.name or "")
            elif setting(line) in _TRACKING and action(line).startswith("track-sc"):
                result.add(line._reading.value("table") or proxy.proxy.name or "")
    return result


@lint_rule("HA023", "peers-section-inconsistent", severity=Severity.ERROR)
def peers_inconsistent(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds `peers` sections in which two peers have one name or one address, or, with the name of this
        machine declared (`hostname=` in a marker), none has that name.
    Why: HAProxy connects to a peer twice, or to itself, or drops the section: tables are not what they seem.
    Bad:
        peers controllers
            peer ctl1 192.0.2.11:1024
            peer ctl2 192.0.2.11:1024
    Good:
        peers controllers
            peer ctl1 192.0.2.11:1024
            peer ctl2 192.0.2.12:1024
    Reference: 10.1 "peer".
    """
    for section in ctx.of(Peers):
        names: dict[str, Statement] = {}
        addresses: dict[object, Peer | Server] = {}
        for line in ctx.statements(section):
            if not isinstance(line, (Peer, Server)):
                continue
            name = line.name
            if isinstance(name, Expandable):
                continue
            first = names.setdefault(name, line)
            if first is not line:
                yield Finding(
                    f"two peers of `{section.title}` are called `{name}`; expected a name of its own for each machine",
                    line,
                    1,
                    related=(("the first", first, 1),),
                )
            address = line.address
            if not isinstance(address, Address) or address.has_variables or address.path == "":
                continue
            other = addresses.setdefault(address.normalized(), line)
            # Two lines of one name are one mistake.
            if other is not line and other.name != name:
                yield Finding(
                    f"the peers `{other.name}` and `{name}` of `{section.title}` have one address, "
                    f"`{address}`; expected an address of its own for each machine",
                    line,
                    2,
                    related=(("the first", other, 2),),
                )
        yield from _without_this_machine(ctx, section, names)


def _without_this_machine(ctx: LintContext, section: Section, names: dict[str, Statement]) -> Iterator[Finding]:
    here = ctx.facts("hostname")
    local = [line for each in ctx.of(Global) for line in ctx.active.lines(each, "localpeer")]
    if not here or not names or local or not here.isdisjoint(names):
        return
    yield Finding(
        f"no peer of `{section.title}` is called {listed(sorted(here), 'or')}, as this machine is: HAProxy drops the "
        f"section; there are {listed(names)}",
        *title(section),
    )


@lint_rule("HA024", "no-graceful-reload-fd-passing", severity=Severity.INFO)
def no_fd_passing(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds a `stats socket` that does not hand over listeners, where no master process does.
    Why: a reload closes the listeners for a moment, in which connections are refused.
    Bad:
        global
            log /dev/log local0
            stats socket /run/haproxy.sock mode 660
        defaults
            log global
            timeout connect 5s
            timeout server 1m
        backend shop
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Good:
        global
            log /dev/log local0
            stats socket /run/haproxy.sock mode 660 expose-fd listeners
        defaults
            log global
            timeout connect 5s
            timeout server 1m
        backend shop
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Reference: 3.1 "stats socket"; 5.1 "expose-fd".
    """
    sockets = [line for section in ctx.of(Global) for line in ctx.active.of_family(section, StatsSocket)]
    is_master = any("master-worker" in ctx.active.first_words(section) for section in ctx.of(Global))
    if not sockets or is_master or ctx.is_fact("master-worker"):
        return
    unix = [line for line in sockets if any(isinstance(each, Address) and each.is_unix for each in line.addresses)]
    if not unix or any(says(line, "expose-fd") for line in sockets):
        return
    line = unix[0]
    section = line._section
    assert section is not None
    yield Finding(
        "a reload refuses connections for a moment unless HAProxy runs with a master process (`-W`, `-Ws`), since "
        "this socket does not hand over the listeners; expected `expose-fd listeners`",
        line,
        0,
        2,
        fix=assignment("add `expose-fd listeners`", section, [line], "safe", expose_fd="listeners"),
    )


@lint_rule("HA025", "tcpka-one-sided", severity=Severity.INFO)
def keepalive_one_sided(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds `option tcpka` in a frontend or a backend.
    Why: it keeps one side alive there, towards the client or towards the server, where its name promises both.
    In: a backend.
    Bad:
            option tcpka
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Good:
            option srvtcpka
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Reference: 4.2 "option tcpka", "option clitcpka", "option srvtcpka".
    """
    for proxy in ctx.proxies:
        section = proxy.proxy
        if section.kind == "listen":
            continue
        option = proxy.option("tcpka")
        line = option.origin.statement
        if not option.value or option.origin.kind != "explicit" or line is None:
            continue
        yield _one_sided(section, line)


def _one_sided(section: Section, line: Statement) -> Finding:
    option, side = ("clitcpka", "clients") if section.kind == "frontend" else ("srvtcpka", "servers")
    return Finding(
        f"`option tcpka` in a {section.kind} keeps connections to {side} alive, not those of the other side; expected "
        f"`option {option}`, which says so",
        line,
        0,
        1,
        fix=rewording(f"write `option {option}`", section, line, "option", option, applicability="safe"),
    )
