"""Between the bytes of a file and the `str` of the model: UTF-8 with surrogateescape, lines ended by LF alone.

Nothing is normalised: what is not UTF-8 becomes lone surrogates and goes back as the same bytes (language reference,
1.1).
"""

from __future__ import annotations

import re

from haproxy_model.errors import InvalidValue

#: HAProxy's blanks are those of C `isspace`; LF never reaches a line.
BLANKS = " \t\v\f\r"

_ESCAPED = "[\udc80-\udcff\x00-\x1f\x7f\x80-\x9f]"
#: Characters that Python takes for printable and that take no room on a screen, or look like a blank.
_HIDDEN = "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"


def decode(source: bytes) -> str:
    """The text of a file's bytes."""
    return source.decode("utf-8", "surrogateescape")


def encode(text: str) -> bytes:
    """The bytes of a text.

    Raises:
        InvalidValue: the text holds surrogates that stand for no byte.
    """
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError as error:
        raise InvalidValue(
            f"{text!r} holds a lone surrogate at {error.start}, which is not the form of a byte"
        ) from None


def canonical(text: str) -> str:
    """The text as it will read after being written: surrogates that together are UTF-8 become characters.

    Raises:
        InvalidValue: the text holds surrogates that stand for no byte.
    """
    return text if text.isascii() else decode(encode(text))


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
