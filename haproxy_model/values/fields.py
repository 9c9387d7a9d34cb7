"""Fields of values: each of its kind, and the spelling, which only reading knows."""

from __future__ import annotations

import reprlib
from collections.abc import Callable
from typing import Any, TypeVar, cast

from attrs import evolve, fields

from haproxy_model.values.value import Value

T = TypeVar("T", bound=Value)


def spelled(value: T, spelling: object) -> T:
    """A value that was read, with how it was written.

    Only reading knows that: who builds a value or makes another of it with `attrs.evolve` has one without a spelling,
    which is written by what it holds.
    """
    object.__setattr__(value, "spelling", spelling)
    return value


def reader(kind: type[T]) -> Callable[..., T]:
    """A quick way around the constructor, which is for people and looks at what they give.

    Args:
        kind: the class of the values.

    Returns:
        Makes a value of all its fields in order, which must be of their kinds.
    """
    slots: Any = kind
    attributes: Any = fields(slots)
    setters = [getattr(slots, each.name).__set__ for each in attributes]

    def read(*values: object) -> T:
        made = object.__new__(kind)
        for assign, value in zip(setters, values, strict=True):
            assign(made, value)
        return made

    return read


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
