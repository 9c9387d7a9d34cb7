"""What the arguments of lines, fetches and converters name: the types of the signatures, by what they mean.

The signatures themselves are in the keyword tables; where they say no more than `string`, `RETYPED` says which argument
is a name.  Language reference, 10, points 8 to 10.
"""

from typing import Final, Literal

from haproxy_model.records import NamedTuple

#: How a name is written: alone; several with commas; `[peers/]table`; `[backend/]server`; behind `ring@` or
#: `backend@`; as `rhttp@backend/server`; as `@store/certificate`; with any `!` in front.
Form = Literal["name", "list", "table", "server", "target", "rhttp", "certificate", "negated"]

#: The kinds of a name that leads to servers, to a listener, to either.
POOL: Final = "backend listen"
FRONT: Final = "frontend listen"
ANY: Final = "frontend listen backend"


class Reference(NamedTuple):
    """What an argument of a type names."""

    #: The kinds of section, or other kinds of names, that it may mean.
    kinds: str
    form: Form = "name"


#: Type of an argument -> what it names.
REFERENCES: Final[dict[str, Reference]] = {
    "acl_name_list": Reference("acl", "negated"),
    "acme_ref": Reference("acme"),
    "backend": Reference(POOL),
    "backend_ref": Reference(POOL),
    "backend_ref_or_log_format": Reference(POOL),
    "bind_address_list": Reference(POOL, "rhttp"),
    "cache_ref": Reference("cache"),
    "certificate_ref": Reference("certificate", "certificate"),
    "defaults_ref": Reference("defaults"),
    "fcgi_app_ref": Reference("fcgi-app"),
    "filter_ref": Reference("filter"),
    "frontend": Reference(FRONT),
    "healthcheck_section_name": Reference("healthcheck"),
    "http_errors_ref": Reference("http-errors"),
    "list(group_ref)": Reference("group", "list"),
    "list(user_ref)": Reference("user", "list"),
    "log_profile_ref": Reference("log-profile"),
    "log_target": Reference(f"ring {POOL}", "target"),
    "mailers_ref": Reference("mailers"),
    "own_table": Reference("table", "table"),
    "peers_ref": Reference("peers"),
    "proxy_ref": Reference(ANY),
    "resolvers_ref": Reference("resolvers"),
    "resolvers_section_name": Reference("resolvers"),
    "ring_or_fd_name": Reference("ring"),
    "ring_ref": Reference("ring"),
    "server": Reference("server", "server"),
    "server_ref": Reference("server", "server"),
    "server_ref_or_log_format": Reference("server", "server"),
    "[backend/]server": Reference("server", "server"),
    "table": Reference("table", "table"),
    "table_ref": Reference("table", "table"),
    "userlist": Reference("userlist"),
}

#: Type of an argument that gives a name to something -> the kind of that.
DEFINITIONS: Final[dict[str, str]] = {
    "acl_name": "acl",
    "certificate_name": "certificate",
    "filter_name": "filter",
    "group_name": "group",
    "peer_name": "peer",
    "server_name": "server",
    "table_name": "table",
    "user_name": "user",
}

#: (row of a keyword or action, name or first word of its argument) -> its type, where the signature says less.
RETYPED: Final[dict[tuple[str, str], str]] = {
    ("acl", "criterion"): "criterion",
    ("filter bwlim-in", "name"): "filter_name",
    ("filter bwlim-out", "name"): "filter_name",
    ("filter spoe", "name"): "filter_name",
    ("group", "name"): "group_name",
    ("load", "alias"): "certificate_name",
    ("send-spoe-group", "engine"): "filter_ref",
    ("set-bandwidth-limit", "name"): "filter_ref",
    ("stats scope", "name"): "proxy_ref",
    ("user", "name"): "user_name",
}

_BANDWIDTH: Final = (
    "<name:string> [default-limit <size:size>] [default-period <period:duration>] [limit <size:size>]"
    " [key <key:sample_expr>] [table <table:table_ref>] [min-size <min:size>]"
)

#: Rows whose signature says less than how HAProxy reads the words, which may be in another order -> that.
RESHAPED: Final[dict[str, str]] = {
    "capture cookie": "<name:cookie_name> <len:string> <length:int> [<ignored:string>]",
    "filter bwlim-in": _BANDWIDTH,
    "filter bwlim-out": _BANDWIDTH,
    "trace": "<source:string> [event <event:string>] [follow <followed:string>] [level <level:string>] "
    "[lock <criterion:string>] [pause <event:string>] [sink <ring:ring_ref>] [start <event:string>] "
    "[stop <event:string>] [verbosity <verbosity:string>]",
}

#: Parameters of `bind` and `server` lines -> their type, where their row says less.
PARAMETERS: Final[dict[str, str]] = {"crt": "certificate_ref", "default-crt": "certificate_ref"}

#: The `resolvers` that HAProxy makes of /etc/resolv.conf.
MADE_RESOLVERS: Final = "default"

#: Fetches that give a name, to be compared with text -> what that names.
NAMING_FETCHES: Final[dict[str, str]] = {
    "be_name": POOL,
    "fe_defbe": POOL,
    "fe_name": FRONT,
    "http_auth_group": "group",
    "srv_name": "server",
}

#: Lines that load what is not in the file and may name what expressions name: first word -> second words; any without.
#: Scripts of Lua call every fetch, and so do the files of some filters.
LOADS_PROGRAMS: Final[dict[str, tuple[str, ...]]] = {
    "lua-load": (),
    "lua-load-per-thread": (),
    "filter": ("spoe", "opentracing", "otel"),
}

#: The word of replies behind which a file with a log format is named.
FORMAT_FILE: Final = "lf-file"

#: One of these is in each fetch and converter that names a table, a proxy, a server or a userlist.
NAMING: Final = (
    "table", "src_", "sc_", "sc0_", "sc1_", "sc2_", "be_", "fe_", "nbsrv", "queue", "connslots", "srv_", "http_auth",
)  # fmt: skip
