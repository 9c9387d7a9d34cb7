"""Signatures: what the notation says is what is compiled, for every row of the tables and for any signature."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from haproxy_model.reading.signatures import Argument, Choice, Condition, Literal, Node, compiled
from haproxy_model.schema.actions import ACTIONS
from haproxy_model.schema.keywords import KEYWORDS
from haproxy_model.schema.sections import SECTIONS
from haproxy_model.syntax.automaton import Refused

ROWS = sorted({row.arguments for row in (*KEYWORDS, *ACTIONS, *SECTIONS.values())})
BETWEEN = sorted({row.parenthesised for row in (*KEYWORDS, *ACTIONS)})


def written(nodes: tuple[Node, ...]) -> str:
    """The signature that compiles to these parts."""
    return " ".join(map(_written, nodes))


def _written(node: Node) -> str:
    if isinstance(node, Literal):
        return node.word
    if isinstance(node, Condition):
        return "@cond"
    if isinstance(node, Argument):
        return f"<{node.name}:{node.type}>{_repeat(node)}"
    body = "|".join(written(sequence) for sequence, _ in node.alternatives)
    opening, closing = "[]" if node.is_optional else "{}"
    return f"{opening}{body}{closing}{_repeat(node)}"


def _repeat(node: Node) -> str:
    return "" if not node.many else "+" if node.least else "*"


WORDS = st.from_regex(r"[a-z!(,-][a-z0-9()+*,-]{0,5}", fullmatch=True)
REPEATS = st.sampled_from(("", "", "*", "+"))
LEAVES = st.one_of(
    WORDS,
    st.just("@cond"),
    st.builds(lambda name, kind, end: f"<{name}:{kind}>{end}", WORDS, st.sampled_from(("int", "list({a,b})")), REPEATS),
)


def _sequences(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(parts, min_size=1, max_size=4).map(" ".join)


SIGNATURES = st.recursive(
    _sequences(LEAVES),
    lambda inner: _sequences(
        st.one_of(
            LEAVES,
            st.builds(
                lambda bodies, brackets, end: f"{brackets[0]}{'|'.join(bodies)}{brackets[1]}{end}",
                st.lists(inner, min_size=1, max_size=3),
                st.sampled_from(("[]", "{}")),
                REPEATS,
            ),
        )
    ),
    max_leaves=12,
)


def assert_same(left: tuple[Node, ...], right: tuple[Node, ...]) -> None:
    assert [_plain(node) for node in left] == [_plain(node) for node in right]


def _plain(node: Node) -> tuple[object, ...]:
    common = (type(node), node.least, node.many, node.firsts, node.is_free)
    if isinstance(node, Choice):
        return (*common, node.is_optional, [list(map(_plain, sequence)) for sequence, _ in node.alternatives])
    if isinstance(node, Argument):
        return (*common, node.type, node.name)
    return common


@given(SIGNATURES)
def test_what_is_compiled_says_what_was_written(text: str) -> None:
    assert_same(compiled(text), compiled(written(compiled(text))))


@pytest.mark.parametrize("text", ROWS)
def test_a_row_of_the_tables_is_written_as_its_parts_say(text: str) -> None:
    assert text.replace(" ", "") == written(compiled(text)).replace(" ", "")


@pytest.mark.parametrize("text", BETWEEN)
def test_what_stands_between_parentheses_has_the_same_notation(text: str) -> None:
    assert text == written(compiled(text)).replace(" ", "")


@pytest.mark.parametrize("text", ["[", "a]", "{a|}b]", "<name>", "* a", "a | b"])
def test_what_is_no_signature_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        compiled(text)


def test_a_choice_knows_the_words_it_may_begin_with() -> None:
    (choice,) = compiled("{global|[len <n:int>] <target:address>|drop now}")

    assert choice.firsts == ("global", "len", "drop")
    assert not choice.is_free


def test_an_alternative_that_may_be_empty_makes_its_choice_optional() -> None:
    (choice,) = compiled("{drop|[format <f:log_format>]}")

    assert choice.least == 0
