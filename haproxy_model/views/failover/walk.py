"""The shortest way through changes of health to two servers at once (rule catalogue, B4).

Behind every change clients may or may not connect.  The walk goes on layer by layer, so that the first violation is a
nearest one; as a node with two holders is a violation, no other has more than one, and the nodes stay few.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import chain

from haproxy_model.records import NamedTuple
from haproxy_model.views.failover.choice import Choice, is_several, places
from haproxy_model.views.failover.events import Arrival, told
from haproxy_model.views.failover.nodes import Changes, Move, Node, offers, start
from haproxy_model.views.failover.proof import Change, Event, HealthChange


class Violation(NamedTuple):
    """Two servers at once, and the way there."""

    steps: tuple[HealthChange, ...]
    #: the servers that hold sessions, or are sent new connections, at the same time
    servers: int
    #: everything that happens, clients' doings too
    events: tuple[Event, ...]


#: a node -> the one before it, and the change between them or the clients that came
_Way = dict[Node, tuple[Node, "Move | Arrival"] | None]


def walk(
    choice: Choice,
    movable: Iterable[str],
    before: Iterable[str] = (),
    *,
    sessions: bool = True,
    late: bool = False,
    at: tuple[int, int] | None = None,
) -> Violation | None:
    """The nearest violation; None where there is none within reach.

    Args:
        choice: the pool.
        movable: the health roots that change; time and space grow with the third power of two over them, at worst.
        before: the health roots that go down first, while nobody connects.
        sessions: whether old sessions count; otherwise new connections must go to two servers by themselves.
        late: whether a client may wait for its server, so that a stick entry is stored later, or never.
        at: the servers that must be down, and those that must be drained, when it happens; None is any.
    """
    before = tuple(before)
    movable = tuple(movable)
    roots = [(root, choice.of_root[root]) for root in movable]
    changes = Changes(choice, roots)
    layer = [start(choice, before, top) for top in _tops(choice, movable)]
    way: _Way = dict.fromkeys(layer)
    while layer:
        met: list[Node] = []
        found: list[tuple[Node, int]] = []
        for node in chain(layer, met):
            for servers in offers(choice, node):
                if is_several(servers | (node.held if sessions else 0)):
                    if at is None or at == (node.down, node.drained):
                        found.append((node, servers))
                elif servers:
                    held, stuck = (servers if sessions else 0), choice.remembered(servers, node.stuck)
                    for waits, entry in ((False, stuck), (True, node.stuck))[: 2 if late else 1]:
                        after = Node(node.down, node.drained, held, entry, node.elected)
                        if after not in way:
                            way[after] = (node, Arrival(servers, waits, sessions))
                            met.append(after)
        if found:
            node, servers = min(found, key=lambda each: sum(1 for _, of_root in roots if of_root & each[0].down))
            steps = _steps(choice, before, way, node, servers)
            events = _events(choice, before, way, node, servers, changes)
            return Violation(steps, servers | node.held, events)
        reached: list[Node] = []
        # Nodes in which clients came go first, so that the way that is shown is the plain one.
        for node in (*met, *layer):
            for move, after in changes.behind(node):
                if after not in way:
                    way[after] = (node, move)
                    reached.append(after)
        layer = reached
    return None


def _tops(choice: Choice, movable: Collection[str]) -> list[int]:
    """The servers that a constant key may hash to, which nobody knows from the text: one of each that matters."""
    if choice.pool.algorithm != "hash":
        return [0]
    moved = choice.with_roots(movable) & choice.may_serve
    fixed = choice.may_serve & ~choice.with_roots(choice.of_root)
    stored, unstored = fixed & choice.storable, fixed & ~choice.storable
    return [0, *(1 << place for place in places(moved | stored & -stored | unstored & -unstored))]


def _steps(choice: Choice, before: tuple[str, ...], way: _Way, last: Node, servers: int) -> tuple[HealthChange, ...]:
    """The changes on the way to the last node, and who held sessions behind each."""
    steps: list[HealthChange] = []
    node, held = last, servers | last.held
    new = servers
    while (came := way[node]) is not None:
        previous, move = came
        if isinstance(move, Arrival):
            new = new or move.servers
        else:
            new = new or choice.balanced(node.down | node.drained)
            steps.append(HealthChange(*move, choice.names(new), choice.names(held)))
            new, held = 0, previous.held
        node = previous
    for count in range(len(before), 0, -1):
        new = choice.balanced(choice.with_roots(before[:count]))
        steps.append(HealthChange("down", before[count - 1], choice.names(new), frozenset()))
    return tuple(reversed(steps))


def _events(
    choice: Choice, before: tuple[str, ...], way: _Way, last: Node, servers: int, changes: Changes
) -> tuple[Event, ...]:
    """The same, with the clients that come, as few as will do."""
    path: list[Move | Arrival] = []
    nodes = [last]
    while (came := way[nodes[-1]]) is not None:
        nodes.append(came[0])
        path.append(came[1])
    path.reverse()
    nodes.reverse()
    # Where sessions count, a single arrival is the one that holds.
    needed = sum(isinstance(what, Arrival) for what in path) == 1 and last.held
    for place in () if needed else range(len(path) - 1, -1, -1):
        if isinstance(path[place], Arrival):
            fewer = path[:place] + path[place + 1 :]
            after = _along(choice, nodes[0], fewer, changes)
            if after is not None and servers in offers(choice, after[-1]) and after[-1].held == last.held:
                path, nodes = fewer, after
    start: list[tuple[Change, str]] = [("down", root) for root in before]
    return told(choice, start, list(zip(path, nodes[1:], strict=True)), nodes[-1], servers)


def _along(choice: Choice, first: Node, path: Iterable[Move | Arrival], changes: Changes) -> list[Node] | None:
    """The nodes on a way, the first one too; None where it does not lead on."""
    nodes = [first]
    for what in path:
        node = nodes[-1]
        if not isinstance(what, Arrival):
            after = next((after for move, after in changes.behind(node) if move == what), None)
        elif what.servers not in offers(choice, node):
            after = None
        else:
            stuck = node.stuck if what.waits else choice.remembered(what.servers, node.stuck)
            after = Node(node.down, node.drained, what.servers if what.holds else 0, stuck, node.elected)
        if after is None:
            return None
        nodes.append(after)
    return nodes
