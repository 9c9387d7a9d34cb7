"""What the signatures of rules and their like leave open: bounds of numbers, names of variables, what tables store.

Rows name the line as its own table does: an action without its parentheses, or the first word of a line.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from haproxy_model.records import NamedTuple
from haproxy_model.schema.versions import reached


class Bound(NamedTuple):
    """What a numeric argument may be."""

    #: Action or keyword, several with commas between.
    lines: str
    #: The argument, as the signature names it.
    argument: str
    #: The smallest number allowed, None for any.
    minimum: int | None
    #: The largest number allowed, None for any.
    maximum: int | None = None
    #: HAProxy reads the digits at the beginning and takes anything behind them.
    lenient: bool = False


BOUNDS: Final[tuple[Bound, ...]] = (
    Bound("capture", "length", 1, lenient=True),
    Bound("capture", "id", None),
    Bound("capture cookie,capture request header,capture response header", "length", None, lenient=True),
    Bound("declare capture", "length", 1),
    Bound("deny,return,tarpit,http-error", "code", 200, 599, lenient=True),
    # HAProxy reads the number of `min-recv` as far as it is one.
    Bound("http-check expect,tcp-check expect", "n", None, lenient=True),
    Bound("set-nice", "nice", None, lenient=True),
    Bound("set-retries", "int", 0, 100),
    Bound("set-status", "status", 100, 999),
    Bound("silent-drop", "ttl", 1, 255),
    Bound("stick-table,table", "factor", 1, 1024),
)

#: Actions of HTTP rulesets behind which no rule is reached, without a condition; not `redirect … ignore-empty`.
FINAL_ACTIONS: Final = frozenset(("allow", "auth", "deny", "redirect", "return", "tarpit"))

#: Actions of TCP rulesets of which the same holds; `switch-mode` hands the connection over.
FINAL_TCP_ACTIONS: Final = frozenset(("accept", "reject", "silent-drop", "switch-mode"))

_LINE: Final = ("normalize-uri", "replace-path", "replace-pathq", "replace-uri", "set-path", "set-pathq", "set-query",
                "set-uri")  # fmt: skip
_HEADER: Final = ("add-header", "del-header", "replace-header", "replace-value", "set-header")
_ADDRESS: Final = ("set-dst", "set-dst-port", "set-src", "set-src-port")
_NOTHING: Final = (
    *FINAL_ACTIONS, *FINAL_TCP_ACTIONS, "cache-store", "cache-use", "capture", "do-log", "early-hint", "pause",
    "set-bandwidth-limit", "set-bc-mark", "set-bc-tos", "set-fc-mark", "set-fc-tos", "set-log-level", "set-mark",
    "set-nice", "set-priority-class", "set-priority-offset", "set-retries", "set-timeout", "set-tos", "strict-mode",
)  # fmt: skip
_OTHER: Final = (
    "add-acl", "add-map", "del-acl", "del-map", "do-resolve", "sc-add-gpc", "sc-inc-gpc", "sc-inc-gpc0", "sc-inc-gpc1",
    "sc-set-gpt", "sc-set-gpt0", "set-map", "set-status", "set-var", "set-var-fmt", "track-sc", "track-sc0",
    "track-sc1", "track-sc2", "unset-var", "wait-for-body", "wait-for-handshake",
)  # fmt: skip

#: What rules alter of what conditions below them look at: the line of the request, one header, the method, addresses,
#: something else such as a variable, or nothing.  An action that is not here may alter anything.
ALTERED: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(_LINE, "line"),
        **dict.fromkeys(_HEADER, "header"),
        **dict.fromkeys(_ADDRESS, "address"),
        **dict.fromkeys(_OTHER, "other"),
        **dict.fromkeys(_NOTHING, ""),
        "set-method": "method",
    }
)

#: Scopes of variables, and the first release that has each.
VARIABLE_SCOPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("proc", "sess", "txn", "req", "res", "check"), "2.4"),
        **dict.fromkeys(("psess", "ptxn", "preq", "pres"), "3.1"),
    }
)


def variable_scopes(version: str) -> tuple[str, ...]:
    """The scopes of variables that a version has."""
    return tuple(scope for scope, since in VARIABLE_SCOPES.items() if reached(since, version))


#: First release of the conditions that `set-var(name,condition)` may hold, and these.
VARIABLE_CONDITIONS_SINCE: Final = "2.6"
VARIABLE_CONDITIONS: Final = (
    "ifexists", "ifnotexists", "ifempty", "ifnotempty", "ifset", "ifnotset", "ifgt", "iflt",
)  # fmt: skip

#: The services of `use-service` that no Lua script brings, and the ruleset of each.
SERVICES: Final[Mapping[str, str]] = MappingProxyType({"prometheus-exporter": "http-request"})

#: How many stick counters there are where `tune.stick-counters` does not say so.
STICK_COUNTERS: Final = 3

#: Status codes that `errorfile` and its kin handle, and the first release that does.
ERROR_CODES: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("200", "400", "401", "403", "404", "405", "407", "408", "410", "413", "421", "425"), "2.4"),
        **dict.fromkeys(("429", "500", "501", "502", "503", "504"), "2.4"),
        "414": "3.1",
        "422": "2.5",
        "431": "3.1",
    }
)


#: How `stick-table` names the types of keys -> the type of the values that become one.
KEY_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {"integer": "sint", "ip": "ipv4", "ipv6": "ipv6", "string": "str", "binary": "bin"}
)

#: How long a text or bytes may be as a key where the table does not say so.
KEY_LENGTH: Final = 32


#: Filters that share a limit by a key -> what the table of that key must store.
COUNTED: Final[Mapping[str, str]] = MappingProxyType({"bwlim-in": "bytes_in_rate", "bwlim-out": "bytes_out_rate"})


class DataType(NamedTuple):
    """What a stick table may store."""

    #: Its name in the `store` list.
    name: str
    #: What stands in parentheses: "" for nothing, "period", "size", or "size period".
    arguments: str = ""
    #: First release that has it.
    since: str = "2.4"


DATA_TYPES: Final[tuple[DataType, ...]] = (
    DataType("server_id"),
    DataType("server_key"),
    DataType("gpt0"),
    DataType("gpt", "size", "2.5"),
    DataType("gpc0"),
    DataType("gpc0_rate", "period"),
    DataType("gpc1"),
    DataType("gpc1_rate", "period"),
    DataType("gpc", "size", "2.5"),
    DataType("gpc_rate", "size period", "2.5"),
    DataType("conn_cnt"),
    DataType("conn_rate", "period"),
    DataType("conn_cur"),
    DataType("sess_cnt"),
    DataType("sess_rate", "period"),
    DataType("http_req_cnt"),
    DataType("http_req_rate", "period"),
    DataType("http_err_cnt"),
    DataType("http_err_rate", "period"),
    DataType("http_fail_cnt"),
    DataType("http_fail_rate", "period"),
    DataType("bytes_in_cnt"),
    DataType("bytes_in_rate", "period"),
    DataType("bytes_out_cnt"),
    DataType("bytes_out_rate", "period"),
    DataType("glitch_cnt", since="3.0"),
    DataType("glitch_rate", "period", "3.0"),
)

#: The longest array that a stick table stores.
ARRAY_SIZE: Final = 100

#: Types that exclude each other in a table: the array, and what it replaces.
ARRAYS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"gpt": ("gpt0",), "gpc": ("gpc0", "gpc1"), "gpc_rate": ("gpc0_rate", "gpc1_rate")}
)

#: (section, first word) of lines that HAProxy does not read any further, for their section has the wrong side.
DROPPED: Final = frozenset((("frontend", "stick"),))

#: The kinds of rules of a request and of a response, as they follow each other whatever the text says.
REQUEST_ORDER: Final = (
    "quic-initial", "tcp-request connection", "tcp-request session", "tcp-request content", "monitor fail",
    "http-request", "redirect", "use_backend", "use-server",
)  # fmt: skip
RESPONSE_ORDER: Final = ("tcp-response content", "http-response")
#: Those that are told by two words.
TWO_WORDS: Final = frozenset(kind for kind in (*REQUEST_ORDER, *RESPONSE_ORDER) if " " in kind)
