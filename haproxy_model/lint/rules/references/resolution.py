"""DNS: servers that are given by a name, and who resolves it."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, lint_rule
from haproxy_model.lint.rules.listing import listed, others
from haproxy_model.lint.rules.origins import microseconds
from haproxy_model.model.other_lines import Nameserver
from haproxy_model.model.section_classes import Resolvers
from haproxy_model.values.address import Address
from haproxy_model.values.duration import read_duration
from haproxy_model.views.effective import Effective, EffectiveServer
from haproxy_model.views.roles.databases import writers

#: names that `/etc/hosts` has everywhere
_LOCAL = frozenset(("localhost",))
#: From here on, an answer is not asked again at once, in microseconds.
_LEAST_HOLD = 1_000_001


def _named(pool: Effective) -> list[EffectiveServer]:
    """The servers that are given by a name which must be resolved."""
    return [server for server in pool.servers if server.is_named and server.host not in _LOCAL]


#: one finding speaks of several pools: those that suppress it are left out
_UNRESOLVED = ("DNS001", "hostname-server-without-resolvers")


@lint_rule(*_UNRESOLVED, severity=Severity.WARNING)
def name_without_resolvers(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds servers that are given by a name without `resolvers`, and, with them, those that must be
        resolved for HAProxy to start.
    Why: without `resolvers` the name is resolved once, at start: HAProxy does not start while the DNS is down, and
        never notices that the address changed.
    Bad:
        defaults
            timeout connect 5s
            timeout server 1m
        backend shop
            server a a.shop.example:8000 check
            server b b.shop.example:8000 check
    Good:
        resolvers dns
            nameserver n1 192.0.2.53:53
            nameserver n2 192.0.2.54:53
        defaults
            timeout connect 5s
            timeout server 1m
        backend shop
            default-server check resolvers dns init-addr last,libc,none
            server a a.shop.example:8000
            server b b.shop.example:8000
    Reference: 5.3 "Server IP address resolution using DNS"; 5.2 "init-addr".
    """
    once: list[tuple[Effective, list[EffectiveServer]]] = []
    for pool in ctx.pools:
        servers = [server for server in _named(pool) if server.is_certain]
        unresolved = [server for server in servers if not server.has("resolvers")]
        if unresolved and not ctx.is_excused(pool.proxy, *_UNRESOLVED):
            once.append((pool, unresolved))
        yield from _waiting(pool, [server for server in servers if server.has("resolvers")])
    if once:
        yield _resolved_once(once)


def _resolved_once(found: list[tuple[Effective, list[EffectiveServer]]]) -> Finding:
    """What is said of servers whose names nothing resolves again: it has one cause, in however many pools."""
    (_, servers), *more = found
    every = [server for _, each in found for server in each]
    are = "is" if len({_shown(server) for server in every}) == 1 else "are"
    must = [server for server in every if not _may_start(server)]
    start = "HAProxy does not start while that fails, and" if must else "HAProxy"
    return Finding(
        f"{listed(_shown(server) for server in every)} of {listed(pool.proxy.title for pool, _ in found)} "
        f"{are} resolved once, at start: {start} never sees another address; "
        "expected `resolvers` and `init-addr last,libc,none`",
        servers[0].statement,
        2,
        related=others("and here", ((each[0].statement, 2) for _, each in more)),
    )


def _waiting(pool: Effective, resolved: list[EffectiveServer]) -> Iterator[Finding]:
    """What is said of servers whose names are resolved again, but must be for HAProxy to start."""
    waiting = [server for server in resolved if not _may_start(server)]
    if not waiting:
        return
    line = waiting[0].line("resolvers")
    yield Finding(
        f"HAProxy does not start while {listed(_shown(server) for server in waiting)} of "
        f"`{pool.proxy.title}` cannot be resolved; expected `init-addr last,libc,none`",
        waiting[0].statement,
        2,
        severity=Severity.INFO,
        related=() if line is None or line is waiting[0].statement else (("`resolvers` comes from here", line, 0),),
    )


def _shown(server: EffectiveServer) -> str:
    address = server.address
    return str(address.host) if isinstance(address, Address) else server.name


def _may_start(server: EffectiveServer) -> bool:
    """Whether HAProxy starts without an address: `init-addr` ends in `none` or in an address."""
    methods = server.init_addr
    if not isinstance(methods, tuple):
        return methods is not None
    return any(method not in ("last", "libc") for method in methods)


@lint_rule("DNS002", "hostname-in-writer-pool", severity=Severity.WARNING, absorbs=("DNS001",))
def name_in_writer_pool(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds names in place of addresses in the pool of a database that takes writes on one server.
    Why: two names may be one node, and one name another node on the next controller: who is written to is then for
        the DNS to say, not for HAProxy.
    Bad:
        defaults
            timeout connect 5s
            timeout client 90m
            timeout server 90m
        listen galera
            bind 192.0.2.10:3306
            option httpchk
            http-check expect status 200
            default-server check port 9200 on-marked-down shutdown-sessions resolvers dns init-addr last,libc,none
            server db1 db1.example:3306 on-marked-up shutdown-backup-sessions
            server db2 db2.example:3306 backup
        resolvers dns
            nameserver n1 192.0.2.53:53
            nameserver n2 192.0.2.54:53
    Good:
        global
            log /dev/log local0
            hard-stop-after 30m
        defaults
            timeout connect 5s
            timeout client 90m
            timeout server 90m
        listen galera
            bind 192.0.2.10:3306
            option httpchk
            http-check expect status 200
            default-server check port 9200 on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 backup
    Reference: 5.3 "Server IP address resolution using DNS".
    """
    for writer in writers(ctx.roles):
        servers = _named(writer.pool)
        if not servers or len(writer.pool.servers) < 2:
            continue
        yield Finding(
            f"{listed(_shown(server) for server in servers)} in a {writer.what}: the DNS decides which node is written "
            f"to, and may tell another controller something else; expected addresses {writer.because}",
            servers[0].statement,
            2,
            related=tuple(("another name", server.statement, 2) for server in servers[1:2]),
        )


@lint_rule("DNS003", "resolver-hold-too-short", severity=Severity.INFO)
def resolvers_fragile(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds resolvers with a single name server elsewhere, or that hold answers for a second at most.
    Why: while that one is down, or answers are asked for again and again, servers lose their addresses.
    Bad:
        resolvers dns
            nameserver n1 192.0.2.53:53
            hold valid 1s
    Good:
        resolvers dns
            nameserver n1 192.0.2.53:53
            nameserver n2 192.0.2.54:53
            hold valid 10s
    Reference: 5.3.2 "The resolvers section".
    """
    for section in ctx.of(Resolvers):
        servers = ctx.active.lines(section, "nameserver")
        if len(servers) == 1 and not ctx.active.lines(section, "parse-resolv-conf"):
            address = servers[0].address if isinstance(servers[0], Nameserver) else None
            if isinstance(address, Address) and not address.is_unix and not _is_cached_here(address):
                yield Finding(
                    f"`{section.title}` asks a single name server, `{address}`: while it is down, no name is resolved; "
                    "expected a second one",
                    servers[0],
                    0,
                    2,
                )
        for line in ctx.active.lines(section, "hold"):
            what, *times = line.arguments or ("",)
            if what != "valid" or not times:
                continue
            value = microseconds(read_duration(times[0]))
            if value is not None and value < _LEAST_HOLD:
                yield Finding(
                    f"`hold valid {times[0]}` keeps an answer for no longer than a second: each check may ask "
                    "the DNS again; expected some such as 10s",
                    line,
                    1,
                    2,
                )


def _is_cached_here(address: Address) -> bool:
    return isinstance(address.host, str) and (address.host.startswith("127.") or address.host in ("::1", "localhost"))
