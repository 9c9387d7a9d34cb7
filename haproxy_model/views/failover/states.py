"""The health states of a pool: all of them while they are few, else those that decide (rule catalogue, B3).

A state is which roots are down.  Of 12 roots all 4,096 states are looked at.  Beyond, these decide whether two servers
can receive new connections at once, whatever the pool: with everything up, with one root down, with everybody down who
is asked before a server (`Choice.chain`), and with the active servers and one more root down.  For two servers that
are chosen by rules or stick tables serve together when everything is up; one of those beside one that is balanced
when those before it are down; two balanced ones are of one class, for which only the active servers may have to be
down.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import chain, combinations

from haproxy_model.views.failover.choice import Choice, is_several, places
from haproxy_model.views.failover.proof import HealthState

#: Up to so many health roots every state is looked at.
MOST_ROOTS = 12


def roots_of(choice: Choice) -> tuple[str, ...]:
    """The health roots in the order in which the servers name them."""
    return tuple(dict.fromkeys(server.root for server in choice.pool.servers if server.root is not None))


def every_down(choice: Choice) -> Iterator[tuple[str, ...]]:
    """The sets of roots that may be down, the smallest first."""
    roots = roots_of(choice)
    return chain.from_iterable(combinations(roots, count) for count in range(len(roots) + 1))


def decisive_down(choice: Choice) -> Iterator[tuple[str, ...]]:
    """Sets of roots, the smallest first, among which is the smallest with two candidates if any set is such."""
    if choice.directs:
        return telling_down(choice)
    return iter(dict.fromkeys(((), _behind_active(choice))))


def telling_down(choice: Choice) -> Iterator[tuple[str, ...]]:
    """Nothing, every root alone, everybody who is asked before a server, and one more than the active servers."""
    behind_active = _behind_active(choice)
    front = choice.chain[0] if choice.chain else 0
    known, active = frozenset() if is_several(front) else frozenset(_roots(choice, front)), frozenset(behind_active)
    one_down = ((root,) for root in roots_of(choice) if root not in known)
    one_more = ((*behind_active, root) for root in roots_of(choice) if active and root not in active)
    return merge(levels_down(choice), one_down, one_more, key=len)


def downs(choice: Choice) -> Iterable[tuple[str, ...]]:
    """The sets of roots that are looked at: the decisive ones where they are proven to be, else every one of a few."""
    is_plain = not choice.directs
    return decisive_down(choice) if is_plain or len(choice.of_root) > MOST_ROOTS else every_down(choice)


def shown_down(choice: Choice) -> Iterable[tuple[str, ...]]:
    """The sets of roots that tell a reader most: every one where there are few."""
    return every_down(choice) if len(choice.of_root) <= MOST_ROOTS else telling_down(choice)


def state(choice: Choice, down: Iterable[str], drained: Iterable[str] = ()) -> HealthState:
    """What a health state allows."""
    down, drained = frozenset(down), frozenset(drained)
    gone, out = choice.with_roots(down), choice.with_roots(drained)
    candidates = choice.candidates(gone, out)
    return HealthState(
        down, choice.names(candidates), choice.names(candidates | _remaining(choice, down, gone)), drained
    )


def front_roots(choice: Choice, count: int = 3) -> list[str]:
    """The first roots in the order in which load balancing comes to their servers."""
    roots = dict.fromkeys(root for level in choice.chain for root in _roots(choice, level))
    return list(roots)[:count]


def roots_before(choice: Choice, servers: int) -> list[str]:
    """The roots that must be down, or drained, before load balancing comes to any of some servers."""
    before: dict[str, None] = {}
    for level in choice.chain:
        if level & servers:
            break
        before.update(dict.fromkeys(_roots(choice, level)))
    return list(before)


def _remaining(choice: Choice, down: frozenset[str], gone: int) -> int:
    """The servers that no longer receive connections, and whose sessions nothing has closed.

    A server that goes down keeps its sessions without `on-marked-down`; a backup keeps them when a server of higher
    rank comes up that is without `on-marked-up`, or one that an agent had drained.
    """
    kept = ~(gone & choice.closes)
    level = next((level for level, roots in choice.closers if not roots <= down), None)
    served = choice.served_once
    if level is not None:
        served = choice.served_until(level) | served & (~choice.backup | choice.keeps)
    return (served | choice.directable) & kept


def levels_down(choice: Choice) -> Iterator[tuple[str, ...]]:
    """Nothing down, then whoever serves, level by level of the chain."""
    before: dict[str, None] = {}
    for level in (0, *choice.chain[:-1]):
        before.update(dict.fromkeys(_roots(choice, level)))
        yield tuple(before)


def _behind_active(choice: Choice) -> tuple[str, ...]:
    active = choice.may_serve & ~choice.backup
    return tuple(dict.fromkeys(_roots(choice, active)))


def _roots(choice: Choice, servers: int) -> Iterator[str]:
    for place in places(servers):
        root = choice.pool.servers[place].root
        if root is not None:
            yield root
