"""Servers with their parameters resolved (manual 5.2; language reference 7.3).

A parameter comes from the server's own line, else from the `default-server` lines above it and those that the proxy
inherits; where nobody says it HAProxy has a value of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from haproxy_model.errors import Suggesting
from haproxy_model.model.given import given_text
from haproxy_model.model.parameter_attributes import value_of, values_of
from haproxy_model.model.params import Param, require_parameter
from haproxy_model.model.server import Server, ServerAttributes, ServerParams, ServerTemplate
from haproxy_model.reading.parameters import attribute_name, vocabulary
from haproxy_model.schema.built_in import BuiltIn, server_built_ins
from haproxy_model.schema.versions import LATEST
from haproxy_model.syntax.text import visible
from haproxy_model.values.address import Address, Normalized
from haproxy_model.values.unread import Unread
from haproxy_model.views.once import once
from haproxy_model.views.origin import BUILT_IN, Lineage, Origin
from haproxy_model.views.settings import Setting
from haproxy_model.views.shared_parameters import Parameters


class EffectiveServer(Suggesting, ServerAttributes):
    """A server with its parameters resolved; one instance of a template counts as a server.

    Each parameter is an attribute as it is of a `server` line (`inter`, `weight`, `check`, `on_marked_down`), with
    what is in force: of its own line, of a `default-server`, or built in; `origin` says which.  Where `no-check` undid
    `check` neither is there.
    """

    _instead = "change its `statement`, and ask again"

    #: its name; of an instance of a template with its number
    name: str
    #: the `server` or `server-template` line
    statement: Server | ServerTemplate
    #: its parameters, the same object as those of servers that say the same
    parameters: Parameters
    if TYPE_CHECKING:
        _params: Mapping[str, Param]
        #: its proxy, and what this one starts from
        _lineage: Lineage | None
        _version: str

    def __init__(
        self,
        name: str,
        statement: Server | ServerTemplate,
        parameters: Parameters,
        lineage: Lineage | None = None,
        version: str = LATEST,
    ) -> None:
        # Quicker than one by one.
        vars(self).update(
            name=name,
            statement=statement,
            parameters=parameters,
            _params=parameters.params,
            _lineage=lineage,
            _version=version,
        )

    @once
    def address(self) -> Address | Unread | None:
        """Where it listens."""
        return self.statement.address

    @once
    def address_port(self) -> int | None:
        """The port that it listens on, where it is known; `port` is that of its checks."""
        address = self.address
        return address.port if isinstance(address, Address) and isinstance(address.port, int) else None

    @once
    def host(self) -> str | None:
        """Its host in one spelling; None where it is unknown, or no address of the network."""
        address = self.address
        if self.normalized is None or not isinstance(address, Address) or not isinstance(address.host, str):
            return None
        host = self.normalized[2]
        return host if isinstance(host, str) else None

    @property
    def is_named(self) -> bool:
        """Whether it is given by a host name."""
        address = self.address
        return (
            self.normalized is not None
            and self.normalized[0] == "inet"
            and isinstance(address, Address)
            and isinstance(address.host, str)
            and not address.is_wildcard
        )

    @once
    def normalized(self) -> Normalized | None:
        """What its address shares with every other that names the same socket; None where it has none."""
        return self.address.normalized() if isinstance(self.address, Address) else None

    def has(self, keyword: str) -> bool:
        """Whether a parameter is in force, its own or from a `default-server`."""
        if keyword.__class__ is not str:
            _text(keyword)
        return keyword in self._params or _lacks(keyword)

    def param(self, keyword: str) -> Param | None:
        """The parameter in force with a keyword, as it is written; None without one."""
        found = self._params.get(_text(keyword))
        if found is None:
            _lacks(keyword)
        return found

    def line(self, keyword: str) -> ServerParams | None:
        """The line that a parameter comes from."""
        return self.parameters.lines.get(keyword, self.statement) if self.has(keyword) else None

    def origin(self, parameter: str) -> Origin:
        """Where a parameter comes from: its own line, a `default-server` line, or HAProxy itself.

        Args:
            parameter: its keyword, or its attribute: `on-marked-down` or `on_marked_down`.

        What a `default-server` line of its own proxy says is inherited, and came through no `defaults`.
        """
        statement = self.line(_KEYWORDS.get(_text(parameter), parameter))
        if statement is None:
            return BUILT_IN
        if statement is self.statement:
            return Origin("explicit", statement, statement._section)
        section, lineage = statement._section, self._lineage
        return Origin(
            "inherited", statement, section, None if lineage is None or section is lineage.section else lineage.parent
        )

    @once
    def settings(self) -> tuple[Setting, ...]:
        """The parameters in force, as the line that says them all would have them; then what is built in.

        The words of each are those of the parameter.  Built-in values are given where they matter: the interval of
        checks to a server that is checked.
        """
        own = [
            Setting(keyword, (param.keyword, *param.values), self.origin(keyword))
            for keyword, param in self._params.items()
        ]
        return (*own, *self._built_in())

    def _built_in(self) -> Iterator[Setting]:
        row: BuiltIn
        for row in server_built_ins(self._version).values():
            if row.setting not in self._params and (not row.needs or row.needs in self._params):
                yield Setting(row.setting, tuple(row.text.split()), BUILT_IN, row.like)

    @property
    def is_certain(self) -> bool:
        """Whether every parameter is known: no variable could add others, such as `backup`."""
        return self.parameters.is_certain

    @property
    def has_health_source(self) -> bool:
        """Whether something can mark it down: `check`, `agent-check` or `track`."""
        return not self._params.keys().isdisjoint(("check", "agent-check", "track"))

    @property
    def check_port(self) -> int | Unread | None:
        """The port that is checked: `port`, else that of `addr` or of the address; None where none is known."""
        if self.port is not None:
            return self.port
        for address in (self.addr, self.address):
            if isinstance(address, Address) and address.port is not None:
                return address.port
        return None

    @property
    def checks_elsewhere(self) -> bool:
        """Whether the check goes to a port or address of its own."""
        return "port" in self._params or "addr" in self._params

    def _value(self, name: str) -> Any:
        known = self.parameters.in_force
        if name not in known:
            known[name] = self._in_force(name)
        return known[name]

    def _in_force(self, name: str) -> Any:
        value = self.parameters.value(name)
        if value is not None:
            return value
        row = server_built_ins(self._version).get(_KEYWORDS[name])
        if row is None or (row.needs and row.needs not in self._params):
            return None
        return self._value(row.like) if row.like else _read_built_in(row)

    def _starts_with(self, flag: str) -> bool:
        return False

    def __repr__(self) -> str:
        return f"<EffectiveServer {visible(self.name)}>"


def _text(keyword: str) -> str:
    """A keyword that is text."""
    given_text(keyword, "the keyword of a parameter as text")
    # One with variables is a word of its own.
    return keyword


@cache
def _lacks(keyword: str) -> bool:
    """False for a parameter that is not there; what is none in any version is refused.

    Raises:
        UnknownName: no server has it in any version.
    """
    require_parameter("server", keyword)
    return False


_KEYWORDS = {name: row.name for name, row in vocabulary("server").attributes.items()}


@cache
def _read_built_in(row: BuiltIn) -> Any:
    return value_of(values_of(vocabulary("server").read(row.text.split()), "server"), attribute_name(row.setting))
