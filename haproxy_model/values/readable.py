"""Values that text can say: made by the names of their fields, or by `parse` of what stands in a configuration."""

from __future__ import annotations

import reprlib
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, ClassVar, Self, TypeVar

from haproxy_model.errors import InvalidValue, wrong_kind
from haproxy_model.values.unread import Unread
from haproxy_model.values.value import Value

T = TypeVar("T", bound="Readable")
V = TypeVar("V")

#: what a text must be to be read as a value of a class, for messages
EXPECTED = {
    "Action": "an action such as 'set-header X-Via proxy'",
    "Address": "an address such as 10.0.0.1:3306",
    "Call": "a fetch or converter such as req.hdr(host)",
    "Condition": "a condition such as 'if is_api !is_local'",
    "Duration": "a duration such as 500ms or 3s",
    "Expression": "a sample expression such as req.hdr(host)",
    "Item": "an alias or expression such as %ci or %[src]",
    "LogFormat": "a log format such as %[src]",
    "Size": "a size such as 16384 or 16k",
    "Term": "a term such as is_api, !is_api or '{ path_beg /api }'",
}


class Readable(Value):
    """A value with a text of its own; only the names of its fields build it, for nobody sees which unit a 5 has."""

    __slots__ = ()

    #: how one is built, for messages
    _example: ClassVar[str]

    if not TYPE_CHECKING:  # type checkers read the fields

        def __new__(cls, *values: object, **fields: object) -> Self:
            """Refuse values without names.

            Raises:
                TypeError: there are some.
            """
            if values:
                kind, given = cls.__name__, ", ".join(map(reprlib.repr, values[:3]))
                raise TypeError(f"expected fields by name, {cls._example}, or {kind}.parse(text), not {kind}({given})")
            return object.__new__(cls)


def parsed(kind: type[T], text: object, read: Callable[[str], object]) -> T:
    """What a text says, of the class that is asked for.

    Args:
        kind: the class.
        text: what was given.
        read: reads it; `Unread`, and what is of another class, is refused.

    Raises:
        TypeError: it is not text.
        InvalidValue: it says something else.
    """
    expected = EXPECTED[kind.__name__]
    if not isinstance(text, str):
        raise wrong_kind(f"{expected}, as text", text)
    value = read(text)
    if isinstance(value, kind):
        return value
    raise InvalidValue(refusal(text, expected, value.reason if isinstance(value, Unread) else ""))


def refusal(text: str, expected: str, reason: str) -> str:
    """What is said of a text that is no value: what it should have been, and why it is not where that says more."""
    return f"{text!r} is not {expected}{'' if reason in ('', f'expected {expected}') else f': {reason}'}"


def only(kind: type[V], values: Iterable[object]) -> V | None:
    """The one value of a class where there is exactly one value, and it is of that class."""
    first, *others = [*values] or [None]
    return first if isinstance(first, kind) and not others else None
