"""The tables run as Lark itself does: for each grammar the automaton and Lark agree."""

from pathlib import Path

import lark
import pytest
from hypothesis import given, strategies as st

from haproxy_model.syntax.automaton import Automaton, Refused
from haproxy_model.syntax.compile import compile_grammar
from haproxy_model.syntax.languages import grammars_folder, language

GRAMMAR = """
start: item ("," item)*
?item: NAME "(" start ")" -> call
     | NAME
     | _pair
_pair: NAME "=" NAME
NAME: /[a-z]+/
"""


def _plain(tree: object) -> object:
    if isinstance(tree, lark.Tree):
        return (str(tree.data), *map(_plain, tree.children))
    return str(tree)


@given(st.text("ab(),=", max_size=12))
def test_the_automaton_reads_what_lark_reads(text: str) -> None:
    automaton = Automaton(compile_grammar(GRAMMAR))
    reference = lark.Lark(GRAMMAR, parser="lalr", maybe_placeholders=False)
    try:
        expected = _plain(reference.parse(text))
    except lark.UnexpectedInput:
        with pytest.raises(Refused):
            automaton.read_text(text)
    else:
        assert automaton.read_text(text) == expected


@pytest.mark.parametrize("path", sorted(Path(grammars_folder()).glob("*.lark")), ids=lambda path: path.stem)
def test_every_grammar_compiles_and_begins_with_the_manual(path) -> None:
    assert path.read_text("utf-8").startswith("// ")
    assert language(path.stem)


def test_config_lark_accepts_every_sequence_of_lines() -> None:
    tokens = [
        ("LINES", ["a"]),
        ("COMMENTS_ABOVE", ["#"]),
        ("HEADER", "global"),
        ("LINES", ["b"]),
        ("HEADER", "defaults"),
    ]

    tree = language("config").read_tokens(tokens)

    sections = (
        ("section", ("above", ["#"]), "global", ("body", ["b"])),
        ("section", ("above",), "defaults", ("body",)),
    )
    assert tree == ("start", ("body", ["a"]), *sections)


#: languages whose grammar says `// terminals: disjoint`, and pieces of their texts
DISJOINT = {
    "signature": ["@cond", "@", "word", "a:b", "<n:int>", "<", "*", "+", " ", "[", "]", "{", "}", "|", "| "],
    "predicate": ["f(", "f(a,'b')", "1", "0x", "-0", "0x1f", "x", " ", "\t", "!", "(", ")", "||", "|", "&&", "&", "'"],
}


def test_the_disjoint_languages_are_those_of_the_grammars() -> None:
    marked = {
        path.stem for path in Path(grammars_folder()).glob("*.lark") if "// terminals: disjoint" in path.read_text()
    }

    assert marked == set(DISJOINT)


@given(st.data())
@pytest.mark.parametrize("name", DISJOINT)
def test_one_scanner_reads_disjoint_terminals_as_one_for_each_state_does(name: str, data: st.DataObject) -> None:
    tables = compile_grammar(Path(grammars_folder(), f"{name}.lark").read_text("utf-8"))
    text = "".join(data.draw(st.lists(st.sampled_from(DISJOINT[name]), max_size=9)))

    def read(disjoint: bool) -> object:
        try:
            return Automaton({**tables, "disjoint": disjoint}).read_text(text)
        except Refused as refused:
            return refused.position, refused.expected

    assert read(True) == read(False)
