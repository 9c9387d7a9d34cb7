"""What the parameters of a line say, by attribute: lines of the same words share it, for most servers say the same."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, Literal, TypeAlias

from haproxy_model.model.word_kinds import (
    ADDRESS,
    DURATION,
    EXPRESSION,
    INTEGER,
    LIST,
    LOG_FORMAT,
    NAME,
    PORT,
    REFERENCE,
    SIZE,
    TEXT,
    Kind,
    choice_kind,
    integer_kind,
    text_kind,
)
from haproxy_model.reading.parameters import Param, attribute_name, vocabulary
from haproxy_model.records import NamedTuple
from haproxy_model.schema.rows import Parameter as Row
from haproxy_model.schema.secrets import PARAMETERS
from haproxy_model.values.concealed import concealed
from haproxy_model.values.unread import Unread

LineKind: TypeAlias = Literal["server", "bind"]
#: Attribute -> its value, a flag's True; `Pending` where nobody has asked for it.
Values: TypeAlias = dict[str, Any]

#: So many different sequences of parameters are remembered of each kind of line.
_MOST = 4096
#: Parameters that hold no variables, which nothing else equals.
REMEMBERED: dict[LineKind, dict[tuple[str, ...], Values]] = {"server": {}, "bind": {}}


class Pending(NamedTuple):
    """A value that nobody has asked for yet."""

    row: Row
    line: LineKind
    word: str

    def read(self) -> Any:
        """The value."""
        value = kind_of(self.row, self.line).read(self.word)
        return concealed(value) if self.row.name in PARAMETERS and isinstance(value, Unread) else value


def values_of(params: Iterable[Param], line: LineKind) -> Values:
    """What parameters say, the last of each and of its opposite; empty text where the value is missing."""
    values: Values = {}
    known = vocabulary(line)
    for param in params:
        row = known.row(param.keyword)
        if row is None:
            continue
        if row.arguments:
            word = param.values[0] if len(param.values) == 1 else " ".join(param.values)
            values[attribute_name(row.name)] = Pending(row, line, word)
        elif param.keyword == row.name:
            values[attribute_name(row.name)] = True
            opposite = opposite_of(row, line)
            if opposite is not None:
                values.pop(attribute_name(opposite.name), None)
    return values


def value_of(values: Values, name: str) -> Any:
    """The value of an attribute; None without the parameter."""
    value = values.get(name)
    if value.__class__ is Pending:
        value = values[name] = value.read()
    return value


def line_values(words: tuple[str, ...], line: LineKind) -> Values:
    """What the parameters of a line say whose words nobody has asked for yet."""
    values = values_of(vocabulary(line).read(words), line)
    # A variable equals the same text in strong quotes, which is none.
    if not any("$" in word for word in words):
        known = REMEMBERED[line]
        if len(known) >= _MOST:
            known.clear()
        known[words] = values
    return values


@cache
def opposite_of(row: Row, line: LineKind) -> Row | None:
    """The flag that a flag undoes, or that undoes it: of `check` and `no-check` the last on a line counts."""
    if row.arguments:
        return None
    flags = [each for each in vocabulary(line).attributes.values() if not each.arguments]
    return next((each for each in flags if row.name == each.negates or each.name == row.negates), None)


@cache
def undoing(flag: str) -> str:
    """The attribute of the flag that undoes one on server lines; empty where none does."""
    opposite = opposite_of(vocabulary("server").attributes[flag], "server")
    return "" if opposite is None else attribute_name(opposite.name)


@cache
def kind_of(row: Row, line: LineKind) -> Kind[Any]:
    """How a parameter's value is read, by the type and the bounds that the schema gives its argument."""
    from haproxy_model.schema.parameter_values import BOUNDS, fixed_words
    from haproxy_model.schema.references import REFERENCES

    first = row.parts[0] if row.parts else ""
    if first.startswith("enum:") and "list(" not in first:
        return choice_kind(*fixed_words(row, line))
    if first.startswith("list("):
        return LIST
    if first in REFERENCES:
        return REFERENCE if REFERENCES[first].form == "server" else NAME
    if first == "int":
        bounds = next((each for each in BOUNDS if (each.line, each.name) == (line, row.name)), None)
        return INTEGER if bounds is None or bounds.wraps else integer_kind(bounds.low, bounds.high)
    return TEXT if len(row.parts) > 1 else _KINDS.get(first, TEXT)


_KINDS: dict[str, Kind[Any]] = {
    "address": ADDRESS,
    "address:port": ADDRESS,
    "duration": DURATION,
    "int": INTEGER,
    "log_format": LOG_FORMAT,
    "port": PORT,
    "sample_expr": EXPRESSION,
    "size": SIZE,
    "string": text_kind("a word"),
}
