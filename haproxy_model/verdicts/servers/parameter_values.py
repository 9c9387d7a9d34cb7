"""Values of parameters: for each, what HAProxy would have expected instead."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Literal

from haproxy_model.model.word_kinds import is_name
from haproxy_model.schema.parameter_values import (
    BOUNDS,
    CHOICES,
    MAY_LACK_VALUE,
    PROTOCOLS,
    Bounds,
    Choice,
    fixed_words,
)
from haproxy_model.schema.quirks import BARE_DURATIONS_TOLD, ONE_PROCESS
from haproxy_model.schema.rows import Parameter, available
from haproxy_model.syntax.patterns import fullmatch, match
from haproxy_model.values.unread import Unread
from haproxy_model.verdicts.arguments.digits import readings
from haproxy_model.verdicts.finding import shown
from haproxy_model.verdicts.problem import Problem
from haproxy_model.verdicts.servers.addresses import address_problem, host_problem, is_ip

#: What has such parameters; each stands for all lines with its parameters.
Line = Literal["server", "bind"]

_BOUNDS = {(row.line, row.name): row for row in BOUNDS}
_LATER = {(row.line, row.name, row.word): row for row in CHOICES}
_LEADING_NUMBER = match(r"[ \t\v\f]*([+-]?[0-9]*)")
_LEADING_DURATION = match(r"[0-9]+(?:us|ms|s|m|h|d)")
_WHOLE_NUMBER = fullmatch("[+-]?[0-9]+")
_OCTAL = fullmatch("[+-]?[0-7]+")
_THREADS = fullmatch("(?:[0-9]+/)?(?:(?:all|odd|even|0*[1-9][0-9]*(?:-[0-9]*)?|-[0-9]*)?,?)*")
_PROCESSES = fullmatch("all|odd|even|[0-9]+(?:-[0-9]*)?")
_DIGITS = fullmatch("[0-9]{1,9}")

#: Says what is wrong with a value: it, the row, the kind of line, the version, and whether experiments are allowed.
Judge = Callable[[str, Parameter, Line, str, bool], "Iterator[str | Problem]"]


def judge_of(row: Parameter) -> Judge | None:
    """What judges the value of a parameter; None where any will do."""
    kind = row.parts[0].partition(":")[0].partition("(")[0]
    return _JUDGES.get(row.name) or _JUDGES.get(kind)


def expected(row: Parameter, line: Line, version: str) -> str:
    """What the value of a parameter shall be, for messages."""
    kind = row.parts[0]
    if kind.startswith("enum:") and "list(" not in kind:
        return f"one of {', '.join(_choices(row, line, version))}"
    names = {"duration": "a duration such as 3s", "int": "a number", "port": "a port", "address": "an address"}
    return names.get(kind, "a value")


@cache
def _choices(row: Parameter, line: Line, version: str) -> tuple[str, ...]:
    """The words that a parameter takes in a version."""
    words = fixed_words(row, line)
    later: list[Choice | None] = [_LATER.get((line, row.name, word)) for word in words]
    return tuple(word for word, each in zip(words, later, strict=True) if each is None or available(each, version))


def _number(value: str, row: Parameter, line: Line, version: str, exposed: bool) -> Iterator[str | Problem]:
    bounds = _BOUNDS.get((line, row.name))
    if bounds is None or (value in _choices(row, line, version) if "enum:" in row.arguments else False):
        return
    expected = _bounds(bounds)
    if bounds.whole and not _WHOLE_NUMBER(value):
        yield f"expected {expected}, found `{shown(value)}`"
        return
    found = _LEADING_NUMBER(value)
    text = found[1] if found else ""
    numbers = readings(text)
    if bounds.wraps and numbers[0] < 0:
        return
    if not any(_within(number, bounds) for number in numbers):
        as_read = "" if text == value else f", which HAProxy reads as {numbers[-1]}"
        yield f"expected {expected}, found `{shown(value)}`{as_read}"


def _within(number: int, bounds: Bounds) -> bool:
    return (
        number >= bounds.low and (bounds.high is None or number <= bounds.high) and not (bounds.nonzero and not number)
    )


def _bounds(row: Bounds) -> str:
    if row.nonzero:
        return f"a number from {row.low} to {row.high} other than 0"
    return f"a number from {row.low} to {row.high}" if row.high is not None else f"a number, at least {row.low}"


def _duration(value: str, row: Parameter, line: Line, version: str, exposed: bool) -> Iterator[str | Problem]:
    from haproxy_model.values.duration import read_duration

    read = read_duration(value)
    if isinstance(read, Unread):
        prefix = _LEADING_DURATION(value)
        if prefix is None or prefix[0] == value:
            yield f"{read.reason}, found `{shown(value)}`"
            return
        message = (
            f"HAProxy reads `{shown(value)}` as `{prefix[0]}` and a later version will refuse it: write `{prefix[0]}`"
        )
        yield Problem("trailing-characters", message, 0, 0, fatal=False)
        read = read_duration(prefix[0])
        if isinstance(read, Unread):
            return
    bounds = _BOUNDS.get((line, row.name))
    if bounds is None:
        return
    if read.milliseconds < bounds.low:
        yield f"`{shown(value)}` is too small: expected more than 0"
    elif _DIGITS(value) and int(value) < bounds.small and BARE_DURATIONS_TOLD.holds(version):
        message = f"`{row.name} {value}` means {value} milliseconds: write the unit, `{value}ms` or `{value}s`"
        yield Problem("suspiciously-small", message, 0, 0, fatal=False)


def _choice(value: str, row: Parameter, line: Line, version: str, exposed: bool) -> Iterator[str | Problem]:
    choices = _choices(row, line, version)
    if value not in choices and not (row.name == "ktls" and value.lower() in choices):
        later = _LATER.get((line, row.name, value))
        since = "" if later is None else f", which exists since HAProxy {later.since}"
        yield f"expected one of {', '.join(choices)}, found `{shown(value)}`{since}"


def _named(value: str, row: Parameter, line: Line, version: str, exposed: bool) -> Iterator[str | Problem]:
    """A name, perhaps with an argument in parentheses."""
    choices = row.parts[0].partition(":")[2].split("|")
    if value.partition("(")[0] not in choices:
        yield f"expected one of {', '.join(choices)}, found `{shown(value)}`"


#: What stands in the choices of `init-addr` for an address.
_AN_ADDRESS = "ip"


def _list(value: str, row: Parameter, line: Line, version: str, exposed: bool) -> Iterator[str | Problem]:
    if "enum:" not in row.arguments:
        return
    choices = _choices(row, line, version)
    fixed = [each for each in choices if each != _AN_ADDRESS]
    takes_address = len(fixed) < len(choices)
    for item in value.split(","):
        if not item and row.name in MAY_LACK_VALUE:
            return
        if item not in fixed and not (takes_address and is_ip(item)):
            told = ", ".join([*fixed, *["an address"] * takes_address])
            yield f"expected one or more of {told}, with commas between them, found `{shown(item)}`"
            return


def _protocol(value: str, row: Parameter, line: Line, version: str, exposed: bool) -> Iterator[str | Problem]:
    known = [each.word for each in PROTOCOLS if available(each, version)]
    if value not in known:
        later = next((each.since for each in PROTOCOLS if each.word == value), "")
        since = f", which exists since HAProxy {later}" if later else ""
        yield f"expected one of {', '.join(known)}, found `{shown(value)}`{since}"


def _address(value: str, row: Parameter, line: Line, version: str, exposed: bool) -> Iterator[str | Problem]:
    problem = address_problem(value, row.name, version, exposed)
    if problem is not None:
        yield Problem(problem.kind, f"`{row.name}`: {problem.message}", 0, 0)


def _networks(value: str, row: Parameter, line: Line, version: str, exposed: bool) -> Iterator[str | Problem]:
    for item in value.split(","):
        if item and not is_ip(item.partition("/")[0]):
            yield f"expected networks such as 10.0.0.0/8, with commas between them, found `{shown(item)}`"
            return


def _host(value: str, row: Parameter, line: Line, version: str, exposed: bool) -> Iterator[str | Problem]:
    problem = None if "$" in value else host_problem(value)
    if problem is not None:
        yield f"{problem.message}: write it without a port" if ":" in value else problem.message


def _mode(value: str, row: Parameter, line: Line, version: str, exposed: bool) -> Iterator[str | Problem]:
    if not _OCTAL(value):
        yield f"expected permissions in octal such as 660, found `{shown(value)}`"


def _threads(value: str, row: Parameter, line: Line, version: str, exposed: bool) -> Iterator[str | Problem]:
    if len(value) < 100 and not _THREADS(value):
        yield f"expected threads such as 1-4, all or 1/odd, found `{shown(value)}`"


def _processes(value: str, row: Parameter, line: Line, version: str, exposed: bool) -> Iterator[str | Problem]:
    first = value.partition("/")[0]
    most = 1 if ONE_PROCESS.holds(version) else 64
    if not _PROCESSES(first) or (_DIGITS(first) and not 1 <= int(first) <= most):
        yield f"expected a process from 1 to {most}, found `{shown(first)}`"


def _expression(value: str, row: Parameter, line: Line, version: str, exposed: bool) -> Iterator[str | Problem]:
    from haproxy_model.verdicts.expressions.samples import expression_problem, place_of

    problem = expression_problem(value, version, place_of("server", "backend"))
    if problem is not None:
        yield f"in the expression `{shown(value)}`: {problem}"


def _error_codes(value: str, row: Parameter, line: Line, version: str, exposed: bool) -> Iterator[str | Problem]:
    """Errors of certificates: OpenSSL's numbers, or since 2.7 its names."""
    items = filter(None, value.split(","))
    wrong = next((item for item in items if not item[0].isdigit() and item[:11] != "X509_V_ERR_"), None)
    if wrong is not None and value != "all":
        yield f"expected all, or numbers and names such as X509_V_ERR_CERT_REVOKED, found `{shown(wrong)}`"


def _guid(value: str, row: Parameter, line: Line, version: str, exposed: bool) -> Iterator[str | Problem]:
    if not is_name(value) or len(value) > 127:
        yield f"`{shown(value)}` is not an identifier: use at most 127 letters, digits, '_', '.', ':' and '-'"


#: How a value is judged, by the parameter or else by the type that its row gives.
_JUDGES: dict[str, Judge] = {
    "addr": _address,
    "socks4": _address,
    "agent-addr": _host,
    "proto": _protocol,
    "check-proto": _protocol,
    "guid": _guid,
    "resolve-net": _networks,
    "namespace": lambda *_: iter(()),
    "ca-ignore-err": _error_codes,
    "crt-ignore-err": _error_codes,
    "int": _number,
    "int|enum": _number,
    "tcp-ss": _number,
    "duration": _duration,
    "enum": _choice,
    "enum_with_args": _named,
    "list": _list,
    "octal_mode": _mode,
    "thread_set": _threads,
    "process_set": _processes,
    "sample_expr": _expression,
}
