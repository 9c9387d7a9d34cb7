"""Which pools are written to as a database (rule catalogue, B1).

Evidence is collected and shown in the findings; one mark alone never makes a Galera cluster of a pool.
"""

from __future__ import annotations

import re
from collections.abc import Hashable

from attrs import frozen

from haproxy_model.model.section import Section
from haproxy_model.values.address import Address
from haproxy_model.views.effective import Effective, EffectiveServer
from haproxy_model.views.roles.pools import Pools
from haproxy_model.views.roles.services import is_openstack

#: ProxySQL and MaxScale, which route reads and writes themselves
PROXY_PORTS = frozenset((4006, 4008, 6032, 6033, 8989))

_GALERA = re.compile(r"galera|mariadb|percona|pxc|wsrep", re.IGNORECASE | re.ASCII)
_DATABASE = re.compile(r"galera|mariadb|percona|pxc|wsrep|mysql|(?:^|[_.-])db(?:[_.-]|$)", re.IGNORECASE | re.ASCII)
_READER = re.compile(
    r"(?<!th)(?<!sp)(?<!al)read(?![-_.]?write)|slave|replica(?!t)|secondar|(?:^|[_.:-])(?:ro|r)(?:[_.:-]|\d*$)",
    re.IGNORECASE | re.ASCII,
)
_READER_URI = re.compile(r"/(?:slave|replica|secondary|read(?!-write|_write)|ro\b)", re.IGNORECASE | re.ASCII)
_LEADER_URI = re.compile(r"/(?:primary|master|leader|read-write|rw\b|writer)", re.IGNORECASE | re.ASCII)


@frozen
class Writer:
    """A pool that clients write to."""

    pool: Effective
    #: whether it is a Galera cluster, not just some MySQL
    is_galera: bool
    #: what speaks for it, in words
    evidence: tuple[str, ...]
    #: a marker says so
    is_declared: bool = False

    @property
    def what(self) -> str:
        """How messages call it."""
        return "Galera cluster" if self.is_galera else "database"

    @property
    def because(self) -> str:
        """The evidence for a message."""
        return f"(recognised by {', '.join(self.evidence)})"


def writers(pools: Pools) -> list[Writer]:
    """The pools that are written to."""
    return pools.remembered("writers", lambda pools: _known_roles(pools)[0])


def undeclared_readers(pools: Pools) -> list[tuple[Writer, Writer]]:
    """Pools over the nodes of a writer that spread connections, and that writer: they look like pools for readers."""
    return pools.remembered("undeclared readers", lambda pools: _known_roles(pools)[1])


def endpoints(pool: Effective) -> dict[Hashable, EffectiveServer]:
    """The servers of a pool by what they listen on, the first of each; without those of which that is unknown."""
    found: dict[Hashable, EffectiveServer] = {}
    for server in pool.servers:
        address = server.address
        if isinstance(address, Address) and isinstance(address.host, str) and isinstance(address.port, int):
            kind, transport, host, *_ = address.normalized()
            found.setdefault((kind, transport, host, address.port), server)
    return found


def is_writer(pools: Pools, pool: Effective) -> bool:
    """Whether a pool is written to."""
    return id(pool) in pools.remembered(
        "writers by identity", lambda pools: {id(writer.pool) for writer in writers(pools)}
    )


def asks_for_the_leader(pool: Effective) -> bool:
    """Whether the health check asks for a page that only the one writer answers, by its name."""
    return _LEADER_URI.search(check_request(pool)) is not None


def _known_roles(pools: Pools) -> tuple[list[Writer], list[tuple[Writer, Writer]]]:
    return pools.remembered("writers and readers", _roles)


def _roles(pools: Pools) -> tuple[list[Writer], list[tuple[Writer, Writer]]]:
    recognised = [writer for pool in pools.pools if (writer := _recognised(pools, pool)) is not None]
    spreading = {id(writer) for writer in recognised if _spreads(pools, writer)}
    owners: dict[Hashable, Writer] = {}
    for writer in recognised:
        if id(writer) not in spreading:
            for endpoint in endpoints(writer.pool):
                owners.setdefault(endpoint, writer)
    found: list[Writer] = []
    readers: list[tuple[Writer, Writer]] = []
    for writer in recognised:
        owner = next((owners[endpoint] for endpoint in endpoints(writer.pool) if endpoint in owners), None)
        if id(writer) in spreading and owner is not None and not writer.is_declared:
            readers.append((writer, owner))
        else:
            found.append(writer)
    return found, readers


def _spreads(pools: Pools, writer: Writer) -> bool:
    """Whether load balancing itself deals connections out to several servers while all are up."""
    failover = pools.failover(writer.pool.proxy)
    return len(failover.balanced()) > 1 and not failover.chooses_one


def _recognised(pools: Pools, pool: Effective) -> Writer | None:
    markers = pools.marks(pool.proxy)
    if markers & {"role=reader", "role=ignore"}:
        return None
    if markers & {"galera", "role=writer"}:
        return Writer(pool, True, ("its marker",), is_declared=True)
    ports = {server.address_port for server in pool.servers} - {None}
    fronts = pools.fronts(pool)
    mysql = sorted(port for port in ports if port in pools.mysql_ports)
    bound = [
        port for port in sorted(pools.mysql_ports) if any(port in pools.listening_ports(front) for front in fronts)
    ]
    checked_as_mysql = pool.check_method.value[0] == "mysql-check"
    if not (mysql or bound or checked_as_mysql) or _is_no_writer(pools, pool, ports):
        return None
    evidence = ["`option mysql-check`"] if checked_as_mysql else []
    evidence += [f"server port {port}" for port in mysql[:1]] or [f"port {port}" for port in bound[:1]]
    sure = False
    clustercheck = _clustercheck_port(pools, pool)
    if clustercheck is not None:
        evidence.append(f"check port {clustercheck}")
        sure = True
    for pattern in (_GALERA, _DATABASE):
        name = _name(pattern, pool, fronts)
        if name is not None:
            evidence.append(f"the name `{name}`")
            sure = sure or pattern is _GALERA
            break
    if (
        not sure
        and len([server for server in pool.servers if server.address_port in pools.mysql_ports]) > 1
        and is_openstack(pools)
    ):
        evidence.append("the OpenStack services beside it")
        sure = True
    return Writer(pool, sure, tuple(evidence))


def _name(pattern: re.Pattern[str], pool: Effective, fronts: list[Section]) -> str | None:
    """The name that a pattern finds: the pool's, a frontend's before it, or the first server's."""
    for section in (pool.proxy, *fronts):
        if pattern.search(section.name or ""):
            return section.name
    return pool.servers[0].name if all(pattern.search(server.name) for server in pool.servers) else None


def _is_no_writer(pools: Pools, pool: Effective, ports: set[int | None]) -> bool:
    if ports & PROXY_PORTS or (ports and ports <= pools.health_ports):
        return True
    if any(isinstance(server.address, Address) and server.address.is_wildcard for server in pool.servers):
        return True
    fronts = pools.fronts(pool)
    if pool.mode.value == "http" and any(pools.listening_ports(front) & {80, 443} for front in fronts):
        return True
    return reads_only(pools, pool)


def reads_only(pools: Pools, pool: Effective) -> bool:
    """Whether a pool is for readers: its name, its frontends, a marker or the page that its check asks for says so."""
    others = [front for front in pools.fronts(pool) if front is not pool.proxy]
    return (
        _READER.search(pool.proxy.name or "") is not None
        or (bool(others) and all(_READER.search(front.name or "") for front in others))
        or any("role=reader" in pools.marks(front) for front in others)
        or _READER_URI.search(check_request(pool)) is not None
    )


def check_request(pool: Effective) -> str:
    """The words of the HTTP health check; empty for any other."""
    if pool.check_method.value[0] != "httpchk":
        return ""
    return " ".join((*pool.check_method.value[1:], *(line._said() for line in pool.http_checks)))


def _clustercheck_port(pools: Pools, pool: Effective) -> int | None:
    for server in pool.servers:
        for port in (server.check_port if server.has("check") else None, server.agent_port):
            if isinstance(port, int) and port in pools.health_ports:
                return port
    return None
