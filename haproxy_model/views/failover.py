"""Who receives new connections in which health state (language reference, 7.7; rule catalogue, B2).

A health root is a server that is checked by itself; a server that tracks another goes down with that one.  A state is
the set of roots that are down.  What a state allows is computed from HAProxy's own order: directed choices first
(`use-server`, cookies, stick rules), else the active servers, else the backups.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from attrs import frozen

from haproxy_model.errors import UnknownName
from haproxy_model.model.line import Statement
from haproxy_model.model.rules import StickRule, UseServer
from haproxy_model.model.section import Section
from haproxy_model.schema.versions import LATEST, number
from haproxy_model.values.expression import Expression, read_expression
from haproxy_model.values.unread import Unread
from haproxy_model.views.active import Active
from haproxy_model.views.effective import Effective, EffectiveServer
from haproxy_model.views.inheritance import Inheritance

_CONSTANT_FETCHES = ("int", "str", "bool")


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

    @property
    def may_serve(self) -> bool:
        """Whether there is a state in which load balancing may pick it."""
        return self.weight > 0 and not self.disabled


class Failover:
    """The failover behaviour of one pool.

    Args:
        proxy: a `backend` or `listen` section that stands in a configuration.
        version: an HAProxy version.
        environment: the variables that HAProxy would see; None is unknown.

    Raises:
        UnknownName: the proxy stands in no configuration.
    """

    def __init__(self, proxy: Section, *, version: str = LATEST, environment: Mapping[str, str] | None = None) -> None:
        if proxy.config is None:
            raise UnknownName(f"{proxy.title!r} stands in no configuration: append it to config.sections first")
        active = Active(proxy.config, version=version, environment=environment)
        self._prepare(Effective(proxy, Inheritance(active)))

    @classmethod
    def of(cls, effective: Effective) -> Failover:
        """The failover behaviour of a proxy whose settings are resolved already."""
        failover = cls.__new__(cls)
        failover._prepare(effective)
        return failover

    def _prepare(self, effective: Effective) -> None:
        self.effective = effective
        self.proxy = effective.proxy
        self._roots: dict[int, tuple[str | None, bool]] = {}

    @cached_property
    def servers(self) -> tuple[PoolServer, ...]:
        """The servers in the order of the file, templates expanded."""
        ids = _ids(self.effective.servers)
        return tuple(
            self._pool_server(server, number_) for server, number_ in zip(self.effective.servers, ids, strict=True)
        )

    @cached_property
    def roots(self) -> tuple[str, ...]:
        """The health roots in the order in which the servers name them."""
        return tuple(dict.fromkeys(server.root for server in self.servers if server.root is not None))

    def candidates(self, down: Iterable[str] = ()) -> frozenset[str]:
        """The servers that may receive a new connection while some health roots are down.

        Args:
            down: names of roots: a server's, or `backend/server` for one of another section that is tracked.

        Raises:
            UnknownName: no such health root.
        """
        state = frozenset(down)
        for name in state:
            if name not in self.roots:
                raise UnknownName(f"{name!r} is no health root here; there are: {', '.join(self.roots) or 'none'}")
        return self.balanced(state) | self._directed(state)

    def balanced(self, down: frozenset[str] = frozenset()) -> frozenset[str]:
        """The servers among which load balancing picks in a state, directed choices left out."""
        usable = [server for server in self.servers if server.may_serve and server.root not in down]
        active = [server for server in usable if not server.backup]
        backups = [server for server in usable if server.backup]
        if active:
            return self._picked(active)
        if self.all_backups:
            return self._picked(backups)
        return frozenset(server.name for server in backups[:1])

    @cached_property
    def all_backups(self) -> bool:
        """Whether `option allbackups` is in force."""
        return self.effective.option("allbackups").value

    @cached_property
    def redispatches(self) -> bool:
        """Whether a refused connection may be tried on another server."""
        retries = self.effective.retries.value
        return self.effective.option("redispatch").value and (isinstance(retries, Unread) or retries > 0)

    @cached_property
    def chooses_one(self) -> bool:
        """Whether all clients are sent to one of several eligible servers: sticky, or a constant stick key."""
        if self.effective.balance.value[0] == "sticky" and number(self.effective.active.version) >= (2, 9):
            return True
        if self._hashes_a_constant:
            return True
        rules = self._matching_stick_rules()
        return bool(rules) and all(self._is_constant(rule) for rule in rules) and not self.redispatches

    @property
    def _hashes_a_constant(self) -> bool:
        """Whether `balance hash` has a key that never differs, and nothing sends a connection elsewhere."""
        algorithm = self.effective.balance.value
        if algorithm[0] != "hash" or len(algorithm) < 2 or self.effective.setting("hash-balance-factor") is not None:
            return False
        expression = read_expression(algorithm[1])
        constant = isinstance(expression, Expression) and expression.fetch.name in _CONSTANT_FETCHES
        hash_type = self.effective.setting("hash-type")
        consistent = hash_type is not None and hash_type.value[:1] == ("consistent",)
        return constant and not (consistent and self.redispatches)

    def _picked(self, eligible: list[PoolServer]) -> frozenset[str]:
        """Of the servers of one class, those that the algorithm may take."""
        limited = any(
            server.integer(limit) is not None for server in self.effective.servers for limit in ("maxconn", "minconn")
        )
        if eligible and self.effective.balance.value[0] == "first" and not limited and not self.redispatches:
            return frozenset((min(eligible, key=lambda server: server.id).name,))
        return frozenset(server.name for server in eligible)

    def _directed(self, down: frozenset[str]) -> frozenset[str]:
        """The servers that rules, cookies and stick tables may direct a connection to."""
        up = [server for server in self.servers if not server.disabled and server.root not in down]
        persist = self.effective.option("persist").value or any(
            statement._words[0] == "force-persist" for statement in self.effective.statements
        )
        reachable = self.servers if persist else up
        named = {rule._words[1] for rule in self.effective.statements if isinstance(rule, UseServer)}
        anyone = any("%" in name for name in named)
        result = {server.name for server in up if anyone or server.name in named}
        rules = self._matching_stick_rules()
        if rules and not all(self._is_constant(rule) for rule in rules):
            result |= {server.name for server in reachable if not server.non_stick and server.name in self._served_once}
        if self.effective.mode.value == "http" and self.effective.setting("cookie") is not None:
            result |= {server.name for server in reachable if server.has_cookie}
        if self.effective.setting("persist", "rdp-cookie") is not None:
            result |= {server.name for server in reachable}
        return frozenset(result)

    @cached_property
    def _served_once(self) -> frozenset[str]:
        """The servers that load balancing picks in some state."""
        in_the_way = {server.root for server in self.servers if server.may_serve and not server.backup}
        result = set()
        for server in self.servers:
            if not server.may_serve:
                continue
            if not server.backup or (None not in in_the_way and server.root not in in_the_way):
                result.add(server.name)
            if server.backup and not self.all_backups:
                in_the_way.add(server.root)
        return frozenset(result)

    def _matching_stick_rules(self) -> list[StickRule]:
        return [
            statement
            for statement in self.effective.statements
            if isinstance(statement, StickRule) and statement._words[1:2] in (("on",), ("match",))
        ]

    def _is_constant(self, rule: StickRule) -> bool:
        """Whether the key is the same for every client: a constant, or a destination that there is one of."""
        words = rule.pattern
        expression = read_expression(words[0]) if words else None
        if not isinstance(expression, Expression):
            return False
        name = expression.fetch.name
        if name in _CONSTANT_FETCHES:
            return True
        if name not in ("dst", "dst_port") or self.proxy.kind != "listen":
            return False
        binds = [statement for statement in self.effective.statements if statement._words[0] == "bind"]
        return len(binds) == 1 and "," not in binds[0]._words[1] and not _is_wildcard(binds[0])

    def _pool_server(self, server: EffectiveServer, id_: int) -> PoolServer:
        root, disabled = self._root(server)
        weight = server.weight
        return PoolServer(
            name=server.name,
            backup=server.backup,
            weight=1 if isinstance(weight, Unread) else weight,
            disabled=disabled or (root is None and self._starts_down(server)),
            root=root,
            on_marked_down=server.text("on-marked-down") == "shutdown-sessions",
            on_marked_up=server.text("on-marked-up") == "shutdown-backup-sessions",
            id=id_,
            non_stick=server.has("non-stick"),
            has_cookie=server.has("cookie"),
        )

    def _starts_down(self, server: EffectiveServer) -> bool:
        """Whether `init-state` begins with a server that is down: without a check, 3.4 leaves it there."""
        version = number(self.effective.active.version)
        return version >= (3, 4) and server.text("init-state") in ("down", "fully-down")

    def _root(self, server: EffectiveServer) -> tuple[str | None, bool]:
        """The health root of a server, and whether it, or one that it tracks, is disabled."""
        effective = self.effective
        root: str | None = None
        disabled = False
        path: dict[int, EffectiveServer] = {}
        while id(server) not in path:
            if id(server) in self._roots:
                root, disabled = self._roots[id(server)]
                break
            path[id(server)] = server
            if server.has("check") or server.has("agent-check"):
                root = server.name if effective is self.effective else f"{effective.proxy.name}/{server.name}"
                break
            backend, _, name = (server.text("track") or "").rpartition("/")
            pool = effective.pool(backend) if backend and backend != effective.proxy.name else effective
            tracked = None if pool is None else pool.server_names.get(name)
            if pool is None or tracked is None:
                break
            effective, server = pool, tracked
        for passed in reversed(path.values()):
            disabled = disabled or passed.disabled
            self._roots[id(passed)] = (root, disabled)
        return root, disabled

    def __repr__(self) -> str:
        return f"<Failover {self.proxy.title}: {len(self.servers)} servers>"


def _ids(servers: tuple[EffectiveServer, ...]) -> Iterator[int]:
    """The ids as HAProxy gives them: explicit ones, else the lowest free number in the order of the file."""
    explicit = {id_ for id_ in (server.integer("id") for server in servers) if isinstance(id_, int)}
    free = 1
    for server in servers:
        own = server.integer("id")
        if isinstance(own, int):
            yield own
            continue
        while free in explicit:
            free += 1
        yield free
        free += 1


def _is_wildcard(bind: Statement) -> bool:
    from haproxy_model.values.address import Address, read_address

    address = read_address(bind._words[1])
    return not isinstance(address, Address) or address.is_wildcard or address.last_port is not None
