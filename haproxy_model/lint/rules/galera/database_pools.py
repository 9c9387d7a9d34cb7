"""GAL: what a database pool needs besides one writer: a standby, mode tcp, an old process that ends."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, Fix, lint_rule
from haproxy_model.lint.rules.galera.writer_pools import writer_pools
from haproxy_model.lint.rules.health.check_settings import shown
from haproxy_model.lint.rules.listing import listed
from haproxy_model.lint.rules.origins import origin
from haproxy_model.model.line import Line
from haproxy_model.model.section import Section
from haproxy_model.model.section_classes import Global
from haproxy_model.values.duration import Duration
from haproxy_model.views.effective import Effective


@lint_rule("GAL030", "galera-old-process-keeps-writing", severity=Severity.WARNING)
def old_process_keeps_writing(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds long sessions without `hard-stop-after`.
    Why: after a reload the old process keeps its sessions and runs no health checks: `on-marked-down` never closes
        them there, and they go on writing to a server that the new process has left.
    Bad:
        global
            maxconn 4000
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
    Good:
        global
            maxconn 4000
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
    Reference: 3.1 "hard-stop-after".
    """
    sections = list(ctx.of(Global))
    present = frozenset[str]().union(*map(ctx.active.first_words, sections))
    if "hard-stop-after" in present or not ctx.options.flag("reload.happens"):
        return
    databases = [each.pool for each in writer_pools(ctx)]
    pools = databases or [pool for pool in ctx.pools if pool.mode.value == "tcp" and _is_long(ctx, pool)]
    if not pools:
        return
    first = pools[0].proxy.header
    # Without a `global` this is a part of a configuration; a limit of reloads ends old processes too.
    lowered = not sections or "mworker-max-reloads" in present or not databases
    yield Finding(
        f"after a reload the old process keeps the sessions of {listed(pool.proxy.title for pool in pools)} without "
        "health checks, for as long as they like; expected `hard-stop-after` in `global`",
        sections[-1].header if sections else first,
        0,
        severity=Severity.INFO if lowered else None,
        related=(("such a pool", first, 1),) if sections else (),
        fix=_hard_stop(ctx, sections[-1]) if sections else None,
    )


def _is_long(ctx: LintContext, pool: Effective) -> bool:
    limit = ctx.options.duration("reload.long_session")
    values = [pool.timeout(name).value for name in ("server", "tunnel")]
    return any(isinstance(value, Duration) and value.microseconds >= limit for value in values)


def _hard_stop(ctx: LintContext, section: Section) -> Fix:
    line = f"hard-stop-after {shown(ctx.options.duration('reload.hard_stop_after'))}"
    return Fix(f"add `{line}`", "unsafe", section, lambda copied: copied.statements.append(line))


@lint_rule("GAL033", "galera-active-weight-zero", severity=Severity.WARNING)
def active_weight_zero(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds database servers that never serve, because of `weight 0` or `disabled`, beside backups.
    Why: the first backup is the writer then, and a `set weight` by hand makes a second one; a backup of weight 0
        never takes over.
    In: a file of databases.
    Bad:
        listen galera  # haproxy-model: ignore=GAL034
            bind 192.0.2.10:3306
            option httpchk
            default-server check port 9200 on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306 weight 0
            server db2 192.0.2.12:3306 backup
    Good:
        listen galera
            bind 192.0.2.10:3306
            option httpchk
            default-server check port 9200 on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 backup
    Reference: 5.2 "weight", "disabled", "backup".
    """
    for each in writer_pools(ctx):
        pairs = list(zip(each.pool.servers, each.failover.servers, strict=True))
        serving = {id(server) for server, _ in each.usable}
        idle_actives = [(server, state) for server, state in pairs if not state.backup and id(server) not in serving]
        if not each.active and idle_actives and each.backups:
            server, state = idle_actives[0]
            why = "is disabled" if state.disabled else "has weight 0"
            yield Finding(
                f"`{server.name}` {why}: the writer is the backup `{each.backups[0].name}`, and who puts "
                f"`{server.name}` back makes a second one while sessions stay; expected an active server that serves "
                f"{each.writer.because}",
                server.statement,
                1,
                related=(("who writes instead", each.backups[0].statement, 1),),
            )
        for server, state in pairs:
            if state.backup and id(server) not in serving and server.is_certain and len(pairs) > 1:
                why = "is disabled" if state.disabled else "has weight 0"
                yield Finding(
                    f"the backup `{server.name}` {why}: it never takes over {each.writer.because}",
                    server.statement,
                    1,
                )


@lint_rule("GAL034", "galera-no-standby", severity=Severity.WARNING, absorbs=("HA004",))
def no_standby(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds Galera clusters of which HAProxy knows too few servers to fail over.
    Why: when that node is down, nobody is served though the others work.
    In: a Galera pool.
    Bad:
            server db1 192.0.2.11:3306 check port 9200 on-marked-down shutdown-sessions
    Good:
            default-server check port 9200 on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 backup
    Reference: 5.2 "backup".
    """
    wanted = ctx.options.number("galera.min_servers")
    pools = [each for each in writer_pools(ctx) if each.writer.is_galera]
    beside: dict[int, int] = {}
    for each in pools:
        for front in ctx.fronts(each.pool):
            beside[id(front)] = beside.get(id(front), 0) + 1
    for each in pools:
        # Several pools behind one frontend back each other up.
        # Without any, HA rules speak; where a variable stands for a server, it may stand for several.
        if not each.usable or each.usable[0][0].statement._has_variables:
            continue
        if len(each.usable) >= wanted or any(beside[id(front)] > 1 for front in ctx.fronts(each.pool)):
            continue
        known = f"{len(each.usable)} server{'s' * (len(each.usable) != 1)}"
        yield Finding(
            f"a Galera cluster with {known} that can serve has no failover; expected {wanted} at least "
            f"{each.writer.because}",
            each.usable[0][0].statement,
            1,
        )


@lint_rule("GAL035", "galera-http-mode", severity=Severity.ERROR)
def http_mode(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds database pools in `mode http`.
    Why: MySQL speaks first and no HTTP: HAProxy waits for a request that never comes, and closes.
    Bad:
        global
            hard-stop-after 30m
        defaults
            mode http
            timeout connect 5s
            timeout client 90m
            timeout server 90m
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
            mode http
            timeout connect 5s
            timeout client 90m
            timeout server 90m
        listen galera
            bind 192.0.2.10:3306
            mode tcp
            option httpchk
            default-server check port 9200 on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 backup
    Reference: 4.2 "mode".
    """
    told: set[int] = set()
    for each in writer_pools(ctx):
        for section in dict.fromkeys((each.pool.proxy, *ctx.fronts(each.pool))):
            proxy = ctx.effective(section)
            if proxy.mode.value != "http" or id(section) in told:
                continue
            told.add(id(section))
            own = proxy.mode.origin.kind == "explicit"
            line: Line | None = proxy.mode.origin.statement if own else None
            yield Finding(
                f"`{section.title}` is in `mode http`, and MySQL is no HTTP: no client is served; expected `mode tcp` "
                f"{each.writer.because}",
                line or section.header,
                1,
                severity=None if each.is_reached else Severity.WARNING,
                related=() if own else origin("`mode http`", proxy.mode),
                fix=_in_tcp(section),
            )


def _in_tcp(section: Section) -> Fix:
    return Fix("`mode tcp`", "unsafe", section, lambda copied: setattr(copied, "mode", "tcp"))
