"""Never two candidates: the proof about new connections (rule catalogue, B3).

Without rules, cookies and stick tables the closed form decides: two active servers, or two backups under
`allbackups` when every active one can go down, unless the algorithm takes one.  Else the states are looked at, see
`failover_states`.
"""

from __future__ import annotations

from haproxy_model.views.failover.choice import Choice, is_several
from haproxy_model.views.failover.pool_queue import handed_over
from haproxy_model.views.failover.proof import Change, Event, HealthChange, Proof
from haproxy_model.views.failover.states import downs, front_roots, state
from haproxy_model.views.failover.walk import Violation, walk


def new_connections(choice: Choice) -> Proof:
    """Whether new connections go to one server at a time, in every state."""
    for down in downs(choice):
        drained = tuple(root for root in down if root in choice.pool.drainable) if choice.directs else ()
        for out in dict.fromkeys(((), drained)):
            gone = tuple(root for root in down if root not in out)
            servers = choice.together(choice.with_roots(gone), choice.with_roots(out))
            if is_several(servers):
                found = _way(choice, gone, out) or _plain_way(choice, gone, out, servers)
                witness = state(choice, gone, out)
                return Proof(False, witness, found.steps, servers=choice.names(found.servers), events=found.events)
    return handed_over(choice) or Proof(True)


def _way(choice: Choice, down: tuple[str, ...], drained: tuple[str, ...]) -> Violation | None:
    """The way to a state where a server of the past is remembered: what made it so."""
    remembers = choice.pool.stick != "none" or choice.pool.algorithm == "sticky"
    if not remembers:
        return None
    at = (choice.with_roots(down), choice.with_roots(drained))
    near = dict.fromkeys((*front_roots(choice), *(down + drained)[-2:]))
    before = [root for root in down if root not in near]
    followed = choice.exact() if choice.pool.stick == "client" else choice
    return walk(followed, near, before, sessions=False, at=at)


def _plain_way(choice: Choice, down: tuple[str, ...], drained: tuple[str, ...], servers: int) -> Violation:
    """The changes that lead to a state in which nothing of the past matters."""
    changes: list[tuple[Change, str]] = [("down", root) for root in down] + [("drained", root) for root in drained]
    steps = []
    gone = out = 0
    for change, root in changes:
        gone |= choice.of_root[root] if change == "down" else 0
        out |= choice.of_root[root] if change == "drained" else 0
        new = servers if (change, root) == changes[-1] else choice.balanced(gone | out)
        steps.append(HealthChange(change, root, choice.names(new), frozenset()))
    events = [Event(change, root) for change, root in changes]
    causes = choice.causes(servers, gone, out)
    kind = choice.parts((gone, out, 0, 0), servers)
    events.append(Event(kind, None, choice.listed(servers), choice.names(servers), causes))
    return Violation(tuple(steps), servers, tuple(events))
