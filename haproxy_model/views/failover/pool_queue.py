"""Clients that wait in the queue of the pool, as load balancing finds no server with room.

From 3.2 on, the server that came up first while nobody was served is kept in mind, a backup or one without a weight
alike; the next client that would wait gets it (`ready_srv` in queue.c).  Before, a client that waited gets the server
that comes up, and nothing closes its session any more when that one goes down, or another comes up.
"""

from __future__ import annotations

from collections.abc import Sequence

from haproxy_model.views.failover.choice import Choice, places
from haproxy_model.views.failover.proof import Change, Event, EventKind, HealthChange, Proof
from haproxy_model.views.failover.states import roots_before, state

_BOUNCE: tuple[Change, ...] = ("down", "up")


def handed_over(choice: Choice) -> Proof | None:
    """The proof that two clients go to two servers so; None where that cannot be."""
    found = _full_and_other(choice) if choice.pool.hands_over else None
    if found is None:
        return None
    full, other = found
    way = _Way(choice, roots_before(choice, full))
    root = choice.pool.servers[other].root or ""
    way.changes("down", root)
    way.changes("up", root)
    way.happens("fills", full)
    return way.hands(full, 1 << other)


def left_open(choice: Choice) -> Proof | None:
    """The proof that a session that nothing closes stays on a server that others left; None where that cannot be."""
    if not choice.pool.leaves_open:
        return None
    return _full_for_a_while(choice) or _nobody_for_a_while(choice)


def _full_for_a_while(choice: Choice) -> Proof | None:
    """A client finds its server full, and gets it, or one that is asked before, as that comes up."""
    shared = shared_queues(choice)
    for place, level in enumerate(choice.chain):
        if not level & shared or len(choice.chain) < 2:
            continue
        root = choice.pool.servers[level.bit_length() - 1].root
        before = roots_before(choice, level)
        way = _Way(choice, before)
        way.happens("pooled", level)
        if root is None:
            # It is always up; so the one that comes up is asked before it.
            way.changes("up", before[-1])
            level = choice.balanced(way.down)
            way.happens("served", level)
            way.changes("down", before[-1])
            return way.ends(level)
        for change in _BOUNCE:
            way.changes(change, root)
        way.happens("served", level)
        is_last = place + 1 == len(choice.chain)
        way.changes("up" if is_last else "down", before[0] if is_last else root)
        return way.ends(level)
    return None


def _nobody_for_a_while(choice: Choice) -> Proof | None:
    """`balance sticky` with backups has clients wait, not refused, while no server is up."""
    servers = [(place, choice.pool.servers[place].root) for place in places(choice.enabled)]
    roots = list(dict.fromkeys(root for _, root in servers if root is not None))
    if choice.pool.algorithm != "sticky" or not choice.enabled & choice.backup or len(roots) < 2:
        return None
    if any(root is None for _, root in servers):
        return None
    way = _Way(choice, roots)
    way.happens("pooled", 0)
    way.changes("up", roots[0])
    first = choice.balanced(way.down)
    first &= -first
    way.happens("served", first)
    way.changes("down", roots[0])
    way.changes("up", roots[1])
    return way.ends(first)


class _Way:
    """Events one after the other, and who is down behind them."""

    def __init__(self, choice: Choice, before: Sequence[str]) -> None:
        self._choice = choice
        self._held: frozenset[str] = frozenset()
        self._roots: dict[str, None] = {}
        self._steps: list[HealthChange] = []
        self._events: list[Event] = []
        for root in before:
            self.changes("down", root)

    @property
    def down(self) -> int:
        """The servers that are down."""
        return self._choice.with_roots(self._roots)

    def changes(self, change: Change, root: str) -> None:
        """A root goes down or comes up."""
        if change == "down":
            self._roots[root] = None
        else:
            self._roots.pop(root)
        new = self._choice.names(self._choice.balanced(self.down))
        self._steps.append(HealthChange(change, root, new, self._held))
        self._events.append(Event(change, root, sessions=self._held))

    def happens(self, kind: EventKind, servers: int) -> None:
        """Clients do something."""
        if kind == "served":
            self._held = self._choice.names(servers)
        self._events.append(Event(kind, None, self._choice.listed(servers), self._held))

    def hands(self, full: int, other: int) -> Proof:
        """Another client is handed a server that came up."""
        both = self._choice.names(full | other)
        self._events.append(Event("handed", None, self._choice.listed(other), both))
        return self._proof(both)

    def ends(self, held: int) -> Proof:
        """A last client goes elsewhere."""
        choice = self._choice
        other = choice.balanced(self.down)
        other &= -other
        both = choice.names(held | other)
        self._events.append(Event("client", None, choice.listed(other), both))
        return self._proof(both)

    def _proof(self, servers: frozenset[str]) -> Proof:
        witness = state(self._choice, self._roots)
        return Proof(False, witness, tuple(self._steps), servers=servers, events=tuple(self._events))


def shared_queues(choice: Choice) -> int:
    """The servers that clients wait for in the queue of the pool."""
    if choice.pool.queue == "server":
        return 0
    return choice.limited & choice.served_once & ~(choice.owned_backups | choice.named_surely)


def _full_and_other(choice: Choice) -> tuple[int, int] | None:
    """A server that may be full, and the place of another that comes up meanwhile."""
    asked = 0
    for level in choice.chain:
        full = level & shared_queues(choice)
        asked |= level
        if not full:
            continue
        roots = {choice.pool.servers[place].root for place in places(asked)}
        for place, server in enumerate(choice.pool.servers):
            comes_up = server.root is not None and server.root not in roots and not server.slow
            if comes_up and choice.enabled >> place & 1:
                return full, place
    return None
