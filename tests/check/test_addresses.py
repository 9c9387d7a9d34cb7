"""Addresses, by the place where they stand and the version."""

from __future__ import annotations

import pytest

from check.assertions import LISTENER, assert_accepted, assert_refused

OLD, NEW = ("2.4", "2.6", "2.8"), ("3.0", "3.2", "3.4")
EXPOSED = "global\n expose-experimental-directives\n"


@pytest.mark.parametrize(
    "address",
    [":80", "*:80", "[::1]:80", ":::80", "::1:18087", ":80-90", "a.b:80", "/path", "unix@path", "abns@x", "ipv6@:80"],
)
def test_a_bind_line_has_addresses_with_ports(address: str) -> None:
    assert_accepted(f"listen l\n bind {address}\n bind :81,{address},\n")


@pytest.mark.parametrize(
    "address",
    [":", "127.0.0.1", ":0", ":0-11", ":65536", ":90-80", ":80-", ":x", ":+80", "{IP}:80", "a:b:80", "[::1:80", ",:80",
     "udp@:80", "ipv4@[::1]:80", "/" + 98 * "a", "fd@x", "foo@1.2.3.4:80"],
)  # fmt: skip
def test_a_bind_line_without_a_usable_address_is_refused(address: str) -> None:
    assert_refused(f"{LISTENER} bind {address}\n", "bad-address", 3)


def test_a_bind_line_needs_an_address() -> None:
    assert_refused(f"{LISTENER} bind\n", "missing-address", 3)


def test_what_follows_the_digits_of_a_port_counts_since_3_0() -> None:
    assert_accepted(f"{LISTENER} bind :80x\n", *OLD)
    assert_refused(f"{LISTENER} bind :80x\n", "bad-address", 3, *NEW)


@pytest.mark.parametrize(
    "address", ["1.2.3.4", "1.2.3.4:80", ":+1", ":-1", "a.b", "/path", "[::1]", "{ip}:80", "_x._tcp"]
)
def test_a_server_needs_no_port_and_may_move_it(address: str) -> None:
    # Names are looked up at the end, or by nobody.
    assert_accepted(f"{LISTENER} server a {address} init-addr none\n server-template b 1 {address} init-addr none\n")


@pytest.mark.parametrize("address", ["1.2.3.4:80-90", ":65536", "fd@3", "sockpair@x"])
def test_a_server_has_one_address_and_port(address: str) -> None:
    assert_refused(f"{LISTENER} server a {address}\n", "bad-address", 3)


def test_families_come_with_versions() -> None:
    assert_refused(f"{LISTENER} bind mptcp4@:81\n", "keyword-too-new", 3, *OLD, "3.0")
    assert_accepted(f"{LISTENER} bind mptcp4@:81\n bind abnsz@x\n", "3.2", "3.4")
    assert_refused(f"{LISTENER} log backend@base local0\n", "keyword-too-new", 3, *OLD)
    assert_accepted(f"{LISTENER} log ring@r local0\n log stdout local0\n log global\n", *OLD)


def test_reverse_http_is_experimental_and_so_is_what_begins_like_it() -> None:
    for address in ("rhttp@base/a", "rhtml.example:80"):
        assert_refused(f"{LISTENER} bind {address}\n", "experimental-keyword", 3, *NEW)
    assert_accepted(f"{EXPOSED}{LISTENER} bind rhttp@base/a\n server a rhttp@\n", *NEW)
    assert_accepted(f"{LISTENER} bind rhtml.example:80\n", *OLD)


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        ("resolvers r\n nameserver n 1.2.3.4\n", 2),
        ("mailers m\n mailer n 1.2.3.4\n", 2),
        ("listen l\n bind :80\n dispatch 1.2.3.4\n", 3),
        ("listen l\n bind :80\n source :80-90\n", 3),
        ("listen l\n bind :80\n source 1.2.3.4 usesrc :+1\n", 3),
        ("listen l\n bind :80\n log 1.2.3.4:1-2 local0\n", 3),
        ("listen l\n bind :80\n server a 1.2.3.4 source :+1\n", 3),
        ("listen l\n bind :80\n server a 1.2.3.4 socks4 1.2.3.4\n", 3),
        ("listen l\n bind :80\n server a 1.2.3.4 addr ::1\n", 3),
        ("log-forward f\n bind :80\n dgram-bind tcp@:80\n", 3),
        ("global\n stats socket :0\n", 2),
    ],
)
def test_every_place_has_its_own_idea_of_an_address(lines: str, line: int) -> None:
    assert_refused(lines, "bad-address", line)


def test_peers_need_a_port_since_3_0() -> None:
    assert_refused("peers p\n peer a 1.2.3.4\n", "bad-address", 2, *NEW)
    assert_accepted("peers p\n peer a 1.2.3.4:80\n server b 1.2.3.4:80\n server c\n")


def test_a_source_line_ends_with_its_own_keywords() -> None:
    assert_accepted(f"{LISTENER} source 1.2.3.4 usesrc clientip interface eth0\n source [::] usesrc hdr_ip(a,-1)\n")
    assert_refused(f"{LISTENER} source 1.2.3.4 user client\n", "unknown-parameter", 3)
    assert_refused(f"{LISTENER} source 1.2.3.4 interface\n", "missing-parameter-value", 3)


def test_an_address_is_judged_as_what_its_variables_make_of_it() -> None:
    text = 'listen l\n bind "$HOST":80\n bind $PORT\n bind "${HOST}$PORT" "$X" foo\n'

    assert_accepted(text, environment={"HOST": "h", "PORT": ":81", "X": "name"})
    assert_refused("listen l\n bind $PORT\n", "bad-address", 2, environment={"PORT": ":x"})
    assert_refused(text, "unknown-parameter", 4, environment={"HOST": "h", "PORT": ":81", "X": "foo"})


@pytest.mark.parametrize("count", ["x", "0", "-5", "2-1", "3-x", "1--1"])
def test_a_template_says_how_many_servers_it_makes(count: str) -> None:
    assert_accepted(f"{LISTENER} server-template a 5x 10.0.0.1:80\n server-template b 0-3 10.0.0.1:80\n")
    assert_refused(f"{LISTENER} server-template a {count} 10.0.0.1:80\n", "bad-argument", 3)


def test_whatever_the_name_of_this_machine_a_peer_takes_no_odd_word_for_its_address() -> None:
    peers = f"{LISTENER}peers p\n bind :5000\n server a"

    assert_accepted(f"{peers}\n server b 10.0.0.1:80\n")
    assert_refused(f"{peers} 10.0.0.1:port\n", "bad-address", 5)
    assert_refused(f"{peers} surplus\n", "bad-address", 5, "3.0", "3.4")
