"""SEC: listeners that more clients reach than should."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, lint_rule
from haproxy_model.lint.rules.availability.listening import Listener, listeners
from haproxy_model.lint.rules.origins import Related
from haproxy_model.lint.rules.security.exposure import is_open, is_public, refuses_by_client
from haproxy_model.lint.rules.word_places import position, says
from haproxy_model.views.effective import Effective

#: what speaks on a port that no stranger should reach
_INNER = {
    1433: "SQL Server", 2181: "ZooKeeper", 2379: "etcd", 2380: "etcd", 3306: "MySQL", 4369: "Erlang",
    5432: "PostgreSQL", 5672: "AMQP", 6379: "Redis", 9042: "Cassandra", 11211: "memcached",
    15672: "the pages of RabbitMQ", 26379: "Redis Sentinel", 27017: "MongoDB",
}  # fmt: skip


def _is_reached(ctx: LintContext, listener: Listener) -> bool:
    line = listener.line
    if not is_open(listener.address) or line._has_variables or line._reading.value("verify") == "required":
        return False
    front = ctx.effective(listener.proxy)
    return ctx.is_known(listener.proxy) and not refuses_by_client(ctx, front)


@lint_rule("SEC009", "accept-proxy-open", severity=Severity.WARNING)
def accept_proxy_open(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds listeners with `accept-proxy` on a public address, or on every address (info).
    Why: who reaches it says in the PROXY header which address it comes from: rules on `src` and logs believe it.
    In: a file that serves HTTP.
    Bad:
        listen shop
            bind 203.0.113.10:80 accept-proxy
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Good:
        listen shop
            bind 192.168.0.10:80 accept-proxy
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Reference: 5.1 "accept-proxy"; 4.2 "tcp-request connection" (`expect-proxy`).
    """
    for listener in listeners(ctx):
        if not says(listener.line, "accept-proxy") or not _is_reached(ctx, listener):
            continue
        public = is_public(listener.address)
        if public or listener.is_wildcard:
            yield Finding(
                f"who reaches `{listener.address}` chooses its address by `accept-proxy`; expected `tcp-request "
                "connection expect-proxy layer4 if { src … }`",
                listener.line,
                position(listener.line, "accept-proxy"),
                severity=None if public else Severity.INFO,
            )


@lint_rule("SEC010", "management-port-exposed", severity=Severity.WARNING)
def inner_port_exposed(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds databases, queues and caches on a public address without a rule on `src`, or on every address
        (info).
    Why: strangers try their passwords there, and some ask for none.
    In: a file with timeouts of three hours.
    Bad:
        listen store
            bind 203.0.113.10:6379
            server a 192.0.2.11:6379 check
    Good:
        listen store
            bind 203.0.113.10:6379
            tcp-request connection reject unless { src 192.0.2.0/24 }
            server a 192.0.2.11:6379 check
    Reference: 4.2 "tcp-request connection".
    """
    for listener in listeners(ctx):
        what = _INNER.get(listener.first)
        if what is None or listener.first != listener.last or not _is_reached(ctx, listener):
            continue
        public = is_public(listener.address)
        pool = next((pool for pool in _pools(ctx, listener) if pool.servers), None)
        if not (public or listener.is_wildcard) or pool is None or refuses_by_client(ctx, pool):
            continue
        related: tuple[Related, ...] = () if pool.proxy is listener.proxy else (("served here", pool.proxy.header, 1),)
        yield Finding(
            f"everybody who reaches `{listener.address}` reaches {what}; expected an inner address, or "
            "`tcp-request connection reject` by `src`",
            listener.line,
            1,
            severity=None if public else Severity.INFO,
            related=related,
        )


def _pools(ctx: LintContext, listener: Listener) -> Iterator[Effective]:
    for target in ctx.effective(listener.proxy).targets:
        if target.section is not None:
            yield ctx.effective(target.section)
