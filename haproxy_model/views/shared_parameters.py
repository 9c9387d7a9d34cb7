"""What the parameters of a server come to, with those of the `default-server` lines above it (manual 5.2).

Most servers of a file say the same: lines of the same words, behind the same `default-server` lines, share one object,
so that what follows from the words is worked out once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from haproxy_model.model.parameter_attributes import Values, value_of, values_of
from haproxy_model.model.params import Param
from haproxy_model.model.server import ServerParams
from haproxy_model.schema.server import SERVER
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.unread import Unread
from haproxy_model.views.once import once

_NEGATES = {row.name: row.negates for row in SERVER if row.negates}


class Parameters:
    """The parameters in force, by keyword; compared by identity.

    Args:
        params: each keyword with its last parameter.
        lines: the `default-server` lines that parameters come from; what is not in it stands on the server's own line.
    """

    def __init__(self, params: Mapping[str, Param], lines: Mapping[str, ServerParams]) -> None:
        self.params = params
        self.lines = lines
        self._values: Values | None = None
        #: what is in force by attribute, the built-in values of the version that is asked about among it
        self.in_force: dict[str, Any] = {}
        #: those of the servers that start from these, by the class of the line and its words
        self._alike: dict[tuple[type[ServerParams], tuple[str, ...]], Parameters] = {}

    def __repr__(self) -> str:
        return f"<Parameters: {', '.join(map(repr, self.params.values())) or 'none'}>"

    def value(self, name: str) -> Any:
        """What an attribute of server lines (`on_marked_down`) says; None without the parameter."""
        if self._values is None:
            self._values = values_of(self.params.values(), "server")
        return value_of(self._values, name)

    @property
    def weight(self) -> int | Unread:
        """0 to 256; 1 where nothing says otherwise."""
        weight: int | Unread | None = self.value("weight")
        return 1 if weight is None else weight

    @once
    def is_certain(self) -> bool:
        """Whether every parameter is known: no variable stands where it could bring in others, such as `backup`."""
        return not any(isinstance(keyword, Expandable) for keyword in self.params)

    @once
    def with_variables(self) -> frozenset[str]:
        """The parameters of which a variable gives the value, or a part of it."""
        params = self.params.items()
        return frozenset(keyword for keyword, param in params if Expandable in map(type, param.values))

    @once
    def is_checked(self) -> bool:
        """Whether HAProxy checks such a server in its pool's own way, as far as every parameter is known."""
        params = self.params
        return "check" in params and "healthcheck" not in params and "disabled" not in params and self.is_certain

    def behind(self, line: ServerParams) -> Parameters:
        """What the lines below a `default-server` start from, where it starts from these."""
        params, lines = self._merged(line)
        own = {param.keyword for param in line.params}
        return Parameters(params, {keyword: line if keyword in own else lines[keyword] for keyword in params})

    def of_server(self, line: ServerParams) -> Parameters:
        """What a `server` or `server-template` line has that starts from these."""
        words = line._parameter_words
        if Expandable in map(type, words):
            # A variable equals the same text in strong quotes, which is none.
            return Parameters(*self._merged(line))
        key = (type(line), words)
        found = self._alike.get(key)
        if found is None:
            found = self._alike[key] = Parameters(*self._merged(line))
        return found

    def _merged(self, line: ServerParams) -> tuple[dict[str, Param], dict[str, ServerParams]]:
        params, lines = dict(self.params), dict(self.lines)
        for param in line.params:
            undone = _NEGATES.get(param.keyword)
            keyword = param.keyword if undone is None else undone
            lines.pop(keyword, None)
            if undone is None:
                params[keyword] = param
            else:
                params.pop(keyword, None)
        return params, lines
