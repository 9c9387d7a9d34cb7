"""What the rules of routing must not flag, beside what they flag."""

from __future__ import annotations

import pytest

from haproxy_model.diagnostics import Severity
from tests.lint.findings import DEFAULTS, assert_looks_away, codes, found, severity
from tests.lint.test_guards import Guard, replaced

WARNING, INFO = Severity.WARNING, Severity.INFO

#: A frontend for HTTP with lines of its own, which leads to three backends.
FRONT = """\
frontend f
 bind :80
 mode http
 timeout http-request 5s
{}
 default_backend a
backend a
 mode http
 server s1 192.0.2.1:80
backend b
 mode http
 server s2 192.0.2.2:80
backend c
 mode http
 server s3 192.0.2.3:80
"""


def front(*lines: str) -> str:
    """The frontend with some lines."""
    return FRONT.format("\n".join(f" {line}" for line in lines))


def chosen(first: str, second: str, *lines: str) -> str:
    """A frontend in which two conditions choose a backend each."""
    return front(*lines, f"use_backend b {first}", f"use_backend c {second}")


def ruled(*lines: str) -> str:
    return front(*(f"http-request {line}" for line in lines))


SHADOWED = chosen("if { path_beg /api }", "if { path_beg /api/v2 }")
LOST = ruled("allow if { path_beg /a }", "deny if { path_beg /a/b }")
GUARDS = (
    Guard("RTE001", SHADOWED, "the exception comes first", chosen("if { path_beg /api/v2 }", "if { path_beg /api }")),
    Guard("RTE001", SHADOWED, "another method", chosen("if { path /api }", "if { path_beg /api }")),
    Guard("RTE001", SHADOWED, "more is asked", chosen("if { path_beg /a } { method GET }", "if { path_beg /a/b }")),
    Guard("RTE001", SHADOWED, "unknown patterns", chosen("if { path -f /x }", "if { path -f /y }")),
    Guard("RTE001", SHADOWED, "a case that -i folds", chosen("if { path_beg /api }", "if { path_beg -i /api/v2 }")),
    Guard("RTE001", SHADOWED, "it may fall through", replaced(SHADOWED, "use_backend b", "use_backend b-%[path]")),
    Guard("RTE001", SHADOWED, "it is off", replaced(SHADOWED, "backend b\n", "backend b\n disabled\n")),
    Guard("RTE001", SHADOWED, "another host", chosen("if { hdr(host) -i a }", "if { hdr(host) -i b }")),
    Guard("RTE001", chosen("", "if { path /x }"), "the last line", chosen("if { path /x }", "")),
    Guard("RTE005", LOST, "the deny comes first", ruled("deny if { path_beg /a/b }", "allow if { path_beg /a }")),
    Guard("RTE005", LOST, "the path is altered", replaced(LOST, "/a }\n", "/a }\n http-request set-path /\n")),
    Guard("RTE005", LOST, "Lua may alter it", replaced(LOST, "/a }\n", "/a }\n http-request lua.x\n")),
    Guard("RTE005", LOST, "another ruleset", front("http-request allow", "http-response deny")),
    Guard("RTE005", LOST, "it goes on", ruled("set-header X a if { path_beg /a }", "deny if { path_beg /a/b }")),
    Guard("RTE005", LOST, "ignore-empty", ruled("redirect location %[path] ignore-empty", "deny if { path_beg /a/b }")),
)  # fmt: skip


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: f"{guard.code}-{guard.why}")
def test_a_rule_looks_away_where_it_must(guard: Guard) -> None:
    assert_looks_away(guard.code, guard.flagged, guard.silent, version=guard.version)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("if x", "if x y"),
        ("if x or y", "if y !{ method GET }"),
        ("if { hdr(Host) -i www.shop.example }", "if { req.hdr(host) www.shop.example } x"),
        ("if { hdr_end(host) .shop.example }", "if { hdr(host) a.shop.example }"),
        ("if { hdr_dom(host) shop.example }", "if { hdr(host) www.shop.example:8080 }"),
        ("if { path_reg ^/api }", "if { path_beg /api/v1 /api/v2 }"),
        ("unless { ssl_fc }", "if x !{ ssl_fc }"),
        ("if { src 10.0.0.0/8 }", "if { src 10.1.0.0/16 }"),
        ("", "if { path -f /lists/paths }"),
        ("", "if { nonsense"),
    ],
)
def test_conditions_that_follow_from_others_are_shadowed(first: str, second: str) -> None:
    text = chosen(first, second, "acl x path_beg /x", "acl y src 192.0.2.7")

    assert codes(DEFAULTS + text).count("RTE001") == 1


def test_lines_below_one_that_always_applies_are_one_finding_there() -> None:
    text = DEFAULTS + front("use_backend b", "use_backend c if { path /x }", "use_backend a if { path /y }")
    (finding,) = (each for each in found(text) if each.code == "RTE001")

    assert finding.span is not None
    assert text.splitlines()[finding.span.line - 1] == " use_backend b"
    assert [each.message for each in finding.related] == ["this line never chooses"] * 2


def test_what_repeats_the_same_is_no_more_than_advice() -> None:
    assert severity("RTE001", DEFAULTS + SHADOWED) is WARNING
    assert severity("RTE001", DEFAULTS + replaced(SHADOWED, "use_backend c", "use_backend b")) is INFO
    assert severity("RTE005", DEFAULTS + LOST) is WARNING
    assert severity("RTE005", DEFAULTS + replaced(LOST, "allow", "deny")) is INFO


@pytest.mark.parametrize(
    "line",
    [
        "set-header X-A b", "set-var(txn.x) path", "capture path len 9", "del-header X-B if { ssl_fc }",
        "set-method GET", "track-sc0 src", "set-log-level silent",
    ],
)  # fmt: skip
def test_rules_that_alter_something_else_do_not_hide_it(line: str) -> None:
    assert "RTE005" in codes(DEFAULTS + ruled("allow if { path_beg /a }", line, "deny if { path_beg /a/b }"))


def test_what_never_runs_behind_the_end_of_a_ruleset_is_one_finding() -> None:
    text = DEFAULTS + ruled("allow", "deny if { path /x }", "set-header A b", "deny if { path -f /y }")
    report = codes(text)

    assert report.count("RTE005") == 1
    assert "CFG142" not in report
