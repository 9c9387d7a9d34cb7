"""Conditions, `.if` predicates and rules as language reference 3.4, 6.8 and 6.11 have them."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from haproxy_model.syntax.words import Expandable
from haproxy_model.testing import values as strategies
from haproxy_model.values.action import read_action
from haproxy_model.values.condition import Condition, Term, read_condition
from haproxy_model.values.expression import Call
from haproxy_model.values.predicate import MAX_DEPTH, Formula, read_predicate
from haproxy_model.values.unread import ENVIRONMENT, Unread

A, B = Term(name="a"), Term(name="b")


@given(condition=strategies.conditions, data=st.data())
def test_bangs_count_by_parity_and_empty_alternatives_not_at_all(condition: Condition, data: st.DataObject) -> None:
    operators = st.sampled_from(["or", "OR", "oR", "||", "!or"])
    words: list[str] = [condition.keyword, *data.draw(st.lists(operators, max_size=2))]
    for number, alternative in enumerate(condition.alternatives):
        words += data.draw(st.lists(operators, min_size=min(number, 1), max_size=3))
        for term in alternative:
            bangs = "!" * (2 * data.draw(st.integers(0, 2)) + term.negated)
            first, *rest = (term.name,) if term.criterion is None else ("{", *term.criterion, "}")
            glued = data.draw(st.integers(0, len(bangs)))
            words += [*bangs[glued:], f"{bangs[:glued]}{first}", *rest]
    words += data.draw(st.lists(operators | st.just("!"), max_size=2))

    assert condition == read_condition(words)


@pytest.mark.parametrize(
    ("text", "alternatives"),
    [
        ("if", ()),
        ("unless or || Or", ()),
        ("if a b or b", ((A, B), (B,))),
        ("if ! a", ((Term(name="a", negated=True),),)),
        ("if !! a !!!b", ((A, Term(name="b", negated=True)),)),
        ("if !{ src 10.0.0.0/8 } a", ((Term(name=None, criterion=("src", "10.0.0.0/8"), negated=True), A),)),
        ("if { path or } || b", ((Term(name=None, criterion=("path", "or")),), (B,))),
        ("if ! or b !", ((B,),)),
        ("if a and b", ((A, Term(name="and"), B),)),
        ("if {a}", ((Term(name="{a}"),),)),
    ],
)
def test_terms_are_joined_by_juxtaposition_and_or(text: str, alternatives: tuple[tuple[Term, ...], ...]) -> None:
    words = text.split(" ")

    condition = read_condition(words)

    assert isinstance(condition, Condition)
    assert alternatives == condition.alternatives
    assert words[0] == condition.keyword


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a", "expected if or unless"),
        ("", "expected if or unless"),
        ("if { }", "expected a criterion between { and }"),
        ("if { a", "expected } as a word of its own"),
        ("if {", "expected a criterion between { and }"),
        ("if { path /a}", "expected } as a word of its own"),
    ],
)
def test_what_is_no_condition_says_what_was_expected(text: str, reason: str) -> None:
    assert Unread(text, reason) == read_condition(text.split(" ") if text else [])


def test_a_variable_is_known_only_between_braces() -> None:
    word = Expandable("$NET", '"$NET"')

    assert Condition(keyword="if", alternatives=((Term(name=None, criterion=("src", word)),),)) == read_condition(
        ["if", "{", "src", word, "}"]
    )
    assert Unread("if $NET", ENVIRONMENT) == read_condition(["if", word])


def test_an_empty_word_ends_the_condition() -> None:
    condition = read_condition(["if", "a", "", "b"])

    assert isinstance(condition, Condition)
    assert condition.names() == ("a",)
    assert condition.words() == ("if", "a", "", "b")


def number(value: int) -> Formula:
    return Formula("integer", (value,))


@given(formula=strategies.formulas, data=st.data())
def test_blanks_and_parentheses_around_a_formula_change_nothing(formula: Formula, data: st.DataObject) -> None:
    blanks = st.text(" \t", max_size=2)
    text = str(formula)
    for _ in range(data.draw(st.integers(0, 3))):
        text = f"({data.draw(blanks)}{text}{data.draw(blanks)})"

    assert formula == read_predicate(data.draw(blanks) + text)


@given(depth=st.integers(0, MAX_DEPTH))
def test_formulas_nest_to_a_bound(depth: int) -> None:
    text = "1"
    for _ in range(depth):
        text = f"(0 || {text})"

    assert isinstance(read_predicate(text), Formula)
    assert isinstance(read_predicate(f"(0 || {'(0 || ' * MAX_DEPTH}1{')' * MAX_DEPTH})"), Unread)


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("", number(0)),
        (" 010 ", number(8)),
        ("-0x1F", number(-31)),
        ("1||0&&1", Formula("or", (number(1), Formula("and", (number(0), number(1)))))),
        ("(1||0)&&1", Formula("and", (Formula("or", (number(1), number(0))), number(1)))),
        ("! !1", number(1)),
        ("!(!(!2))", Formula("not", (number(2),))),
        ("streq(\"a)\", 'b,c')", Formula("predicate", (Call(name="streq", arguments=("a)", " b,c")),))),
    ],
)
def test_a_predicate_has_its_structure(text: str, formula: Formula) -> None:
    assert formula == read_predicate(text)


@pytest.mark.parametrize(
    "text",
    [
        "1 ||",
        "|| 1",
        "!",
        "08",
        "0x",
        "()",
        "(1",
        "5 5",
        "streq (a,b)",
        "feature(a))",
        "1 |||0",
        "foo",
        "1 & 1",
        " ",
        "f(a",
    ],
)
def test_what_is_no_predicate_is_unread(text: str) -> None:
    assert isinstance(read_predicate(text), Unread)


def test_a_variable_in_the_argument_of_an_action_stays_one() -> None:
    action = read_action([Expandable("set-var(txn.$X)", '"set-var(txn.$X)"'), "src"])

    assert Expandable("txn.$X", '"txn.$X"') == action.argument
    assert action.name == "set-var"
