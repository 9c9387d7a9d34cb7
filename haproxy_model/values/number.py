"""Whole numbers and fixed choices, the plainest of values."""

from __future__ import annotations

import re
from collections.abc import Iterable

from haproxy_model.syntax.words import Expandable
from haproxy_model.values.unread import ENVIRONMENT, Unread

_SHAPE = re.compile("([+-]?)0*([0-9]+)").fullmatch
_MAX_DIGITS = 20


def read_integer(text: str, minimum: int | None = None, maximum: int | None = None) -> int | Unread:
    """Read a decimal number with an optional sign.

    Args:
        text: the digits; `010` is ten.
        minimum: the smallest number allowed, if there is one.
        maximum: the largest number allowed, if there is one.

    Returns:
        The number; `Unread` for anything else and for what is out of bounds or beyond 20 digits.
    """
    if isinstance(text, Expandable):
        return Unread(text, ENVIRONMENT)
    match = _SHAPE(text)
    if match is not None and len(match[2]) <= _MAX_DIGITS:
        number = int(match[1] + match[2])
        if (minimum is None or number >= minimum) and (maximum is None or number <= maximum):
            return number
    return Unread(text, f"expected a whole number{_bounds(minimum, maximum)}")


def read_choice(text: str, choices: Iterable[str]) -> str | Unread:
    """Read one of a few words, letter by letter as the manual writes them.

    Args:
        text: the word.
        choices: what is allowed, in the order in which a message shall list them.

    Returns:
        The word; `Unread` for any other.
    """
    if isinstance(text, Expandable):
        return Unread(text, ENVIRONMENT)
    allowed = tuple(choices)
    return text if text in allowed else Unread(text, f"expected {' or '.join(allowed)}")


def _bounds(minimum: int | None, maximum: int | None) -> str:
    if minimum is not None and maximum is not None:
        return f" from {minimum} to {maximum}"
    if minimum is not None:
        return f", at least {minimum}"
    return "" if maximum is None else f", at most {maximum}"
