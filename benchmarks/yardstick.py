r"""H, the unit of the figures: the time that plain Python needs to split a text into HAProxy's words, and no more.

An ordinary line is `str.split`; one with a quote, a backslash, a comment or an odd byte goes through one expression
that knows the quoting.  No objects, no places, no values of escapes: the least that any reader must do.
"""

from __future__ import annotations

import re

_odd = re.compile("[^\t -~]|[\"#'\\\\]").search
_word = re.compile(
    r"""\#[^\n]*|(?:[^\s"'\\\#\x00]|\\[ \\\#'"]?|'[^'\n]*'|"(?:[^"\\$\n]+|\\[^\n]|\$(?:\{[^}\n]*\})?)*")+"""
).findall


def split_words(text: str) -> list[list[str]]:
    """The words of every line, as written."""
    result = []
    for line in text.split("\n"):
        if _odd(line) is None:
            result.append(line.split())
            continue
        words = _word(line)
        if words and words[-1].startswith("#"):
            del words[-1]
        result.append(words)
    return result
