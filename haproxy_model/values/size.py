"""Sizes: a number of bytes, with k, m or g for powers of 1024 (manual 2.6 "Size format")."""

from __future__ import annotations

import re
from functools import lru_cache

from attrs import field, frozen

from haproxy_model.syntax.words import Expandable
from haproxy_model.values.fields import expect, is_number, spelled
from haproxy_model.values.unread import ENVIRONMENT, Unread
from haproxy_model.values.value import Value

#: each suffix in bytes, the largest first; capitals mean the same
UNITS = {"g": 1024**3, "m": 1024**2, "k": 1024, "": 1}

_SHAPE = re.compile("0*([0-9]+)([kKmMgG]?)").fullmatch
_MAX_DIGITS = 20


@frozen(eq=False, repr=False)
class Size(Value):
    """A number of bytes, with `k`, `m` or `g` for powers of 1024; `1024k` equals `1m` (manual, 2.5).

    Example:
        >>> read_size("1024k") == read_size("1M") == Size(1_048_576)
        True
    """

    #: the whole size, in bytes
    bytes: int
    #: how it was written; empty when built by hand, or made of another value
    spelling: str = field(default="", init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        expect(self, "bytes", is_number(self.bytes), "a whole number; text such as '16k' is assigned as it is")

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
    if len(digits) > _MAX_DIGITS or int(digits) * UNITS[suffix.lower()] > maximum:
        return Unread(text, f"expected at most {maximum} bytes")
    return spelled(Size(int(digits) * UNITS[suffix.lower()]), text)
