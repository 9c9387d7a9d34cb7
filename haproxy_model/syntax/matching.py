"""Which lines of two texts are the same ones, in time that grows with their length alone.

A line is the same where it occurs once in both, or where it touches one that is; of lines that occur often those count
that occur once together with their neighbours.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

#: How many lines in a row shall occur once in both texts, pass by pass.
_PASSES = (1, 1, 4, 16, 1, 1)
#: What no pass parts is compared line by line as long as so many pairs of lines are enough.
_SMALL = 10_000

#: Where lines stand in the first text, and in the second: from and to for each.
_Gap = tuple[int, int, int, int]


def matches(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """The places of the lines that are the same in both texts, in ascending order."""
    found: list[tuple[int, int]] = []
    gaps: list[_Gap] = [(0, len(before), 0, len(after))]
    for size in _PASSES:
        gaps = [part for gap in gaps for part in _parted(before, after, gap, size, found)]
    for start, end, other_start, other_end in gaps:
        if (end - start) * (other_end - other_start) <= _SMALL:
            matcher = SequenceMatcher(None, before[start:end], after[other_start:other_end], autojunk=False)
            for block in matcher.get_matching_blocks():
                found += ((start + block.a + i, other_start + block.b + i) for i in range(block.size))
    return sorted(found)


def ascending(numbers: Sequence[int]) -> list[int]:
    """The most of some numbers that stand in ascending order."""
    ends: list[int] = []
    before: dict[int, int | None] = {}
    for number in numbers:
        place = bisect_left(ends, number) if ends and number <= ends[-1] else len(ends)
        before[number] = ends[place - 1] if place else None
        if place < len(ends):
            ends[place] = number
        else:
            ends.append(number)
    found = []
    last = ends[-1] if ends else None
    while last is not None:
        found.append(last)
        last = before[last]
    return found[::-1]


def _parted(
    before: Sequence[str], after: Sequence[str], gap: _Gap, size: int, found: list[tuple[int, int]]
) -> Iterator[_Gap]:
    """What is left of a gap when the lines that are surely the same are found in it."""
    start, end, other_start, other_end = gap
    while start < end and other_start < other_end and before[start] == after[other_start]:
        found.append((start, other_start))
        start, other_start = start + 1, other_start + 1
    while start < end and other_start < other_end and before[end - 1] == after[other_end - 1]:
        end, other_end = end - 1, other_end - 1
        found.append((end, other_end))
    if start == end or other_start == other_end:
        return
    mine, others = _single(before, start, end, size), _single(after, other_start, other_end, size)
    place_of = {other: place for lines, place in mine.items() if (other := others.get(lines)) is not None}
    for other in ascending([other for _, other in sorted((place, other) for other, place in place_of.items())]):
        place = place_of[other]
        if place < start or other < other_start:
            # The lines of the last anchor reach to here.
            continue
        yield start, place, other_start, other
        found += ((place + i, other + i) for i in range(size))
        start, other_start = place + size, other + size
    yield start, end, other_start, other_end


def _single(lines: Sequence[str], start: int, end: int, size: int) -> dict[tuple[str, ...], int]:
    """So many lines in a row that occur once in a part of a text, and where."""
    windows = [tuple(lines[place : place + size]) for place in range(start, end - size + 1)]
    counts = Counter(windows)
    return {window: start + i for i, window in enumerate(windows) if counts[window] == 1}
