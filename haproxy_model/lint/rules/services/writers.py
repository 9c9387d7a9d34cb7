"""SVC: services beside Galera that one server writes, or whose connections stay open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, Fix, lint_rule, twins
from haproxy_model.lint.rules.origins import Related, microseconds, origin
from haproxy_model.lint.rules.phrases import listed
from haproxy_model.lint.rules.services.elected import PATRONI_PORT, active_servers, elected
from haproxy_model.lint.rules.statements import add_option, closing_sessions
from haproxy_model.model.line import Statement
from haproxy_model.model.rules import StickRule
from haproxy_model.model.section import Section
from haproxy_model.model.server import ServerParams
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.duration import Duration, read_duration
from haproxy_model.views.effective import Effective, EffectiveServer, Value

_AMQP_PORTS = frozenset((5671, 5672))
_KUBERNETES_PORT = 6443
#: quorum stores by their ports
_QUORUM = {2379: "etcd", 2181: "ZooKeeper"}


@lint_rule("SVC001", "patroni-without-role-check", severity=Severity.ERROR)
def postgres_without_role_check(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds PostgreSQL pools of several active servers whose check does not ask which one is the primary.
    Why: half of the connections end on a replica, where every write fails. Patroni answers `/primary` with 200 on the
        primary alone.
    Bad:
        defaults
            timeout connect 5s
            timeout client 1h
            timeout server 1h
        listen postgres
            bind 192.0.2.10:5432
            server pg1 192.0.2.11:5432 check
            server pg2 192.0.2.12:5432 check
    Good:
        defaults
            timeout connect 5s
            timeout client 1h
            timeout server 1h
        listen postgres
            bind 192.0.2.10:5432
            option httpchk HEAD /primary
            http-check expect status 200
            default-server check port 8008 inter 3s fall 3 rise 2 on-marked-down shutdown-sessions
            server pg1 192.0.2.11:5432
            server pg2 192.0.2.12:5432
    Reference: 4.2 "option httpchk"; 5.2 "port".
    """
    for found in elected(ctx):
        pool = found.pool
        active = active_servers(ctx, pool)
        if found.service != "PostgreSQL" or found.verdict in ("asks", "unknown") or len(active) < 2:
            continue
        severity: Severity | None = Severity.WARNING
        names = listed((server.name for server in active), "AND")
        if found.verdict == "by its port":
            severity = Severity.INFO
            message = (
                f"the check of `{pool.proxy.title}` asks for `/`, which Patroni (port {PATRONI_PORT}) answers with 200 "
                "on the primary alone, but does not say so; expected `option httpchk HEAD /primary`"
            )
        else:
            if found.is_sure and pool.balance.value[0] != "leastconn":
                severity = None
            message = (
                f"new connections go to {names} while all are up, and {_asked(pool)} does not ask which one is the "
                f"primary ({found.because}): writes to a replica fail; expected `option httpchk HEAD /primary` with "
                f"`check port {PATRONI_PORT}`, one active server, or a name such as `_read` for a pool of readers"
            )
        yield Finding(message, *_check_place(pool, active), severity=severity, related=_check_origin(pool))


def _asked(pool: Effective) -> str:
    method = pool.check_method.value
    if not any(server.has("check") for server in pool.servers):
        return "no check, since there is none,"
    return "a connection as check" if method[0] == "connect" else f"`option {' '.join(method[:3])}`"


def _check_place(pool: Effective, active: list[EffectiveServer]) -> tuple[Statement, int, int | None]:
    """The option of the check where the section has one, else the second active server."""
    option = pool.check_method.origin.statement
    if option is not None and pool.check_method.origin.kind == "explicit":
        return option, 1, len(option._words) - 1
    return active[-1 if len(active) < 2 else 1].statement, 1, None


def _check_origin(pool: Effective) -> tuple[Related, ...]:
    inherited = pool.check_method.origin.kind == "inherited"
    return origin("the check", cast("Value[object]", pool.check_method)) if inherited else ()


@lint_rule("SVC002", "check-elected-without-shutdown-sessions", severity=Severity.ERROR)
def elected_without_shutdown(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds pools whose check elects the writer (Patroni, Redis) and whose servers keep their sessions when
        they are marked down.
    Why: after a switchover, clients go on talking to the old writer, which refuses their writes, or takes them in vain.
    Bad:
        defaults
            timeout connect 5s
            timeout client 1h
            timeout server 1h
        listen redis
            bind 192.0.2.10:6379
            option tcp-check
            tcp-check send info\\ replication\\r\\n
            tcp-check expect string role:master
            server r1 192.0.2.11:6379 check
            server r2 192.0.2.12:6379 check
    Good:
        defaults
            timeout connect 5s
            timeout client 1h
            timeout server 1h
        listen redis
            bind 192.0.2.10:6379
            option tcp-check
            tcp-check send info\\ replication\\r\\n
            tcp-check expect string role:master
            default-server on-marked-down shutdown-sessions
            server r1 192.0.2.11:6379 check
            server r2 192.0.2.12:6379 check
    Reference: 5.2 "on-marked-down".
    """
    pools = [found.pool for found in elected(ctx) if found.verdict in ("asks", "by its port")]
    known = {id(pool) for pool in pools}
    pools += [pool for pool in ctx.pools if id(pool) not in known and _is_declared(ctx, pool)]
    for pool in pools:
        pairs = zip(pool.servers, ctx.failover(pool.proxy).servers, strict=True)
        serving = [(server, state) for server, state in pairs if state.may_serve]
        keeping = [
            server
            for server, state in serving
            if server.is_certain and state.root is not None and not state.on_marked_down
            and not isinstance(server.text("on-marked-down"), Expandable)
        ]  # fmt: skip
        if len(serving) < 2 or not keeping:
            continue
        other = next(server.name for server, _ in serving if server is not keeping[0])
        yield Finding(
            f"the check of `{pool.proxy.title}` elects the writer ({_asked(pool)}), and sessions on "
            f"{listed(server.name for server in keeping)} survive when it fails: after a switchover from "
            f"`{keeping[0].name}` to `{other}`, old clients go on writing to `{keeping[0].name}`; expected "
            "`on-marked-down shutdown-sessions`",
            keeping[0].statement,
            1,
            related=_check_origin(pool),
            fix=closing_sessions(pool, keeping),
        )


def _is_declared(ctx: LintContext, pool: Effective) -> bool:
    from haproxy_model.lint.rules.galera.recognition import is_writer

    return "elected-by-check" in ctx.markers(pool.proxy) and not is_writer(ctx, pool)


@lint_rule("SVC003", "redis-without-role-check", severity=Severity.ERROR)
def redis_without_role_check(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds Redis pools of several active servers whose check does not ask which one is the master.
    Why: `option redis-check` sends PING, which replicas answer too: writes to them fail.
    Bad:
        defaults
            timeout connect 5s
            timeout client 1h
            timeout server 1h
        listen redis
            bind 192.0.2.10:6379
            option redis-check
            server r1 192.0.2.11:6379 check
            server r2 192.0.2.12:6379 check
    Good:
        defaults
            timeout connect 5s
            timeout client 1h
            timeout server 1h
        listen redis
            bind 192.0.2.10:6379
            option tcp-check
            tcp-check send info\\ replication\\r\\n
            tcp-check expect string role:master
            default-server on-marked-down shutdown-sessions
            server r1 192.0.2.11:6379 check
            server r2 192.0.2.12:6379 check
    Reference: 4.2 "option redis-check", "tcp-check expect".
    """
    for found in elected(ctx):
        pool = found.pool
        active = active_servers(ctx, pool)
        if found.service != "Redis" or found.verdict != "blind" or len(active) < 2:
            continue
        yield Finding(
            f"new connections go to {listed((server.name for server in active), 'AND')} while all are up, and "
            f"{_asked(pool)} does not ask which one is the master ({found.because}): writes to a replica fail; "
            "expected `tcp-check expect string role:master`, one active server, or a name such as `_read` for a pool "
            "of readers",
            *_check_place(pool, active),
            severity=None if found.is_sure else Severity.WARNING,
            related=_check_origin(pool),
            fix=_asking_for_the_role(pool),
        )


def _asking_for_the_role(pool: Effective) -> Fix:
    option = pool.check_method.origin.statement
    own = [line for line in pool.statements if line is option]
    steps = [line for line in pool.statements if line._words[0] == "tcp-check"]

    def change(copied: Section) -> None:
        lines = twins(pool.proxy, copied)
        if own:
            last = cast(Statement, lines[id(option)])
            last.words = ("option", "tcp-check")
        else:
            last = add_option(copied, "option tcp-check")
        for line in steps:
            copied.statements.remove(cast(Statement, lines[id(line)]))
        last = copied.statements.insert_after(last, "tcp-check send info\\ replication\\r\\n")
        copied.statements.insert_after(last, "tcp-check expect string role:master")

    return Fix("ask each server for its role", "unsafe", pool.proxy, change)


@lint_rule("SVC004", "amqp-timeouts-and-mode", severity=Severity.WARNING)
def amqp_timeouts(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds AMQP pools (ports 5672 and 5671) in mode http, or whose idle connections are cut before the
        kernel's keep-alive, or two heartbeats (`heartbeat=60s` in a marker), could show that they live.
    Why: clients hold connections open for hours; what HAProxy closes in silence, they notice at the next message.
    Bad:
        defaults
            timeout connect 5s
            timeout client 1m
            timeout server 1m
        listen rabbitmq
            bind 192.0.2.10:5672
            server mq1 192.0.2.11:5672 check
            server mq2 192.0.2.12:5672 check
    Good:
        defaults
            timeout connect 5s
            timeout client 3h
            timeout server 3h
        listen rabbitmq
            bind 192.0.2.10:5672
            option clitcpka
            option srvtcpka
            server mq1 192.0.2.11:5672 check
            server mq2 192.0.2.12:5672 check
    Reference: 4.2 "timeout client", "timeout server", "option clitcpka".
    """
    for pool in ctx.pools:
        if not any(server.port in _AMQP_PORTS for server in pool.servers):
            continue
        if pool.mode.value == "http":
            yield Finding(
                f"`{pool.proxy.title}` is in mode http, and AMQP is no HTTP: every connection fails; expected "
                "`mode tcp`",
                pool.proxy.header,
                0,
                1,
                related=origin("the mode", pool.mode, 0),
            )
            continue
        beats = [value for value in (_heartbeat(marker) for marker in ctx.markers(pool.proxy)) if value]
        least = 2 * beats[0] if beats else ctx.options.duration("amqp.min_idle")
        short = _short(ctx, pool, least)
        if short:
            why = "two heartbeats" if beats else "what the kernel's keep-alive takes to find a dead client"
            yield _cut(pool, short, least, f"idle connections of clients and consumers are cut before {why}")


def _heartbeat(marker: str) -> int | None:
    key, _, value = marker.partition("=")
    return microseconds(read_duration(value, "s")) if key == "heartbeat" else None


def _short(ctx: LintContext, pool: Effective, least: int) -> list[tuple[str, Value[object]]]:
    """The timeouts that end an idle connection of a pool earlier than that."""
    tunnel = pool.timeout("tunnel")
    if tunnel.value is not None:
        value = microseconds(tunnel.value)
        return [("timeout tunnel", cast("Value[object]", tunnel))] if value and value < least else []
    found = [("timeout server", cast("Value[object]", pool.timeout("server")))]
    found += [
        ("timeout client", cast("Value[object]", ctx.effective(front).timeout("client"))) for front in ctx.fronts(pool)
    ]
    short = []
    for name, setting in found:
        value = microseconds(setting.value)
        if value and value < least:
            short.append((name, setting))
    return short


def _cut(pool: Effective, short: list[tuple[str, Value[object]]], least: int, effect: str) -> Finding:
    values = listed(dict.fromkeys(f"{name} {setting.value}" for name, setting in short))
    places = dict(reversed(short))
    related = [each for name, setting in places.items() for each in origin(f"`{name}`", setting)]
    return Finding(
        f"{values} in `{pool.proxy.title}`: {effect}; expected {Duration(least)} or more, or `timeout tunnel`",
        pool.proxy.header,
        0,
        1,
        related=tuple(related),
    )


@lint_rule("SVC005", "kubernetes-api-check", severity=Severity.WARNING)
def kubernetes_api_check(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds pools of the Kubernetes API (port 6443) whose check goes in clear to that TLS port, only
        connects, or whose timeouts cut watches.
    Why: in clear, every server is marked down; a bare connection succeeds while the API refuses its work.
    Bad:
        defaults
            timeout connect 5s
            timeout client 1m
            timeout server 1m
        listen kubernetes
            bind 192.0.2.10:6443
            option httpchk GET /readyz
            server m1 192.0.2.11:6443 check check-ssl verify none
            server m2 192.0.2.12:6443 check check-ssl verify none
    Good:
        defaults
            timeout connect 5s
            timeout client 10m
            timeout server 10m
        listen kubernetes
            bind 192.0.2.10:6443
            option httpchk GET /readyz
            server m1 192.0.2.11:6443 check check-ssl verify none
            server m2 192.0.2.12:6443 check check-ssl verify none
    Reference: 4.2 "option httpchk"; 5.2 "check-ssl".
    """
    for pool in ctx.pools:
        servers = [server for server in pool.servers if server.port == _KUBERNETES_PORT and server.is_certain]
        if not servers or pool.mode.value != "tcp":
            continue
        method = pool.check_method.value[0]
        checked = [server for server in servers if server.has("check") and not server.has("healthcheck")]
        here = [server for server in checked if server.check_port == _KUBERNETES_PORT]
        clear = [server for server in here if not server.has("check-ssl") and not server.has("ssl")]
        if method == "httpchk" and clear and not any(line._words[1:2] == ("connect",) for line in pool.http_checks):
            yield Finding(
                f"the HTTP check of the Kubernetes API goes in clear to port {_KUBERNETES_PORT}, where TLS is spoken: "
                f"{listed(server.name for server in clear)} are marked DOWN; expected `option httpchk GET /readyz` "
                "with `check-ssl verify none`",
                *_check_place(pool, clear),
                related=_check_origin(pool),
                fix=_ready(pool, clear),
            )
        elif here and len(servers) > 1 and _only_connects(pool):
            yield Finding(
                f"{_asked(pool)} succeeds while the Kubernetes API of {listed(server.name for server in here)} is not "
                "ready; expected `option httpchk GET /readyz` with `check-ssl verify none`",
                *_check_place(pool, here),
                severity=Severity.INFO,
                related=_check_origin(pool),
                fix=_ready(pool, here),
            )
        least = ctx.options.duration("kubernetes.min_idle")
        short = _short(ctx, pool, least)
        if short:
            yield _cut(pool, short, least, "watches that have nothing to tell are cut, and begin anew")


def _only_connects(pool: Effective) -> bool:
    """Whether the check asks for a connection, and for nothing of the service."""
    method = pool.check_method.value[0]
    says_more = any(line._words[1:2] == ("expect",) for line in pool.tcp_checks)
    return method in ("connect", "ssl-hello-chk") or (method == "tcp-check" and not says_more)


def _ready(pool: Effective, servers: list[EffectiveServer]) -> Fix:
    option = pool.check_method.origin.statement
    own = [line for line in pool.statements if line is option]
    lines: list[Statement] = list(dict.fromkeys(server.statement for server in servers))

    def change(copied: Section) -> None:
        found = twins(pool.proxy, copied)
        if own:
            cast(Statement, found[id(option)]).words = ("option", "httpchk", "GET", "/readyz")
        else:
            add_option(copied, "option httpchk GET /readyz")
        for line in lines:
            twin = cast(ServerParams, found[id(line)])
            twin.check_ssl = True
            if twin.verify is None and twin.ca_file is None:
                twin.verify = "none"

    title = (
        "ask `/readyz` over TLS: `option httpchk GET /readyz`, `check-ssl`, and `verify none` where nothing verifies"
    )
    return Fix(title, "unsafe", pool.proxy, change)


@lint_rule("SVC006", "etcd-or-zookeeper-balanced", severity=Severity.INFO)
def quorum_store_balanced(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds pools of etcd or ZooKeeper that spread a client's connections over the members.
    Why: their clients take the list of members and choose by themselves; a watch or session ends with each change.
    Bad:
        defaults
            timeout connect 5s
            timeout client 1h
            timeout server 1h
        listen etcd
            bind 192.0.2.10:2379
            server e1 192.0.2.11:2379 check
            server e2 192.0.2.12:2379 check
    Good:
        defaults
            timeout connect 5s
            timeout client 1h
            timeout server 1h
        listen etcd
            bind 192.0.2.10:2379
            balance source
            option redispatch
            server e1 192.0.2.11:2379 check
            server e2 192.0.2.12:2379 check
    Reference: 4.2 "balance".
    """
    for pool in ctx.pools:
        active = active_servers(ctx, pool)
        port = next((server.port for server in active if server.port in _QUORUM), None)
        if port is None or len(active) < 2 or pool.balance.value[0] in ("source", "sticky", "first"):
            continue
        if any(isinstance(line, StickRule) for line in pool.statements) or pool.setting("cookie") is not None:
            continue
        yield Finding(
            f"`{pool.proxy.title}` spreads connections to {_QUORUM[port]} (port {port}) over "
            f"{listed(server.name for server in active)}, and its clients choose a member by themselves; expected the "
            "list of members in the clients, or `balance source`",
            pool.proxy.header,
            0,
            1,
            related=origin("the algorithm", pool.balance, 1),
        )
