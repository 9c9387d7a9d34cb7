"""Values of every kind, valid by construction, and texts that are nearly or not at all of a language."""

from __future__ import annotations

from hypothesis import strategies as st

from haproxy_model.values.action import Action
from haproxy_model.values.address import Address
from haproxy_model.values.condition import Condition, Term
from haproxy_model.values.duration import Duration
from haproxy_model.values.expression import Call, Expression
from haproxy_model.values.logformat import Item, LogFormat
from haproxy_model.values.predicate import Formula
from haproxy_model.values.size import Size

ALNUM = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

texts = st.text() | st.text("%[](){}!|&,:;'\"\\@+-$*/ \t0159af.x")
names = st.text(ALNUM + "._-", min_size=1, max_size=8)

durations = st.builds(lambda count: Duration(milliseconds=count), st.integers(0, 2**31 - 1))
sizes = st.builds(lambda count: Size(bytes=count), st.integers(0, 2**32 - 1))

ports = st.integers(0, 65535)
hosts = (
    st.sampled_from(["", "*", "localhost", "::", "::1", "fe80::a:B", "_http._tcp.example.com", "0.0.0.0"])
    | st.ip_addresses(v=4).map(str)
    | st.ip_addresses(v=6).map(str)
    | st.from_regex(r"[a-z][a-z0-9-]{0,5}(\.[a-z][a-z0-9]{0,3}){0,2}", fullmatch=True)
)
_INET = ["", "ip", "ipv4", "ipv6", "tcp", "tcp4", "tcp6", "udp", "udp4", "udp6", "mptcp", "quic4", "quic6"]
_port_fields = st.one_of(
    st.just({}),
    st.builds(lambda port: {"port": port}, ports),
    st.builds(lambda a, b: {"port": min(a, b), "last_port": max(a, b)}, ports, ports),
    st.builds(lambda offset: {"port_offset": offset}, st.integers(-65535, 65535)),
)
_socktypes = st.sampled_from(["", "stream", "dgram", "quic"])
_inet = st.builds(
    lambda host, family, socktype, fields: Address(host=host, family=family, socktype=socktype, **fields),
    hosts,
    st.sampled_from(_INET),
    _socktypes,
    _port_fields,
)
_paths = st.text(ALNUM + "/.-_:,@+ é", max_size=10)
_named = st.builds(
    lambda family, name: Address(path=name, family=family),
    st.sampled_from(["unix", "uxst", "uxdg", "abns", "abnsz", "rhttp", "ring", "backend"]),
    st.builds(str.__add__, st.sampled_from("/abc"), _paths),
)
_numbered = st.builds(
    lambda family, number: Address(path=str(number), family=family),
    st.sampled_from(["fd", "sockpair"]),
    st.integers(0, 99),
)
_other = _paths.map(lambda path: Address(path=f"/{path}")) | st.sampled_from(["stdout", "stderr"]).map(
    lambda path: Address(path=path)
)
addresses = _inet | _named | _numbered | _other

arguments = st.text(ALNUM + " ,()'\"\\|é\n]%", max_size=6)
calls = st.builds(Call, name=names, arguments=st.none() | st.lists(arguments, max_size=3).map(tuple))
expressions = st.builds(Expression, fetch=calls, converters=st.lists(calls, max_size=3).map(tuple))

terms = st.builds(Term, name=st.text(ALNUM + "_-.:}", min_size=3, max_size=6), negated=st.booleans()) | st.builds(
    Term,
    criterion=st.lists(
        st.sampled_from(["src", "{", "!", "or", "if", "a b", "10.0.0.0/8", "-m", "}x"]), min_size=1, max_size=4
    ).map(tuple),
    negated=st.booleans(),
)
conditions = st.builds(
    Condition,
    keyword=st.sampled_from(["if", "unless"]),
    alternatives=st.lists(st.lists(terms, min_size=1, max_size=3).map(tuple), max_size=3).map(tuple),
)

_aliases = st.from_regex("[A-Za-z][A-Za-z0-9]{0,3}", fullmatch=True)
_item_names = st.none() | st.text(ALNUM + "_ .", min_size=1, max_size=4)
_types = st.sampled_from([None, "str", "sint", "bool", "raw"])
_flags = st.lists(st.sampled_from(["+Q", "-Q", "+X", "+E", "+json", "bin"]), max_size=2).map(tuple)
_written = {"name": _item_names, "type": _types, "flags": _flags}
items = st.builds(Item, alias=_aliases, **_written) | st.builds(Item, expression=expressions, **_written)


@st.composite
def log_formats(draw: st.DrawFn) -> LogFormat:
    """Texts never stand side by side, and an alias is never followed by what would prolong it."""
    parts: list[str | Item] = []
    for text, item in draw(
        st.lists(st.tuples(st.text(" %:.[]{}()'\"é\n-", min_size=1, max_size=4), items), max_size=4)
    ):
        parts += [text, item]
    return LogFormat(parts=tuple(parts))


_leaves = st.builds(lambda n: Formula("integer", (n,)), st.integers(-9, 99)) | st.builds(
    lambda name, args: Formula("predicate", (Call(name=name, arguments=tuple(args)),)),
    st.sampled_from(["feature", "defined", "streq", "version_atleast"]),
    st.lists(arguments, max_size=2),
)


def _deeper(formulas: st.SearchStrategy[Formula]) -> st.SearchStrategy[Formula]:
    return st.builds(
        Formula, st.sampled_from(["or", "and"]), st.lists(formulas, min_size=2, max_size=3).map(tuple)
    ) | formulas.filter(lambda formula: formula.operator != "not").map(lambda formula: Formula("not", (formula,)))


formulas = st.recursive(_leaves, _deeper, max_leaves=10)

actions = st.builds(
    Action,
    name=st.sampled_from(["allow", "silent-drop", "lua.x", "set-nice"]),
    argument=st.none() | st.text(ALNUM + "._,()", max_size=5),
    words=st.lists(names.filter(lambda name: name not in ("if", "unless")), min_size=1, max_size=4).map(tuple),
)
