"""Directives: what is read of them depends on the branch they lie in."""

from __future__ import annotations

import pytest

from check.assertions import LISTENER, assert_accepted, assert_refused, found
from haproxy_model.schema.versions import VERSIONS


def test_nothing_is_read_of_a_condition_in_a_branch_that_is_not_taken() -> None:
    assert_accepted(f".if 0\n.if foo(\n.endif\n.endif\n{LISTENER}")


def test_an_elif_behind_a_taken_branch_is_not_read() -> None:
    assert_accepted(f".if 1\n.elif foo(\n.endif\n{LISTENER}")
    assert_refused(f".if 0\n.elif foo(\n.endif\n{LISTENER}", "bad-if-expression", 2)


def test_an_unknown_directive_counts_only_where_it_is_executed() -> None:
    assert_accepted(f".if 0\n.foo\n.endif\n{LISTENER}")
    assert_refused(f".if 1\n.foo\n.endif\n{LISTENER}", "unknown-directive", 2)


def test_the_balance_of_blocks_is_looked_at_everywhere() -> None:
    assert_refused(f".if 0\n.if 1\n.else\n.else\n.endif\n.endif\n{LISTENER}", "unbalanced-if", 4)
    assert_refused(f"{LISTENER}.endif\n", "unbalanced-if", 3)
    assert_refused(f"{LISTENER}.if 1\n", "unbalanced-if", 3)


def test_words_behind_endif_are_refused_since_2_6_even_in_a_false_branch() -> None:
    text = f".if 0\n.if 1\n.endif x\n.endif\n{LISTENER}"

    assert_accepted(text, "2.4")
    assert_refused(text, "unexpected-directive-argument", 3, "2.6", "3.4")


def test_99_blocks_may_lie_in_one_another() -> None:
    assert_accepted(".if 1\n" * 99 + ".endif\n" * 99 + LISTENER)
    assert_refused(".if 0\n" * 100 + ".endif\n" * 100 + LISTENER, "too-deep-if", 100)


def test_an_alert_refuses_the_configuration_where_it_is_executed() -> None:
    assert_refused(f".alert stop\n{LISTENER}", "alert", 1)
    assert_accepted(f".if 0\n.alert stop\n.endif\n{LISTENER}")


def test_a_message_is_one_word_since_2_6() -> None:
    assert_refused(f".notice a b\n{LISTENER}", "unexpected-directive-argument", 1, "2.6", "3.4")
    assert_accepted(f".notice a b\n{LISTENER}", "2.4")
    assert_accepted(f".notice\n.notice 'a b'\n.if 0\n.notice a b\n.endif\n{LISTENER}")


def test_a_variable_may_spread_over_several_words_of_a_message() -> None:
    text = f'.notice "a${{TWO[*]}}b"\n{LISTENER}'

    assert_refused(text, "unexpected-directive-argument", 1, "2.6", "3.4", environment={"TWO": "one two"})
    assert_accepted(text, environment={"TWO": "one"})


def test_2_4_reads_the_first_word_of_a_condition_only() -> None:
    assert_accepted(f".if 1 2\n.endif\n{LISTENER}", "2.4")
    assert_refused(f".if 1 2\n.endif\n{LISTENER}", "bad-if-expression", 1, "2.6", "3.4")
    assert_accepted(f".if version_atleast(2.4) && 0\nfoo\n.endif\n{LISTENER}", "2.6", "3.4")
    assert_refused(f".if version_atleast(2.4) && 0\nfoo\n.endif\n{LISTENER}", "orphan-directive", 2, "2.4")


@pytest.mark.parametrize("condition", ["!1", "(1)", "1&&1"])
def test_operators_exist_since_2_5(condition: str) -> None:
    assert_refused(f".if {condition}\n.endif\n{LISTENER}", "bad-if-expression", 1, "2.4")
    assert_accepted(f".if {condition}\n.endif\n{LISTENER}", "2.6", "3.4")


@pytest.mark.parametrize(
    ("condition", "without", "since"),
    [
        ("strstr(ab,a)", "2.6", "2.8"),
        ("enabled(POLL)", "2.6", "2.8"),
        ("ssllib_name_startswith(Open)", "2.4", "2.6"),
        ("awslc_api_atleast(1)", "3.2", "3.4"),
    ],
)
def test_a_predicate_is_refused_before_it_exists(condition: str, without: str, since: str) -> None:
    assert_refused(f".if {condition}\n.endif\n{LISTENER}", "bad-if-expression", 1, without)
    assert_accepted(f".if {condition}\n.endif\n{LISTENER}", since)


@pytest.mark.parametrize("condition", ["foo()", "streq(a)", "streq(a,b,c)", "defined(a,b)", "1x", "streq", "1||"])
def test_what_is_no_condition_is_refused(condition: str) -> None:
    assert_refused(f".if {condition}\n.endif\n{LISTENER}", "bad-if-expression", 1)


@pytest.mark.parametrize(
    "condition",
    ["version_before(99)", "version_atleast(2)", "version_atleast(x)", "streq(a,a)", "feature(LUA)", "-1", "0x10"],
)
def test_conditions_that_are_true(condition: str) -> None:
    assert_refused(f".if {condition}\nfoo\n.endif\n{LISTENER}", "orphan-directive", 2)
    assert_accepted(f".if {condition}\n.else\nfoo\n.endif\n{LISTENER}")


def test_lines_of_global_change_what_later_conditions_see() -> None:
    text = "global\n setenv A 1\n unsetenv B\n .if defined(A)\n .else\n foo\n .endif\n .if defined(B)\n foo\n .endif\n"

    assert_accepted(f"{text}{LISTENER}", environment={"B": "1"})
    text = f'global\n presetenv A 2\n .if streq("$A",1)\n .else\n foo\n .endif\n{LISTENER}'
    assert_accepted(text, environment={"A": "1"})
    assert_refused(text, "unknown-keyword", 5)


def test_a_dollar_that_is_no_variable_stays_as_it_is() -> None:
    assert_accepted(f".if streq('$A',1)\nfoo\n.endif\n{LISTENER}", environment={"A": "1"})


def test_what_only_the_machine_decides_is_never_fatal() -> None:
    text = f'.if defined(HAPROXY_LOCALPEER)\nfoo\n.endif\n.if streq("$HAPROXY_LOCALPEER",a)\nfoo\n.endif\n{LISTENER}'

    assert found(text) == [("orphan-directive", 2, False), ("orphan-directive", 5, False)]


def test_a_header_in_a_branch_that_is_not_taken_opens_nothing() -> None:
    text = f"{LISTENER}.if 0\nglobal\n.endif\n server a 10.0.0.1:80\n daemon\n"

    assert found(text) == [("keyword-in-wrong-section", 7, True)]


def test_lines_before_the_first_section_count_only_where_they_are_executed() -> None:
    assert_accepted(f".if 0\nfoo\n.endif\n{LISTENER}")
    assert_refused(f"foo\n{LISTENER}", "orphan-directive", 1)


def test_the_default_value_of_a_variable_is_refused_by_2_4_even_where_it_is_not_executed() -> None:
    text = f'.if 0\nfoo "${{A-1}}"\n.endif\n{LISTENER}'

    assert_refused(text, "unmatched-brace", 2, "2.4")
    assert_accepted(text, "2.6", "3.4")


@pytest.mark.parametrize("version", ["1.1.1", "1.1.1w", "3.0.0-beta2"])
def test_a_version_of_openssl_has_three_numbers(version: str) -> None:
    assert_accepted(f".if openssl_version_atleast({version})\n.endif\n{LISTENER}", *VERSIONS[1:])


@pytest.mark.parametrize("version", ["0.9", "x.y.z", "16.0.0", "1.1.256", "3.0.0-beta15"])
def test_haproxy_fails_at_what_is_no_version_of_openssl(version: str) -> None:
    text = f".if openssl_version_before({version})\n.endif\n{LISTENER}"

    assert_refused(text, "bad-if-expression", 1, *VERSIONS[1:])
