"""GAL: a Galera cluster, or another database, takes its writes on one server at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, Fix, lint_rule, twins
from haproxy_model.lint.rules.phrases import listed, position
from haproxy_model.lint.rules.recognition import (
    HTTP_CHECK_PORTS,
    MYSQL_PORTS,
    PROXY_PORTS,
    Writer,
    asks_for_the_leader,
    writers,
)
from haproxy_model.lint.rules.statements import add_option
from haproxy_model.model.line import Statement
from haproxy_model.model.section import Section
from haproxy_model.model.server import DefaultServer, Server, ServerParams
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.unread import Unread
from haproxy_model.views.effective import Effective, EffectiveServer

#: where a MySQL check finds nobody who speaks its protocol, whatever the service is
_NO_MYSQL = HTTP_CHECK_PORTS | {8080}
_SPEAKS_MYSQL = MYSQL_PORTS | PROXY_PORTS


@lint_rule("GAL001", "galera-multiple-active-servers", severity=Severity.ERROR)
def multiple_active_servers(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds database pools in which two or more servers receive new connections while every node is up.
    Why: nodes that are written to at once answer each other's commits with deadlock errors, and no algorithm of
        `balance` prevents it: it only chooses among the servers that are active.
    Bad:
        defaults
            mode tcp
            timeout connect 5s
            timeout client 90m
            timeout server 90m
        listen galera
            bind 192.0.2.10:3306
            balance source
            option httpchk
            default-server check port 9200 on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306
            server db2 192.0.2.12:3306
    Good:
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
    Reference: 5.2 "backup"; 4.2 "balance".
    """
    for writer in writers(ctx):
        pool = writer.pool
        failover = ctx.failover(pool.proxy)
        pairs = zip(pool.servers, failover.servers, strict=True)
        active = [server for server, state in pairs if state.may_serve and not state.backup]
        if len(active) < 2 or failover.chooses_one or "elected-by-check" in ctx.markers(pool.proxy):
            continue
        if len(failover.candidates()) < 2:
            continue
        certain = [server for server in active if server.is_certain and not isinstance(server.weight, Unread)]
        unsure = len(certain) < 2 or isinstance(pool.balance.value[0], Expandable) or asks_for_the_leader(pool)
        severity = _severity(writer, spared=pool.balance.value[0] == "leastconn")
        message = (
            f"with every node up, new connections go to {listed((server.name for server in active), 'AND')}: "
            f"expected one active server in a {writer.what}, the others with `backup` {writer.because}"
        )
        yield Finding(
            message,
            active[1].statement,
            1,
            severity=severity.lowered() if unsure else severity,
            related=(("another active server", active[0].statement, 1),),
            fix=_fewer_actives(pool, active),
        )


def _fewer_actives(pool: Effective, active: list[EffectiveServer]) -> Fix | None:
    others = [server.statement for server in active[1:]]
    if not all(isinstance(line, Server) for line in others):
        return None

    def change(copied: Section) -> None:
        lines = twins(pool.proxy, copied)
        for line in others:
            twin = cast(Server, lines[id(line)])
            twin.no_backup = False
            twin.backup = True

    return Fix(f"make every server but `{active[0].name}` a backup", "unsafe", pool.proxy, change)


@lint_rule("GAL002", "galera-allbackups", severity=Severity.ERROR)
def all_backups(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds database pools with two or more backups under `option allbackups`.
    Why: when the active server is lost, every backup receives connections at once, so that several nodes are written.
    Bad:
        defaults
            mode tcp
            timeout connect 5s
            timeout client 90m
            timeout server 90m
        listen galera
            bind 192.0.2.10:3306
            option httpchk
            option allbackups
            default-server check port 9200 on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306
            server db2 192.0.2.12:3306 backup
            server db3 192.0.2.13:3306 backup
    Good:
        defaults
            mode tcp
            timeout connect 5s
            timeout client 90m
            timeout server 90m
        listen galera
            bind 192.0.2.10:3306
            option httpchk
            default-server check port 9200 on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306
            server db2 192.0.2.12:3306 backup
            server db3 192.0.2.13:3306 backup
    Reference: 4.2 "option allbackups".
    """
    for writer in writers(ctx):
        pool = writer.pool
        option = pool.option("allbackups")
        line = option.origin.statement
        if not option.value or line is None:
            continue
        failover = ctx.failover(pool.proxy)
        active = [server for server in failover.servers if server.may_serve and not server.backup]
        if failover.chooses_one or any(server.root is None for server in active):
            continue
        down = frozenset(server.root for server in active if server.root is not None)
        serving = failover.balanced(down)
        backups = [server for server in failover.servers if server.backup and server.name in serving]
        if len(backups) < 2:
            continue
        state = f"with {listed(server.name for server in active)} down" if active else "with every node up"
        message = (
            f"{state}, `option allbackups` sends new connections to {listed((s.name for s in backups), 'AND')}: "
            f"expected one server at a time in a {writer.what} {writer.because}"
        )
        known = {server.name for server in pool.servers if server.is_certain and not isinstance(server.weight, Unread)}
        severity = _severity(writer, spared=len(active) < 2)
        inherited = option.origin.kind == "inherited"
        place = (pool.proxy.header, 1, 1) if inherited else (line, 0, 1)
        yield Finding(
            message,
            *place,
            severity=severity.lowered() if len(known & serving) < 2 else severity,
            related=(("the option is inherited from here", line, 2),) if inherited else (),
            fix=_one_backup(pool, ctx),
        )


def _one_backup(pool: Effective, ctx: LintContext) -> Fix:
    own = [line for line in pool.statements if line._words[:2] == ("option", "allbackups")]
    parent = pool.defaults
    inherits = parent is not None and ctx.effective(parent).option("allbackups").value

    def change(copied: Section) -> None:
        lines = twins(pool.proxy, copied)
        for line in own:
            copied.statements.remove(cast(Statement, lines[id(line)]))
        if inherits:
            add_option(copied, "no option allbackups")

    return Fix("add `no option allbackups`" if inherits else "remove `option allbackups`", "safe", pool.proxy, change)


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
        bound = [ctx.listening_ports(front) for front in ctx.fronts(pool)]
        wrong = [server for server in pool.servers if _is_asked_for_mysql_in_vain(server, bound)]
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


def _is_asked_for_mysql_in_vain(server: EffectiveServer, bound: list[frozenset[int]]) -> bool:
    port = server.check_port
    if not server.has("check") or server.has("healthcheck") or not isinstance(port, int):
        return False
    if port == server.port or port in _SPEAKS_MYSQL:
        return False
    if server.port is None:
        return port in _NO_MYSQL and not any(port in ports for ports in bound)
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

    return Fix("check over HTTP", "unsafe", pool.proxy, change)


@lint_rule("GAL020", "galera-sessions-survive-mark-down", severity=Severity.ERROR)
def sessions_survive_mark_down(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds servers of database pools whose sessions stay when the server is marked down.
    Why: a node that fails its check may be alive still: old sessions go on writing to it while new ones go to the next.
    Bad:
        defaults
            mode tcp
            timeout connect 5s
            timeout client 90m
            timeout server 90m
        listen galera
            bind 192.0.2.10:3306
            option httpchk
            server db1 192.0.2.11:3306 check port 9200
            server db2 192.0.2.12:3306 check port 9200 backup
    Good:
        defaults
            mode tcp
            timeout connect 5s
            timeout client 90m
            timeout server 90m
        listen galera
            bind 192.0.2.10:3306
            option httpchk
            default-server on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306 check port 9200
            server db2 192.0.2.12:3306 check port 9200 backup
    Reference: 5.2 "on-marked-down".
    """
    for writer in writers(ctx):
        pool = writer.pool
        failover = ctx.failover(pool.proxy)
        pairs = [pair for pair in zip(pool.servers, failover.servers, strict=True) if pair[1].may_serve]
        if len(pairs) < 2 or pool.mode.value == "http":
            continue
        keeping = [
            server
            for server, state in pairs
            # A variable may stand for the parameter; a server without a health source is never marked down.
            if server.is_certain and state.root is not None and not state.on_marked_down
            and not isinstance(server.text("on-marked-down"), Expandable)
        ]  # fmt: skip
        if not keeping:
            continue
        root = next(state.root for server, state in pairs if server is keeping[0])
        serving = failover.balanced(frozenset(filter(None, (root,))))
        following = next((server.name for server, _ in pairs if server.name in serving), pairs[-1][0].name)
        message = (
            f"sessions on {listed(server.name for server in keeping)} survive when the check fails: with "
            f"`{keeping[0].name}` marked down, old connections go on writing there and new ones go to `{following}`; "
            f"expected `on-marked-down shutdown-sessions` in a {writer.what} {writer.because}"
        )
        severity = _severity(writer, spared=True)
        if all(_only_connects(pool, server) for server in keeping):
            severity = Severity.INFO
        line = keeping[0].statement
        yield Finding(message, line, 1, severity=severity, fix=_closing_sessions(pool, keeping))


def _only_connects(pool: Effective, server: EffectiveServer) -> bool:
    """Whether the check is a connection to the service's own port, which fails with the service only."""
    if server.has("agent-check") or server.has("track") or server.has("healthcheck") or server.has("observe"):
        return False
    if server.has("addr") or (server.has("port") and server.check_port != server.port):
        return False
    method = pool.check_method.value[0]
    says_more = any(line._words[1:2] != ("connect",) for line in pool.tcp_checks)
    return method == "connect" or (method == "tcp-check" and not says_more)


def _closing_sessions(pool: Effective, keeping: list[EffectiveServer]) -> Fix:
    common: DefaultServer | None = None
    for line in pool.statements:
        if isinstance(line, DefaultServer):
            common = line
        elif line._words[0] in ("server", "server-template"):
            break
    own = [server.statement for server in keeping if server.line("on-marked-down") in (None, common)]
    rest: list[Statement] = list(dict.fromkeys(server.statement for server in keeping))
    target = "`default-server`" if common is not None and own else "each server"

    def change(copied: Section) -> None:
        lines = twins(pool.proxy, copied)
        mended = rest if common is None else [common, *(line for line in rest if line not in own)]
        for line in mended:
            cast(ServerParams, lines[id(line)]).on_marked_down = "shutdown-sessions"

    return Fix(f"add `on-marked-down shutdown-sessions` to {target}", "safe", pool.proxy, change)


def _severity(writer: Writer, *, spared: bool) -> Severity:
    """Error for a Galera cluster; for another database a warning where the rule is spared."""
    return Severity.WARNING if spared and not writer.is_galera else Severity.ERROR
