"""ACLs and conditions: criteria, flags, patterns, and whether they can match where they stand."""

from __future__ import annotations

import pytest

import haproxy_model as hm
from check.assertions import LISTENER, assert_accepted, assert_refused, found


@pytest.mark.parametrize(
    "acl",
    [
        "path_beg /a /b",
        "path -i -m beg /a",
        "hdr(host),lower -f /etc/hosts",
        "src 10.0.0.0/8 192.168.0.0/255.255.0.0 ::1 fe80::/64 10.1",
        "src controller",
        "dst_port 80 443 1024:65535 :10 5:",
        "dst_port gt 1023 le 9",
        "dst_port -- -5",
        "req.ssl_ver 3.1 3.2:3.3",
        "payload(0,2) 0aFF",
        "ssl_fc",
        "ssl_fc 1 or anything",
        "src -m found",
        "path -m int lt 5",
        "req.hdr(host), a",
        "src_port lower 5",
        "method GET",
        "lua.mine anything -at all",
    ],
)
def test_criteria_that_every_version_takes(acl: str) -> None:
    text = f"{LISTENER} mode http\n acl a {acl}\n http-request deny if a\n"
    assert_accepted(f"global\n lua-load a.lua\n{text}")


@pytest.mark.parametrize(
    ("acl", "name"),
    [
        ("nope x", "bad-criterion"),
        ("path(x) /", "bad-criterion"),
        ("path,nope /", "bad-criterion"),
        ("", "bad-criterion"),
        ("path -z x", "bad-acl-flag"),
        ("src_port -5", "bad-acl-flag"),
        ("path -m nope x", "bad-acl-flag"),
        ("req.payload(0,0) -m ip ::1", "bad-acl-flag"),
        ("path -f", "bad-acl-flag"),
        ("path -u x y", "bad-acl-flag"),
        ("path -f /etc/hosts -m beg x", "bad-acl-flag"),
        ("req.payload(0,0) ab", "missing-match"),
        ("dst_port www", "bad-pattern"),
        ("dst_port 9:5", "bad-pattern"),
        ("path_len 1.5", "bad-pattern"),
        ("dst_port 5x", "bad-pattern"),
        ("dst_port 99999999999999999999", "bad-pattern"),
        ("dst_port gt x", "bad-pattern"),
        ("dst_port gt 5x", "bad-pattern"),
        ("req.ssl_ver 3.70000", "bad-pattern"),
        ("path_reg *.jpg", "bad-pattern"),
        ("path -m reg [0-9", "bad-pattern"),
        ("src 10.0.0.0/33", "bad-pattern"),
        ("src 300.1.1.1", "bad-pattern"),
        ("src 127.0.0.1:80", "bad-pattern"),
        ("src -n controller", "bad-pattern"),
        ("payload(0,2) abc", "bad-pattern"),
        ("req.ssl_ver TLSv1", "bad-pattern"),
    ],
)
def test_criteria_that_every_version_refuses_wherever_they_stand(acl: str, name: str) -> None:
    assert_refused(f"{LISTENER} mode http\n acl a {acl}\n", name, 4)
    if acl:
        assert_refused(f"{LISTENER} mode http\n http-request deny if TRUE {{ {acl} }}\n", name, 4)


def test_behind_an_operator_nothing_is_read_from_a_dot_on() -> None:
    assert_accepted(f"{LISTENER} mode http\n acl a path_len gt 1.x\n acl b dst_port 5- 1:2 eq 7 -5 --5\n", "2.4")
    assert_refused(f"{LISTENER} mode http\n acl a path_len eq 1.x\n", "bad-pattern", 4)


def test_a_variable_has_no_type_since_2_5_so_its_matching_method_is_named() -> None:
    text = f"{LISTENER} mode http\n http-request deny if {{ var(txn.a) x }}\n"

    assert_accepted(text, "2.4")
    assert_refused(text, "missing-match", 4, "2.6", "3.4")


def test_naming_two_matching_methods_is_refused_since_3_3() -> None:
    text = f"{LISTENER} acl a src -m ip -m str x\n"

    assert_accepted(text, "2.6", "3.2")
    assert_refused(text, "bad-acl-flag", 3, "3.4")


def test_a_matching_method_that_is_dropped_is_a_warning_since_3_3() -> None:
    text = f"{LISTENER} mode http\n acl a hdr_dom(host) -m beg x\n acl b path_beg,lower /\n acl c path -m beg /\n"

    assert found(text, "3.2") == []
    assert found(text, "3.4") == [("dropped-match", 4, False), ("dropped-match", 5, False)]


def test_an_acl_without_patterns_and_a_stray_blank_are_warnings() -> None:
    text = f"{LISTENER} mode http\n acl a path\n acl b hdr (host)\n acl c path --\n acl d ssl_fc\n"

    assert found(text) == [("missing-pattern", 4, False), ("parenthesis-pattern", 5, False)]


def test_a_condition_that_looks_at_what_is_not_there_is_a_warning() -> None:
    text = f"{LISTENER} mode http\n acl a path /\n acl b src ::1\n acl b status 200\n"

    assert found(f"{text} http-response deny if a\n") == [("acl-never-matches", 7, False)]
    assert found(f"{text} http-response deny if HTTP_URL_STAR\n") == [("acl-never-matches", 7, False)]
    assert found(f"{text} http-request deny if b\n") == [("acl-never-matches", 7, False)]
    assert found(f"{text} http-request deny if {{ res.hdr(a) -m found }}\n") == [("acl-never-matches", 7, False)]
    assert found(f"{text} http-response deny if {{ capture.req.hdr(0) a }}\n") == []
    assert found(f"{text} tcp-request connection reject if {{ path / }}\n") == [("acl-never-matches", 7, False)]


def test_predefined_acls_belong_to_versions() -> None:
    text = f"{LISTENER} mode http\n http-request deny if HTTP_3.0\n"

    assert_refused(text, "unknown-acl", 4, "2.4", "2.8")
    assert_accepted(text, "3.0", "3.4")


def test_a_pattern_or_criterion_is_judged_as_what_its_variables_make_of_it() -> None:
    acls = ' acl a src "$IP" 10.0.0.0/8\n acl b "$FETCH" x\n acl c path -m "$MATCH" x\n acl d path -f "$FILE"\n'
    good = {"IP": "192.0.2.1", "FETCH": "path", "MATCH": "str", "FILE": "list"}
    text = f"{LISTENER} mode http\n{acls}"

    assert_accepted(text, environment=good)
    assert_refused(text, "bad-pattern", 4, environment={**good, "IP": "192.0.2.0/99"})
    assert_refused(text, "bad-criterion", 5, environment={**good, "FETCH": "no.such"})
    assert_refused(text, "bad-acl-flag", 6, environment={**good, "MATCH": "like"})


def test_the_tables_and_proxies_that_an_acl_asks_about_must_exist() -> None:
    backend = "backend b\n stick-table type ip size 1k store conn_rate(10s)\n"

    assert_refused(f"{LISTENER} acl a src_conn_rate gt 5\n", "unknown-stick-table", 3)
    assert_refused(f"{LISTENER} tcp-request content reject if {{ src,in_table(nope) }}\n", "unknown-stick-table", 3)
    assert_refused(f"{LISTENER} acl a nbsrv(nope) lt 2\n", "unknown-backend", 3)
    assert_refused(f"{LISTENER} acl a fe_conn(b) gt 2\n{backend}", "unknown-named-section", 3)
    assert_accepted(
        f"{LISTENER} acl a src_conn_rate(b) gt 5\n acl c nbsrv(b) lt 2\n acl d sc0_conn_rate gt 2\n{backend}"
    )
    assert_accepted(f"{LISTENER} acl a fe_conn gt 2\n acl b be_conn gt 2\n")


@pytest.mark.parametrize(
    ("condition", "wrong", "written"),
    [
        ("path_beg /x", "path_beg /x", "{ path_beg /x }"),
        ("!path_beg /x", "!path_beg /x", "!{ path_beg /x }"),
        ("METH_GET src 10.0.0.0/8", "src 10.0.0.0/8", "{ src 10.0.0.0/8 }"),
        ("path_beg /x METH_GET", "path_beg /x METH_GET", "{ path_beg /x } METH_GET"),
        ("path_beg /x or path_end .js .css", "path_beg /x or path_end .js .css",
         "{ path_beg /x } or { path_end .js .css }"),
        ("hdr(host),lower -i a || { path /y }", "hdr(host),lower -i a || { path /y }",
         "{ hdr(host),lower -i a } || { path /y }"),
        ("{path_beg /x }", "{path_beg /x }", "{ path_beg /x }"),
        ("!{path_beg /x} METH_GET", "!{path_beg /x}", "!{ path_beg /x }"),
        ("ssl_fc", "ssl_fc", "{ ssl_fc }"),
    ],
)  # fmt: skip
def test_missing_braces_and_blanks_are_one_message_with_what_to_write(condition: str, wrong: str, written: str) -> None:
    text = f"defaults\n mode http\n{LISTENER} http-request deny if {condition}\n"
    refusals = [each for each in hm.check(hm.parse(text), version="3.4") if each.fatal]

    assert [each.name for each in refusals] == ["unknown-acl"]
    assert f"`{written}`" in refusals[0].message
    assert len(refusals[0].message) <= 120
    assert_accepted(text.replace(wrong, written))


def test_a_closing_brace_wants_a_blank_before_it() -> None:
    text = f"{LISTENER} http-request deny if {{ path /x}}\n"
    (refusal,) = [each for each in hm.check(hm.parse(text), version="3.4") if each.fatal]

    assert refusal.name == "bad-condition"
    assert "a blank is missing before `}`: write `/x }`" in refusal.message


def test_what_braces_do_not_mend_is_an_unknown_acl() -> None:
    for name in ("acl", "hdr_cnt(a,b,c,d)", "nope"):
        text = f"{LISTENER} mode http\n http-request deny if {name}\n"
        (refusal,) = [each.message for each in hm.check(hm.parse(text), version="3.4") if each.fatal]

        assert refusal.startswith(f"no ACL called `{name}` is defined above")


def test_an_acl_that_is_defined_below_lacks_no_braces() -> None:
    text = f"{LISTENER} http-request deny if src x\n acl src path /\n"
    refusals = [each.message for each in hm.check(hm.parse(text), version="3.4") if each.fatal]

    assert ["before its definition" in each for each in refusals] == [True, False]
