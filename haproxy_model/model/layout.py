"""How a new line looks among the lines of a section: indent, line ending, comments, blank lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from haproxy_model.errors import InvalidValue
from haproxy_model.model.given import given_text
from haproxy_model.model.line import Line, Statement
from haproxy_model.syntax.text import BLANKS, canonical

#: a comment line: its indent, its text, and the CR or NUL that ends it with what follows
_COMMENT = re.compile(f"([{BLANKS}]*)#([^\r\0]*)(.*)", re.DOTALL).match


def indent(text: str) -> str:
    """The blanks that a line begins with."""
    return text[: len(text) - len(text.lstrip(" \t"))]


def ending(text: str) -> str:
    """The CR that a line ends with, where it has one."""
    return "\r" if text.endswith("\r") else ""


def joined(comments: list[str]) -> str | None:
    """The texts of comment lines, joined by LF; None for none."""
    texts = [_COMMENT(text)[2] for text in comments if text.strip(BLANKS)]  # type: ignore[index]  # comments match
    return "\n".join(texts) if texts else None


def comment_lines(comment: str | None, old: list[str], indent: str, ending: str) -> list[str]:
    """Comment lines with the layout of the old ones in whose place they come, as far as these go."""
    if comment is None:
        return []
    comment = given_text(comment, "comments as text, or None")
    if "\0" in comment or "\r" in comment:
        raise InvalidValue(f"{comment!r} holds a NUL or a CR, which would end the comment")
    texts = canonical(comment).split("\n")
    layouts = [_COMMENT(text).group(1, 3) for text in old]  # type: ignore[union-attr]  # comments match
    layouts += [(indent, ending)] * (len(texts) - len(layouts))
    return [f"{before}#{text}{behind}" for text, (before, behind) in zip(texts, layouts, strict=False)]


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
