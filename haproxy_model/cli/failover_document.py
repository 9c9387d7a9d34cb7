"""What `failover` says of pools for programs: the document of `--format json`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from haproxy_model.cli.shown_places import place_object
from haproxy_model.cli.told_pools import MOST_ROWS, in_order
from haproxy_model.syntax.text import printable

if TYPE_CHECKING:
    from haproxy_model.model.places import Places
    from haproxy_model.report.json import Object
    from haproxy_model.views.failover import Failover
    from haproxy_model.views.failover.proof import Assumption, HealthState, Proof


def document(pools: Iterable[Failover], version: str, places: Places) -> Object:
    """Some pools as programs read them.

    Args:
        pools: the pools.
        version: the HAProxy version that was asked about.
        places: where the lines of their configuration stand.
    """
    return {"version": 1, "haproxy": version, "proxies": [_pool(pool, places) for pool in pools]}


def _pool(pool: Failover, places: Places) -> Object:
    states = pool._telling_states(MOST_ROWS)
    name = pool.proxy.name
    servers: list[Object] = [
        {
            "name": printable(server.name),
            "backup": server.backup,
            "root": None if server.root is None else printable(server.root),
        }
        for server in pool.servers
    ]
    return {
        "kind": pool.proxy.kind,
        "name": None if name is None else printable(name),
        **place_object(places.line_span(pool.proxy)),
        "servers": servers,
        "states": [_state(pool, state) for state in states],
        # More than that no reader of JSON counts exactly.
        "states_left_out": min(max(pool.state_count - len(states), 0), 2**53),
        "new_connections": _proof(pool, pool.new_connections),
        "sessions": _proof(pool, pool.sessions),
    }


def _state(pool: Failover, state: HealthState) -> Object:
    return {
        "down": in_order(pool, state.down),
        "drained": in_order(pool, state.drained),
        "candidates": in_order(pool, state.candidates),
        "sessions": in_order(pool, state.sessions),
    }


def _proof(pool: Failover, proof: Proof) -> Object:
    trace: list[Object] = [
        {
            "change": step.change,
            "root": None if step.root is None else printable(step.root),
            "new": in_order(pool, step.new),
            "sessions": in_order(pool, step.sessions),
        }
        for step in proof.trace
    ]
    events: list[Object] = [
        {
            "kind": event.kind,
            "root": None if event.root is None else printable(event.root),
            "servers": [printable(name) for name in event.servers],
            "sessions": in_order(pool, event.sessions),
            "by": [printable(line) for line in event.by],
            "text": printable(str(event)),
        }
        for event in proof.events
    ]
    return {
        "holds": proof.holds,
        "servers": in_order(pool, proof.servers),
        "witness": None if proof.witness is None else _state(pool, proof.witness),
        "trace": trace,
        "window": proof.is_window,
        "events": events,
        "assumes": [{"text": printable(each.text), **_span(each)} for each in proof.assumes],
        "undecidable": None if proof.undecidable is None else printable(proof.undecidable),
    }


def _span(assumption: Assumption) -> Object:
    return {} if assumption.span is None else place_object(assumption.span)
