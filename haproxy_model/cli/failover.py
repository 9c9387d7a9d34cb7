"""`haproxy-model failover`: who serves in which health state, and whether it is ever two servers at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from haproxy_model.cli.answers import Answer
from haproxy_model.cli.named_proxies import chosen
from haproxy_model.cli.run import CLEAN, FINDINGS
from haproxy_model.cli.shown_places import line_of, place_object
from haproxy_model.model.places import places_of
from haproxy_model.report.excerpt import cells
from haproxy_model.syntax.text import printable, visible
from haproxy_model.views.active import active_of
from haproxy_model.views.effective import resolve
from haproxy_model.views.failover import Failover
from haproxy_model.views.inheritance import inheritance_of

if TYPE_CHECKING:
    from haproxy_model.model.config import Config
    from haproxy_model.report.json import Object
    from haproxy_model.report.terminal import Pieces
    from haproxy_model.views.failover.proof import Assumption, HealthState, Proof

#: So many health states of a pool are shown at most.
MOST_ROWS = 16
#: The widest table that has a column for each server; beyond, servers are listed by name.
_WIDEST = 110
#: So many names are listed at most.
_MOST_NAMES = 6
_ONE = "are {}on one server at a time"
_NEW = "{}go to one server at a time"


def show(
    config: Config, *, proxy: str | None, version: str, environment: Mapping[str, str] | None, strict: bool = False
) -> Answer:
    """What to say of a pool, or of all.

    Args:
        config: the configuration.
        proxy: its name, or kind and name with a slash between; None for every pool.
        version: an HAProxy version.
        environment: the variables that HAProxy would see; None is unknown.
        strict: whether what is unknown counts as two servers at a time in the exit status.

    Raises:
        UnknownName: there is no such proxy.
    """
    inheritance = inheritance_of(active_of(config, version=version, environment=environment))
    settings = (resolve(section, inheritance) for section in chosen(inheritance, proxy))
    shown = _Shown(config, [Failover.of(each) for each in settings if each.servers or proxy is not None])
    return Answer(shown.lines, lambda: shown.document(version), lambda: shown.status(strict=strict))


class _Shown:
    """Some pools, and how they are told."""

    def __init__(self, config: Config, pools: list[Failover]) -> None:
        self._config = config
        self._pools = pools
        self._places = places_of(config)

    def status(self, *, strict: bool) -> int:
        """1 where two servers are used at a time."""
        answers = {proof.holds for pool in self._pools for proof in (pool.new_connections, pool.sessions)}
        return FINDINGS if False in answers or (strict and None in answers) else CLEAN

    def lines(self) -> Iterator[Pieces]:
        """Everything, for people."""
        if not self._pools:
            yield [("no proxy has servers", "gutter")]
        for number, pool in enumerate(self._pools):
            if number:
                yield []
            where = line_of(self._places.line_span(pool.proxy), self._config)
            yield [(pool.proxy.title, "place"), (f"  {where}", "gutter")]
            if not pool.servers:
                yield [("  no servers", "gutter")]
                continue
            if not pool.effective.uses_servers:
                line = "option transparent" if pool.effective.setting("dispatch") is None else "dispatch"
                if pool.sessions.holds is None:
                    head = f"`{line}` without `balance` only replaces load balancing"
                    yield [(f"  {head}", "warning")]
                    yield from _told(pool, "sessions", pool.sessions, _ONE)
                else:
                    yield [
                        (f"  the servers are not used: `{line}` without `balance` sends clients elsewhere", "warning")
                    ]
                continue
            yield []
            states = pool._telling_states(MOST_ROWS)
            yield from _table(pool, states)
            left = pool.state_count - len(states)
            if left > 0:
                yield [(f"  and {_count(left)} more health states", "gutter")]
            yield []
            yield from _told(pool, "new connections", pool.new_connections, _NEW)
            yield from _told(pool, "sessions", pool.sessions, _ONE)
            yield from _assumed(pool)
        if any(None in (pool.new_connections.holds, pool.sessions.holds) for pool in self._pools):
            yield []
            yield [("unknown is no proof: the exit status is 0 for it, and 1 with --strict", "gutter")]

    def document(self, version: str) -> Object:
        """The same for programs."""
        return {"version": 1, "haproxy": version, "proxies": [self._pool(pool) for pool in self._pools]}

    def _pool(self, pool: Failover) -> Object:
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
            **place_object(self._places.line_span(pool.proxy)),
            "servers": servers,
            "states": [_state(pool, state) for state in states],
            # More than that no reader of JSON counts exactly.
            "states_left_out": min(max(pool.state_count - len(states), 0), 2**53),
            "new_connections": _proof(pool, pool.new_connections),
            "sessions": _proof(pool, pool.sessions),
        }


def _table(pool: Failover, states: list[HealthState]) -> Iterator[Pieces]:
    """A row for each state: with a column for each server where there is room."""
    heads = [_down(pool, state) for state in states]
    first = max(len("health state"), *map(cells, heads)) + 3
    names = [visible(server.name) for server in pool.servers]
    columns = [max(cells(name), len("down, old")) + 3 for name in names]
    wide = first + sum(columns) > _WIDEST
    if wide:
        yield [(f"  {'health state':{first}}new connections; older sessions may remain on", "gutter")]
    else:
        titles = [(_padded(name, width), "strong") for name, width in zip(names, columns, strict=True)]
        yield [(f"  {'health state':{first}}", "gutter"), *titles[:-1], (names[-1], "strong")]
    for head, state in zip(heads, states, strict=True):
        start: Pieces = [(f"  {_padded(head, first)}", "gutter" if not state.down else "")]
        if wide:
            old = state.sessions - state.candidates
            row: Pieces = [(_listed(pool, state.candidates) or "nobody", _role(pool, state))]
            if pool.chooses_one and len(state.candidates) > 1:
                row.insert(0, ("one of ", "good"))
            yield start + row + ([(f"; {_listed(pool, old)}", "warning")] if old else [])
            continue
        for server, width in zip(pool.servers, columns, strict=True):
            word, role = _cell(pool, state, server.name, down=server.root in state.down)
            start += [(word, role), (" " * (width - len(word)), "")]
        yield start[:-1]
    if not wide:
        same = "the same for all" if pool.new_connections.holds else "the same for all except as below"
        one = f"one of: one of these, {same}; " if pool.chooses_one else ""
        yield [(f"  NEW: receives new connections; {one}old: older sessions may remain", "gutter")]


def _cell(pool: Failover, state: HealthState, name: str, *, down: bool) -> tuple[str, str]:
    """What a server does in a state, and how it is coloured."""
    if name in state.candidates:
        word = "one of" if pool.chooses_one and len(state.candidates) > 1 else "NEW"
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
    return "everything down" if len(state.down) == len(pool.roots) > 1 else f"{_listed(pool, state.down)} down"


def _told(pool: Failover, what: str, proof: Proof, good: str) -> Iterator[Pieces]:
    """A proof: the verdict, then the way to two servers."""
    head = f"  {what:17}"
    if proof.holds:
        yield [(head, "strong"), (good.format("" if proof.assumes else "always "), "good")]
        return
    if proof.holds is None:
        yield [(head, "strong"), ("unknown: ", "warning"), (proof.undecidable or "", "")]
        return
    names = _listed(pool, proof.servers, " AND ")
    verdict = f"at the same time on {names}"
    if proof.is_window:
        verdict = f"on one server, but for a window in which a client waits: {names}"
    elif len(proof.servers) == 1:
        verdict = f"at the same time at the old AND the new address of {names}"
    yield [(head, "strong"), (verdict, "warning" if proof.is_window else _severity(pool))]
    steps = [f"{number}. {visible(str(event))}" for number, event in enumerate(proof.events, 1)]
    width = max(map(cells, steps[:MOST_ROWS]), default=0) + 3
    for text, event in zip(steps[:MOST_ROWS], proof.events, strict=False):
        behind = f"sessions on {_listed(pool, event.sessions, ' and ')}" if event.sessions else ""
        yield [(f"      {_padded(text, width) if behind else text}", ""), (behind, "gutter")]
    if len(steps) > MOST_ROWS:
        yield [(f"      and {_count(len(steps) - MOST_ROWS)} more events", "gutter")]


def _assumed(pool: Failover) -> Iterator[Pieces]:
    """What the proofs take for granted."""
    assumed = (*pool.new_connections.assumes, *pool.sessions.assumes)
    for number, text in enumerate(dict.fromkeys(each.text for each in assumed)):
        yield [(f"  {'' if number else 'as long as':17}", "strong"), (visible(text), "")]


def _severity(pool: Failover) -> str:
    """A pool that balances with everything up is meant to; one that does so after something is a surprise."""
    return "error" if pool.new_connections.holds or len(pool.new_connections.events) > 1 else "warning"


def _listed(pool: Failover, names: Iterable[str], joint: str = ", ") -> str:
    """Names in the order of the file, not too many."""
    found = list(map(visible, _names(pool, names)))
    more = f" and {_count(len(found) - _MOST_NAMES)} more" if len(found) > _MOST_NAMES else ""
    return joint.join(found[:_MOST_NAMES]) + more


def _count(number: int) -> str:
    return f"{number:,}" if number < 10**9 else "very many"


def _padded(text: str, width: int) -> str:
    return text + " " * max(width - cells(text), 0)


def _state(pool: Failover, state: HealthState) -> Object:
    return {
        "down": _names(pool, state.down),
        "drained": _names(pool, state.drained),
        "candidates": _names(pool, state.candidates),
        "sessions": _names(pool, state.sessions),
    }


def _proof(pool: Failover, proof: Proof) -> Object:
    trace: list[Object] = [
        {
            "change": step.change,
            "root": None if step.root is None else printable(step.root),
            "new": _names(pool, step.new),
            "sessions": _names(pool, step.sessions),
        }
        for step in proof.trace
    ]
    events: list[Object] = [
        {
            "kind": event.kind,
            "root": None if event.root is None else printable(event.root),
            "servers": [printable(name) for name in event.servers],
            "sessions": _names(pool, event.sessions),
            "by": [printable(line) for line in event.by],
            "text": printable(str(event)),
        }
        for event in proof.events
    ]
    return {
        "holds": proof.holds,
        "servers": _names(pool, proof.servers),
        "witness": None if proof.witness is None else _state(pool, proof.witness),
        "trace": trace,
        "window": proof.is_window,
        "events": events,
        "assumes": [{"text": printable(each.text), **_span(each)} for each in proof.assumes],
        "undecidable": None if proof.undecidable is None else printable(proof.undecidable),
    }


def _span(assumption: Assumption) -> Object:
    return {} if assumption.span is None else place_object(assumption.span)


def _names(pool: Failover, names: Iterable[str]) -> list[str]:
    """Names in the order of the file."""
    wanted = set(names)
    order = dict.fromkeys((*pool.roots, *(server.name for server in pool.servers)))
    return [printable(name) for name in order if name in wanted]
