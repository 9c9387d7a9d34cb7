"""The lines that direct connections, in words: what the events of a proof name."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from haproxy_model.model.line import Statement
from haproxy_model.model.rules import StickRule
from haproxy_model.views.effective import Effective
from haproxy_model.views.failover.choice import Choice
from haproxy_model.views.failover.constant_conditions import holds
from haproxy_model.views.failover.pool import Pool
from haproxy_model.views.failover.pool_of_proxy import LIMITS, use_server_lines
from haproxy_model.views.failover.proof import Event, Proof
from haproxy_model.views.failover.states import state
from haproxy_model.views.failover.whole_file import quoted, whole_of


def in_words(effective: Effective, pool: Pool, events: tuple[Event, ...]) -> tuple[Event, ...]:
    """The events with the lines that direct, and with the agents that let servers in first."""
    changed = {event.root for event in events if event.kind in ("down", "up")} if pool.asleep else set()
    used = {name for event in events for name in (*event.servers, *event.sessions)} if pool.asleep else set()
    told = [
        Event("woken", server.root)
        for server in pool.servers
        if server.root in pool.asleep and (server.root in changed or server.name in used)
    ]
    for event in events:
        if event.servers and event.kind in ("queued", "pooled", "fills") and _by_agent(effective, event.servers):
            told.append(Event("limits", None, event.servers, event.sessions))
        told.append(evolve(event, by=tuple(_words(effective, event.by))) if event.by else event)
    return tuple(told)


def _by_agent(effective: Effective, names: tuple[str, ...]) -> bool:
    """Whether nothing but an agent limits some servers."""
    servers = (effective.server_names[name] for name in names)
    return not any(server.has(limit) for server in servers for limit in LIMITS)


def moved(effective: Effective, choice: Choice, place: int, line: Statement) -> Proof:
    """The proof that a server is at two addresses at once, when its name comes to another one."""
    (name,) = choice.listed(1 << place)
    held, by = frozenset((name,)), f"{quoted(line, 1)} {whole_of(effective).place(line)}"
    client = Event("client", None, (name,), held)
    events = (client, Event("moved", None, (name,), held, (by,)), client)
    return Proof(False, state(choice, ()), servers=held, events=events)


def _words(effective: Effective, causes: tuple[str, ...]) -> Iterator[str]:
    whole = whole_of(effective)
    for cause in causes:
        line = _line(effective, cause)
        yield cause if line is None else f"{quoted(line)} {whole.place(line)}"


def _line(effective: Effective, cause: str) -> Statement | None:
    kind, _, number = cause.partition(" ")
    if kind == "use-server":
        return list(use_server_lines(effective))[int(number)]
    if kind == "stick":
        rules = (line for line in effective.statements if isinstance(line, StickRule))
        return next(
            (rule for rule in rules if rule.type in ("on", "match") and holds(rule, effective) is not False), None
        )
    if kind == "prefer-last-server":
        return effective.option(kind).origin.statement
    setting = effective.setting(*cause.split(" "))
    return None if setting is None else setting.origin.statement
