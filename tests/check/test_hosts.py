"""Hosts that never resolve, and servers that may wait for their address."""

from __future__ import annotations

import pytest

from check.assertions import LISTENER, assert_accepted, assert_refused, found
from haproxy_model.values.hosts import is_number, unknown_host

LATER = ("2.4", "3.0", "3.4")
RESOLVERS = "resolvers r\n nameserver a 192.0.2.1:53\n"
LOST = (
    "127.0.p.1",
    "256.1.1.1",
    "1.2.3.4.5",
    "08.1.1.1",
    "4294967296",
    "a.1.",
    "-a.example",
    "db.invalid",
    "a.b.INVALID.",
)
#: Lines with a host that HAProxy looks up as it reads them.
PLACES = (
    "listen l\n server s 192.0.2.1:80 check addr HOST",
    "listen l\n server s 192.0.2.1:80 agent-addr HOST",
    "listen l\n server s 192.0.2.1:80 source HOST",
    "listen l\n server s 192.0.2.1:80 socks4 HOST:1080",
    "listen l\n source HOST",
    "listen l\n source 192.0.2.1 usesrc HOST",
    "listen l\n bind HOST:81",
    "listen l\n dispatch HOST:80",
    "listen l\n log HOST:514 local0",
    "listen l\n tcp-check connect addr HOST port 80",
    "listen l\n acl here src HOST",
    "listen l\n option forwardfor except HOST",
    "global\n log HOST:514 local0",
    "mailers m\n mailer a HOST:25",
    "peers p\n peer a HOST:1024",
    "resolvers r\n nameserver a HOST:53",
    "ring r\n format raw\n size 65536\n server s HOST:514",
    "log-forward f\n dgram-bind HOST:1514",
)


@pytest.mark.parametrize("host", LOST)
@pytest.mark.parametrize(
    "rest", ["", "init-addr libc", "init-addr last,libc", "resolvers r init-addr libc", "disabled"]
)
def test_a_server_whose_name_nobody_knows_keeps_haproxy_from_starting(host: str, rest: str) -> None:
    text = f"{RESOLVERS}{LISTENER} server s {host}:80 {rest}\n"

    assert_refused(text, "unresolvable-host", 5, *LATER)
    assert_refused(text.replace("server s", "server-template s 3"), "unresolvable-host", 5, *LATER)


@pytest.mark.parametrize("host", [*LOST, "_http._tcp.example"])
@pytest.mark.parametrize("rest", ["init-addr none", "resolvers r", "init-addr last,libc,none", "init-addr 192.0.2.1"])
def test_a_server_may_wait_for_its_address(host: str, rest: str) -> None:
    assert_accepted(f"{LISTENER} server s {host}:80 {rest}\n{RESOLVERS}", *LATER)
    assert_accepted(f"{LISTENER} default-server {rest}\n server s {host}:80\n{RESOLVERS}", *LATER)


@pytest.mark.parametrize("host", ["db.example", "127.1", "a.1", "_http._tcp.example"])
def test_a_server_whose_name_is_never_looked_up_has_no_address(host: str) -> None:
    assert_refused(f"{LISTENER} server s {host}:80 init-addr last\n", "unresolvable-host", 3, *LATER)


def test_an_address_that_is_younger_than_the_version_says_so() -> None:
    assert_refused(f"{LISTENER} server s rhttp@b/s\n", "keyword-too-new", 3, "2.4")


def test_an_srv_record_wants_resolvers() -> None:
    assert_refused(f"{LISTENER} server s _http._tcp.example:80\n", "unresolvable-host", 3, *LATER)


@pytest.mark.parametrize("host", ["a..b", ".a", "a..", "1..2"])
def test_a_name_with_an_empty_part_is_none_even_for_a_server_that_waits(host: str) -> None:
    assert_refused(f"{LISTENER} server s {host}:80 init-addr none\n", "unresolvable-host", 3, *LATER)
    assert_refused(f"{LISTENER} disabled\n server s {host}:80 resolvers r\n{RESOLVERS}", "unresolvable-host", 4, *LATER)


@pytest.mark.parametrize("lines", PLACES)
@pytest.mark.parametrize("host", ["a.1", "db.invalid"])
def test_no_other_place_knows_more(lines: str, host: str) -> None:
    for version in LATER:
        fatal = [line for _, line, fatal in found(f"{LISTENER}{lines.replace('HOST', host)}\n", version) if fatal]

        assert fatal == [3 + lines.count("\n")]
        assert_accepted(f"{LISTENER}{lines.replace('HOST', 'db.example')}\n", version)


def test_names_that_only_the_network_knows_are_taken() -> None:
    assert_accepted(f"{LISTENER} server s db.invalid.example:80\n server t invalid:80\n")
    assert_accepted(f"{LISTENER}backend b\n disabled\n server s db.invalid:80\n", *LATER)
    assert_accepted(f"{LISTENER} server s 1a.2b:80\n server t 0x7f.1:80\n server u a.:80\n", *LATER)


@pytest.mark.parametrize("text", ["127.1", "1", "0x7f.1", "0X7F000001", "010.0.0.1", "1.2.65535", "4294967295", "0"])
def test_numbers_that_inet_aton_reads_are_addresses(text: str) -> None:
    assert is_number(text)
    assert unknown_host(text) is None


@pytest.mark.parametrize(
    "text", ["", "0x", "08", "256.1.1.1", "1.2.65536", "4294967296", "1.", "1.2.3.4.5", "1" * 99, "-1"]
)
def test_other_numbers_are_none(text: str) -> None:
    assert not is_number(text)
