"""GAL: what becomes of sessions when a database server comes back."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, Fix, lint_rule, safe_if
from haproxy_model.lint.rules.galera.writer_pools import WriterPool, told, writer_pools
from haproxy_model.lint.rules.listing import as_written
from haproxy_model.lint.rules.statements import assignment
from haproxy_model.lint.rules.word_places import position
from haproxy_model.model.server import Server, ServerParams
from haproxy_model.views.effective import Effective, EffectiveServer


@lint_rule("GAL021", "galera-failback-leaves-two-writers", severity=Severity.WARNING)
def failback_leaves_two_writers(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds database pools in which sessions stay on a backup when the active server comes back.
    Why: old connections go on writing on the backup while new ones write on the active server, until the old ones end.
        What closes them, `on-marked-up shutdown-backup-sessions`, cuts transactions at that moment.
    In: a Galera pool of checked nodes.
    Bad:
            server db1 192.0.2.11:3306
            server db2 192.0.2.12:3306 backup
    Good:
            server db1 192.0.2.11:3306 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 backup
    Reference: 5.2 "on-marked-up".
    """
    if ctx.options.flag("galera.accept_failback_overlap"):
        return
    for each in writer_pools(ctx):
        active, backups = each.active, each.backups
        yield from _unstored(each)
        if not active or not backups or each.has_constant_stick or each.pool.mode.value == "http":
            continue
        if len(active) > 1 and not each.failover.chooses_one:
            continue
        states = {server.name: state for server, state in each.usable}
        lacking = [
            server
            for server in active
            # Without a weight, which `balance sticky` ignores, the parameter does nothing.
            if not (states[server.name].on_marked_up and states[server.name].weight)
            and states[server.name].root is not None and server.is_certain
            and "on-marked-up" not in server.parameters.with_variables
        ]  # fmt: skip
        if not lacking or any(states[server.name].root is None for server in active):
            continue
        first = lacking[0]
        state = states[first.name]
        yield Finding(
            f"`{state.root}` goes down, clients go to `{backups[0].name}`; `{state.root}` comes up: new connections go "
            f"to `{first.name}` while sessions stay on `{backups[0].name}`; expected `on-marked-up "
            f"shutdown-backup-sessions`, which cuts the transactions there {each.writer.because}",
            first.statement,
            1,
            related=(("the backup that keeps its sessions", backups[0].statement, 1),),
            fix=_closing_backups(each.pool, first),
        )


def _unstored(each: WriterPool) -> Iterator[Finding]:
    """A server that the one stick entry never names: clients leave it as soon as the one before it is back."""
    if not each.has_constant_stick or each.failover.sessions.holds is not False:
        return
    first = next((server for server, state in each.usable if state.non_stick), None)
    line = None if first is None else first.line("non-stick")
    if first is None or line is None or each.failover.new_connections.holds is False:
        return
    yield Finding(
        f"{told(each.failover.sessions.trace)}: the stick entry never names `{first.name}`, which is `non-stick`; "
        f"expected a {each.writer.what} whose entry follows the writer {each.writer.because}",
        line,
        position(line, "non-stick"),
    )


def _closing_backups(pool: Effective, first: EffectiveServer) -> Fix | None:
    line = first.statement
    if not isinstance(line, Server):
        return None
    what = "shutdown-backup-sessions"
    return assignment(f"add `on-marked-up {what}` to `{first.name}`", pool.proxy, [line], on_marked_up=what)


@lint_rule("GAL022", "galera-backup-to-backup-failback", severity=Severity.WARNING)
def backup_to_backup_failback(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds database pools with two or more backups, in which an earlier backup takes over from a later one.
    Why: HAProxy closes sessions on backups when an active server comes up, never when a backup does: sessions stay on
        the later backup. All servers as backups under a constant stick key avoid it, but for clients that wait in a
        retry meanwhile.
    In: a file of databases.
    Bad:
        listen galera
            bind 192.0.2.10:3306
            option httpchk
            default-server check port 9200 on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 backup
            server db3 192.0.2.13:3306 backup
    Good:
        peers writer
            peer "$HAPROXY_LOCALPEER" 127.0.0.1:10240
        listen galera
            bind 192.0.2.10:3306
            option httpchk
            stick-table type integer size 10 peers writer
            stick on int(1)
            default-server check port 9200 on-marked-down shutdown-sessions backup
            server db1 192.0.2.11:3306
            server db2 192.0.2.12:3306
            server db3 192.0.2.13:3306
    Reference: 5.2 "on-marked-up"; 4.2 "stick on".
    """
    for each in writer_pools(ctx):
        held = each.has_constant_stick or each.failover.pool.algorithm == "sticky"
        if len(each.backups) < 2 or held or each.pool.mode.value == "http":
            continue
        states = [state for _, state in each.usable]
        roots = [state.root for state in states]
        closes = all(state.on_marked_down for state in states)
        comes_back = all(state.on_marked_up for state in states if not state.backup)
        if not closes or not comes_back or len(each.active) > 1 or None in roots or len(set(roots)) < len(roots):
            continue
        proof = each.failover.sessions
        if proof.holds is not False or each.failover.new_connections.holds is False:
            continue
        severity = Severity.INFO if ctx.options.flag("galera.accept_double_failure") else None
        earlier, later = each.backups[:2]
        yield Finding(
            f"{told(proof.trace)}; no option closes sessions on `{later.name}` when `{earlier.name}`, a backup too, "
            f"comes up {each.writer.because}",
            later.statement,
            1,
            severity=severity,
            related=(("the backup that comes back", earlier.statement, 1),),
        )


@lint_rule("GAL023", "on-marked-up-without-effect", severity=Severity.WARNING)
def on_marked_up_without_effect(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds `on-marked-up shutdown-backup-sessions` where it never does anything.
    Why: HAProxy follows it for active servers with a weight alone, and only backups have sessions to close.
    In: a file of databases.
    Bad:
        listen app
            bind 192.0.2.10:6000
            server app1 192.0.2.11:6000 check
            server app2 192.0.2.12:6000 check backup on-marked-up shutdown-backup-sessions
    Good:
        listen app
            bind 192.0.2.10:6000
            server app1 192.0.2.11:6000 check on-marked-up shutdown-backup-sessions
            server app2 192.0.2.12:6000 check backup
    Reference: 5.2 "on-marked-up".
    """
    for pool in ctx.pools:
        if not pool._any_server_has("on-marked-up"):
            continue
        having = [server for server in pool.servers if server.has("on-marked-up") and server.is_certain]
        if not having:
            continue
        has_backups = any(server.backup for server in pool.servers)
        useful = {
            id(server.line("on-marked-up"))
            for server in having
            if has_backups and not server.backup and server.weight != 0
        }
        reported: set[int] = set()
        for server in having:
            line = server.line("on-marked-up")
            if line is None or line._section is not pool.proxy or id(line) in useful or id(line) in reported:
                continue
            if useful and line is not server.statement:
                # A `default-server` is for every server; that one of them needs it is enough.
                continue
            reported.add(id(line))
            if not has_backups:
                why = "there is no backup whose sessions it could close"
            elif server.backup:
                why = f"`{server.name}` is a backup itself"
            else:
                why = f"`{server.name}` has weight 0"
            word = position(line, "on-marked-up")
            yield Finding(
                f"`{as_written(server, 'on-marked-up')}` does nothing: {why}; expected it on an active server of "
                "a pool with backups",
                line,
                word,
                word + 1,
                # The weight may become another one while HAProxy runs.
                fix=_without_on_marked_up(
                    pool,
                    line,
                    is_safe=not has_backups or all(each.backup for each in having if each.line("on-marked-up") is line),
                ),
            )


def _without_on_marked_up(pool: Effective, line: ServerParams, *, is_safe: bool) -> Fix:
    return assignment("remove it", pool.proxy, [line], safe_if(is_safe), on_marked_up=None)
