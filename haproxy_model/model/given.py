"""What callers give: text, words, objects of the model.

The wrong kind of object is a `TypeError` that says what to pass; text that HAProxy could not hold is an `InvalidValue`.
Both are raised before anything is changed.
"""

from __future__ import annotations

import reprlib
from collections.abc import Iterable, Mapping, Set

from haproxy_model.errors import InvalidValue


def wrong_kind(expected: str, value: object) -> TypeError:
    """The exception for an object of the wrong kind."""
    return TypeError(f"expected {expected}, found {reprlib.repr(value)}")


def given_text(value: object, expected: str) -> str:
    """A value that must be text, as plain `str`: template engines and YAML readers have classes of their own.

    Args:
        value: what was given.
        expected: what it should have been, for the message.

    Raises:
        TypeError: it is no text.
    """
    if not isinstance(value, str):
        raise wrong_kind(expected, value)
    return value if type(value) is str else str.__str__(value)


def given_flag(value: object, name: str) -> bool:
    """A value that must be True or False.

    Raises:
        InvalidValue: it is text, which may mean either.
        TypeError: it is something else.
    """
    if isinstance(value, str):
        raise InvalidValue(f"expected True or False for {name}, found {reprlib.repr(value)}")
    if not isinstance(value, bool):
        raise wrong_kind(f"True or False for {name}", value)
    return value


def given_items(value: object, expected: str) -> tuple[object, ...]:
    """The items of a value that must be an ordered sequence, but not text.

    Raises:
        InvalidValue: it is text, of which nobody knows where an item ends.
        TypeError: it is no sequence.
    """
    if isinstance(value, str):
        raise InvalidValue(f"expected {expected}, found the text {reprlib.repr(value)}: give a list of them")
    if not isinstance(value, Iterable) or isinstance(value, (bytes, bytearray, memoryview, Mapping, Set)):
        raise wrong_kind(expected, value)
    return tuple(value)
