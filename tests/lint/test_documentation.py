"""The examples in the rules' docstrings are true, and every rule has the parts that its page shows."""

from __future__ import annotations

import re

import pytest

import haproxy_model as hm
from haproxy_model.diagnostics import Diagnostic, Severity
from haproxy_model.lint.rule import LintRule
from haproxy_model.lint.rules import RULES
from haproxy_model.lint.surroundings import SURROUNDINGS
from haproxy_model.schema.versions import LATEST
from tests.lint.findings import CODES, files

each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)


def _version(rule: LintRule) -> str:
    """The version that the examples speak of."""
    return rule.part("Version").strip() or LATEST


def _given(rule: LintRule, part: str) -> list[Diagnostic]:
    """The findings in an example; a rule of style runs where it is selected."""
    select = [rule.code] if rule.is_style else []
    options = dict(each.split("=") for each in rule.part("Options").split())
    configs = map(hm.parse, files(rule.example(part)))
    report = hm.validate_controllers(configs, version=_version(rule), select=select, options=options)
    return [each for each in report if each.code in CODES]


@each_rule
def test_the_bad_example_gives_its_rule_and_nothing_else_that_is_as_bad(rule: LintRule) -> None:
    given = _given(rule, "Bad")
    others = {each.code for each in given if each.severity >= max(rule.severity, Severity.WARNING)} - {rule.code}

    assert rule.code in {each.code for each in given}
    assert not others


@each_rule
def test_the_good_example_is_free_of_its_rule_and_of_anything_as_bad(rule: LintRule) -> None:
    given = _given(rule, "Good")

    assert rule.code not in {each.code for each in given}
    assert not {each.code for each in given if each.severity >= max(rule.severity, Severity.WARNING)}


@each_rule
@pytest.mark.parametrize("part", ["Bad", "Good"])
def test_the_examples_are_accepted_by_check(rule: LintRule, part: str) -> None:
    assert rule.part(part).strip()
    for text in files(rule.example(part)):
        assert not [each for each in hm.check(hm.parse(text), version=_version(rule)) if each.fatal]


@each_rule
def test_examples_name_surroundings_that_are_there(rule: LintRule) -> None:
    assert not rule.surroundings or rule.surroundings in SURROUNDINGS


@each_rule
@pytest.mark.parametrize("part", ["What it does", "Why", "Reference"])
def test_every_part_is_there(rule: LintRule, part: str) -> None:
    assert rule.part(part).strip()


def test_codes_and_names_are_unique() -> None:
    assert len({rule.code for rule in RULES}) == len({rule.name for rule in RULES}) == len(RULES)
    assert all(re.fullmatch("[A-Z]{2,4}[0-9]{3}", rule.code) for rule in RULES)
