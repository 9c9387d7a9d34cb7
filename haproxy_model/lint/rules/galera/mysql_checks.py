"""GAL: checks that speak MySQL go where MySQL is spoken, with a user; those that speak HTTP go elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, Fix, lint_rule, twins
from haproxy_model.lint.rules.galera.writer_pools import writer_pools
from haproxy_model.lint.rules.health.check_settings import checked, connects_otherwise, from_elsewhere
from haproxy_model.lint.rules.listing import listed
from haproxy_model.lint.rules.statements import add_option, assignment, reword
from haproxy_model.lint.rules.word_places import position, step
from haproxy_model.model.line import Statement
from haproxy_model.model.section import Section
from haproxy_model.views.effective import Effective, EffectiveServer
from haproxy_model.views.roles.databases import PROXY_PORTS

#: where a MySQL check finds nobody who speaks its protocol, whatever the service is
_NO_MYSQL = frozenset((8080,))


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
        line: Statement = first.line("port") or first.line("addr") or first.statement
        keyword = position(line, "port") or position(line, "addr")
        if method.origin.kind == "explicit":
            place = (option, 1, option._last())
            related = (("the port of the check", line, keyword + 1),)
        else:
            inside = line._section is pool.proxy
            place = (line, keyword, keyword + 1) if inside else (pool.proxy.header, 1, 1)
            related = (("the option is inherited from here", option, 1),)
        yield Finding(message, *place, related=related, fix=_http_check(pool))


def _is_asked_for_mysql_in_vain(ctx: LintContext, pool: Effective, server: EffectiveServer) -> bool:
    port = server.check_port
    if not isinstance(port, int) or port == server.address_port or port in ctx.roles.mysql_ports | PROXY_PORTS:
        return False
    if server.address_port is None:
        bound = any(port in ctx.listening_ports(front) for front in ctx.fronts(pool))
        return port in ctx.roles.health_ports | _NO_MYSQL and not bound
    return True


def _http_check(pool: Effective) -> Fix:
    option = pool.check_method.origin.statement
    own = [line for line in pool.statements if line is option]
    checks = {step(line) for line in pool.http_checks}

    def change(copied: Section) -> None:
        if own and option is not None:
            last = twins(pool.proxy, copied)(option)
            reword(last, "option", "httpchk")
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
    In: a Galera pool.
    Bad:
            default-server check on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 backup
    Good:
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
        wrong = [server for server in checked(pool) if server.check_port in ctx.roles.mysql_ports]
        if not wrong:
            continue
        first = wrong[0]
        yield Finding(
            f"the HTTP check of {listed(server.name for server in wrong)} goes to port `{first.check_port}`, where "
            "MySQL is spoken: they are marked DOWN; expected the port of a health page, such as `port 9200`",
            option,
            1,
            option._last(),
            related=(("the port that is checked", first.statement, 2), *from_elsewhere(first, "port")),
            fix=_at_clustercheck(ctx, pool, wrong) if ctx.options.flag("galera.assume_clustercheck") else None,
        )


def _at_clustercheck(ctx: LintContext, pool: Effective, wrong: list[EffectiveServer]) -> Fix:
    port = max(ctx.roles.health_ports, default=9200)
    return assignment(f"check port {port}", pool.proxy, [server.statement for server in wrong], port=port)


@lint_rule("GAL013", "galera-mysql-check-without-user", severity=Severity.WARNING)
def mysql_check_without_user(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds `option mysql-check` without a user.
    Why: each check breaks the handshake off: after `max_connect_errors` of them MySQL locks HAProxy out.
    In: a file of databases.
    Bad:
        listen mysql
            bind 192.0.2.10:3306
            option mysql-check
            default-server check on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 backup
    Good:
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
