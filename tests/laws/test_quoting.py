"""Law 7: every text that HAProxy can hold has a spelling, and reads back from it."""

from __future__ import annotations

import pytest
from hypothesis import example, given, strategies as st
from inputs import examples

import haproxy_model as hm
from haproxy_model.syntax.quoting import quote
from haproxy_model.syntax.words import Expandable, read_words
from haproxy_model.testing.lines import Written, any_lines
from haproxy_model.testing.spellings import Spelled, spelled_words, variables, word_values


@given(word_values)
@examples(2)
@example("")
@example("\\")
@example("a\\")
@example("'\"\\$\n")
@example("\x1c#")
@example("\u00a0\u2028\x85")
@example("\udcff'\n")
@example("[scope]")
def test_a_quoted_value_reads_back(value: str) -> None:
    assert read_words(f"x {quote(value)}") == ("x", value)
    assert read_words(f"x {quote(value)} y") == ("x", value, "y")
    assert read_words(f"x {quote(value)}#") == ("x", value)
    if value:
        assert read_words(f"{quote(value, first=True)} y") == (value, "y")


@given(st.lists(word_values.filter(bool), min_size=1, max_size=64).map(tuple))
def test_a_statement_of_any_words_reads_back(words: tuple[str, ...]) -> None:
    assert hm.Statement.parse(hm.Statement(*words).text).words == words


@given(spelled_words)
@examples(2)
def test_a_spelled_word_reads_as_its_value(word: Spelled) -> None:
    assert read_words(f"x {word.spelling}\ty") == ("x", word.value, "y")


@given(any_lines)
def test_layout_is_not_part_of_the_words(line: Written) -> None:
    assert read_words(line.text) == line.words


@given(variables)
def test_a_word_with_variables_keeps_its_spelling(spelling: str) -> None:
    words = read_words(f"x {spelling} y")
    assert isinstance(words, tuple)

    assert isinstance(words[1], Expandable)
    assert quote(words[1]) == spelling
    assert words[0] == "x"
    assert words[2] == "y"


@pytest.mark.parametrize("value", ["a\0b", "\ud800", "x\udc00"])
def test_what_no_line_can_hold_is_refused(value: str) -> None:
    with pytest.raises(hm.InvalidValue):
        quote(value)
    with pytest.raises(hm.InvalidValue):
        hm.Statement("x", value)


@pytest.mark.parametrize("source", ["", "a b", "plain", '"$X', '"$X"\nbackend b', '"$X" y', '"$X"#', '"$X"\r', "[x]"])
def test_only_one_word_with_variables_is_an_expandable_one(source: str) -> None:
    with pytest.raises(hm.InvalidValue):
        hm.Statement("x", Expandable("$X", source))
