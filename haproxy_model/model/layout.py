"""How a new line looks among the lines of a section: indent, line ending, comments, blank lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from haproxy_model.model.line import Line, Statement


def indent(text: str) -> str:
    """The blanks that a line begins with."""
    return text[: len(text) - len(text.lstrip(" \t"))]


def ending(text: str) -> str:
    """The CR that a line ends with, where it has one."""
    return "\r" if text.endswith("\r") else ""


def last_of(lines: Sequence[object], end: int, accepts: Callable[[Any], bool]) -> int | None:
    """The place of the last line before `end` that is accepted."""
    return next((place for place in range(end - 1, -1, -1) if accepts(lines[place])), None)


def end_of_statements(lines: list[Line], end: int) -> int:
    """The place behind the last statement before `end`; without any that before the blanks and comments there."""
    last = last_of(lines, end, lambda line: isinstance(line, Statement))
    return blanks_before(lines, end) if last is None else last + 1


def blanks_before(lines: list[Line], end: int) -> int:
    """The place before the blanks and comments that end at `end`."""
    while end and not isinstance(lines[end - 1], Statement) and (lines[end - 1].is_blank or lines[end - 1].is_comment):
        end -= 1
    return end
