"""Whether the key of a stick rule is the same for every client, and surely stored (manual 7.3, 11).

Constant is a fetch that cannot change while the process lives, with converters only that read nothing and always give
something, in a type that the table takes.  `dst` is one where every way in is the same address.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Literal, TypeAlias

from haproxy_model.model.bind import Bind
from haproxy_model.model.line import Statement
from haproxy_model.model.proxy_lines import StickTable
from haproxy_model.model.rules import Rule, StickRule
from haproxy_model.schema.samples import fetches
from haproxy_model.values.address import Address
from haproxy_model.values.expression import Call, Expression, read_expression
from haproxy_model.views.effective import Effective
from haproxy_model.views.failover.whole_file import whole_of

#: What is known of a key: it is the same for all clients, each client has one, or nobody knows.
KeyKind: TypeAlias = Literal["constant", "client", "unsure"]

#: Fetches that cannot change while the process lives.
CONSTANT_FETCHES = frozenset(
    ("int", "str", "bool", "ipv4", "ipv6", "bin", "meth", "always_true", "always_false", "env", "hostname", "be_id",
     "be_name", "nbproc")
)  # fmt: skip
#: Converters that read nothing but their input and numbers, and always give something.
_PLAIN = frozenset(
    ("add", "and", "base64", "bool", "cpl", "crc32", "crc32c", "djb2", "even", "hex", "ipmask", "length", "lower",
     "mul", "neg", "not", "odd", "or", "sdbm", "sha1", "sha2", "sub", "upper", "wt6", "xor", "xxh3", "xxh32", "xxh64")
)  # fmt: skip
#: Of them, those that leave different clients different.
_KEEPS_APART = frozenset(("base64", "crc32", "crc32c", "hex", "ipmask", "lower", "sha1", "sha2", "upper", "xxh64"))
#: Where fetches come from that are not of one client.
_OF_THE_PROCESS = frozenset(("CONST", "INTRN", "BKEND", "LISTN", "FTEND"))
_NUMBERS = re.compile(r"-?\d+").fullmatch
_DESTINATIONS = ("dst", "dst_port")
#: table type -> the addresses that are stored in it
_ADDRESSES = {"ip": (IPv4Address,), "ipv6": (IPv4Address, IPv6Address), "integer": (IPv4Address,)}


def key_kind(rule: StickRule, effective: Effective) -> KeyKind:
    """What is known of the key of a stick rule.

    Args:
        rule: a `stick` line that the proxy has.
        effective: the settings of the proxy.
    """
    expression = read_expression(rule.pattern[0] if rule.pattern else "")
    if not isinstance(expression, Expression) or len(rule.pattern) != 1:
        return "unsure"
    name = expression.fetch.name
    if name in _DESTINATIONS:
        return _of_destination(rule, expression, effective)
    converters = expression.converters
    if name not in CONSTANT_FETCHES:
        row = fetches(effective.active.version).get(name)
        alike = row is None or not _OF_THE_PROCESS.isdisjoint(row.origin.split())
        blurs = any(call.name not in _KEEPS_APART or call.arguments == ("0",) for call in converters)
        return "unsure" if alike or blurs else "client"
    plain = all(call.name in _PLAIN and all(map(_NUMBERS, call.arguments or ())) for call in converters)
    return (
        "constant"
        if plain and _is_set(expression.fetch, effective) and _fits(expression, rule, effective)
        else "unsure"
    )


def table_of(rule: StickRule, effective: Effective) -> StickTable | None:
    """The `stick-table` line of the table that a rule uses."""
    name = rule.table
    holder = effective if name in (None, effective.proxy.name) else effective.pool(name or "")
    lines = () if holder is None else holder.statements
    return next((line for line in lines if isinstance(line, StickTable)), None)


def is_tracked(rule: StickRule, effective: Effective) -> bool:
    """Whether rules that track put other keys into the table of a rule, so that its entry may be pushed out."""
    return (rule.table or effective.proxy.name or "") in whole_of(effective).tracked


def _is_set(fetch: Call, effective: Effective) -> bool:
    if fetch.name != "env":
        return True
    given = effective.active.given
    return given is not None and bool(fetch.arguments) and (fetch.arguments or ("",))[0] in given


def _fits(expression: Expression, rule: StickRule, effective: Effective) -> bool:
    """Whether the value is always cast to the type of the table."""
    table = table_of(rule, effective)
    kind = None if table is None else table.type
    fetch = expression.fetch
    if kind not in ("ip", "ipv6"):
        return kind is not None
    if expression.converters or fetch.name == "bin":
        return False
    if fetch.name in ("str", "ipv4", "ipv6"):
        return isinstance(_ip((fetch.arguments or ("",))[0]), _ADDRESSES[kind])
    # Texts of the machine may not be addresses; numbers always are.
    return fetch.name in ("int", "be_id", "nbproc")


def _of_destination(rule: StickRule, expression: Expression, effective: Effective) -> KeyKind:
    """What is known of `dst` and `dst_port`: one where every way in is the same."""
    whole = whole_of(effective)
    if effective.proxy.kind != "listen" or whole.is_sent_to(effective.proxy.name):
        return "client"
    binds = [line for line in effective.statements if isinstance(line, Bind)]
    addresses = [address for line in binds for address in line.addresses]
    if any(map(_sets_destination, effective.statements)) or any(map(_is_told, binds)):
        return "unsure"
    if expression.converters or not all(isinstance(address, Address) for address in addresses):
        return "unsure"
    known = [address for address in addresses if isinstance(address, Address)]
    if any(address.host is None or address.family in ("unix", "fd", "abns", "abnsz", "sockpair") for address in known):
        return "unsure"
    if expression.fetch.name == "dst_port":
        ports = {(address.port, address.last_port) for address in known}
        return "constant" if len(ports) == 1 and known[0].last_port is None else "client"
    hosts = {str(address.host) for address in known}
    if len(hosts) > 1 or any(address.is_wildcard for address in known):
        return "client"
    table = table_of(rule, effective)
    kinds = _ADDRESSES.get("" if table is None else table.type or "", (IPv4Address, IPv6Address))
    return "constant" if hosts and isinstance(_ip(min(hosts)), kinds) else "unsure"


def _sets_destination(line: Statement) -> bool:
    return isinstance(line, Rule) and line.action.name in (
        "set-dst",
        "set-dst-port",
        "expect-proxy",
        "expect-netscaler-cip",
    )


def _is_told(line: Bind) -> bool:
    """Whether clients say themselves to which address they came."""
    return line.accept_proxy or line.accept_netscaler_cip is not None


def _ip(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None
