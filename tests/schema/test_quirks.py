"""The ways in which releases differ: each said once, well formed, and asked by somebody."""

import ast
from pathlib import Path

import pytest

from haproxy_model.schema import quirks
from haproxy_model.schema.quirks import Quirk
from haproxy_model.schema.versions import LINES, number, within

PACKAGE = Path(quirks.__file__).parents[1]
QUIRKS = {name: value for name, value in vars(quirks).items() if isinstance(value, Quirk)}


@pytest.mark.parametrize("quirk", QUIRKS.values(), ids=list(QUIRKS))
def test_a_quirk_parts_the_lines_in_two(quirk: Quirk) -> None:
    holds = [quirk.holds(line.name) for line in LINES]
    expected = [within(f"{quirk.since or LINES[0].name} {quirk.until}".strip(), line.name) for line in LINES]

    assert holds == expected
    assert True in holds
    assert False in holds


@pytest.mark.parametrize("quirk", QUIRKS.values(), ids=list(QUIRKS))
def test_a_quirk_begins_before_it_ends_and_says_what_holds(quirk: Quirk) -> None:
    assert not (quirk.since and quirk.until) or number(quirk.since) < number(quirk.until)
    assert quirk.meaning == quirk.meaning.strip()
    assert not quirk.meaning.endswith(".")


def test_no_meaning_is_told_twice() -> None:
    assert len({quirk.meaning for quirk in QUIRKS.values()}) == len(QUIRKS)


def test_every_quirk_is_asked_by_somebody() -> None:
    used = {
        node.id
        for path in PACKAGE.rglob("*.py")
        if path != Path(quirks.__file__)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Name)
    }

    assert QUIRKS.keys() <= used
