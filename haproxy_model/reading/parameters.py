"""Parameters of `server`, `bind` and their kin: which of them each word of a line is, or belongs to.

They are read by the argument grammar, once for each sequence of word classes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, Literal

from haproxy_model.records import NamedTuple
from haproxy_model.schema.rows import Parameter as Row
from haproxy_model.schema.secrets import MASK, PARAMETERS
from haproxy_model.syntax.languages import language

_CLASSES = {"F": "FLAG", "1": "ONE", "S": "SOURCE", "U": "USESRC", "I": "INTERFACE", "W": "WORD"}
_PLAN_LIMIT = 4096


class Param(NamedTuple):
    """One parameter of a line: `check`, or `inter` with its value `2s`."""

    #: its first word
    keyword: str
    #: the words after it
    values: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """The keyword and its values."""
        return (self.keyword, *self.values)

    def __repr__(self) -> str:
        if self.values and self.keyword in PARAMETERS:
            # With a mask in it it is another one: angle brackets say that it cannot be pasted.
            return f"<Param {self.keyword} {' '.join([MASK] * len(self.values))}>"
        return f"Param({self.keyword!r}, {self.values!r})" if self.values else f"Param({self.keyword!r})"


class Vocabulary:
    """The parameters that one kind of line knows: how many words each takes, by the rows of the schema."""

    def __init__(self, rows: Iterable[Row], line: Literal["server", "bind"]) -> None:
        self.line = line
        self.rows: dict[str, Row] = {row.name: row for row in rows}
        #: attribute name -> row
        self.attributes = {attribute_name(row.name): row for row in self.rows.values()}
        self._classes = {name: _word_class(row) for name, row in self.rows.items()}
        if "usesrc" in self.rows:
            self._classes["interface"] = "I"
        self._plans: dict[str, tuple[tuple[int, int], ...]] = {}

    def read(self, words: Sequence[str]) -> tuple[Param, ...]:
        """The parameters that the words are."""
        return tuple([Param(words[start], tuple(words[start + 1 : stop])) for start, stop in self.plan(words)])

    def plan(self, words: Sequence[str]) -> tuple[tuple[int, int], ...]:
        """For each parameter its first word, and the one after its last."""
        shape = "".join([self._classes.get(word) or self._word_class(word) for word in words])
        plan = self._plans.get(shape)
        if plan is None:
            if len(self._plans) >= _PLAN_LIMIT:
                self._plans.clear()
            plan = self._plans[shape] = _plan(shape)
        return plan

    @property
    def words(self) -> Iterable[str]:
        """Every word that is a parameter, or belongs to one."""
        return self._classes

    def row(self, keyword: str) -> Row | None:
        """The row of a keyword as written, `set-proxy-v2-tlv-fmt(0x20)` included."""
        return self.rows.get(keyword) or self.rows.get(keyword.partition("(")[0] if keyword.endswith(")") else "")

    def _word_class(self, word: str) -> str:
        row = self.row(word)
        return _word_class(row) if row and row.keyword_argument else "W"


def attribute_name(keyword: str) -> str:
    """The Python name of a parameter: HAProxy's with `-` and `.` as `_`, and `_` behind a Python keyword."""
    name = keyword.replace("-", "_").replace(".", "_")
    return f"{name}_" if name in ("from", "if", "in", "is", "not", "or", "and", "as", "global") else name


def _word_class(row: Row) -> str:
    if row.name in ("source", "usesrc"):
        return row.name[0].upper()
    return "1" if row.arguments else "F"


def _plan(shape: str) -> tuple[tuple[int, int], ...]:
    actions: dict[str, Callable[[list[Any]], Any]] = {
        "start": tuple,
        "param": lambda children: (children[0], children[-1] + 1),
        "tail": lambda children: children[-1],
    }
    tokens = ((_CLASSES[symbol], index) for index, symbol in enumerate(shape))
    plan: tuple[tuple[int, int], ...] = language("arguments").read_tokens(tokens, actions)
    return plan


@cache
def vocabulary(line: Literal["server", "bind", "certificate"]) -> Vocabulary:
    """The parameters of a kind of line: of servers, of listeners, of the certificates of a `ssl-f-use` line."""
    from haproxy_model.schema.bind import BIND
    from haproxy_model.schema.server import SERVER

    if line == "certificate":
        from haproxy_model.schema.crt_list import crt_list_options

        return Vocabulary(crt_list_options().values(), "bind")
    return Vocabulary(SERVER, "server") if line == "server" else Vocabulary(BIND, "bind")
