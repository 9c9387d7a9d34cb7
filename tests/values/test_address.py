"""Addresses as language reference 2.6 and 6.3 have them."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from haproxy_model.syntax.words import Expandable
from haproxy_model.testing import values as strategies
from haproxy_model.values import address as module
from haproxy_model.values.address import Address, read_address, read_addresses
from haproxy_model.values.unread import ENVIRONMENT, Unread


def unknown(text: str) -> Unread:
    return Unread(text, ENVIRONMENT)


def weak(text: str) -> Expandable:
    return Expandable(text, f'"{text}"')


@given(
    text=strategies.addresses.map(str)
    | st.builds("{}:{}".format, strategies.hosts | st.text("[]0:.a-*_", max_size=6), st.integers(0, 70_000))
)
def test_the_quick_way_reads_what_the_grammar_reads(text: str) -> None:
    grammar = module._read(text)

    assert grammar == read_address(text)
    assert str(grammar) == str(read_address(text))


@given(addresses=st.lists(strategies.addresses.filter(lambda address: "," not in str(address)), min_size=1, max_size=5))
def test_a_list_of_addresses_is_read_one_by_one(addresses: list[Address]) -> None:
    assert tuple(addresses) == read_addresses(",".join(map(str, addresses)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10.0.0.11:3306", Address(host="10.0.0.11", port=3306)),
        ("*:80", Address(host="", port=80)),
        (":80", Address(host="*", port=80)),
        ("::1:18087", Address(host="::1", port=18087)),
        ("[::1]:80", Address(host="::1", port=80)),
        ("[::1]", Address(host="::1")),
        ("[127.0.0.1]:81", Address(host="127.0.0.1", port=81)),
        ("::1", Address(host=":", port=1)),
        (":::80", Address(host="::", port=80)),
        ("FE80::A:80", Address(host="fe80::a", port=80)),
        ("db.example.com", Address(host="db.example.com")),
        ("db.example.com:", Address(host="db.example.com")),
        (":;:", Address(host=":;")),
        ("1.2.3.4:80-90", Address(host="1.2.3.4", port=80, last_port=90)),
        ("1.2.3.4:+1000", Address(host="1.2.3.4", port_offset=1000)),
        ("1.2.3.4:-5", Address(host="1.2.3.4", port_offset=-5)),
        ("ipv6@*:80", Address(host="", port=80, family="ipv6")),
        ("ipv4@", Address(host="", family="ipv4")),
        ("quic4@:443", Address(host="", port=443, family="quic4")),
        ("stream+udp@:514", Address(host="", port=514, family="udp", socktype="stream")),
        ("/run/a:b", Address(path="/run/a:b")),
        ("unix@/run/s", Address(path="/run/s", family="unix")),
        ("abns@name", Address(path="name", family="abns")),
        ("fd@3", Address(path="3", family="fd")),
        ("sockpair@4", Address(path="4", family="sockpair")),
        ("rhttp@be/srv", Address(path="be/srv", family="rhttp")),
        ("rhttp@", Address(path="", family="rhttp")),
        ("ring@logs", Address(path="logs", family="ring")),
        ("stdout", Address(path="stdout")),
        ("stdout:80", Address(host="stdout", port=80)),
    ],
)
def test_every_form_has_its_parts(text: str, expected: Address) -> None:
    assert expected == read_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1.2.3.4:65536",
        "1.2.3.4:90-80",
        "1.2.3.4:80-",
        "h:80x",
        "h:http",
        "foo@1.2.3.4:5",
        "[x]:80",
        "[::1]x:80",
        "a b:80",
        "fd@x",
        "fd@",
        f"1.2.3.4:{'9' * 5000}",
        f"1.2.3.4:+{'9' * 5000}",
        "${X-d}:80",
        "${X",
    ],
)
def test_what_is_no_address_is_unread(text: str) -> None:
    address = read_address(text)

    assert isinstance(address, Unread)
    assert address.reason.startswith("expected ")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$HOST:80", Address(host=unknown("$HOST"), port=80)),
        ("${HOST}:${PORT}", Address(host=unknown("${HOST}"), port=unknown("${PORT}"))),
        ("10.0.0.1:8$N", Address(host="10.0.0.1", port=unknown("8$N"))),
        ("$ADDRESS", Address(host=unknown("$ADDRESS"), port=unknown(""))),
        ("[$IP6]:80", Address(host=unknown("$IP6"), port=80)),
        ("ipv4@$IP:80", Address(host=unknown("$IP"), port=80, family="ipv4")),
        ("${RUN}/s:1", Address(path=unknown("${RUN}/s:1"))),
        ("$RUN.d/s", Address(path=unknown("$RUN.d/s"))),
        ("unix@$RUN/s", Address(path=unknown("$RUN/s"), family="unix")),
        ("fd@${FD}", Address(path=unknown("${FD}"), family="fd")),
    ],
)
def test_a_variable_leaves_its_neighbours_known(text: str, expected: Address) -> None:
    address = read_address(text)

    assert expected == address == read_address(weak(text))
    assert isinstance(address, Address)
    assert address.has_variables


def test_a_default_belongs_to_its_variable() -> None:
    word = weak("${IP-[::1]:5,x}:80")

    address = read_address(word)

    assert Address(host=unknown("${IP-[::1]:5,x}"), port=80) == address
    assert isinstance(str(address), Expandable)
    assert address == read_address(str(address))


def test_a_comma_in_a_default_parts_no_addresses() -> None:
    first, second = read_addresses(weak('${A-x,"y}:1,:2'))

    assert Address(host=unknown('${A-x,"y}'), port=1) == first == read_address(str(first))
    assert Address(host="*", port=2) == second


def test_addresses_are_told_apart_by_kind() -> None:
    def kinds(text: str) -> tuple[bool, bool, bool]:
        address = read_address(text)
        assert isinstance(address, Address)
        return address.is_inet, address.is_wildcard, address.is_unix

    assert kinds("1.2.3.4:80") == (True, False, False)
    assert [kinds(text) for text in (":80", "*:80", "0.0.0.0:80", "[::]:80", ":::80")] == [(True, True, False)] * 5
    assert [kinds(text) for text in ("/a", "unix@a", "abns@a", "$A/b")] == [(False, False, True)] * 4
    assert [kinds(text) for text in ("fd@3", "stderr", "ring@r")] == [(False, False, False)] * 3


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("*:80", "ipv4@0.0.0.0:80"),
        ("[0:0::1]:80", "::1:80"),
        ("unix@/a", "/a"),
        ("ipv6@:80", "[::]:80"),
        ("tcp@A.example:80", "a.example:80"),
        ("h:80-80", "h:80"),
        ("$A:80", "${A}:80".replace("${A}", "$A")),
    ],
)
def test_the_same_socket_has_the_same_normal_form(one: str, other: str) -> None:
    first, second = read_address(one), read_address(other)

    assert isinstance(first, Address)
    assert isinstance(second, Address)
    assert first.normalized() == second.normalized()


@pytest.mark.parametrize(
    ("one", "other"), [("*:80", "[::]:80"), (":80", "udp@:80"), ("abns@/a", "unix@/a"), ("h:1-2", "h:1"), ("h", "h:+0")]
)
def test_different_sockets_have_different_normal_forms(one: str, other: str) -> None:
    first, second = read_address(one), read_address(other)

    assert isinstance(first, Address)
    assert isinstance(second, Address)
    assert first.normalized() != second.normalized()


@pytest.mark.parametrize("text", ["h:80x", "h:http", "192.0.2.11:80/dashboard", "h:65536", "h:2-1"])
def test_a_bad_port_is_told_from_a_bad_address(text: str) -> None:
    assert "expected a port" in getattr(read_address(text), "reason", "")
    assert "expected an address" in getattr(read_address("[x]"), "reason", "")
