"""GAL: the health checks of a Galera cluster are there, see its state and are of one kind."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, Fix, lint_rule, twins
from haproxy_model.lint.rules.galera.writer_pools import WriterPool, writer_pools
from haproxy_model.lint.rules.health.check_settings import CONNECT, checked, from_elsewhere, method, method_place
from haproxy_model.lint.rules.health.unchecked import is_remote, never_down, unchecked_severity
from haproxy_model.lint.rules.listing import as_written, listed
from haproxy_model.lint.rules.word_places import position, step
from haproxy_model.model.section import Section
from haproxy_model.values.unread import Unread
from haproxy_model.views.effective import Effective, EffectiveServer

#: methods that a node answers whatever the state of wsrep is
_BLIND = (CONNECT, "mysql-check", "ssl-hello-chk")
#: the timing of checks, which may differ on purpose
_TIMING = ("inter", "fastinter", "downinter", "rise", "fall")


@lint_rule("GAL012", "galera-check-blind-to-wsrep", severity=Severity.WARNING)
def check_blind_to_wsrep(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds Galera clusters whose check a node passes that is no part of the cluster.
    Why: a node that joins, gives its state away or has lost the quorum accepts connections, and refuses every query.
    In: a Galera listener.
    Bad:
            default-server check on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 backup
    Good:
            option httpchk
            default-server check port 9200 on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 backup
    Reference: 4.2 "option mysql-check".
    """
    if ctx.options.flag("galera.allow_tcp_check"):
        return
    for each in writer_pools(ctx):
        pool = each.pool
        if not each.writer.is_galera or not _is_blind(pool):
            continue
        spoken = ctx.roles.mysql_ports
        blind = [
            server
            for server in checked(pool)
            if not server.has("agent-check")
            and (server.check_port == server.address_port or server.check_port in spoken)
        ]
        if not blind:
            continue
        how = "a connection" if method(pool) == CONNECT else f"`option {method(pool)}`"
        yield Finding(
            f"{how} tells nothing of the state of wsrep: of {listed(server.name for server in blind)}, one that has "
            f"left the cluster stays UP and refuses every query; expected a check of clustercheck over HTTP, such as "
            f"`port 9200` {each.writer.because}",
            blind[0].statement,
            1,
            related=tuple(method_place(pool)),
        )


def _is_blind(pool: Effective) -> bool:
    """Whether nothing of a node's answer is looked at but that it is one."""
    name = pool.check_method.value[0]
    if name == "tcp-check":
        return not any(step(line) == "expect" for line in pool.tcp_checks)
    return name in _BLIND


@lint_rule("GAL014", "galera-writer-unchecked", severity=Severity.ERROR)
def writer_unchecked(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds database servers that no health check can mark down.
    Why: dead, the active one goes on receiving every connection and the backups none; a dead backup takes over. An
        agent is no health check: one that cannot be reached leaves the server up.
    In: a Galera pool.
    Bad:
            default-server on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306
            server db2 192.0.2.12:3306 check port 9200 backup
    Good:
            default-server on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306 check port 9200 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 check port 9200 backup
    Reference: 5.2 "check", "agent-check".
    """
    for each in writer_pools(ctx):
        pool = each.pool
        if len(each.usable) < 2:
            continue
        waiting = listed(server.name for server in each.backups) if each.backups else ""
        habits = _habits(each)
        reported: set[int] = set()
        for server, state in each.usable:
            line = server.statement
            if server.has("check") or (server.has("track") and state.root is not None) or not server.is_certain:
                continue
            if id(line) in reported or not is_remote(server):
                continue
            reported.add(id(line))
            agent = server.line("agent-check")
            if agent is not None:
                message = (
                    f"only an agent can mark `{server.name}` down, and one that does not answer leaves it up: expected "
                    "`check` besides"
                )
                severity = Severity.WARNING
            else:
                message = never_down([server], state, waiting)
                severity = unchecked_severity(pool, server, bool(each.backups), is_last=server is each.usable[-1][0])
            yield Finding(
                f"{message} {each.writer.because}",
                line,
                1,
                severity=severity,
                related=(("the agent", agent, position(agent, "agent-check")),) if agent is not None else (),
                fix=_like_the_others(each, server, *habits),
            )


def _habits(each: WriterPool) -> tuple[dict[int | Unread | None, set[int]], set[int]]:
    """The ports of checks, each with the lines that name it, and the lines without a check, by identity."""
    ports: dict[int | Unread | None, set[int]] = {}
    for server, _ in each.usable:
        ports.setdefault(server.port, set()).add(id(server.statement))
    return ports, {id(server.statement) for server, _ in each.usable if not server.has("check")}


def _like_the_others(
    each: WriterPool, server: EffectiveServer, ports: dict[int | Unread | None, set[int]], unchecked: set[int]
) -> Fix | None:
    """The check that every other line has, where they agree on its port."""
    line = server.statement
    # Three ports, of which one is the line's own, are two of the others.
    agreed = [port for port, lines in ports.items() if lines != {id(line)}] if len(ports) < 3 else []
    if len(agreed) != 1 or len(unchecked) > 1 or server.has("track"):
        return None
    port = agreed[0]

    def change(copied: Section) -> None:
        twin = twins(each.pool.proxy, copied)(line)
        twin.no_check = False
        twin.check = True
        if port is not None and server.port != port:
            twin.port = port.text if isinstance(port, Unread) else port

    return Fix("check it like the others", "unsafe", each.pool.proxy, change)


@lint_rule("GAL015", "galera-mixed-checks-in-pool", severity=Severity.WARNING)
def mixed_checks_in_pool(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds database pools whose servers are checked in different ways.
    Why: what takes one node out leaves another in: who takes over depends on the node that fails.
    In: a Galera pool.
    Bad:
            default-server check on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306 port 9200 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 port 9201 backup
    Good:
            default-server check on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306 port 9200 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 port 9200 backup
    Reference: 5.2 "port", "inter".
    """
    for each in writer_pools(ctx):
        servers = [server for server, _ in each.usable if server.is_certain and server.has_health_source]
        ways: dict[Hashable, list[EffectiveServer]] = {}
        for server in servers:
            ways.setdefault(_way(server), []).append(server)
        if len(ways) > 1:
            groups = sorted(ways.values(), key=len)
            odd, usual = groups[0][0], groups[-1][0]
            if odd is servers[0]:
                odd, usual = usual, odd
            yield Finding(
                f"`{odd.name}` is checked {_how(odd)}, `{usual.name}` {_how(usual)}: what takes the one out may leave "
                f"the other in; expected one kind of check in a {each.writer.what} {each.writer.because}",
                odd.statement,
                1,
                related=(("checked in another way", usual.statement, 1), *from_elsewhere(odd, "port")),
            )
            continue
        times: dict[Hashable, EffectiveServer] = {}
        for server in servers:
            times.setdefault(tuple(server.param(keyword) for keyword in _TIMING), server)
        if len(times) > 1:
            usual, odd = list(times.values())[:2]
            different = [keyword for keyword in _TIMING if usual.param(keyword) != odd.param(keyword)]
            yield Finding(
                f"{listed(different)} of `{odd.name}` differ from `{usual.name}`: one node is given up sooner than "
                "the other",
                odd.statement,
                1,
                severity=Severity.INFO,
                related=(("the other one", usual.statement, 1), *from_elsewhere(odd, *different)),
            )


def _way(server: EffectiveServer) -> Hashable:
    if not server.has("check"):
        return "track" if server.has("track") else "agent"
    # One address for each host is usual; whether it is another port counts.
    port = None if server.check_port == server.address_port else server.check_port
    return "check", port if isinstance(port, int) else None, server.has("check-ssl"), server.healthcheck


def _how(server: EffectiveServer) -> str:
    if not server.has("check"):
        return f"by `{as_written(server, 'track')}`" if server.has("track") else "by an agent alone"
    tls = " over TLS" if server.has("check-ssl") else ""
    section = f" as `{as_written(server, 'healthcheck')}` says" if server.has("healthcheck") else ""
    return f"at port `{server.check_port}`{tls}{section}"
