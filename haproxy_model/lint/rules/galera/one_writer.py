"""GAL: new connections go to one server of a Galera cluster, or of another database, at a time."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, Fix, lint_rule
from haproxy_model.lint.rules.galera.writer_pools import WriterPool, state_of, writer_pools
from haproxy_model.lint.rules.listing import listed
from haproxy_model.lint.rules.origins import origin
from haproxy_model.lint.rules.statements import assignment, switch_off
from haproxy_model.lint.rules.word_places import position
from haproxy_model.model.line import Line
from haproxy_model.model.server import Server
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.unread import Unread
from haproxy_model.views.effective import Effective, EffectiveServer
from haproxy_model.views.roles.databases import asks_for_the_leader


@lint_rule("GAL001", "galera-multiple-active-servers", severity=Severity.ERROR)
def multiple_active_servers(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds database pools in which two or more servers receive new connections while every node is up.
    Why: nodes that are written to at once answer each other's commits with deadlock errors, and no algorithm of
        `balance` prevents it: it only chooses among the servers that are active.
    In: a Galera listener.
    Bad:
            balance source
            option httpchk
            default-server check port 9200 on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306
            server db2 192.0.2.12:3306
    Good:
            option httpchk
            default-server check port 9200 on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 backup
    Reference: 5.2 "backup"; 4.2 "balance".
    """
    for each in writer_pools(ctx):
        pool, active = each.pool, each.active
        if len(active) < 2 or each.failover.pool.algorithm == "first" or is_elected(ctx, each):
            continue
        # Of a stick rule that holds all clients together, GAL026 and GAL028 speak.
        if each.is_held_together or len(each.failover.balanced()) < 2:
            continue
        certain = [server for server in active if server.is_certain and not isinstance(server.weight, Unread)]
        unsure = len(certain) < 2 or isinstance(pool.balance.value[0], Expandable) or asks_for_the_leader(pool)
        severity = each.severity(spared=pool.balance.value[0] == "leastconn", is_sure=not unsure)
        yield Finding(
            f"with every node up, new connections go to {listed((server.name for server in active), 'AND')}: expected "
            f"one active server in a {each.writer.what}, the others with `backup` {each.writer.because}",
            active[1].statement,
            1,
            severity=severity,
            related=(
                ("another active server", active[0].statement, 1),
                *origin(f"`balance {pool.balance.value[0]}`", pool.balance),
            ),
            fix=_fewer_actives(ctx, pool, active),
        )


def is_elected(ctx: LintContext, each: WriterPool) -> bool:
    """Whether the health check answers on the writer alone, as the user says."""
    return "elected-by-check" in ctx.markers(each.pool.proxy) or ctx.options.flag("galera.check_elects_writer")


def _fewer_actives(ctx: LintContext, pool: Effective, active: list[EffectiveServer]) -> Fix | None:
    name = ctx.options.word("galera.first_server")
    first = next((server for server in active if server.name == name), active[0])
    others = [server.statement for server in active if server is not first]
    if not all(isinstance(line, Server) for line in others):
        return None
    title = f"make every server but `{first.name}` a backup"
    return assignment(title, pool.proxy, others, no_backup=False, backup=True)


@lint_rule("GAL002", "galera-allbackups", severity=Severity.ERROR)
def all_backups(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds database pools with two or more backups under `option allbackups`.
    Why: when the active server is lost, every backup receives connections at once, so that several nodes are written.
    In: a Galera pool.
    Bad:
            option allbackups
            default-server check port 9200 on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 backup
            server db3 192.0.2.13:3306 backup
    Good:
            default-server check port 9200 on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 backup
            server db3 192.0.2.13:3306 backup
    Reference: 4.2 "option allbackups".
    """
    for each in writer_pools(ctx):
        pool = each.pool
        option = pool.option("allbackups")
        line = option.origin.statement
        # A stick entry is stored too late for clients that come together.
        held = each.is_held_together and each.failover.new_connections.holds is not False
        if not option.value or line is None or held:
            continue
        down = [state.root for _, state in each.usable if not state.backup]
        if None in down:
            continue
        serving = each.failover.balanced(frozenset(root for root in down if root is not None))
        backups = [server for server in each.backups if server.name in serving]
        if len(backups) < 2:
            continue
        known = [server for server in backups if server.is_certain and not isinstance(server.weight, Unread)]
        inherited = option.origin.kind == "inherited"
        place = (pool.proxy.header, 1, 1) if inherited else (line, 0, 1)
        yield Finding(
            f"{state_of(server.name for server in each.active)}, `option allbackups` sends new connections to "
            f"{listed((server.name for server in backups), 'AND')}: expected one server at a time in a "
            f"{each.writer.what} {each.writer.because}",
            *place,
            severity=each.severity(spared=len(each.active) < 2, is_sure=len(known) >= 2),
            related=(("the option is inherited from here", line, 2),) if inherited else (),
            fix=switch_off(ctx, pool, "allbackups"),
        )


@lint_rule("GAL004", "galera-balance-first-as-single-writer", severity=Severity.WARNING)
def balance_first_as_single_writer(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds database pools in which `balance first` alone keeps several active servers apart.
    Why: it goes on to the next server when the first has as many connections as its `maxconn`, and when one connection
        is refused under `option redispatch`; sessions stay where they are when the first comes back.
    In: a Galera listener.
    Bad:
            balance first
            option httpchk
            default-server check port 9200 maxconn 500 on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306
            server db2 192.0.2.12:3306
    Good:
            option httpchk
            default-server check port 9200 on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 backup
    Reference: 4.2 "balance first"; 5.2 "maxconn".
    """
    for each in writer_pools(ctx):
        pool, active = each.pool, each.active
        line = pool.balance.origin.statement
        if each.failover.pool.algorithm != "first" or line is None or len(active) < 2 or is_elected(ctx, each):
            continue
        limited = next((server for server, state in each.usable if not state.backup and state.limited), None)
        ids = {server.name: state.id for server, state in each.usable}
        first = min(active, key=lambda server: ids[server.name])
        others = [server for server in active if server is not first]
        related: list[tuple[str, Line, int]] = []
        severity = each.severity(spared=True)
        if limited is not None:
            keyword = "maxconn" if limited.has("maxconn") else "minconn"
            effect = f"when `{first.name}` has reached its `{keyword}`"
            limit = limited.line(keyword)
            if limit is not None:
                related.append((f"`{keyword}` is set here", limit, position(limit, keyword)))
        elif each.failover.redispatches:
            effect = f"when `{first.name}` refuses one connection, though it is up and has sessions"
            related += origin("`option redispatch`", pool.option("redispatch"))
        else:
            severity = Severity.WARNING
            effect = f"when `{first.name}` goes down; its return leaves sessions there"
        inside = line._section is pool.proxy
        if not inside:
            related.append(("`balance first` is inherited from here", line, 1))
        yield Finding(
            f"`balance first` sends new connections to {listed((server.name for server in others), 'or')} {effect}: "
            f"expected one active server in a {each.writer.what}, the others with `backup` {each.writer.because}",
            line if inside else pool.proxy.header,
            1,
            severity=severity,
            related=tuple(related),
            fix=_fewer_actives(ctx, pool, [first, *others]),
        )
