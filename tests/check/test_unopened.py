"""Lines below a header that opens nothing."""

from __future__ import annotations

import haproxy_model as hm
from check.assertions import LISTENER, assert_accepted, found
from haproxy_model.schema.versions import VERSIONS

UNOPENED = f"{LISTENER}listen stats :8888\n mode http\n stats enable\n no option httplog\n"


def test_every_line_of_a_proxy_that_is_not_opened_is_refused() -> None:
    for version in VERSIONS:
        assert found(UNOPENED, version) == [
            ("unexpected-section-argument", 3, True),
            ("line-of-unopened-section", 4, True),
            ("line-of-unopened-section", 5, True),
            ("line-of-unopened-section", 6, True),
        ]


def test_such_a_line_points_to_the_header() -> None:
    diagnostic = next(each for each in hm.check(hm.parse(UNOPENED)) if each.code == "CFG170")

    assert diagnostic.message == "`mode` is not in any section: fix the header of the `listen` above"
    assert [each.span.line for each in diagnostic.related if each.span] == [3]


def test_a_header_for_listening_is_refused_without_any_line_since_3_3() -> None:
    assert found(f"{LISTENER}frontend f :80\n", "3.2") == [("unexpected-section-argument", 3, False)]
    assert found(f"{LISTENER}frontend f :80\n", "3.4") == [("unexpected-section-argument", 3, True)]
    assert found(f"{LISTENER}backend b :80\n", "3.4") == [("unexpected-section-argument", 3, False)]


def test_the_name_of_a_proxy_that_is_not_opened_is_free() -> None:
    assert found(f"{LISTENER}frontend f :80\nfrontend f\n bind :81\n", "3.2") == [
        ("unexpected-section-argument", 3, False)
    ]


def test_below_a_taken_name_the_lines_go_to_the_proxy_that_has_it() -> None:
    names = [name for name, _, _ in found(f"{LISTENER}listen base :80\n mode http\n", "2.6")]

    assert "line-of-unopened-section" not in names


def test_the_lines_of_a_section_that_a_version_does_not_know_belong_to_the_one_above() -> None:
    text = f"{LISTENER}log-profile p\n log-tag x\n on any drop\n"

    assert_accepted(text, "3.2", "3.4")
    assert found(text, "3.0") == [("keyword-too-new", 3, True), ("line-of-unopened-section", 5, True)]


def test_without_a_section_above_no_line_of_an_unknown_section_is_taken() -> None:
    assert found(f"traces\n trace x\n{LISTENER}", "2.4") == [
        ("keyword-too-new", 1, True),
        ("line-of-unopened-section", 2, True),
    ]


def test_an_address_from_a_variable_is_not_judged() -> None:
    assert_accepted(f'{LISTENER}listen l "${{WORDS[*]}}"\n mode http\n', environment={"WORDS": ""})


def test_from_opens_a_proxy() -> None:
    assert_accepted(f"defaults d\n{LISTENER}backend b from d\n mode tcp\n")
