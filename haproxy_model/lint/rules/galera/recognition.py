"""Which pools are written to as a database (rule catalogue, B1).

Evidence is collected and shown in the findings; one mark alone never makes a Galera cluster of a pool.
"""

from __future__ import annotations

import re
from collections.abc import Hashable

from attrs import frozen

from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rules.openstack.services import is_openstack
from haproxy_model.model.section import Section
from haproxy_model.values.address import Address
from haproxy_model.views.effective import Effective, EffectiveServer

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


def writers(ctx: LintContext) -> list[Writer]:
    """The pools that are written to."""
    return ctx.remembered("writers", lambda ctx: _roles(ctx)[0])


def undeclared_readers(ctx: LintContext) -> list[tuple[Writer, Writer]]:
    """Pools over the nodes of a writer that spread connections, and that writer: they look like pools for readers."""
    return ctx.remembered("undeclared readers", lambda ctx: _roles(ctx)[1])


def mysql_ports(ctx: LintContext) -> frozenset[int]:
    """Where MySQL is spoken."""
    return ctx.options.ports("galera.mysql_ports")


def health_ports(ctx: LintContext) -> frozenset[int]:
    """Where clustercheck and its kin answer HTTP."""
    return ctx.options.ports("galera.http_check_ports")


def endpoints(pool: Effective) -> dict[Hashable, EffectiveServer]:
    """The servers of a pool by what they listen on, the first of each; without those of which that is unknown."""
    found: dict[Hashable, EffectiveServer] = {}
    for server in pool.servers:
        address = server.address
        if isinstance(address, Address) and isinstance(address.host, str) and isinstance(address.port, int):
            kind, transport, host, *_ = address.normalized()
            found.setdefault((kind, transport, host, address.port), server)
    return found


def is_writer(ctx: LintContext, pool: Effective) -> bool:
    """Whether a pool is written to."""
    return id(pool) in ctx.remembered("writers by identity", lambda ctx: {id(writer.pool) for writer in writers(ctx)})


def asks_for_the_leader(pool: Effective) -> bool:
    """Whether the health check asks for a page that only the one writer answers, by its name."""
    return _LEADER_URI.search(check_request(pool)) is not None


def _roles(ctx: LintContext) -> tuple[list[Writer], list[tuple[Writer, Writer]]]:
    recognised = [writer for pool in ctx.pools if (writer := _recognised(ctx, pool)) is not None]
    spreading = {id(writer) for writer in recognised if _spreads(ctx, writer)}
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


def _spreads(ctx: LintContext, writer: Writer) -> bool:
    """Whether load balancing itself deals connections out to several servers while all are up."""
    failover = ctx.failover(writer.pool.proxy)
    return len(failover.balanced()) > 1 and not failover.chooses_one


def _recognised(ctx: LintContext, pool: Effective) -> Writer | None:
    markers = ctx.markers(pool.proxy)
    if markers & {"role=reader", "role=ignore"}:
        return None
    if markers & {"galera", "role=writer"}:
        return Writer(pool, True, ("its marker",), is_declared=True)
    ports = {server.address_port for server in pool.servers} - {None}
    fronts = ctx.fronts(pool)
    mysql = sorted(port for port in ports if port in mysql_ports(ctx))
    bound = [port for port in sorted(mysql_ports(ctx)) if any(port in ctx.listening_ports(front) for front in fronts)]
    checked_as_mysql = pool.check_method.value[0] == "mysql-check"
    if not (mysql or bound or checked_as_mysql) or _is_no_writer(ctx, pool, ports):
        return None
    evidence = ["`option mysql-check`"] if checked_as_mysql else []
    evidence += [f"server port {port}" for port in mysql[:1]] or [f"port {port}" for port in bound[:1]]
    sure = False
    clustercheck = _clustercheck_port(ctx, pool)
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
        and len([server for server in pool.servers if server.address_port in mysql_ports(ctx)]) > 1
        and is_openstack(ctx)
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


def _is_no_writer(ctx: LintContext, pool: Effective, ports: set[int | None]) -> bool:
    if ports & PROXY_PORTS or (ports and ports <= health_ports(ctx)):
        return True
    if any(isinstance(server.address, Address) and server.address.is_wildcard for server in pool.servers):
        return True
    fronts = ctx.fronts(pool)
    if pool.mode.value == "http" and any(ctx.listening_ports(front) & {80, 443} for front in fronts):
        return True
    return reads_only(ctx, pool)


def reads_only(ctx: LintContext, pool: Effective) -> bool:
    """Whether a pool is for readers: its name, its frontends, a marker or the page that its check asks for says so."""
    others = [front for front in ctx.fronts(pool) if front is not pool.proxy]
    return (
        _READER.search(pool.proxy.name or "") is not None
        or (bool(others) and all(_READER.search(front.name or "") for front in others))
        or any("role=reader" in ctx.markers(front) for front in others)
        or _READER_URI.search(check_request(pool)) is not None
    )


def check_request(pool: Effective) -> str:
    """The words of the HTTP health check; empty for any other."""
    if pool.check_method.value[0] != "httpchk":
        return ""
    return " ".join((*pool.check_method.value[1:], *(word for line in pool.http_checks for word in line._words)))


def _clustercheck_port(ctx: LintContext, pool: Effective) -> int | None:
    for server in pool.servers:
        for port in (server.check_port if server.has("check") else None, server.agent_port):
            if isinstance(port, int) and port in health_ports(ctx):
                return port
    return None
