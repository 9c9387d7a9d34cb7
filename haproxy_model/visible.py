"""What people can see of a text: nothing in it moves a cursor, hides, or turns other characters around.

It stands below all rooms, for exceptions speak to people too.
"""

from __future__ import annotations

import re

_ESCAPED = "[\udc80-\udcff\x00-\x1f\x7f\x80-\x9f]"
#: Characters that Python takes for printable and that take no room on a screen, or look like a blank.
_HIDDEN = "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"


def printable(text: str) -> str:
    r"""The text for people and for JSON: bytes outside UTF-8 and control characters as `\xNN`."""
    if text.isascii() and text.isprintable():
        return text
    return re.sub(_ESCAPED, lambda match: f"\\x{ord(match.group()) & 0xFF:02x}", text)


def visible(text: str) -> str:
    r"""The text for a screen: `printable`, and characters that would reorder or hide others as `\uNNNN`."""
    text = printable(text)
    if text.isascii() or (text.isprintable() and not re.search(_HIDDEN, text)):
        return text
    return "".join([_escaped(character) for character in text])


def _escaped(character: str) -> str:
    if character.isprintable() and not re.match(_HIDDEN, character):
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def counted(number: int, noun: str) -> str:
    """How many of something there are: `1 line`, `2 lines`, `3 proxies`."""
    many = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number} {noun if number == 1 else many}"
