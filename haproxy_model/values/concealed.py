"""Text that is a secret where it stands on its line: equal to any other text, and a mask where people look at it."""

from __future__ import annotations

from copy import copy
from typing import Any

from attrs import fields, has

from haproxy_model.syntax.words import Expandable
from haproxy_model.values.value import mask


class Concealed(str):
    """A secret: its text as such, and a mask as `repr`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return mask()


class ConcealedExpandable(Expandable):
    """A secret with variables in it."""

    def __reduce__(self) -> tuple[type[Expandable], tuple[str, str]]:
        return ConcealedExpandable, (str(self), self.source)

    def __repr__(self) -> str:
        return mask()


def concealed(value: Any) -> Any:
    """A value whose texts are secrets; it equals the one that was given."""
    if isinstance(value, Expandable):
        return ConcealedExpandable(str(value), value.source)
    if isinstance(value, str):
        return Concealed(value)
    if isinstance(value, tuple):
        return tuple(map(concealed, value))
    if not has(type(value)):
        return value
    made = copy(value)
    for field in fields(type(value)):
        object.__setattr__(made, field.name, concealed(getattr(value, field.name)))
    return made
