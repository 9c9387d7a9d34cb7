"""What HAProxy takes where the file says nothing: settings of proxies and parameters of servers, by version.

The manual says it under each keyword ("By default …", "If unset …"); what depends on the machine is not here.
"""

from functools import cache
from typing import Final

from haproxy_model.records import NamedTuple
from haproxy_model.schema.rows import available


class BuiltIn(NamedTuple):
    """One value that nobody wrote."""

    #: The setting, as `schema.inheritance` names it, or the parameter of servers.
    setting: str
    #: The words of the line or the parameter that would say it; empty where another setting gives the value.
    text: str
    #: The kinds of section that have it, with blanks between.
    sections: str = "frontend listen backend"
    #: The setting whose value counts instead.
    like: str = ""
    #: The mode that the proxy must have; for servers, the parameter that must be in force.
    needs: str = ""
    #: First release with this value.
    since: str = "2.4"
    #: First release without it.
    removed: str = ""
    #: Never filled here: a built-in value does not fall out of favour.
    deprecated: str = ""


_FRONT: Final = "frontend listen"
_BACK: Final = "listen backend"

PROXY_BUILT_INS: Final[tuple[BuiltIn, ...]] = (
    BuiltIn("mode", "mode tcp"),
    BuiltIn("maxconn", "", _FRONT, like="maxconn of global"),
    BuiltIn("backlog", "", _FRONT, like="maxconn"),
    BuiltIn("balance", "balance roundrobin", _BACK, removed="3.3"),
    BuiltIn("balance", "balance random", _BACK, since="3.3"),
    BuiltIn("hash-type", "hash-type map-based sdbm", _BACK),
    BuiltIn("health check", "option tcp-check", _BACK),
    BuiltIn("retries", "retries 3", _BACK),
    BuiltIn("option redispatch", "no option redispatch", _BACK),
    BuiltIn("connection mode", "option http-keep-alive", needs="http"),
    BuiltIn("http-reuse", "http-reuse safe", _BACK, needs="http"),
    # 0 sets no limit.
    BuiltIn("timeout client", "timeout client 0", _FRONT),
    BuiltIn("timeout connect", "timeout connect 0", _BACK),
    BuiltIn("timeout server", "timeout server 0", _BACK),
    BuiltIn("timeout queue", "", _BACK, like="timeout connect"),
    BuiltIn("timeout http-request", "", _FRONT, like="timeout client", needs="http"),
    BuiltIn("timeout http-keep-alive", "", _FRONT, like="timeout http-request", needs="http"),
    BuiltIn("timeout tarpit", "", like="timeout connect", needs="http"),
)

_CHECKED: Final = "check"

SERVER_BUILT_INS: Final[tuple[BuiltIn, ...]] = (
    BuiltIn("weight", "weight 1", ""),
    BuiltIn("maxconn", "maxconn 0", ""),
    BuiltIn("inter", "inter 2s", "", needs=_CHECKED),
    BuiltIn("rise", "rise 2", "", needs=_CHECKED),
    BuiltIn("fall", "fall 3", "", needs=_CHECKED),
    BuiltIn("fastinter", "", "", like="inter", needs=_CHECKED),
    BuiltIn("downinter", "", "", like="inter", needs=_CHECKED),
    BuiltIn("agent-inter", "agent-inter 2s", "", needs="agent-check"),
    BuiltIn("on-error", "on-error fail-check", "", needs="observe"),
    BuiltIn("error-limit", "error-limit 10", "", needs="observe"),
)


@cache
def proxy_built_ins(kind: str, version: str) -> tuple[BuiltIn, ...]:
    """What a proxy of a kind has where nobody says it.

    Args:
        kind: "frontend", "listen" or "backend"; a `defaults` has the values of all.
        version: a release, "x.y".
    """
    return tuple(
        row
        for row in PROXY_BUILT_INS
        if (kind == "defaults" or kind in row.sections.split()) and available(row, version)
    )


@cache
def server_built_ins(version: str) -> dict[str, BuiltIn]:
    """What a server has where nobody says it, by parameter."""
    return {row.setting: row for row in SERVER_BUILT_INS if available(row, version)}
