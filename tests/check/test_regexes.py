"""Regular expressions: those that PCRE compiles are accepted, and the common faults are named."""

from __future__ import annotations

import re
import warnings

import pytest
from hypothesis import given, strategies as st

from check.assertions import LISTENER, assert_accepted, assert_refused
from haproxy_model.verdicts.expressions.regexes import regex_problem

#: Pieces of which Python and PCRE think alike.
_PIECES = (
    "a",
    "0",
    ".",
    "^",
    "[a-z]",
    "[^]x]",
    "[]]",
    "(",
    ")",
    "(?:",
    "(?=",
    "|",
    r"\d",
    r"\(",
    "{2}",
    "*",
    "+?",
    "[",
)


@given(st.lists(st.sampled_from(_PIECES), max_size=8).map("".join))
def test_what_python_compiles_is_never_refused(text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            re.compile(text)
        except re.error:
            return

    assert regex_problem(text) is None


@given(st.text(alphabet="(?:i)[]^-\\\\QE*+$|a.{2}", max_size=40))
def test_no_text_is_too_odd_to_look_at(text: str) -> None:
    regex_problem(text)


@pytest.mark.parametrize(
    "regex",
    ["(", "(a", "a)", "[a", "[]", "[^]", "*", "*.jpg", "a|*", "(+)", "a**", "[z-a]", "a\\", "(?:a", "(?i)(", "$*"],
)
def test_faults_that_no_version_takes(regex: str) -> None:
    assert regex_problem(regex) is not None
    assert_refused(f"{LISTENER} mode http\n http-request replace-path '{regex}' /\n", "bad-argument", 4)


@pytest.mark.parametrize(
    "regex",
    [
        "",
        "^/a(/.*)?$",
        "[][a-z]",
        "[[:alpha:]-]",
        "\\Q(\\E",
        "(?i)a",
        "(?<name>a)",
        "(?#()a",
        "(?x) # (",
        "(*UTF)a",
        "a*?",
        "a++",
    ],
)
def test_what_is_rare_is_accepted(regex: str) -> None:
    assert regex_problem(regex) is None


def test_checks_hold_regular_expressions_too() -> None:
    assert_refused(f"{LISTENER}backend b\n option httpchk\n http-check expect rstring (a\n", "bad-argument", 5)
    assert_accepted(f"{LISTENER}backend b\n option httpchk\n http-check expect rstring (a)\n")
