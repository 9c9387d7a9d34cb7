"""GAL: sticky standby, where a stick table with one key holds every client on one database server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, Fix, lint_rule, twins
from haproxy_model.lint.rules.galera.writer_pools import WriterPool, writer_pools
from haproxy_model.lint.rules.galera.writers import key_of
from haproxy_model.lint.rules.origins import origin
from haproxy_model.lint.rules.phrases import listed, position
from haproxy_model.lint.rules.statements import switch_off
from haproxy_model.lint.rules.timeouts.waiting import client_timeouts
from haproxy_model.model.bind import Bind
from haproxy_model.model.line import Statement
from haproxy_model.model.proxy_lines import StickTable
from haproxy_model.model.rules import StickRule
from haproxy_model.model.section import Section
from haproxy_model.model.server import Server
from haproxy_model.values.address import Address
from haproxy_model.values.duration import Duration
from haproxy_model.values.size import Size
from haproxy_model.views.effective import Effective

#: what stands for the addresses of a wildcard
_MANY = ("one address of the machine", "another one")
_CONSTANTS = ("int(", "str(", "bool(")


def _rule(each: WriterPool) -> StickRule | None:
    """The stick rule that is meant to hold all clients on one server."""
    for line in each.pool.statements:
        if isinstance(line, StickRule) and line._words[1:2] in (("on",), ("match",)):
            key = key_of(line)
            if key.startswith(_CONSTANTS) or key.partition(",")[0] in ("dst", "dst_port"):
                return line
    return None


def _table(ctx: LintContext, each: WriterPool, rule: StickRule) -> StickTable | None:
    """The `stick-table` line that a rule uses."""
    name = rule.table
    holder: Effective | None = each.pool
    if name is not None and name != each.pool.proxy.name:
        holder = each.pool.pool(name)
    if holder is None:
        return None
    return next((line for line in ctx.statements(holder.proxy) if isinstance(line, StickTable)), None)


def _each(keys: list[str]) -> str:
    """How a message speaks of several keys."""
    return "address of the machine" if set(keys) <= set(_MANY) else f"of {listed(keys)}"


def _keys(ctx: LintContext, each: WriterPool, rule: StickRule) -> list[str]:
    """The keys that a rule can have: one of a constant, of `dst` one an address that is listened on."""
    what = key_of(rule).partition(",")[0]
    if what not in ("dst", "dst_port"):
        return ["the constant"]
    found: dict[str, None] = {}
    for front in ctx.fronts(each.pool):
        for line in ctx.active.of_family(front, Bind):
            for address in line.addresses:
                if not isinstance(address, Address):
                    continue
                if what == "dst" and address.is_wildcard:
                    found.update(dict.fromkeys(_MANY))
                elif what == "dst":
                    found[str(address.host)] = None
                else:
                    found[str(address.port)] = None
                    if address.last_port is not None and address.last_port != address.port:
                        found[str(address.last_port)] = None
    return list(found)


@lint_rule("GAL024", "sticky-standby-key-not-constant", severity=Severity.ERROR)
def sticky_standby_key_not_constant(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds `stick on dst` in database pools that are reached on several addresses.
    Why: each address has an entry of its own: after fail-back one of them goes on to the standby, the other to the
        server that came back.
    Bad:
        global
            hard-stop-after 30m
        defaults
            mode tcp
            timeout connect 5s
            timeout client 90m
            timeout server 90m
        peers writer
            peer "$HAPROXY_LOCALPEER" 127.0.0.1:10240
        listen galera
            bind 192.0.2.10:3306
            bind 198.51.100.10:3306
            option httpchk
            stick-table type ip size 1000 peers writer
            stick on dst
            default-server check port 9200 on-marked-down shutdown-sessions backup
            server db1 192.0.2.11:3306
            server db2 192.0.2.12:3306
    Good:
        global
            hard-stop-after 30m
        defaults
            mode tcp
            timeout connect 5s
            timeout client 90m
            timeout server 90m
        peers writer
            peer "$HAPROXY_LOCALPEER" 127.0.0.1:10240
        listen galera
            bind 192.0.2.10:3306
            bind 198.51.100.10:3306
            option httpchk
            stick-table type integer size 10 peers writer
            stick on int(1)
            default-server check port 9200 on-marked-down shutdown-sessions backup
            server db1 192.0.2.11:3306
            server db2 192.0.2.12:3306
    Reference: 4.2 "stick on"; 7.3.3 "dst".
    """
    for each in writer_pools(ctx):
        rule = _rule(each)
        if rule is None or len(each.usable) < 2:
            continue
        keys = _keys(ctx, each, rule)
        if len(keys) < 2:
            continue
        first, second = each.usable[0][0].name, each.usable[1][0].name
        yield Finding(
            f"`{' '.join(rule._words)}` has a key for each {_each(keys)}: clients of one may go to `{second}` AND "
            f"those of another to `{first}`; expected one key, such as `stick on int(1)`, in a {each.writer.what} "
            f"{each.writer.because}",
            rule,
            2,
            len(rule.pattern) + 1,
            # Whether clients use more than one address of a wildcard, nobody knows.
            severity=each.severity(spared=True, is_sure=each.is_sure and not set(keys) <= set(_MANY)),
            related=tuple(
                ("an address that it is reached on", line, 1)
                for front in ctx.fronts(each.pool)
                for line in ctx.active.of_family(front, Bind)[:2]
            )[:2],
            fix=_one_key(each.pool),
        )


def _one_key(pool: Effective) -> Fix | None:
    rules = [line for line in pool.statements if isinstance(line, StickRule)]
    table = next((line for line in pool.statements if isinstance(line, StickTable)), None)
    if table is None or any(rule.table not in (None, pool.proxy.name) for rule in rules):
        return None
    words = table._words
    type_ = position(words, "type")

    def change(copied: Section) -> None:
        twin = twins(pool.proxy, copied)
        for rule in rules:
            copy = cast(StickRule, twin[id(rule)])
            copy.words = (*copy.words[:2], "int(1)", *copy.words[2 + len(rule.pattern) :])
        cast(Statement, twin[id(table)]).words = (*words[: type_ + 1], "integer", *words[type_ + 2 :])

    return Fix("stick on one key for all", "unsafe", pool.proxy, change) if type_ else None


@lint_rule("GAL025", "sticky-standby-table-too-small", severity=Severity.ERROR)
def sticky_standby_table_too_small(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds sticky standby whose table has no room to write its entry again, or forgets it too soon.
    Why: a full table under `nopurge` keeps the name of the server that went down: when that one is back, new
        connections jump to it while sessions stay on the standby.
    Bad:
        global
            hard-stop-after 30m
        defaults
            mode tcp
            timeout connect 5s
            timeout client 90m
            timeout server 90m
        peers writer
            peer "$HAPROXY_LOCALPEER" 127.0.0.1:10240
        listen galera
            bind 192.0.2.10:3306
            option httpchk
            stick-table type integer size 1 nopurge peers writer
            stick on int(1)
            default-server check port 9200 on-marked-down shutdown-sessions backup
            server db1 192.0.2.11:3306
            server db2 192.0.2.12:3306
    Good:
        global
            hard-stop-after 30m
        defaults
            mode tcp
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
    Reference: 4.2 "stick-table".
    """
    for each in writer_pools(ctx):
        rule = _rule(each)
        table = None if rule is None else _table(ctx, each, rule)
        if rule is None or table is None or len(each.usable) < 2:
            continue
        size, keys = table.size, _keys(ctx, each, rule)
        first, second = each.usable[0][0].name, each.usable[1][0].name
        if table.nopurge and isinstance(size, Size) and size.bytes <= len(keys):
            yield Finding(
                f"a table of size {size.bytes} under `nopurge` is full with {len(keys)} key{'s' * (len(keys) > 1)} and "
                f"never written again: `{first}` goes down, clients go to `{second}`; `{first}` comes up: new "
                f"connections go to `{first}` while sessions stay on `{second}`; expected room for more, or no "
                f"`nopurge` {each.writer.because}",
                table,
                position(table._words, "nopurge"),
                severity=each.severity(spared=True),
                related=(("the rule that uses it", rule, 0),),
                fix=_roomy(table) if table._section is each.pool.proxy else None,
            )
            continue
        expire = table.expire
        longest = [
            (value, proxy)
            for _, proxy, value in client_timeouts(ctx, each.pool)
            if isinstance(value, Duration) and isinstance(expire, Duration)
            and value.microseconds > expire.microseconds
        ]  # fmt: skip
        if longest:
            value, proxy = longest[0]
            yield Finding(
                f"the entry is forgotten after `expire {expire}` while sessions live for `timeout client {value}`: the "
                f"next connection goes to `{first}` though sessions are on `{second}`; expected no `expire`, or a "
                f"longer one {each.writer.because}",
                table,
                position(table._words, "expire") + 1,
                severity=Severity.WARNING,
                related=origin("`timeout client`", proxy.timeout("client")),
            )


def _roomy(table: StickTable) -> Fix | None:
    section = table._section
    if section is None:
        return None
    words = [word for word in table._words if word != "nopurge"]
    size = words.index("size") + 1
    new = (*words[:size], "10", *words[size + 1 :])

    def change(copied: Section) -> None:
        cast(Statement, twins(section, copied)[id(table)]).words = new

    return Fix("`size 10` without `nopurge`", "safe", section, change)


@lint_rule("GAL026", "sticky-standby-redispatch", severity=Severity.ERROR)
def sticky_standby_redispatch(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds sticky standby under `option redispatch`.
    Why: one connection that is refused moves the entry to another server, though the old one is up and has sessions.
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
    for each in writer_pools(ctx):
        rule = _rule(each)
        if rule is None or len(each.usable) < 2 or not each.failover.redispatches:
            continue
        if each.failover.pool.stick == "none":
            continue
        option = each.pool.option("redispatch")
        line = option.origin.statement
        first, second = each.usable[0][0].name, each.usable[1][0].name
        yield Finding(
            f"`{second}` has the sessions and refuses one connection: `option redispatch` sends it, and every new one "
            f"behind it, to `{first}` while `{second}` is up; expected `no option redispatch` beside "
            f"`{' '.join(rule._words[:3])}` {each.writer.because}",
            rule,
            0,
            len(rule._words) - 1,
            severity=each.severity(spared=True),
            related=() if line is None else origin("`option redispatch`", option),
            fix=switch_off(ctx, each.pool, "redispatch", "safe"),
        )


@lint_rule("GAL027", "sticky-standby-lost-on-reload", severity=Severity.WARNING)
def sticky_standby_lost_on_reload(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds sticky standby whose table no `peers` section hands over to the next process.
    Why: after a reload the new process begins with an empty table: new connections go to the first server while the
        old process keeps sessions on another.
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
            stick-table type integer size 10
            stick on int(1)
            default-server check port 9200 on-marked-down shutdown-sessions backup
            server db1 192.0.2.11:3306
            server db2 192.0.2.12:3306
    Good:
        global
            hard-stop-after 30m
        defaults
            mode tcp
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
    Reference: 4.2 "stick-table"; 3.5 "peers".
    """
    if not ctx.options.flag("reload.happens"):
        return
    for each in writer_pools(ctx):
        rule = _rule(each)
        table = None if rule is None or not each.has_constant_stick else _table(ctx, each, rule)
        if rule is None or table is None or len(each.usable) < 2:
            continue
        name = table.peers
        section = next((one for one in ctx.active.of_kind("peers") if one.name == name), None)
        local = _local_peer(ctx)
        lines = [] if section is None else ctx.statements(section)
        names = {line._words[1] for line in lines if line._words[0] in ("peer", "server") and len(line._words) > 1}
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
            table,
            0,
            len(table._words) - 1,
            related=(("the rule that uses it", rule, 0),)
            if section is None
            else (("the peers section", section.header, 1),),
        )


def _local_peer(ctx: LintContext) -> str | None:
    """What `localpeer` says; None where the name of the machine decides."""
    for section in ctx.active.of_kind("global"):
        for line in ctx.statements(section):
            if line._words[0] == "localpeer" and len(line._words) > 1:
                return line._words[1]
    return None


@lint_rule("GAL028", "sticky-standby-cold-start-race", severity=Severity.INFO)
def sticky_standby_cold_start_race(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds sticky standby over several active servers.
    Why: while the table is empty, the first connections that come at the same moment go to different servers; of
        backups there is always a first one.
    Bad:
        global
            hard-stop-after 30m
        defaults
            mode tcp
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
            default-server check port 9200 on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306
            server db2 192.0.2.12:3306
    Good:
        global
            hard-stop-after 30m
        defaults
            mode tcp
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
            default-server check port 9200 on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306 backup
            server db2 192.0.2.12:3306 backup
    Reference: 4.2 "stick on"; 5.2 "backup".
    """
    for each in writer_pools(ctx):
        if not each.has_constant_stick or len(each.active) < 2 or not each.failover.chooses_one:
            continue
        yield Finding(
            f"while the stick table is empty, connections of the same moment go to "
            f"{listed((server.name for server in each.active), 'AND')}; expected all of them with `backup`, of which "
            f"the first serves {each.writer.because}",
            each.active[1].statement,
            1,
            related=(("another active server", each.active[0].statement, 1),),
            fix=_all_backups(each),
        )


def _all_backups(each: WriterPool) -> Fix | None:
    lines = [server.statement for server in each.active]
    if not all(isinstance(line, Server) for line in lines):
        return None

    def change(copied: Section) -> None:
        twin = twins(each.pool.proxy, copied)
        for line in lines:
            copy = cast(Server, twin[id(line)])
            copy.no_backup = False
            copy.backup = True

    return Fix("make every server a backup", "safe", each.pool.proxy, change)
