"""Decisions drawn from bytes: the same bytes make the same ones, and bytes that are changed a little make others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

#: The bytes at the end of an input that are decisions: at most so many, as the very last byte says.
MOST = 96


class Choices:
    """Decisions, each by a byte or two; where there are no more bytes the first of each."""

    def __init__(self, source: bytes) -> None:
        self._source = source
        self._place = 0

    def __bool__(self) -> bool:
        """Whether bytes are left."""
        return self._place < len(self._source)

    def number(self, below: int) -> int:
        """A number from 0 up to one that is not reached."""
        count = 1 if below <= 256 else 2
        taken = self._source[self._place : self._place + count]
        self._place += count
        return int.from_bytes(taken, "big") % below

    def one_of(self, options: Sequence[T]) -> T:
        """One of some."""
        return options[self.number(len(options))]

    def chance(self, in_how_many: int) -> bool:
        """Something that happens once in so many times; never where there are no more bytes."""
        return self.number(in_how_many) == in_how_many - 1

    def some_of(self, options: Sequence[T], most: int) -> list[T]:
        """Up to so many of some."""
        return [self.one_of(options) for _ in range(self.number(most + 1))] if options else []


def taken_apart(data: bytes) -> tuple[bytes, Choices]:
    """The text of an input, and the decisions that stand behind it."""
    text, tail = parted(data)
    return text, Choices(tail)


def parted(data: bytes) -> tuple[bytes, bytes]:
    """The text of an input, and the bytes of its decisions."""
    count = min(data[-1] % (MOST + 1), len(data) - 1) if data else 0
    end = len(data) - 1 - count
    return data[: max(end, 0)], data[max(end, 0) : -1]


def joined(text: bytes, tail: bytes) -> bytes:
    """An input of a text and of decisions."""
    tail = tail[:MOST]
    return b"".join((text, tail, bytes([len(tail)])))
