"""The second way to decide: everything that may happen to a small pool, event by event, as plainly as can be said.

A state is which roots are down and drained, who holds a session, who waits where, what the stick entry names, whom
`balance sticky` has elected, and which server came up while nobody was served.  Nothing here is clever; the proofs must
agree with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from haproxy_model.views.failover.pool import Pool


class Found(NamedTuple):
    """What can happen."""

    #: clients that come at one moment go to two servers
    apart: bool
    #: two servers hold sessions
    two: bool


@dataclass(frozen=True)
class State:
    """Where everything is, before two servers hold sessions."""

    down: frozenset[str] = frozenset()
    drained: frozenset[str] = frozenset()
    #: the server that holds a session, and whether the session can be closed
    session: tuple[int, bool] | None = None
    #: a client that waits: for a server to answer, in the queue of a server, or in that of the pool
    waiting: tuple[str, int] | None = None
    entries: frozenset[int] = frozenset()
    elected: int | None = None
    ready: int | None = None


class Exploration:
    """Everything that may happen to a pool.

    Args:
        pool: the pool.
        top: the server that a constant key hashes to while it is usable.
    """

    def __init__(self, pool: Pool, top: int | None = None) -> None:
        self.pool = pool
        self._all = range(len(pool.servers))
        self._top = top
        self.apart = self.two = False

    def run(self) -> Found:
        """Follow everything that can happen, to its end."""
        seen = {self._elect(State())}
        left = list(seen)
        while left:
            state = left.pop()
            for first, after in self._arrivals(state):
                self.apart |= any(second != first for second, _ in self._arrivals(after) if min(first, second) >= 0)
            reached = {*(after for _, after in self._arrivals(state)), *self._others(state)}
            left += reached - seen
            seen |= reached
        return Found(self.apart, self.two)

    # Who is where.

    def _is_up(self, place: int, state: State) -> bool:
        server = self.pool.servers[place]
        return not server.disabled and server.root not in state.down

    def _usable(self, state: State) -> list[int]:
        pool = self.pool
        up = [place for place in self._all if self._is_up(place, state)]
        up = [place for place in up if pool.servers[place].root not in state.drained]
        return up if pool.algorithm == "sticky" else [place for place in up if pool.servers[place].weight]

    def _class(self, state: State) -> list[int]:
        """The active servers, else the backups that may serve."""
        usable = self._usable(state)
        active = [place for place in usable if not self.pool.servers[place].backup]
        backups = [place for place in usable if self.pool.servers[place].backup]
        every = self.pool.all_backups or self.pool.algorithm == "sticky"
        return active or (backups if every else backups[:1])

    def _balanced(self, state: State) -> list[int]:
        pool, found = self.pool, self._class(state)
        if pool.algorithm == "sticky":
            return [] if state.elected is None else [state.elected]
        if pool.algorithm == "hash" and found:
            return [self._top] if self._top in found else found[:1]
        limited = any(pool.servers[place].limited for place in found)
        if pool.algorithm == "first" and not pool.redispatches and not limited:
            return sorted(found, key=lambda place: pool.servers[place].id)[:1]
        return found

    def _elect(self, state: State) -> State:
        found = self._class(state)
        if state.elected in found or self.pool.algorithm != "sticky":
            return state
        return replace(state, elected=found[0] if found else None)

    def _is_reached(self, place: int, state: State) -> bool:
        return self.pool.persists or self._is_up(place, state)

    def _is_surely_reached(self, place: int, state: State) -> bool:
        return self.pool.always_persists or self._is_up(place, state)

    # What clients do.

    def _targets(self, state: State) -> Iterator[tuple[int, bool]]:
        """The servers that a client may be sent to, and whether something directs it there."""
        pool = self.pool
        balanced = [(place, False) for place in self._balanced(state)]

        def goes_on(place: int) -> bool:
            server = pool.servers[place]
            return pool.redispatches or (pool.leaves_full and server.limited and server.bounded)

        for rule in pool.use_server:
            named = [place for place in self._all if rule.target in (None, pool.servers[place].name)]
            yield from ((place, True) for place in named if self._is_reached(place, state))
            if rule.is_certain and any(self._is_surely_reached(place, state) for place in named):
                if any(goes_on(place) for place in named):
                    yield from balanced
                return
        yield from ((at, True) for at in self._all if pool.rdp_cookie and self._is_reached(at, state))
        with_cookie = [at for at in self._all if pool.cookies and pool.servers[at].has_cookie]
        yield from ((at, True) for at in with_cookie if self._is_reached(at, state))
        named = [at for at in state.entries if self._is_reached(at, state)]
        yield from ((at, True) for at in named)
        if pool.stick == "constant" and any(self._is_surely_reached(at, state) and not goes_on(at) for at in named):
            return
        yield from balanced

    def _arrivals(self, state: State) -> Iterator[tuple[int, State]]:
        """A client comes: the server that it goes to, and what is so behind it."""
        pool = self.pool
        for place, is_directed in self._targets(state):
            server = pool.servers[place]
            yield place, self._served(state, place)
            if pool.stick == "constant" and state.waiting is None:
                yield place, replace(state, waiting=("answer", place))
            # As many as it takes are there, or on the way.
            taken = (state.session is not None and state.session[0] == place) or state.waiting == ("answer", place)
            if not server.limited or not taken:
                continue
            is_first_backup = server.backup and not pool.all_backups and pool.queue != "shared"
            named = is_directed or pool.queue == "server" or is_first_backup
            if not named and pool.hands_over and state.ready not in (None, place):
                yield state.ready or 0, self._served(replace(state, ready=None), state.ready or 0)
            if state.waiting in (None, ("answer", place)):
                if named or (pool.queue == "bounded" and server.bounded):
                    yield place, replace(state, waiting=("server", place))
                if not named:
                    yield place, replace(state, waiting=("pool", place))
        if pool.algorithm == "sticky" and pool.leaves_open and not self._class(state):
            backups = any(server.backup and not server.disabled for server in pool.servers)
            if backups and state.waiting is None:
                yield -1, replace(state, waiting=("pool", -1))

    def _served(self, state: State, place: int, *, closable: bool = True) -> State:
        if state.session is not None and state.session[0] != place:
            self.two = True
            return state
        closable = closable and (state.session is None or state.session[1])
        entries = state.entries
        if self.pool.stick != "none" and not self.pool.servers[place].non_stick:
            if self.pool.stick == "client":
                entries |= {place}
            elif self.pool.rewrites or not entries:
                entries = frozenset((place,))
        return replace(state, session=(place, closable), entries=entries)

    # What else happens.

    def _others(self, state: State) -> Iterator[State]:
        pool = self.pool
        if state.session is not None:
            yield replace(state, session=None)
        if state.waiting is not None:
            kind, place = state.waiting
            alone = replace(state, waiting=None)
            yield alone
            if kind in ("answer", "server"):
                yield self._served(alone, place)
            else:
                # A slot is free at a server that load balancing takes.
                for other in self._balanced(state):
                    yield self._served(alone, other)
        if pool.expires and state.entries and pool.stick == "constant":
            yield replace(state, entries=frozenset())
        roots = dict.fromkeys(server.root for server in pool.servers if server.root is not None)
        for root in roots:
            if root in state.down:
                yield from self._comes_up(state, root)
                continue
            yield from self._goes_down(state, root)
            if root in state.drained:
                after = replace(state, drained=state.drained - {root})
                yield self._elect(after if root in pool.drained_by_agent else self._closed_behind(after, root))
            elif root in pool.drainable:
                yield self._elect(replace(state, drained=state.drained | {root}))

    def _goes_down(self, state: State, root: str) -> Iterator[State]:
        pool = self.pool
        after = self._elect(replace(state, down=state.down | {root}, drained=state.drained - {root}))
        gone = {place for place in self._all if pool.servers[place].root == root}
        if state.ready in gone:
            after = replace(after, ready=None)
        if state.waiting is not None:
            kind, place = state.waiting
            closes = place in gone and pool.servers[place].on_marked_down
            # One that waits for an answer is closed like a session, one in a queue balanced again or left there.
            if (kind == "answer" and closes) or (kind == "server" and place in gone and pool.requeues):
                after = replace(after, waiting=None)
        if state.session is not None:
            place, closable = state.session
            if place in gone and closable and pool.servers[place].on_marked_down:
                after = replace(after, session=None)
        yield after

    def _comes_up(self, state: State, root: str) -> Iterator[State]:
        pool = self.pool
        after = self._elect(self._closed_behind(replace(state, down=state.down - {root}), root))
        back = [place for place in self._all if pool.servers[place].root == root and not pool.servers[place].disabled]
        yield after
        if pool.hands_over and state.session is None and state.ready is None:
            for place in back:
                if not pool.servers[place].slow:
                    yield replace(after, ready=place)
        if pool.leaves_open and state.waiting is not None and state.waiting[0] == "pool":
            for place in set(back) & set(self._class(after)):
                yield self._served(replace(after, waiting=None), place, closable=False)

    def _closed_behind(self, state: State, root: str) -> State:
        """What is closed as the servers of a root are back."""
        pool = self.pool
        if not any(
            server.root == root and server.on_marked_up and not server.backup and server.may_serve
            for server in pool.servers
        ):
            return state
        if state.session is not None and state.session[1] and pool.servers[state.session[0]].backup:
            state = replace(state, session=None)
        # One that waits in a queue takes the place of those that are closed.
        if state.waiting is not None and state.waiting[0] == "answer" and pool.servers[state.waiting[1]].backup:
            state = replace(state, waiting=None)
        return state


def explored(pool: Pool) -> Found:
    """Everything that can happen to a pool, whichever server a constant key hashes to."""
    tops = range(len(pool.servers)) if pool.algorithm == "hash" else (None,)
    found = [Exploration(pool, top).run() for top in tops] or [Found(False, False)]
    return Found(any(each.apart for each in found), any(each.two for each in found))
