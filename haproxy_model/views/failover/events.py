"""What happens on the way to two servers, told from the nodes of a walk: changes of health, and what clients do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from haproxy_model.records import NamedTuple
from haproxy_model.views.failover.choice import Choice, is_several
from haproxy_model.views.failover.proof import Change, Event, EventKind

if TYPE_CHECKING:
    from haproxy_model.views.failover.nodes import Node


class Arrival(NamedTuple):
    """Clients that come."""

    #: the server that they are sent to
    servers: int
    #: whether they still wait for it when the next thing happens
    waits: bool = False
    #: whether it is of interest that they stay
    holds: bool = True


def told(
    choice: Choice,
    before: Sequence[tuple[Change, str]],
    path: Sequence[tuple[tuple[Change, str | None] | Arrival, Node]],
    last: Node,
    servers: int,
) -> tuple[Event, ...]:
    """The events of a way, the ones that matter.

    Args:
        choice: the pool.
        before: changes that come first, while nobody connects.
        path: what happened, and the node behind it.
        last: the node at which it ends.
        servers: the servers that clients are sent to there.
    """
    events = [Event(change, root) for change, root in before]
    holder = _holder(path, last)
    queued = holder is not None and _follows(choice, path[holder + 1 :], last.held)
    for place, (what, node) in enumerate(path):
        if isinstance(what, Arrival):
            kind = _arrival(choice, path, place, holder, queued=queued)
            if kind is not None:
                # Whoever comes changes neither what is down nor what is drained.
                causes = choice.causes(what.servers, node.down, node.drained)
                events.append(Event(kind, None, choice.listed(what.servers), choice.names(node.held), causes))
            continue
        events.append(Event(*what, sessions=choice.names(node.held)))
        if queued and holder is not None and place > holder and _would_close(choice, what, node, last.held):
            events.append(Event("served", None, choice.listed(last.held), choice.names(last.held)))
            queued = False
    together = is_several(servers)
    both = choice.names(servers | last.held)
    names = choice.listed(servers)
    causes = choice.causes(servers, last.down, last.drained)
    elected = last.elected if choice.pool.algorithm == "sticky" else 0
    kind = choice.parts((last.down, last.drained, last.stuck, elected), servers)
    events.append(Event(kind, None, names, both, causes))
    arrival = None if holder is None else path[holder][0]
    is_told = any(event.kind == "served" for event in events)
    if isinstance(arrival, Arrival) and arrival.waits and not together and not is_told:
        events.append(Event("served", None, choice.listed(last.held), both))
    return tuple(events)


def _holder(path: Sequence[tuple[tuple[Change, str | None] | Arrival, Node]], last: Node) -> int | None:
    """The place of the arrival whose clients are held at the end."""
    if not last.held:
        return None
    arrivals = [place for place, (what, _) in enumerate(path) if isinstance(what, Arrival)]
    return arrivals[-1] if arrivals else None


def _arrival(
    choice: Choice,
    path: Sequence[tuple[tuple[Change, str | None] | Arrival, Node]],
    place: int,
    holder: int | None,
    *,
    queued: bool,
) -> EventKind | None:
    """How an arrival is told; None where nothing depends on it."""
    what, node = path[place]
    if place == holder:
        waits = isinstance(what, Arrival) and what.waits
        return "queued" if queued else "waits" if waits else "client"
    stuck = path[place - 1][1].stuck if place else 0
    return "client" if node.stuck != stuck else None


def _follows(choice: Choice, after: Sequence[tuple[tuple[Change, str | None] | Arrival, Node]], held: int) -> bool:
    """Whether clients that wait take the place of those whose sessions are closed."""
    return any(not isinstance(what, Arrival) and _would_close(choice, what, node, held) for what, node in after)


def _would_close(choice: Choice, what: tuple[Change, str | None], node: Node, held: int) -> bool:
    """Whether sessions on a server are closed by a change, unless others wait for it."""
    change, root = what
    servers = choice.of_root.get(root or "", 0)
    if change == "down":
        return bool(held & servers & choice.cuts & choice.waits)
    return change == "up" and bool(servers & choice.closes_backups and held & choice.keeps)
