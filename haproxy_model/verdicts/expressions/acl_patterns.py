"""Patterns of ACLs that are no plain strings: integers, versions, addresses, bytes … (manual 7.1.2 to 7.1.6)."""

from __future__ import annotations

from haproxy_model.schema.addresses import IPV4
from haproxy_model.syntax.patterns import fullmatch
from haproxy_model.values.hosts import is_number, unknown_host

#: The kinds of patterns that are judged, as `schema.acl_keywords.MATCHES` names them.
JUDGED = frozenset(("int", "dotted", "ip", "hex", "regex"))
#: The ends of a range: the first colon or dash stands between them.
_RANGE = fullmatch(r"(?s:([^:-]*)(?:[:-](.*))?)")
_WHOLE = fullmatch(r"(?:-|-?[0-9]+)")
#: Numbers are kept in 64 bits, the two of a version in 16.
_LARGEST, _LARGEST_PART = 2**63 - 1, 2**16 - 1
_MOST_DIGITS = 20
_HEXADECIMAL = fullmatch(r"(?:[0-9A-Fa-f]{2})*")
_HOST = fullmatch(r"[A-Za-z0-9._-]+")
_IPV4 = fullmatch(IPV4)
_DOTTED_MASK = fullmatch(r"[0-9]+(?:\.[0-9]+){1,3}")
_IPV6 = fullmatch(r"[0-9A-Fa-f:]*:[0-9A-Fa-f:]*(?:[0-9]+(?:\.[0-9]+){3})?")


def pattern_problem(word: str, kind: str, *, number_only: bool = False) -> str | None:
    """What was expected of a pattern; None where it is right, or nobody knows without asking the network.

    Args:
        word: the pattern.
        kind: one of `JUDGED`.
        number_only: the flag `-n`: names are not looked up.
    """
    if kind == "ip":
        return None if _is_address(word, number_only=number_only) else "an IPv4 or IPv6 address, perhaps with a mask"
    if kind == "hex":
        return None if _HEXADECIMAL(word) else "pairs of hexadecimal digits"
    if kind == "regex":
        from haproxy_model.verdicts.expressions.regexes import regex_problem

        problem = regex_problem(word)
        return None if problem is None else f"a regular expression, but {problem}"
    read, what = (_dotted, "a version number such as 3.1") if kind == "dotted" else (_whole, "an integer")
    ends = _RANGE(word)
    numbers = [] if ends is None else [read(end) for end in ends.groups() if end]
    if not numbers:
        return "a range with at least one end"
    if None in numbers:
        return f"{what}, a range of them, or one of eq, ge, gt, le, lt before one"
    return None if numbers == sorted(numbers) else "a range with its lower end first"  # type: ignore[type-var]


def operand_problem(word: str, kind: str) -> str | None:
    """The same for the pattern behind `ge`, `gt`, `le` or `lt`: a number, of which HAProxy reads no further than a dot.

    Args:
        word: the pattern.
        kind: `int` or `dotted`.
    """
    if ":" in word or "-" in word:
        return pattern_problem(word, kind)
    number = _dotted(word) if kind == "dotted" else _whole(word.partition(".")[0])
    return "a number after the operator" if number is None else None


def _whole(text: str) -> int | None:
    """A number as HAProxy reads it, where a sign alone is 0."""
    if not _WHOLE(text) or len(text) > _MOST_DIGITS:
        return None
    number = 0 if text == "-" else int(text)
    return number if abs(number) <= _LARGEST else None


def _dotted(text: str) -> int | None:
    major, dot, minor = text.partition(".")
    high, low = _whole(major), _whole(minor) if dot else 0
    if high is None or low is None or max(high, low) > _LARGEST_PART:
        return None
    return (high << 16) | (low & _LARGEST_PART)


def _is_address(word: str, *, number_only: bool) -> bool:
    """Whether a word may be an address; a host name may be, for the resolver of the machine to say."""
    host, slash, mask = word.partition("/")
    if ":" in host:
        return bool(_IPV6(host)) and host.count(":") >= 2 and (not slash or _is_mask(mask, 128))
    if slash and not _is_mask(mask, 32) and not _DOTTED_MASK(mask):
        return False
    if not _HOST(host):
        return False
    if number_only:
        return _IPV4(host) is not None
    return is_number(host) or unknown_host(host) is None


def _is_mask(mask: str, bits: int) -> bool:
    return mask.isdecimal() and len(mask) <= 3 and int(mask) <= bits
