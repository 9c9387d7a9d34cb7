"""Where the connections of a pool are, where the next ones may go, and what may happen to its health.

A node is what is down, what is drained, which server holds sessions, and which one is remembered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from haproxy_model.records import NamedTuple
from haproxy_model.views.failover.choice import Choice, places
from haproxy_model.views.failover.proof import Change

#: A change, and the health root whose it is; None where an entry expires.
Move = tuple[Change, str | None]


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


def offers(choice: Choice, node: Node) -> tuple[int, ...]:
    """The sets of servers to which the next connections may go at the same time."""
    key = (node.down, node.drained, node.stuck, node.elected)
    found = choice.offered.get(key)
    if found is None:
        found = choice.offered[key] = tuple(_offers(choice, node))
    return found


def _offers(choice: Choice, node: Node) -> Iterator[int]:
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


class Changes:
    """What may happen next to the health of a pool; worked out once for each health that is asked about.

    Args:
        choice: the pool.
        roots: the health roots that change, each with its servers.
    """

    def __init__(self, choice: Choice, roots: list[tuple[str, int]]) -> None:
        self._choice, self._roots = choice, roots
        #: what is down, drained and elected -> the same behind each change, and the servers whose sessions it closes
        self._known: dict[tuple[int, int, int], list[tuple[Move, int, int, int, int]]] = {}

    def behind(self, node: Node) -> Iterator[tuple[Move, Node]]:
        """Each change, and the node behind it."""
        down, drained, held, stuck, elected = node
        found = self._known.get((down, drained, elected))
        if found is None:
            found = self._known[down, drained, elected] = list(self._changes(down, drained, elected))
        for move, down_then, drained_then, elected_then, closed in found:
            yield move, Node(down_then, drained_then, held & ~closed, stuck, elected_then)
        if self._choice.pool.expires and stuck:
            yield ("expired", None), Node(down, drained, held, 0, elected)

    def _changes(self, down: int, drained: int, elected: int) -> Iterator[tuple[Move, int, int, int, int]]:
        choice = self._choice

        def behind(change: Change, down: int, drained: int, closed: int) -> tuple[Move, int, int, int, int]:
            return (change, root), down, drained, choice.elected(elected, down | drained), closed

        for root, servers in self._roots:
            by_return = choice.backup & ~choice.keeps if servers & choice.closes_backups else 0
            if servers & down:
                yield behind("up", down & ~servers, drained, by_return)
                continue
            yield behind("down", down | servers, drained & ~servers, servers & choice.closes)
            if servers & drained:
                by_agent = root in choice.pool.drained_by_agent
                yield behind("undrained", down, drained & ~servers, 0 if by_agent else by_return)
            elif root in choice.pool.drainable:
                yield behind("drained", down, drained | servers, 0)
