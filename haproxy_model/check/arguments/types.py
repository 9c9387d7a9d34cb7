"""Types of arguments: for each, a pure function that says what HAProxy would have expected instead of a word."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from haproxy_model.check.arguments.digits import readings
from haproxy_model.check.arguments.forms import FORMS, choice_problem, items_problem
from haproxy_model.check.expressions.patterns import pattern_problem
from haproxy_model.schema.enumerations import LOG_FACILITIES, LOG_FORMATS, LOG_LEVELS
from haproxy_model.syntax.text import BLANKS
from haproxy_model.values.duration import read_duration
from haproxy_model.values.number import read_integer
from haproxy_model.values.size import read_size
from haproxy_model.values.unread import Unread

#: What `atol` reads, and the unit of a size behind it.
_NUMBER = re.compile("[ \t]*([+-]?[0-9]+)([kKmMgG]?)").match
#: Digits, a unit, and something behind it, of which HAProxy warns only.
_TRAILING = re.compile("([0-9]+(?:us|ms|s|m(?!s)|h|d)).", re.DOTALL).match


def expected(kind: str, word: str, strict: bool, bounds: str = "") -> str | None:
    """What was expected instead of a word.

    Args:
        kind: the type, as signatures name it.
        word: the word.
        strict: whether a number or a size is read to its end.
        bounds: the smallest and the largest number, or duration in milliseconds, as rows have them.

    Returns:
        None for a good word, and for every word of a type that is not judged here.
    """
    judge = None if kind in _NUMBERS and not strict else _JUDGES.get(kind)
    found = items_problem(word, kind) if judge is None else judge(word)
    if found is not None or not bounds:
        return found
    if kind == "duration":
        read = read_duration(duration_part(word) or word)
        return None if isinstance(read, Unread) else _bounded(str(int(read.milliseconds)), bounds, " of milliseconds")
    return _bounded(word, bounds) if kind in _NUMBERS else None


def duration_part(word: str) -> str | None:
    """What HAProxy reads of a duration with something behind its unit; None where there is nothing."""
    match = _TRAILING(word)
    return None if match is None else match[1]


def _bounded(word: str, bounds: str, of: str = "") -> str | None:
    match = _NUMBER(word)
    if match is not None and match[2]:
        # A unit makes a small number large.
        return None
    numbers = readings(match[1]) if match is not None else (0,)
    if bounds == "nonzero":
        return None if any(numbers) else f"expected a number{of} above 0"
    spans = [span.partition("..") for span in bounds.split("|")]
    if any(
        (not least or number >= int(least)) and (not most or number <= int(most))
        for least, _, most in spans
        for number in numbers
    ):
        return None
    named = [
        least if least == most else f"from {least} to {most}" if most else f"at least {least}"
        for least, _, most in spans
    ]
    return f"expected a number{of}, {' or '.join(named)}"


def _duration(word: str, unit: str) -> str | None:
    read = read_duration(duration_part(word) or word, unit)
    return read.reason if isinstance(read, Unread) else None


def _size(word: str) -> str | None:
    read = read_size(word)
    return read.reason if isinstance(read, Unread) else None


def _network(word: str) -> str | None:
    problem = pattern_problem(word, "ip")
    return None if problem is None else f"expected {problem}"


def _integer(word: str) -> str | None:
    # As `strtol`, HAProxy skips blanks before a number.
    read = read_integer(word.lstrip(f"{BLANKS}\n\r") or word)
    return read.reason if isinstance(read, Unread) else None


_NUMBERS = frozenset(("int", "size", "percent"))
_JUDGES: dict[str, Callable[[str], str | None]] = {
    **FORMS,
    "duration": partial(_duration, unit="ms"),
    "duration_s": partial(_duration, unit="s"),
    "int": _integer,
    "ip_mask": _network,
    "size": _size,
    "enum_log_facility": partial(choice_problem, what="log facility", words=LOG_FACILITIES),
    "enum_log_level": partial(choice_problem, what="log level", words=LOG_LEVELS),
    "enum_log_format": partial(choice_problem, what="log format", words=LOG_FORMATS),
}
