"""Durations: digits and a unit, or digits alone in the unit of the argument (manual 2.5 "Time format")."""

from __future__ import annotations

import re
from functools import lru_cache

from attrs import field, frozen

from haproxy_model.syntax.words import Expandable
from haproxy_model.values.fields import expect, is_number, spelled
from haproxy_model.values.unread import ENVIRONMENT, Unread
from haproxy_model.values.value import Value

#: each unit in microseconds, the largest first
UNITS = {"d": 86_400_000_000, "h": 3_600_000_000, "m": 60_000_000, "s": 1_000_000, "ms": 1_000, "us": 1}

_SHAPE = re.compile("0*([0-9]+)(us|ms|s|m|h|d)?").fullmatch
_EXPECTED = "expected a number and a unit us, ms, s, m, h or d"
_LIMIT = 2**31
_MAX_DIGITS = 20


@frozen(eq=False, repr=False)
class Duration(Value):
    """A span of time, with the units us, ms, s, m, h, d; `60000` read as milliseconds equals `60s` (manual, 2.5).

    Example:
        >>> read_duration("60000") == read_duration("1m") == Duration(60_000_000)
        True
    """

    #: the whole span, in microseconds
    microseconds: int
    #: how it was written; empty when built by hand, or made of another value
    spelling: str = field(default="", init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        expect(
            self, "microseconds", is_number(self.microseconds), "a whole number; text such as '5s' is assigned as it is"
        )

    @property
    def milliseconds(self) -> int:
        """The span in milliseconds, rounded up as HAProxy does."""
        return -(-self.microseconds // 1000)

    @property
    def seconds(self) -> float:
        """The span in seconds, exact to the microsecond."""
        return self.microseconds / 1_000_000

    @property
    def canonical(self) -> str:
        """The span in the largest unit that divides it: a text that needs no default unit (`0s` for none)."""
        for unit, size in UNITS.items():
            if self.microseconds and self.microseconds % size == 0:
                return f"{self.microseconds // size}{unit}"
        return "0s"

    def __str__(self) -> str:
        return self.spelling or self.canonical


def read_duration(text: str, default_unit: str = "ms") -> Duration | Unread:
    """Read a duration (manual 2.5).

    Args:
        text: digits and one of `us`, `ms`, `s`, `m`, `h`, `d`, or digits alone.
        default_unit: the unit of digits alone, which is also the one in which HAProxy stores the value: rounded up to
            it, the value must stay below 2^31.

    Returns:
        The duration; `Unread` for anything else, for `5sx` too, of which HAProxy warns that it will refuse it.
    """
    return Unread(text, ENVIRONMENT) if isinstance(text, Expandable) else _read(text, default_unit)


@lru_cache(maxsize=4096)
def _read(text: str, default_unit: str) -> Duration | Unread:
    match = _SHAPE(text)
    if match is None:
        return Unread(text, _EXPECTED)
    digits, unit = match.groups()
    storage = UNITS[default_unit]
    microseconds = int(digits) * UNITS[unit or default_unit] if len(digits) <= _MAX_DIGITS else storage * _LIMIT
    if -(-microseconds // storage) >= _LIMIT:
        return Unread(text, f"expected less than {_LIMIT}{default_unit}")
    return spelled(Duration(microseconds), text)
