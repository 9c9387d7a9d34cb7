"""Writes a value as a word that HAProxy reads back as that value (language reference, 2.9), and words of one text."""

from __future__ import annotations

import re
import reprlib

from haproxy_model.errors import InvalidValue
from haproxy_model.syntax.text import canonical
from haproxy_model.syntax.words import Expandable, scan_line

_BARE = re.compile(r"[^\x00-\x20\x7f\"'\\#]+").fullmatch
_WEAK_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "$": "\\$", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def quote(value: str, *, first: bool = False) -> str:
    """The shortest robust spelling of a word: bare, else in strong quotes, else in weak quotes with escapes.

    Args:
        value: what HAProxy shall read; an `Expandable` keeps its own spelling.
        first: the word begins the line, where a bare `[` would open a scope.

    Raises:
        InvalidValue: no spelling gives this value (it holds a NUL, or surrogates that stand for no byte).
    """
    if isinstance(value, Expandable):
        return value.source
    if "\0" in value:
        raise InvalidValue(f"{value!r} holds a NUL, and HAProxy cuts a word there")
    value = canonical(value)
    if _BARE(value) and not (first and value[0] == "["):
        return value
    if "'" not in value and "\n" not in value and "\r" not in value:
        return f"'{value}'"
    return f'"{value.translate(_WEAK_ESCAPES)}"'


def split(text: str, expected: str) -> tuple[str, ...]:
    """The words of a text that stands behind a keyword, one for an `Expandable`; nothing of it may be lost.

    Raises:
        InvalidValue: it is not words alone: a quote stays open, a `#` would begin a comment, a line would end.
    """
    if isinstance(text, Expandable):
        return (text,)
    line = f"x {text}"
    if "\n" in text or "\0" in text or "\r" in text:
        raise InvalidValue(f"{reprlib.repr(text)} is not {expected}: it holds LF, CR or NUL, which end a line")
    scan = scan_line(line)
    if scan.comment is not None:
        raise InvalidValue(f"{reprlib.repr(text)} is not {expected}: quote the '#', or it begins a comment")
    if scan.problem is not None:
        raise InvalidValue(f"{reprlib.repr(text)} is not {expected}: {scan.problem.kind.replace('-', ' ')}")
    return tuple([word.value for word in scan.words[1:]])
