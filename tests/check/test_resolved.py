"""Words that only the environment tells, and words that an empty one or a NUL cuts off."""

from __future__ import annotations

import pytest

from check.assertions import LISTENER, assert_accepted, assert_refused

OLD = ("2.4", "2.6", "2.8", "3.0")
ENVIRONMENT = {"TWO": "one two", "NUMBER": "10", "EMPTY": ""}


@pytest.mark.parametrize("word", ['""', "''", '"$UNSET"', '"$EMPTY"', "\\x00", "\\x00text"])
def test_an_empty_word_is_none(word: str) -> None:
    text = f"global\n description {word}\n{LISTENER}"

    assert_refused(text, "missing-argument", 2, *OLD, environment=ENVIRONMENT)


def test_a_default_does_not_fill_an_empty_variable() -> None:
    text = f'global\n maxconn "${{EMPTY-20}}"\n{LISTENER}'

    assert_refused(text, "missing-argument", 2, "2.6", "2.8", "3.0", environment=ENVIRONMENT)
    assert_accepted(text, "2.6", "3.4", environment={})


def test_a_variable_is_read_as_its_value() -> None:
    assert_accepted(f'global\n maxconn "$NUMBER"\n{LISTENER}', environment=ENVIRONMENT)
    assert_refused(
        f'global\n maxconn "$TWO"\n{LISTENER}', "bad-argument", 2, "2.8", "3.0", "3.4", environment=ENVIRONMENT
    )
    assert_accepted(f'global\n description "$TWO"\n{LISTENER}', environment=ENVIRONMENT)


def test_a_spread_variable_is_as_many_words_as_it_holds() -> None:
    text = f'global\n maxconn "${{COUNTS[*]}}"\n{LISTENER}'

    assert_refused(text, "unexpected-argument", 2, environment={"COUNTS": "1 2"})
    assert_accepted(text, environment={"COUNTS": "1"})


def test_a_line_may_set_a_variable_for_those_below() -> None:
    text = 'global\n maxconn "$A"\n setenv A {value}\n nbthread "$A"\n'

    assert_accepted(f"{text.format(value=4)}{LISTENER}", environment={"A": "1000"})
    assert_refused(f"{text.format(value='x')}{LISTENER}", "bad-argument", 4, environment={"A": "1000"})


def test_nobody_knows_the_variables_that_haproxy_sets_itself() -> None:
    assert_accepted(f'global\n node "$HAPROXY_LOCALPEER"\n{LISTENER}')
