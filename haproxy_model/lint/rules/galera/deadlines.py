"""GAL: connections to a database may be idle for long, and its failover may not take long."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, Fix, lint_rule, name_of, twins
from haproxy_model.lint.rules.galera.writer_pools import writer_pools
from haproxy_model.lint.rules.health.check_settings import shown
from haproxy_model.lint.rules.health.timing import budget, slowest_check, timing_places
from haproxy_model.lint.rules.timeouts.waiting import longest_idle
from haproxy_model.model.section import Section
from haproxy_model.values.duration import Duration
from haproxy_model.views.effective import Effective

#: PostgreSQL, PgBouncer, Redis: clients keep connections for later there too
_OTHER_DATABASES = frozenset((5432, 6432, 6379))
_LONG = "5000s"


@lint_rule("GAL036", "galera-idle-timeout-too-short", severity=Severity.WARNING)
def idle_timeout_too_short(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds databases whose idle connections HAProxy closes sooner than clients give them up.
    Why: a connection from a pool is dead when it is used again: "MySQL server has gone away".
    Bad:
        global
            hard-stop-after 30m
        defaults
            mode tcp
            timeout connect 5s
            timeout client 1m
            timeout server 1m
        listen galera
            bind 192.0.2.10:3306
            option httpchk
            default-server check port 9200 on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 backup
    Good:
        global
            hard-stop-after 30m
        defaults
            mode tcp
            timeout connect 5s
            timeout client 1m
            timeout server 1m
        listen galera
            bind 192.0.2.10:3306
            option httpchk
            option clitcpka
            option srvtcpka
            timeout client 5000s
            timeout server 5000s
            default-server check port 9200 on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 backup
    Reference: 4.2 "timeout client", "timeout server", "timeout tunnel".
    """
    wanted = ctx.options.duration("database.min_idle")
    databases = {id(each.pool) for each in writer_pools(ctx)}
    ports = ctx.roles.mysql_ports | _OTHER_DATABASES
    for pool in ctx.pools:
        served = {server.address_port for server in pool.servers}
        if pool.mode.value == "http" or not (id(pool) in databases or (served and served <= ports)):
            continue
        idle = longest_idle(ctx, pool)
        if idle is None or idle.microseconds >= wanted:
            continue
        yield Finding(
            f"a connection that is idle for {shown(idle.microseconds)} is closed ({idle.why}), while clients of a "
            f"database keep theirs for {shown(wanted)}; expected `timeout client` and `timeout server` of {_LONG}",
            *name_of(pool.proxy),
            related=idle.places,
            fix=_patient(pool),
        )


def _patient(pool: Effective) -> Fix:
    tunnel = isinstance(pool.timeout("tunnel").value, Duration)
    names = ("tunnel",) if tunnel else (("client", "server") if pool.has_frontend else ("server",))

    def change(copied: Section) -> None:
        for name in names:
            setattr(copied.timeouts, name, _LONG)  # type: ignore[attr-defined]  # pools alone come here

    return Fix(" and ".join(f"`timeout {name} {_LONG}`" for name in names), "unsafe", pool.proxy, change)


@lint_rule("GAL037", "galera-failover-too-slow", severity=Severity.WARNING)
def failover_too_slow(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds databases in which a dead writer goes unnoticed for long.
    Why: until `fall` checks have failed nobody is served; a node that accepts and never answers holds each check up
        for `timeout check` besides.
    In: a file of databases.
    Bad:
            timeout check 10s
        listen galera
            bind 192.0.2.10:3306
            option httpchk
            default-server check port 9200 inter 2s rise 2 fall 5 on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 backup
    Good:
            timeout check 2s
        listen galera
            bind 192.0.2.10:3306
            option httpchk
            default-server check port 9200 inter 2s fastinter 500ms rise 2 fall 3 on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 backup
    Reference: 5.2 "inter", "fastinter", "fall"; 4.2 "timeout check".
    """
    limit = ctx.options.duration("galera.max_failover")
    for each in writer_pools(ctx):
        slowest = slowest_check(each.pool) if len(each.usable) > 1 else None
        if slowest is None or slowest[1].hung <= limit:
            continue
        server, times = slowest
        yield Finding(
            f"a writer that hangs is noticed after {shown(times.hung)}: {budget(times)}; expected {shown(limit)} at "
            f"most {each.writer.because}",
            server.statement,
            1,
            related=timing_places(each.pool, server),
            fix=_quick(each.pool),
        )


def _quick(pool: Effective) -> Fix:
    lines = list(dict.fromkeys(server.statement for server in pool.servers if server.has("check")))

    def change(copied: Section) -> None:
        twin = twins(pool.proxy, copied)
        for line in lines:
            copy = twin(line)
            copy.inter, copy.fastinter, copy.fall = "2s", "500ms", 3
        copied.timeouts.check = "2s"  # type: ignore[attr-defined]  # pools alone come here

    title = "`timeout check 2s`, and `inter 2s fastinter 500ms fall 3` for each server"
    return Fix(title, "unsafe", pool.proxy, change)
