"""Conditions joined by `&`, `|` and `~`: they say what was joined, in the form that HAProxy has, or are refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import product
from typing import Any

import pytest
from hypothesis import example, given, strategies as st

import haproxy_model as hm
from haproxy_model.syntax.words import MAX_WORDS
from haproxy_model.testing import values as strategies

NAMES = "abcd"
A, B, C, D = map(hm.Term.acl, NAMES)
WORLDS = [dict(zip(NAMES, values, strict=True)) for values in product((False, True), repeat=len(NAMES))]


def holds(condition: hm.Condition | hm.Term, world: Mapping[str, bool]) -> bool:
    """What HAProxy makes of a condition: an alternative all of whose terms hold, behind `unless` none."""
    if isinstance(condition, hm.Term):
        return world[str(condition.name)] != condition.negated
    found = any(all(holds(term, world) for term in terms) for terms in condition.alternatives)
    return found == (condition.keyword == "if")


#: A condition, and whether it holds in a world, which does not follow from its form.
Meaning = tuple[Any, Callable[[Mapping[str, bool]], bool]]
leaves = st.sampled_from(NAMES).map(lambda name: (hm.Term.acl(name), lambda world: world[name])) | st.builds(
    lambda keyword, alternatives: (
        condition := hm.Condition(keyword=keyword, alternatives=alternatives),
        lambda world: holds(condition, world),
    ),
    st.sampled_from(["if", "unless"]),
    st.lists(
        st.lists(st.builds(hm.Term, name=st.sampled_from(NAMES), negated=st.booleans()), min_size=1, max_size=3).map(
            tuple
        ),
        max_size=3,
    ).map(tuple),
)


def deeper(meanings: st.SearchStrategy[Meaning]) -> st.SearchStrategy[Meaning]:
    return (
        st.builds(lambda one, two: (one[0] & two[0], lambda world: one[1](world) and two[1](world)), meanings, meanings)
        | st.builds(
            lambda one, two: (one[0] | two[0], lambda world: one[1](world) or two[1](world)), meanings, meanings
        )
        | meanings.map(lambda one: (~one[0], lambda world: not one[1](world)))
    )


@given(meaning=st.recursive(leaves, deeper, max_leaves=12))
def test_what_was_joined_holds_when_its_parts_say_so(meaning: Meaning) -> None:
    condition, expected = meaning

    assert [holds(condition, world) for world in WORLDS] == [expected(world) for world in WORLDS]


@given(meaning=st.recursive(leaves, deeper, max_leaves=12))
def test_what_was_joined_is_read_back_and_fits_on_a_line(meaning: Meaning) -> None:
    condition = meaning[0]

    assert type(condition).parse(str(condition)) == condition
    assert len(condition.words()) <= MAX_WORDS


@given(condition=strategies.conditions)
@example(condition=hm.Condition(keyword="if", alternatives=((hm.Term.matches("path", "a b", "it's", 'x"y', "#z"),),)))
def test_parsing_what_a_condition_is_written_as_gives_the_condition(condition: hm.Condition) -> None:
    assert hm.Condition.parse(str(condition)) == condition


@given(term=strategies.terms)
def test_parsing_what_a_term_is_written_as_gives_the_term(term: hm.Term) -> None:
    assert hm.Term.parse(str(term)) == term


@given(one=strategies.terms, two=strategies.terms)
def test_operators_of_terms_keep_both(one: hm.Term, two: hm.Term) -> None:
    assert ~~one == one
    assert {*(one | two).terms()} == {one, two}
    if one != ~two:
        assert {*(one & two).terms()} == {one, two}


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        (A & ~B | hm.Term.matches("path_beg", "/x"), "if a !b or { path_beg /x }"),
        (A & (B | C), "if a b or a c"),
        (~(A | B), "if !a !b"),
        (~(A & B), "if !a or !b"),
        (~(A & B | C & D), "unless a b or c d"),
        (~~(A & B), "if a b"),
        (hm.Condition.parse("unless a") & B, "if !a b"),
        (hm.Condition.parse("unless a b") | C, "if !a or !b or c"),
        (hm.Condition.parse("unless a b or c d") & hm.Condition.parse("unless a c"), "unless a b or c d or a c"),
        (A | A, "if a"),
        (A & (A | B), "if a"),
        (A & ~A, "if a !a"),
        (hm.Term.matches("hdr(host)", "-i", "a b") & A, "if { hdr(host) -i 'a b' } a"),
        (hm.Term.matches(hm.Expression.parse("req.hdr(host),lower"), "x") | A, "if { req.hdr(host),lower x } or a"),
        (hm.Condition(keyword="unless") & A, "if a"),
    ],
)
def test_joined_conditions_have_the_form_of_haproxy(condition: hm.Condition, text: str) -> None:
    assert str(condition) == text


def test_what_does_not_fit_on_a_line_is_refused_with_the_reason() -> None:
    pairs = [hm.Term.acl(f"a{number}") | hm.Term.acl(f"b{number}") for number in range(5)]
    condition = pairs[0]
    for pair in pairs[1:4]:
        condition = condition & pair
    assert str(condition).startswith("unless !a0 !b0 or")

    with pytest.raises(hm.InvalidValue, match="without parentheses this condition takes more than 64 words"):
        (condition | A & B | C) & pairs[4] & (A | D) & (B | C) & ~condition
    names = [hm.Term.acl(f"name{number}") for number in range(MAX_WORDS)]
    long = names[0] & names[1]
    for name in names[2:-1]:
        long = long & name
    assert len(long.words()) == MAX_WORDS
    with pytest.raises(hm.InvalidValue, match="name a part of it by `acl` lines"):
        long & names[-1]


@pytest.mark.parametrize("condition", [A, ~A, A & B, hm.Condition(keyword="if"), hm.Condition.parse("unless a")])
def test_a_condition_is_neither_true_nor_false(condition: hm.Condition | hm.Term) -> None:
    for ask in (lambda: bool(condition), lambda: not condition, lambda: condition and A, lambda: condition or A):
        with pytest.raises(TypeError, match=r"use & \| ~"):
            ask()


@pytest.mark.parametrize("other", ["b", None, True, 5, hm.Expression.parse("src"), ["if", "a"]], ids=repr)
def test_a_condition_is_joined_with_another_one_only(other: Any) -> None:
    for join in (lambda: A & other, lambda: A | other, lambda: other & A, lambda: (A & B) | other):
        with pytest.raises(TypeError):
            join()
    with pytest.raises(TypeError, match="expected a Term or a Condition after &"):
        A & other


@pytest.mark.parametrize("name", ["", "a b", "!a", "or", "OR", "||", "{", "}", "a,b", "é", "a\n", "#"])
def test_a_name_that_no_acl_has_is_refused(name: str) -> None:
    with pytest.raises(hm.InvalidValue, match="is not a name of an ACL"):
        hm.Term.acl(name)


@pytest.mark.parametrize("words", [("",), ("}",), ("path", "}"), ("path", ""), ("path", "a\0b")])
def test_words_that_would_end_a_criterion_are_refused(words: tuple[str, ...]) -> None:
    with pytest.raises(hm.InvalidValue, match="cannot be a word of a criterion"):
        hm.Term.matches(*words)


def test_a_joined_condition_is_assigned_as_it_is() -> None:
    config = hm.parse(b"frontend f\n    http-request deny if a   # why\n    use_backend b if c\n")
    frontend = config.frontends[0]
    rule = frontend.http_request[0]
    rule.condition = rule.condition & ~B | hm.Term.matches("path", "/a b")  # type: ignore[operator]  # it is readable
    frontend.use_backends[0].condition = ~A

    assert config.dumps() == (
        "frontend f\n    http-request deny if a !b or { path '/a b' }   # why\n    use_backend b if !a\n"
    )
