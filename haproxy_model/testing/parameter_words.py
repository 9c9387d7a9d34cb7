"""Parameters of `server` and `bind` lines with values of their type, by the rows of the schema."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import strategies as st

from haproxy_model.schema.bind import BIND
from haproxy_model.schema.rows import Parameter
from haproxy_model.schema.server import SERVER
from haproxy_model.testing.spellings import names

durations = st.builds(
    lambda count, unit: f"{count}{unit}", st.integers(0, 2000), st.sampled_from(["", "ms", "s", "m", "us"])
)
integers = st.integers(0, 256).map(str) | st.integers(1, 99).map(lambda number: f"0{number}")
ports = st.integers(0, 65535).map(str)
hosts = st.sampled_from(["10.0.0.11", "127.0.0.1", "[2001:db8::1]", "db1.example.com", "*", ""])
addresses = st.builds(
    lambda host, port: f"{host}:{port}",
    st.sampled_from(["10.0.0.11", "[::1]", "db1.example.com"]),
    st.integers(1, 65535),
) | st.sampled_from(["10.0.0.12", "ipv4@10.0.0.1:80", "unix@/run/a.sock", "/run/b.sock", "fd@3", ":443"])
paths = st.sampled_from(["/etc/haproxy/a.pem", "certs/b.pem", "@store/c"])
networks = st.sampled_from(["10.0.0.0/8", "192.168.0.0/16", "2001:db8::/32"])
expressions = st.sampled_from(["req.hdr(host)", "src", "ssl_fc_sni,lower", "str(example.com)", "var(txn.x)"])
log_formats = st.sampled_from(["%ci", "%[src]:%cp", "text", "%{+Q}o%t"])

_TYPES: dict[str, st.SearchStrategy[str]] = {
    "duration": durations,
    "int": integers.map(lambda text: text if int(text) else "1"),  # `fall` and `rise` want one at least
    "port": ports,
    "address": addresses,
    "address:port": addresses,
    "sample_expr": expressions,
    "log_format": log_formats,
    "list(string)": st.lists(names, min_size=1, max_size=3).map(",".join),
    "list(ip/mask)": st.lists(networks, min_size=1, max_size=2).map(",".join),
    "file_path": paths,
    "file_or_dir_path": paths,
    "dir_path": paths,
    "octal_mode": st.sampled_from(["600", "0660"]),
    "process_set": st.sampled_from(["1", "all", "1-4", "1/1-2"]),
    "thread_set": st.sampled_from(["1", "all", "1-4", "1/1-2"]),
    "[backend/]server": names | st.builds("{}/{}".format, names, names),
}


def values_of(row: Parameter) -> st.SearchStrategy[tuple[str, ...]]:
    """The words behind a parameter's keyword; none for a flag."""
    if not row.arguments:
        return st.just(())
    if row.name == "source":
        tails = st.sampled_from([(), ("usesrc", "clientip"), ("usesrc", "10.0.0.9"), ("interface", "eth0")])
        return st.builds(lambda address, tail: (address, *tail), addresses, tails)
    if row.name == "usesrc":
        return st.sampled_from([("clientip",), ("client",), ("hdr_ip(x,-1)",)])
    kind = row.arguments
    if kind.startswith("list(enum:"):
        choices = kind.removeprefix("list(enum:").removesuffix(")").split("|")
        return st.lists(st.sampled_from(choices), min_size=1, max_size=3).map(lambda items: (",".join(items),))
    if kind.startswith(("enum:", "enum_with_args:")) and "list(" not in kind:
        choices = kind.partition(":")[2].split("|")
        return st.sampled_from(choices).map(lambda choice: (choice,))
    return _TYPES.get(kind, names).map(lambda text: (text,))


def keyword_of(row: Parameter) -> str:
    """The keyword as it stands on a line."""
    return f"{row.name}(0x20)" if row.keyword_argument else row.name


def parameter(row: Parameter) -> st.SearchStrategy[tuple[str, ...]]:
    """One parameter's words, the keyword first."""
    return values_of(row).map(lambda values: (keyword_of(row), *values))


def parameters(rows: Iterable[Parameter], max_size: int = 6) -> st.SearchStrategy[list[tuple[str, ...]]]:
    """Parameters in any order; some more than once, `usesrc` and `interface` only behind their `source`."""
    usable = [row for row in rows if row.name != "usesrc"]
    return st.lists(st.sampled_from(usable).flatmap(parameter), max_size=max_size)


server_parameters = parameters(SERVER)
default_server_parameters = parameters([row for row in SERVER if row.default_server])
bind_parameters = parameters(BIND)
