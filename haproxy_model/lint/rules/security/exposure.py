"""Who reaches a proxy: listeners that other machines reach, and rules that refuse by who the client is."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeGuard

from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rules.availability.listening import WILDCARDS
from haproxy_model.lint.rules.origins import is_loopback
from haproxy_model.lint.rules.word_places import says, setting
from haproxy_model.model.bind import Bind, BindParams
from haproxy_model.model.line import Statement
from haproxy_model.model.rules import Acl, Rule
from haproxy_model.model.section import Section
from haproxy_model.schema.acls import PREDEFINED
from haproxy_model.values.address import Address
from haproxy_model.values.condition import Condition
from haproxy_model.values.expression import Expression, read_expression
from haproxy_model.values.unread import Unread
from haproxy_model.views.effective import Effective
from haproxy_model.views.logic import Clause

_REFUSING = frozenset(("deny", "reject", "silent-drop", "tarpit", "auth"))
_RULES = frozenset(("http-request", "tcp-request", "quic-initial"))
#: beginnings of the names of fetches that say what is asked for, or how often, and not by whom
_WHAT = ("path", "url", "meth", "base", "query", "always_", "req.ver", "req.proto_http", "req_proto_http", "req_ver")
_HOW_OFTEN = ("sc_", "sc0_", "sc1_", "sc2_", "src_", "be_", "fe_", "nbsrv", "queue", "avg_queue", "table_")
_WHERE = frozenset(("ssl_fc", "ssl_fc_sni", "req.ssl_sni", "req_ssl_sni", "dst", "dst_port", "wait_end", "nbsrv"))
#: headers that every client can send as it likes, and that hardly anybody takes for a password
_OPEN_HEADERS = frozenset(("host", "user-agent", "upgrade", "connection", "content-length", "content-type"))
#: networks that the internet does not lead to; in examples, the first two stand for such
_PRIVATE = tuple(
    map(
        ipaddress.ip_network,
        ("192.0.2.0/24", "198.51.100.0/24", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8",
         "100.64.0.0/10", "169.254.0.0/16", "fc00::/7", "fe80::/10", "::1/128"),
    )
)  # fmt: skip


def open_address(line: BindParams, addresses: Iterable[Address | Unread]) -> Address | None:
    """The first address of a listener that other machines reach; None where all are of this machine alone, unknown,
    or kept by client certificates.
    """
    if says(line, "ssl") and line._reading.value("verify") == "required":
        return None
    return next((each for each in addresses if is_open(each)), None)


def is_open(address: object) -> TypeGuard[Address]:
    """Whether other machines reach an address; names and what is not known count as not."""
    if not isinstance(address, Address):
        return False
    kind, _, host, *_ = address.normalized()
    return kind in ("ipv4", "ipv6") and isinstance(host, str) and not is_loopback(host)


def is_public(address: object) -> bool:
    """Whether an address is one that the internet leads to: no wildcard, none of a private network."""
    if not isinstance(address, Address):
        return False
    _, _, host, *_ = address.normalized()
    if not isinstance(host, str) or host in WILDCARDS:
        return False
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return False
    return not any(found in network for network in _PRIVATE)


def open_bind(ctx: LintContext, section: Section) -> tuple[Bind, Address] | None:
    """The first `bind` line of a section that other machines reach, with its address; None without one."""
    for line in ctx.active.of_family(section, Bind):
        address = open_address(line, line.addresses)
        if address is not None:
            return line, address
    return None


def refuses_by_client(ctx: LintContext, proxy: Effective) -> bool:
    """Whether some rule of a proxy refuses clients by who they are, or may."""
    found = ctx.remembered("refusing proxies", lambda ctx: dict[int, bool]())
    key = id(proxy.proxy)
    if key not in found:
        inherited = (ctx.statements(section) for section in ctx.inheritance.line_of(proxy.proxy))
        found[key] = any(_refuses(line, proxy.acls) for lines in inherited for line in lines)
    return found[key]


def _refuses(line: Statement, acls: Mapping[str, Sequence[Acl]]) -> bool:
    if not isinstance(line, Rule) or setting(line) not in _RULES:
        return False
    name = line.action.name
    if name.startswith("lua.") or name == "send-spoe-group":
        return True
    return name in _REFUSING and asks_who(line._reading.clause, acls)


def asks_who(clause: Clause, acls: Mapping[str, Sequence[Acl]]) -> bool:
    """Whether a condition may depend on who the client is; what always applies does, too: others went before."""
    if not isinstance(clause, Condition):
        return True
    for term in clause.terms():
        name = term.name or ""
        if term.criterion is not None:
            criteria: list[tuple[str, ...]] = [term.criterion]
        elif name in acls:
            criteria = [line.arguments[1:] for line in acls[name]]
        elif name in PREDEFINED:
            criteria = [tuple(PREDEFINED[name].definition.split())]
        else:
            return True
        if any(_tells_who(criterion) for criterion in criteria):
            return True
    return False


def _tells_who(criterion: tuple[str, ...]) -> bool:
    found = read_expression(criterion[0]) if criterion else None
    if not isinstance(found, Expression):
        return True
    name = found.fetch.name
    if name in _WHERE or name.startswith((*_WHAT, *_HOW_OFTEN)):
        return False
    if name.startswith(("hdr", "req.hdr", "req.fhdr")):
        header = (found.fetch.arguments or ("",))[0].lower()
        return header not in _OPEN_HEADERS
    return True
