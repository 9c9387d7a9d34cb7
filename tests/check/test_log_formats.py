"""Log formats: variables by version and mode, and which line of several counts."""

from __future__ import annotations

import pytest

from check.assertions import LISTENER, assert_accepted, assert_refused
from haproxy_model.schema.versions import VERSIONS
from haproxy_model.verdicts.expressions.log_formats import log_format_problem

HTTP = f"{LISTENER} mode http\n"


@pytest.mark.parametrize("text", ["plain", "100%%", "%ci:%cp", "%{+Q,-X}r", "%[src,lower]", "%{nonsense}ci", "%-"])
def test_what_every_version_takes_has_no_problem(text: str) -> None:
    assert [log_format_problem(text, version, "http") for version in VERSIONS] == [None] * len(VERSIONS)


@pytest.mark.parametrize(
    "text", ["%", "% x", "%5", "%cix", "%{+Q}", "%{+Q", "%[nope]", "%[path(x)]", "%[src", "%[src,]"]
)
def test_what_every_version_refuses_has_a_reason(text: str) -> None:
    assert all(log_format_problem(text, version, "http") for version in VERSIONS)


def test_variables_belong_to_versions() -> None:
    assert log_format_problem("%Ci", "2.4") is None
    assert log_format_problem("%Ci", "2.6") == "`%Ci` was removed in HAProxy 2.5, the target is 2.6: write `%ci`"
    assert log_format_problem("%OG", "3.0") == "`%OG` exists since HAProxy 3.1, the target is 3.0"


def test_named_items_are_plain_text_before_3_0() -> None:
    assert log_format_problem("%(a)[nope]", "2.8") is None
    assert log_format_problem("%(a)[nope]", "3.0") is not None


def test_variables_of_http_are_refused_in_tcp_mode_until_3_0() -> None:
    text = f"{LISTENER} log-format %HM\n"

    assert_refused(text, "bad-log-format", 3, "2.4", "2.8", "3.0")
    assert_accepted(text, "3.2", "3.4")
    assert_accepted(f"{text} mode http\n")


@pytest.mark.parametrize("keyword", ["log-format", "log-format-sd", "unique-id-format"])
def test_the_last_line_of_a_keyword_counts(keyword: str) -> None:
    assert_refused(f"{HTTP} {keyword} %nope\n", "bad-log-format", 4)
    assert_accepted(f"{HTTP} {keyword} %nope\n {keyword} %ci\n")


def test_an_option_takes_the_place_of_a_log_format_above_it() -> None:
    assert_accepted(f"{HTTP} log-format %nope\n option httplog\n")
    assert_refused(f"{HTTP} option httplog\n log-format %nope\n", "bad-log-format", 5)


def test_what_no_proxy_uses_is_not_read() -> None:
    defaults = "defaults\n log-format %nope\n"

    assert_refused(f"{defaults}{LISTENER}", "bad-log-format", 2)
    assert_accepted(f"{defaults}{LISTENER} log-format %ci\n")
    assert_accepted(f"{defaults}backend b\ndefaults\n{LISTENER}")
    assert_accepted(f"{HTTP}listen x\n disabled\n log-format %nope\n")


def test_requests_are_gone_when_the_log_is_written() -> None:
    assert_refused(f"{HTTP} log-format %[path]\n", "bad-log-format", 4)
    assert_accepted(f"{HTTP} unique-id-format %[path]\n")


def test_a_backend_reads_its_own_error_log_format_and_does_not_inherit_one() -> None:
    own = "listen l\n bind :80\nbackend b\n error-log-format %[nope]\n"

    assert_refused(own, "bad-log-format", 4, "2.6", "3.4")
    assert_accepted(own.replace("error-log-format", "log-format"))
    assert_accepted("frontend f\n bind :80\ndefaults\n error-log-format %[nope]\nbackend b\n", "2.6", "3.4")
