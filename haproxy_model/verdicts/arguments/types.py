"""Types of arguments: for each, a pure function that says what HAProxy would have expected instead of a word."""

from __future__ import annotations

import re
from functools import partial

from haproxy_model.schema.enumerations import LOG_FACILITIES, LOG_FORMATS, LOG_LEVELS
from haproxy_model.schema.parameter_values import PROTOCOLS
from haproxy_model.schema.rows import available
from haproxy_model.schema.rule_words import ERROR_CODES
from haproxy_model.schema.versions import reached
from haproxy_model.syntax.text import BLANKS
from haproxy_model.values.duration import read_duration
from haproxy_model.values.number import read_integer
from haproxy_model.values.size import read_size
from haproxy_model.values.unread import Unread
from haproxy_model.verdicts.arguments.digits import first_number, readings
from haproxy_model.verdicts.arguments.fit import listed
from haproxy_model.verdicts.arguments.forms import FORMS, Judge, choice_problem, items_problem
from haproxy_model.verdicts.expressions.acl_patterns import pattern_problem
from haproxy_model.verdicts.finding import shown
from haproxy_model.verdicts.servers.addresses import address_problem

#: What `atol` reads, and the unit of a size after it.
_NUMBER = re.compile("[ \t]*([+-]?[0-9]+)([kKmMgG]?)").match
#: Digits, a unit, and something after it, of which HAProxy warns only.
_TRAILING = re.compile("([0-9]+(?:us|ms|s|m(?!s)|h|d)).", re.DOTALL).match


def expected(kind: str, word: str, version: str, *, strict: bool = True, bounds: str = "") -> str | None:
    """What was expected instead of a word.

    Args:
        kind: the type, as signatures name it.
        word: the word.
        version: the target version.
        strict: whether a number or a size is read to its end.
        bounds: the smallest and the largest number, or duration in milliseconds, as rows have them.

    Returns:
        None for a good word, and for every word of a type that is not judged here.
    """
    judge = None if kind in _NUMBERS and not strict else _JUDGES.get(kind)
    found = items_problem(word, kind) if judge is None else judge(word, version)
    if found is not None or not bounds:
        return found
    if kind == "duration":
        read = read_duration(duration_part(word) or word)
        return None if isinstance(read, Unread) else _bounded(str(int(read.milliseconds)), bounds, "ms")
    return _bounded(word, bounds) if kind in _NUMBERS else None


def duration_part(word: str) -> str | None:
    """What HAProxy reads of a duration with something after its unit; None where there is nothing."""
    match = _TRAILING(word)
    return None if match is None else match[1]


def _bounded(word: str, bounds: str, unit: str = "") -> str | None:
    match = _NUMBER(word)
    if match is not None and match[2]:
        # A unit makes a small number large.
        return None
    numbers = readings(match[1]) if match is not None else (0,)
    what = "duration" if unit else "number"
    if bounds == "nonzero":
        return None if any(numbers) else f"expected a {what} above 0{unit}"
    spans = [span.partition("..") for span in bounds.split("|")]
    if any(
        (not least or number >= int(least)) and (not most or number <= int(most))
        for least, _, most in spans
        for number in numbers
    ):
        return None
    return f"expected a {what} {' or '.join(_between(least, most, unit) for least, _, most in spans)}"


def _between(least: str, most: str, unit: str) -> str:
    if least == most:
        return f"equal to {least}{unit}"
    if least and most:
        return f"from {least}{unit} to {most}{unit}"
    return f"of at least {least}{unit}" if least else f"of at most {most}{unit}"


def _duration(word: str, version: str, unit: str) -> str | None:
    read = read_duration(duration_part(word) or word, unit)
    return read.reason if isinstance(read, Unread) else None


def _size(word: str, version: str) -> str | None:
    read = read_size(word)
    return read.reason if isinstance(read, Unread) else None


def _network(word: str, version: str) -> str | None:
    problem = pattern_problem(word, "ip")
    return None if problem is None else f"expected {problem}"


def _integer(word: str, version: str) -> str | None:
    # As `strtol`, HAProxy skips blanks before a number.
    read = read_integer(word.lstrip(f"{BLANKS}\n\r") or word)
    return read.reason if isinstance(read, Unread) else None


def _address(word: str, version: str) -> str | None:
    problem = address_problem(word, "addr", version, exposed=True)
    return None if problem is None else problem.message


def _port(word: str, version: str) -> str | None:
    from haproxy_model.verdicts.expressions.samples import expression_problem, place_of

    if word.isascii() and word.isdigit():
        return None if len(word) < 9 and 1 <= int(word) <= 65535 else "expected a number from 1 to 65535"
    problem = expression_problem(word, version, place_of("check", "backend"))
    return None if problem is None else f"not a port; {problem}"


def _protocol(word: str, version: str) -> str | None:
    known = [row.word for row in PROTOCOLS if available(row, version)]
    return None if word in known else f"expected {listed(known)}"


def _regex(word: str, version: str) -> str | None:
    from haproxy_model.verdicts.expressions.regexes import regex_problem

    problem = regex_problem(word)
    return None if problem is None else f"it is not a regular expression: {problem}"


def _name(word: str, version: str) -> str | None:
    """A name may be a log format, which HAProxy reads as if it stood in an `http-request` rule of a frontend."""
    from haproxy_model.verdicts.expressions.log_formats import log_format_problem
    from haproxy_model.verdicts.expressions.samples import place_of

    problem = log_format_problem(word, version, "", place_of("http-request", "frontend")) if "%" in word else None
    return None if problem is None else f"it is not a log format: {problem}"


def _code(word: str, version: str) -> str | None:
    number = first_number(word)
    return code_problem(word if number is None else str(number), version)


def code_problem(code: str, version: str) -> str | None:
    """Why HAProxy handles no error file of a status; None if it does."""
    since = ERROR_CODES.get(code)
    if since is None:
        return f"HAProxy never answers with status {shown(code)} by itself"
    if not reached(since, version):
        return f"HAProxy answers with status {code} only since {since}, the target is {version}"
    return None


_NUMBERS = frozenset(("int", "size", "percent"))
_JUDGES: dict[str, Judge] = {
    **FORMS,
    "duration": partial(_duration, unit="ms"),
    "duration_s": partial(_duration, unit="s"),
    "http_err_code": _code,
    "int": _integer,
    "ip": _address,
    "ip_mask": _network,
    **dict.fromkeys(("mux_proto", "tcp_mux_proto"), _protocol),
    "port_or_expr": _port,
    "regex": _regex,
    **dict.fromkeys(("backend_ref_or_log_format", "server_ref_or_log_format"), _name),
    "size": _size,
    "enum_log_facility": partial(choice_problem, what="log facility", choices=LOG_FACILITIES),
    "enum_log_level": partial(choice_problem, what="log level", choices=LOG_LEVELS),
    "enum_log_format": partial(choice_problem, what="log format", choices=LOG_FORMATS),
}
