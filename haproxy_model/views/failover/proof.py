"""What a proof about a pool says, and the states and steps that it shows."""

from __future__ import annotations

from typing import Literal, TypeAlias

from attrs import frozen

from haproxy_model.errors import Suggesting

#: What happens to a health root: it goes down or comes up; a check or an agent takes it out of load balancing or puts
#: it back; or the stick entry ends, which is no root's doing.
Change: TypeAlias = Literal["down", "up", "drained", "undrained", "expired"]

_SAYS = {
    "down": "{} goes down",
    "up": "{} comes up",
    "drained": "{} is drained",
    "undrained": "{} is drained no longer",
    "expired": "the stick entry expires",
}


@frozen
class HealthState(Suggesting):
    """A health state, and what it allows."""

    #: the health roots that are down
    down: frozenset[str]
    #: the servers that may receive a new connection, after one history or another
    candidates: frozenset[str]
    #: the servers that may hold sessions: the candidates, and those whose sessions nothing has closed
    sessions: frozenset[str]
    #: the health roots that are up but take no new connections from load balancing
    drained: frozenset[str] = frozenset()


@frozen
class HealthChange(Suggesting):
    """One change of health, and where connections are after it."""

    #: what happens: a root goes down, comes up, is drained …
    change: Change
    #: the health root; None where no root changes
    root: str | None
    #: the servers that new connections go to
    new: frozenset[str]
    #: the servers that hold sessions
    sessions: frozenset[str]

    def __str__(self) -> str:
        return _SAYS[self.change].format(self.root)


@frozen
class Proof(Suggesting):
    """Whether a property of a pool holds in every health state, and the shortest way to break it."""

    #: whether it holds in every state; None where that is not known, and no violation is certain
    holds: bool | None
    #: the state with the fewest roots down in which it is violated; None where it is not
    witness: HealthState | None = None
    #: the shortest sequence of changes that leads there, from a start with everything up
    trace: tuple[HealthChange, ...] = ()
    #: why `holds` is None
    undecidable: str | None = None
    #: the servers that receive new connections, or hold sessions, at the same time
    servers: frozenset[str] = frozenset()
