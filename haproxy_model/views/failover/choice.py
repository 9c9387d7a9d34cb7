"""Which servers a new connection may go to in one state, in HAProxy's order (language reference, 7.7; catalogue, B2).

Sets of servers are bits of one number, the lowest for the first of the file, so that a state of a pool of thousands
costs microseconds.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cached_property, reduce
from itertools import compress, count
from operator import or_

from attrs import evolve

from haproxy_model.records import NamedTuple
from haproxy_model.views.failover.pool import Pool, PoolServer
from haproxy_model.views.failover.proof import EventKind

_ONE = ord("1")
_DIGITS = bytes.maketrans(b"01", b"\0\1")
#: Sets of no more are gone through one by one.
_FEW = 8


class Offer(NamedTuple):
    """Where a new connection may go."""

    #: by rules, cookies and stick tables
    directed: int
    #: by load balancing
    balanced: int
    #: whether load balancing takes one of its servers and stays with it, so that only one serves at a time
    one_of: bool


class Choice:
    """The order of HAProxy's choices over the servers of a pool."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        servers = pool.servers
        self.enabled = _bits(servers, lambda server: not server.disabled)
        weighed = _bits(servers, lambda server: server.may_serve)
        #: those that load balancing may pick; `balance sticky` ignores weights (lb_ss.c)
        self.may_serve = self.enabled if pool.algorithm == "sticky" else weighed
        self.backup = _bits(servers, lambda server: server.backup)
        self.limited = _bits(servers, lambda server: server.limited)
        self.storable = _bits(servers, lambda server: not server.non_stick)
        #: those whose sessions are closed when they go down
        self.cuts = _bits(servers, lambda server: server.on_marked_down)
        self.closes_backups = weighed & ~self.backup & _bits(servers, lambda server: server.on_marked_up)
        self.all = (1 << len(servers)) - 1
        #: root -> the servers that go down with it
        self.of_root: dict[str, int] = {}
        for place, server in enumerate(servers):
            if server.root is not None:
                self.of_root[server.root] = self.of_root.get(server.root, 0) | 1 << place
        self._cookies = _bits(servers, lambda server: server.has_cookie) if pool.cookies else 0
        bounded = _bits(servers, lambda server: server.bounded)
        #: those that a directed connection leaves when their queue is full
        self._overflows = self.limited & bounded if pool.leaves_full else 0
        #: those in whose own queue clients wait, who follow when sessions are closed there
        self.waits = self.limited & self._own_queues(bounded) if self.limited else 0
        #: those that no session is left on when they go down
        self.closes = self.cuts if pool.requeues else self.cuts & ~self.waits
        #: the backups that sessions stay on, or come to from a queue, when an active server comes up
        self.keeps = self.waits & self.backup
        #: the same where nobody is refused, made when it is asked for
        self._unrefused: Choice | None = None
        #: whether an entry of a client exists only once it was stored; else any that may be is taken as there
        self.is_exact = False
        #: the level that `served_until` was asked about last, and its answer
        self._until: tuple[int, int] | None = None
        #: what is down, drained, stuck and elected -> the sets of servers that clients may be sent to then
        self.offered: dict[tuple[int, int, int, int], tuple[int, ...]] = {}

    def _own_queues(self, bounded: int) -> int:
        """The servers that a connection is sent to although they are full."""
        pool = self.pool
        if pool.queue == "server":
            return self.all
        # The first backup is taken as it is, and so is a server that a rule, a cookie or an entry names.
        own = bounded if pool.queue == "bounded" else 0
        own |= self.owned_backups | self._named | self._cookies
        if pool.rdp_cookie:
            return self.all
        return own | (self.storable if pool.stick != "none" else 0)

    @property
    def owned_backups(self) -> int:
        """The backups that load balancing takes as they are, full or not."""
        return 0 if self.pool.all_backups or self.pool.queue == "shared" else self.backup

    @property
    def named_surely(self) -> int:
        """The servers that a rule names for everybody, and that nobody leaves when they refuse or are full."""
        if self.pool.redispatches:
            return 0
        targets = [self._targets(rule.target) for rule in self.pool.use_server if rule.is_certain]
        return reduce(or_, targets, 0) & ~self._overflows

    @property
    def directs(self) -> bool:
        """Whether anything but load balancing may choose."""
        pool = self.pool
        by_rule = pool.use_server or pool.stick != "none"
        return bool(by_rule or self._cookies or pool.rdp_cookie or pool.prefers_last)

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The place of each server by its name, the first of a name."""
        return {server.name: place for place, server in reversed([*enumerate(self.pool.servers)])}

    def names(self, servers: int) -> frozenset[str]:
        """The names of a set of servers."""
        return frozenset(compress(self._names, _flags(servers)))

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple([server.name for server in self.pool.servers])

    def listed(self, servers: int) -> tuple[str, ...]:
        """The names of a set of servers, in the order of the file."""
        return tuple(compress(self._names, _flags(servers)))

    def parts(self, node: tuple[int, int, int, int], servers: int) -> EventKind:
        """How clients that come go to several servers: by themselves, or because one is refused and sent on.

        Args:
            node: who is down, who is drained, what the stick entry names, whom `balance sticky` has elected.
            servers: the servers that they go to.
        """
        pool = self.pool
        if not is_several(servers):
            return "client"
        if not (pool.redispatches or pool.leaves_full):
            return "together"
        if self._unrefused is None:
            self._unrefused = Choice(evolve(pool, redispatches=False, leaves_full=False))
            self._unrefused.is_exact = self.is_exact
        directed, balanced, one_of = self._unrefused.offer(*node)
        alone = balanced & -balanced if one_of else balanced
        return "together" if is_several(directed | alone) else "refused"

    def causes(self, servers: int, down: int, drained: int) -> tuple[str, ...]:
        """What may send clients to some servers past load balancing: keys of `named_lines`."""
        if not self.directs:
            return ()
        past = servers & ~self.balanced(down | drained) | (servers if self._always(down) else 0)
        pool = self.pool
        found = [
            f"use-server {place}" for place, rule in enumerate(pool.use_server) if self._targets(rule.target) & past
        ]
        if past and not found:
            found += ["cookie"] if self._cookies & past else []
            found += ["persist rdp-cookie"] if not found and pool.rdp_cookie else []
            found += ["stick"] if not found and pool.stick != "none" else []
            found += ["prefer-last-server"] if not found and pool.prefers_last else []
        return tuple(found)

    def with_roots(self, roots: Collection[str]) -> int:
        """The servers that go down with some roots."""
        if len(roots) <= _FEW:
            return reduce(or_, [self.of_root[root] for root in roots], 0)
        # Putting thousands of numbers together that have thousands of bits is what costs.
        digits = bytearray(b"0" * len(self.pool.servers))
        for root in roots:
            for place in self._places_of[root]:
                digits[-1 - place] = _ONE
        return int(digits, 2)

    @cached_property
    def _places_of(self) -> Mapping[str, list[int]]:
        """The places of the servers that go down with each root."""
        found: dict[str, list[int]] = {}
        for place, server in enumerate(self.pool.servers):
            if server.root is not None:
                found.setdefault(server.root, []).append(place)
        return found

    def balanced(self, unusable: int) -> int:
        """The servers among which load balancing picks while some are down or drained."""
        usable = self.may_serve & ~unusable
        return self._class(usable & ~self.backup) or self._backups(usable & self.backup)

    def _backups(self, usable: int) -> int:
        if self.pool.all_backups or self.pool.algorithm == "sticky":
            return self._class(usable)
        return usable & -usable

    def elected(self, before: int, unusable: int) -> int:
        """The server that `balance sticky` stays with: another one when it is lost, or an active one for a backup.

        Of other algorithms what was given.
        """
        if self.pool.algorithm != "sticky":
            return before
        usable = self.balanced(unusable)
        return before if before & usable else usable & -usable

    def _class(self, usable: int) -> int:
        """Of the usable servers of one class, those that the algorithm may take."""
        if self.pool.algorithm == "first" and not self.pool.redispatches and not usable & self.limited:
            return next((1 << place for place in self._by_id if usable >> place & 1), 0)
        return usable

    @cached_property
    def _by_id(self) -> tuple[int, ...]:
        ids = [server.id for server in self.pool.servers]
        return tuple(sorted(range(len(ids)), key=ids.__getitem__))

    @cached_property
    def chain(self) -> tuple[int, ...]:
        """Who serves whom no condition directs, each behind the loss of those before; ends with who cannot be lost."""
        chain = []
        unusable = 0
        while True:
            always = self._always(unusable)
            # A connection that a rule directs to a server, and that is refused there, may go on.
            hidden = always and not self.pool.redispatches and not always & self._overflows
            others = 0 if hidden else self.elected(0, unusable) or self.balanced(unusable)
            if not always | others:
                break
            chain.append(always | others)
            roots = {self.pool.servers[place].root for place in places(others or always)}
            if None in roots or (self.pool.always_persists and not others):
                break
            unusable |= self.with_roots([root for root in roots if root is not None])
        return tuple(chain)

    def _always(self, down: int) -> int:
        """The server that a `use-server` rule without a condition sends everybody to."""
        reachable = self._surely_reached(down)
        certain = (self._targets(rule.target) & reachable for rule in self.pool.use_server if rule.is_certain)
        return next(filter(None, certain), 0)

    def _surely_reached(self, down: int) -> int:
        """The servers that every connection reaches which is directed to them."""
        return self.all if self.pool.always_persists else self.enabled & ~down

    def _reached(self, down: int) -> int:
        """The servers that some connections reach which are directed to them."""
        return self.all if self.pool.persists else self.enabled & ~down

    @cached_property
    def closers(self) -> tuple[tuple[int, frozenset[str]], ...]:
        """The levels of the chain with servers whose return closes sessions on backups: its place, and their roots.

        That of a server which an agent has drained closes none.
        """
        closing = {
            root
            for root, servers in self.of_root.items()
            if servers & self.closes_backups and root not in self.pool.drained_by_agent
        }
        found = []
        for level, servers in enumerate(self.chain if closing else ()):
            roots = closing.intersection([self.pool.servers[place].root for place in places(servers)])
            if roots:
                found.append((level, frozenset(filter(None, roots))))
        return tuple(found)

    def served_until(self, level: int) -> int:
        """The servers of the first levels of the chain, up to one."""
        if self._until is None or self._until[0] != level:
            self._until = level, reduce(or_, self.chain[: level + 1], 0)
        return self._until[1]

    @cached_property
    def served_once(self) -> int:
        """The servers that connections go to in some state when no condition directs them."""
        return reduce(or_, self.chain, 0)

    @cached_property
    def storable_once(self) -> int:
        """The servers that an entry of a stick table may name."""
        chosen = self.served_once | self._named
        return chosen & self.storable & (self.all if self.pool.persists else self.enabled)

    @cached_property
    def directable(self) -> int:
        """The servers that something else than load balancing may send connections to."""
        pool = self.pool
        found = self._named | self._cookies
        if pool.stick != "none":
            found |= self.storable_once
        if pool.prefers_last:
            found |= self.served_once
        if pool.rdp_cookie:
            found = self.all
        return found if pool.persists else found & self.enabled

    @cached_property
    def _named(self) -> int:
        return reduce(or_, (self._targets(rule.target) for rule in self.pool.use_server), 0)

    def offer(self, down: int, drained: int, stuck: int, elected: int = 0) -> Offer:
        """Where a new connection goes.

        Args:
            down: the servers that are marked down.
            drained: the servers that are up and take no new connections from load balancing.
            stuck: the server that a constant stick entry names; 0 for none.
            elected: the server that `balance sticky` stays with; 0 where nobody knows.
        """
        pool = self.pool
        reachable, surely = self._reached(down), self._surely_reached(down)
        directed = 0
        for rule in pool.use_server:
            targets = self._targets(rule.target)
            directed |= targets & reachable
            if rule.is_certain and targets & surely:
                if not pool.redispatches and not targets & self._overflows:
                    return Offer(directed, 0, False)
                break
        else:
            directed |= self._cookies & reachable
            if pool.rdp_cookie:
                directed |= reachable
            if pool.prefers_last:
                directed |= self.served_once & self.enabled & ~down & ~drained
            if pool.stick == "client":
                directed |= (stuck if self.is_exact else self.storable_once) & reachable
            elif pool.stick == "constant" and stuck & reachable:
                directed |= stuck
                if stuck & surely and not pool.redispatches and not stuck & self._overflows:
                    return Offer(directed, 0, False)
        balanced = elected or self.balanced(down | drained)
        if pool.algorithm == "sticky":
            # Behind a server that cannot be lost nobody is ever elected.
            balanced &= self.served_once
        # A stick entry is stored late: clients that come together are balanced apart.
        return Offer(directed, balanced, pool.algorithm in ("sticky", "hash"))

    def together(self, down: int, drained: int) -> int:
        """Servers that may receive new connections at the same time in a state, whatever happened before.

        One server, or none, where the state allows no two.
        """
        pool = self.pool
        directed, balanced, one_of = self.offer(down, drained, 0)
        if pool.stick == "constant" and not self._always(down):
            stuck = self.storable_once & self._reached(down)
            if pool.redispatches:
                # A stuck server, and the one that balancing gives once a connection was refused.
                directed |= stuck
            elif stuck & ~self._surely_reached(down) and balanced:
                # A stuck server that is down takes those for whom a condition holds, and no others.
                directed |= stuck & ~self._surely_reached(down)
            elif directed:
                # A rule sends some clients there, the stick entry may name any server of the past.
                balanced |= stuck
            else:
                # A stuck server whose queue is full, and the one that balancing gives.
                full = stuck & self._overflows if balanced else 0
                if one_of:
                    # `balance sticky` never leaves a server that cannot be lost.
                    kept = self.with_roots(self.of_root) if pool.algorithm == "sticky" else self.all
                    full = full & ~balanced or full & kept
                else:
                    full &= ~balanced
                directed |= full & -full
        if not one_of:
            return directed | balanced
        if pool.algorithm == "sticky" and pool.stick == "client" and not (pool.rdp_cookie or pool.prefers_last):
            # Whoever has an entry of a server that cannot be lost had it elected; unless an active one comes back for
            # a backup, it stays so for everybody.
            elected = directed & balanced & ~(self.with_roots(self.of_root) | self._named | self._cookies)
            before = _one_beside(directed & ~elected, balanced)
            return before if is_several(before) or not elected else directed
        return _one_beside(directed, balanced)

    def candidates(self, down: int, drained: int = 0) -> int:
        """Every server that may receive a new connection in a state, after one history or another."""
        directed, balanced, _ = self.offer(down, drained, 0)
        if self.pool.stick == "constant" and not self._always(down):
            directed |= self.storable_once & self._reached(down)
        return directed | balanced

    def remembered(self, taken: int, stuck: int) -> int:
        """The server that the stick entry names behind a connection that went to `taken`."""
        pool = self.pool
        if pool.stick == "client" and self.is_exact:
            return stuck | taken & self.storable
        if pool.stick != "constant" or not taken & self.storable or (stuck and not pool.rewrites):
            return stuck
        return taken

    def exact(self) -> Choice:
        """The same pool, in which a client has an entry only once it was stored."""
        choice = Choice(self.pool)
        choice.is_exact = True
        return choice

    def _targets(self, name: str | None) -> int:
        if name is None:
            return self.all
        place = self.places.get(name)
        return 0 if place is None else 1 << place


def places(servers: int) -> Iterator[int]:
    """The places of a set of servers, the lowest first."""
    if servers.bit_count() > _FEW:
        yield from compress(count(), _flags(servers))
        return
    while servers:
        lowest = servers & -servers
        yield lowest.bit_length() - 1
        servers ^= lowest


def _one_beside(directed: int, balanced: int) -> int:
    """Servers that some clients are directed to, and one more of those that are balanced, where there is one."""
    others = balanced & ~directed or balanced
    return directed | others & -others


def _flags(servers: int) -> bytes:
    """A byte for each place up to the last of a set: whether it is in the set."""
    return bin(servers)[:1:-1].encode().translate(_DIGITS)


def is_several(servers: int) -> bool:
    """Whether a set has two members or more."""
    return servers & (servers - 1) != 0


def _bits(servers: tuple[PoolServer, ...], holds: Callable[[PoolServer], bool]) -> int:
    return int("".join("1" if holds(server) else "0" for server in reversed(servers)) or "0", 2)
