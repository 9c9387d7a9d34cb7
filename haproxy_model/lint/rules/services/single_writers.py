"""SVC: services beside Galera that one server writes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, Fix, lint_rule, title, twins
from haproxy_model.lint.rules.listing import listed
from haproxy_model.lint.rules.origins import Related, origin
from haproxy_model.lint.rules.statements import add_option, closing_sessions, reword
from haproxy_model.model.line import Statement
from haproxy_model.model.rules import StickRule, TcpCheck
from haproxy_model.model.section import Section
from haproxy_model.views.effective import Effective, EffectiveServer, Value
from haproxy_model.views.roles.elected import PATRONI_PORT, active_servers, elected

#: quorum stores by their ports
_QUORUM = {2379: "etcd", 2181: "ZooKeeper"}


@lint_rule("SVC001", "patroni-without-role-check", severity=Severity.ERROR)
def postgres_without_role_check(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds PostgreSQL pools of several active servers whose check does not ask which one is the primary.
    Why: half of the connections end on a replica, where every write fails. Patroni answers `/primary` with 200 on the
        primary alone.
    In: a file with timeouts of an hour.
    Bad:
        listen postgres
            bind 192.0.2.10:5432
            server pg1 192.0.2.11:5432 check
            server pg2 192.0.2.12:5432 check
    Good:
        listen postgres
            bind 192.0.2.10:5432
            option httpchk HEAD /primary
            http-check expect status 200
            default-server check port 8008 inter 3s fall 3 rise 2 on-marked-down shutdown-sessions
            server pg1 192.0.2.11:5432
            server pg2 192.0.2.12:5432
    Reference: 4.2 "option httpchk"; 5.2 "port".
    """
    for found in elected(ctx.roles):
        pool = found.pool
        active = active_servers(ctx.roles, pool)
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
                f"new connections go to {names} while all are up, and {asked(pool)} does not ask which one is the "
                f"primary ({found.because}): writes to a replica fail; expected `option httpchk HEAD /primary` with "
                f"`check port {PATRONI_PORT}`, one active server, or a name such as `_read` for a pool of readers"
            )
        yield Finding(message, *check_place(pool, active), severity=severity, related=check_origin(pool))


def asked(pool: Effective) -> str:
    """How a pool is checked, in words."""
    method = pool.check_method.value
    if not any(server.has("check") for server in pool.servers):
        return "no check, since there is none,"
    return "a connection as check" if method[0] == "connect" else f"`option {' '.join(method[:3])}`"


def check_place(pool: Effective, active: list[EffectiveServer]) -> tuple[Statement, int, int | None]:
    """The option of the check where the section has one, else the second active server."""
    option = pool.check_method.origin.statement
    if option is not None and pool.check_method.origin.kind == "explicit":
        return option, 1, option._last()
    return active[-1 if len(active) < 2 else 1].statement, 1, None


def check_origin(pool: Effective) -> tuple[Related, ...]:
    """Where an inherited check comes from."""
    inherited = pool.check_method.origin.kind == "inherited"
    return origin("the check", cast("Value[object]", pool.check_method)) if inherited else ()


@lint_rule("SVC002", "check-elected-without-shutdown-sessions", severity=Severity.ERROR)
def elected_without_shutdown(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds pools whose check elects the writer (Patroni, Redis) and whose servers keep their sessions when
        they are marked down.
    Why: after a switchover, clients go on talking to the old writer, which refuses their writes, or takes them in vain.
    In: a file with timeouts of an hour.
    Bad:
        listen redis
            bind 192.0.2.10:6379
            option tcp-check
            tcp-check send info\\ replication\\r\\n
            tcp-check expect string role:master
            server r1 192.0.2.11:6379 check
            server r2 192.0.2.12:6379 check
    Good:
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
    pools = [found.pool for found in elected(ctx.roles) if found.verdict in ("asks", "by its port")]
    known = {id(pool) for pool in pools}
    pools += [pool for pool in ctx.pools if id(pool) not in known and _is_declared(ctx, pool)]
    for pool in pools:
        pairs = zip(pool.servers, ctx.failover(pool.proxy).servers, strict=True)
        serving = [(server, state) for server, state in pairs if state.may_serve]
        keeping = [
            server
            for server, state in serving
            if server.is_certain and state.root is not None and not state.on_marked_down
            and "on-marked-down" not in server.parameters.with_variables
        ]  # fmt: skip
        if len(serving) < 2 or not keeping:
            continue
        other = next(server.name for server, _ in serving if server is not keeping[0])
        yield Finding(
            f"the check of `{pool.proxy.title}` elects the writer ({asked(pool)}), and sessions on "
            f"{listed(server.name for server in keeping)} survive when it fails: after a switchover from "
            f"`{keeping[0].name}` to `{other}`, old clients go on writing to `{keeping[0].name}`; expected "
            "`on-marked-down shutdown-sessions`",
            keeping[0].statement,
            1,
            related=check_origin(pool),
            fix=closing_sessions(pool, keeping),
        )


def _is_declared(ctx: LintContext, pool: Effective) -> bool:
    from haproxy_model.views.roles.databases import is_writer

    return "elected-by-check" in ctx.markers(pool.proxy) and not is_writer(ctx.roles, pool)


@lint_rule("SVC003", "redis-without-role-check", severity=Severity.ERROR)
def redis_without_role_check(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds Redis pools of several active servers whose check does not ask which one is the master.
    Why: `option redis-check` sends PING, which replicas answer too: writes to them fail.
    In: a file with timeouts of an hour.
    Bad:
        listen redis
            bind 192.0.2.10:6379
            option redis-check
            server r1 192.0.2.11:6379 check
            server r2 192.0.2.12:6379 check
    Good:
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
    for found in elected(ctx.roles):
        pool = found.pool
        active = active_servers(ctx.roles, pool)
        if found.service != "Redis" or found.verdict != "blind" or len(active) < 2:
            continue
        yield Finding(
            f"new connections go to {listed((server.name for server in active), 'AND')} while all are up, and "
            f"{asked(pool)} does not ask which one is the master ({found.because}): writes to a replica fail; "
            "expected `tcp-check expect string role:master`, one active server, or a name such as `_read` for a pool "
            "of readers",
            *check_place(pool, active),
            severity=None if found.is_sure else Severity.WARNING,
            related=check_origin(pool),
            fix=_asking_for_the_role(pool),
        )


def _asking_for_the_role(pool: Effective) -> Fix:
    option = pool.check_method.origin.statement
    own = [line for line in pool.statements if line is option]
    steps = [line for line in pool.statements if isinstance(line, TcpCheck)]

    def change(copied: Section) -> None:
        twin = twins(pool.proxy, copied)
        if own and option is not None:
            last = twin(option)
            reword(last, "option", "tcp-check")
        else:
            last = add_option(copied, "option tcp-check")
        for line in steps:
            copied.statements.remove(twin(line))
        last = copied.statements.insert_after(last, "tcp-check send info\\ replication\\r\\n")
        copied.statements.insert_after(last, "tcp-check expect string role:master")

    return Fix("ask each server for its role", "unsafe", pool.proxy, change)


@lint_rule("SVC006", "etcd-or-zookeeper-balanced", severity=Severity.INFO)
def quorum_store_balanced(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds pools of etcd or ZooKeeper that spread a client's connections over the members.
    Why: their clients take the list of members and choose by themselves; a watch or session ends with each change.
    In: a file with timeouts of an hour.
    Bad:
        listen etcd
            bind 192.0.2.10:2379
            server e1 192.0.2.11:2379 check
            server e2 192.0.2.12:2379 check
    Good:
        listen etcd
            bind 192.0.2.10:2379
            balance source
            option redispatch
            server e1 192.0.2.11:2379 check
            server e2 192.0.2.12:2379 check
    Reference: 4.2 "balance".
    """
    for pool in ctx.pools:
        active = active_servers(ctx.roles, pool)
        port = next((server.address_port for server in active if server.address_port in _QUORUM), None)
        if port is None or len(active) < 2 or pool.balance.value[0] in ("source", "sticky", "first"):
            continue
        if any(isinstance(line, StickRule) for line in pool.statements) or pool.setting("cookie") is not None:
            continue
        yield Finding(
            f"`{pool.proxy.title}` spreads connections to {_QUORUM[port]} (port {port}) over "
            f"{listed(server.name for server in active)}, and its clients choose a member by themselves; expected the "
            "list of members in the clients, or `balance source`",
            *title(pool.proxy),
            related=origin("the algorithm", pool.balance, 1),
        )
