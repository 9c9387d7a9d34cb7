"""What C makes of digits: HAProxy keeps most numbers in 32 bits, and does not look at what it loses."""

from __future__ import annotations

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
