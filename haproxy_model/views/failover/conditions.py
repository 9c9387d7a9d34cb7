"""Whether the condition of a line always holds, never does, or depends (manual 7.1, 7.2).

An ACL of the section hides the predefined one of its name.  A condition that asks for the health of servers alone, or
in which a variable stands, is open: it may be the same for all clients.
"""

from __future__ import annotations

from collections.abc import Iterable

from haproxy_model.model.line import Statement
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.condition import Condition, Term, read_condition
from haproxy_model.values.expression import Expression, read_expression
from haproxy_model.values.unread import Unread
from haproxy_model.views.effective import Effective

_PREDEFINED = {"TRUE": True, "FALSE": False}
_CONSTANT = {"always_true": True, "always_false": False}
#: what the health of servers decides for every client alike
_HEALTH = frozenset(("nbsrv", "srv_is_up", *_CONSTANT))


def holds(line: Statement, effective: Effective, *, where_open: bool | None = None) -> bool | None:
    """Whether the condition of a line always holds, or never does; None where it depends.

    Args:
        line: a statement of the proxy, or one that it inherits.
        effective: the settings of the proxy, whose ACLs are meant.
        where_open: the answer for a condition that may be the same for all clients, and nobody knows which.
    """
    condition = _condition(line)
    if condition is None:
        return True
    if isinstance(condition, Unread):
        return where_open if _has_variables(line) else None
    value = _any(_all(_value(term, effective) for term in alternative) for alternative in condition.alternatives)
    if value is None:
        return where_open if where_open is not None and _is_open(line, condition, effective) else None
    return value is (condition.keyword == "if")


def is_open(line: Statement, effective: Effective) -> bool:
    """Whether a condition may be the same for all clients, and nobody knows which."""
    condition = _condition(line)
    return condition is not None and holds(line, effective) is None and _is_open(line, condition, effective)


def depends_on_health(line: Statement, effective: Effective) -> bool:
    """Whether a condition is the same for all clients, and changes with the health of servers."""
    condition = _condition(line)
    return isinstance(condition, Condition) and holds(line, effective) is None and _asks_health(condition, effective)


def _is_open(line: Statement, condition: Condition | Unread, effective: Effective) -> bool:
    return _has_variables(line) or (isinstance(condition, Condition) and _asks_health(condition, effective))


def _has_variables(line: Statement) -> bool:
    return any(isinstance(word, Expandable) for word in line._words)


def _condition(line: Statement) -> Condition | Unread | None:
    words = line._reading.condition_words
    return read_condition(words) if words else None


def _value(term: Term, effective: Effective) -> bool | None:
    if term.criterion is not None:
        value = _CONSTANT.get(term.criterion[0]) if len(term.criterion) == 1 else None
    else:
        value = _named(term.name or "", effective)
    return None if value is None else value is not term.negated


def _named(name: str, effective: Effective) -> bool | None:
    lines = effective.acls.get(name)
    if lines is not None:
        return _any(_CONSTANT.get(line._words[2]) if len(line._words) == 3 else None for line in lines)
    return None if any(isinstance(other, Expandable) for other in effective.acls) else _PREDEFINED.get(name)


def _asks_health(condition: Condition, effective: Effective) -> bool:
    criteria: list[str] = []
    for term in condition.terms():
        if term.criterion is not None:
            criteria.append(term.criterion[0])
        elif lines := effective.acls.get(term.name or ""):
            criteria += [line._words[2] if len(line._words) > 2 else "" for line in lines]
        elif term.name not in _PREDEFINED:
            return False
    expressions = [read_expression(criterion) for criterion in criteria]
    return all(
        isinstance(each, Expression) and each.fetch.name in _HEALTH and not each.converters for each in expressions
    )


def _all(values: Iterable[bool | None]) -> bool | None:
    found = set(values)
    return False if False in found else None if None in found else True


def _any(values: Iterable[bool | None]) -> bool | None:
    found = set(values)
    return True if True in found else None if None in found else False
