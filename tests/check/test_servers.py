"""Servers as they come out: checks, tracking, TLS, resolvers, modes, with what `default-server` lines give them."""

from __future__ import annotations

import pytest

import haproxy_model as hm
from check.assertions import LISTENER, assert_accepted, assert_refused, found

NEW = ("3.0", "3.2", "3.4")


def test_a_check_needs_a_port() -> None:
    assert_refused(f"{LISTENER} server a 1.2.3.4 check\n", "missing-check-port", 3)
    assert_refused(f"{LISTENER} server a 1.2.3.4:+1 check port 0\n", "missing-check-port", 3)
    assert_refused(f"{LISTENER} default-server check\n server a [::1]\n", "missing-check-port", 4)
    assert_refused(f"defaults\n default-server check\n{LISTENER} server a 1.2.3.4\n", "missing-check-port", 5)
    assert_refused(f"{LISTENER} server a /path check addr 1.2.3.4\n", "missing-check-port", 3)


@pytest.mark.parametrize(
    "server",
    ["1.2.3.4:80 check", "1.2.3.4 check port 80", "1.2.3.4 check addr 5.6.7.8:80", "1.2.3.4", "/path check",
     "1.2.3.4 check no-check", "* check", "0.0.0.0 check", "name check init-addr none"],
)  # fmt: skip
def test_a_check_has_a_port_from_many_places(server: str) -> None:
    assert_accepted(f"{LISTENER} server a {server}\n")


def test_check_rules_may_have_a_port_of_their_own() -> None:
    rules = " option tcp-check\n tcp-check connect port 80\n"
    assert_accepted(f"{LISTENER}{rules} server a 1.2.3.4 check\n")


def test_an_agent_check_needs_a_port() -> None:
    assert_refused(f"{LISTENER} server a 1.2.3.4:80 agent-check\n", "missing-check-port", 3)
    assert_accepted(f"{LISTENER} server a 1.2.3.4:80 agent-check agent-port 1\n server b :80 agent-check port 1\n")


def test_a_server_tracks_one_that_exists_and_is_checked() -> None:
    tracked = f"{LISTENER} server a 1.2.3.4:80 check\n server b 1.2.3.4:80\n"
    assert_accepted(f"{tracked} server c 1.2.3.4:80 track a\n server d 1.2.3.4:80 track base/c\n")
    for wanted in ("x", "b", "base/x", "x/a", "c"):
        assert_refused(f"{tracked} server c 1.2.3.4:80 track {wanted}\n", "unknown-tracked-or-used-server", 5)
    assert_accepted(f"{LISTENER} server-template a 3 1.2.3.4:80 check\n server b 1.2.3.4:80 track a2\n")
    assert_accepted(f"{LISTENER}backend x\n disabled\n server a 1.2.3.4:80 track x\n")


def test_a_tracking_server_is_not_checked_by_itself() -> None:
    tracked = f"{LISTENER} server a 1.2.3.4:80 check\n"
    assert_refused(f"{tracked} server b 1.2.3.4:80 check track a\n", "check-of-tracking-server", 4)
    text = f"{tracked} default-server check\n server b 1.2.3.4:80 track a"
    assert_refused(f"{text}\n", "check-of-tracking-server", 5)
    assert_accepted(f"{text} no-check\n")
    text = f"{tracked} server b 1.2.3.4:80 track a init-state down\n"
    assert_refused(text, "check-of-tracking-server", 4, "3.4")
    assert_accepted(text, "3.2")


def test_tls_to_a_server_needs_a_ca_or_no_verification() -> None:
    for parameters in ("ssl", "ssl verify required", "check-ssl"):
        assert_refused(f"{LISTENER} server a 1.2.3.4:80 {parameters}\n", "missing-ca-file", 3)
    for parameters in ("ssl verify none", "ssl ca-file x", "ssl no-ssl", "verify required"):
        assert_accepted(f"{LISTENER} server a 1.2.3.4:80 {parameters}\n")
    assert_accepted(f"{LISTENER} default-server verify none\n server a 1.2.3.4:80 ssl\n")
    trusting = "global\n ssl-server-verify none\n"
    assert_accepted(f"{trusting}{LISTENER} server a 1.2.3.4:80 ssl\n")
    assert_refused(f"{trusting}{LISTENER} server a 1.2.3.4:80 ssl verify required\n", "missing-ca-file", 5)


def test_resolvers_must_exist() -> None:
    text = f"{LISTENER} server a name:80 resolvers r\n"
    assert_refused(text, "unknown-named-section", 3)
    assert_accepted(f"{text}resolvers r\n nameserver n 1.2.3.4:53\n")
    assert_accepted(f"{LISTENER} server a name:80 resolvers default\n", "2.6", "3.4")
    assert_refused(f"{LISTENER} server a name:80 resolvers default\n", "unknown-named-section", 3, "2.4")


def test_a_host_that_nobody_can_resolve_is_refused_unless_it_may_wait() -> None:
    for address in ("a!b:80", "::1", "foo@1.2.3.4:80"):
        assert_refused(f"{LISTENER} server a {address}\n", "bad-address", 3)
        assert_accepted(f"{LISTENER} server a {address} init-addr none\n")


def test_some_parameters_want_a_mode() -> None:
    for parameters in ("redir http://x", "proto h2"):
        assert_refused(f"{LISTENER} server a 1.2.3.4:80 {parameters}\n", "wrong-mode", 3)
        assert_accepted(f"defaults\n mode http\n{LISTENER} server a 1.2.3.4:80 {parameters}\n")
    assert_refused(f"{LISTENER} bind :81 proto h2\n", "wrong-mode", 3)
    assert ("wrong-mode", 3, False) in found(f"{LISTENER} server a 1.2.3.4:80 observe layer7\n")


def test_datagrams_go_to_servers_of_log_backends_only() -> None:
    assert_refused(f"{LISTENER} server a udp@1.2.3.4:80\n", "wrong-mode", 3, *NEW)
    assert_accepted(f"{LISTENER}backend b\n mode log\n server a udp@1.2.3.4:80\n", *NEW)


def test_quic_to_servers_is_on_trial() -> None:
    text = f"{LISTENER} server s quic4@192.0.2.1:443 ssl verify none\n"

    assert_refused(text, "experimental-keyword", 3, "3.4")
    assert_accepted(f"global\n expose-experimental-directives\n{text}", "3.4")
    assert_accepted(text, "3.0", "3.2")


def test_what_a_default_server_says_is_shown_where_it_says_so() -> None:
    pool = f"defaults\n default-server resolvers nobody\n{LISTENER} default-server ssl\n server a 1.2.3.4:80 weight 1\n"
    report = hm.check(hm.parse(pool))
    places = {each.code: [related.span.line for related in each.related if related.span] for each in report.errors}

    assert places == {"CFG088": [5], "REF003": [2]}
