"""What C makes of digits: HAProxy keeps most numbers in 32 bits, and does not look at what it loses."""

from __future__ import annotations

from haproxy_model.syntax.patterns import fullmatch, match

#: What `strtol` reads to its end where the base is given by the number.
INTEGER = fullmatch(r"[ \t]*[+-]?(?:0[xX][0-9a-fA-F]+|[0-9]+)")
_LEADING = match(r"[ \t]*([+-]?[0-9]{1,18})")
#: The largest number that `strtol` gives, and how many digits are surely more.
_LARGEST, _MOST_DIGITS = 2**63 - 1, 19


def readings(digits: str) -> tuple[int, ...]:
    """The numbers that digits may come to: as they are, as far as 64 bits go, and cut to 32 bits.

    Args:
        digits: decimal digits, perhaps behind a sign.
    """
    bare = digits.lstrip("+-").lstrip("0")
    whole = min(int(bare or 0), _LARGEST) if len(bare) <= _MOST_DIGITS else _LARGEST
    if digits[:1] == "-":
        whole = -whole
    cut = (whole + 2**31) % 2**32 - 2**31
    return (whole,) if cut == whole else (whole, cut)


def first_number(word: str) -> int | None:
    """The number that C's `atol` reads at the beginning of a word, a hexadecimal one included; None for none."""
    if word[:2] in ("0x", "0X") and INTEGER(word):
        return int(word[:40], 16)
    match = _LEADING(word)
    return int(match[1]) if match else None
