"""Between the bytes of a file and the `str` of the model: UTF-8 with surrogateescape, lines ended by LF alone.

Nothing is normalised: what is not UTF-8 becomes lone surrogates and goes back as the same bytes (language reference,
1.1).
"""

from __future__ import annotations

from haproxy_model.errors import InvalidValue
from haproxy_model.visible import counted as counted, printable as printable, visible as visible

#: HAProxy's blanks are those of C `isspace`; LF never reaches a line.
BLANKS = " \t\v\f\r"


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


def is_name(text: str) -> bool:
    """Whether a text consists of the bytes that HAProxy permits in names (`[A-Za-z0-9_.:-]`, one or more)."""
    return bool(text) and text.isascii() and not text.translate(_NAME_BYTES)


_NAME_BYTES = {ord(byte): None for byte in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:-"}
