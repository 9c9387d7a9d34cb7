"""Versions are compared in `schema/` alone: elsewhere a row or a quirk is asked, never a number."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "haproxy_model"
ELSEWHERE = sorted(path for path in ROOT.rglob("*.py") if "schema" not in path.relative_to(ROOT).parts)

#: (module, what is written there) -> what it is, where it only looks like a comparison of versions.
OTHERWISE = {
    ("values/address.py", "version == '6'"): "the version of IP",
    ("testing/accepted_samples.py", "'7.3.6'"): "a section of the manual",
    ("report/checkstyle.py", "'8.0'"): "the version of the format",
    ("report/sarif.py", "'2.1.0'"): "the version of the format",
    ("views/criteria.py", "one.version == other.version"): "the version of IP",
    ("views/predicates.py", "from haproxy_model.schema.versions import order"): "HAProxy's own `version_atleast`",
    ("views/predicates.py", "order((int(major or 0), int(minor or 0)), known.version)"): "the same",
}

_TEXT = re.compile("[1-9][.][0-9]{1,2}(?:[.][0-9]+)?").fullmatch
_NAME = re.compile("(?:.*_)?(?:versions?|since|until|releases?)|removed|deprecated", re.IGNORECASE).fullmatch
#: Functions of `schema.versions` that give what is compared; the questions that it answers are for everybody.
_RAW = frozenset(("number", "order"))
_TAKES_APART = frozenset(("startswith", "endswith", "partition", "rpartition", "split", "rsplit"))


def comparisons(tree: ast.Module) -> Iterator[ast.AST]:
    """What in a module compares versions of HAProxy, or is a version written out to be compared."""
    said = {id(each.value) for each in ast.walk(tree) if isinstance(each, ast.Expr)}
    pairs = {
        target.id
        for each in ast.walk(tree)
        if isinstance(each, ast.Assign)
        for one in each.targets
        for target, value in _assigned(one, each.value)
        if _is_pair(value)
    }

    def is_version(node: ast.AST) -> bool:
        if isinstance(node, ast.Call):
            return bool(_called(node) in _RAW)
        if isinstance(node, ast.Name):
            return bool(_NAME(node.id)) or node.id in pairs
        if isinstance(node, ast.Attribute):
            return bool(_NAME(node.attr))
        if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
            return any(map(is_version, node.elts))
        return _is_text(node)

    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            operands = (node.left, *node.comparators)
            ordered = any(isinstance(sign, (ast.Lt, ast.LtE, ast.Gt, ast.GtE)) for sign in node.ops)
            is_none = all(isinstance(sign, (ast.Is, ast.IsNot)) for sign in node.ops)
            if (ordered and any(map(_is_pair, operands))) or (not is_none and any(map(is_version, operands))):
                yield node
        elif isinstance(node, ast.Match):
            if is_version(node.subject):
                yield node
        elif isinstance(node, ast.Call):
            apart = isinstance(node.func, ast.Attribute) and node.func.attr in _TAKES_APART
            if _called(node) in _RAW or (
                apart and isinstance(node.func, ast.Attribute) and is_version(node.func.value)
            ):
                yield node
        elif isinstance(node, ast.ImportFrom):
            if node.module == "haproxy_model.schema.versions" and any(each.name in _RAW for each in node.names):
                yield node
        elif _is_text(node) and id(node) not in said:
            yield node


def _assigned(target: ast.expr, value: ast.expr) -> Iterator[tuple[ast.Name, ast.expr]]:
    if isinstance(target, ast.Name):
        yield target, value
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        yield from (
            (one, each) for one, each in zip(target.elts, value.elts, strict=False) if isinstance(one, ast.Name)
        )


def _called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Name):
        return node.func.id
    # A method of that name is another thing; a function of the module is not.
    is_module = isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value).endswith("versions")
    return node.func.attr if is_module and isinstance(node.func, ast.Attribute) else ""


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(_TEXT(node.value))


def _is_pair(node: ast.AST) -> bool:
    """Whether it is written like (3, 1)."""
    if not (isinstance(node, (ast.Tuple, ast.List)) and len(node.elts) in (2, 3)):
        return False
    return all(isinstance(each, ast.Constant) and type(each.value) is int for each in node.elts)


@pytest.mark.parametrize("path", ELSEWHERE, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_but_the_tables_compares_versions(path: Path) -> None:
    module = path.relative_to(ROOT).as_posix()
    found = [(module, ast.unparse(node)) for node in comparisons(ast.parse(path.read_text("utf-8")))]

    assert not [each for each in found if each not in OTHERWISE]


@pytest.mark.parametrize(
    "line",
    [
        "from haproxy_model.schema.versions import number",
        "if number(active.version) < limit: pass",
        "if versions.number(active.version) < limit: pass",
        "early = version < (2, 5)",
        "early = pair >= (3, 1)",
        "early = (3, 1) <= pair < (3, 4)",
        "_FIRST = (3, 3)\nearly = pair < _FIRST",
        "_FIRST, _LAST = (2, 5), (3, 3)\nearly = pair == _LAST",
        "known = active.version in ('2.4', '2.6')",
        "known = (name, version) in SOME",
        "known = version == LATEST",
        "known = row.since > version",
        "known = row.removed != ''",
        "known = word in VERSIONS",
        "since = {'psess': '3.1'}",
        "old = version.startswith('2.')",
        "major, _, minor = ctx.version.partition('.')",
        "last = max(releases, key=number(version))",
        "match active.version:\n    case other: pass",
    ],
)
def test_a_comparison_of_versions_is_found_however_it_is_written(line: str) -> None:
    assert list(comparisons(ast.parse(line)))


@pytest.mark.parametrize(
    "line",
    [
        '"""2.4"""',
        "if QUIRK.holds(active.version): pass",
        "if available(row, version) or reached(row.since, version): pass",
        "def check(*, version: str = LATEST) -> None: pass",
        "if version is None: pass",
        "message = f'`{name}` exists since HAProxy {row.since}, the target is {version}'",
        "found = len(words) in (1, 2) or port == (5671, 5672)",
        "limit = ctx.options.number('galera.min_servers')",
    ],
)
def test_what_asks_a_table_or_speaks_of_a_version_is_none(line: str) -> None:
    assert not list(comparisons(ast.parse(line)))


def test_no_exception_is_left_that_nothing_needs() -> None:
    found = {
        (path.relative_to(ROOT).as_posix(), ast.unparse(node))
        for path in ELSEWHERE
        for node in comparisons(ast.parse(path.read_text("utf-8")))
    }

    assert found == set(OTHERWISE)
