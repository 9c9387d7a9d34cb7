"""Backends and ACLs that are named and do not exist."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

import haproxy_model as hm
from check.assertions import LISTENER, assert_accepted, assert_refused
from haproxy_model.schema.versions import VERSIONS
from haproxy_model.testing.links import linked_configs

#: What HAProxy misses where it is not there.
_MISSED = ("acl", "backend", "cache", "peers", "resolvers", "server", "table", "userlist")


@given(linked_configs(), st.integers(0), st.sampled_from(VERSIONS))
def test_a_name_that_leads_nowhere_is_an_error_on_its_line(text: str, chosen: int, version: str) -> None:
    symbols = hm.parse(text).symbols()
    uses = [use for symbol in symbols if symbol.kind in _MISSED for use in symbol.uses]
    # What a `default-server` names is told of the servers that have it.
    lines = [symbols.span(use) for use in uses if not isinstance(use.statement, hm.DefaultServer)]
    if not lines:
        return
    span = lines[chosen % len(lines)]
    source = text.encode()
    config = hm.parse(source[: span.start] + b"nowhere" + source[span.end :])

    assert "nowhere" in [use.name for use in config.symbols().unresolved]
    errors = [each for each in hm.check(config, version=version).errors if each.span and each.span.line == span.line]
    assert any("nowhere" in each.message for each in errors)


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


#: What names something in an expression that is not there, wherever an expression may stand.
_ASKING = (
    " http-request set-var(txn.x) {}",
    " http-request set-header x a%[{}]",
    " http-request track-sc0 {} table own",
    " http-request return hdr x %[{}] if TRUE",
    " http-request redirect location /%[{}]",
    " tcp-request content set-var(txn.x) {}",
    " acl a {} -m found",
    " monitor fail if {{ {} -m found }}",
    " unique-id-format %[{}]",
    " log-format-sd %[{}]",
    " use_backend a%[{}] if TRUE",
    " stick on {} table own",
    " http-error status 404 content-type a lf-string %[{}]",
    " tcp-check set-var(check.x) {}",
    " tcp-check send-lf a%[{}]",
    " tcp-check connect port {}",
    " server s 127.0.0.1:1 ssl verify none sni {}",
)


@pytest.mark.parametrize("line", _ASKING, ids=lambda line: line.split(" {")[0].strip())
@pytest.mark.parametrize(
    ("expression", "name"),
    [("nbsrv(nope)", "unknown-backend"), ("fe_conn(nope)", "unknown-named-section"),
     ("srv_conn(own/nope)", "unknown-tracked-or-used-server"), ("int(1),table_gpc0(nope)", "unknown-stick-table")],
)  # fmt: skip
def test_what_an_expression_asks_about_exists_wherever_it_stands(line: str, expression: str, name: str) -> None:
    text = (
        "listen own\n bind :80\n mode http\n stick-table type integer size 1k store gpc0\n server known 127.0.0.1:1\n"
    )
    good = expression.replace("own/nope", "own/known").replace("nope", "own")

    assert_accepted(f"{text}{line.format(good)}\n")
    assert_refused(f"{text}{line.format(expression)}\n", name, 6)


def test_converters_that_are_words_of_their_own_name_tables_too() -> None:
    text = "frontend f\n bind :80\n mode http\n http-request set-var(txn.x) src ipmask(24) table_gpc0({})\n"
    table = "backend t\n stick-table type ip size 1k store gpc0\n"

    assert_accepted(f"{text.format('t')}{table}")
    assert_refused(f"{text.format('nope')}{table}", "unknown-stick-table", 4)


@pytest.mark.parametrize(
    "line",
    [
        "http-request set-var(txn.x) http_auth({})",
        "http-request set-header x %[http_auth_group({})]",
        "http-request set-header x \"%[http_auth('{}')]\"",
        "http-request capture http_auth({}) len 5",
        "http-request deny unless {{ http_auth({}) }}",
        "tcp-request content set-var(txn.x) http_auth_group({})",
        "use_backend %[http_auth_group({})] if TRUE",
        "acl known http_auth_group({}) x",
        "stats http-request auth unless {{ http_auth({}) }}",
    ],
)
def test_a_userlist_that_is_asked_must_exist(line: str) -> None:
    listen = "userlist u\nlisten l\n bind :80\n mode http\n"

    assert_accepted(f"{listen} {line.format('u')}\n")
    assert_refused(f"{listen} {line.format('nope')}\n", "unknown-named-section", 5)
    assert_accepted(f"{listen} disabled\n {line.format('nope')}\n")


def test_a_plain_redirect_holds_text_and_that_of_a_rule_a_log_format() -> None:
    listen = "listen l\n bind :80\n mode http\n"

    assert_accepted(f"{listen} redirect location /%[nbsrv(nope)]\n")
    assert_refused(f"{listen} http-request redirect location /%[nbsrv(nope)]\n", "unknown-backend", 4)
    assert_refused(f"{listen} redirect prefix / set-cookie-fmt a=%[nbsrv(nope)]\n", "unknown-backend", 4, "3.2", "3.4")


@pytest.mark.parametrize("header", ["track-sc0", "track-sc1", "track-sc", "table", "cache-use"])
def test_a_header_named_like_an_action_asks_for_no_table(header: str) -> None:
    for ruleset in ("http-request", "http-response", "http-after-response"):
        assert_accepted(f"{LISTENER} mode http\n {ruleset} set-header {header} table\n {ruleset} del-header {header}\n")


def test_a_proxy_asks_about_a_side_that_it_has() -> None:
    for line in ("http-request set-header x %[{}]", "acl a {} gt 1", "http-request set-var(txn.a) {}"):
        front = f"frontend f\n bind :80\n mode http\n {line}\n"
        back = f"{LISTENER}backend b\n mode http\n {line}\n"

        assert_refused(front.format("nbsrv"), "unknown-backend", 4)
        assert_accepted(front.format("fe_conn"))
        assert_refused(back.format("fe_conn"), "unknown-named-section", 5)
        assert_accepted(back.format("be_conn"))
        assert_accepted(f"listen l\n bind :80\n mode http\n {line}\n {line}\n".format("nbsrv", "fe_conn"))


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("http-request return errorfiles {}", "unknown-named-section"),
        ("http-request deny status 404 errorfiles {}", "unknown-named-section"),
        ("http-request tarpit errorfiles {}", "unknown-named-section"),
        ("http-response return errorfiles {}", "unknown-named-section"),
        ("http-error status 404 errorfiles {}", "unknown-named-section"),
        ("errorfiles {}", "unknown-named-section"),
        ("errorfiles {} 404", "unknown-named-section"),
        ("http-request do-resolve(txn.a,{}) hdr(host)", "unknown-named-section"),
        ("tcp-request content do-resolve(txn.a,{},ipv4) src", "unknown-named-section"),
        ("http-request track-sc0 src table {}", "unknown-stick-table"),
        ("tcp-request connection track-sc2 src table {} if TRUE", "unknown-stick-table"),
    ],
)
def test_what_a_line_names_is_looked_for(line: str, name: str) -> None:
    there = "http-errors x\nresolvers x\nbackend x\n stick-table type ip size 1k\n"

    assert_accepted(f"{there}{LISTENER} mode http\n {line.format('x')}\n")
    assert_refused(f"{there}{LISTENER} mode http\n {line.format('nope')}\n", name, 8)


@pytest.mark.parametrize(
    ("line", "name", "since"),
    [
        ("http-request do-log profile nope", "unknown-named-section", "3.2"),
        ("filter bwlim-in x limit 1k key src table nope", "unknown-stick-table", "2.8"),
        ("filter bwlim-out x limit 1k key src", "unknown-stick-table", "2.8"),
        ("stick-table type ip size 1k write-to nope", "unknown-stick-table", "3.0"),
        ("http-request set-header x %[acl(nope)]", "unknown-acl", "3.0"),
    ],
)
def test_what_young_lines_name_is_looked_for(line: str, name: str, since: str) -> None:
    assert_refused(f"{LISTENER} mode http\n {line}\n", name, 4, *VERSIONS[VERSIONS.index(since) :])


def test_resolvers_named_default_are_made_by_haproxy() -> None:
    line = " http-request do-resolve(txn.a,default) hdr(host)\n"

    assert_refused(f"{LISTENER} mode http\n{line}", "unknown-named-section", 4, "2.4")
    assert_accepted(f"{LISTENER} mode http\n{line}", "2.6", "3.4")


def test_the_resolvers_of_the_http_client_exist_unless_it_has_none() -> None:
    client = "global\n httpclient.resolvers.id {}\n"

    assert_refused(f"{client.format('nope')}{LISTENER}", "unknown-named-section", 2, "2.6", "3.4")
    assert_accepted(f"{client.format('nope')}{client.format('r')}resolvers r\n{LISTENER}", "2.6", "3.4")
    assert_accepted(f"{client.format('nope')} httpclient.resolvers.disabled on\n{LISTENER}", "2.8", "3.4")


def test_names_in_rules_of_defaults_are_looked_for_where_a_proxy_inherits_them() -> None:
    defaults = "defaults d\n mode http\n http-request {}\n"
    heir = "frontend f from d\n bind :80\n"
    other = "defaults e\n mode http\nfrontend f from e\n bind :80\n"

    for rule, name in (
        ("deny errorfiles nope", "unknown-named-section"),
        ("set-var(txn.x) http_auth(nope)", "unknown-named-section"),
        ("track-sc0 src table nope", "unknown-stick-table"),
        ("track-sc0 src", "unknown-stick-table"),
        ("set-header x %[src,table_gpc0]", "unknown-stick-table"),
        ("set-header x %[nbsrv]", "unknown-backend"),
    ):
        assert_refused(f"{defaults.format(rule)}{heir}", name, 3, "2.6", "3.2", "3.4")
        assert_accepted(f"{defaults.format(rule)}{other}", "2.6", "3.2")
    assert_refused(f"{defaults.format('deny errorfiles nope')}{other}", "unknown-named-section", 3, "3.4")


def test_error_files_are_looked_for_in_every_proxy_that_inherits_them() -> None:
    defaults = "defaults d\n mode http\n errorfiles nope\n"

    assert_refused(f"{defaults}frontend f\n bind :80\n", "unknown-named-section", 3)
    assert_refused(f"{defaults}listen f\n bind :80\nlisten g\n bind :81\n", "unknown-named-section", 3)
    assert_accepted(f"{defaults}defaults e\n mode http\nfrontend f\n bind :80\n", "2.4", "3.2")


def test_servers_of_a_template_are_those_of_its_numbers() -> None:
    template = "backend b\n server-template s 2-4 127.0.0.1:1 check\n"
    rule = f"{LISTENER} mode http\n http-request set-header x %[srv_conn(b/{{}})]\n"

    assert_accepted(f"{rule.format('s4')}{template} server t 127.0.0.1:2 track s2\n use-server s3 if TRUE\n")
    assert_refused(f"{rule.format('s5')}{template}", "unknown-tracked-or-used-server", 4)
    for wanted in ("s1", "s5", "s", "s04"):
        text = f"{LISTENER}{template} server t 127.0.0.1:2 track {wanted}\n"
        assert_refused(text, "unknown-tracked-or-used-server", 5)


def test_servers_do_not_track_each_other_in_a_circle() -> None:
    servers = f"{LISTENER} server a 127.0.0.1:1 track b\n server b 127.0.0.1:1 track c\n server c 127.0.0.1:1 {{}}\n"

    assert_accepted(servers.format("check"))
    assert_refused(servers.format("track a"), "unknown-tracked-or-used-server", 5)
    assert_refused(servers.format("track b"), "unknown-tracked-or-used-server", 5)
    assert_refused(f"{LISTENER} server-template s 2 127.0.0.1:1 track s1\n", "unknown-tracked-or-used-server", 3)


def test_the_fetch_acl_names_acls_that_are_defined_above() -> None:
    for line in ("acl b acl({})", "http-request deny if {{ acl({}) }}", "http-request set-var(txn.x) acl({})"):
        rule = f" {line}\n".format("!a")

        assert_accepted(f"{LISTENER} mode http\n acl a path /\n{rule}", "3.0", "3.4")
        assert_refused(f"{LISTENER} mode http\n{rule} acl a path /\n", "unknown-acl", 4, "3.0", "3.4")
        assert_accepted(f"{LISTENER} mode http\n{rule}".replace("!a", "METH_GET,!TRUE"), "3.0", "3.4")
    assert_accepted(f"{LISTENER} mode http\n unique-id-format %[acl(a)]\n acl a path /\n", "3.0", "3.4")


@pytest.mark.parametrize("arguments", ["txn.a,", "txn.a,,ipv4"])
def test_resolvers_without_a_name_are_none(arguments: str) -> None:
    text = f"{LISTENER} mode http\n http-request do-resolve({arguments}) src\n"

    assert_refused(text, "unknown-named-section", 4)


@pytest.mark.parametrize("name", ["if", "unless"])
def test_a_rule_cannot_name_a_cache_that_is_called_like_the_beginning_of_a_condition(name: str) -> None:
    text = f"cache {name}\n total-max-size 4\n{LISTENER} mode http\n {{}} {name}\n"

    assert_refused(text.format("http-request cache-use"), "missing-argument", 6)
    assert_refused(text.format("http-response cache-store"), "missing-argument", 6)
    assert_accepted(text.format("filter cache"))
