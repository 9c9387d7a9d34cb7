"""What HAProxy objects to in one address, by the place where it stands (language reference, 6.3).

It follows HAProxy's own order, so that of several faults the one is named that HAProxy would name.  Host names that
only the network can resolve, and descriptors that only the machine has, are not judged.
"""

from __future__ import annotations

import re
from functools import lru_cache

from haproxy_model.schema.addresses import (
    DATAGRAM_PLACES,
    FAMILIES,
    IPV4,
    LOG_TARGETS,
    PLACES,
    PLAIN_ADDRESS,
    SOCKET_TYPES,
    Place,
    Prefix,
)
from haproxy_model.schema.quirks import WHOLE_PORTS
from haproxy_model.schema.rows import EXPOSE_EXPERIMENTAL, available
from haproxy_model.schema.versions import reached
from haproxy_model.syntax.patterns import fullmatch, match
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.hosts import is_number, unknown_host
from haproxy_model.verdicts.finding import shown
from haproxy_model.verdicts.problem import Problem

#: The common case.
PLAIN = re.compile(PLAIN_ADDRESS).fullmatch
_LABELS = fullmatch(r"(?:[A-Za-z0-9_-]{0,63}(?:\.|$))*")
_IPV4 = fullmatch(IPV4)
_IPV4_AND_PORT = fullmatch(rf"{IPV4}:[0-9]+")
_NUMBER = match(r"[ \t\v\f]*[+-]?([0-9]*)")
_WHOLE_NUMBER = fullmatch(r"[ \t\v\f]*([+-]?[0-9]+)")
_FAMILY = match("([a-z0-9]+)@")
#: HAProxy keeps room for `.<pid>.tmp` behind a path.
_LONGEST_PATH, _LONGEST_ABSTRACT = 97, 107
_LONGEST_HOST = 255


def address_problem(text: str, place: str, version: str, exposed: bool) -> Problem | None:
    """Why HAProxy refuses an address, or a list of them where the place allows one; None where it may be accepted.

    Args:
        text: the word.
        place: a key of `schema.addresses.PLACES`.
        version: the HAProxy version.
        exposed: whether `expose-experimental-directives` is in force.
    """
    if PLAIN(text):
        return None
    if isinstance(text, Expandable) or "$" in text:
        return None
    return _problem(text, place, version, exposed)


def host_problem(host: str, ip: str = "") -> Problem | None:
    """Why no resolver will ever find a host; None for names that only the network knows, and addresses.

    Args:
        host: as written before the port.
        ip: the IP version that it must have, "4" or "6"; empty for any.
    """
    if host[:1] == "[":
        if len(host) < 4 or host[-1] != "]":
            return Problem("bad-address", f"`{shown(host)}` is not an IPv6 address in brackets")
        host = host[1:-1]
    if host in ("", "*"):
        return None
    if _is_ipv6(host):
        return Problem("bad-address", f"`{shown(host)}` is not an IPv4 address") if ip == "4" else None
    if _IPV4(host) or is_number(host):
        return Problem("bad-address", f"`{shown(host)}` is not an IPv6 address") if ip == "6" else None
    family = _FAMILY(host)
    if family is not None:
        return Problem("bad-address", f"`{family[1]}@` is not an address family")
    if ":" in host:
        return Problem("bad-address", f"`{shown(host)}` is not an IP address")
    if not _LABELS(host) or len(host) > _LONGEST_HOST:
        return Problem("bad-address", f"`{shown(host)}` is neither an IP address nor a valid host name")
    reason = unknown_host(host)
    return None if reason is None else Problem("unresolvable-host", f"`{shown(host)}` {reason}")


def start_problem(address: str, methods: str, version: str) -> Problem | None:
    """Why HAProxy cannot give a server an address as it starts; None where it can, or the network decides.

    Args:
        address: the address of the server, which may be a name.
        methods: what `init-addr` says, with commas between: `last`, `libc`, `none`, an IP address.
        version: the HAProxy version.
    """
    if _IPV4_AND_PORT(address):
        return None
    host, family = _named_host(address, version)
    every = [method for method in methods.split(",") if method]
    if host is None or any(method not in ("last", "libc") for method in every):
        return None
    late = _too_new(host, version)
    if late is not None:
        return late
    if "libc" not in every:
        message = f"`{shown(host)}` is never looked up with `init-addr {methods}`: add `libc` or `none`"
        return Problem("unresolvable-host", message)
    if host[0] == "_":
        message = f"`{shown(host)}` is an SRV record, which only `resolvers` can look up: add them"
        return Problem("unresolvable-host", message)
    return host_problem(host, family)


def _named_host(address: str, version: str) -> tuple[str | None, str]:
    """The host of a server, None where it is an IP address, or none; and the IP version that it must have."""
    socket_type = _prefix(address, SOCKET_TYPES, version)
    body = address if socket_type is None else address[len(socket_type.name) :]
    family = _prefix(body, FAMILIES, version)
    kind = ("path" if body[:1] == "/" else "internet") if family is None else family.body
    if kind != "internet" or isinstance(address, Expandable) or "$" in address:
        return None, ""
    host, _ = split_port(body if family is None else body[len(family.name) :])
    ip = "" if family is None else family.ip
    return (None, ip) if host == "" or (is_ip(host) and host_problem(host, ip) is None) else (host, ip)


def is_ip(text: str) -> bool:
    """Whether a text is an IP address, an IPv6 one in brackets or not; `*` is any."""
    if text[:1] == "[" and text[-1:] == "]":
        return _is_ipv6(text[1:-1])
    return text == "*" or bool(_IPV4(text)) or _is_ipv6(text)


def split_port(address: str) -> tuple[str, str | None]:
    """Host and port of an internet address without prefixes, as HAProxy parts them; None for the port without one."""
    # The last `:` or `]` decides; HAProxy does not look at the first character, but for a colon.
    place = max(address.rfind(":"), address.rfind("]"), 0)
    return (address[:place], address[place + 1 :]) if address[place : place + 1] == ":" else (address, None)


@lru_cache(maxsize=8192)
def _problem(text: str, place: str, version: str, exposed: bool) -> Problem | None:
    row = PLACES[place]
    items = text.split(",") if row.several else [text]
    if len(items) > 1 and not items[-1]:
        items.pop()
    for item in items:
        problem = _one(item, row, place in DATAGRAM_PLACES, version, exposed)
        if problem is not None:
            return problem
    return None


def _one(text: str, place: Place, datagram: bool, version: str, exposed: bool) -> Problem | None:
    if not text:
        return Problem("bad-address", "an address is missing")
    socket_type = _prefix(text, SOCKET_TYPES, version)
    body = text if socket_type is None else text[len(socket_type.name) :]
    family = _prefix(body, FAMILIES, version)
    quic = any(prefix is not None and prefix.name.startswith("quic") for prefix in (socket_type, family))
    if quic and not exposed and reached(place.quic_trial, version):
        message = f"QUIC on {place.name} is experimental: write `{EXPOSE_EXPERIMENTAL}` in `global` above"
        return Problem("experimental-keyword", message)
    transport = "datagram" if datagram else "stream"
    for prefix in (socket_type, family):
        transport = (prefix.transport if prefix is not None else "") or transport
    problem = _body(body, family, place, version, exposed)
    if problem is not None:
        return problem
    allowed = place.streams if transport == "stream" else place.datagrams
    if not reached(allowed, version):
        since = f" before HAProxy {allowed}" if allowed else ""
        message = f"`{shown(text)}` is a {transport} address, which {place.name} cannot have{since}"
        return Problem("bad-address", message)
    return None


def _prefix(text: str, rows: tuple[Prefix, ...], version: str) -> Prefix | None:
    for row in rows:
        if text.startswith(row.name) and available(row, version):
            return row
    return None


def _body(body: str, family: Prefix | None, place: Place, version: str, exposed: bool) -> Problem | None:
    """What is wrong with the part behind the transport."""
    kind = ("path" if body[:1] == "/" else "internet") if family is None else family.body
    rest = body if family is None else body[len(family.name) :]
    if kind == "reverse":
        if exposed:
            return None
        what = f"`{shown(body)}` begins like `rhttp@`" if not body.startswith("rhttp@") else "`rhttp@` addresses"
        also = ", which is" if not body.startswith("rhttp@") else " are"
        message = f"{what}{also} experimental: write `{EXPOSE_EXPERIMENTAL}` in a `global` section above"
        return Problem("experimental-keyword", message)
    if kind == "number" and family is not None:
        if not (rest and _WHOLE_NUMBER(rest) and int(_WHOLE_NUMBER(rest)[1]) >= 0):  # type: ignore[index]
            return Problem(
                "bad-address", f"expected the number of a file descriptor after `{family.name}`, found `{shown(rest)}`"
            )
        if family.name == "fd@" and not place.descriptors:
            return Problem("bad-address", f"{place.name} cannot have a file descriptor")
        return None
    if kind in ("path", "abstract"):
        if place.internet_only:
            return Problem("bad-address", f"{place.name} needs an internet address")
        longest = _LONGEST_PATH if kind == "path" else _LONGEST_ABSTRACT
        length = len(rest.encode("utf-8", "surrogateescape"))
        if length > longest:
            return Problem("bad-address", f"this path is too long: expected at most {longest} bytes, found {length}")
        return None
    return _internet(rest, "" if family is None else family.ip, place, version)


def _internet(text: str, ip: str, place: Place, version: str) -> Problem | None:
    strict = reached(place.strict_port, version)
    host, port = split_port(text)
    late = _too_new(host, version)
    if not port:
        if place.needs_port or strict:
            return late or Problem("bad-address", f"`{shown(text)}` has no port, which {place.name} needs: add one")
    else:
        problem = _port(port, place, strict, version)
        if problem is not None:
            return Problem("bad-address", problem)
    if place.resolves:
        return late or host_problem(host, ip)
    if not is_ip(host) and host and "" in host.removesuffix(".").split(".") and ":" not in host:
        # However it is found, HAProxy makes a question to a resolver of it.
        return Problem("unresolvable-host", f"`{shown(host)}` {unknown_host(host)}")
    return None


def _too_new(host: str, version: str) -> Problem | None:
    """A prefix that this version takes for a part of the host."""
    for row in (*SOCKET_TYPES, *FAMILIES, *LOG_TARGETS):
        if not available(row, version) and host.startswith("rhttp@" if row.name == "rht" else row.name):
            name = "rhttp@" if row.name == "rht" else row.name
            message = f"`{name}` addresses exist since HAProxy {row.since}, the target is {version}"
            return Problem("keyword-too-new", message)
    return None


def _port(port: str, place: Place, strict: bool, version: str) -> str | None:
    if port[0] in "+-":
        if strict or not place.offsets:
            return f"`{port[0]}` before a port means an offset from the client's, which {place.name} cannot have"
        return _junk(port[1:], version)
    if not "0" <= port[0] <= "9":
        return f"expected the number of a port, found `{shown(port)}`"
    low, dash, high = port.partition("-")
    if dash and not place.ranges:
        return f"`{shown(port)}` is a range of ports, which {place.name} cannot have"
    least = 1 if place.needs_port or strict else 0
    for part in (low, high) if dash else (low,):
        problem = _junk(part, version)
        if problem is not None:
            return problem
        if not least <= _value(part) <= 65535:
            return f"expected a port from {least} to 65535, found `{shown(part)}`"
    if dash and _value(low) > _value(high):
        return f"the range of ports `{shown(port)}` is reversed: write the lower port first"
    return None


def _junk(digits: str, version: str) -> str | None:
    if digits and WHOLE_PORTS.holds(version) and not _WHOLE_NUMBER(digits):
        return f"`{shown(digits)}` is not a port: nothing may follow the number"
    return None


def _value(text: str) -> int:
    match = _NUMBER(text)
    digits = match[1] if match else ""
    value = int(digits) if digits and len(digits) < 10 else 0 if not digits else 10**9
    return -value if match and "-" in match[0] else value


@lru_cache(maxsize=1024)
def _is_ipv6(text: str) -> bool:
    if ":" not in text or "%" in text:
        return False
    from ipaddress import AddressValueError, IPv6Address

    try:
        IPv6Address(text)
    except AddressValueError:
        return False
    return True
