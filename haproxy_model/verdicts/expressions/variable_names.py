"""Names of variables, as `set-var(…)` and its kin give them (manual 2.8)."""

from __future__ import annotations

import re

from haproxy_model.schema.rule_words import (
    VARIABLE_CONDITIONS,
    VARIABLE_CONDITIONS_SINCE,
    VARIABLE_SCOPES,
    variable_scopes,
)
from haproxy_model.schema.versions import reached
from haproxy_model.verdicts.finding import shown

_NAME = re.compile("[A-Za-z0-9_.]+").fullmatch


def check_variable(action: str, rest: str, version: str) -> str | None:
    """What is wrong with what follows `set-var`, `set-var-fmt` or `unset-var` in the same word.

    Args:
        action: the action.
        rest: the rest of its word: parentheses and what they hold.
        version: the target version.

    Returns:
        The problem; None for none.
    """
    if rest[:1] != "(" or rest[-1:] != ")" or len(rest) < 2:
        return f"expected `{action}(<scope>.<name>)`, found `{shown(action + rest)}`"
    name, *conditions = rest[1:-1].split(",")
    if any(conditions):
        if not reached(VARIABLE_CONDITIONS_SINCE, version):
            return f"conditions of `{action}` exist since HAProxy {VARIABLE_CONDITIONS_SINCE}, the target is {version}"
        if action == "unset-var":
            return "`unset-var` takes only the name of a variable"
        for condition in conditions:
            if condition not in VARIABLE_CONDITIONS:
                if not condition:
                    break
                return f"`{shown(condition)}` is not a condition: expected one of {', '.join(VARIABLE_CONDITIONS)}"
    return name_problem(name, version)


def name_problem(name: str, version: str) -> str | None:
    """What is wrong with the name of a variable; None for nothing."""
    scope, dot, rest = name.partition(".")
    since = VARIABLE_SCOPES.get(scope)
    if since is None or not dot or not rest:
        scopes = ", ".join(variable_scopes(version))
        return f"`{shown(name)}` is not a variable: expected a name such as `txn.x`, of the scope {scopes}"
    if not reached(since, version):
        return f"variables of the scope `{scope}` exist since HAProxy {since}, the target is {version}"
    if not _NAME(rest):
        return f"`{shown(name)}` is not a variable: use letters, digits, '_' and '.'"
    return None
