"""The shortest way through changes of health to two servers at once (rule catalogue, B4).

A node is what is down, what is drained, which server holds sessions, and which one is remembered.  Behind every change
clients may or may not connect.  The walk goes on layer by layer, so that the first violation is a nearest one; as a
node with two holders is a violation, no other has more than one, and the nodes stay few.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import chain

from haproxy_model.records import NamedTuple
from haproxy_model.views.failover.choice import Choice, is_several, places
from haproxy_model.views.failover.events import Arrival, told
from haproxy_model.views.failover.proof import Change, Event, HealthChange

_Move = tuple[Change, str | None]


class Node(NamedTuple):
    """Where the connections of a pool are."""

    #: the servers that are down
    down: int
    #: the servers that are drained
    drained: int
    #: the server that holds sessions, 0 for none
    held: int
    #: the server that a stick entry names, 0 for none
    stuck: int = 0
    #: the server that `balance sticky` has elected, or that a constant key hashes to while it is usable; 0 for none
    elected: int = 0


class Violation(NamedTuple):
    """Two servers at once, and the way there."""

    steps: tuple[HealthChange, ...]
    #: the servers that hold sessions, or are sent new connections, at the same time
    servers: int
    #: everything that happens, clients' doings too
    events: tuple[Event, ...]


#: a node -> the one before it, and the change between them or the clients that came
_Way = dict[Node, tuple[Node, "_Move | Arrival"] | None]


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
            events = _events(choice, before, way, node, servers, roots)
            return Violation(steps, servers | node.held, events)
        reached: list[Node] = []
        # Nodes in which clients came go first, so that the way that is shown is the plain one.
        for node in (*met, *layer):
            for move, after in changes(choice, node, roots):
                if after not in way:
                    way[after] = (node, move)
                    reached.append(after)
        layer = reached
    return None


def start(choice: Choice, before: Iterable[str] = (), top: int = 0) -> Node:
    """The node in which nobody has connected, and some health roots have gone down.

    Args:
        choice: the pool.
        before: the roots that are down.
        top: the server that a constant key hashes to.
    """
    down = 0
    elected = choice.elected(top, 0)
    for root in before:
        down |= choice.of_root[root]
        elected = choice.elected(elected, down)
    return Node(down, 0, 0, 0, elected)


def _tops(choice: Choice, movable: Collection[str]) -> list[int]:
    """The servers that a constant key may hash to, which nobody knows from the text: one of each that matters."""
    if choice.pool.algorithm != "hash":
        return [0]
    moved = choice.with_roots(movable) & choice.may_serve
    fixed = choice.may_serve & ~choice.with_roots(choice.of_root)
    stored, unstored = fixed & choice.storable, fixed & ~choice.storable
    return [0, *(1 << place for place in places(moved | stored & -stored | unstored & -unstored))]


def offers(choice: Choice, node: Node) -> Iterator[int]:
    """The sets of servers to which the next connections may go at the same time."""
    elected = node.elected if choice.pool.algorithm == "sticky" else 0
    directed, balanced, one_of = choice.offer(node.down, node.drained, node.stuck, elected)
    if not one_of or not balanced:
        yield directed | balanced
    elif choice.pool.algorithm == "hash":
        # Which other one the key hashes to is a matter of the state alone; any fixed one shows what follows.
        others = node.elected & balanced or balanced & ~directed or balanced
        yield directed | others & -others
    else:
        for place in places(balanced):
            yield directed | 1 << place


def changes(choice: Choice, node: Node, roots: list[tuple[str, int]]) -> Iterator[tuple[_Move, Node]]:
    """What may happen next to the health of a pool."""
    down, drained, held, stuck, elected = node

    def behind(down: int, drained: int, closed: int) -> Node:
        return Node(down, drained, held & ~closed, stuck, choice.elected(elected, down | drained))

    for root, servers in roots:
        by_return = choice.backup & ~choice.keeps if servers & choice.closes_backups else 0
        if servers & down:
            yield ("up", root), behind(down & ~servers, drained, by_return)
            continue
        yield ("down", root), behind(down | servers, drained & ~servers, servers & choice.closes)
        if servers & drained:
            by_agent = root in choice.pool.drained_by_agent
            yield ("undrained", root), behind(down, drained & ~servers, 0 if by_agent else by_return)
        elif root in choice.pool.drainable:
            yield ("drained", root), behind(down, drained | servers, 0)
    if choice.pool.expires and stuck:
        yield ("expired", None), Node(down, drained, held, 0, elected)


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
    choice: Choice, before: tuple[str, ...], way: _Way, last: Node, servers: int, roots: list[tuple[str, int]]
) -> tuple[Event, ...]:
    """The same, with the clients that come, as few as will do."""
    path: list[_Move | Arrival] = []
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
            after = _along(choice, nodes[0], fewer, roots)
            if after is not None and servers in offers(choice, after[-1]) and after[-1].held == last.held:
                path, nodes = fewer, after
    start: list[tuple[Change, str]] = [("down", root) for root in before]
    return told(choice, start, list(zip(path, nodes[1:], strict=True)), nodes[-1], servers)


def _along(
    choice: Choice, first: Node, path: Iterable[_Move | Arrival], roots: list[tuple[str, int]]
) -> list[Node] | None:
    """The nodes on a way, the first one too; None where it does not lead on."""
    nodes = [first]
    for what in path:
        node = nodes[-1]
        if not isinstance(what, Arrival):
            after = next((after for move, after in changes(choice, node, roots) if move == what), None)
        elif what.servers not in offers(choice, node):
            after = None
        else:
            stuck = node.stuck if what.waits else choice.remembered(what.servers, node.stuck)
            after = Node(node.down, node.drained, what.servers if what.holds else 0, stuck, node.elected)
        if after is None:
            return None
        nodes.append(after)
    return nodes
