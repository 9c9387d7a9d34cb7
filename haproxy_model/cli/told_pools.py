"""What `failover` says of a pool, in words: the verdicts, the rows that decide, the events, what is assumed.

Text and pictures are made of these values; JSON has its own in `failover_document`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from attrs import evolve

from haproxy_model.report.shown_pool import SERVING, Piece, ShownEvent, ShownPool, ShownProof, ShownState
from haproxy_model.syntax.text import printable, visible

if TYPE_CHECKING:
    from haproxy_model.views.failover import Failover
    from haproxy_model.views.failover.proof import HealthState, Proof

#: So many health states of a pool are shown at most, and so many events of a proof.
MOST_ROWS = 16
#: So many servers have columns at most; of more, those of a state are listed by name.
MOST_COLUMNS = 16
#: So many names are listed at most.
_MOST_NAMES = 6
_ONE = "are {}on one server at a time"
_NEW = "{}go to one server at a time"


def told(pool: Failover, where: str) -> ShownPool:
    """A pool as it is told.

    Args:
        pool: the pool.
        where: its place.
    """
    title = visible(pool.proxy.title)
    if not pool.servers:
        return ShownPool(title, where, ("no servers", "gutter"))
    if not pool.effective.uses_servers:
        line = "option transparent" if pool.effective.setting("dispatch") is None else "dispatch"
        if pool.sessions.holds is None:
            note = f"`{line}` without `balance` only replaces load balancing"
            return ShownPool(title, where, (note, "warning"), proofs=[_proof(pool, "sessions", pool.sessions, _ONE)])
        note = f"the servers are not used: `{line}` without `balance` sends clients elsewhere"
        return ShownPool(title, where, (note, "warning"))
    states = pool._telling_states(MOST_ROWS)
    left = pool.state_count - len(states)
    same = "the same for all" if pool.new_connections.holds else "the same for all except as below"
    one = f"one of: one of these, {same}; " if pool.chooses_one else ""
    return ShownPool(
        title,
        where,
        columns=[visible(server.name) for server in pool.servers],
        states=[_state(pool, state) for state in states],
        more=f"and {count(left)} more health states" if left > 0 else "",
        legend=f"NEW: receives new connections; {one}old: older sessions may remain",
        proofs=[
            _proof(pool, "new connections", pool.new_connections, _NEW),
            _proof(pool, "sessions", pool.sessions, _ONE),
        ],
        assumed=_assumed(pool),
    )


def _assumed(pool: Failover) -> list[str]:
    """What the proofs take for granted, each once."""
    assumed = (*pool.new_connections.assumes, *pool.sessions.assumes)
    return list(dict.fromkeys(visible(each.text) for each in assumed))


def _state(pool: Failover, state: HealthState) -> ShownState:
    old = state.sessions - state.candidates
    one = "one of " if pool.chooses_one and len(state.candidates) > 1 else ""
    new = (one + (listed(pool, state.candidates) or "nobody"), _role(pool, state))
    shown = pool.servers if len(pool.servers) <= MOST_COLUMNS else ()
    cells = [cell(pool, state, server.name, down=server.root in state.down) for server in shown]
    return ShownState(_down(pool, state), cells, new, listed(pool, old), not state.down)


def cell(pool: Failover, state: HealthState, name: str, *, down: bool) -> Piece:
    """What a server does in a state, and how good that is."""
    if name in state.candidates:
        word = SERVING[pool.chooses_one and len(state.candidates) > 1]
        return (f"down, {word}", "error") if down else (word, _role(pool, state))
    if name in state.sessions:
        return ("down, old", "warning") if down else ("old", "warning")
    return ("down", "gutter") if down else ("-", "gutter")


def _role(pool: Failover, state: HealthState) -> str:
    several = len(state.candidates) > 1 and not pool.chooses_one
    if several:
        return _severity(pool)
    return "good" if state.candidates else "error"


def _down(pool: Failover, state: HealthState) -> str:
    if not state.down:
        return "everything up"
    return "everything down" if len(state.down) == len(pool.roots) > 1 else f"{listed(pool, state.down)} down"


def _proof(pool: Failover, subject: str, proof: Proof, good: str) -> ShownProof:
    """A proof: the verdict, then the way to two servers."""
    if proof.holds:
        return ShownProof(subject, "one server", "good", [(good.format("" if proof.assumes else "always "), "good")])
    if proof.holds is None:
        reason = visible(proof.undecidable or "")
        return ShownProof(subject, "unknown", "unknown", [("unknown: ", "warning"), (reason, "")])
    names = listed(pool, proof.servers, " AND ")
    short, role, verdict = "several servers", _severity(pool), f"at the same time on {names}"
    if proof.is_window:
        short, role = "a window", "warning"
        verdict = f"on one server, but for a window in which a client waits: {names}"
    elif len(proof.servers) == 1:
        short, verdict = "two addresses", f"at the same time at the old AND the new address of {names}"
    left = len(proof.events) - MOST_ROWS
    columns = _columns(pool, proof)
    return ShownProof(
        subject, short, role, [(verdict, role)], list(_events(pool, proof, columns, role)),
        f"and {count(left)} more events" if left > 0 else "", list(map(visible, columns)),
    )  # fmt: skip


def _columns(pool: Failover, proof: Proof) -> list[str]:
    """The servers that the events of a proof speak of, in the order of the file, not too many."""
    spoken = set(proof.servers)
    roots = set()
    for event in proof.events[:MOST_ROWS]:
        spoken |= {*event.servers, *event.sessions}
        roots.add(event.root)
    found = [server.name for server in pool.servers if server.name in spoken or server.root in roots - {None}]
    first = [name for name in found if name in proof.servers][:_MOST_NAMES]
    kept = {*first, *found[: max(_MOST_NAMES - len(first), 0)]}
    return [name for name in found if name in kept]


def _events(pool: Failover, proof: Proof, columns: list[str], bad: str) -> Iterator[ShownEvent]:
    """The events, each with what it leaves behind."""
    roots = {server.name: server.root for server in pool.servers}
    health: dict[str | None, str] = {}
    for event in proof.events[:MOST_ROWS]:
        if event.kind in ("down", "drained"):
            health[event.root] = event.kind
        elif event.kind in ("up", "undrained"):
            health.pop(event.root, None)
        role = bad if len(event.sessions) > 1 else "good"
        cells: list[Piece] = []
        for name in columns:
            holds = name in event.sessions
            words = [*filter(None, [health.get(roots[name])]), *(["sessions"] if holds else [])]
            cells.append((", ".join(words) or "-", role if holds else "gutter"))
        behind = f"sessions on {listed(pool, event.sessions, ' and ')}" if event.sessions else ""
        # Of hundreds of servers the first ones are named.
        names = (listed(pool, event.servers, " AND "),) if len(event.servers) > _MOST_NAMES else event.servers
        yield ShownEvent(visible(str(evolve(event, servers=names))), behind, cells)


def _severity(pool: Failover) -> str:
    """A pool that balances with everything up is meant to; one that does so after something is a surprise."""
    return "error" if pool.new_connections.holds or len(pool.new_connections.events) > 1 else "warning"


def listed(pool: Failover, names: Iterable[str], joint: str = ", ") -> str:
    """Names in the order of the file, not too many."""
    found = list(map(visible, in_order(pool, names)))
    more = f" and {count(len(found) - _MOST_NAMES)} more" if len(found) > _MOST_NAMES else ""
    return joint.join(found[:_MOST_NAMES]) + more


def in_order(pool: Failover, names: Iterable[str]) -> list[str]:
    """Names in the order of the file."""
    wanted = set(names)
    order = dict.fromkeys((*pool.roots, *(server.name for server in pool.servers)))
    return [printable(name) for name in order if name in wanted]


def count(number: int) -> str:
    """A number as people read it."""
    return f"{number:,}" if number < 10**9 else "very many"
