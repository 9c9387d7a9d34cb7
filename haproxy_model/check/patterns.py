"""Patterns of ACLs that are no plain strings: integers, version numbers, addresses, bytes (manual 7.1.2 to 7.1.6)."""

from __future__ import annotations

from haproxy_model.syntax.patterns import fullmatch

_RANGE = fullmatch(r"(-?[0-9]+)?[:-](-?[0-9]+)?")
_INTEGER = fullmatch(r"-?[0-9]+")
_INTEGER_CHARACTERS = fullmatch(r"[0-9:+-]+")
_DOTTED_CHARACTERS = fullmatch(r"[0-9.:+-]+")
_HEXADECIMAL = fullmatch(r"(?:[0-9A-Fa-f]{2})*")
_HOST = fullmatch(r"[A-Za-z0-9._-]+")
_NUMERIC_HOST = fullmatch(r"[0-9.]+")
_DOTTED_MASK = fullmatch(r"[0-9]+(?:\.[0-9]+){1,3}")
_IPV6 = fullmatch(r"[0-9A-Fa-f:]*:[0-9A-Fa-f:]*(?:[0-9]+(?:\.[0-9]+){3})?")


def pattern_problem(word: str, kind: str, *, number_only: bool = False) -> str | None:
    """What was expected of a pattern; None where it is right, or nobody knows without asking the network.

    Args:
        word: the pattern.
        kind: `int`, `dotted`, `ip` or `hex`.
        number_only: the flag `-n`: names are not looked up.
    """
    if kind == "ip":
        return None if _is_address(word, number_only=number_only) else "an IPv4 or IPv6 address, perhaps with a mask"
    if kind == "hex":
        return None if _HEXADECIMAL(word) else "pairs of hexadecimal digits"
    if kind == "dotted":
        return None if _DOTTED_CHARACTERS(word) else "a version number such as 3.1, or a range of them"
    if not _INTEGER_CHARACTERS(word):
        return "an integer, a range such as 1024:65535, or one of eq, ge, gt, le, lt before an integer"
    span = None if _INTEGER(word) else _RANGE(word)
    if span is None or len(word) > 40:
        return None
    low, high = span.groups()
    if low is None and high is None:
        return "a range with at least one end"
    return "a range whose first end is the lower one" if low and high and int(low) > int(high) else None


def _is_address(word: str, *, number_only: bool) -> bool:
    """Whether a word may be an address; a host name may be, for the resolver of the machine to say."""
    host, slash, mask = word.partition("/")
    if ":" in host:
        return bool(_IPV6(host)) and host.count(":") >= 2 and (not slash or _is_mask(mask, 128))
    if slash and not _is_mask(mask, 32) and not _DOTTED_MASK(mask):
        return False
    if not _HOST(host):
        return False
    if _NUMERIC_HOST(host):
        parts = host.split(".")
        return len(parts) <= 4 and not (
            len(parts) == 4 and any(not part or len(part) > 3 or int(part) > 255 for part in parts)
        )
    return not number_only


def _is_mask(mask: str, bits: int) -> bool:
    return mask.isdecimal() and len(mask) <= 3 and int(mask) <= bits
