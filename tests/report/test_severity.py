"""Severities: one order, by weight, for comparing, sorting, choosing and for their strings."""

from __future__ import annotations

import json
import operator
from collections.abc import Callable

import pytest
from hypothesis import given, strategies as st

from haproxy_model import Diagnostic, Report, Severity

#: from the lightest to the heaviest
WEIGHTS = ["info", "warning", "error"]
COMPARISONS = [operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne]
severities = st.sampled_from(Severity)


@pytest.mark.parametrize("compare", COMPARISONS)
@given(first=severities, second=severities)
def test_severities_compare_by_weight_also_with_strings(
    compare: Callable[[object, object], bool], first: Severity, second: Severity
) -> None:
    expected = compare(WEIGHTS.index(first.value), WEIGHTS.index(second.value))

    assert compare(first, second) is expected
    assert compare(first, second.value) is expected
    assert compare(first.value, second) is expected


@given(st.lists(severities))
def test_severities_sort_by_weight(drawn: list[Severity]) -> None:
    ordered = sorted(drawn)

    assert [each.value for each in ordered] == sorted([each.value for each in drawn], key=WEIGHTS.index)
    assert max(drawn, default=None) == (ordered[-1] if drawn else None)
    assert Report(tuple(map(finding, drawn)), "3.4").worst == max(drawn, default=None)


@pytest.mark.parametrize("other", ["fatal", "", "ERROR", None, 2, b"error"])
@pytest.mark.parametrize("compare", COMPARISONS[:4])
def test_what_is_no_severity_has_no_weight(compare: Callable[[object, object], bool], other: object) -> None:
    with pytest.raises(TypeError, match="severity"):
        compare(Severity.ERROR, other)
    with pytest.raises(TypeError, match="severity"):
        compare(other, Severity.ERROR)


def test_a_severity_is_its_string() -> None:
    assert json.dumps({severity: severity for severity in Severity}) == (
        '{"error": "error", "warning": "warning", "info": "info"}'
    )
    assert [f"{severity}" for severity in (Severity.ERROR, Severity.INFO)] == ["error", "info"]
    assert {Severity.WARNING: 1}["warning"] == 1
    assert Severity("info") is Severity.INFO


def finding(severity: Severity) -> Diagnostic:
    return Diagnostic("X001", "x", severity, False, "x", None)
