"""GAL: the stick rule and the stick table that hold every client on one database server."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, Fix, lint_rule, twins
from haproxy_model.lint.rules.galera.directed import key_of
from haproxy_model.lint.rules.galera.writer_pools import WriterPool, writer_pools
from haproxy_model.lint.rules.listing import listed
from haproxy_model.lint.rules.origins import origin
from haproxy_model.lint.rules.statements import assignment
from haproxy_model.lint.rules.timeouts.waiting import client_timeouts
from haproxy_model.lint.rules.word_places import chooses, position
from haproxy_model.model.bind import Bind
from haproxy_model.model.proxy_lines import StickTable
from haproxy_model.model.rules import StickRule
from haproxy_model.model.section import Section
from haproxy_model.values.address import Address
from haproxy_model.values.duration import Duration
from haproxy_model.values.size import Size
from haproxy_model.views.effective import Effective

#: what stands for the addresses of a wildcard
_MANY = ("one address of the machine", "another one")
_CONSTANTS = ("int(", "str(", "bool(")


def constant_rule(each: WriterPool) -> StickRule | None:
    """The stick rule that is meant to hold all clients on one server."""
    for line in each.pool.statements:
        if chooses(line):
            key = key_of(line)
            if key.startswith(_CONSTANTS) or key.partition(",")[0] in ("dst", "dst_port"):
                return line
    return None


def sticky_standbys(ctx: LintContext) -> Iterator[tuple[WriterPool, StickRule]]:
    """The pools of two servers or more with such a rule."""
    for each in writer_pools(ctx):
        rule = constant_rule(each)
        if rule is not None and len(each.usable) > 1:
            yield each, rule


def stick_table_of(ctx: LintContext, each: WriterPool, rule: StickRule) -> StickTable | None:
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
    In: a file of databases.
    Bad:
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
    for each, rule in sticky_standbys(ctx):
        keys = _keys(ctx, each, rule)
        if len(keys) < 2:
            continue
        first, second = each.usable[0][0].name, each.usable[1][0].name
        yield Finding(
            f"`{rule._reading.said()}` has a key for each {_each(keys)}: clients of one may go to `{second}` AND "
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
    parameters = table.parameters
    type_ = position(table, "type")

    def change(copied: Section) -> None:
        twin = twins(pool.proxy, copied)
        for rule in rules:
            twin(rule).pattern = ("int(1)",)
        copy = twin(table)
        copy.parameters = (*parameters[:type_], "integer", *parameters[type_ + 1 :])

    return Fix("stick on one key for all", "unsafe", pool.proxy, change) if type_ else None


@lint_rule("GAL025", "sticky-standby-table-too-small", severity=Severity.ERROR)
def sticky_standby_table_too_small(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds sticky standby whose table has no room to write its entry again, or forgets it too soon.
    Why: a full table under `nopurge` keeps the name of the server that went down: when that one is back, new
        connections jump to it while sessions stay on the standby.
    In: a file of databases.
    Bad:
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
    for each, rule in sticky_standbys(ctx):
        table = stick_table_of(ctx, each, rule)
        if table is None:
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
                position(table, "nopurge"),
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
                position(table, "expire") + 1,
                severity=Severity.WARNING,
                related=origin("`timeout client`", proxy.timeout("client")),
            )


def _roomy(table: StickTable) -> Fix | None:
    section = table._section
    if section is None:
        return None
    # The parameters begin behind the keyword.
    size, nopurge = position(table, "size"), position(table, "nopurge") - 1
    parameters = (*table.parameters[:size], "10", *table.parameters[size + 1 :])
    new = parameters if nopurge < 0 else (*parameters[:nopurge], *parameters[nopurge + 1 :])
    return assignment("`size 10` without `nopurge`", section, [table], parameters=new)
