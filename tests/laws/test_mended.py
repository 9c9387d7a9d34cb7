"""Law: what mending costs grows with the findings alone, and findings that are alike have fixes that are alike."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from work import assert_linear

import haproxy_model as hm

_PROXY = "defaults\n timeout connect 5s\n timeout client 1m\n timeout server 1m\nlisten l\n mode http\n bind :1\n"
_END = " server s 192.0.2.1:80 check\n"


def _lines(before: str, line: str, after: str) -> Any:
    return lambda count: before + "".join(line.format(n=number) for number in range(count)) + after


#: what there is much of, and texts in which one section has as many of the findings as is asked for
MANY = {
    "unused ACLs": _lines(_PROXY, " acl a{n} src 192.0.2.1\n", _END),
    "one fix of many lines": _lines(_PROXY, " server s{n} 192.0.2.1:80 check fall 1\n", ""),
    "timeouts without a unit": _lines(_PROXY, " timeout queue 5\n", _END),
    "spread": _lines(_PROXY, " acl a{n} src 192.0.2.1\n # kept\n", _END),
    "unused in many": _lines("defaults\n mode http\n", "frontend f{n}\n bind :1{n}\n acl a src 192.0.2.1\n", ""),
}


def _made(kind: str, count: int) -> str:
    return MANY[kind](count)  # type: ignore[no-any-return]


@pytest.mark.parametrize("kind", MANY)
def test_mending_costs_as_much_as_there_is_to_mend(kind: str) -> None:
    assert_linear(
        lambda package, text: package.mend(package.parse(text), unsafe=True), lambda count: _made(kind, count)
    )


@pytest.mark.parametrize("kind", MANY)
def test_findings_that_are_alike_have_fixes_that_are_alike(kind: str) -> None:
    config = hm.parse(_made(kind, 1_000))
    shapes = defaultdict(set)
    for each in hm.validate(config):
        fix = each.fix and (each.fix.applicability, [(edit.text, edit.start == edit.end) for edit in each.fix.edits])
        shapes[each.code, each.section].add(repr(fix))

    assert {key: found for key, found in shapes.items() if len(found) > 1} == {}


def test_a_thousand_findings_are_mended_in_one_round() -> None:
    mended = hm.mend(hm.parse(_made("unused ACLs", 1_000)), unsafe=True)

    assert [each.code for each in mended.applied].count("REF008") == 1_000
    assert mended.config.dumps().count("acl") == 0
