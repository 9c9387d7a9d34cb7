"""What decides who receives connections, as plain values: nothing here knows a file (rule catalogue, B2).

`failover_reading` makes a pool from effective settings; `failover_choice`, `failover_states` and `failover_sessions`
ask it.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from attrs import frozen

#: What the algorithm does with several eligible servers: takes any, the one of lowest id, the one it took last, or the
#: one that a constant key hashes to.
Algorithm: TypeAlias = Literal["any", "first", "sticky", "hash"]
Queue: TypeAlias = Literal["server", "pool", "bounded", "shared"]
#: What stick rules do: nothing, hold all clients on one server, or hold each client on a server of its own.
Stick: TypeAlias = Literal["none", "constant", "client"]


@frozen
class PoolServer:
    """What decides whether a server receives connections."""

    name: str
    backup: bool
    #: 0 takes it out of load balancing; an unknown weight counts as 1
    weight: int
    #: in maintenance, itself or by a server that it tracks; or down from the start, and nothing brings it up
    disabled: bool
    #: the health root that it goes down with; None where nothing can mark it down
    root: str | None
    #: its sessions are closed when it goes down
    on_marked_down: bool
    #: the sessions on backups are closed when it comes up
    on_marked_up: bool
    #: the number that `balance first` goes by
    id: int
    #: never stored by stick rules
    non_stick: bool
    #: has a persistence cookie
    has_cookie: bool
    #: has a `maxconn` or `minconn`, or an agent that may set one: clients may wait, and `balance first` goes on
    limited: bool = False
    #: has a `maxqueue`: no more clients wait for it
    bounded: bool = False
    #: comes up step by step, `slowstart`
    slow: bool = False

    @property
    def may_serve(self) -> bool:
        """Whether there is a state in which load balancing may pick it."""
        return self.weight > 0 and not self.disabled


@frozen
class UseServerRule:
    """A `use-server` rule: where it sends connections, and whether it does so with every one."""

    #: the server's name; None where the request decides
    target: str | None
    #: its condition always holds
    always: bool = False

    @property
    def is_certain(self) -> bool:
        """Whether every connection goes to one server that is known."""
        return self.always and self.target is not None


@frozen
class Pool:
    """The servers of a proxy, and everything that chooses among them."""

    #: in the order of the file
    servers: tuple[PoolServer, ...]
    #: `option allbackups`: all backups serve, not the first alone
    all_backups: bool = False
    algorithm: Algorithm = "any"
    #: a refused connection goes on to another server, `option redispatch` with `retries`
    redispatches: bool = False
    stick: Stick = "none"
    #: a stick entry is written again when its server changes; a full table under `nopurge` has no room to do so
    rewrites: bool = True
    #: the stick entry ends some time after the last connection, whatever sessions there are
    expires: bool = False
    use_server: tuple[UseServerRule, ...] = ()
    #: cookies direct connections
    cookies: bool = False
    #: an RDP cookie may name any server
    rdp_cookie: bool = False
    #: a keep-alive connection stays with the server that it had
    prefers_last: bool = False
    #: directed connections may reach servers that are down or in maintenance: `option persist`, `force-persist`
    persists: bool = False
    #: every one of them does: no condition decides
    always_persists: bool = False
    #: the health roots that a check or an agent can take out of load balancing without marking them down
    drainable: frozenset[str] = frozenset()
    #: of them, those that an agent may drain: their return closes no sessions on backups
    drained_by_agent: frozenset[str] = frozenset()
    #: the roots that begin in maintenance until their agent takes them out
    asleep: frozenset[str] = frozenset()
    #: where clients wait for a server that is full: in its own queue; in that of the pool, but for the first backup;
    #: the same, but for an active server first up to its `maxqueue`; or in that of the pool, for backups too
    queue: Queue = "pool"
    #: clients that wait in the queue of a server are balanced again when it goes down
    requeues: bool = False
    #: one that finds its server full may be handed the server that came up last while nobody was served
    hands_over: bool = False
    #: the session of one that waited in the queue of the pool until a server came up is never closed
    leaves_open: bool = False
    #: a directed connection goes on to another server when the queue of the first is full
    leaves_full: bool = False
