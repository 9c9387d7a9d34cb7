"""Durations: digits and a unit, or digits alone in the unit of the argument (manual 2.5 "Time format")."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import lru_cache, partial
from typing import ClassVar, Self

from attrs import field, frozen

from haproxy_model.errors import InvalidValue
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.fields import spelled
from haproxy_model.values.quantity import Quantity, total
from haproxy_model.values.readable import parsed
from haproxy_model.values.unread import ENVIRONMENT, Unread

#: each unit in microseconds, the largest first
UNITS = {"d": 86_400_000_000, "h": 3_600_000_000, "m": 60_000_000, "s": 1_000_000, "ms": 1_000, "us": 1}

_NAMES = dict(zip(("days", "hours", "minutes", "seconds", "milliseconds", "microseconds"), UNITS.values(), strict=True))
_SHAPE = re.compile("0*([0-9]+)(us|ms|s|m|h|d)?").fullmatch
_EXPECTED = "expected a number and a unit us, ms, s, m, h or d"
_LIMIT = 2**31
_MAX_DIGITS = 20


@frozen(eq=False, repr=False, init=False)
class Duration(Quantity):
    """A span of time, with the units us, ms, s, m, h, d; `60000` read as milliseconds equals `60s` (manual, 2.5).

    Durations compare and add among themselves.

    Example:
        >>> Duration.parse("60000") == Duration.parse("1m") == Duration(seconds=60)
        True
        >>> str(Duration(minutes=1) + Duration.parse("30s"))
        '90s'
    """

    _smallest: ClassVar[str] = "microseconds"
    _example: ClassVar[str] = "Duration(seconds=5)"

    #: the whole span, in microseconds
    microseconds: int
    #: how it was written; empty when built by hand, or made of another value
    spelling: str = field(default="", init=False, eq=False, repr=False)

    def __init__(
        self,
        *,
        days: float = 0,
        hours: float = 0,
        minutes: float = 0,
        seconds: float = 0,
        milliseconds: float = 0,
        microseconds: int = 0,
    ) -> None:
        """A duration of the sum of some units.

        Args:
            days: of 24 hours.
            hours: of 60 minutes.
            minutes: of 60 seconds.
            seconds: of 1,000 milliseconds.
            milliseconds: of 1,000 microseconds.
            microseconds: a whole number, and no other unit beside it.

        Raises:
            TypeError: one is no number.
            InvalidValue: it is negative.
        """
        given = {
            "days": days,
            "hours": hours,
            "minutes": minutes,
            "seconds": seconds,
            "milliseconds": milliseconds,
            "microseconds": microseconds,
        }
        object.__setattr__(self, "microseconds", total(Duration, given, _NAMES))
        object.__setattr__(self, "spelling", "")

    @classmethod
    def parse(cls, text: str, *, default_unit: str = "ms") -> Self:
        """The duration that a text says.

        Args:
            text: digits and a unit, or digits alone.
            default_unit: the unit of digits alone: `us`, `ms`, `s`, `m`, `h` or `d`.

        Raises:
            InvalidValue: the text is none, or HAProxy could not hold it.
            TypeError: it is not text.
        """
        if default_unit not in UNITS:
            raise InvalidValue(f"{default_unit!r} is not a unit of durations: choose one of {', '.join(UNITS)}")
        return parsed(cls, text, partial(read_duration, default_unit=default_unit))

    @classmethod
    def from_timedelta(cls, span: timedelta) -> Self:
        """The duration of a `datetime.timedelta`.

        Raises:
            TypeError: it is none.
            InvalidValue: it is negative.
        """
        if not isinstance(span, timedelta):
            raise TypeError(f"expected a datetime.timedelta, not {span!r}; {cls._example} takes numbers")
        return cls(microseconds=span // timedelta(microseconds=1))

    def to_timedelta(self) -> timedelta:
        """The span as a `datetime.timedelta`, exact to the microsecond.

        Raises:
            InvalidValue: it is longer than those can be.
        """
        try:
            return timedelta(microseconds=self.microseconds)
        except OverflowError:
            raise InvalidValue(f"{self} is longer than a datetime.timedelta can be: use .microseconds") from None

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
    return spelled(Duration(microseconds=microseconds), text)
