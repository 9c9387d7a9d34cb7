"""Which pools have one writer that the health check tells from the others, and what that check asks (rule catalogue,
C7): PostgreSQL under Patroni, Redis with replicas.
"""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

from attrs import frozen

from haproxy_model.views.effective import Effective, EffectiveServer
from haproxy_model.views.failover.pool_of_proxy import all_may_serve
from haproxy_model.views.roles.databases import check_request, is_writer, reads_only
from haproxy_model.views.roles.pools import Pools

PATRONI_PORT = 8008
_POSTGRES_PORTS = frozenset((5432, 6432))
_REDIS_PORTS = frozenset((6379, 6380))
_POSTGRES = re.compile(r"postgres|patroni|pgsql|(?:^|[_.-])pg(?:[_.-]|$)", re.IGNORECASE | re.ASCII)
#: poolers and routers that know the primary themselves, and databases that take writes on every node
_ROUTERS = re.compile(r"bouncer|pgpool|pgcat|odyssey|bdr|citus|cockroach|crdb|yugabyte|xl(?:[_.-]|$)", re.IGNORECASE)
_CLUSTERS = re.compile(r"keydb|twemproxy|nutcracker|envoy|predixy|redis.?cluster|sentinel", re.IGNORECASE)
#: what may be several servers on purpose, each with data of its own
_SEPARATE = re.compile(r"logstash|cache|queue|broker|buffer|beats", re.IGNORECASE)
_ROLES = re.compile(r"/(?:primary|master|leader|read-write|rw\b|standby-leader|writer)", re.IGNORECASE)
_REPLICAS = re.compile(r"/(?:replica|read-only|secondary|slave|standby(?!-leader)|async|sync|ro\b)", re.IGNORECASE)
_MASTER = re.compile(r"master|6d6173746572", re.IGNORECASE)

#: whether the check answers on the writer alone: it says so; it does, by its port; it does not; nobody knows
Verdict: TypeAlias = Literal["asks", "by its port", "blind", "unknown"]


@frozen
class Elected:
    """A pool of which one server takes writes."""

    pool: Effective
    service: Literal["PostgreSQL", "Redis"]
    #: whether ports say so, not the name alone
    is_sure: bool
    #: what speaks for it, in words
    because: str
    verdict: Verdict


def elected(pools: Pools) -> list[Elected]:
    """The pools that have one writer, as far as the health check can tell it from the others."""
    return pools.remembered("elected", _elected)


def active_servers(pools: Pools, pool: Effective) -> list[EffectiveServer]:
    """The servers that receive connections while all are up."""
    if all_may_serve(pool):
        return [server for server in pool.servers if not server.has("backup")]
    pairs = zip(pool.servers, pools.failover(pool.proxy).servers, strict=True)
    return [server for server, state in pairs if state.may_serve and not state.backup]


def _elected(pools: Pools) -> list[Elected]:
    result = []
    for pool in pools.pools:
        markers = pools.marks(pool.proxy)
        if is_writer(pools, pool) or markers & {"role=reader", "role=ignore"} or pool.mode.value != "tcp":
            continue
        found = _postgres(pools, pool) or _redis(pools, pool)
        if found is not None and not reads_only(pools, pool):
            result.append(found)
    return result


def _names(pools: Pools, pool: Effective) -> list[str]:
    return [pool.proxy.name or "", *(front.name or "" for front in pools.fronts(pool) if front is not pool.proxy)]


def _postgres(pools: Pools, pool: Effective) -> Elected | None:
    names = _names(pools, pool)
    ports = {server.address_port for server in pool.servers}
    port = min((each for each in ports if each in _POSTGRES_PORTS), default=None)
    name = next((each for each in names if _POSTGRES.search(each)), None)
    checked_as_it = pool.check_method.value[0] == "pgsql-check"
    if any(_ROUTERS.search(each) for each in names) or (port is None and not checked_as_it):
        return None
    because = f"server port {port}" if port is not None else "`option pgsql-check`"
    because += f", the name `{name}`" if name is not None else ""
    is_sure = name is not None or checked_as_it or _all_on(pool, PATRONI_PORT)
    return Elected(pool, "PostgreSQL", is_sure, because, _postgres_verdict(pool))


def _postgres_verdict(pool: Effective) -> Verdict:
    method = pool.check_method.value[0]
    if any(server.has("agent-check") or server.has("healthcheck") or server.has("track") for server in pool.servers):
        return "unknown"
    if method == "httpchk":
        asked = check_request(pool)
        if _ROLES.search(asked):
            return "asks"
        if _REPLICAS.search(asked):
            return "unknown"
        root = not re.search(r"(?:^| )/(?=[a-z])", asked, re.IGNORECASE)
        if _all_on(pool, PATRONI_PORT):
            return "by its port" if root else "blind"
        return "unknown" if any(server.checks_elsewhere for server in pool.servers) else "blind"
    if method == "external-check":
        return "unknown"
    if method == "tcp-check":
        # Who sends and expects something may ask for the role; so may a script behind a port of its own.
        steps = any(line._argument(1) not in ("connect", "comment") for line in pool.tcp_checks)
        return "unknown" if steps or any(server.checks_elsewhere for server in pool.servers) else "blind"
    elsewhere = method == "connect" and any(server.checks_elsewhere for server in pool.servers)
    return "unknown" if elsewhere else "blind"


def _all_on(pool: Effective, port: int) -> bool:
    checked = [server.check_port for server in pool.servers if server.has("check")]
    return bool(checked) and all(each == port for each in checked)


def _redis(pools: Pools, pool: Effective) -> Elected | None:
    ports = {server.address_port for server in pool.servers}
    port = min((each for each in ports if each in _REDIS_PORTS), default=None)
    names = _names(pools, pool)
    if port is None or any(_CLUSTERS.search(each) for each in names):
        return None
    name = next((each for each in names if "redis" in each.lower()), None)
    checked_as_it = pool.check_method.value[0] == "redis-check"
    because = f"server port {port}" + (f", the name `{name}`" if name is not None else "")
    is_sure = (name is not None or checked_as_it or port == 6379) and not any(_SEPARATE.search(each) for each in names)
    return Elected(pool, "Redis", is_sure, because, _redis_verdict(pool))


def _redis_verdict(pool: Effective) -> Verdict:
    method = pool.check_method.value[0]
    if any(server.has("agent-check") or server.has("healthcheck") or server.has("track") for server in pool.servers):
        return "unknown"
    if method in ("httpchk", "external-check"):
        return "unknown"
    if method == "tcp-check":
        expected = [line.arguments[1:] for line in pool.tcp_checks if line._argument(1) == "expect"]
        if any(_MASTER.search(word) for answer in expected for word in answer if "!" not in answer):
            return "asks"
        return "unknown" if any("slave" in word for answer in expected for word in answer) else "blind"
    return "unknown" if any(server.checks_elsewhere for server in pool.servers) else "blind"
