"""GAL: when a sticky standby loses the server that it held its clients on."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, Fix, lint_rule, whole
from haproxy_model.lint.rules.galera.sticky import stick_table_of, sticky_standbys
from haproxy_model.lint.rules.galera.writer_pools import WriterPool, writer_pools
from haproxy_model.lint.rules.listing import listed
from haproxy_model.lint.rules.origins import origin
from haproxy_model.lint.rules.statements import assignment, switch_off
from haproxy_model.lint.rules.word_places import setting
from haproxy_model.model.section_classes import Global, Peers
from haproxy_model.model.server import Peer, Server


@lint_rule("GAL026", "sticky-standby-redispatch", severity=Severity.ERROR)
def sticky_standby_redispatch(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds sticky standby under `option redispatch`.
    Why: one connection that is refused moves the entry to another server, though the old one is up and has sessions.
        Without the option a window is left: a client waits for a server while an earlier one comes back.
    Bad:
        global
            hard-stop-after 30m
        defaults
            mode tcp
            option redispatch
            timeout connect 5s
            timeout client 90m
            timeout server 90m
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
    Good:
        global
            hard-stop-after 30m
        defaults
            mode tcp
            option redispatch
            timeout connect 5s
            timeout client 90m
            timeout server 90m
        peers writer
            peer "$HAPROXY_LOCALPEER" 127.0.0.1:10240
        listen galera
            bind 192.0.2.10:3306
            no option redispatch
            option httpchk
            stick-table type integer size 10 peers writer
            stick on int(1)
            default-server check port 9200 on-marked-down shutdown-sessions backup
            server db1 192.0.2.11:3306
            server db2 192.0.2.12:3306
    Reference: 4.2 "option redispatch", "stick on".
    """
    for each, rule in sticky_standbys(ctx):
        if not each.failover.redispatches or each.failover.pool.stick == "none":
            continue
        option = each.pool.option("redispatch")
        line = option.origin.statement
        first, second = each.usable[0][0].name, each.usable[1][0].name
        yield Finding(
            f"`{second}` has the sessions and refuses one connection: `option redispatch` sends it, and every new one "
            f"behind it, to `{first}` while `{second}` is up; expected `no option redispatch` beside "
            f"`{rule._reading.said(3)}` {each.writer.because}",
            *whole(rule),
            severity=each.severity(spared=True),
            related=() if line is None else origin("`option redispatch`", option),
            fix=switch_off(ctx, each.pool, "redispatch"),
        )


@lint_rule("GAL027", "sticky-standby-lost-on-reload", severity=Severity.WARNING)
def sticky_standby_lost_on_reload(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds sticky standby whose table no `peers` section hands over to the next process.
    Why: after a reload the new process begins with an empty table: new connections go to the first server while the
        old process keeps sessions on another.
    In: a file of databases.
    Bad:
        listen galera
            bind 192.0.2.10:3306
            option httpchk
            stick-table type integer size 10
            stick on int(1)
            default-server check port 9200 on-marked-down shutdown-sessions backup
            server db1 192.0.2.11:3306
            server db2 192.0.2.12:3306
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
    Reference: 4.2 "stick-table"; 3.5 "peers".
    """
    if not ctx.options.flag("reload.happens"):
        return
    for each, rule in sticky_standbys(ctx):
        table = stick_table_of(ctx, each, rule) if each.has_constant_stick else None
        if table is None:
            continue
        name = table.peers
        section = next((one for one in ctx.of(Peers) if one.name == name), None)
        local = _local_peer(ctx)
        lines = [] if section is None else ctx.statements(section)
        names = {line.name for line in lines if isinstance(line, (Peer, Server))}
        if name is None:
            why = "no `peers` section hands its entry over"
        elif section is not None and not names:
            why = f"`peers {name}` names no peer"
        elif section is not None and local is not None and local not in names:
            why = f"`peers {name}` does not name this one, `{local}`"
        else:
            continue
        yield Finding(
            f"a reload empties the table ({why}): new connections go to `{each.usable[0][0].name}` while the old "
            f"process keeps sessions on another server; expected `peers` with the local peer {each.writer.because}",
            *whole(table),
            related=(("the rule that uses it", rule, 0),)
            if section is None
            else (("the peers section", section.header, 1),),
        )


def _local_peer(ctx: LintContext) -> str | None:
    """What `localpeer` says; None where the name of the machine decides."""
    for section in ctx.of(Global):
        for line in ctx.statements(section):
            if setting(line) == "localpeer" and line.arguments:
                return line.arguments[0]
    return None


@lint_rule("GAL028", "sticky-standby-cold-start-race", severity=Severity.ERROR)
def sticky_standby_cold_start_race(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds sticky standby over several active servers.
    Why: the entry is stored when a server has accepted; connections that come before that, at the start and after every
        failover, go to different servers and stay there. Of backups there is always a first one. Even then a window is
        left: a client waits for a server, in a retry, while an earlier one comes back and receives those behind it.
    In: a file of databases.
    Bad:
        peers writer
            peer "$HAPROXY_LOCALPEER" 127.0.0.1:10240
        listen galera
            bind 192.0.2.10:3306
            option httpchk
            stick-table type integer size 10 peers writer
            stick on int(1)
            default-server check port 9200 on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306
            server db2 192.0.2.12:3306
    Good:
        peers writer
            peer "$HAPROXY_LOCALPEER" 127.0.0.1:10240
        listen galera
            bind 192.0.2.10:3306
            option httpchk
            stick-table type integer size 10 peers writer
            stick on int(1)
            default-server check port 9200 on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306 backup
            server db2 192.0.2.12:3306 backup
    Reference: 4.2 "stick on"; 5.2 "backup".
    """
    for each in writer_pools(ctx):
        if not each.has_constant_stick or len(each.active) < 2 or each.failover.redispatches:
            continue
        if len(each.failover.balanced()) < 2 or each.failover.pool.algorithm in ("sticky", "hash"):
            continue
        yield Finding(
            f"until the stick entry is stored, connections of the same moment go to "
            f"{listed((server.name for server in each.active), 'AND')}, at the start and after a failover; expected "
            f"all of them with `backup`, of which the first serves {each.writer.because}",
            each.active[1].statement,
            1,
            severity=each.severity(spared=True),
            related=(("another active server", each.active[0].statement, 1),),
            fix=_all_backups(each),
        )


def _all_backups(each: WriterPool) -> Fix | None:
    lines = [server.statement for server in each.active]
    if not all(isinstance(line, Server) for line in lines):
        return None
    return assignment("make every server a backup", each.pool.proxy, lines, no_backup=False, backup=True)
