"""GAL: the health checks of a Galera cluster see what they should."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import cast

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, Fix, lint_rule, twins
from haproxy_model.lint.rules.galera.recognition import PROXY_PORTS, health_ports, mysql_ports
from haproxy_model.lint.rules.galera.writer_pools import WriterPool, writer_pools
from haproxy_model.lint.rules.health.settings import (
    CONNECT,
    checked,
    connects_otherwise,
    from_elsewhere,
    method,
    method_place,
)
from haproxy_model.lint.rules.health.unchecked import is_remote, never_down, unchecked_severity
from haproxy_model.lint.rules.phrases import listed, position
from haproxy_model.lint.rules.statements import add_option
from haproxy_model.model.line import Statement
from haproxy_model.model.section import Section
from haproxy_model.model.server import ServerParams
from haproxy_model.views.effective import Effective, EffectiveServer

#: where a MySQL check finds nobody who speaks its protocol, whatever the service is
_NO_MYSQL = frozenset((8080,))
#: methods that a node answers whatever the state of wsrep is
_BLIND = (CONNECT, "mysql-check", "ssl-hello-chk")
#: the timing of checks, which may differ on purpose
_TIMING = ("inter", "fastinter", "downinter", "rise", "fall")


@lint_rule("GAL010", "galera-mysql-check-on-http-port", severity=Severity.ERROR)
def mysql_check_on_http_port(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds `option mysql-check` where the check goes to a port that does not speak MySQL, such as 9200.
    Why: clustercheck, which listens there, speaks HTTP: every node is marked down and nobody is served.
    Bad:
        defaults
            mode tcp
            timeout connect 5s
            timeout client 90m
            timeout server 90m
        listen galera
            bind 192.0.2.10:3306
            option mysql-check
            default-server check port 9200 on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306
            server db2 192.0.2.12:3306 backup
    Good:
        defaults
            mode tcp
            timeout connect 5s
            timeout client 90m
            timeout server 90m
        listen galera
            bind 192.0.2.10:3306
            option httpchk
            http-check expect status 200
            default-server check port 9200 on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306
            server db2 192.0.2.12:3306 backup
    Reference: 4.2 "option mysql-check"; 5.2 "port".
    """
    for pool in ctx.pools:
        method = pool.check_method
        option = method.origin.statement
        if method.value[0] != "mysql-check" or option is None:
            continue
        wrong = [server for server in checked(pool) if _is_asked_for_mysql_in_vain(ctx, pool, server)]
        if not wrong:
            continue
        ports = listed(str(server.check_port) for server in wrong)
        message = (
            f"`option mysql-check` goes to port {ports} of {listed(server.name for server in wrong)}, where an HTTP "
            "health page answers: they are marked DOWN; expected `option httpchk` for this port"
        )
        first = wrong[0]
        line = first.line("port") or first.line("addr") or first.statement
        keyword = position(line._words, "port") or position(line._words, "addr")
        if method.origin.kind == "explicit":
            place = (option, 1, len(option._words) - 1)
            related = (("the port of the check", line, keyword + 1),)
        else:
            inside = line._section is pool.proxy
            place = (line, keyword, keyword + 1) if inside else (pool.proxy.header, 1, 1)
            related = (("the option is inherited from here", option, 1),)
        yield Finding(message, *place, related=related, fix=_http_check(pool))


def _is_asked_for_mysql_in_vain(ctx: LintContext, pool: Effective, server: EffectiveServer) -> bool:
    port = server.check_port
    if not isinstance(port, int) or port == server.port or port in mysql_ports(ctx) | PROXY_PORTS:
        return False
    if server.port is None:
        bound = any(port in ctx.listening_ports(front) for front in ctx.fronts(pool))
        return port in health_ports(ctx) | _NO_MYSQL and not bound
    return True


def _http_check(pool: Effective) -> Fix:
    option = pool.check_method.origin.statement
    own = [line for line in pool.statements if line is option]
    checks = {line._words[1] for line in pool.http_checks if len(line._words) > 1}

    def change(copied: Section) -> None:
        if own:
            last = cast(Statement, twins(pool.proxy, copied)[id(option)])
            last.words = ("option", "httpchk")
        else:
            last = add_option(copied, "option httpchk")
        if "send" not in checks:
            last = copied.statements.insert_after(last, "http-check send meth HEAD uri /")
        if "expect" not in checks:
            copied.statements.insert_after(last, "http-check expect status 200")

    lines = ["option httpchk"]
    if "send" not in checks:
        lines.append("http-check send meth HEAD uri /")
    if "expect" not in checks:
        lines.append("http-check expect status 200")
    return Fix(f"check over HTTP with {listed(lines)}", "unsafe", pool.proxy, change)


@lint_rule("GAL011", "galera-httpchk-on-mysql-port", severity=Severity.ERROR)
def httpchk_on_mysql_port(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds `option httpchk` of database pools where the check goes to the port of MySQL itself.
    Why: what MySQL says first is no HTTP: every node is marked down, and each check counts as a failed connection.
    Bad:
        global
            hard-stop-after 30m
        defaults
            mode tcp
            timeout connect 5s
            timeout client 90m
            timeout server 90m
        listen galera
            bind 192.0.2.10:3306
            option httpchk
            default-server check on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 backup
    Good:
        global
            hard-stop-after 30m
        defaults
            mode tcp
            timeout connect 5s
            timeout client 90m
            timeout server 90m
        listen galera
            bind 192.0.2.10:3306
            option httpchk
            default-server check port 9200 on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 backup
    Reference: 5.2 "port"; 4.2 "option httpchk".
    """
    for each in writer_pools(ctx):
        pool = each.pool
        option = pool.check_method.origin.statement
        # OST002 speaks of a check that is inherited.
        if pool.check_method.value[0] != "httpchk" or option is None or pool.check_method.origin.kind == "inherited":
            continue
        if connects_otherwise(pool):
            continue
        wrong = [server for server in checked(pool) if server.check_port in mysql_ports(ctx)]
        if not wrong:
            continue
        first = wrong[0]
        yield Finding(
            f"the HTTP check of {listed(server.name for server in wrong)} goes to port `{first.check_port}`, where "
            "MySQL is spoken: they are marked DOWN; expected the port of a health page, such as `port 9200`",
            option,
            1,
            len(option._words) - 1,
            related=(("the port that is checked", first.statement, 2), *from_elsewhere(first, "port")),
            fix=_at_clustercheck(ctx, pool, wrong) if ctx.options.flag("galera.assume_clustercheck") else None,
        )


def _at_clustercheck(ctx: LintContext, pool: Effective, wrong: list[EffectiveServer]) -> Fix:
    port = max(health_ports(ctx), default=9200)
    lines = list(dict.fromkeys(server.statement for server in wrong))

    def change(copied: Section) -> None:
        twin = twins(pool.proxy, copied)
        for line in lines:
            cast(ServerParams, twin[id(line)]).port = port

    return Fix(f"check port {port}", "unsafe", pool.proxy, change)


@lint_rule("GAL012", "galera-check-blind-to-wsrep", severity=Severity.WARNING)
def check_blind_to_wsrep(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds Galera clusters whose check a node passes that is no part of the cluster.
    Why: a node that joins, gives its state away or has lost the quorum accepts connections, and refuses every query.
    Bad:
        global
            hard-stop-after 30m
        defaults
            mode tcp
            timeout connect 5s
            timeout client 90m
            timeout server 90m
        listen galera
            bind 192.0.2.10:3306
            default-server check on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 backup
    Good:
        global
            hard-stop-after 30m
        defaults
            mode tcp
            timeout connect 5s
            timeout client 90m
            timeout server 90m
        listen galera
            bind 192.0.2.10:3306
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
        spoken = mysql_ports(ctx)
        blind = [
            server
            for server in checked(pool)
            if not server.has("agent-check") and (server.check_port == server.port or server.check_port in spoken)
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
        return not any(line._words[1:2] == ("expect",) for line in pool.tcp_checks)
    return name in _BLIND


@lint_rule("GAL013", "galera-mysql-check-without-user", severity=Severity.WARNING)
def mysql_check_without_user(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds `option mysql-check` without a user.
    Why: each check breaks the handshake off: after `max_connect_errors` of them MySQL locks HAProxy out.
    Bad:
        global
            hard-stop-after 30m
        defaults
            mode tcp
            timeout connect 5s
            timeout client 90m
            timeout server 90m
        listen mysql
            bind 192.0.2.10:3306
            option mysql-check
            default-server check on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 backup
    Good:
        global
            hard-stop-after 30m
        defaults
            mode tcp
            timeout connect 5s
            timeout client 90m
            timeout server 90m
        listen mysql
            bind 192.0.2.10:3306
            option mysql-check user haproxy
            default-server check on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 backup
    Reference: 4.2 "option mysql-check".
    """
    told: set[int] = set()
    for pool in ctx.pools:
        option = pool.check_method.origin.statement
        if pool.check_method.value[0] != "mysql-check" or option is None or id(option) in told:
            continue
        servers = [server for server in checked(pool) if not _is_asked_for_mysql_in_vain(ctx, pool, server)]
        if "user" in pool.check_method.value[1:] or not servers:
            continue
        told.add(id(option))
        yield Finding(
            f"`option mysql-check` without a user breaks each handshake of {listed(s.name for s in servers)} off, "
            "until MySQL locks HAProxy out (`max_connect_errors`); expected `option mysql-check user NAME`",
            option,
            1,
            related=(("the first server that is checked so", servers[0].statement, 1),),
        )


@lint_rule("GAL014", "galera-writer-unchecked", severity=Severity.ERROR)
def writer_unchecked(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds database servers that no health check can mark down.
    Why: dead, the active one goes on receiving every connection and the backups none; a dead backup takes over. An
        agent is no health check: one that cannot be reached leaves the server up.
    Bad:
        global
            hard-stop-after 30m
        defaults
            mode tcp
            timeout connect 5s
            timeout client 90m
            timeout server 90m
        listen galera
            bind 192.0.2.10:3306
            option httpchk
            default-server on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306
            server db2 192.0.2.12:3306 check port 9200 backup
    Good:
        global
            hard-stop-after 30m
        defaults
            mode tcp
            timeout connect 5s
            timeout client 90m
            timeout server 90m
        listen galera
            bind 192.0.2.10:3306
            option httpchk
            default-server on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306 check port 9200 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 check port 9200 backup
    Reference: 5.2 "check", "agent-check".
    """
    for each in writer_pools(ctx):
        pool = each.pool
        if len(each.usable) < 2:
            continue
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
                message = never_down(server, state, each.backups)
                severity = unchecked_severity(pool, server, bool(each.backups), is_last=server is each.usable[-1][0])
            yield Finding(
                f"{message} {each.writer.because}",
                line,
                1,
                severity=severity,
                related=(("the agent", agent, position(agent._words, "agent-check")),) if agent is not None else (),
                fix=_like_the_others(each, server),
            )


def _like_the_others(each: WriterPool, server: EffectiveServer) -> Fix | None:
    """The check that every other server has, where they agree on its port."""
    others = [other for other, _ in each.usable if other.statement is not server.statement]
    ports = {other.text("port") for other in others}
    if len(ports) != 1 or not all(other.has("check") for other in others) or server.has("track"):
        return None
    port = next(iter(ports))
    line = server.statement

    def change(copied: Section) -> None:
        twin = cast(ServerParams, twins(each.pool.proxy, copied)[id(line)])
        twin.no_check = False
        twin.check = True
        if port is not None and server.text("port") != port:
            twin.port = port

    return Fix("check it like the others", "safe", each.pool.proxy, change)


@lint_rule("GAL015", "galera-mixed-checks-in-pool", severity=Severity.WARNING)
def mixed_checks_in_pool(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds database pools whose servers are checked in different ways.
    Why: what takes one node out leaves another in: who takes over depends on the node that fails.
    Bad:
        global
            hard-stop-after 30m
        defaults
            mode tcp
            timeout connect 5s
            timeout client 90m
            timeout server 90m
        listen galera
            bind 192.0.2.10:3306
            option httpchk
            default-server check on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306 port 9200 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 port 9201 backup
    Good:
        global
            hard-stop-after 30m
        defaults
            mode tcp
            timeout connect 5s
            timeout client 90m
            timeout server 90m
        listen galera
            bind 192.0.2.10:3306
            option httpchk
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
            times.setdefault(tuple(server.text(keyword) for keyword in _TIMING), server)
        if len(times) > 1:
            usual, odd = list(times.values())[:2]
            different = [keyword for keyword in _TIMING if usual.text(keyword) != odd.text(keyword)]
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
    port = None if server.check_port == server.port else server.check_port
    return "check", port if isinstance(port, int) else None, server.has("check-ssl"), server.text("healthcheck")


def _how(server: EffectiveServer) -> str:
    if not server.has("check"):
        return f"by `track {server.text('track')}`" if server.has("track") else "by an agent alone"
    tls = " over TLS" if server.has("check-ssl") else ""
    section = f" as `healthcheck {server.text('healthcheck')}` says" if server.has("healthcheck") else ""
    return f"at port `{server.check_port}`{tls}{section}"
