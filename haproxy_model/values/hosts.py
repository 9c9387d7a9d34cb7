"""Hosts that no resolver knows, whatever the network is: neither an address in any spelling, nor a name."""

from __future__ import annotations

from haproxy_model.syntax.patterns import fullmatch

#: A part of an address as `inet_aton` reads it.
_NUMBER = fullmatch(r"0[xX][0-9A-Fa-f]{1,16}|0[0-7]{0,16}|[1-9][0-9]{0,15}")
_DIGITS = fullmatch("[0-9]+")


def is_number(host: str) -> bool:
    """Whether `inet_aton` reads a host as an address: `127.1`, `0x7f000001`, `2130706433` are 127.0.0.1, too."""
    parts = host.split(".")
    if len(parts) > 4 or not all(map(_NUMBER, parts)):
        return False
    *first, last = (int(part, 16 if part[1:2] in ("x", "X") else 8 if part[0] == "0" else 10) for part in parts)
    return all(number <= 0xFF for number in first) and last < 256 ** (4 - len(first))


def unknown_host(host: str) -> str | None:
    """Why no resolver knows a host; None for numbers that are an address, and for names that it may know.

    Args:
        host: a host that is no IP address in its usual form, without a port.
    """
    labels = host.removesuffix(".").split(".")
    if "" in labels:
        return "has an empty part between dots"
    if host[0] == "-":
        return "begins with `-`, as no name of a host does"
    if len(labels) > 1 and labels[-1].lower() == "invalid":
        return "never resolves: nothing under `.invalid` does"
    if _DIGITS(labels[-1]) and not is_number(host):
        return "is not an IP address, and host names cannot end in a number"
    return None
