"""Addresses: the prefixes that name a transport or a family, and what each place allows (manual 11).

The rows follow HAProxy's one routine for all addresses (`str2sa_range`), which tries the prefixes in this order.
"""

from typing import Final, Literal

from haproxy_model.records import NamedTuple

Transport = Literal["", "stream", "datagram"]

# The first digit tells the alternative: nothing is tried twice.
_OCTET: Final = r"(?:1[0-9]{0,2}|2(?:[0-4][0-9]?|5[0-5]?|[6-9])?|[3-9][0-9]?|0)"
#: As a regular expression: an IPv4 address as `inet_pton` reads it.
IPV4: Final = rf"{_OCTET}(?:\.{_OCTET}){{3}}"
#: As a regular expression: a name of a host that some resolver may know.
_NAME: Final = r"(?:[0-9A-Za-z][0-9A-Za-z_-]{0,30}\.){0,4}(?!(?i:invalid):)[A-Za-z][0-9A-Za-z_-]{0,30}"
#: As a regular expression: a host or IPv4 address with a port, which is right wherever an address may stand.
PLAIN_ADDRESS: Final = rf"(?!rht)(?:{IPV4}|{_NAME}|\*)?:([1-9][0-9]{{0,3}}|[1-5][0-9]{{4}})"


class Prefix(NamedTuple):
    """What stands before an address, up to its `+` or `@`."""

    #: The word with its last character.
    name: str
    #: What follows it.
    body: Literal["address", "internet", "path", "abstract", "number", "reverse"] = "internet"
    #: The transport that it decides on; empty where the place or another prefix does.
    transport: Transport = ""
    #: The IP version that the host must have; empty for any.
    ip: Literal["", "4", "6"] = ""
    #: First release that has it.
    since: str = "2.4"
    #: First release that discourages it.
    deprecated: str = ""
    #: First release without it.
    removed: str = ""
    #: First release that wants `expose-experimental-directives` for it.
    experimental: str = ""


#: `stream+`, `dgram+`, `quic+`: one of them may stand first.
SOCKET_TYPES: Final[tuple[Prefix, ...]] = (
    Prefix("stream+", "address", "stream"),
    Prefix("dgram+", "address", "datagram"),
    Prefix("quic+", "address", "stream", since="2.7"),
)

#: `unix@` and its kin; `quic4@` is a stream over datagrams.
FAMILIES: Final[tuple[Prefix, ...]] = (
    Prefix("unix@", "path"),
    Prefix("uxdg@", "path", "datagram"),
    Prefix("uxst@", "path", "stream"),
    Prefix("abns@", "abstract"),
    Prefix("abnsz@", "abstract", since="3.1"),
    Prefix("ip@"),
    Prefix("ipv4@", ip="4"),
    Prefix("ipv6@", ip="6"),
    Prefix("tcp4@", transport="stream", ip="4"),
    Prefix("mptcp4@", transport="stream", ip="4", since="3.1"),
    Prefix("udp4@", transport="datagram", ip="4"),
    Prefix("tcp6@", transport="stream", ip="6"),
    Prefix("mptcp6@", transport="stream", ip="6", since="3.1"),
    Prefix("udp6@", transport="datagram", ip="6"),
    Prefix("tcp@", transport="stream"),
    Prefix("mptcp@", transport="stream", since="3.1"),
    Prefix("udp@", transport="datagram"),
    Prefix("quic4@", transport="stream", ip="4"),
    Prefix("quic6@", transport="stream", ip="6"),
    Prefix("fd@", "number"),
    Prefix("sockpair@", "number"),
    # From 2.9 on HAProxy compares the first three letters only.
    Prefix("rht", "reverse", since="2.9", experimental="2.9"),
)

#: What names the target of a `log` line without being an address.
LOG_TARGETS: Final[tuple[Prefix, ...]] = (Prefix("ring@"), Prefix("backend@", since="2.9"))


class Place(NamedTuple):
    """Where an address stands, and what it may be there."""

    #: For messages: "a `bind` line".
    name: str
    #: Without a port it is refused, and 0 is none.
    needs_port: bool = False
    #: A range of ports is allowed.
    ranges: bool = False
    #: `+N` and `-N`, the client's port moved, are allowed.
    offsets: bool = False
    #: A host name is resolved at once; else it may wait, and be anything.
    resolves: bool = True
    #: First release that allows streams there; empty for none.
    streams: str = "2.4"
    #: First release that allows datagrams there; empty for none.
    datagrams: str = ""
    #: `fd@N` is allowed.
    descriptors: bool = False
    #: Several addresses may stand there with commas between.
    several: bool = False
    #: No socket of this machine may stand there.
    internet_only: bool = False
    #: First release that refuses an offset and wants a port, in place of the two columns above.
    strict_port: str = ""
    #: First release that has QUIC there on trial: it wants `expose-experimental-directives`.
    quic_trial: str = ""


PLACES: Final[dict[str, Place]] = {
    "bind": Place("a `bind` line", needs_port=True, ranges=True, descriptors=True, several=True),
    "dgram-bind": Place(
        "a `dgram-bind` line", needs_port=True, ranges=True, streams="", datagrams="2.4", descriptors=True, several=True
    ),
    "server": Place("a `server` line", offsets=True, resolves=False, datagrams="3.0", quic_trial="3.3"),
    "resolved server": Place("a `server` line", offsets=True, datagrams="3.0"),
    "peer": Place("a `peers` section", offsets=True, datagrams="3.0", strict_port="3.0"),
    "source": Place("a `source` line"),
    "server source": Place("the `source` of a server", ranges=True),
    "usesrc": Place("`usesrc`"),
    "addr": Place("`addr`"),
    "socks4": Place("`socks4`", needs_port=True),
    "dispatch": Place("a `dispatch` line", needs_port=True),
    "mailer": Place("a `mailer` line", needs_port=True, internet_only=True),
    "nameserver": Place("a `nameserver` line", needs_port=True, datagrams="2.4"),
    "log": Place("a `log` line", datagrams="2.4", descriptors=True),
}

#: Places whose addresses are datagrams where nothing says otherwise.
DATAGRAM_PLACES: Final = frozenset(("dgram-bind", "nameserver", "log"))
