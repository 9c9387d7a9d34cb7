"""Which lines of two texts are the same ones: in order, all that an edit left alone, and in linear time."""

from __future__ import annotations

import sys
from itertools import pairwise
from types import FrameType
from typing import Any

from hypothesis import given, strategies as st

from haproxy_model.syntax.matching import matches

lines = st.lists(st.sampled_from(["a", "b", "c", "", "d e", "f"]) | st.text(max_size=2), max_size=40)


@given(lines, lines)
def test_pairs_are_equal_lines_in_ascending_order(before: list[str], after: list[str]) -> None:
    found = matches(before, after)

    assert all(before[place] == after[other] for place, other in found)
    assert all(
        place < next_place and other < next_other for (place, other), (next_place, next_other) in pairwise(found)
    )


@given(lines, lines, lines, lines)
def test_what_stands_around_a_change_is_the_same(
    head: list[str], old: list[str], new: list[str], tail: list[str]
) -> None:
    found = matches([*head, *old, *tail], [*head, *new, *tail])

    assert len(found) >= len(head) + len(tail)


@given(st.lists(st.text(max_size=3), unique=True, max_size=40), st.data())
def test_lines_that_occur_once_are_all_found_again(before: list[str], data: st.DataObject) -> None:
    keeps = data.draw(st.lists(st.booleans(), min_size=len(before), max_size=len(before)))
    after = [line for line, is_kept in zip(before, keeps, strict=True) if is_kept]

    assert [before[place] for place, _ in matches(before, after)] == after


def _work(count: int) -> int:
    """How many lines of code run where lines occur often, and every seventh of them goes."""
    text = [line for i in range(count // 2) for line in (f"server s 192.0.2.1:{i % 110}", f"# {i % 105}")]
    ran = 0

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal ran
        ran += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        matches(text, [line for place, line in enumerate(text) if place % 7])
    finally:
        sys.settrace(before)
    return ran


def test_lines_that_occur_often_are_no_more_work_each_in_a_longer_text() -> None:
    assert _work(4000) < 3 * _work(2000)
