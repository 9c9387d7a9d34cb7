"""What counts the work sees the faults that it is there for, and changes nothing that the package says."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pytest
from work import TOLERANCE, bounded, charges, growth
from work.counting import counted, instrumented

import haproxy_model as hm

#: What grows as the square of `n`, each in a few lines, and the same in proportion to it.
FAULTS = {
    "a list that is searched": (
        "seen = []\nfor i in range(n):\n  if i not in seen: seen.append(i)",
        "seen = set()\nfor i in range(n):\n  if i not in seen: seen.add(i)",
    ),
    "a list that is searched by a method": (
        "places = list(range(n))\nfor i in range(n): places.index(i)",
        "places = {i: i for i in range(n)}\nfor i in range(n): places.get(i)",
    ),
    "lists that are compared": (
        "for i in range(n): list(range(i)) == list(range(i))",
        "for i in range(n): [i] == [i]",
    ),
    "a text that is cut": ("text = 'x' * n\nwhile text: text = text[1:]", "text = 'x' * n\nfor c in text: c[0:]"),
    "a text that grows": (
        "text = ''\nfor i in range(n): text += 'x'",
        "parts = []\nfor i in range(n): parts += ['x']\n''.join(parts)",
    ),
    "a text that is put together again": (
        "text = ''\nfor i in range(n): text = f'{text}x'",
        "for i in range(n): f'{i}x'",
    ),
    "a tuple that grows": ("all = ()\nfor i in range(n): all = (*all, i)", "for i in range(n): (*(i, i), i)"),
    "a list from which the first is taken": (
        "rest = list(range(n))\nwhile rest: rest.pop(0)",
        "rest = list(range(n))\nwhile rest: rest.pop()",
    ),
    "a list in which the first is deleted": (
        "rest = list(range(n))\nwhile rest: del rest[0]",
        "rest = list(range(n))\nwhile rest: del rest[-1]",
    ),
    "a list into which much is put": (
        "found = []\nfor i in range(n): found.insert(0, i)",
        "found = []\nfor i in range(n): found.insert(len(found), i)",
    ),
    "a slice that is replaced": (
        "found = []\nfor i in range(n): found[:0] = [i]",
        "found = []\nfor i in range(n): found[len(found):] = [i]",
    ),
    "all but the first": ("rest = list(range(n))\nwhile rest: first, *rest = rest", "for i in range(n): a, *b = i, i"),
    "what the rest of a text holds": (
        "text = 'x' * n\nfor i in range(n): text.find('y', i)",
        "text = 'x' * n\nfor i in range(n): text.find('x', i)",
    ),
    "whether a text holds something": ("for i in range(n): 'y' in 'x' * i", "for i in range(n): 'y' in 'x'"),
    "an expression that looks to the end": (
        "import re\nlook = re.compile('y').search\nfor i in range(n): look('x' * n, i)",
        "import re\nlook = re.compile('x').search\ntext = 'x' * n\nfor i in range(n): look(text, i)",
    ),
    "a loop in a loop": (
        "for i in range(n):\n  for j in range(n): pass",
        "for i in range(n): pass\nfor j in range(n): pass",
    ),
    "a loop that C runs": ("for i in range(n): sum(map(abs, range(n)))", "for i in range(n): sum(map(abs, (i,)))"),
    "a generator in a loop": ("for i in range(n): any(j < 0 for j in range(n))", "any(j < 0 for j in range(n))"),
    "a set that is copied": ("all = set(range(n))\nfor i in range(n): all - {i}", "for i in range(n): {i} - {i}"),
    "a sum of what was before": (
        "def of(i):\n  return [] if not i else of(i - 1) + [i]\nof(n // 10)",
        "def of(i):\n  return i and of(i - 1)\nof(n // 10)",
    ),
}


def growth_of(source: str) -> float:
    """How much more a further turn costs in a run that is twice as long."""
    body = "\n".join(f"  {line}" for line in source.splitlines())
    names: dict[str, Any] = dict(charges.HOOKS)
    exec(instrumented(f"def run(n):\n{body}"), names)
    lengths, works = [200, 400, 800], []
    for length in lengths:
        charges.begin(None)
        names["run"](length)
        works.append(charges.total())
    return growth(works, lengths)


@pytest.mark.parametrize("fault", FAULTS)
def test_what_grows_as_a_square_is_told_from_what_does_not(fault: str) -> None:
    square, straight = FAULTS[fault]

    assert growth_of(square) > 1.8
    assert growth_of(straight) <= TOLERANCE


def test_the_copy_that_counts_says_what_the_package_says() -> None:
    source = (
        Path(__file__).parents[1] / "data" / "controller.cfg"
    ).read_bytes() + b"listen l\n x\n server\n use_backend a\n"
    said: list[Any] = []
    work = counted(lambda package: said.extend(package.validate(package.parse(source))))
    again = counted(lambda package: package.validate(package.parse(source)))

    assert list(map(repr, said)) == list(map(repr, hm.validate(hm.parse(source))))
    assert type(said[0]) is not hm.Diagnostic
    assert work >= again > len(source)


def test_the_copy_leaves_the_package_alone() -> None:
    before = {name: module for name, module in sys.modules.items() if name.startswith("haproxy_model")}
    with pytest.raises(ZeroDivisionError):
        counted(lambda package: 1 // 0)

    assert {name: module for name, module in sys.modules.items() if name.startswith("haproxy_model")} == before
    assert hm.parse is sys.modules["haproxy_model.api"].parse


def test_a_bound_ends_what_would_not_end() -> None:
    with pytest.raises(AssertionError, match="seconds of CPU"), bounded(0.1):
        re.fullmatch("(a*)*b", "a" * 200)
