"""What a proof about a pool says, and the states and steps that it shows."""

from __future__ import annotations

from typing import Literal, TypeAlias

from attrs import frozen

from haproxy_model.diagnostics import Span
from haproxy_model.errors import Suggesting

#: What happens to a health root: it goes down or comes up; a check or an agent takes it out of load balancing or puts
#: it back; or the stick entry ends, which is no root's doing.
Change: TypeAlias = Literal["down", "up", "drained", "undrained", "expired"]

#: What may happen on the way to two servers: changes of health, and what clients do.  A client comes and is served, or
#: several at the same moment; it is sent to a server and waits for it, in a retry or for its answer, or in its queue;
#: it is served after that, or handed another server; the name of a server comes to another address; an agent wakes one.
EventKind: TypeAlias = Literal[
    "down", "up", "drained", "undrained", "expired", "client", "together", "refused", "waits", "queued", "pooled",
    "served", "fills", "handed", "limits", "moved", "woken"
]  # fmt: skip

_SAYS = {
    "down": "{} goes down",
    "up": "{} comes up",
    "drained": "{} is drained",
    "undrained": "{} is drained no longer",
    "expired": "the stick entry expires",
}
_HAPPENS = _SAYS | {
    "client": "a client comes and goes to {}",
    "refused": "clients come, one is refused and sent on, and they go to {}",
    "waits": "a client is sent to {} and still waits for it",
    "queued": "clients fill {}, and others wait in its queue",
    "pooled": "clients fill {}, and another waits in the queue of the pool",
    "served": "a client that waited gets {}",
    "together": "clients come together and go to {}",
    "fills": "as many clients come as {} takes",
    "handed": "another client is handed {}, which came up while nobody was served",
    "limits": "the agent of {} says how many clients it takes",
    "woken": "the agent of {} takes it out of maintenance",
    "moved": "the name of {} comes to another address",
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
class Event(Suggesting):
    """One thing that happens on the way to two servers: a change of health, or what clients do."""

    #: what happens
    kind: EventKind
    #: the health root that changes; None where clients do something
    root: str | None = None
    #: the servers that the clients go to, or wait for
    servers: tuple[str, ...] = ()
    #: the servers that hold sessions after it
    sessions: frozenset[str] = frozenset()
    #: what sends the clients there, if it is not load balancing: a line in words, such as "`use-server b` on line 5"
    by: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.kind == "pooled" and not self.servers:
            return "a client comes while no server is up, and waits"
        text = _HAPPENS[self.kind].format(self.root if self.root is not None else " AND ".join(self.servers))
        return f"{text}, by {' and '.join(self.by)}" if self.by else text


@frozen
class Assumption(Suggesting):
    """What no file can tell, and a proof takes for granted."""

    #: what is taken for granted, as the end of a sentence that begins with "as long as"
    text: str
    #: the line that makes it matter, or the first one of the section; None where no line of a file does
    span: Span | None = None

    def __str__(self) -> str:
        return self.text


@frozen
class Proof(Suggesting):
    """Whether a property of a pool holds whatever happens, and the shortest way to break it."""

    #: whether it holds, whatever the file allows to happen; None where that is not known, and no violation is certain
    holds: bool | None
    #: the state with the fewest roots down in which it is violated; None where it is not
    witness: HealthState | None = None
    #: the shortest sequence of changes that leads there, from a start with everything up
    trace: tuple[HealthChange, ...] = ()
    #: why `holds` is None
    undecidable: str | None = None
    #: the servers that receive new connections, or hold sessions, at the same time
    servers: frozenset[str] = frozenset()
    #: where `holds` is False: the shortest sequence of events that leads there, from a start with everything up
    events: tuple[Event, ...] = ()
    #: whether all of it happens while a client waits for its server: it is one server under plain load
    is_window: bool = False
    #: where `holds` is True: what no file can tell, and is taken for granted
    assumes: tuple[Assumption, ...] = ()
