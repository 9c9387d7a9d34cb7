"""Prose broken at blanks: the same words, no line wider than the screen, and nothing else changes."""

from __future__ import annotations

from hypothesis import given, strategies as st

from haproxy_model.report.excerpt import cells
from haproxy_model.report.terminal import Pieces
from haproxy_model.report.wrapping import broken

pieces = st.lists(st.tuples(st.text(alphabet="ab 数`.", max_size=30), st.sampled_from(["", "error"])), max_size=6)


def text(line: Pieces) -> str:
    return "".join(each for each, _ in line)


def marked(line: Pieces) -> list[tuple[str, str]]:
    """Each character that is no blank, with its role."""
    return [(each, role) for words, role in line for each in words if each != " "]


@given(pieces, st.integers(40, 80), st.integers(0, 8))
def test_the_same_words_in_the_same_roles_stand_on_lines_that_fit(line: Pieces, width: int, indent: int) -> None:
    lines = list(broken(line, width, indent))

    assert [each for part in lines for each in marked(part)] == marked(line)
    assert [word for part in lines for word in text(part).split()] == text(line).split()
    for number, part in enumerate(lines):
        rest = text(part)[indent:] if number else text(part)
        assert cells(text(part).rstrip(" ")) <= width or " " not in rest.strip(" ")
        assert not number or text(part).startswith(" " * indent)


@given(pieces, st.integers(0, 8))
def test_nothing_is_broken_without_a_screen_or_on_a_very_narrow_one(line: Pieces, indent: int) -> None:
    assert list(broken(line, None, indent)) == [line]
    assert list(broken(line, 39, indent)) == [line]


@given(pieces)
def test_what_fits_stays_as_it_is(line: Pieces) -> None:
    assert list(broken(line, max(cells(text(line)), 40), 4)) == [line]
