"""What an `.if` expression comes to, for a version, features and an environment (language reference, 3.4 and 3.5)."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import cast

from haproxy_model.model.expansion import Environment
from haproxy_model.records import NamedTuple
from haproxy_model.schema.directives import PREDICATES
from haproxy_model.schema.quirks import IF_EXPRESSIONS
from haproxy_model.schema.rows import too_new
from haproxy_model.schema.versions import order
from haproxy_model.values.expression import Call
from haproxy_model.values.predicate import Formula


class Known(NamedTuple):
    """What an expression is judged by; None stands for unknown."""

    version: str
    environment: Mapping[str, str] | None
    #: the build features that are present; None assumes every one
    features: Collection[str] | None = None
    #: variables whose value nobody knows
    unsure: Collection[str] = ()


def truth(formula: Formula, known: Known) -> bool | None:
    """Whether a formula is true; None where that cannot be known.

    HAProxy evaluates from the left and stops when the result is certain; unknown operands do not hide certain ones.
    """
    if formula.operator == "integer":
        return bool(formula.operands[0])
    if formula.operator == "predicate":
        call = cast(Call, formula.operands[0])
        predicate = PREDICATES.get(call.name)
        if predicate is None or _arity(call) > predicate.arguments:
            return None
        return _JUDGES.get(call.name, _unknown)(list(call.arguments or ("",)), known)
    values = [truth(cast(Formula, operand), known) for operand in formula.operands]
    if formula.operator == "not":
        return None if values[0] is None else not values[0]
    decisive = formula.operator == "or"
    if decisive in values:
        return decisive
    return None if None in values else not decisive


def refusal(formula: Formula, version: str) -> str | None:
    """Why a version refuses a formula that can be read; None where it takes it."""
    pending = [formula]
    old = not IF_EXPRESSIONS.holds(version)
    while pending:
        current = pending.pop()
        if old and (current.operator in ("or", "and", "not") or current.spelling.lstrip(" \t").startswith("(")):
            return f"operators and parentheses exist since HAProxy {IF_EXPRESSIONS.since}, the target is {version}"
        if current.operator == "predicate":
            reason = _refused(cast(Call, current.operands[0]), version)
            if reason is not None:
                return reason
        pending += [operand for operand in reversed(current.operands) if isinstance(operand, Formula)]
    return None


def _refused(call: Call, version: str) -> str | None:
    predicate = PREDICATES.get(call.name)
    if predicate is None:
        return f"there is no predicate `{call.name[:40]}`"
    if too_new(predicate, version):
        return f"`{call.name}` exists since HAProxy {predicate.since}, the target is {version}"
    given, wanted = _arity(call), predicate.arguments
    if given > wanted or (wanted > 1 and given < wanted):
        return f"`{call.name}` takes {wanted} argument{'s' if wanted > 1 else ''}, found {given}"
    if call.name.startswith("openssl_version_") and not _is_library_version((call.arguments or ("",))[0]):
        return f"`{call.name}` takes a version of OpenSSL such as 1.1.1 or 3.0.0-beta2"
    return None


_LIBRARY = re.compile(r"[+-]?([0-9]*)\.[+-]?([0-9]*)\.[+-]?([0-9]*)(?:-beta([0-9]*))?")
#: The largest numbers between the dots, and behind `beta`.
_LIBRARY_LIMITS = (15, 255, 255, 14)


def _is_library_version(text: str) -> bool:
    """Whether HAProxy can read a version of OpenSSL; before 3.4 it crashes where it cannot."""
    found = _LIBRARY.match(text)
    return found is not None and all(
        len(part or "") < 10 and int(part or 0) <= most
        for part, most in zip(found.groups(), _LIBRARY_LIMITS, strict=True)
    )


def _arity(call: Call) -> int:
    return len(call.arguments or ())


def _defined(arguments: list[str], known: Known) -> bool | None:
    name = arguments[0]
    environment = Environment(known.environment, known.unsure, known.version)
    return None if environment.is_unknown(name) else environment.value(name) is not None


def _feature(arguments: list[str], known: Known) -> bool | None:
    return True if known.features is None else arguments[0] in known.features


def _enabled(arguments: list[str], known: Known) -> bool | None:
    return arguments[0].upper() in _ENABLED


#: What a Linux host offers and no command line switched off.
_ENABLED = frozenset(("POLL", "EPOLL", "SPLICE", "GETADDRINFO", "REUSEPORT", "FAST-FORWARD"))


def _equal(arguments: list[str], known: Known) -> bool | None:
    return arguments[0] == (arguments[1] if len(arguments) > 1 else "")


def _different(arguments: list[str], known: Known) -> bool | None:
    return not _equal(arguments, known)


def _contains(arguments: list[str], known: Known) -> bool | None:
    return (arguments[1] if len(arguments) > 1 else "") in arguments[0]


_VERSION = re.compile(r"[ \t]*([0-9]{1,9})?(?:\.([0-9]{1,9}))?(?:\.([0-9]{1,9}))?(-dev)?(-?[0-9]*)")


def _at_least(arguments: list[str], known: Known) -> bool | None:
    """Whether the target is at least a version such as `2.4`, `2.5-dev3` or `2.4.1-12`; what is left out counts as 0.

    Only the first two numbers of the target are known: what asks for a later patch of the same line is unknown.
    """
    match = _VERSION.match(arguments[0])
    assert match is not None
    major, minor, patch, development, commits = match.groups()
    place = order((int(major or 0), int(minor or 0)), known.version)
    if place:
        return place > 0
    return True if development or not (int(patch or 0) or int(commits.lstrip("-") or 0)) else None


def _before(arguments: list[str], known: Known) -> bool | None:
    later = _at_least(arguments, known)
    return None if later is None else not later


def _unknown(arguments: list[str], known: Known) -> bool | None:
    return None


#: Predicate -> its truth; of the others nobody knows it who does not have that HAProxy.
_JUDGES: dict[str, Callable[[list[str], Known], bool | None]] = {
    "defined": _defined,
    "enabled": _enabled,
    "feature": _feature,
    "streq": _equal,
    "strneq": _different,
    "strstr": _contains,
    "version_atleast": _at_least,
    "version_before": _before,
}
