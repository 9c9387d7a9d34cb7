"""A word is what its place makes it: whatever things are called, the findings are the same."""

from __future__ import annotations

import random
import re
from collections import Counter
from pathlib import Path

import pytest
from inputs.corpus import files, over_corpus
from inputs.renamed import Renamed, renamed

import haproxy_model as hm
from haproxy_model.schema.versions import VERSIONS

_ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted(path for folder in ("docs/examples", "tests/data") for path in (_ROOT / folder).rglob("*.cfg"))
#: What says how near other names are, or goes by their order: that is about the letters of a name.
_NEAR = re.compile(r"; near .*|; did you mean .*|…`.*")
#: Every so many of the corpus's files.
EVERY = 6
#: Longer files take long to be written twice.
_LONGEST = 40_000

Said = tuple[str, str, bool, int, int, str]


def said(renamed: Renamed, content: bytes, version: str) -> Counter[Said]:
    """What is found in a file: code, severity, place and message, whose names stand in any order."""
    found: Counter[Said] = Counter()
    for each in hm.validate(hm.parse(content), version=version):
        line, column = (each.span.line, each.span.column) if each.span is not None else (0, 0)
        message = _NEAR.sub("", renamed.translated(each.message))
        found[each.code, each.severity, each.fatal, line, column, "".join(sorted(message))] += 1
    return found


def assert_same(source: bytes, seed: str) -> None:
    chance = random.Random(seed)
    both = renamed(source, chance)
    if both is None:
        return
    version = chance.choice(VERSIONS)
    plain, alike = (said(both, content, version) for content in (both.plain, both.alike))

    assert alike == plain, (version, both.called)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("seed", range(4))
def test_findings_of_examples_do_not_depend_on_names(path: Path, seed: int) -> None:
    assert_same(path.read_bytes(), f"{path.name} {seed}")


@over_corpus
def test_findings_do_not_depend_on_names(chunk: int) -> None:
    for path in list(files(chunk))[::EVERY]:
        source = path.read_bytes()
        if len(source) <= _LONGEST:
            assert_same(source, path.name)
