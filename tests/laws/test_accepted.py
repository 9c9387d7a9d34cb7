"""Law: lines that are appended to their families are accepted, wherever HAProxy has an order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, strategies as st
from inputs import examples
from inputs.corpus import files, over_corpus

import haproxy_model as hm

#: Whether a rule is reached is no question of where it is accepted; what HAProxy never opens it refuses anyway.
_NOT_OF_PLACES = ("rule-never-reached", "line-of-unopened-section")
ACL = "acl surely.new src 192.0.2.1"
RULES = {
    "http_request": "http-request deny if surely.new",
    "tcp_request": "tcp-request content reject if surely.new",
    "http_response": "http-response set-header x y if surely.new",
    "redirects": "redirect location / if surely.new",
    "use_backends": "use_backend surely.b if surely.new",
}
LINES = {
    "acl a path /a",
    "http-request deny if a",
    "http-request set-header x y",
    "tcp-request content accept if a",
    "tcp-request connection reject if { src ::1 }",
    "use_backend surely.b if a",
    "redirect location /x if a",
    "http-response set-header x y if a",
    "http-request set-header x %[acl(a)]",
    ".if 1",
}


def verdict(config: hm.Config) -> Counter[tuple[str, bool]]:
    return Counter(
        (each.name, each.fatal) for each in hm.check(config, version="2.6") if each.name not in _NOT_OF_PLACES
    )


def add_both(section: Any, family: str, *, first_the_rule: bool) -> None:
    """An ACL and a rule with it, by the two calls of the documentation."""
    edits: list[Callable[[], Any]] = [
        lambda: section.acls.append(ACL),
        lambda: getattr(section, family).append(RULES[family]),
    ]
    for edit in reversed(edits) if first_the_rule else edits:
        edit()


@given(st.lists(st.sampled_from(sorted(LINES)), max_size=8), st.sampled_from(sorted(RULES)), st.booleans())
@examples(5)
def test_an_acl_and_a_rule_are_accepted_in_any_frontend(lines: list[str], family: str, rule_first: bool) -> None:
    text = [*lines, *[".endif"] * lines.count(".if 1")]
    head = "defaults\n    mode http\n    timeout client 5s\n    timeout server 5s\n    timeout connect 5s\n"
    source = f"{head}backend surely.b\nfrontend f\n    bind :80\n" + "".join(f"    {line}\n" for line in text)
    config = hm.parse(source)
    before = verdict(config)
    add_both(config.frontends["f"], family, first_the_rule=rule_first)
    after = verdict(config)

    assert all(not fatal for (_, fatal) in after - before), config.dumps()
    if not before:
        assert not after, config.dumps()
    kept = [line.text.strip() for line in config.frontends["f"].lines]
    for added in (ACL, RULES[family]):
        kept.remove(added)
    assert kept == ["bind :80", *text], "what stood there was moved"


@over_corpus
def test_an_acl_and_a_rule_leave_the_verdict_of_real_files(chunk: int) -> None:
    for path in [*files(chunk)][::5]:
        for rule_first in (False, True):
            config = hm.parse(path.read_bytes())
            before = verdict(config)
            for section in config.proxies:
                mode = config.effective(section, version="2.6").mode.value
                add_both(section, "http_request" if mode == "http" else "tcp_request", first_the_rule=rule_first)

            added = verdict(config) - before
            if ("rule-out-of-order", False) in before:  # one more behind those that are late already
                added.pop(("rule-out-of-order", False), None)
            assert not added, (path.name, rule_first)


def appended(source: str, family: str, text: str) -> list[str]:
    config = hm.parse(source)
    getattr(config.sections[0], family).append(text)
    return [line.text.strip() for line in config.sections[0].lines]


def test_an_acl_goes_above_the_first_line_that_names_it() -> None:
    for use in (
        "http-request deny if x",
        "http-request deny unless y !x",
        "http-request set-header a %[acl(y,!x)]",
        "use_backend b if x",
        "http-response deny if x",
        "tcp-request content accept if x",
    ):
        lines = appended(
            f"frontend f\n  acl old src ::1\n  # about it\n  {use}\n  acl low src ::1\n", "acls", "acl x src ::2"
        )
        assert lines == ["acl old src ::1", "acl x src ::2", "# about it", use, "acl low src ::1"]


def test_an_acl_goes_above_the_block_in_which_it_is_named() -> None:
    source = "frontend f\n  mode http\n.if 1\n.if 0\n  http-request deny if x\n.endif\n.endif\n  acl y src ::1\n"

    assert appended(source, "acls", "acl x src ::1")[:3] == ["mode http", "acl x src ::1", ".if 1"]


def test_an_acl_that_nothing_names_goes_behind_those_above_the_rules() -> None:
    source = "frontend f\n  acl a src ::1\n  http-request deny if a\n  acl b src ::1\n  mode http\n"
    none = "frontend f\n  acl a src ::1\n  http-response deny if a\n  acl b src ::1\n  mode http\n"

    assert appended(source, "acls", "acl c src ::1")[:3] == ["acl a src ::1", "acl c src ::1", "http-request deny if a"]
    assert appended(none, "acls", "acl c src ::1")[2:4] == ["acl b src ::1", "acl c src ::1"]


def test_a_default_server_goes_before_the_servers() -> None:
    source = "backend b\n  mode tcp\n{}  # one\n  server a ::1:1\n  default-server weight 5\n  server b ::1:2\n"
    first = appended(source.format(""), "default_servers", "default-server check")
    second = appended(source.format("  default-server inter 2s\n"), "default_servers", "default-server check")

    assert first[:3] == ["mode tcp", "default-server check", "# one"]
    assert second[:4] == ["mode tcp", "default-server inter 2s", "default-server check", "# one"]


@pytest.mark.parametrize(
    ("family", "text"),
    [
        ("tcp_request", "tcp-request content reject"),
        ("http_request", "http-request deny"),
        ("redirects", "redirect scheme https"),
    ],
)
def test_the_first_rule_of_a_kind_goes_where_it_runs(family: str, text: str) -> None:
    source = "frontend f\n  bind :80\n  use_backend b if { src ::1 }\n  default_backend c\n"

    assert appended(source, family, text)[:2] == ["bind :80", text]


def test_statements_keep_the_order_given() -> None:
    source = "frontend f\n  http-request deny if x\n"

    assert appended(source, "statements", "acl x src ::1") == ["http-request deny if x", "acl x src ::1"]
