"""The words of valid lines, family by family."""

from __future__ import annotations

from hypothesis import strategies as st

from haproxy_model.testing.parameter_words import (
    addresses,
    bind_parameters,
    default_server_parameters,
    durations,
    expressions,
    integers,
    log_formats,
    paths,
    server_parameters,
)
from haproxy_model.testing.spellings import names

Words = tuple[str, ...]


def _flat(*parts: object) -> Words:
    words: list[str] = []
    for part in parts:
        if isinstance(part, str):
            words.append(part)
        else:
            words.extend(_flat(*part))  # type: ignore[misc]  # nested sequences of words
    return tuple(words)


def _line(*parts: str | st.SearchStrategy[object]) -> st.SearchStrategy[Words]:
    return st.builds(_flat, *(st.just(part) if isinstance(part, str) else part for part in parts))


_tests = st.sampled_from(
    [("{", "path_beg", "/a", "}"), ("!{", "src", "10.0.0.0/8", "}"), ("is_ok",), ("is_ok", "!other"), ("a", "or", "b")]
)
conditions = st.builds(lambda word, test: (word, *test), st.sampled_from(["if", "unless"]), _tests)
maybe_condition = st.just(()) | conditions

servers = _line("server", names, addresses, server_parameters)
default_servers = _line("default-server", default_server_parameters)
server_templates = _line("server-template", names, st.sampled_from(["3", "1-5"]), addresses, server_parameters)
peers = _line("peer", names, addresses)
binds = _line("bind", addresses | st.builds("{},{}".format, addresses, addresses), bind_parameters)

options = (
    _line("option", st.sampled_from(["tcpka", "httplog", "redispatch", "abortonclose"]))
    | _line(st.sampled_from(["no", "default"]), "option", st.sampled_from(["splice-auto", "nolinger"]))
    | st.sampled_from(
        [("option", "httpchk"), ("option", "httpchk", "GET", "/health"), ("option", "mysql-check", "user", "u")]
    )
)
timeouts = _line(
    "timeout", st.sampled_from(["client", "server", "connect", "queue", "check", "http-request"]), durations
)
modes = st.sampled_from([("mode", "tcp"), ("mode", "http")])
balances = st.sampled_from(
    [
        ("balance", "source"),
        ("balance", "roundrobin"),
        ("balance", "hdr(X-Id)"),
        ("balance", "url_param", "id", "check_post"),
    ]
)
hash_types = st.sampled_from([("hash-type", "consistent"), ("hash-type", "map-based", "djb2", "avalanche")])
cookies = _line("cookie", names, st.sampled_from([("insert",), ("rewrite",), ("insert", "indirect", "nocache")]))
logs = st.just(("log", "global")) | _line("log", st.sampled_from(["127.0.0.1", "/dev/log"]), "local0", "info")
error_files = _line("errorfile", st.sampled_from(["400", "503"]), paths)
stats = st.sampled_from([("stats", "enable"), ("stats", "uri", "/s"), ("stats", "auth", "admin:pw")])
stick_tables = _line("stick-table", "type", "ip", "size", "100k", "expire", durations)
default_backends = _line("default_backend", names)
acls = _line("acl", names, expressions, st.sampled_from([(), ("-i",), ("-m", "beg"), ("--",)]), names)
use_backends = _line("use_backend", names, conditions)
use_servers = _line("use-server", names, conditions)
redirects = _line("redirect", "scheme", "https", maybe_condition)
stick_rules = _line("stick", "on", expressions, st.sampled_from([(), ("table", "t")]), maybe_condition)
_http_actions = st.sampled_from(
    [
        *(("deny",), ("allow",), ("set-var(txn.x)", "src"), ("add-acl(f.acl)", "%[src]"), ("return", "status", "200")),
        *(("set-path", "/a b"), ("deny", "deny_status", "403"), ("redirect", "location", "/")),
    ]
) | _line("set-header", names, log_formats)
http_rules = _line(
    st.sampled_from(["http-request", "http-response", "http-after-response"]), _http_actions, maybe_condition
)
tcp_rules = _line(
    "tcp-request", st.sampled_from(["connection", "content"]), st.sampled_from(["accept", "reject"]), maybe_condition
)
inspections = _line("tcp-request", "inspect-delay", durations)
checks = st.sampled_from(
    [
        ("http-check", "expect", "status", "200"),
        ("http-check", "send", "meth", "GET", "uri", "/"),
        ("tcp-check", "connect"),
    ]
)
plain = st.sampled_from(
    [("description", "a", "b"), ("retries", "3"), ("fullconn", "100"), ("unheard-of", "x"), ("disabled",)]
)
singles = st.builds(lambda keyword, number: (keyword, number), st.sampled_from(["maxconn", "backlog"]), integers)

globals_ = (
    singles
    | _line("tune.bufsize", st.sampled_from(["16384", "16k"]))
    | _line("setenv", names, names)
    | _line(
        "stats", "socket", st.sampled_from(["/run/h.sock", "127.0.0.1:9999"]), st.sampled_from([(), ("level", "admin")])
    )
    | st.sampled_from([("daemon",), ("chroot", "/var/lib/haproxy"), ("user", "haproxy"), ("nbthread", "4")])
    | logs
)
proxy_lines = st.one_of(
    options, timeouts, modes, balances, hash_types, cookies, logs, error_files, stats, acls, http_rules, tcp_rules,
    inspections, checks, plain, singles, default_servers,
)  # fmt: skip
named_proxy_lines = proxy_lines | st.one_of(
    servers, servers, binds, binds, server_templates, stick_tables, use_backends, use_servers, redirects, stick_rules
)

#: section keyword -> the lines that its sections hold
BODIES: dict[str, st.SearchStrategy[Words]] = {
    "global": globals_,
    "defaults": proxy_lines,
    "frontend": proxy_lines | binds | use_backends | default_backends,
    "backend": named_proxy_lines,
    "listen": named_proxy_lines,
    "peers": peers | _line("bind", addresses),
    "resolvers": _line("nameserver", names, addresses) | _line("hold", "valid", durations),
    "mailers": _line("mailer", names, addresses),
    "userlist": _line("user", names, "insecure-password", names) | _line("group", names, "users", names),
    "ring": _line("server", names, addresses) | st.just(("size", "1m")),
    "cache": st.sampled_from([("total-max-size", "4"), ("max-age", "60")]),
}

any_statement = st.one_of(globals_, named_proxy_lines, default_backends, peers)
