"""Where a byte of a file is: its line, and its column in characters and in bytes.

Fixes name bytes, formats name lines and columns; some count characters there, others bytes.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from itertools import accumulate

from haproxy_model.records import NamedTuple
from haproxy_model.report import Result
from haproxy_model.syntax.text import decode, encode


class BytePlace(NamedTuple):
    """A place in a file, counted from 1."""

    line: int
    #: in code points
    column: int
    #: in bytes
    byte_column: int


class BytePlaces:
    """The places of the bytes of a file.

    Args:
        lines: its lines, without their LFs.
    """

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines or ("",)
        self._is_known = bool(lines)
        self._starts = [0, *accumulate(len(line if line.isascii() else encode(line)) + 1 for line in lines)]
        #: gives the place of a byte; what follows the last byte is a place, too
        self.place = cache(self._place)

    def __bool__(self) -> bool:
        return self._is_known

    def _place(self, offset: int) -> BytePlace:
        row = max(min(bisect_right(self._starts, offset), len(self._lines)) - 1, 0)
        line, start = self._lines[row], self._starts[row]
        before = offset - start
        column = before if line.isascii() else len(decode(encode(line)[:before]))
        return BytePlace(row + 1, column + 1, before + 1)


class KnownPlaces:
    """The places in the files of the configurations of a run, worked out once a file; those of the last are kept."""

    def __init__(self) -> None:
        self._result: Result | None = None
        self._files: dict[str | None, BytePlaces] = {}

    def of(self, result: Result, file: str | None) -> BytePlaces:
        """The places of a file of a configuration."""
        if result is not self._result:
            self._result, self._files = result, {}
        if file not in self._files:
            self._files[file] = BytePlaces(result.lines(file))
        return self._files[file]
