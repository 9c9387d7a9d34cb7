"""GAL: no session stays on a database server that new connections have left."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, lint_rule
from haproxy_model.lint.rules.galera.writer_pools import WriterPool, state_of, writer_pools
from haproxy_model.lint.rules.health.check_settings import CONNECT, from_elsewhere, method, shown, timing
from haproxy_model.lint.rules.listing import listed
from haproxy_model.lint.rules.statements import closing_sessions, removal
from haproxy_model.lint.rules.word_places import position, step
from haproxy_model.schema.rows import available
from haproxy_model.schema.server import SERVER
from haproxy_model.views.effective import Effective, EffectiveServer

#: What tells HAProxy in which state a server begins.
(_INIT_STATE,) = (row for row in SERVER if row.name == "init-state")


@lint_rule("GAL020", "galera-sessions-survive-mark-down", severity=Severity.ERROR)
def sessions_survive_mark_down(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds servers of database pools whose sessions stay when the server is marked down.
    Why: a node that fails its check may be alive still: old sessions go on writing to it while new ones go to the next.
    In: a Galera pool.
    Bad:
            server db1 192.0.2.11:3306 check port 9200 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 check port 9200 backup
    Good:
            default-server on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306 check port 9200 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 check port 9200 backup
    Reference: 5.2 "on-marked-down".
    """
    for each in writer_pools(ctx):
        pool = each.pool
        if len(each.usable) < 2 or pool.mode.value == "http":
            continue
        keeping = [
            server
            for server, state in each.usable
            # A variable may stand for the parameter; a server without a health source is never marked down.
            if server.is_certain and state.root is not None and not state.on_marked_down
            and "on-marked-down" not in server.parameters.with_variables
        ]  # fmt: skip
        if not keeping:
            continue
        ways = ((server, _gives_way(each, server)) for server in keeping)
        first, way = next(((server, way) for server, way in ways if way is not None), (keeping[0], None))
        if each.failover.sessions.holds:
            way = None
        severity = each.severity(spared=True)
        if way is None or all(_only_connects(pool, server) for server in keeping):
            severity = Severity.INFO
        if way is None:
            effect = "nobody takes over from it as things are"
        else:
            effect = (
                f"{state_of(way[0])}, old connections go on writing on `{first.name}` and new ones go to "
                f"{listed(sorted(way[1]), 'or')}"
            )
        yield Finding(
            f"sessions on {listed(server.name for server in keeping)} survive when the check fails: {effect}; "
            f"expected `on-marked-down shutdown-sessions` in a {each.writer.what} {each.writer.because}",
            first.statement,
            1,
            severity=severity,
            related=tuple(from_elsewhere(first, "on-marked-down")),
            fix=closing_sessions(pool, keeping),
        )


def _gives_way(each: WriterPool, server: EffectiveServer) -> tuple[frozenset[str], frozenset[str]] | None:
    """The health roots that are down when a server has lost its turn, and who has it then; None where nobody has."""
    roots = {other.name: state.root for other, state in each.usable}
    down: frozenset[str] = frozenset()
    for _ in each.usable:
        serving = each.failover.balanced(down)
        lost = {server.name} if server.name in serving else serving
        gone = {roots.get(name) for name in lost}
        if not serving or None in gone:
            return None
        down |= frozenset(root for root in gone if root is not None)
        if server.name in serving:
            following = each.failover.balanced(down)
            return (down, following) if following else None
    return None


def _only_connects(pool: Effective, server: EffectiveServer) -> bool:
    """Whether the check is a connection to the service's own port, which fails with the service only."""
    if server.has("agent-check") or server.has("track") or server.has("healthcheck") or server.has("observe"):
        return False
    if server.has("addr") or (server.has("port") and server.check_port != server.address_port):
        return False
    name = method(pool)
    says_more = any(step(line) != "connect" for line in pool.tcp_checks)
    return name == CONNECT or (name == "tcp-check" and not says_more)


@lint_rule("GAL031", "galera-startup-window", severity=Severity.INFO)
def startup_window(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds active database servers that count as up after a start until their first check, for long.
    Why: a node that is known to be bad receives connections until then; `init-state down` waits for the check.
    In: a Galera pool.
    Bad:
            default-server check port 9200 inter 8s on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 backup
    Good:
            default-server check port 9200 inter 8s on-marked-down shutdown-sessions init-state down
            server db1 192.0.2.11:3306 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 backup
    Reference: 5.2 "init-state"; 4.2 "load-server-state-from-file".
    """
    knows_states = available(_INIT_STATE, ctx.version)
    for each in writer_pools(ctx):
        for server in each.active[:1]:
            times = timing(each.pool, server) if server.has("check") else None
            if times is None or times.inter <= ctx.options.duration("galera.max_startup") or len(each.usable) < 2:
                continue
            stated = each.pool.setting("load-server-state-from-file")
            if server.init_state in ("down", "fully-down") or (stated and stated.value[:1] != ("none",)):
                continue
            expected = "`init-state down`" if knows_states else "`load-server-state-from-file`"
            yield Finding(
                f"after a start `{server.name}` receives connections for up to {shown(times.inter)}, whatever its "
                f"state is, until its first check; expected {expected} {each.writer.because}",
                server.statement,
                1,
                related=tuple(from_elsewhere(server, "inter")),
            )


@lint_rule("GAL032", "galera-drain-does-not-cut", severity=Severity.WARNING)
def drain_does_not_cut(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds database pools from which a check or an agent takes a server without marking it down.
    Why: new connections go to a backup, old sessions go on writing: `on-marked-down` closes sessions of servers that
        are marked down, not of those that are drained or answer 404.
    In: a Galera pool.
    Bad:
            http-check disable-on-404
            default-server check port 9200 on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 backup
    Good:
            default-server check port 9200 on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 backup
    Reference: 4.2 "http-check disable-on-404"; 5.2 "agent-check".
    """
    for each in writer_pools(ctx):
        pool = each.pool
        first = next((server for server, state in each.usable if state.root in each.failover.pool.drainable), None)
        if first is None or len(each.usable) < 2:
            continue
        root = next(state.root for server, state in each.usable if server is first)
        following = sorted(each.failover.balanced(frozenset(filter(None, (root,)))))
        lines = [line for line in pool.http_checks if step(line) == "disable-on-404"]
        effect = f"sessions on `{first.name}` stay, new connections go to {listed(following, 'or') or 'nobody'}"
        if lines and pool.check_method.value[0] == "httpchk":
            line = lines[0]
            inside = line._section is pool.proxy
            yield Finding(
                f"`{first.name}` answers 404 and is taken out without being marked down: {effect}; expected no "
                f"`disable-on-404` in a {each.writer.what} {each.writer.because}",
                line if inside else pool.proxy.header,
                1,
                related=() if inside else (("it is inherited from here", line, 1),),
                fix=removal("remove `http-check disable-on-404`", pool.proxy, lines) if inside else None,
            )
        agent = next((server for server, _ in each.usable if server.has("agent-check")), None)
        if agent is not None and ctx.options.flag("agent.may_drain"):
            line = agent.line("agent-check") or agent.statement
            yield Finding(
                f"the agent of `{agent.name}` may drain it, which marks nothing down: {effect}; expected an agent that "
                f"answers `down` or `maint` {each.writer.because}",
                line,
                position(line, "agent-check"),
            )
