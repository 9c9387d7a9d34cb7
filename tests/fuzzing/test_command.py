"""The fuzz command itself: it finds what is wrong, makes it small, and tries every edit."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, strategies as st

import haproxy_model as hm

from . import plain
from .choices import MOST, Choices, joined, parted, taken_apart
from .edits import EDITS, edit
from .findings import Findings, attempt, keep_time
from .here import Here
from .laws import LAWS_OF_LINES, assert_lines_changed
from .mutation import Mutator
from .runs import Run
from .seeds import MOST as MOST_BYTES, seeds


@given(st.binary(max_size=200), st.binary(max_size=MOST))
def test_an_input_is_a_text_and_decisions(text: bytes, tail: bytes) -> None:
    assert parted(joined(text, tail)) == (text, tail)


@given(st.binary(max_size=200))
def test_every_input_is_one(data: bytes) -> None:
    text, tail = parted(data)

    assert data[:-1] == text + tail


def test_where_no_bytes_are_left_each_decision_is_the_first() -> None:
    choices = Choices(b"\x05")
    assert choices.one_of("abc") == "c"

    assert not choices
    assert choices.one_of("abc") == "a"
    assert not choices.chance(2)


def fault(data: bytes) -> None:
    text, _ = parted(data)
    assert b"server" not in text, "a server"
    if b"if" in text:
        raise KeyError("if")


def test_a_fault_is_found_once_and_made_small() -> None:
    run = Run(fault, 3000, None, None)
    plain.run(run.attempt, seeds(Random(1), 100), Random(1))

    assert run.count == 3000
    said = "\n".join(run.findings.report())
    assert len(run.findings) == 2
    assert repr(joined(b"server", b"")) in said
    assert repr(joined(b"if", b"")) in said


def endless(data: bytes) -> None:
    while True:
        try:
            "x".join("a" for _ in range(100))
        except Exception:
            pass


def test_an_input_that_takes_too_long_is_a_finding() -> None:
    keep_time()
    found = attempt(endless, b"x")

    assert found is not None
    assert found.kind == "TooLong"


def test_what_does_not_fail_again_is_said_to() -> None:
    calls: list[bytes] = []

    def once(data: bytes) -> None:
        calls.append(data)
        assert len(calls) > 1, "the first"

    keep_time()
    findings = Findings(once, None)
    first = attempt(once, b"x")
    assert first is not None
    findings.add(first)

    assert "alone it does not happen again" in next(findings.report())


def inputs(count: int, seed: int) -> list[bytes]:
    chance = Random(seed)
    known = seeds(chance, count)
    mutator = Mutator(known)
    return [mutator.mutated(each, chance) for each in known]


def test_the_same_seed_makes_the_same_inputs() -> None:
    made = inputs(100, 7)

    assert made == inputs(100, 7)
    assert made != inputs(100, 8)
    assert all(len(data) <= MOST_BYTES for data in made)


def test_every_edit_is_made() -> None:
    made: set[str] = set()
    for data in inputs(2500, 3):
        source, choices = taken_apart(data)
        config = hm.parse(source)
        while choices:
            made.add(edit(Here(config, choices)))

    assert {each.__name__ for each in EDITS} - made == {"misspell"}  # which is always refused


@pytest.mark.parametrize(
    ("shape", "before", "after"),
    [
        ("none", b"a\n", b"b\n"),
        ("line", b"a\nb\n", b"c\nd\n"),
        ("line", b"a\nb\n", b"a\n"),
        ("lines", b"a\nb\n", b"a\n"),
        ("more", b"a\nb\n", b"a\nc\n"),
        ("fewer", b"a\n", b"a\nb\n"),
        ("moved", b"a\nb\n", b"b\nb\n"),
    ],
)
def test_an_edit_that_changes_more_than_it_may_is_found(shape: str, before: bytes, after: bytes) -> None:
    assert_lines_changed(before, before, shape, "it")

    with pytest.raises(AssertionError):
        assert_lines_changed(before, after, shape, "it")
    assert {*LAWS_OF_LINES, "none"} >= {shape}
