"""Backends and ACLs that are named and do not exist."""

from __future__ import annotations

import pytest

from check.assertions import LISTENER, assert_accepted, assert_refused


def test_a_backend_that_is_named_must_exist() -> None:
    assert_refused(f"{LISTENER} default_backend b\n", "unknown-backend", 3)
    assert_refused(f"{LISTENER} use_backend b if TRUE\n", "unknown-backend", 3)
    assert_refused(f"{LISTENER}backend x\n use_backend b if TRUE\n", "unknown-backend", 4)
    assert_refused(f"{LISTENER} default_backend %[path]\n", "unknown-backend", 3)
    assert_accepted(f"{LISTENER} use_backend %[path]\n use_backend a%%b if TRUE\n")


def test_only_the_default_backend_in_force_counts() -> None:
    assert_accepted(f"{LISTENER} default_backend nowhere\n default_backend b\nbackend b\n")
    assert_refused(f"defaults\n default_backend b\n{LISTENER}", "unknown-backend", 2)
    assert_accepted(f"defaults\n default_backend b\ndefaults\n{LISTENER}")
    assert_accepted(f"defaults\n default_backend b\nbackend x\ndefaults\n{LISTENER}")


def test_a_disabled_proxy_may_name_any_backend_but_not_any_acl() -> None:
    assert_accepted(f"{LISTENER}listen x\n disabled\n use_backend b\n")
    assert_refused(f"{LISTENER}listen x\n disabled\n http-request deny if a\n", "unknown-acl", 5)


@pytest.mark.parametrize(
    "line",
    [
        "http-request deny if zz",
        "http-request set-header if if if zz",
        "http-request capture path len 10 if zz",
        "tcp-request content reject if zz",
        "redirect location /if if zz",
        "monitor fail if zz",
        "stats http-request deny if zz",
        "stats admin if zz",
        "use_backend base if zz",
        "use-server a if zz",
        "force-persist if zz",
        "ignore-persist unless zz",
        "stick on src if zz",
        "stick store-request src table base if zz",
        "http-request deny if false",
    ],
)
def test_the_acls_of_a_condition_must_be_defined(line: str) -> None:
    assert_refused(f"{LISTENER} {line}\n", "unknown-acl", 3)


@pytest.mark.parametrize(
    "line",
    [
        "stats realm if zz",
        "stats uri if",
        "tcp-request inspect-delay 5s if zz",
        "description a if b",
        "acl a path if b",
        "http-request deny if",
        "http-request deny if or or TRUE",
        "http-request deny if ! { path / }",
        "http-check send hdr if b",
    ],
)
def test_an_if_that_begins_no_condition_is_a_word_like_others(line: str) -> None:
    assert_accepted(f"{LISTENER} {line}\n")


def test_braces_must_be_closed_by_a_word_of_their_own() -> None:
    assert_refused(f"{LISTENER} http-request deny if {{ path /\n", "bad-condition", 3)


def test_acls_are_defined_above_and_in_the_same_section() -> None:
    assert_accepted(f"{LISTENER} acl a path /\n http-request deny if a\n")
    assert_refused(f"{LISTENER} http-request deny if a\n acl a path /\n", "unknown-acl", 3)
    assert_refused(f"defaults d\n acl a path /\n{LISTENER} http-request deny if a\n", "unknown-acl", 5, "2.6", "3.4")


@pytest.mark.parametrize(
    ("expression", "name"),
    [("src,table_gpc0(nope)", "unknown-stick-table"), ("src,table_gpc0", "unknown-stick-table"),
     ("sc0_gpc0_rate(nope)", "unknown-stick-table"), ("nbsrv(nope)", "unknown-backend"),
     ("srv_conn(pool/x)", "unknown-tracked-or-used-server"), ("srv_conn(a)", "unknown-tracked-or-used-server"),
     ("srv_conn", "unknown-tracked-or-used-server"), ("fe_conn(pool)", "unknown-named-section")],
)  # fmt: skip
def test_what_the_expressions_of_rules_ask_about_exists(expression: str, name: str) -> None:
    pool = "backend pool\n stick-table type ip size 1k store gpc0\n server a 10.0.0.1:80\n"
    good = " http-request set-var(txn.a) src,table_gpc0(pool)\n http-request set-var(txn.b) srv_conn(pool/a)\n"

    assert_accepted(f"{LISTENER} mode http\n{good}{pool}")
    assert_refused(f"{LISTENER} mode http\n http-request set-var(txn.a) {expression}\n{pool}", name, 4)
    assert_refused(f"{LISTENER} mode http\n http-request set-header A a%[{expression}]\n{pool}", name, 4)
    assert_refused(f"{LISTENER} mode http\n http-request deny if {{ {expression} -m found }}\n{pool}", name, 4)


def test_rules_name_filters_of_their_own_proxy() -> None:
    limit = "filter bwlim-in l default-limit 16k default-period 1s"

    assert_refused(f"{LISTENER} tcp-request content set-bandwidth-limit l\n", "unknown-named-section", 3, "2.8", "3.4")
    assert_accepted(f"{LISTENER} {limit}\n tcp-request content set-bandwidth-limit l\n", "2.8", "3.4")
    assert_refused(f"{LISTENER} http-request send-spoe-group e g\n", "unknown-named-section", 3)
    assert_refused(
        f"backend b\n {limit}\n{LISTENER} tcp-request content set-bandwidth-limit l\n",
        "unknown-named-section",
        5,
        "3.4",
    )
    assert_accepted(f"{LISTENER} filter spoe engine e config /x\n http-request send-spoe-group e g\n")


def test_slots_of_captures_are_those_that_a_listener_and_its_defaults_declare() -> None:
    rule = "http-response capture res.hdr(a) id 1"
    declared = f"{LISTENER} mode http\n declare capture response len 5\n capture response header a len 5\n"
    inherited = "defaults d\n mode http\n http-request capture path len 5\nfrontend f from d\n bind :81\n"

    assert_accepted(f"{declared} {rule}\n")
    assert_refused(f"{declared} {rule[:-1]}2\n", "unknown-named-section", 6)
    assert_accepted(f"{inherited} http-request capture path id 0\n", "2.6", "3.4")
    assert_refused(f"{inherited} http-request capture path id 1\n", "unknown-named-section", 6, "2.6", "3.4")
    assert_refused(f"{LISTENER} mode http\n http-request capture path id 0\n", "unknown-named-section", 4)
    assert_accepted(f"{LISTENER} mode http\n http-request capture path len 5\n http-request capture path id 0\n")
    assert_accepted(f"{LISTENER}backend b\n mode http\n {rule}\n")


def test_a_table_names_peers_behind_any_of_its_words() -> None:
    table = "stick-table type ip size 1k nopurge recv-only peers p"

    assert_refused(f"{LISTENER} {table}\n", "unknown-named-section", 3, "3.2", "3.4")
    assert_accepted(f"peers p\n{LISTENER} {table}\n", "3.2", "3.4")


def test_use_server_finds_no_server_in_a_frontend() -> None:
    assert_refused("frontend f\n bind :80\n use-server s if TRUE\n", "unknown-tracked-or-used-server", 3)
