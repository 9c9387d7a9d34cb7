"""Lines of prose broken at blanks where a screen ends; words are never cut, and what goes on is indented."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from haproxy_model.report.excerpt import cells
from haproxy_model.syntax.text import visible

if TYPE_CHECKING:
    from haproxy_model.report.terminal import Pieces

#: The columns below which nothing is broken.
_NARROW: Final = 40
_WORDS: Final = re.compile(" *[^ ]+| +")


def broken(line: Pieces, width: int | None, indent: int) -> Iterator[Pieces]:
    """A line as the lines that a screen has room for.

    Args:
        line: the line; blanks before its first word stay.
        width: the columns of the screen; None for no screen.
        indent: how many blanks stand before what goes on.
    """
    if width is None or width < _NARROW or sum(cells(visible(text)) for text, _ in line) <= width:
        yield line
        return
    current: Pieces = []
    used = 0
    for word in _words(line):
        size = sum(cells(text) for text, _ in word)
        if current and used + size > width and word[0][0].startswith(" "):
            yield current
            text, role = word[0]
            current = [(" " * indent, ""), (text.lstrip(" "), role), *word[1:]]
            used = indent + size - (len(text) - len(text.lstrip(" ")))
        else:
            current += word
            used += size
    yield current


def _words(line: Pieces) -> Iterator[Pieces]:
    """The words of a line, each with the blanks before it; one that spans several pieces stays together."""
    word: Pieces = []
    for text, role in line:
        for found in _WORDS.findall(visible(text)):
            if word and found.startswith(" "):
                yield word
                word = []
            word.append((found, role))
    if word:
        yield word
