"""Names of sections, servers and ACLs: malformed, missing, taken."""

from __future__ import annotations

import pytest

import haproxy_model as hm
from check.assertions import LISTENER, assert_accepted, assert_refused, found


def test_sections_and_the_versions_that_refuse_two_of_one_name() -> None:
    pair = f"{LISTENER}frontend x\n bind :1\nbackend x\n"

    assert found(pair, "3.0") == []
    assert found(pair, "3.2") == [("duplicate-section-name", 5, False)]
    assert found(pair, "3.4") == [("duplicate-section-name", 5, True)]
    assert_refused(f"{LISTENER}backend x\nbackend x\n", "duplicate-section-name", 4)


def test_before_3_1_a_listen_clashes_by_what_is_looked_for() -> None:
    assert_refused(f"{LISTENER}backend base\n", "duplicate-section-name", 3)
    assert_refused(f"{LISTENER}frontend base\n", "duplicate-section-name", 3)
    assert_refused(f"frontend x\n{LISTENER}listen x\n", "duplicate-section-name", 4)
    assert_accepted(f"backend x\n{LISTENER}listen x\n", "2.4", "2.6", "2.8", "3.0")
    assert_refused(f"backend x\n{LISTENER}listen x\n", "duplicate-section-name", 4, "3.2", "3.4")


def test_words_behind_the_name_of_a_proxy_fail_at_its_first_line() -> None:
    assert found(f"{LISTENER}backend b :80\n") == [("unexpected-section-argument", 3, False)]
    assert found(f"{LISTENER}backend b :80\n mode http\n") == [
        ("unexpected-section-argument", 3, True),
        ("line-of-unopened-section", 4, True),
    ]
    assert_refused(f"defaults d\n{LISTENER}backend b from d x\n", "unexpected-section-argument", 4)


def test_a_defaults_and_a_proxy_of_one_name_clash_in_either_order() -> None:
    for text in (f"{LISTENER}defaults x\nbackend x\n", f"{LISTENER}backend x\ndefaults x\n"):
        assert found(text, "3.0") == []
        assert found(text, "3.2") == [("duplicate-section-name", 4, False)]
        assert found(text, "3.4") == [("duplicate-section-name", 4, True)]


def test_a_log_forward_and_a_proxy_share_their_names() -> None:
    assert_refused(f"{LISTENER}log-forward base\n dgram-bind :1\n", "duplicate-section-name", 3)


def test_from_wants_one_defaults_section_above() -> None:
    assert_refused(f"{LISTENER}backend b from d\n", "unknown-defaults", 3)
    assert_refused(f"{LISTENER}backend b from d\ndefaults d\n", "unknown-defaults", 3)
    twice = f"defaults d\ndefaults d\n{LISTENER}backend b from d\n"
    assert_refused(twice, "duplicate-section-name", 5, "2.4", "3.2")
    assert found(twice, "3.4") == [("duplicate-section-name", 5, False)]
    assert_accepted(f"defaults d\ndefaults d\n{LISTENER}")


def test_a_defaults_that_was_used_is_not_defined_again_since_3_1() -> None:
    text = f"defaults d\nbackend b from d\ndefaults d\n{LISTENER}"

    assert_accepted(text, "2.4", "3.0")
    assert_refused(text, "duplicate-section-name", 3, "3.2", "3.4")


def test_a_name_of_a_defaults_is_looked_at_where_it_is_used() -> None:
    assert_accepted(f"defaults a/b\n{LISTENER}")
    assert_refused(f"defaults a/b\n{LISTENER}backend b from a/b\n", "bad-name", 4, "2.6", "3.2")


@pytest.mark.parametrize("kind", ["peers", "resolvers", "userlist", "mailers", "http-errors", "fcgi-app", "ring"])
def test_names_are_made_of_few_characters(kind: str) -> None:
    assert_refused(f"{LISTENER}{kind} a/b\n", "bad-name", 3)


@pytest.mark.parametrize("header", ["namespace_list a/b", "cache a/b\n total-max-size 4"])
def test_some_sections_take_any_name(header: str) -> None:
    assert_accepted(f"{LISTENER}{header}\n")


@pytest.mark.parametrize("header", ["resolvers a b", "mailers a b", "http-errors a b", "ring a b", "defaults a b"])
def test_some_headers_drop_words_silently(header: str) -> None:
    assert_accepted(f"{LISTENER}{header}\n")


def test_servers_need_a_name_and_an_address() -> None:
    for line in ("server", "server a", "server-template", "server-template a 1"):
        assert_refused(f"{LISTENER} {line}\n", "missing-server-name", 3)
    assert_accepted(f"{LISTENER}peers p\n server\n server a\n peer\n")


def test_names_of_servers_and_acls_are_made_of_few_characters() -> None:
    assert_refused(f"{LISTENER} server a/b 10.0.0.1:80\n", "bad-name", 3)
    assert_refused(f"{LISTENER} server-template a:b 2 10.0.0.1:80\n", "bad-name", 3)
    assert_accepted(f"{LISTENER} server a:b 10.0.0.1:80\n")
    assert_refused(f"{LISTENER}peers p\n peer a/b 10.0.0.1:80\n", "bad-name", 4)
    assert_refused(f"{LISTENER} acl a/b path /\n", "bad-acl-name", 3)
    assert_refused(f"{LISTENER} acl OR path /\n", "bad-acl-name", 3)
    assert_accepted(f"{LISTENER} acl if path /\n")


def test_two_servers_of_one_name_are_refused_unless_the_proxy_is_disabled() -> None:
    servers = " server a 10.0.0.1:80\n server a 10.0.0.2:80\n"

    assert_refused(f"{LISTENER}{servers}", "duplicate-server-name", 4)
    assert_accepted(f"{LISTENER}backend b\n disabled\n{servers}")
    assert_accepted(f"{LISTENER}defaults\n disabled\nbackend b\n{servers}")
    assert_refused(f"{LISTENER}backend b\n disabled\n enabled\n{servers}", "duplicate-server-name", 7)


def test_since_3_3_equal_names_beside_other_ones_do_not_stop_haproxy() -> None:
    text = f"{LISTENER} server a 10.0.0.1:80\n server b 10.0.0.1:80\n server a 10.0.0.2:80\n"

    assert_refused(text, "duplicate-server-name", 5, "2.4", "3.2")
    assert ("duplicate-server-name", 5, False) in found(text, "3.4")


def test_two_server_ids_are_refused_even_in_a_disabled_proxy() -> None:
    servers = " server a 10.0.0.1:80 id 5\n server b 10.0.0.2:80 id 5\n"

    assert_refused(f"{LISTENER}backend b\n disabled\n{servers}", "duplicate-server-name", 6)


@pytest.mark.parametrize(
    ("header", "way"),
    [
        ("listen l 192.0.2.1:80", "write addresses on `bind` lines"),
        ("frontend f 192.0.2.1:80", "write addresses on `bind` lines"),
        ("backend b 192.0.2.1:80", "remove what follows the name"),
    ],
)
def test_words_after_a_name_are_addresses_where_something_listens_alone(header: str, way: str) -> None:
    (found,) = (each for each in hm.check(hm.parse(f"{header}\n")) if each.code == "CFG032")

    assert found.message.endswith(way)
