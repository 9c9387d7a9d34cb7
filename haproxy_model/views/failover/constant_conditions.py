"""Whether the condition of a line always holds, never does, or depends (manual 7.1, 7.2).

An ACL of the section hides the predefined one of its name.  A condition that asks for the health of servers alone, or
in which a variable stands, is open: it may be the same for all clients.
"""

from __future__ import annotations

from haproxy_model.model.line import Statement
from haproxy_model.values.condition import Condition
from haproxy_model.values.expression import Expression, read_expression
from haproxy_model.values.unread import Unread
from haproxy_model.views.effective import Effective
from haproxy_model.views.logic import decided

#: what the health of servers decides for every client alike, and what nothing does
_HEALTH = frozenset(("nbsrv", "srv_is_up", "always_true", "always_false"))
_PREDEFINED = ("TRUE", "FALSE")


def holds(line: Statement, effective: Effective, *, where_open: bool | None = None) -> bool | None:
    """Whether the condition of a line always holds, or never does; None where it depends.

    Args:
        line: a statement of the proxy, or one that it inherits.
        effective: the settings of the proxy, whose ACLs are meant.
        where_open: the answer for a condition that may be the same for all clients, and nobody knows which.
    """
    condition = line._reading.clause
    if condition is None:
        return True
    if isinstance(condition, Unread):
        return where_open if line._has_variables else None
    value = decided(condition, effective.acls)
    if value is None:
        return where_open if where_open is not None and _is_open(line, condition, effective) else None
    return value


def is_open(line: Statement, effective: Effective) -> bool:
    """Whether a condition may be the same for all clients, and nobody knows which."""
    condition = line._reading.clause
    return condition is not None and holds(line, effective) is None and _is_open(line, condition, effective)


def depends_on_health(line: Statement, effective: Effective) -> bool:
    """Whether a condition is the same for all clients, and changes with the health of servers."""
    condition = line._reading.clause
    return isinstance(condition, Condition) and holds(line, effective) is None and _asks_health(condition, effective)


def _is_open(line: Statement, condition: Condition | Unread, effective: Effective) -> bool:
    return line._has_variables or (isinstance(condition, Condition) and _asks_health(condition, effective))


def _asks_health(condition: Condition, effective: Effective) -> bool:
    criteria: list[str] = []
    for term in condition.terms():
        if term.criterion is not None:
            criteria.append(term.criterion[0])
        elif lines := effective.acls.get(term.name or ""):
            criteria += [line._argument(2) or "" for line in lines]
        elif term.name not in _PREDEFINED:
            return False
    expressions = [read_expression(criterion) for criterion in criteria]
    return all(
        isinstance(each, Expression) and each.fetch.name in _HEALTH and not each.converters for each in expressions
    )
