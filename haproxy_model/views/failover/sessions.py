"""No session stays on an old writer: the proof about sessions (rule catalogue, B4).

With up to six health roots every way is walked.  Beyond, ways of a few roots each are walked, behind others that went
down before; they are complete for the following reasons (`tests/views/test_failover_proofs.py` compares both).  Let
p1, p2, ... be the order in which load balancing comes to servers (`Choice.chain`).

- Who is left behind when it goes down or is drained: some server without `on-marked-down`, or that can be drained, and
  has a successor.  The first of each kind stands for the others.
- Who is left behind when another comes up: p3 on behalf of p2, or p2 on behalf of p1; p1 to p3 stand for all.  With
  several active servers under `balance sticky`, the first without `on-marked-up` and the first two backups.
- Servers that stick rules do not store return what the others keep: the first of them, with the first that is stored
  behind it and the one before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from haproxy_model.views.failover.choice import Choice, places
from haproxy_model.views.failover.pool_queue import left_open
from haproxy_model.views.failover.proof import HealthState, Proof
from haproxy_model.views.failover.states import front_roots, roots_before, roots_of, state
from haproxy_model.views.failover.walk import Violation, walk

#: Up to so many health roots every way is walked.
MOST_ROOTS = 6


def sessions(choice: Choice, new: Proof) -> Proof:
    """Whether sessions are on one server at a time, whatever happens.

    Args:
        choice: the pool.
        new: what was found about new connections: where they go to two servers, so do sessions.
    """
    found = _nearest(choice, new)
    if found is not None and choice.pool.stick == "client":
        # The same, with the clients that make the entries; beyond a few roots not every way is walked.
        exact = _nearest(choice.exact(), new)
        found = exact if exact is not None or len(roots_of(choice)) <= MOST_ROOTS else found
    if found is None and new.holds is False:
        return new
    left = left_open(choice) if found is None else None
    if left is not None:
        return left
    is_window = found is None and choice.pool.stick == "constant"
    if is_window:
        found = _nearest(choice, new, late=True)
    if found is None:
        return Proof(True)
    servers = choice.names(found.servers)
    witness = _witness(choice, found)
    return Proof(False, witness, found.steps, servers=servers, events=found.events, is_window=is_window)


def _nearest(choice: Choice, new: Proof, *, late: bool = False) -> Violation | None:
    roots = roots_of(choice)
    if len(roots) <= MOST_ROOTS:
        return walk(choice, roots, late=late)
    return min(targeted(choice, new, late=late), key=lambda violation: len(violation.steps), default=None)


def _witness(choice: Choice, found: Violation) -> HealthState:
    """The state behind the last step."""
    down: dict[str, None] = {}
    drained: dict[str, None] = {}
    for step in found.steps:
        if step.root is None:
            continue
        down.pop(step.root, None)
        drained.pop(step.root, None)
        if step.change == "down":
            down[step.root] = None
        elif step.change == "drained":
            drained[step.root] = None
    return state(choice, down, drained)


def targeted(choice: Choice, new: Proof, *, late: bool = False) -> Iterator[Violation]:
    """Violations on the ways that decide for a pool of any size."""
    for movable, before in _ways(choice, new):
        found = walk(choice, dict.fromkeys(movable), [root for root in before if root not in movable], late=late)
        if found is not None:
            yield found


def _ways(choice: Choice, new: Proof) -> Iterator[tuple[list[str], list[str]]]:
    """Health roots that change, and those that are down before."""
    front = front_roots(choice)
    yield front, []
    if new.witness is not None:
        ends = [step.root for step in new.trace if step.root in new.witness.drained][-2:]
        yield [*front, *(root for root in ends if root is not None)], sorted(new.witness.down)
    order = [place for level in choice.chain for place in places(level) if choice.pool.servers[place].root]
    keeps = [place for place in order if not choice.closes >> place & 1]
    drains = [place for place in order if choice.pool.servers[place].root in choice.pool.drainable]
    for place in keeps[:1] + drains[:1]:
        yield [*_roots(choice, [place]), *front[:2]], roots_before(choice, 1 << place)
    backups = choice.served_once & choice.backup
    if backups and backups != choice.served_once:
        before = roots_before(choice, backups)
        behind = _roots(choice, places(backups))[:3]
        unclosed = [root for root in before if not choice.of_root[root] & choice.closes_backups]
        yield behind, before
        yield [*(unclosed or before)[:1], *behind[:2]], before
    yield from _mixed(choice, order, front)


def _mixed(choice: Choice, order: list[int], front: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Ways with servers that stick rules store, and others that they do not."""
    unstored = [index for index, place in enumerate(order) if not choice.storable >> place & 1]
    if choice.pool.stick != "constant" or not unstored:
        return
    first = unstored[0]
    before = roots_before(choice, 1 << order[first])
    yield [*_roots(choice, [order[first]]), *before[:1], *before[-1:]], before
    stored = [place for place in order[first:] if choice.storable >> place & 1]
    for place in stored[:1]:
        yield [*_roots(choice, [order[first], place]), *front[:1]], roots_before(choice, 1 << place)


def _roots(choice: Choice, servers: Iterable[int]) -> list[str]:
    """The health roots of servers, by their places, each once."""
    roots = (choice.pool.servers[place].root for place in servers)
    return list(dict.fromkeys(root for root in roots if root is not None))
