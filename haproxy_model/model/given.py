"""What callers give: text, words, objects of the model.

The wrong kind of object is a `TypeError` that says what to pass; text that HAProxy could not hold is an `InvalidValue`.
Both are raised before anything is changed.
"""

from __future__ import annotations

import reprlib
from collections.abc import Collection, Iterable, Mapping, Set
from typing import TypeVar, cast

from haproxy_model.errors import InvalidValue, wrong_kind
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.fields import is_number

T = TypeVar("T")


def given_text(value: object, expected: str) -> str:
    """A value that must be text, as plain `str`: template engines and YAML readers have classes of their own.

    Args:
        value: what was given.
        expected: what it should have been, for the message.

    Raises:
        TypeError: it is not text.
    """
    if not isinstance(value, str):
        raise wrong_kind(expected, value)
    return value if type(value) is str else str.__str__(value)


def given_word(value: object, expected: str) -> str:
    """The same for a word of a line, which keeps its variables.

    Raises:
        TypeError: it is not text.
    """
    return value if isinstance(value, Expandable) else given_text(value, expected)


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


def given_place(value: object, expected: str = "a place as a whole number") -> int:
    """A place in a list.

    Raises:
        TypeError: it is not a whole number.
    """
    if not is_number(value):
        raise wrong_kind(expected, value)
    return cast(int, value)


def given_items(value: object, expected: str) -> tuple[object, ...]:
    """The items of a value that must be an ordered sequence, but not text.

    Raises:
        InvalidValue: it is text, of which nobody knows where an item ends.
        TypeError: it is not a sequence.
    """
    if isinstance(value, str):
        raise InvalidValue(f"expected {expected}, found the text {reprlib.repr(value)}: give a list of them")
    if not isinstance(value, Iterable) or isinstance(value, (bytes, bytearray, memoryview, Mapping, Set)):
        raise wrong_kind(expected, value)
    return tuple(value)


def given(value: object, kind: type[T], expected: str) -> T:
    """An object that must be of a class.

    Args:
        value: what was given.
        kind: the class.
        expected: what it should have been, for the message.

    Raises:
        TypeError: it is of another.
    """
    if not isinstance(value, kind):
        raise wrong_kind(expected, value)
    return value


def given_names(value: object, what: str, example: str) -> Collection[str]:
    """Several names; one text is refused, whose letters nobody means.

    Raises:
        TypeError: it is one text, not a collection, or holds something else than text.
    """
    is_one = isinstance(value, (str, bytes, bytearray, memoryview, Mapping))
    if is_one or not isinstance(value, Collection) or not all(isinstance(each, str) for each in value):
        raise wrong_kind(f"a list of names for {what}, such as {example}", value)
    return value


def given_texts(value: object, what: str, example: str) -> Mapping[str, str]:
    """Texts by name.

    Raises:
        TypeError: it is not a mapping, or a name or a value is not text.
    """
    if not isinstance(value, Mapping):
        raise wrong_kind(f"texts by name for {what}, such as {example}", value)
    for name, text in value.items():
        if not (isinstance(name, str) and isinstance(text, str)):
            raise wrong_kind(f"texts by name for {what}, such as {example}", {name: text})
    return value


def given_target(version: object, environment: object) -> None:
    """Refuse a version that is not text, and an environment that is neither None nor texts by name.

    Raises:
        TypeError: one is of the wrong kind.
    """
    given_text(version, 'a version as text, such as "3.4"')
    if environment is not None:
        given_texts(environment, "environment", '{"NAME": "value"}')
