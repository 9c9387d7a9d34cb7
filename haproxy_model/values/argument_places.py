"""Where the arguments of an expression stand in its text, and the expressions in a log format (manual 7.3 and 8.2.6).

What an expression says is read by `values.expression`; here are only places, for those who change one argument.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from haproxy_model.records import NamedTuple
from haproxy_model.values.expression import Call, read_expression
from haproxy_model.values.logformat import read_log_format
from haproxy_model.values.unread import Unread

_NAME = re.compile("[A-Za-z0-9._+:-]+").match
_PIECE = re.compile(
    r"""'[^']*'|"(?:[^"\\]|\\[\\ "'rnt]|\\(?![\\ "'rnt]))*"|\\[\\ "'rnt]|\\|[^,)'"\\]+|[,)]""", re.DOTALL
).match
#: What stands before the bracket of an expression in a log format; `%%` is text.
_ITEM = re.compile(r"%%|%(?:\([^)]*\))?(?:\{[^}]*\})?\[")


class Placed(NamedTuple):
    """A fetch or converter of an expression, and where each of its arguments stands."""

    call: Call
    #: start and end of each argument in the text, without quotes around the whole of it
    places: tuple[tuple[int, int], ...]


@lru_cache(maxsize=4096)
def placed_calls(text: str) -> tuple[Placed, ...]:
    """The calls of an expression in order; none where the text is no expression."""
    read = read_expression(text)
    if isinstance(read, Unread):
        return ()
    calls = (read.fetch, *read.converters)
    spans = list(_spans(text))
    if len(spans) != len(calls):
        return ()
    return tuple(
        Placed(call, tuple(_bare(text, *place) for place in places)) for call, places in zip(calls, spans, strict=True)
    )


def _spans(text: str) -> Iterator[list[tuple[int, int]]]:
    """For each call the spans of its arguments."""
    place = 0
    while place < len(text):
        if text[place] == ",":
            place += 1
            continue
        name = _NAME(text, place)
        if name is None:
            return
        place = name.end()
        spans: list[tuple[int, int]] = []
        if text[place : place + 1] == "(":
            start = place = place + 1
            while (piece := _PIECE(text, place)) is not None:
                if piece[0] in (",", ")"):
                    spans.append((start, place))
                    start = piece.end()
                place = piece.end()
                if piece[0] == ")":
                    break
        yield spans


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without the quotes around all of it."""
    quoted = end - start > 1 and text[start] in "'\"" and text[end - 1] == text[start]
    return (start + 1, end - 1) if quoted else (start, end)


@lru_cache(maxsize=4096)
def placed_expressions(text: str) -> tuple[tuple[int, str], ...]:
    """The expressions of a log format: where each begins, and its text; none where the text is no log format."""
    read = read_log_format(text)
    if isinstance(read, Unread):
        return ()
    expressions = [str(part.expression) for part in read.parts if not isinstance(part, str) and part.expression]
    found: list[tuple[int, str]] = []
    end = 0
    for match in _ITEM.finditer(text):
        if match[0] != "%%" and match.start() >= end and len(found) < len(expressions):
            expression = expressions[len(found)]
            if text.startswith(expression, match.end()):
                found.append((match.end(), expression))
                end = match.end() + len(expression)
    return tuple(found) if len(found) == len(expressions) else ()
