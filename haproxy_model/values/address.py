"""Addresses of bind, server, log, peer, nameserver and source lines (manual 11 "Address formats").

One notation serves them all; which forms are allowed where is the business of the keyword.  Variables are expanded by
the address reader itself, quoted or not, so a part that holds one is `Unread` while its neighbours are known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, ClassVar, Self, TypeAlias

from attrs import field, frozen

from haproxy_model.syntax.automaton import Refused
from haproxy_model.syntax.languages import language
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.fields import expect, is_number, spelled
from haproxy_model.values.readable import Readable, parsed
from haproxy_model.values.unread import ENVIRONMENT, Unread

Normalized: TypeAlias = tuple[str, str, str | Unread, int | Unread | None, int | None, int | None]

_DATAGRAM = {"udp", "udp4", "udp6", "quic4", "quic6", "uxdg"}
_UNIX = {"unix", "uxst", "uxdg", "abns", "abnsz"}
_IPV6 = re.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*").fullmatch
_IP = re.compile("[0-9A-Fa-f:.]*[:.][0-9A-Fa-f:.]*").fullmatch
_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_CANONICAL_IPV4 = re.compile(rf"{_OCTET}(?:\.{_OCTET}){{3}}").fullmatch
_PLAIN = re.compile(r"([A-Za-z0-9._-]*|\*|\[[0-9A-Fa-f:.]+\]):([0-9]{1,5})").fullmatch
_BAD_VARIABLE = re.compile(r"\$\{(?![A-Za-z0-9_]*\})").search
_NO_NUMBER = 10**9
_EXPECTED = "expected an address such as 10.0.0.1:80, [::1]:80, *:80, /path or unix@/path"
# Before 3.0, HAProxy ignored what follows the digits of a port.
_EXPECTED_PORT = "expected a port from 0 to 65535, digits alone, or two with - between them in ascending order"
_ITEM = re.compile(r"(?:\$\{[^}]*\}|[^,])+")
_LITERAL = re.compile(r'(\$\{[^}]*\})|(["\\])')


def _same_host(host: str | Unread | None) -> str | Unread | None:
    if not isinstance(host, str):
        return host
    return "" if host == "*" else host.lower() if _IP(host) else host


@frozen(eq=False, repr=False, kw_only=True)
class Address(Readable):
    """Where HAProxy listens, connects or logs to; `*:80` equals `:80`, `[::1]:1` equals `::1:1`.

    Example:
        >>> read_address("ipv4@10.0.0.11:8000-8010").last_port
        8010
    """

    _example: ClassVar[str] = "Address(host='10.0.0.1', port=80)"

    #: a host name, IPv4 or IPv6 address (no brackets), empty or `*` for any; None where it is not an internet address
    host: str | Unread | None = field(default=None, eq=_same_host)
    #: the port, or the first of a range (0 to 65535)
    port: int | Unread | None = None
    #: the last port of a range
    last_port: int | None = None
    #: what is added to the client's port: `+N` or `-N`, on servers only
    port_offset: int | None = None
    #: the path of a unix socket, the name of an abstract one, a descriptor's number, `backend/server`, a ring, `stdout`
    path: str | Unread | None = None
    #: what comes before `@`: `ipv4`, `unix`, `fd`, `quic4` …; empty where there is none
    family: str = ""
    #: what comes before `+`: `stream`, `dgram`, `quic`; empty where there is none
    socktype: str = ""
    #: how it was written; empty when built by hand, or made of another value
    spelling: str = field(default="", init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        for name in ("host", "path"):
            fits = getattr(self, name) is None or isinstance(getattr(self, name), (str, Unread))
            expect(self, name, fits, "text or None; text such as '10.0.0.1:80' is assigned as it is")
        for name in ("port", "last_port", "port_offset"):
            number = getattr(self, name)
            unknown = name == "port" and isinstance(number, Unread)
            expect(self, name, number is None or unknown or is_number(number), "a whole number or None")
        expect(self, "family", isinstance(self.family, str), "text")
        expect(self, "socktype", isinstance(self.socktype, str), "text")

    @classmethod
    def parse(cls, text: str) -> Self:
        """The address that a text says; a part that holds variables is `Unread`.

        Raises:
            InvalidValue: the text is none.
            TypeError: it is not text.
        """
        return parsed(cls, text, read_address)

    @property
    def is_inet(self) -> bool:
        """Whether it is written as host and port, perhaps with variables in them."""
        return self.host is not None

    @property
    def is_wildcard(self) -> bool:
        """Whether it means every local address: `*`, `0.0.0.0`, `::` or no host."""
        return isinstance(self.host, str) and not self.host.strip("0:.*")

    @property
    def is_unix(self) -> bool:
        """Whether it is a socket of this machine: a path, or an abstract name."""
        return self.family in _UNIX or (not self.family and "/" in str(self.path or ""))

    @property
    def has_variables(self) -> bool:
        """Whether a part of it is a variable of the environment."""
        return isinstance(self.host, Unread) or isinstance(self.port, Unread) or isinstance(self.path, Unread)

    def normalized(self) -> Normalized:
        """A value that is equal for two addresses of the same socket.

        Returns:
            The class (`ipv4`, `ipv6`, `inet` for names and the unknown, `unix`, or the family's name), the transport
            (`dgram` or `stream`), the host or path in one spelling, the port, the last port, the offset.
        """
        datagram = self.family in _DATAGRAM or self.socktype in ("dgram", "quic")
        transport = "dgram" if datagram else "stream"
        if self.host is None:
            kind = "unix" if self.is_unix and self.family not in ("abns", "abnsz") else self.family or "standard"
            return kind, transport, self.path or "", None, None, None
        kind, host = _canonical_host(self.host, self.family[-1:])
        last_port = None if self.last_port == self.port else self.last_port
        return kind, transport, host, self.port, last_port, self.port_offset

    def __str__(self) -> str:
        return self.spelling or _expandable(self._written())

    def _written(self) -> str:
        prefix = (f"{self.socktype}+" if self.socktype else "") + (f"{self.family}@" if self.family else "")
        if self.host is None:
            return f"{prefix}{self.path or ''}"
        host = str(self.host) or "*"
        if isinstance(self.host, str) and _IPV6(host):
            host = f"[{host}]"
        last_port = "" if self.last_port is None else f"-{self.last_port}"
        if self.port_offset is not None:
            return f"{prefix}{host}:{self.port_offset:+d}"
        if isinstance(self.host, Unread):
            # Alone, a variable may bring the port along; behind a colon, only what follows it.
            alone = isinstance(self.port, Unread) and not self.port.text
            return prefix + host if alone else f"{prefix}{host}:{'' if self.port is None else self.port}{last_port}"
        if self.port is None:
            return prefix + host + (":" if ":" in host and host[-1] != "]" else "")
        return f"{prefix}{host}:{self.port}{last_port}"


_SLOTS: Any = Address
_set_host, _set_port, _set_last_port = _SLOTS.host.__set__, _SLOTS.port.__set__, _SLOTS.last_port.__set__
_set_port_offset, _set_path, _set_family = _SLOTS.port_offset.__set__, _SLOTS.path.__set__, _SLOTS.family.__set__
_set_socktype, _set_spelling = _SLOTS.socktype.__set__, _SLOTS.spelling.__set__


def _inet(host: str, port: int, spelling: str) -> Address:
    """What nearly every address is, made without the constructor, which is for people (see `fields.reader`)."""
    made = object.__new__(Address)
    _set_host(made, host)
    _set_port(made, port)
    _set_last_port(made, None)
    _set_port_offset(made, None)
    _set_path(made, None)
    _set_family(made, "")
    _set_socktype(made, "")
    _set_spelling(made, spelling)
    return made


def read_address(text: str) -> Address | Unread:
    """Read one address (manual 11).

    Args:
        text: a word or a part of one; an `Expandable` too, and `$NAME` and `${NAME}` in any other text.

    Returns:
        The address, with `Unread` for a host, port or path that holds variables; where a variable stands for host and
        port alike, the port is `Unread` with an empty text.  `Unread` for what is no address.
    """
    plain = _PLAIN(text)
    if plain is not None:
        host, digits = plain.groups()
        port = int(digits)
        if port <= 65535:
            return _inet(host[1:-1] if host[:1] == "[" else host, port, text)
    return _read(text)


def read_addresses(text: str) -> tuple[Address | Unread, ...]:
    """Read the comma-separated addresses of a `bind` line; a comma in the default of a variable parts nothing."""
    return tuple([read_address(item) for item in split_addresses(text)])


def split_addresses(text: str) -> list[str]:
    """The addresses of a `bind` line, each as a word of its own; what holds variables is an `Expandable` again."""
    if "," not in text:
        return [text]
    if not isinstance(text, Expandable):
        return text.split(",")
    items, position = list[str](), 0
    while position <= len(text):
        match = _ITEM.match(text, position)
        stop = match.end() if match else position
        items.append(_expandable(str(text)[position:stop]))
        position = stop + 1
    return items


def join_addresses(items: Sequence[str]) -> str:
    """The word of several addresses; an `Expandable` where one of them is."""
    joined = ",".join(items)
    return _expandable(joined) if any(isinstance(item, Expandable) for item in items) else joined


def _expandable(item: str) -> str:
    """A part of an expandable word as a word of its own."""
    if "$" not in item:
        return item
    return Expandable(item, '"' + _LITERAL.sub(lambda match: match[1] or "\\" + match[2], item) + '"')


@lru_cache(maxsize=4096)
def _read(text: str) -> Address | Unread:
    if "$" in text and not _variables_end(text):
        return Unread(text, "expected $NAME or ${NAME}; a default, ${NAME-…}, only in weak quotes")
    try:
        _, *parts = language("address").read_text(text)
    except Refused as refusal:
        return Unread(text, _EXPECTED_PORT if "PORT" in refusal.expected else _EXPECTED)
    return _build(text, dict(parts))


def _variables_end(text: str) -> bool:
    if text.rfind("${") > text.rfind("}"):
        return False
    return isinstance(text, Expandable) or _BAD_VARIABLE(text) is None


def _build(text: str, parts: dict[str, str]) -> Address | Unread:
    """The address of a text's parts, each by the name of its rule."""
    family = parts.get("inet_family") or parts.get("named_family") or parts.get("numbered_family") or ""
    socktype = parts.get("socktype", "")[:-1]
    for rule in ("name", "number", "path", "standard"):
        if rule in parts:
            return spelled(Address(path=_known(parts[rule]), family=family[:-1], socktype=socktype), text)
    if "named_family" in parts:
        return spelled(Address(path="", family=family[:-1], socktype=socktype), text)
    host = _known(parts["bracketed"][1:-1] if "bracketed" in parts else parts.get("host", ""))
    port: int | Unread | None = None
    last_port = _number(parts["last_port"][1:]) if "last_port" in parts else None
    offset = _number(parts["port_offset"]) if "port_offset" in parts else None
    if "port" in parts:
        port = _number(parts["port"])
        if port > 65535 or (last_port is not None and not port <= last_port <= 65535):
            return Unread(text, _EXPECTED_PORT)
    elif "unknown_port" in parts:
        port = Unread(parts["unknown_port"], ENVIRONMENT)
    elif isinstance(host, Unread) and "bracketed" not in parts and ":" not in text[-1:] and offset is None:
        port = Unread("", ENVIRONMENT)
    if offset is not None and not -_NO_NUMBER < offset < _NO_NUMBER:
        return Unread(text, "expected a port offset such as +1000")
    made = Address(host=host, port=port, last_port=last_port, port_offset=offset, family=family[:-1], socktype=socktype)
    return spelled(made, text)


def _known(text: str) -> str | Unread:
    return Unread(text, ENVIRONMENT) if "$" in text else text


def _number(digits: str) -> int:
    """The number, or one that is out of all bounds; `+` and `-` alone are 0, as HAProxy has it."""
    sign, digits = (-1 if digits[:1] == "-" else 1), digits.lstrip("+-").lstrip("0")
    return sign * (int(digits or "0") if len(digits) < 10 else _NO_NUMBER)


def _canonical_host(host: str | Unread, version: str) -> tuple[str, str | Unread]:
    """The class of a host and its one spelling; `version` is the last letter of the family, perhaps `4` or `6`."""
    if isinstance(host, Unread):
        return "inet", host
    if host in ("", "*"):
        return ("ipv6", "::") if version == "6" else ("ipv4", "0.0.0.0")
    if _CANONICAL_IPV4(host):
        return "ipv4", str(host)
    return _read_host(str(host))


@lru_cache(maxsize=4096)
def _read_host(host: str) -> tuple[str, str]:
    from ipaddress import ip_address

    try:
        address = ip_address(host)
    except ValueError:
        return "inet", host.lower()
    return f"ipv{address.version}", str(address)
