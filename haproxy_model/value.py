"""What frozen attrs classes share: equality and looks by what they hold.

attrs would write and compile these methods for each class anew, and a start that imports thirty of them would feel it.
"""

from __future__ import annotations

import reprlib
from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar, cast

from attrs import evolve, fields

T = TypeVar("T", bound="Value")


class Value:
    """The base of an attrs class made by `@frozen(eq=False, repr=False)`, which then compares by its fields."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        kind: Any = self.__class__
        compared = _compared(kind)
        return bool(compared(self) == compared(other))

    def __hash__(self) -> int:
        kind: Any = self.__class__
        return hash(_compared(kind)(self))

    def __repr__(self) -> str:
        kind: Any = self.__class__
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in _shown(kind))
        return f"{type(self).__qualname__}({shown})"


def spelled(value: T, spelling: object) -> T:
    """A value that was read, with how it was written.

    Only reading knows that: who builds a value or makes another of it with `attrs.evolve` has one without a spelling,
    which is written by what it holds.
    """
    object.__setattr__(value, "spelling", spelling)
    return value


def unspelled(value: T) -> T:
    """The same value without a spelling, which is written by what it holds."""
    made: Any = value
    return cast(T, evolve(made))


def expect(value: Value, name: str, fits: bool, what: str) -> None:
    """Refuse a value with a field of the wrong kind.

    Args:
        value: the value that is being made.
        name: the field.
        fits: whether it is of its kind.
        what: what it must be, for the message.

    Raises:
        TypeError: it does not fit.
    """
    if not fits:
        given = reprlib.repr(getattr(value, name))
        raise TypeError(f"{name} of {type(value).__name__} must be {what}, not {given}")


def is_number(value: object) -> bool:
    """Whether a field is a whole number; True and False are none."""
    return isinstance(value, int) and not isinstance(value, bool)


def are(kinds: type | tuple[type, ...], values: object) -> bool:
    """Whether a field is a tuple of some kinds."""
    return isinstance(values, tuple) and all(isinstance(value, kinds) for value in values)


@cache
def _compared(kind: type[Any]) -> Callable[[object], object]:
    rows = [(field.name, field.eq_key) for field in fields(kind) if field.eq]
    if any(key is not None for _, key in rows):
        return lambda value: tuple(
            [getattr(value, name) if key is None else key(getattr(value, name)) for name, key in rows]
        )
    return attrgetter(*(name for name, _ in rows))


@cache
def _shown(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if field.repr)
