"""The settings of a proxy as HAProxy resolves them, each with where it comes from (language reference, 7).

A setting is explicit in the proxy, inherited from a `defaults` section, or built in.  A server's parameters come from
its own line, else from the `default-server` lines above it and those that its `defaults` has.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import cached_property
from typing import Generic, Literal, TypeAlias, TypeVar

from attrs import field, frozen

from haproxy_model.errors import UnknownName
from haproxy_model.model.config import Config
from haproxy_model.model.line import Statement
from haproxy_model.model.params import Param
from haproxy_model.model.section import Section
from haproxy_model.model.server import DefaultServer, Server, ServerParams, ServerTemplate
from haproxy_model.model.word_kinds import ADDRESS, DURATION, INTEGER, PORT
from haproxy_model.schema.server import SERVER
from haproxy_model.schema.versions import LATEST, number
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.address import Address
from haproxy_model.values.duration import Duration
from haproxy_model.values.unread import Unread
from haproxy_model.views.active import Active
from haproxy_model.views.inheritance import Inheritance

T = TypeVar("T")
_Params: TypeAlias = dict[str, tuple[Param, Statement]]

#: The options of which each replaces the health check method of the others.
CHECK_OPTIONS = frozenset(
    ("httpchk", "tcp-check", "mysql-check", "pgsql-check", "redis-check", "smtpchk", "ssl-hello-chk", "ldap-check",
     "spop-check", "external-check")
)  # fmt: skip
#: How many instances of a template count at most: they are all alike.
_MOST_INSTANCES = 10_000
_SWITCHES = (("disabled",), ("enabled",))
_NEGATES = {row.name: row.negates for row in SERVER if row.negates} | {"enabled": "disabled", "stick": "non-stick"}


@frozen
class Origin:
    """Where a value comes from."""

    kind: Literal["explicit", "inherited", "built in"]
    #: the line that says it; None for what is built in
    statement: Statement | None = field(default=None, eq=False)
    #: the section of that line
    section: Section | None = field(default=None, eq=False)


@frozen
class Value(Generic[T]):
    """A resolved setting and its origin."""

    value: T
    origin: Origin


_BUILT_IN = Origin("built in")


class EffectiveServer:
    """A server with its parameters resolved; one instance of a template counts as a server."""

    def __init__(self, name: str, statement: Server | ServerTemplate, params: _Params) -> None:
        self.name = name
        #: the `server` or `server-template` line
        self.statement = statement
        self._params = params

    @cached_property
    def address(self) -> Address | Unread | None:
        """Where it listens."""
        return self.statement.address

    @cached_property
    def port(self) -> int | None:
        """The port that it listens on, where it is known."""
        address = self.address
        return address.port if isinstance(address, Address) and isinstance(address.port, int) else None

    def has(self, keyword: str) -> bool:
        """Whether a parameter is in force, its own or from a `default-server`."""
        return keyword in self._params

    def text(self, keyword: str) -> str | None:
        """The first word of a parameter's value; None without the parameter."""
        found = self._params.get(keyword)
        return None if found is None else (found[0].values[0] if found[0].values else "")

    def integer(self, keyword: str) -> int | Unread | None:
        """A parameter's value as a whole number; None without the parameter."""
        word = self.text(keyword)
        return None if word is None else INTEGER.read(word)

    def line(self, keyword: str) -> Statement | None:
        """The line that a parameter comes from."""
        found = self._params.get(keyword)
        return None if found is None else found[1]

    @property
    def backup(self) -> bool:
        """Whether it serves only when no active server is usable."""
        return self.has("backup")

    @property
    def disabled(self) -> bool:
        """Whether it starts in maintenance."""
        return self.has("disabled")

    @property
    def weight(self) -> int | Unread:
        """0 to 256; 1 where nothing says otherwise."""
        weight = self.integer("weight")
        return 1 if weight is None else weight

    @property
    def is_certain(self) -> bool:
        """Whether every parameter is known: no variable stands where it could bring in others, such as `backup`."""
        return not any(isinstance(keyword, Expandable) for keyword in self._params)

    @property
    def has_health_source(self) -> bool:
        """Whether anything can mark it down: `check`, `agent-check` or `track`."""
        return self.has("check") or self.has("agent-check") or self.has("track")

    @property
    def check_port(self) -> int | Unread | None:
        """The port that is checked: `port`, else that of `addr` or of the address; None where none is known."""
        word = self.text("port")
        if word is not None:
            return PORT.read(word)
        for address in (self._check_address, self.address):
            if isinstance(address, Address) and address.port is not None:
                return address.port
        return None

    @property
    def _check_address(self) -> Address | Unread | None:
        word = self.text("addr")
        return None if word is None else ADDRESS.read(word)

    @property
    def checks_elsewhere(self) -> bool:
        """Whether the check goes to a port or address of its own."""
        return self.has("port") or self.has("addr")

    def __repr__(self) -> str:
        return f"<EffectiveServer {self.name}>"


class Effective:
    """A proxy's settings, resolved when asked for; good until the next edit."""

    def __init__(self, proxy: Section, inheritance: Inheritance) -> None:
        self.proxy = proxy
        self.active: Active = inheritance.active
        self._inheritance = inheritance

    @property
    def defaults(self) -> Section | None:
        """The `defaults` section that the proxy starts from."""
        return self._inheritance.parent(self.proxy)

    @property
    def statements(self) -> list[Statement]:
        """The proxy's own active statements."""
        return self.active.statements(self.proxy)

    @property
    def has_frontend(self) -> bool:
        """Whether it accepts connections: a frontend or listen section."""
        return self.proxy.kind in ("frontend", "listen")

    @property
    def has_backend(self) -> bool:
        """Whether it has servers: a backend or listen section."""
        return self.proxy.kind in ("backend", "listen")

    def setting(self, *path: str) -> Value[tuple[str, ...]] | None:
        """The words behind the line that sets something: the proxy's last one, else the nearest inherited."""
        count = len(path)
        found = self._nearest(path, path[0], lambda statement: statement._words[:count] == path)
        if found is None or found.statement is None:
            return None
        return Value(found.statement._words[count:], found)

    @cached_property
    def disabled(self) -> bool:
        """Whether the proxy is off: it neither listens nor is used."""
        last = self._inheritance.nearest(self.proxy, "disabled", self._last_switch)
        return last is not None and last[0] == "disabled"

    @cached_property
    def mode(self) -> Value[str]:
        """`tcp` where nothing says otherwise."""
        found = self.setting("mode")
        return Value(found.value[0], found.origin) if found and found.value else Value("tcp", _BUILT_IN)

    @cached_property
    def balance(self) -> Value[tuple[str, ...]]:
        """Algorithm and arguments; built in is roundrobin, from 3.3 on random."""
        built_in = "random" if number(self.active.version) >= (3, 3) else "roundrobin"
        found = self.setting("balance")
        return found if found and found.value else Value((built_in,), found.origin if found else _BUILT_IN)

    @cached_property
    def retries(self) -> Value[int | Unread]:
        """How often a connection is tried again; 3 where nothing says otherwise."""
        found = self.setting("retries")
        return Value(INTEGER.read(found.value[0]), found.origin) if found and found.value else Value(3, _BUILT_IN)

    def option(self, name: str) -> Value[bool]:
        """Whether an option is on; `default option` brings the built-in value back."""
        found = self._nearest(("option", name), "option", lambda statement: statement.arguments[:1] == (name,))
        if found is None or found.statement is None:
            return Value(False, _BUILT_IN)
        return Value(found.statement.prefix is None, found)

    def timeout(self, name: str) -> Value[Duration | Unread | None]:
        """A timeout; None where it is set nowhere."""
        found = self.setting("timeout", name)
        if found is None:
            return Value(None, _BUILT_IN)
        return Value(DURATION.read(found.value[0]) if found.value else Unread("", "expected a duration"), found.origin)

    @cached_property
    def check_method(self) -> Value[tuple[str, ...]]:
        """The option that says how servers are checked, with its arguments; a plain connection where none does."""
        found = self._nearest("check method", "option", _sets_check_method)
        if found is None or found.statement is None:
            return Value(("connect",), _BUILT_IN)
        return Value(found.statement.arguments, found)

    @cached_property
    def http_checks(self) -> list[Statement]:
        """The `http-check` lines in force: the proxy's own, else the inherited ones."""
        return self._check_rules("http-check", "httpchk")

    @cached_property
    def tcp_checks(self) -> list[Statement]:
        """The `tcp-check` lines in force: the proxy's own, else the inherited ones."""
        return self._check_rules("tcp-check", "tcp-check")

    @cached_property
    def logs(self) -> list[Statement]:
        """The `log` lines in force: inherited ones first; `no log` empties the list."""
        return self._log_lines or []

    @property
    def refuses_logs(self) -> bool:
        """Whether `no log` leaves no log target on purpose."""
        return self._log_lines == []

    @cached_property
    def _log_lines(self) -> list[Statement] | None:
        start: list[Statement] | None = None
        return self._inheritance.gathered(self.proxy, "log", start, self._logs_behind)

    @cached_property
    def uses_servers(self) -> bool:
        """Whether connections go to the servers: not with `dispatch` or `option transparent`, without `balance`."""
        if self.setting("balance") is not None:
            return True
        return self.setting("dispatch") is None and not self.option("transparent").value

    @cached_property
    def servers(self) -> tuple[EffectiveServer, ...]:
        """The servers in the order of the file, templates expanded."""
        return tuple(self._servers()) if self.has_backend else ()

    @cached_property
    def server_names(self) -> Mapping[str, EffectiveServer]:
        """The servers by name, the first of a name."""
        return {server.name: server for server in reversed(self.servers)}

    def pool(self, name: str) -> Effective | None:
        """Another `backend` or `listen` of the configuration."""
        found = self._inheritance.pools.get(name)
        return None if found is None else resolve(found, self._inheritance)

    def _servers(self) -> Iterator[EffectiveServer]:
        start: _Params = {}
        if self.defaults is not None:
            start = self._inheritance.gathered(self.defaults, "default-server", start, self._behind_defaults)
        for statement in self.statements:
            if isinstance(statement, DefaultServer):
                start = _merged(start, statement)
            elif isinstance(statement, Server):
                yield EffectiveServer(statement.name, statement, _merged(start, statement))
            elif isinstance(statement, ServerTemplate):
                params = _merged(start, statement)
                for number_ in (statement.numbers or range(0))[:_MOST_INSTANCES]:
                    yield EffectiveServer(f"{statement.name}{number_}", statement, params)

    def _behind_defaults(self, start: _Params, section: Section) -> _Params:
        """What server lines start from behind a `defaults` section."""
        for line in reversed(self._inheritance.by_keyword(section).get("default-server", ())):
            if isinstance(line, DefaultServer):
                start = _merged(start, line)
        return start

    def _logs_behind(self, inherited: list[Statement] | None, section: Section) -> list[Statement] | None:
        """The log targets behind a section; None where no line spoke of logs."""
        lines = self._inheritance.by_keyword(section).get("log")
        if lines is None:
            return inherited
        result = list(inherited or ())
        for line in reversed(lines):
            if line.prefix == "no":
                result.clear()
            else:
                result.append(line)
        return result

    def _check_rules(self, keyword: str, option: str) -> list[Statement]:
        """The nearest lines of a keyword; a section that sets the option anew begins with an empty list."""

        def own(section: Section) -> list[Statement] | None:
            by_keyword = self._inheritance.by_keyword(section)
            lines = by_keyword.get(keyword)
            if lines is not None:
                return lines[::-1]
            anew = any(line._words[:2] == ("option", option) for line in by_keyword.get("option", ()))
            return [] if anew else None

        found = self._inheritance.nearest(self.proxy, keyword, own)
        return [] if found is None else found[0]

    def _last_switch(self, section: Section) -> str | None:
        by_keyword = self._inheritance.by_keyword(section)
        if "disabled" not in by_keyword and "enabled" not in by_keyword:
            return None
        switches = (line._words[0] for line in reversed(self.active.statements(section)) if line._words in _SWITCHES)
        return next(switches, None)

    def _nearest(self, key: Hashable, keyword: str, accepts: Callable[[Statement], bool]) -> Origin | None:
        """The last line of a keyword that is accepted, the proxy's own or the nearest inherited."""

        def last(section: Section) -> Statement | None:
            return next(filter(accepts, self._inheritance.by_keyword(section).get(keyword, ())), None)

        found = self._inheritance.nearest(self.proxy, key, last)
        if found is None:
            return None
        statement, section = found
        return Origin("explicit" if section is self.proxy else "inherited", statement, section)


def resolve(proxy: Section, inheritance: Inheritance) -> Effective:
    """The settings of a proxy; the same object whenever they are asked for under the same inheritance."""
    found = inheritance.resolved.get(id(proxy))
    if found is None:
        found = inheritance.resolved[id(proxy)] = Effective(proxy, inheritance)
    return found


def _sets_check_method(option: Statement) -> bool:
    return option.prefix is None and bool(CHECK_OPTIONS.intersection(option.arguments[:1]))


def _merged(start: _Params, line: ServerParams) -> _Params:
    """The parameters in force behind a line that begins with those of `start`."""
    params = dict(start)
    for param in line.params:
        undone = _NEGATES.get(param.keyword)
        if undone is not None:
            params.pop(undone, None)
        else:
            params[param.keyword] = (param, line)
    return params


def effective(
    config: Config, proxy: Section, *, version: str = LATEST, environment: Mapping[str, str] | None = None
) -> Effective:
    """The settings of a proxy of a configuration.

    Args:
        config: the configuration.
        proxy: one of its `frontend`, `backend`, `listen` or `defaults` sections.
        version: an HAProxy version.
        environment: the variables that HAProxy would see; None is unknown, then undecided `.if` branches count.

    Raises:
        UnknownName: the proxy does not stand in this configuration.
    """
    if proxy.config is not config:
        raise UnknownName(f"{proxy.title!r} does not stand in this configuration")
    return Effective(proxy, Inheritance(Active(config, version=version or LATEST, environment=environment)))
