"""What an `.if` expression comes to, for a version, features and an environment (language reference, 3.4 and 3.5)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple, cast

from haproxy_model.schema.versions import number
from haproxy_model.values.expression import Call
from haproxy_model.values.predicate import Formula


class Known(NamedTuple):
    """What an expression is judged by; None stands for unknown."""

    version: str
    environment: Mapping[str, str] | None
    #: the build features that are present; None assumes every one
    features: Collection[str] | None = None


def truth(formula: Formula, known: Known) -> bool | None:
    """Whether a formula is true; None where that cannot be known.

    HAProxy evaluates from the left and stops when the result is certain; unknown operands do not hide certain ones.
    """
    if formula.operator == "integer":
        return bool(formula.operands[0])
    if formula.operator == "predicate":
        call = cast(Call, formula.operands[0])
        judge = _PREDICATES.get(call.name)
        return None if judge is None else judge(list(call.arguments or ("",)), known)
    values = [truth(cast(Formula, operand), known) for operand in formula.operands]
    if formula.operator == "not":
        return None if values[0] is None else not values[0]
    decisive = formula.operator == "or"
    if decisive in values:
        return decisive
    return None if None in values else not decisive


def _defined(arguments: list[str], known: Known) -> bool | None:
    return None if known.environment is None else arguments[0] in known.environment


def _feature(arguments: list[str], known: Known) -> bool | None:
    return True if known.features is None else arguments[0] in known.features


def _equal(arguments: list[str], known: Known) -> bool | None:
    if len(arguments) < 2:
        return arguments[0] == ""
    return arguments[0] == arguments[1]


def _different(arguments: list[str], known: Known) -> bool | None:
    return not _equal(arguments, known)


def _contains(arguments: list[str], known: Known) -> bool | None:
    return (arguments[1] if len(arguments) > 1 else "") in arguments[0]


def _at_least(arguments: list[str], known: Known) -> bool | None:
    """Whether the target is at least a version such as `2.4`, `2.5-dev3` or `2.4.1-12`.

    Only the first two numbers of the target are known: what asks for a later patch of the same line is unknown.
    """
    main, _, _ = arguments[0].partition("-")
    parts = main.split(".")
    if len(parts) < 2 or not (parts[0].isdecimal() and parts[1].isdecimal()):
        return None
    wanted, target = (int(parts[0]), int(parts[1])), number(known.version)
    if wanted != target:
        return target > wanted
    return True if len(parts) == 2 or parts[2] in ("", "0") else None


def _before(arguments: list[str], known: Known) -> bool | None:
    later = _at_least(arguments, known)
    return None if later is None else not later


_PREDICATES: dict[str, Callable[[list[str], Known], bool | None]] = {
    "defined": _defined,
    "feature": _feature,
    "streq": _equal,
    "strneq": _different,
    "strstr": _contains,
    "version_atleast": _at_least,
    "version_before": _before,
}
