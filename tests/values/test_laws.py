"""The laws of every value: reading what was written gives the value, nothing raises, values are plain."""

from __future__ import annotations

import pickle
import re
import types
import typing
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from importlib import import_module
from typing import Any

import pytest
from attrs import evolve, fields
from hypothesis import given, settings, strategies as st
from work import assert_linear, bounded, size_of

import haproxy_model as hm
from haproxy_model.syntax.words import Expandable
from haproxy_model.testing import values as strategies
from haproxy_model.values.action import Action, read_action
from haproxy_model.values.address import read_address, read_addresses
from haproxy_model.values.condition import Condition, Term, read_condition
from haproxy_model.values.duration import read_duration
from haproxy_model.values.expression import read_expression, read_expression_words
from haproxy_model.values.logformat import read_log_format
from haproxy_model.values.number import read_choice, read_integer
from haproxy_model.values.predicate import read_predicate
from haproxy_model.values.readable import EXPECTED
from haproxy_model.values.size import Size, read_size
from haproxy_model.values.unread import ENVIRONMENT, Unread

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
    read, values = KINDS[kind]
    value = read(data.draw(strategies.texts | values.map(str)))
    if isinstance(value, Unread):
        return

    canonical = evolve(value)

    assert value == canonical
    assert not canonical.spelling
    assert value == read(str(canonical))


EVOLVING: dict[str, st.SearchStrategy[Any]] = {
    **{kind: values for kind, (_, values) in KINDS.items()},
    "call": strategies.calls,
    "item": strategies.items,
    "term": strategies.terms,
    "condition": strategies.conditions,
    "action": strategies.actions,
}


def again(value: Any) -> Any:
    """The value as it is read, where its kind is one that is read by itself."""
    if isinstance(value, Condition):
        return read_condition(value.words())
    if isinstance(value, Action):
        return read_action(value.written())
    return next((read(str(value)) for read, _ in KINDS.values() if read(str(value)) == value), value)


@pytest.mark.parametrize("kind", EVOLVING)
@given(data=st.data())
def test_a_value_made_of_another_is_written_as_one_built_by_hand(kind: str, data: st.DataObject) -> None:
    value, other = again(data.draw(EVOLVING[kind])), data.draw(EVOLVING[kind])
    names = [each.name for each in fields(type(value)) if each.init]
    for name in data.draw(st.lists(st.sampled_from(names), min_size=1)):
        value = evolve(value, **{name: getattr(other, name)})
    by_hand = type(value)(**{name: getattr(value, name) for name in names})

    assert value == by_hand
    assert str(value) == str(by_hand)
    if isinstance(value, (Condition, Term)):
        assert value.words() == by_hand.words()
    if isinstance(value, Action):
        assert value.written() == by_hand.written()


WRONG = [
    None,
    True,
    5,
    5.5,
    b"x",
    "5s",
    ("x",),
    ["x"],
    {"x": 1},
    object(),
    Size(bytes=4),
    (None,),
    ((None,),),
    (Size(bytes=4),),
]


def fits(value: object, hint: Any) -> bool:
    """Whether a value is of an annotated type."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return any(fits(value, each) for each in arguments)
    if origin is typing.Literal:
        return isinstance(value, str)
    if origin is tuple:
        return isinstance(value, tuple) and all(fits(each, arguments[0]) for each in value)
    return isinstance(value, hint) and (hint is not int or not isinstance(value, bool))


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: type(wrong).__name__)
@pytest.mark.parametrize("kind", EVOLVING)
@given(data=st.data())
@settings(max_examples=10)
def test_a_field_of_the_wrong_kind_is_refused(kind: str, wrong: object, data: st.DataObject) -> None:
    value = data.draw(EVOLVING[kind])
    hints = typing.get_type_hints(type(value))
    for name in [each.name for each in fields(type(value)) if each.init and not fits(wrong, hints[each.name])]:
        with pytest.raises(TypeError, match=f"{name} of {type(value).__name__} must be"):
            evolve(value, **{name: wrong})


@pytest.mark.parametrize("kind", EVOLVING)
@given(data=st.data())
def test_parsing_what_was_written_gives_the_value(kind: str, data: st.DataObject) -> None:
    value = data.draw(EVOLVING[kind])
    if kind == "predicate":
        return  # conditions of `.if` are no value of a typed attribute

    assert type(value).parse(str(value)) == value


PARSED = [hm.Action, hm.Address, hm.Call, hm.Condition, hm.Duration, hm.Expression, hm.Item, hm.LogFormat, hm.Size]


@pytest.mark.parametrize("kind", [*PARSED, hm.Term])
@pytest.mark.parametrize(
    "wrong", [None, True, 5, 5.5, b"5s", ["5s"], Size(bytes=4), object()], ids=lambda value: type(value).__name__
)
def test_only_text_is_parsed_and_only_names_build(kind: Any, wrong: object) -> None:
    with pytest.raises(TypeError, match=re.escape(f"expected {EXPECTED[kind.__name__]}, as text")):
        kind.parse(wrong)
    with pytest.raises(TypeError, match=f"expected fields by name, {kind.__name__}"):
        kind(wrong)


@pytest.mark.parametrize("kind", [*PARSED, hm.Term])
@given(
    text=strategies.texts | st.sampled_from(["", " ", "a b", "a,", "%ci%ci", "src,lower", "if a or b", "!a or b", "#"])
)
def test_text_is_parsed_or_refused_with_what_was_expected(kind: Any, text: str) -> None:
    with suppress(hm.InvalidValue):
        value = kind.parse(text)

        assert isinstance(value, kind)
        assert kind.parse(str(value)) == value


@pytest.mark.parametrize(
    ("parse", "message"),
    [
        (
            lambda: hm.Duration.parse("soon"),
            "'soon' is not a duration such as 500ms or 3s: expected a number and a unit",
        ),
        (lambda: hm.Size.parse("1kb"), "'1kb' is not a size such as 16384 or 16k: expected a number of bytes"),
        (lambda: hm.Address.parse("a:99999"), "'a:99999' is not an address such as 10.0.0.1:3306: expected a port"),
        (lambda: hm.Expression.parse("a b"), "'a b' is not a sample expression such as req.hdr(host): expected"),
        (lambda: hm.Call.parse("src,lower"), "'src,lower' is not a fetch or converter such as req.hdr(host)"),
        (lambda: hm.LogFormat.parse("100%"), "'100%' is not a log format such as %[src]: expected %%"),
        (lambda: hm.Item.parse("%ci:%cp"), "'%ci:%cp' is not an alias or expression such as %ci or %[src]"),
        (
            lambda: hm.Condition.parse("a"),
            "'a' is not a condition such as 'if is_api !is_local': expected if or unless",
        ),
        (
            lambda: hm.Condition.parse("if a # b"),
            "'if a # b' is not a condition: quote the '#', or it begins a comment",
        ),
        (lambda: hm.Condition.parse("if a '' b"), "HAProxy stops reading at an empty word"),
        (lambda: hm.Term.parse("a b"), "'a b' is not a term such as is_api"),
        (lambda: hm.Action.parse(""), "'' is not an action such as"),
    ],
)
def test_what_is_not_parsed_says_what_was_expected(parse: Callable[[], object], message: str) -> None:
    with pytest.raises(hm.InvalidValue, match=re.escape(message)):
        parse()


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


#: The text of a size.
HOSTILE: list[Callable[[int], str]] = [
    lambda n: "(" * n,
    lambda n: "(" * n + "1" + ")" * n,
    lambda n: "!" * n + "1",
    lambda n: "!(" * n,
    lambda n: "[" * n,
    lambda n: ":" * n,
    lambda n: "${" * n,
    lambda n: "$" * n,
    lambda n: "%" * n + "%",
    lambda n: "%[" * n,
    lambda n: "%[a(" * n,
    lambda n: "%{" * n,
    lambda n: "9" * n,
    lambda n: "fd@" + "9" * n,
    lambda n: "a:" + "9" * n,
    lambda n: "a:80-" * n,
    lambda n: 'f("' + "\\n" * n,
    lambda n: "f('" * n,
    lambda n: "f(" + "\\" * n,
    lambda n: "f" + "," * n,
    lambda n: "," * n,
    lambda n: "1&&(" * n,
    lambda n: " " * n + "x",
    lambda n: "1" + " " * n + "x",
]
hostile = pytest.mark.parametrize("make", HOSTILE, ids=[f"{make(6)[:9]!r}" for make in HOSTILE])


def readings(text: str) -> Iterator[Callable[[], Any]]:
    """Every way to read a text, and words that are like it; with the package as it stands when they are asked for."""
    for reader in TEXT_READERS:
        yield partial(getattr(import_module(reader.__module__), reader.__name__), text)
    rules = import_module("haproxy_model.values.action")
    conditions = import_module("haproxy_model.values.condition")
    words = list(text[: len(text) // 20])
    yield partial(conditions.read_condition, ["if", "{", *words])
    yield partial(conditions.read_condition, ["if", *words, text])
    yield partial(rules.read_action, [text, *words])


@hostile
def test_the_work_of_reading_hostile_texts_grows_as_they_do(make: Callable[[int], str]) -> None:
    assert_linear(lambda package, text: [str(read()) for read in readings(text)], make, 2_000)


@hostile
def test_reading_long_hostile_texts_ends(make: Callable[[int], str]) -> None:
    for read in readings(make(size_of(make, 200_000))):
        with bounded():
            value = read()
            hash(value)
            str(value)


def test_choices_are_exact() -> None:
    assert read_choice("tcp", ("tcp", "http")) == "tcp"
    assert read_choice("TCP", ("tcp", "http")) == Unread("TCP", "expected tcp or http")
    assert isinstance(read_choice(Expandable("$M", '"$M"'), ("tcp",)), Unread)
