"""Parameters of `server` and `bind` lines: known, in this version, with a value that they take."""

from __future__ import annotations

import pytest

from check.assertions import LISTENER, assert_accepted, assert_refused, found

SERVER = f"{LISTENER} server a 1.2.3.4:80 "


def test_an_unknown_parameter_is_refused() -> None:
    assert_refused(f"{SERVER}chek\n", "unknown-parameter", 3)
    assert_refused(f"{LISTENER} bind :81 [1]\n", "unknown-parameter", 3)
    assert_refused(f"{LISTENER} default-server no-verifyhost\n", "unknown-parameter", 3)
    assert_refused(f"{SERVER}redir weight 30 check\n", "unknown-parameter", 3)


def test_parameters_come_and_go_with_versions() -> None:
    assert_refused(f"{SERVER}ws h1\n", "keyword-too-new", 3, "2.4")
    assert_accepted(f"{SERVER}ws h1\n", "2.6", "3.4")
    assert_refused("global\n stats socket /s process 1\n", "keyword-removed", 2, "2.8", "3.0", "3.2", "3.4")
    assert ("keyword-deprecated", 2, False) in found("global\n stats socket /s process 1\n", "2.6")
    assert_refused("global\n stats socket /s process 2\n", "bad-parameter-value", 2, "2.6")
    assert_refused(f"{LISTENER} bind :81 ktls on\n", "experimental-keyword", 3, "3.4")


@pytest.mark.parametrize(
    "parameters",
    ["inter", "inter 1.5s", "inter 5S", "inter 0", "inter 25d", "weight 257", "weight -1", "id 0", "id x", "fall 0",
     "rise", "verify", "verify optional", "ssl-min-ver TLSv1.4", "observe layer5", "on-error foo", "init-addr foo",
     "proto h4", "port", "cookie", "log-proto foo", "proxy-v2-options ssl,,crc32c", "resolve-prefer ipv5",
     "pool-max-conn -2", "error-limit 0", "agent-addr 1.2.3.4:80", "usesrc client", "sni nope", "sni res.hdr(a)",
     "sni str(a),nope", "sni str(a", "weight 99999999999"],
)  # fmt: skip
def test_a_server_refuses_values_of_the_wrong_kind(parameters: str) -> None:
    name = "missing-parameter-value" if " " not in parameters else "bad-parameter-value"
    assert_refused(f"{SERVER}{parameters}\n", name, 3)


@pytest.mark.parametrize(
    "parameters",
    ["weight", "weight 5x", "weight x", "maxconn", "maxconn -3", "minconn x", "port 99999", "max-reuse x",
     "init-addr none,1.2.3.4,[::1]", "init-addr", "observe none", "resolve-opts", "slowstart 0", "on-error mark-down",
     "proxy-v2-options ssl,crc32c", "namespace *", "sni req.hdr(host),lower", "id 99999999999",
     "source 1.2.3.4:1-10 usesrc clientip interface eth0 weight 3"],
)  # fmt: skip
def test_a_server_is_lax_where_haproxy_is(parameters: str) -> None:
    assert_accepted(f"{SERVER}{parameters}\n")


@pytest.mark.parametrize(
    "parameters",
    ["mode admin", "level foo", "id 3x", "id 0", "maxconn -1", "nice 2000", "expose-fd all", "verify foo",
     "ssl-max-ver TLS", "accept-netscaler-cip 0", "tcp-ut x", "severity-output foo", "crt", "interface"],
)  # fmt: skip
def test_a_bind_line_refuses_values_of_the_wrong_kind(parameters: str) -> None:
    name = "missing-parameter-value" if " " not in parameters else "bad-parameter-value"
    assert_refused(f"{LISTENER} bind :81 {parameters}\n", name, 3)


def test_an_algorithm_may_have_an_argument_in_parentheses() -> None:
    assert_accepted(f"{LISTENER} bind :81 quic-cc-algo newreno(10k)\n", "2.8", "3.4")
    assert_refused(f"{LISTENER} bind :81 quic-cc-algo reno\n", "bad-parameter-value", 3, "2.8", "3.4")


def test_the_expressions_of_a_default_server_are_read_with_its_servers() -> None:
    assert_accepted(f"{LISTENER} default-server sni nope\n")


def test_what_stands_behind_source_needs_its_value_too() -> None:
    for tail in ("usesrc", "interface", "interface eth0 usesrc"):
        assert_refused(f"{SERVER}source 1.2.3.4 {tail}\n", "missing-parameter-value", 3)


def test_words_of_a_parameter_have_versions_too() -> None:
    assert_refused(f"{SERVER}init-state none\n", "bad-parameter-value", 3, "3.2")
    assert_refused(f"{SERVER}hash-key guid\n", "bad-parameter-value", 3, "3.0", "3.2")
    assert_refused(f"{LISTENER} bind :81 shards by-group\n", "bad-parameter-value", 3, "2.6")
    assert_accepted(f"{SERVER}init-state none hash-key guid\n {LISTENER.split(chr(10))[1]} shards by-group\n", "3.4")


def test_some_parameters_are_left_out_of_a_default_server() -> None:
    text = f"{LISTENER} default-server id 3 no-sslv3 inter 3s\n"
    for version in ("2.6", "3.0", "3.4"):
        assert [each for each in found(text, version) if each[1] == 3] == [("not-for-default-server", 3, False)] * 2
    assert_refused(f"{LISTENER} default-server 1.2.3.4:80\n", "unknown-parameter", 3)


def test_bare_milliseconds_and_junk_behind_a_unit_draw_a_warning() -> None:
    assert ("suspiciously-small", 3, False) in found(f"{SERVER}inter 9\n", "3.2")
    assert ("suspiciously-small", 3, False) not in found(f"{SERVER}inter 9\n", "3.0")
    assert ("trailing-characters", 3, False) in found(f"{SERVER}inter 5sx\n")


def test_the_words_behind_an_unknown_number_of_words_are_not_judged() -> None:
    lines = ('"$A" foo', 'cookie "${B[*]}" foo', 'inter "$C"')
    text = "".join(f" server s{number} 1.2.3.4:80 {line}\n" for number, line in enumerate(lines))
    assert_accepted(LISTENER + text, environment={"A": "cookie", "B": "a cookie", "C": "3s"})
