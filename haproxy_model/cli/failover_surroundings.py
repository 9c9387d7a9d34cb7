"""What a picture of a pool shows around the verdicts: who comes in, and which servers there are."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from haproxy_model.cli.told_pools import MOST_COLUMNS, cell, count
from haproxy_model.model.bind import Bind
from haproxy_model.report.shown_pool import PERHAPS, ShownFront, ShownServer, Surroundings
from haproxy_model.syntax.text import visible

if TYPE_CHECKING:
    from haproxy_model.views.effective import Effective, EffectiveServer
    from haproxy_model.views.failover import Failover, PoolServer
    from haproxy_model.views.failover.proof import HealthState

#: So many proxies that lead to a pool are shown at most, so many that compute a name, so many addresses of each.
_MOST_FRONTS, _MOST_COMPUTING, _MOST_ADDRESSES = 5, 2, 4


def surroundings(pool: Failover) -> Surroundings:
    """Who comes in, and who serves, of a pool."""
    start = pool.state(())
    kept = _kept(pool)
    pairs = [pair for pair in zip(pool.servers, pool.effective.servers, strict=True) if pair[0].name in kept]
    servers = [_server(pool, start, *pair) for pair in pairs[:MOST_COLUMNS]]
    left = len(pool.servers) - len(servers)
    return Surroundings(
        list(_fronts(pool.effective)),
        servers,
        f"and {count(left)} more {'server' if left == 1 else 'servers'}" if left else "",
        "" if not pool.servers or pool.effective.uses_servers else _elsewhere(pool.effective),
    )


def _kept(pool: Failover) -> set[str]:
    """The names of the servers that are shown: of many those that the proofs speak of, then the first ones."""
    names = [server.name for server in pool.servers]
    if len(names) <= MOST_COLUMNS:
        return set(names)
    proofs = (pool.new_connections, pool.sessions)
    spoken = {name for proof in proofs for event in proof.events for name in (event.root, *event.servers)}
    first = [name for name in names if name in spoken][: MOST_COLUMNS // 2]
    return set(islice(dict.fromkeys((*first, *names)), MOST_COLUMNS))


def _server(pool: Failover, start: HealthState, server: PoolServer, effective: EffectiveServer) -> ShownServer:
    used = pool.effective.uses_servers
    notes = []
    if effective.has("disabled"):
        notes.append("disabled")
    elif server.disabled and used:
        notes.append("out of service")
    if server.weight == 0:
        notes.append("weight 0")
    if server.root is None:
        notes.append("not checked")
    elif server.root != server.name:
        notes.append(f"tracks {visible(server.root)}")
    address = visible(effective.statement._reading.value("address") or "")
    unused = ("not used", "gutter") if pool.sessions.holds is not None else (PERHAPS, "unknown")
    shown = cell(pool, start, server.name, down=False) if used else unused
    return ShownServer(visible(server.name), address, server.backup, shown, notes)


def _fronts(effective: Effective) -> Iterator[ShownFront]:
    """The proxies through which clients come; the pool itself first, where it listens."""
    if effective.has_frontend:
        yield _front(effective)
    others = [front for front in effective.frontends if front is not effective]
    for front in others[:_MOST_FRONTS]:
        yield _front(front)
    if len(others) > _MOST_FRONTS:
        yield ShownFront(f"and {count(len(others) - _MOST_FRONTS)} more", ())
    known = {id(effective), *map(id, others)}
    computing = [front for front in effective.computing_frontends if id(front) not in known]
    for front in computing[:_MOST_COMPUTING]:
        yield ShownFront(*_front(front)[:2], is_sure=False)
    if len(computing) > _MOST_COMPUTING:
        yield ShownFront("and others, which compute names", (), is_sure=False)


def _front(front: Effective) -> ShownFront:
    words = (line._reading.value("address") for line in front.active.of_family(front.proxy, Bind))
    found = [visible(word) for word in words if word]
    more = [f"and {count(len(found) - _MOST_ADDRESSES)} more"] if len(found) > _MOST_ADDRESSES else []
    return ShownFront(visible(front.proxy.title), found[:_MOST_ADDRESSES] + more)


def _elsewhere(effective: Effective) -> str:
    """Where clients go that do not go to servers."""
    dispatch = effective.setting("dispatch")
    if dispatch is None:
        return "the address that each client asked for"
    return visible(" ".join(["dispatch", *dispatch.value]))
