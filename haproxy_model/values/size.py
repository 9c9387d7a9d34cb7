"""Sizes: a number of bytes, with k, m or g for powers of 1024 (manual 2.6 "Size format")."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import ClassVar, Self

from attrs import field, frozen

from haproxy_model.syntax.words import Expandable
from haproxy_model.values.fields import spelled
from haproxy_model.values.quantity import Quantity, total
from haproxy_model.values.readable import parsed
from haproxy_model.values.unread import ENVIRONMENT, Unread

#: each suffix in bytes, the largest first; capitals mean the same
UNITS = {"g": 1024**3, "m": 1024**2, "k": 1024, "": 1}
_NAMES = dict(zip(("gigabytes", "megabytes", "kilobytes", "bytes"), UNITS.values(), strict=True))

_SHAPE = re.compile("0*([0-9]+)([kKmMgG]?)").fullmatch
_MAX_DIGITS = 20


@frozen(eq=False, repr=False, init=False)
class Size(Quantity):
    """A number of bytes, with `k`, `m` or `g` for powers of 1024; `1024k` equals `1m` (manual, 2.5).

    Sizes compare and add among themselves.

    Example:
        >>> Size.parse("1024k") == Size.parse("1M") == Size(bytes=1_048_576) == Size(megabytes=1)
        True
    """

    _smallest: ClassVar[str] = "bytes"
    _example: ClassVar[str] = "Size(kilobytes=16)"

    #: the whole size, in bytes
    bytes: int
    #: how it was written; empty when built by hand, or made of another value
    spelling: str = field(default="", init=False, eq=False, repr=False)

    def __init__(
        self,
        *,
        gigabytes: float = 0,
        megabytes: float = 0,
        kilobytes: float = 0,
        bytes: int = 0,  # noqa: A002  # the field, which is called like HAProxy's unit
    ) -> None:
        """A size of the sum of some units.

        Args:
            gigabytes: of 1,024 megabytes.
            megabytes: of 1,024 kilobytes.
            kilobytes: of 1,024 bytes.
            bytes: a whole number, and no other unit beside it.

        Raises:
            TypeError: one is no number.
            InvalidValue: it is negative.
        """
        given = {"gigabytes": gigabytes, "megabytes": megabytes, "kilobytes": kilobytes, "bytes": bytes}
        object.__setattr__(self, "bytes", total(Size, given, _NAMES))
        object.__setattr__(self, "spelling", "")

    @classmethod
    def parse(cls, text: str) -> Self:
        """The size that a text says: digits and at most one of `k`, `m`, `g`.

        Raises:
            InvalidValue: the text is none, or more than 32 bits hold.
            TypeError: it is not text.
        """
        return parsed(cls, text, read_size)

    @property
    def canonical(self) -> str:
        """The size with the largest suffix that divides it."""
        for suffix, size in UNITS.items():
            if self.bytes and self.bytes % size == 0:
                return f"{self.bytes // size}{suffix}"
        return "0"

    def __str__(self) -> str:
        return self.spelling or self.canonical


def read_size(text: str, maximum: int = 2**32 - 1) -> Size | Unread:
    """Read a size in bytes.

    Args:
        text: digits and at most one of `k`, `K`, `m`, `M`, `g`, `G`.
        maximum: the largest size that the argument holds, in bytes; most are 32 bits wide.

    Returns:
        The size; `Unread` for anything else, such as `1kb`.
    """
    return Unread(text, ENVIRONMENT) if isinstance(text, Expandable) else _read(text, maximum)


@lru_cache(maxsize=4096)
def _read(text: str, maximum: int) -> Size | Unread:
    match = _SHAPE(text)
    if match is None:
        return Unread(text, "expected a number of bytes, with k, m or g for powers of 1024")
    digits, suffix = match.groups()
    if len(digits) > _MAX_DIGITS or (amount := int(digits) * UNITS[suffix.lower()]) > maximum:
        return Unread(text, f"expected at most {maximum} bytes")
    return spelled(Size(bytes=amount), text)
