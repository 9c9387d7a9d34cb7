r"""A line of a file with marks under a span: tabs expanded, wide characters counted by cells, raw bytes as `\xNN`.

Columns of a span are code points of the line; what stands on the screen is pieces, one for each code point.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

from haproxy_model.model.masking import MASK
from haproxy_model.model.secrets import secret_places
from haproxy_model.records import NamedTuple
from haproxy_model.syntax.text import BLANKS, visible

if TYPE_CHECKING:
    from haproxy_model.diagnostics import Span

_TAB = 8
_CUT = "..."
#: Of a span over many lines only the first ones and the last are shown.
_FIRST_LINES = 2


class Excerpt(NamedTuple):
    """One line of a file and the marks that belong under it."""

    number: int
    text: str
    #: how many cells of the line stand before the marks
    indent: int
    #: how many cells are marked, at least 1
    marked: int


def excerpts(lines: Sequence[str], span: Span, width: int) -> list[Excerpt | None]:
    """The lines that a span covers, None where some are left out.

    Args:
        lines: the file's lines, without their LFs.
        span: what to mark.
        width: how many cells a line may take; a longer one is cut to the part around the span.
    """
    last = span.end_line - 1 if span.end_column == 1 and span.end_line > span.line else span.end_line
    numbers: list[int | None] = list(range(span.line, min(last, span.line + _FIRST_LINES - 1) + 1))
    if last > span.line + _FIRST_LINES:
        numbers.append(None)
    if last >= span.line + _FIRST_LINES:
        numbers.append(last)
    found: list[Excerpt | None] = []
    for number in numbers:
        if number is None:
            found.append(None)
        elif number <= len(lines):
            line = lines[number - 1]
            start = span.column - 1 if number == span.line else len(line) - len(line.lstrip(BLANKS))
            end = span.end_column - 1 if number == span.end_line else len(line.rstrip(BLANKS))
            found.append(_excerpt(line, number, start, max(start, end), width))
    return found


def _excerpt(line: str, number: int, start: int, end: int, width: int) -> Excerpt:
    if line.endswith("\r") and end < len(line):
        line = line[:-1]
    secrets = secret_places(line)
    # Marks stand under all of a mask or under none of it.
    start = next((first for first, last in secrets if first <= start < last), start)
    end = next((last for first, last in secrets if first < end <= last), end)
    pieces = _pieces(line, secrets)
    edges = [0, *accumulate(map(cells, pieces))]
    left, right = edges[min(start, len(pieces))], edges[min(end, len(pieces))]
    text, cut = "".join(pieces), 0
    if edges[-1] > width:
        text, cut, kept = _window(pieces, edges, left, right, width)
        right = min(right, kept)
    else:
        text = text.rstrip(" ")
    return Excerpt(number, text, left - cut, max(right - left, 1))


def _window(pieces: list[str], edges: list[int], left: int, right: int, width: int) -> tuple[str, int, int]:
    """The part of a long line around a span: its text, how many cells the span moved left, the cell behind its end."""
    room = max(width - 2 * len(_CUT), 1)
    begin = 0 if right <= room else max(left - max((room - (right - left)) // 2, 0), 0)
    first = next(i for i, edge in enumerate(edges) if edge >= begin)
    last = first
    while last < len(pieces) and edges[last + 1] - edges[first] <= room:
        last += 1
    before = _CUT if first else ""
    after = _CUT if last < len(pieces) else ""
    return before + "".join(pieces[first:last]) + after, edges[first] - len(before), edges[last]


def _pieces(line: str, secrets: Sequence[tuple[int, int]]) -> list[str]:
    """What stands on the screen for each character; of a secret the mask for its first one."""
    if line.isascii() and line.isprintable():
        pieces = list(line)
        for start, end in secrets:
            pieces[start:end] = [MASK, *[""] * (end - start - 1)]
        return pieces
    hidden = {place: MASK if place == start else "" for start, end in secrets for place in range(start, end)}
    pieces, column = [], 0
    for place, character in enumerate(line):
        piece = hidden.get(place)
        if piece is None:
            piece = " " * (_TAB - column % _TAB) if character == "\t" else visible(character)
        pieces.append(piece)
        column += cells(piece)
    return pieces


def cells(text: str) -> int:
    """How many cells of a screen a text takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)
