"""What an ACL can be made of: criteria that bring a matching method along, matching methods, flags (manual 7.1).

Every sample fetch is a criterion too; the ACLs that exist without being defined are in `acls.py`.
"""

from typing import Final

from haproxy_model.records import NamedTuple


class Criterion(NamedTuple):
    """A name that stands for a sample fetch and a matching method."""

    #: The name.
    name: str
    #: The fetch it stands for.
    fetch: str
    #: The matching method it brings along.
    match: str
    #: How its patterns are read, where not as the method says: "method" or "dotted" (version numbers).
    patterns: str = ""
    #: The method is a part of the name, as in `path_beg`.
    suffix: bool = False


class Match(NamedTuple):
    """A matching method, written behind `-m`."""

    #: The name.
    name: str
    #: The type to which the sample is cast.
    wanted: str
    #: What its patterns are: none, int, ip, hex, string or regex.
    patterns: str


# The families of `path`, `path_beg`, `path_dir` …: the first part of the name, and the fetch.
_FAMILIES: Final = {
    "base": "base",
    "cook": "req.cook",
    "hdr": "req.hdr",
    "path": "path",
    "scook": "res.cook",
    "shdr": "res.hdr",
    "url": "url",
    "urlp": "urlp",
}
_SUFFIXES: Final = ("beg", "dir", "dom", "end", "len", "reg", "sub")

#: name -> the criterion.
CRITERIA: Final[dict[str, Criterion]] = {
    row.name: row
    for row in (
        *(Criterion(name, fetch, "str") for name, fetch in _FAMILIES.items()),
        *(Criterion(f"{n}_{s}", fetch, s, suffix=True) for n, fetch in _FAMILIES.items() for s in _SUFFIXES),
        Criterion("http_auth_group", "http_auth_group", "str"),
        Criterion("method", "method", "str", "method"),
        Criterion("payload", "req.payload", "bin"),
        Criterion("payload_lv", "req.payload_lv", "bin"),
        Criterion("req.ssl_ver", "req.ssl_ver", "int", "dotted"),
        Criterion("req_rdp_cookie", "req.rdp_cookie", "str"),
        Criterion("req_rdp_cookie_cnt", "req.rdp_cookie_cnt", "int"),
        Criterion("req_ssl_sni", "req.ssl_sni", "str"),
        Criterion("req_ssl_ver", "req.ssl_ver", "int", "dotted"),
        Criterion("req_ver", "req.ver", "str"),
        Criterion("resp_ver", "res.ver", "str"),
        Criterion("ssl_fc_sni_end", "ssl_fc_sni", "end", suffix=True),
        Criterion("ssl_fc_sni_reg", "ssl_fc_sni", "reg", suffix=True),
    )
}

#: name -> the matching method.
MATCHES: Final[dict[str, Match]] = {
    row.name: row
    for row in (
        Match("found", "any", "none"),
        Match("bool", "bool", "none"),
        Match("int", "sint", "int"),
        Match("ip", "addr", "ip"),
        Match("bin", "bin", "hex"),
        Match("len", "str", "int"),
        Match("str", "str", "string"),
        Match("beg", "str", "string"),
        Match("sub", "str", "string"),
        Match("dir", "str", "string"),
        Match("dom", "str", "string"),
        Match("end", "str", "string"),
        Match("reg", "str", "regex"),
        Match("regm", "str", "regex"),
    )
}

#: type of a sample -> the method that is used where none is named; the other types have none.
DEFAULT_MATCH: Final = {"bool": "bool", "sint": "int", "addr": "ip", "ipv4": "ip", "ipv6": "ip", "str": "str"}

#: flag -> how many words follow it.
FLAGS: Final = {"-i": 0, "-n": 0, "-M": 0, "-f": 1, "-m": 1, "-u": 1, "--": 0}

#: Words before an integer or a version number that say how to compare.
OPERATORS: Final = ("eq", "ge", "gt", "le", "lt")

#: Fetches that give one value at most for a request: two different ones exclude each other.  Of headers, cookies and
#: parameters HAProxy looks at each that there is.
SINGLE_VALUED: Final = frozenset(
    ("base", "dst", "dst_port", "method", "path", "pathq", "query", "req.ssl_sni", "req.ver", "src", "src_port",
     "ssl_fc_sni", "url"),
)  # fmt: skip

#: How the names of fetches and converters begin whose answer may differ from one time to the next.
VOLATILE: Final = (
    "date", "in_table", "lua.", "rand", "sc_", "sc0_", "sc1_", "sc2_", "src_", "table_", "uuid",
)  # fmt: skip
