"""A line is read once: outside the model and the reading hardly anything looks at the words of a statement itself."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "haproxy_model"
#: Rooms that hold words, or read or make them.
WORDS = ("model", "reading", "syntax", "testing", "rewrites")
#: module -> how often it may, and why
PERMITTED = {
    "cli/path_values.py": (3, "a value at a path is put in as words, and shown with its secrets covered"),
    "verdicts/keywords/placeholders.py": (1, "the words of a scan, with where each is written"),
    "lint/rules/spelled_words.py": (1, "the words of a scan, with where each is written"),
    "lint/edits.py": (1, "whether a fix would drop a word with variables"),
    "upgrading/changes.py": (4, "what keeps an old default is a word more, or another spelling of one"),
    "values/action.py": (2, "the words of an action are a part of the value, and public"),
    "values/composition.py": (1, "how many words of a line a condition takes"),
    "values/condition.py": (3, "a condition, or a term, as the words that say it, which is public"),
    "views/effective.py": (1, "the words of a setting, in which parts that are secrets are covered"),
    "views/settings.py": (2, "the words of a setting are public: they are shown, and compared whole"),
}
#: The most places that there may be.
MOST = 20
_NAMES = ("words", "_words")


def accesses(tree: ast.AST) -> Iterator[ast.AST]:
    """Where code looks at words: `x.words` and `x._words`, `… in words`, `words[…]`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            found = node.attr in _NAMES
        elif isinstance(node, ast.Compare):
            sides = zip(node.ops, node.comparators, strict=True)
            found = any(isinstance(sign, (ast.In, ast.NotIn)) and _is_words(side) for sign, side in sides)
        else:
            found = isinstance(node, ast.Subscript) and _is_words(node.value)
        if found:
            yield node


def _is_words(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id in _NAMES


def _counts() -> Counter[str]:
    found: Counter[str] = Counter()
    for path in ROOT.rglob("*.py"):
        module = path.relative_to(ROOT)
        if module.parts[0] not in WORDS:
            found[module.as_posix()] += len([*accesses(ast.parse(path.read_text("utf-8")))])
    return +found


@pytest.mark.parametrize("code", ["line._words", "line.words = ()", "'x' in words", "'x' not in _words", "words[1:]"])
def test_each_spelling_is_seen(code: str) -> None:
    assert len([*accesses(ast.parse(code))]) == 1


@pytest.mark.parametrize("code", ["words = 1", "len(words)", "line.keywords", "line._words_of", "pieces[0]"])
def test_nothing_else_is(code: str) -> None:
    assert not [*accesses(ast.parse(code))]


def test_words_are_looked_at_where_there_is_a_reason_alone() -> None:
    found = _counts()

    assert found == {module: count for module, (count, _) in PERMITTED.items()}
    assert found.total() <= MOST
