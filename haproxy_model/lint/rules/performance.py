"""PERF: what costs more than it should."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, lint_rule, title, whole
from haproxy_model.lint.rules.listing import listed
from haproxy_model.lint.rules.origins import Related, origin, sharing
from haproxy_model.lint.rules.word_places import action, says
from haproxy_model.model.line import Statement
from haproxy_model.model.proxy_lines import StickTable
from haproxy_model.model.rules import StickRule
from haproxy_model.values.expression import leading_name
from haproxy_model.views.effective import Effective, Value
from haproxy_model.views.roles.databases import is_writer
from haproxy_model.views.roles.elected import active_servers, elected

#: what keeps connections open for long, by its port
_LONG_LIVED = {
    389: "LDAP", 636: "LDAP", 1433: "SQL Server", 1521: "Oracle", 1883: "MQTT", 3306: "MySQL", 5222: "XMPP",
    5432: "PostgreSQL", 5671: "AMQP", 5672: "AMQP", 8883: "MQTT",
}  # fmt: skip
#: algorithms that do not look at connections: `random` takes the less loaded of two
_IN_TURN = ("roundrobin", "static-rr", "random(1)")
_CLOSING = ("httpclose", "http-server-close")
#: types of keys that differ from client to client
_MANY_KEYS = frozenset(("ip", "ipv4", "ipv6", "string", "binary"))
#: fetches that give the same for all clients, or one of a few values
_FEW = frozenset(
    ("dst", "dst_port", "int", "str", "bool", "bin", "ipv4", "ipv6", "meth", "always_true", "always_false")
)


@lint_rule("PERF002", "roundrobin-for-long-sessions", severity=Severity.INFO)
def roundrobin_for_long_sessions(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds pools of databases, directories and queues that are balanced in turn or by chance.
    Why: their connections stay: after a restart of one server all of them are on the others, and stay there.
    In: a file with timeouts of three hours.
    Bad:
        listen directory
            bind 192.0.2.10:389
            balance roundrobin
            server a 192.0.2.11:389 check
            server b 192.0.2.12:389 check
    Good:
        listen directory
            bind 192.0.2.10:389
            balance leastconn
            server a 192.0.2.11:389 check
            server b 192.0.2.12:389 check
    Reference: 4.2 "balance" (leastconn).
    """
    # Of those that checks choose from, one is up.
    chosen = {id(found.pool) for found in elected(ctx.roles) if found.verdict in ("asks", "by its port")}
    for pool in ctx.pools:
        algorithm = pool.balance.value[0]
        if pool.mode.value != "tcp" or algorithm not in _IN_TURN:
            continue
        if not ctx.is_known(pool.proxy) or is_writer(ctx.roles, pool) or id(pool) in chosen:
            continue
        active = active_servers(ctx.roles, pool)
        ports = {server.address_port for server in active}
        what = _LONG_LIVED.get(min(ports, key=lambda port: port or 0) or 0) if len(ports) == 1 else None
        if what is None or len(active) < 2:
            continue
        line = pool.balance.origin.statement if pool.balance.origin.kind == "explicit" else None
        place = whole(line) if line is not None else title(pool.proxy)
        related: tuple[Related, ...] = () if line is not None else origin("`balance`", pool.balance)
        yield Finding(
            f"`balance {algorithm}` counts no connections, and those of {what} stay for long; expected "
            "`balance leastconn`",
            *place,
            related=related,
        )


@lint_rule("PERF003", "httpclose-everywhere", severity=Severity.INFO)
def closed_after_each_request(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds `option httpclose` and `option http-server-close`, which close connections after each request.
    Why: every request waits for a new connection to the server, and for TLS; none is used again.
    In: a frontend for HTTP.
    Bad:
        backend shop
            option http-server-close
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Good:
        backend shop
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Reference: 4.2 "option http-server-close", "option httpclose", "http-reuse".
    """
    found: list[tuple[Statement, Effective]] = []
    for proxy in ctx.proxies:
        if proxy.mode.value != "http":
            continue
        values: list[Value[bool]] = [proxy.option(name) for name in _CLOSING]
        line = next((value.origin.statement for value in values if value.value), None)
        if line is not None:
            found.append((line, proxy))
    for line, proxies in sharing(found):
        names = listed(proxy.proxy.title for proxy in proxies)
        yield Finding(
            f"`{line._reading.said(2)}` opens a new connection for each request ({names}); expected none, unless "
            "servers need it",
            *whole(line),
        )


@lint_rule("PERF005", "stick-table-without-expire", severity=Severity.INFO)
def table_without_expire(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds stick tables with a key for each client that never expires; with `nopurge` it is a warning.
    Why: the table fills up for good: then each new client pushes an old one out, or, with `nopurge`, is not stored.
    In: a backend.
    Bad:
            stick-table type ip size 100k
            stick on src
            option redispatch
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Good:
            stick-table type ip size 100k expire 30m
            stick on src
            option redispatch
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Reference: 4.2 "stick-table" (expire, nopurge).
    """
    for proxy in ctx.proxies:
        for line in ctx.active.of_family(proxy.proxy, StickTable):
            if line.type not in _MANY_KEYS or says(line, "expire") or line._has_variables:
                continue
            if not any(map(_stores_clients, proxy.statements)) or is_writer(ctx.roles, proxy):
                continue
            full = says(line, "nopurge")
            then = "new clients are not stored" if full else "new clients push old ones out"
            yield Finding(
                f"entries of this table never expire: once it is full, {then}; expected `expire` such as 30m",
                *whole(line),
                severity=Severity.WARNING if full else None,
            )


def _stores_clients(line: Statement) -> bool:
    """Whether a rule stores a key in the table of its own section that differs from client to client."""
    if isinstance(line, StickRule):
        pattern, table = line.pattern, line.table
    elif action(line).startswith("track-sc"):
        pattern, table = (line._reading.value("key") or "",), line._reading.value("table")
    else:
        return False
    name = leading_name(pattern[0]) if pattern else ""
    return table is None and bool(name) and name not in _FEW
