"""What durations and sizes share: a whole number of their smallest unit, compared and added among themselves."""

from __future__ import annotations

import reprlib
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from haproxy_model.errors import InvalidValue
from haproxy_model.values.fields import is_number
from haproxy_model.values.readable import Readable


class Quantity(Readable):
    """A number of a unit; one kind compares and adds with itself alone, so that no unit is ever guessed."""

    __slots__ = ()

    #: the field that holds the number, called like the smallest unit
    _smallest: ClassVar[str]

    def __lt__(self, other: Self) -> bool:
        return self._amount < self._same(other, "compare")

    def __le__(self, other: Self) -> bool:
        return self._amount <= self._same(other, "compare")

    def __gt__(self, other: Self) -> bool:
        return self._amount > self._same(other, "compare")

    def __ge__(self, other: Self) -> bool:
        return self._amount >= self._same(other, "compare")

    def __add__(self, other: Self) -> Self:
        return self._of(self._amount + self._same(other, "add"))

    def __radd__(self, other: int) -> Self:
        """`sum` begins with 0."""
        return self if is_number(other) and other == 0 else self._of(self._same(other, "add"))

    @property
    def _amount(self) -> int:
        amount: int = getattr(self, self._smallest)
        return amount

    def _same(self, other: object, what: str) -> int:
        """The number of another one of the same kind."""
        if not isinstance(other, type(self)):
            kind = type(self).__name__
            raise TypeError(f"expected a {kind} to {what} with, such as {self._example}, not {reprlib.repr(other)}")
        return other._amount

    @classmethod
    def _of(cls, amount: int) -> Self:
        kind: Any = cls
        made: Self = kind(**{cls._smallest: amount})
        return made


def total(kind: type[Quantity], given: Mapping[str, int | float], units: Mapping[str, int]) -> int:
    """How many of the smallest unit some numbers of units are.

    Args:
        kind: the class that is being made.
        given: the numbers by the names of their units, 0 where none was given.
        units: how many of the smallest unit each is; a fraction may be given of all but that.

    Raises:
        TypeError: one is no number, or the smallest unit is given together with others.
        InvalidValue: the sum is negative, or no number at all.
    """
    named = {name: number for name, number in given.items() if not (is_number(number) and number == 0)}
    smallest = kind._smallest
    for name, number in named.items():
        if not (is_number(number) or (isinstance(number, float) and name != smallest)):
            wanted = "a whole number" if name == smallest else "a number"
            found = reprlib.repr(number)
            raise TypeError(f"{name} of {kind.__name__} must be {wanted} (text: {kind.__name__}.parse), not {found}")
    if smallest in named and len(named) > 1:
        # `attrs.evolve(duration, seconds=5)` would add to what is there.
        raise TypeError(f"expected {smallest} alone, or larger units of {kind.__name__}, not {', '.join(named)}")
    try:
        amount = sum(
            number * units[name] if is_number(number) else round(number * units[name]) for name, number in named.items()
        )
    except (OverflowError, ValueError):
        raise InvalidValue(f"{_said(named)} are not a {kind.__name__}: give finite numbers") from None
    if amount < 0:
        raise InvalidValue(f"{_said(named)} are not a {kind.__name__}: HAProxy has none below 0")
    return int(amount)


def _said(named: Mapping[str, object]) -> str:
    return " and ".join(f"{reprlib.repr(number)} {name}" for name, number in named.items())
