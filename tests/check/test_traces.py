"""The words of `trace` lines, as HAProxy 3.4.0 takes them."""

from __future__ import annotations

import pytest

from check.assertions import LISTENER, assert_accepted, assert_refused


@pytest.mark.parametrize(
    "line",
    [
        "trace h1 sink stderr level developer verbosity complete start now",
        "trace all sink stderr",
        "trace h1 level",
        "trace h1 event +any",
        "trace 0",
        "trace",
    ],
)
def test_sources_commands_and_levels_are_accepted(line: str) -> None:
    assert_accepted(f"traces\n {line}\n{LISTENER}", "3.2", "3.4")


@pytest.mark.parametrize(
    "line", ["trace zz", "trace h1 zz", "trace h1 level zz", "trace all start", "trace h1 sink a b"]
)
def test_what_is_none_is_refused(line: str) -> None:
    assert_refused(f"traces\n {line}\n{LISTENER}", "bad-argument", 2, "3.2", "3.4")


def test_a_source_may_be_younger_than_its_section() -> None:
    assert_refused(f"traces\n trace haterm level user\n{LISTENER}", "keyword-too-new", 2, "3.2")
