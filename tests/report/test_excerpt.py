"""Marks stand under the span, whatever stands before it."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from haproxy_model.diagnostics import Span
from haproxy_model.report.excerpt import Excerpt, cells, excerpts
from haproxy_model.syntax.text import visible

from .places import span_of


def only(text: str, what: str, width: int = 200) -> Excerpt:
    (found,) = excerpts(text.split("\n"), span_of(text, what), width)

    assert found is not None
    return found


def marked(excerpt: Excerpt) -> str:
    """What stands above the marks, by cells."""
    taken, found = 0, ""
    for character in excerpt.text:
        if excerpt.indent <= taken < excerpt.indent + excerpt.marked:
            found += character
        taken += cells(character)
    return found


@pytest.mark.parametrize(
    ("line", "what", "shown"),
    [
        ("  server a :80", "a ", "a "),
        ("\tbind\t:80", ":80", ":80"),
        ("  ab\tbind x", "bind", "bind"),
        ("  server 数据库 x", "x", "x"),
        ("  server 数据库 x", "据", "据"),
        ("a \udcff\udc80 b", "b", "b"),
        ("a \udcff\udc80 b", "\udc80", r"\x80"),
        ("a \x1b[31m b", "b", "b"),
        ("a\rb c", "c", "c"),
        ("a\x00b c", "\x00", r"\x00"),
        ("e\u0301 acute", "acute", "acute"),
        ("a \u202eevil b", "b", "b"),
        ("a \u202eevil b", "\u202e", r"\u202e"),
        ("bind :80\r", ":80", ":80"),
        ("bind :80\r", "\r", r"\x0d"),
        ("a [red]b[/red]", "[red]", "[red]"),
    ],
)
def test_the_marks_stand_under_the_span(line: str, what: str, shown: str) -> None:
    assert marked(only(line, what)) == shown


def test_tabs_reach_to_the_next_eighth_cell() -> None:
    found = only("ab\tcd\te", "e")

    assert found == Excerpt(1, "ab      cd      e", 16, 1)


def test_the_carriage_return_of_a_line_end_is_not_shown() -> None:
    assert only("bind :80\r\nmode tcp\r\n", ":80").text == "bind :80"


def test_an_empty_span_has_one_mark() -> None:
    (found,) = excerpts(["bind :80"], Span(None, 1, 9, 1, 9, 8, 8), 80)

    assert found == Excerpt(1, "bind :80", 8, 1)


def test_a_long_line_is_cut_to_the_part_around_the_span() -> None:
    found = only("x" * 500 + " needle " + "y" * 500, "needle", 60)

    assert marked(found) == "needle"
    assert found.text.startswith("...x")
    assert found.text.endswith("y...")
    assert len(found.text) <= 60


def test_a_long_line_keeps_its_beginning_where_the_span_is_near() -> None:
    found = only("bind needle " + "y" * 500, "needle", 60)

    assert found.text.startswith("bind needle")
    assert marked(found) == "needle"


def test_a_span_of_many_lines_shows_the_first_and_the_last() -> None:
    lines = [f"  line {number}" for number in range(1, 9)]
    found = excerpts(lines, Span(None, 2, 3, 7, 5, 0, 0), 80)

    assert [each and (each.number, each.indent) for each in found] == [(2, 2), (3, 2), None, (7, 2)]
    assert [each and each.marked for each in found] == [6, 6, None, 2]


def test_a_span_that_ends_at_the_start_of_a_line_leaves_that_line_out() -> None:
    found = excerpts(["a", "b"], Span(None, 1, 1, 2, 1, 0, 2), 80)

    assert [each and each.number for each in found] == [1]


def test_a_span_outside_the_text_shows_nothing() -> None:
    assert excerpts([], Span(None, 4, 1, 4, 2, 0, 0), 80) == []


@given(
    st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), max_size=60),
    st.integers(0, 70),
    st.integers(0, 10),
    st.integers(20, 90),
)
def test_any_line_and_span_give_marks_within_the_width(line: str, start: int, length: int, width: int) -> None:
    start = min(start, len(line))
    end = min(start + length, len(line))
    (found,) = excerpts([line], Span(None, 1, start + 1, 1, end + 1, 0, 0), width)

    assert found is not None
    assert found.marked >= 1
    assert 0 <= found.indent <= width
    assert cells(found.text) <= width
    assert visible(found.text) == found.text


@pytest.mark.parametrize(
    ("what", "shown"),
    [
        ("admin", "admin"),
        ("s3cr:et", "***"),
        ("cr", "***"),
        ("admin:s3cr:et", "admin:***"),
        ("# old", "# old"),
        ("et # o", "*** # o"),
    ],
)
@pytest.mark.parametrize("head", ["", "\t"])
@pytest.mark.parametrize("user", ["admin", "数\udcff"])
def test_marks_stand_under_what_a_mask_leaves(user: str, head: str, what: str, shown: str) -> None:
    found = only(f"{head}stats auth {user}:s3cr:et # old", what.replace("admin", user))

    assert marked(found) == shown.replace("admin", visible(user))
    assert found.text.endswith(f"stats auth {visible(user)}:*** # old")


@pytest.mark.parametrize("width", [200, 40, 25])
def test_a_mask_is_never_cut(width: int) -> None:
    secret = "s3cret!" * 40
    found = only(f"user {'admin' * 10} password {secret} groups {'g' * 90}", secret, width)

    assert marked(found) == "***"
    assert len(found.text) <= width
    assert "s3c" not in found.text


def test_columns_count_what_stands_in_the_file() -> None:
    line = "stats auth admin:s3cr:et foo"

    assert only(line, "foo") == Excerpt(1, "stats auth admin:*** ***", 21, 3)
    assert span_of(line, "foo").column == 26
