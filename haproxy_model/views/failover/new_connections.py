"""Never two candidates: the proof about new connections (rule catalogue, B3).

Without rules, cookies and stick tables the closed form decides: two active servers, or two backups under
`allbackups` when every active one can go down, unless the algorithm takes one.  Else the states are looked at, see
`failover_states`.
"""

from __future__ import annotations

from haproxy_model.views.failover.choice import Choice, is_several
from haproxy_model.views.failover.proof import Change, HealthChange, Proof
from haproxy_model.views.failover.states import downs, front_roots, state
from haproxy_model.views.failover.walk import walk


def new_connections(choice: Choice) -> Proof:
    """Whether new connections go to one server at a time, in every state."""
    for down in downs(choice):
        drained = tuple(root for root in down if root in choice.pool.drainable) if choice.directs else ()
        for out in dict.fromkeys(((), drained)):
            gone = tuple(root for root in down if root not in out)
            servers = choice.together(choice.with_roots(gone), choice.with_roots(out))
            if is_several(servers):
                witness = state(choice, gone, out)
                return Proof(False, witness, _trace(choice, gone, out, servers), servers=choice.names(servers))
    return Proof(True)


def _trace(choice: Choice, down: tuple[str, ...], drained: tuple[str, ...], servers: int) -> tuple[HealthChange, ...]:
    """The changes that lead to a state; where a server of the past is remembered, what made it so."""
    if choice.pool.stick == "constant" or choice.pool.algorithm == "sticky":
        at = (choice.with_roots(down), choice.with_roots(drained))
        near = dict.fromkeys((*front_roots(choice), *(down + drained)[-2:]))
        before = [root for root in down if root not in near]
        found = walk(choice, near, before, sessions=False, at=at)
        if found is not None:
            return found.steps
    changes: list[tuple[Change, str]] = [("down", root) for root in down] + [("drained", root) for root in drained]
    steps = []
    gone = out = 0
    for change, root in changes:
        gone |= choice.of_root[root] if change == "down" else 0
        out |= choice.of_root[root] if change == "drained" else 0
        new = servers if (change, root) == changes[-1] else choice.balanced(gone | out)
        steps.append(HealthChange(change, root, choice.names(new), frozenset()))
    return tuple(steps)
