"""The laws of every value: reading what was written gives the value, nothing raises, values are plain."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, strategies as st

from haproxy_model.syntax.words import Expandable
from haproxy_model.values.action import read_action
from haproxy_model.values.address import read_address, read_addresses
from haproxy_model.values.condition import read_condition
from haproxy_model.values.duration import read_duration
from haproxy_model.values.expression import read_expression, read_expression_words
from haproxy_model.values.logformat import read_log_format
from haproxy_model.values.number import read_choice, read_integer
from haproxy_model.values.predicate import read_predicate
from haproxy_model.values.size import read_size
from haproxy_model.values.unread import ENVIRONMENT, Unread

from . import strategies

Read = Callable[[str], Any]

KINDS: dict[str, tuple[Read, st.SearchStrategy[Any]]] = {
    "duration": (read_duration, strategies.durations),
    "size": (read_size, strategies.sizes),
    "address": (read_address, strategies.addresses),
    "expression": (read_expression, strategies.expressions),
    "log format": (read_log_format, strategies.log_formats()),
    "predicate": (read_predicate, strategies.formulas),
}
TEXT_READERS = [read for read, _ in KINDS.values()] + [read_integer, read_addresses]


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_reading_what_was_written_gives_the_value(kind: str, data: st.DataObject) -> None:
    read, values = KINDS[kind]
    value = data.draw(values)

    again = read(str(value))

    assert value == again
    assert hash(value) == hash(again)
    assert str(value) == str(again) == again.spelling


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_a_value_that_was_read_is_written_as_it_was(kind: str, data: st.DataObject) -> None:
    read, values = KINDS[kind]
    text = data.draw(strategies.texts | values.map(str))

    value = read(text)

    # An empty predicate has no spelling to keep: it is false, and written as 0.
    assert str(value) == (text or ("0" if kind == "predicate" else ""))
    assert value == read(str(value))
    assert value == pickle.loads(pickle.dumps(value))


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_without_its_spelling_a_value_keeps_its_meaning(kind: str, data: st.DataObject) -> None:
    from attrs import evolve

    read, values = KINDS[kind]
    value = read(data.draw(strategies.texts | values.map(str)))
    if isinstance(value, Unread):
        return

    canonical = evolve(value, spelling="")

    assert value == canonical
    assert value == read(str(canonical))


@pytest.mark.parametrize("read", [read for kind, (read, _) in KINDS.items() if kind != "address"] + [read_integer])
@given(text=strategies.texts)
def test_what_holds_variables_is_unread(read: Read, text: str) -> None:
    word = Expandable(text, f'"{text}"')

    # The same text without variables was read before and must not be given back.
    read(text)

    assert Unread(word, ENVIRONMENT) == read(word)


@given(condition=strategies.conditions)
def test_reading_the_words_of_a_condition_gives_the_condition(condition: Any) -> None:
    again = read_condition(condition.words())

    assert condition == again
    assert condition.words() == again.words() == again.spelling
    assert condition == pickle.loads(pickle.dumps(condition))


@given(action=strategies.actions)
def test_reading_the_words_of_an_action_gives_the_action(action: Any) -> None:
    again = read_action(action.written())

    assert action == again
    assert action.written() == again.written()


@given(
    words=st.lists(
        st.sampled_from(["if", "unless", "{", "}", "!", "!!a", "or", "||", "", "a", "deny", "x(", "x(y)", "a,"])
        | strategies.texts,
        max_size=10,
    )
)
def test_readers_of_words_take_any_words(words: list[str]) -> None:
    condition = read_condition(words)
    action = read_action(words)
    _, used = read_expression_words(words, {"a", "or"})

    assert tuple(words) == action.written() if words else action.name == ""
    assert used <= len(words)
    if not isinstance(condition, Unread):
        assert tuple(words) == condition.words()


HOSTILE = [
    "(" * 200_000,
    "(" * 100_000 + "1" + ")" * 100_000,
    "!" * 200_000 + "1",
    "!(" * 100_000,
    "[" * 200_000,
    ":" * 200_000,
    "${" * 100_000,
    "$" * 200_000,
    "%" * 200_001,
    "%[" * 100_000,
    "%[a(" * 50_000,
    "%{" * 100_000,
    "9" * 200_000,
    "fd@" + "9" * 200_000,
    "a:" + "9" * 200_000,
    "a:80-" * 40_000,
    'f("' + "\\n" * 100_000,
    "f('" * 60_000,
    "f(" + "\\" * 200_000,
    "f" + "," * 200_000,
    "," * 200_000,
    "1&&(" * 50_000,
    " " * 200_000 + "x",
    "1" + " " * 200_000 + "x",
]


@pytest.mark.parametrize("text", HOSTILE, ids=[f"{text[:6]!r}" for text in HOSTILE])
def test_hostile_texts_cost_no_more_than_their_length(text: str) -> None:
    # The bound is generous for slow machines; a quadratic reader would need minutes, a recursive one would raise.
    import time

    start = time.process_time()
    for read in TEXT_READERS:
        value = read(text)
        hash(value)
        str(value)
    words = list(text[:10_000])
    read_condition(["if", "{", *words])
    read_condition(["if", *words, text])
    read_action([text, *words])

    assert time.process_time() - start < 20


def test_choices_are_exact() -> None:
    assert read_choice("tcp", ("tcp", "http")) == "tcp"
    assert read_choice("TCP", ("tcp", "http")) == Unread("TCP", "expected tcp or http")
    assert isinstance(read_choice(Expandable("$M", '"$M"'), ("tcp",)), Unread)
