"""Whole proxies, and what leads from one section to another."""

from __future__ import annotations

import pytest

import haproxy_model as hm
from check.assertions import assert_accepted, assert_refused
from haproxy_model.schema.versions import VERSIONS

TIMED = "defaults\n mode http\n timeout client 1m\n timeout connect 5s\n timeout server 1m\n"
#: five lines
LISTEN = f"{TIMED}listen l\n bind :18080\n"


def warned(text: str, version: str = "3.4") -> list[tuple[str, int | None]]:
    """Code and line of everything that is said, none of it fatal."""
    report = hm.check(hm.parse(text), version=version)

    assert not report.fatal
    return [(each.code, each.span.line if each.span else None) for each in report]


@pytest.mark.parametrize(
    ("lines", "name", "line"),
    [
        (" http-request cache-use c\n", "unknown-named-section", 8),
        (" filter cache c\n", "unknown-named-section", 8),
        (" errorfiles e\n", "unknown-named-section", 8),
        (" stick-table type ip size 1k peers p\n", "unknown-named-section", 8),
        (" acl in http_auth(u)\n http-request deny unless in\n", "unknown-named-section", 8),
        (" http-request deny unless { http_auth(u) }\n", "unknown-named-section", 8),
        (" email-alert mailers m\n email-alert from a\n email-alert to b\n", "unknown-named-section", 8),
        (" use-server t if TRUE\n", "unknown-tracked-or-used-server", 8),
        (" stick on src\n", "unknown-stick-table", 8),
        (" stick on src table t\n", "unknown-stick-table", 8),
        (" http-request track-sc0 src\n", "unknown-stick-table", 8),
        (" tcp-request connection track-sc0 src table t if TRUE\n", "unknown-stick-table", 8),
        (" default_backend l\n", "backend-loop", 8),
        ("cache c\n max-age 5\n", "cache-without-size", 8),
        (" option external-check\n", "incomplete-external-check", 8),
        (" stats auth a:b\n stats http-request deny\n", "stats-auth-beside-rules", 8),
        (" default_backend b\nbackend b\n mode tcp\n", "mode-mismatch", 8),
        (" id 7\nbackend b\n id 7\n", "duplicate-proxy-id", 10),
    ],
)
def test_what_leads_nowhere_is_refused_in_every_version(lines: str, name: str, line: int) -> None:
    assert_refused(f"{LISTEN}{lines}", name, line)


@pytest.mark.parametrize(
    "line",
    [
        "http-request set-header track-sc0 x",
        "http-request set-header track-sc0 table",
        "tcp-request content accept if { req.hdr(track-sc0) -m str table }",
        "use_backend if if track-sc1",
    ],
)
def test_a_name_like_an_action_tracks_nothing(line: str) -> None:
    assert_accepted(f"{LISTEN} acl track-sc1 always_true\n {line}\nbackend if\n")


def test_a_table_may_be_called_like_a_condition() -> None:
    assert_refused(f"{LISTEN} stick on src table if\n", "unknown-stick-table", 8)
    assert_accepted(f"{LISTEN} stick on src table if if TRUE\nbackend if\n stick-table type ip size 1k\n")


@pytest.mark.parametrize(
    ("key", "types"),
    [
        ("always_true", "integer string"),
        ("int(3)", "integer ip ipv6 string binary"),
        ("src", "ip ipv6 string binary"),
        ("src,ipmask(24)", "ip ipv6 string binary"),
        ("str(a)", "integer ip ipv6 string binary"),
        ("bin(00)", "string binary"),
        ("method", "string binary"),
        ("var(txn.a)", "integer ip ipv6 string binary"),
        ("method lower", "integer ip ipv6 string binary"),
    ],
)
def test_a_key_is_of_a_type_that_its_table_takes(key: str, types: str) -> None:
    """Measured with all six versions; `always_true` in binary and `src` as a number are taken by some."""
    own = f"{LISTEN} stick-table type {{}} size 9\n"
    for kind in ("integer", "ip", "ipv6", "string", "binary"):
        for line in (
            f"stick on {key}",
            f"http-request track-sc0 {key}",
            f"tcp-request content track-sc1 {key} table l",
        ):
            text = f"{own.format(kind)} {line}\n"
            if kind in types.split():
                assert_accepted(text)
            elif (key.partition(",")[0], kind) not in (("always_true", "binary"), ("src", "integer")):
                assert_refused(text, "key-of-another-type", 9)


def test_a_filter_that_shares_a_limit_needs_a_table_that_counts() -> None:
    text = f"{LISTEN} stick-table type ip size 9 store bytes_out_rate(1s)\n filter bwlim-{{}} f key src limit 1k\n"

    assert_accepted(text.format("out"), *VERSIONS[2:])
    assert_refused(text.format("in"), "missing-table-data", 9, *VERSIONS[2:])


@pytest.mark.parametrize(
    ("own", "other", "is_written"),
    [
        ("ip", "ip", True),
        ("ip", "ipv6", False),
        ("string", "string len 32", True),
        ("string", "string len 20", False),
        ("integer", "ip", False),
    ],
)
def test_a_table_writes_to_one_whose_keys_are_alike(own: str, other: str, is_written: bool) -> None:
    text = f"{LISTEN} stick-table type {own} size 9 write-to b\nbackend b\n stick-table type {other} size 9\n"

    if is_written:
        assert_accepted(text, *VERSIONS[3:])
    else:
        assert_refused(text, "key-of-another-type", 8, *VERSIONS[3:])


def test_a_length_of_keys_may_have_any_number_of_digits() -> None:
    long = f"{LISTEN} stick-table type string len {'9' * 5000} size 9 write-to b\n"

    hm.check(hm.parse(f"{long}backend b\n stick-table type string size 9\n"))


def test_haproxy_does_not_come_so_far_where_it_refused_a_line() -> None:
    text = f"{LISTEN} stick on src\n"

    assert [(each.name, each.fatal) for each in hm.check(hm.parse(text))] == [("unknown-stick-table", True)]
    assert [(each.name, each.fatal) for each in hm.check(hm.parse(f"{text} foo\n"))] == [
        ("unknown-stick-table", False),
        ("unknown-keyword", True),
    ]


@pytest.mark.parametrize(
    "lines",
    [
        " http-request cache-use c\ncache c\n total-max-size 4\n",
        " stick-table type ip size 1k peers p\npeers p\n disabled\n",
        " stick on src table p/t\npeers p\n disabled\n table t type ip size 1k\n",
        " acl in http_auth(u)\n http-request deny unless in\nuserlist u\n",
        " email-alert mailers m\n",
        " server-template t 1-3 192.0.2.1:80\n use-server t2 if TRUE\n",
        " use-server %[path] if TRUE\n",
        " stick-table type ip size 1k\n stick on src\n http-request track-sc0 src\n",
        " mode tcp\n default_backend b\nbackend b\n",
        " disabled\n stick on src\n",
    ],
)
def test_what_leads_somewhere_is_accepted(lines: str) -> None:
    assert_accepted(f"{LISTEN}{lines}{LISTEN.replace('listen l', 'listen other')}")


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (" http-request deny\n", "SYN008"),
        (" redirect location /\n", "SYN008"),
        (" stats enable\n", "SYN008"),
        (" monitor-uri /up\n", "SYN008"),
        (" option forwardfor\n", "SYN008"),
        (" option http-buffer-request\n", "SYN008"),
        (" cookie c insert\n", "SYN008"),
        (" server s 192.0.2.1:80 cookie s\n", "SYN008"),
        (" balance uri\n", "CFG180"),
        (" log 127.0.0.1 local0\n option httplog\n", "LOG003"),
    ],
)
def test_http_settings_have_no_effect_in_tcp_proxies(lines: str, code: str) -> None:
    for version in VERSIONS:
        assert [found for found, _ in warned(f"{LISTEN} mode tcp\n{lines}", version)] == [code]
        assert code not in [found for found, _ in warned(f"{LISTEN}{lines}", version)]


def test_a_tcp_proxy_that_leads_to_http_may_have_http_rules() -> None:
    assert warned(f"{LISTEN} mode tcp\n default_backend b\n http-request deny\nbackend b\n") == []


def test_a_setting_of_a_defaults_is_told_at_each_proxy_that_it_has_no_effect_in() -> None:
    text = TIMED.replace("mode http", "option forwardfor") + "listen a\n bind :1\nlisten b\n bind :2\n"

    assert warned(text) == [("SYN008", 6), ("SYN008", 8)]
    report = hm.check(hm.parse(text))
    inherited = [
        related.span.line for each in report if each.code == "SYN008" for related in each.related if related.span
    ]
    assert inherited == [2, 2]


def test_timeouts_are_wanted_where_they_apply() -> None:
    assert warned("frontend f\n bind :1\n timeout client 1s\nbackend b\nlisten l\n bind :2\n") == [("TMO001", 5)]
    assert warned("listen l\n bind :1\n timeout client 1s\n server s 192.0.2.1:80\n timeout connect 1s\n") == [
        ("TMO001", 1)
    ]
    assert warned(f"{TIMED}listen l\n bind :1\n timeout client 0\n") == [("TMO001", 6)]
    # With a limit for tunnels, tcp needs none for servers.
    tunnel = " timeout client 1s\n timeout connect 1s\n timeout tunnel 1h\n server s 192.0.2.1:80\n"
    assert warned(f"listen l\n bind :1\n{tunnel}") == []
    assert warned(f"listen l\n mode http\n bind :1\n{tunnel}") == [("TMO001", 1)]


def test_a_log_format_wants_a_target_that_stands_above() -> None:
    assert warned(f"{LISTEN} option httplog\n") == [("LOG001", 8)]
    assert warned(f"{LISTEN} log global\n option httplog\nglobal\n log 127.0.0.1 local0\n") == [("LOG001", 9)]
    assert warned(f"global\n log 127.0.0.1 local0\n{LISTEN} log global\n option httplog\n") == []
    assert warned(f"{LISTEN} log 127.0.0.1 local0\n no log\n option httplog\n") == [("LOG001", 10)]


def test_what_is_there_in_vain_is_told() -> None:
    assert warned(f"{LISTEN}frontend f\n default_backend l\n") == [("CFG173", 8)]
    assert warned(f"{LISTEN} default_backend b\n server s 192.0.2.1:80\nbackend b\n") == [("CFG174", 8)]
    assert warned(f"{LISTEN} http-check expect status 200\n") == [("CHK003", 8)]
    assert warned(f"{LISTEN} option httpchk\n http-check expect status 200\n") == []
    assert warned(f"{LISTEN} email-alert to b\n") == [("CFG176", 8)]
    assert warned(f"{LISTEN}resolvers r\n") == [("CFG178", 8)]
    assert warned(f"{LISTEN}mailers m\n mailer a 192.0.2.1:25\n") == [("CFG177", 8)]


def test_only_the_machine_knows_its_name_among_peers_unless_the_text_says_it() -> None:
    peers = f"{LISTEN}peers p\n peer a 192.0.2.1:1024\n"

    assert warned(peers) == []
    assert warned(f"global\n localpeer a\n{peers}") == []
    assert warned(f"global\n localpeer b\n{peers}") == [("CFG179", 10)]


@pytest.mark.parametrize("bind", ["", " bind 192.0.2.1:1024\n"])
def test_the_server_that_is_this_machine_takes_no_address_where_its_name_is_told_above(bind: str) -> None:
    """Measured with 2.4.0, 2.6.12, 3.0.0 and 3.4.0."""
    peers = f"peers p\n{bind} server a{{}}\n server b 192.0.2.2:1024\n"
    named = "global\n localpeer a\n"

    assert_refused(f"{named}{LISTEN}{peers.format(' 192.0.2.1:1024')}", "unknown-parameter", 12 if bind else 11)
    assert_accepted(f"{named}{LISTEN}{peers.format('')}")
    assert_accepted(f"{named}{LISTEN}{peers.format(' ssl verify none')}")
    assert_accepted(f"{LISTEN}{peers.format(' 192.0.2.1:1024')}")
    assert_accepted(f"{named.replace('localpeer a', 'localpeer x')}{LISTEN}{peers.format(' 192.0.2.1:1024')}")


def test_rules_of_a_defaults_go_to_one_kind_of_proxy() -> None:
    rules = "defaults d\n mode http\n http-request deny if FALSE\n"
    versions = VERSIONS[1:]

    assert_accepted(f"{rules}frontend f from d\n bind :1\nfrontend g from d\n", *versions)
    assert_refused(f"{rules}listen l from d\n bind :1\n", "uninheritable-rules", 4, *versions)
    assert_refused(f"{rules}frontend f from d\n bind :1\nbackend b from d\n", "uninheritable-rules", 6, *versions)
    assert_refused(f"{rules}defaults e from d\nlisten l\n bind :1\n", "uninheritable-rules", 4, *versions)


def test_a_defaults_is_used_by_name_or_without() -> None:
    text = TIMED.replace("defaults", "defaults d") + "listen a from d\n bind :1\nlisten b\n bind :2\n"

    assert warned(text, "2.4") == []
    assert warned(text, "2.8") == [("CFG181", 8)]
    assert warned(text, "3.4") == [("CFG181", 8)]


def test_rules_judge_instead_of_warnings_under_the_same_code() -> None:
    text = f"global\n maxconn 10\n{LISTEN} log global\n option httplog\n server s 192.0.2.1:80 check\n"
    config = hm.parse(text.replace(" timeout client 1m\n", ""))

    codes = [each.code for each in hm.validate(config)]

    assert codes.count("TMO001") == 1
    assert codes.count("LOG001") == 1
