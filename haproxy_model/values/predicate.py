"""The conditions of `.if` and `.elif` blocks (manual 2.4); what they come to is for a view to say."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Literal, TypeAlias

from attrs import field, frozen

from haproxy_model.syntax.automaton import Actions, Refused
from haproxy_model.syntax.languages import language
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.expression import Call, Expression, read_expression
from haproxy_model.values.fields import are, expect, spelled
from haproxy_model.values.unread import ENVIRONMENT, Unread
from haproxy_model.values.value import Value

Operator: TypeAlias = Literal["or", "and", "not", "predicate", "integer"]

#: How deep formulas may lie in one another; parentheses that group nothing new, and pairs of `!`, do not count.
MAX_DEPTH = 64

_EXPECTED = "expected a number, a predicate such as feature(LUA), ! or a parenthesis"


@frozen(eq=False, repr=False)
class Formula(Value):
    """An operator and what it works on, read as prefix notation.

    Example:
        >>> str(read_predicate("!feature(LUA)&&1"))
        '!feature(LUA)&&1'
        >>> Formula("not", (Formula("integer", (0,)),)) == read_predicate("! 0")
        True
    """

    #: `or` and `and` of several formulas, `not` of one, `predicate` of a `Call`, `integer` of a number (true unless 0)
    operator: Operator
    #: formulas, one `Call`, or one number
    operands: tuple[Formula | Call | int, ...]
    #: how it was written; empty when built by hand, or made of another value
    spelling: str = field(default="", init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        expect(self, "operator", isinstance(self.operator, str), "a name such as 'or'")
        expect(
            self, "operands", are((Formula, Call, int), self.operands), "a tuple of Formulas, one Call or one number"
        )

    @property
    def is_integer(self) -> bool:
        """Whether it is a plain number, known without asking HAProxy or the environment."""
        return self.operator == "integer"

    def __str__(self) -> str:
        return self.spelling or self._written()

    def _written(self) -> str:
        if self.operator in ("predicate", "integer"):
            return str(self.operands[0])
        parts = [
            f"({part._written()})" if isinstance(part, Formula) and part.operator in ("or", "and") else _write(part)
            for part in self.operands
        ]
        if self.operator == "not":
            return f"!{parts[0]}"
        return (" || " if self.operator == "or" else " && ").join(parts)


def read_predicate(text: str) -> Formula | Unread:
    """Read the condition of an `.if` or `.elif` (manual 2.4).

    Args:
        text: the words behind the keyword, joined by single blanks; an empty text is false.

    Returns:
        The formula; `Unread` for what is none, for more than `MAX_DEPTH` levels, and for a text that holds variables.
    """
    return Unread(text, ENVIRONMENT) if isinstance(text, Expandable) else _read(text)


@lru_cache(maxsize=1024)
def _read(text: str) -> Formula | Unread:
    if not text:
        return Formula("integer", (0,))
    stripped = text.strip(" \t")
    try:
        formula, _ = language("predicate").read_text(stripped, _ACTIONS)
    except Refused as refusal:
        rest = stripped[refusal.position : refusal.position + 20]
        return Unread(text, f"{_EXPECTED}; found {rest!r}" if rest else f"{_EXPECTED}; found its end")
    except _TooDeepError:
        return Unread(text, f"expected at most {MAX_DEPTH} conditions inside one another")
    return spelled(Formula(formula.operator, formula.operands), text)


class _TooDeepError(Exception):
    """More levels than a formula may have."""


def _write(part: Formula | Call | int) -> str:
    return part._written() if isinstance(part, Formula) else str(part)


# While it is read, a formula travels with its depth.


def _join(operator: Operator, children: list[Any]) -> tuple[Formula, int]:
    depth = max([depth for _, depth in children]) + 1
    if depth > MAX_DEPTH:
        raise _TooDeepError
    return Formula(operator, tuple([formula for formula, _ in children])), depth


def _negation(children: list[Any]) -> tuple[Formula, int]:
    formula, depth = children[0]
    if formula.operator == "not":
        return formula.operands[0], depth - 1
    return _join("not", children)


def _integer(children: list[Any]) -> tuple[Formula, int]:
    text: str = children[0]
    digits = text.lstrip("+-").lower()
    base = 16 if digits[:2] == "0x" else 8 if digits[0] == "0" else 10
    # C `strtol` stops at 64 bits; only whether it is 0 matters.
    value = min(int(digits[:30], base), 2**63 - 1)
    return Formula("integer", (-value if text[0] == "-" else value,)), 0


def _predicate(children: list[Any]) -> tuple[Formula, int]:
    expression = read_expression(children[0])
    if not isinstance(expression, Expression):
        raise Refused(0, ())
    return Formula("predicate", (expression.fetch,)), 0


_ACTIONS: Actions = {
    "start": lambda children: children[0],
    "disjunction": lambda children: _join("or", children),
    "conjunction": lambda children: _join("and", children),
    "negation": _negation,
    "integer": _integer,
    "predicate": _predicate,
}
