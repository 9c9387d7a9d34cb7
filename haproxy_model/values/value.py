"""What frozen attrs classes share: equality and looks by what they hold.

attrs would write and compile these methods for each class anew, and a start that imports thirty of them would feel it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from operator import attrgetter
from typing import Any

from attrs import fields

from haproxy_model.errors import InvalidValue, Suggesting
from haproxy_model.syntax.text import canonical, visible


def _nothing(said: str) -> Sequence[str]:
    return ()


class _Concealing:
    """What finds the secrets in the text of a value: `model.masking` knows, and says so here."""

    secrets_in: Callable[[str], Sequence[str]] = staticmethod(_nothing)
    mask = "***"


class Value(Suggesting):
    """The base of an attrs class made by `@frozen(eq=False, repr=False)`, which then compares by its fields."""

    __slots__ = ()

    _instead = "make another one with attrs.evolve()"

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
        # What has a text of its own is said on a line, and may be a secret there.
        covered = shown
        try:
            secrets = _Concealing.secrets_in(canonical(_said(self)))
        except InvalidValue:
            # No line holds it, so that nobody can tell what of it would be a secret.
            return visible(f"<{type(self).__qualname__}({mask()})>")
        for secret in secrets:
            covered = re.sub(rf"(?<!\w){re.escape(repr(secret)[1:-1])}(?!\w)", lambda match: mask(), covered)
        # With a mask in it it is another value: angle brackets say that it cannot be pasted.
        form = "{}({})" if covered == shown and mask() not in shown else "<{}({})>"
        return visible(form.format(type(self).__qualname__, covered))


def conceal(secrets_in: Callable[[str], Sequence[str]], mask: str) -> None:
    """Have `repr` show a mask for the secrets of values.

    Args:
        secrets_in: gives the secrets in the text of a value.
        mask: what stands in their place.
    """
    _Concealing.secrets_in, _Concealing.mask = staticmethod(secrets_in), mask


def mask() -> str:
    """What stands in the place of a secret."""
    return _Concealing.mask


def _said(value: object) -> str:
    """The text of a value that is written in lines, else nothing."""
    if type(value).__str__ is not object.__str__:
        return str(value)
    words = getattr(value, "words", None)
    return " ".join(words()) if callable(words) else ""


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
