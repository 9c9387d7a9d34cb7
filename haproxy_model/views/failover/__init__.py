"""Who receives new connections in which health state, and proofs about it (language reference, 7.7; rule catalogue, B).

A health root is a server that is checked by itself; a server that tracks another goes down with that one.  A state is
the set of roots that are down.  What a state allows is computed from HAProxy's own order: directed choices first
(`use-server`, cookies, stick rules), else the active servers, else the backups.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain, islice

from attrs import evolve

from haproxy_model.errors import InvalidValue, Suggesting, UnknownName, wrong_kind
from haproxy_model.model.given import given_text
from haproxy_model.model.section import Section
from haproxy_model.schema.versions import LATEST
from haproxy_model.syntax.text import visible
from haproxy_model.views.active import active_of
from haproxy_model.views.effective import Effective, resolve
from haproxy_model.views.failover.alone import around_servers, one_server_parts
from haproxy_model.views.failover.assumptions import assumptions
from haproxy_model.views.failover.choice import Choice, is_several, places
from haproxy_model.views.failover.named_lines import in_words, moved
from haproxy_model.views.failover.new_connections import new_connections
from haproxy_model.views.failover.pool import Pool, PoolServer as PoolServer
from haproxy_model.views.failover.pool_of_proxy import read_pool
from haproxy_model.views.failover.proof import (
    Assumption as Assumption,
    Event as Event,
    HealthChange as HealthChange,
    HealthState as HealthState,
    Proof as Proof,
)
from haproxy_model.views.failover.sessions import sessions
from haproxy_model.views.failover.states import levels_down, roots_of, shown_down, state
from haproxy_model.views.failover.unfollowed import resolved_at_run_time, unfollowed_parts
from haproxy_model.views.failover.unknown import (
    chosen_by_health,
    entries_from_elsewhere,
    other_readings,
    restored,
    unknown_parts,
    unresolved,
)
from haproxy_model.views.inheritance import inheritance_of


class Failover(Suggesting):
    """The failover behaviour of one pool, within one HAProxy process that is not changed at run time.

    Args:
        proxy: a `backend` or `listen` section of a configuration.
        version: an HAProxy version.
        environment: the variables that HAProxy would see; None is unknown.

    Raises:
        InvalidValue: the section is neither a backend nor a listen, or the version is not one that is supported.
        UnknownName: the proxy is in no configuration.
    """

    #: the settings of the pool
    effective: Effective
    #: its section
    proxy: Section

    def __init__(self, proxy: Section, *, version: str = LATEST, environment: Mapping[str, str] | None = None) -> None:
        if proxy.kind not in ("backend", "listen"):
            raise InvalidValue(f"{proxy.title!r} has no servers: ask for a backend or listen section")
        if proxy.config is None:
            raise UnknownName(f"{proxy.title!r} is not in a configuration: append it to config.sections first")
        active = active_of(proxy.config, version=version, environment=environment)
        self.effective = resolve(proxy, inheritance_of(active))
        self.proxy = proxy

    @classmethod
    def of(cls, effective: Effective) -> Failover:
        """The failover behaviour of a proxy whose settings were already resolved."""
        failover = cls.__new__(cls)
        failover.effective = effective
        failover.proxy = effective.proxy
        return failover

    @property
    def servers(self) -> tuple[PoolServer, ...]:
        """The servers in the order of the file, templates expanded."""
        return self.pool.servers

    @cached_property
    def pool(self) -> Pool:
        """The servers, and everything that chooses among them."""
        pool = read_pool(self.effective)
        if not self.effective.uses_servers:
            # `dispatch` and `option transparent` leave the servers unused.
            pool = Pool(tuple(evolve(server, disabled=True) for server in pool.servers))
        return pool

    @cached_property
    def roots(self) -> tuple[str, ...]:
        """The health roots in the order in which the servers name them."""
        return roots_of(self._choice)

    def candidates(self, down: Iterable[str] = ()) -> frozenset[str]:
        """The servers that may receive a new connection while some health roots are down.

        Args:
            down: names of roots: a server's, or `backend/server` for one of another section that is tracked.

        Raises:
            UnknownName: no such health root.
        """
        return self.state(down).candidates

    def state(self, down: Iterable[str] = ()) -> HealthState:
        """What a health state allows: who receives new connections, and who may still hold sessions.

        Args:
            down: names of roots.

        Raises:
            UnknownName: no such health root.
        """
        if isinstance(down, (str, Mapping)) or not isinstance(down, Iterable):
            raise wrong_kind("the names of health roots, such as failover.roots", down)
        down = tuple([given_text(name, "the name of a health root as text") for name in down])
        known = self._choice.of_root
        for name in down:
            if name not in known:
                raise UnknownName(
                    f"{name!r} is not a health root here: expected one of {', '.join(self.roots) or 'none'}"
                )
        return state(self._followed, down)

    def states(self) -> Iterator[HealthState]:
        """The health states, those with the fewest roots down first.

        Every one for up to 12 roots; beyond, those that decide whether two servers may be candidates: everything up,
        each root alone, everybody who is asked before a server.
        """
        return (state(self._followed, down) for down in shown_down(self._choice))

    def _telling_states(self, most: int) -> list[HealthState]:
        """The health states that tell most, as many as are wanted: where there are more, those that decide first.

        Args:
            most: how many there may be.
        """
        if self.state_count <= most:
            return list(self.states())
        witnesses = (proof.witness for proof in (self.new_connections, self.sessions))
        shown = chain(
            [()],
            (sorted(witness.down) for witness in witnesses if witness is not None),
            islice(levels_down(self._choice), 4),
            shown_down(self._choice),
        )
        sets = islice(dict.fromkeys(map(frozenset, islice(shown, 3 * most))), most)
        return [state(self._followed, down) for down in sets]

    @property
    def state_count(self) -> int:
        """How many health states there are: two to the power of the number of roots."""
        return 1 << len(self.roots)

    @cached_property
    def new_connections(self) -> Proof:
        """Whether new connections go to one server at a time, in every health state."""
        return self._decided(self._new)

    @cached_property
    def sessions(self) -> Proof:
        """Whether sessions are on one server at a time, whatever the file allows to happen."""
        proof = self._decided(lambda choice: sessions(choice, self._new(choice)))
        moved = None if proof.holds is False and not proof.is_window else self._moved
        return moved or proof

    def balanced(self, down: frozenset[str] = frozenset()) -> frozenset[str]:
        """The servers among which load balancing picks in a state, directed choices left out."""
        choice = self._choice
        return choice.names(choice.balanced(choice.with_roots(down & choice.of_root.keys())))

    @property
    def all_backups(self) -> bool:
        """Whether `option allbackups` is in force."""
        return self.pool.all_backups

    @property
    def redispatches(self) -> bool:
        """Whether a refused connection may be tried on another server."""
        return self.pool.redispatches

    @property
    def chooses_one(self) -> bool:
        """Whether all clients are sent to one of several eligible servers: sticky, or a constant key."""
        pool = self.pool
        if pool.stick != "constant" or pool.redispatches:
            return pool.algorithm in ("sticky", "hash")
        # Before the first entry is stored, several that are balanced serve at once.
        return pool.algorithm in ("sticky", "hash") or not any(map(is_several, self._choice.chain))

    @cached_property
    def _choice(self) -> Choice:
        return Choice(self.pool)

    @cached_property
    def _followed(self) -> Choice:
        """The choice, with entries of stick tables that others write, which may name any server."""
        foreign = any(entries_from_elsewhere(self.effective, self.pool))
        return Choice(evolve(self.pool, rdp_cookie=True)) if foreign else self._choice

    def _decided(self, prove: Callable[[Choice], Proof]) -> Proof:
        """A proof over what is known: None where the rest decides."""
        if not self.effective.uses_servers:
            return _open(around_servers(self.effective)) or Proof(True)
        if len(self.pool.servers) < 2:
            return _open(one_server_parts(self.effective)) or Proof(True)
        proof = prove(self._choice)
        if proof.holds is False:
            certain = self._certain(proof, prove)
            if certain is not None:
                return evolve(certain, events=in_words(self.effective, self.pool, certain.events))
            reasons = (self._unknown, *unfollowed_parts(self.effective, self._choice))
            return Proof(None, undecidable="; ".join(dict.fromkeys(filter(None, reasons))))
        pool = restored(self.effective, self.pool)
        choice = self._choice if pool is None else Choice(pool)
        if self._unknown:
            return Proof(None, undecidable=self._unknown)
        if pool is not None and prove(choice).holds is False:
            return Proof(None, undecidable="a state file may bring back servers that are disabled or have no weight")
        found = _open(unfollowed_parts(self.effective, choice))
        if found is not None:
            return found
        less = unresolved(self.effective, self.pool)
        if less is not None and prove(Choice(less)).holds is False:
            return Proof(None, undecidable="a server whose name comes to nothing at the start stays away")
        return evolve(proof, assumes=self._assumed) if self._are_several else proof

    def _new(self, choice: Choice) -> Proof:
        """What holds of new connections, whatever is unknown; worked out once for the choice that is known."""
        return self._new_of_choice if choice is self._choice else new_connections(choice)

    @cached_property
    def _new_of_choice(self) -> Proof:
        return new_connections(self._choice)

    @cached_property
    def _assumed(self) -> tuple[Assumption, ...]:
        return tuple(assumptions(self.effective))

    def _certain(self, proof: Proof, prove: Callable[[Choice], Proof]) -> Proof | None:
        """A violation whatever the unknown parts are, by the same events; None where it is none."""
        if chosen_by_health(self.effective) or (proof.is_window and self._unknown):
            return None
        others = [prove(Choice(pool)) for pool in other_readings(self.effective, self.pool)]
        found = others[0] if others else proof
        # One that is a window in one reading may be none in another.
        alike = all(other.holds is False and other.events == found.events for other in others)
        return found if alike and not (others and found.is_window) else None

    @property
    def _are_several(self) -> bool:
        """Whether more than one server may ever serve."""
        return is_several(self._choice.may_serve | self._choice.directable)

    @cached_property
    def _moved(self) -> Proof | None:
        """Sessions that stay at the address that the name of a server came to before."""
        choice = self._choice
        used = choice.may_serve | choice.directable if self.effective.uses_servers else 0
        for place in places(used):
            server = self.effective.servers[place]
            line = resolved_at_run_time(server)
            if line is not None:
                return moved(self.effective, choice, place, line)
        return None

    @cached_property
    def _unknown(self) -> str:
        return "; ".join(dict.fromkeys(unknown_parts(self.effective, self.pool)))

    def __repr__(self) -> str:
        return f"<Failover {visible(self.proxy.title)}: {len(self.servers)} servers>"


def _open(reasons: Iterable[str]) -> Proof | None:
    """The proof that is none, where there is a reason."""
    reasons = dict.fromkeys(reasons)
    return Proof(None, undecidable="; ".join(reasons)) if reasons else None
