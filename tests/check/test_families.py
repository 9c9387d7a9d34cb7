"""A family that a configuration does not concern has nothing to say about it."""

from __future__ import annotations

import ast
from pathlib import Path

from hypothesis import given
from inputs.corpus import files, over_corpus

import haproxy_model as hm
from haproxy_model.schema.actions import RULESETS
from haproxy_model.testing.configurations import configs
from haproxy_model.verdicts import subjects
from haproxy_model.verdicts.finding import Near
from haproxy_model.verdicts.subjects import _RULES, FAMILIES
from haproxy_model.views.active import Active

ROOM = Path(subjects.__file__).parent


def _superfluous(source: bytes) -> list[str]:
    active = Active(hm.parse(source), version="3.2", environment={})
    silent = [family for family in FAMILIES if not family.concerns(active)]
    return [finding.message for family in silent for finding in family.load()(active, Near())]


@given(configs)
def test_nothing_is_missed_in_any_configuration(source: bytes) -> None:
    assert not _superfluous(source)


@over_corpus
def test_nothing_is_missed_in_real_files(chunk: int) -> None:
    assert not [(path.name, said) for path in files(chunk) for said in _superfluous(path.read_bytes())]


def test_every_family_is_in_the_table() -> None:
    made = {
        (".".join(path.relative_to(ROOM).with_suffix("").parts), each.name)
        for path in ROOM.rglob("*.py")
        for each in ast.parse(path.read_text("utf-8")).body
        if isinstance(each, ast.FunctionDef) and [a.arg for a in each.args.args] == ["active", "near"]
        if each.name.endswith("_findings")
    }

    assert made - {("keywords.placeholders", "placeholder_findings")} == {
        (family.module, family.name) for family in FAMILIES
    }


def test_the_rulesets_are_those_of_the_schema() -> None:
    assert set(_RULES) == {ruleset.partition(".")[0] for ruleset in RULESETS}
