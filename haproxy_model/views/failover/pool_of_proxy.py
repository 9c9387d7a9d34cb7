"""The pool of a proxy, read from its effective settings (rule catalogue, B2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Self, TypeAlias

from haproxy_model.model.line import Statement
from haproxy_model.model.proxy_lines import StickTable
from haproxy_model.model.rules import StickRule, UseServer
from haproxy_model.records import NamedTuple
from haproxy_model.schema.keywords import rows
from haproxy_model.schema.quirks import (
    FIRST_UP_IS_HANDED_OVER,
    NEVER_REDISPATCHED_LEAVES_FULL,
    POOL_QUEUE_IS_NEVER_CLOSED,
    QUEUES_ARE_BALANCED_AGAIN,
    UNCHECKED_MAY_START_DOWN,
)
from haproxy_model.schema.rows import available
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.expression import Expression, read_expression
from haproxy_model.values.size import Size
from haproxy_model.values.unread import Unread
from haproxy_model.views.effective import Effective, EffectiveServer
from haproxy_model.views.failover.constant_conditions import holds
from haproxy_model.views.failover.keys import CONSTANT_FETCHES, is_tracked, key_kind, table_of
from haproxy_model.views.failover.pool import Algorithm, Pool, PoolServer, Queue, Stick, UseServerRule
from haproxy_model.views.shared_parameters import Parameters

#: The algorithm that keeps one server for all clients.
(_STICKY,) = (row for row in rows("backend", "balance") if row.name == "balance sticky")
#: Algorithms that send a connection to a server although it is full; in TCP those that ask HTTP are `roundrobin`.
_SENDS_TO_FULL = frozenset(("source", "hash", "sticky", "rdp-cookie"))
_SENDS_TO_FULL_HTTP = _SENDS_TO_FULL | {"uri", "url_param", "hdr"}
#: The parameters at which clients wait.
LIMITS = ("maxconn", "minconn")
#: The parameters without which load balancing may pick a server.
_KEEPING_OUT = ("disabled", "init-state", "track", "weight")
_Applies: TypeAlias = Callable[[Statement], bool | None]


def all_may_serve(effective: Effective) -> bool:
    """Whether `PoolServer.may_serve` holds for every server, as its parameters show before a pool is read."""
    return effective.uses_servers and not effective._any_server_has(*_KEEPING_OUT)


def read_pool(effective: Effective, *, where_open: bool | None = None) -> Pool:
    """The servers of a proxy and what chooses among them.

    Args:
        effective: the settings of a `backend` or `listen` section.
        where_open: the answer of conditions that may be the same for all clients; None takes them as not the same.
    """

    def applies(line: Statement) -> bool | None:
        return holds(line, effective, where_open=where_open)

    roots = HealthRoots(effective)
    redispatches = _redispatches(effective)
    stick, keys = _stick(effective, applies)
    tables = [table for rule in keys if (table := table_of(rule, effective)) is not None]
    version = effective.active.version
    http = effective.mode.value == "http"
    cookie = effective.setting("cookie") if http else None
    forced = {applies(line) for line in effective.statements if line.keyword == "force-persist"} - {False}
    persistence = forced | {True} if effective.option("persist").value else forced
    return Pool(
        servers=tuple(_servers(effective, roots, cookie is not None and "dynamic" in cookie.value)),
        all_backups=effective.option("allbackups").value,
        algorithm=_algorithm(effective, redispatches=redispatches),
        redispatches=redispatches,
        stick=stick,
        rewrites=not any(_is_full(table) for table in tables),
        expires=any(table.expire is not None for table in tables) or any(is_tracked(rule, effective) for rule in keys),
        use_server=tuple(_use_server(effective, applies)),
        cookies=cookie is not None,
        rdp_cookie=effective.setting("persist", "rdp-cookie") is not None,
        prefers_last=http and _prefers_last(effective),
        persists=bool(persistence),
        always_persists=True in persistence,
        drainable=frozenset(roots.drainable | roots.with_agent),
        drained_by_agent=frozenset(roots.with_agent),
        asleep=frozenset(roots.asleep),
        queue=_queue(effective),
        requeues=_requeues(effective, persists=bool(persistence)),
        hands_over=FIRST_UP_IS_HANDED_OVER.holds(version),
        leaves_open=POOL_QUEUE_IS_NEVER_CLOSED.holds(version),
        leaves_full=_leaves_full(effective),
    )


def _queue(effective: Effective) -> Queue:
    algorithm = effective.balance.value[0]
    sends = _SENDS_TO_FULL_HTTP if effective.mode.value == "http" else _SENDS_TO_FULL
    if algorithm.partition("(")[0] in sends:
        return "server"
    if algorithm == "leastconn":
        return "bounded"
    # The others look whether the first backup has room, too.
    return "pool" if algorithm in ("roundrobin", "first") else "shared"


def _requeues(effective: Effective, *, persists: bool) -> bool:
    """Whether clients that wait for a server are balanced again when it goes down."""
    return QUEUES_ARE_BALANCED_AGAIN.holds(effective.active.version) and _leaves_full(effective) and not persists


def _leaves_full(effective: Effective) -> bool:
    """Whether a connection that a rule or an entry directs goes on when the queue of its server is full."""
    option = effective.option("redispatch")
    line = option.origin.statement
    never = line is not None and line.arguments[1:2] == ("0",)
    return option.value and (not never or NEVER_REDISPATCHED_LEAVES_FULL.holds(effective.active.version))


def _servers(effective: Effective, roots: HealthRoots, every_cookie: bool) -> Iterator[PoolServer]:
    may_start_down = UNCHECKED_MAY_START_DOWN.holds(effective.active.version)
    known: dict[int, _Said] = {}
    for server, id_ in zip(effective.servers, _ids(effective.servers), strict=True):
        said = known.get(id(server.parameters))
        if said is None:
            said = known[id(server.parameters)] = _Said.of(server.parameters)
        root, disabled = roots.of(server)
        yield PoolServer(
            name=server.name,
            backup=said.backup,
            weight=said.weight,
            # Without a check 3.4 leaves a server down that `init-state` begins with down.
            disabled=disabled or (root is None and may_start_down and said.starts_down),
            root=root,
            on_marked_down=said.on_marked_down,
            on_marked_up=said.on_marked_up,
            id=id_,
            non_stick=said.non_stick,
            has_cookie=every_cookie or said.has_cookie,
            limited=said.limited,
            bounded=said.bounded,
            slow=said.slow,
        )


class _Said(NamedTuple):
    """What the parameters of servers alone decide, which most servers of a pool share."""

    backup: bool
    weight: int
    starts_down: bool
    on_marked_down: bool
    on_marked_up: bool
    non_stick: bool
    has_cookie: bool
    limited: bool
    bounded: bool
    slow: bool

    @classmethod
    def of(cls, parameters: Parameters) -> Self:
        given = parameters.params
        return cls(
            backup="backup" in given,
            weight=1 if isinstance(parameters.weight, Unread) else parameters.weight,
            starts_down=parameters.value("init_state") in ("down", "fully-down"),
            on_marked_down=parameters.value("on_marked_down") == "shutdown-sessions",
            on_marked_up=parameters.value("on_marked_up") == "shutdown-backup-sessions",
            non_stick="non-stick" in given,
            has_cookie="cookie" in given,
            # An agent may set it.
            limited="agent-check" in given or any(parameters.value(word) != 0 for word in LIMITS if word in given),
            bounded="maxqueue" in given and parameters.value("maxqueue") != 0,
            slow="slowstart" in given,
        )


def _ids(servers: tuple[EffectiveServer, ...]) -> Iterator[int]:
    """The ids as HAProxy gives them: explicit ones, else the next free number; every server moves that number on."""
    given = [server.parameters.value("id") for server in servers]
    explicit = {id_ for id_ in given if isinstance(id_, int)}
    if not explicit:
        yield from range(1, len(servers) + 1)
        return
    following = 1
    for own in given:
        if isinstance(own, int):
            yield own
        else:
            while following in explicit:
                following += 1
            yield following
        following += 1


class HealthRoots:
    """The servers whose own checks decide for others: what each server goes down with."""

    def __init__(self, effective: Effective) -> None:
        self._own = effective
        #: the roots that a check takes out of load balancing while they are up
        self.drainable: set[str] = set()
        #: the roots that have an agent, which can do so too
        self.with_agent: set[str] = set()
        #: of them, those that begin in maintenance
        self.asleep: set[str] = set()
        self._on_404: dict[Effective, bool] = {}

    def of(self, server: EffectiveServer) -> tuple[str | None, bool]:
        """The health root of a server, and whether it, or one that it tracks, is disabled."""
        effective, checked, disabled = _decided(self._own, server)
        if checked is None:
            return None, disabled
        root = checked.name if effective is self._own else f"{effective.proxy.name}/{checked.name}"
        if checked.has("agent-check"):
            self.with_agent.add(root)
            if disabled and checked.disabled:
                # The agent takes it out of maintenance.
                self.asleep.add(root)
                disabled = False
        if checked.has("check") and self._drains_on_404(effective):
            self.drainable.add(root)
        return root, disabled

    def _drains_on_404(self, pool: Effective) -> bool:
        if pool not in self._on_404:
            self._on_404[pool] = _disables_on_404(pool)
        return self._on_404[pool]


def _decided(effective: Effective, server: EffectiveServer) -> tuple[Effective, EffectiveServer | None, bool]:
    """The checked server that decides for a server, with its pool, and whether one on the way there is disabled.

    What it found for the servers on the way is kept, for chains may be long and lead through many pools.
    """
    if not server.has("track"):
        # So is nearly every server: checked by itself, or not at all.
        return effective, server if _may_go_down(server) else None, server.disabled
    known = effective._inheritance.health
    path: dict[EffectiveServer, None] = {}
    checked: EffectiveServer | None = None
    disabled = False
    while server not in path:
        if server in known:
            effective, checked, disabled = known[server]
            break
        path[server] = None
        if _may_go_down(server):
            checked = server
            break
        backend, _, name = (server.track if isinstance(server.track, str) else "").rpartition("/")
        pool = effective.pool(backend) if backend and backend != effective.proxy.name else effective
        tracked = None if pool is None else pool.server_names.get(name)
        if pool is None or tracked is None:
            break
        effective, server = pool, tracked
    for passed in reversed(path):
        disabled = disabled or passed.disabled
        known[passed] = (effective, checked, disabled)
    return effective, checked, disabled


def _may_go_down(server: EffectiveServer) -> bool:
    """Whether a server goes down by itself: by a check, an agent, or a name that comes to nothing."""
    return server.has("check") or server.has("agent-check") or (server.is_named and server.has("resolvers"))


def _disables_on_404(effective: Effective) -> bool:
    if effective.check_method.value[:1] != ("httpchk",):
        return False
    return any(line._argument(1) == "disable-on-404" for line in effective.http_checks)


def _redispatches(effective: Effective) -> bool:
    """Whether a refused connection may be tried on another server."""
    option = effective.option("redispatch")
    line = option.origin.statement
    never = line is not None and line.arguments[1:2] == ("0",)
    retries = effective.retries.value
    return option.value and not never and (isinstance(retries, Unread) or retries > 0)


def _algorithm(effective: Effective, *, redispatches: bool) -> Algorithm:
    algorithm, *arguments = effective.balance.value
    if algorithm == "first":
        return "first"
    if algorithm == "sticky" and available(_STICKY, effective.active.version):
        return "sticky"
    factor = effective.setting("hash-balance-factor")
    # 0 is off.
    is_bounded = factor is not None and factor.value[:1] != ("0",)
    if algorithm != "hash" or not arguments or is_bounded:
        return "any"
    hash_type = effective.setting("hash-type")
    spills = redispatches and hash_type is not None and hash_type.value[:1] == ("consistent",)
    return "hash" if _has_constant_fetch(arguments[0]) and not spills else "any"


def _prefers_last(effective: Effective) -> bool:
    """Whether a client stays with its connection to a server, which is its own under `http-reuse never` alone."""
    reuse = effective.setting("http-reuse")
    return effective.option("prefer-last-server").value and reuse is not None and reuse.value[:1] == ("never",)


def _use_server(effective: Effective, applies: _Applies) -> Iterator[UseServerRule]:
    for rule in use_server_lines(effective, applies):
        name = rule.name
        yield UseServerRule(None if "%" in name or isinstance(name, Expandable) else name, applies(rule) is True)


def use_server_lines(effective: Effective, applies: _Applies | None = None) -> Iterator[UseServer]:
    """The `use-server` lines that may apply, in the order of `Pool.use_server`."""
    applies = applies or (lambda line: holds(line, effective))
    return (rule for rule in effective.statements if isinstance(rule, UseServer) and applies(rule) is not False)


def _stick(effective: Effective, applies: _Applies) -> tuple[Stick, list[StickRule]]:
    """What stick rules do, and those that hold all clients together."""
    rules = [line for line in effective.statements if isinstance(line, StickRule) and applies(line) is not False]
    stores = [rule for rule in rules if rule.arguments[:1] in (("on",), ("store-request",), ("store-response",))]
    matches = [
        rule
        for rule in rules
        if rule.arguments[:1] in (("on",), ("match",)) and any(_finds(rule, store, effective) for store in stores)
    ]
    if not matches:
        return "none", []
    if any(key_kind(rule, effective) == "client" or not applies(rule) for rule in matches):
        return "client", []
    return "constant", matches


def unsure_rule(effective: Effective) -> StickRule | None:
    """A stick rule of which nobody knows whether all clients have one key, and whether it is stored for each."""
    rules = [
        line for line in effective.statements if isinstance(line, StickRule) and holds(line, effective) is not False
    ]
    constants = [rule for rule in rules if key_kind(rule, effective) != "client"]
    for rule in constants:
        is_stored = rule.arguments[:1] != ("match",)
        if key_kind(rule, effective) == "unsure" or (is_stored and holds(rule, effective) is None):
            return rule
    return None


def _finds(rule: StickRule, store: StickRule, effective: Effective) -> bool:
    """Whether a rule looks for what another stores."""
    own = effective.proxy.name
    if (rule.table or own) != (store.table or own):
        return False
    constant = key_kind(rule, effective) == key_kind(store, effective) == "constant"
    return not constant or rule.pattern == store.pattern


def _is_full(table: StickTable) -> bool:
    """Whether a table keeps its first entry for ever: it has room for no second one, and gives none up."""
    return table.nopurge and isinstance(table.size, Size) and table.size.bytes <= 1


def _has_constant_fetch(word: str) -> bool:
    expression = read_expression(word)
    return (
        isinstance(expression, Expression) and expression.fetch.name in CONSTANT_FETCHES and not expression.converters
    )
