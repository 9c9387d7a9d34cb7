"""What is said to be covered by earlier conditions is never asked; and what follows from one of a few is found."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st
from work import bounded

from haproxy_model.views.logic import decided, implies
from haproxy_model.views.shadowing import Earlier
from tests.views.test_logic import CONDITIONS, REQUESTS, condition, holds, lines


def earlier(texts: list[str]) -> Earlier[int]:
    found: Earlier[int] = Earlier(lines())
    for number, text in enumerate(texts):
        found.add(condition(text), number)
    return found


@given(st.lists(CONDITIONS, max_size=4), CONDITIONS)
def test_where_a_condition_is_covered_one_of_the_covering_ones_holds_in_every_request(
    texts: list[str], text: str
) -> None:
    covering = [texts[number] for number in earlier(texts).covering(condition(text))]

    if covering:
        assert all(any(holds(each, request) for each in covering) for request in REQUESTS if holds(text, request))


@given(st.lists(CONDITIONS, max_size=4), CONDITIONS)
def test_a_condition_that_follows_from_one_of_a_few_is_covered(texts: list[str], text: str) -> None:
    last = condition(text)
    followed = any(implies(last, condition(each), lines()) for each in texts)

    assert bool(earlier(texts).covering(last)) >= (followed and decided(last, lines()) is not False)


def test_conditions_are_covered_by_two_earlier_ones_together() -> None:
    found = earlier(["if { path /a }", "if { path_beg /b }", "if { path /c }"])

    assert found.covering(condition("if { path /b/x } or { path /a } { method GET }")) == [1, 0]
    assert found.covering(condition("if { path /b/x } or { path /d }")) == []


def test_what_never_holds_or_nobody_knows_is_not_covered() -> None:
    found = earlier(["if { always_true }"])

    assert found.covering(condition("if { path /a }")) == found.covering(condition("if nobody_knows")) == [0]
    assert found.covering(condition("if { always_false }")) == []
    assert earlier(["if nobody_knows"]).covering(condition("if { path /a }")) == []
    assert earlier(["if { path /a }"]).covering(condition("if nobody_knows")) == []


@pytest.mark.parametrize(
    ("text", "harmless", "altering"),
    [
        ("if { path /a }", ("header x", "header", "method", "other"), ("line", "everything")),
        ("if { hdr(Host) a }", ("line", "header x", "address"), ("header host", "header", "lua")),
        ("if { base_beg a/ }", ("method",), ("line", "header host")),
        ("if { src 10.0.0.0/8 }", ("line", "header host"), ("address",)),
        ("if { var(txn.x) a }", (), ("other", "line", "header x", "method")),
        ("if { path,map(/m) a }", (), ("other", "line")),
        ("if { path -f /acl }", (), ("other", "line")),
        ("if { ssl_fc }", ("other", "line", "header", "address"), ("everything",)),
    ],
)
def test_what_a_rule_alters_is_asked_anew_below_it(
    text: str, harmless: tuple[str, ...], altering: tuple[str, ...]
) -> None:
    def covered(what: str) -> bool:
        found = earlier([text])
        found.alter(what)
        before = bool(found.covering(condition(text)))
        found.add(condition(text), 2)
        assert found.covering(condition(text))
        return before

    assert [each for each in harmless if not covered(each)] == []
    assert [each for each in altering if covered(each)] == []


def test_networks_are_found_around_an_address() -> None:
    found = earlier(["if { src 10.0.0.0/8 2001:db8::/32 }"])

    assert found.covering(condition("if { src 10.1.2.3 }"))
    assert found.covering(condition("if { src 2001:db8::1 10.0.0.0/9 }"))
    assert not found.covering(condition("if { src 192.0.2.1 }"))


def test_each_of_a_long_list_is_looked_up_alone() -> None:
    texts = [f"if {{ hdr(host) -i www{n}.shop.example }} {{ path_beg /{n} }} !{{ method GET }}" for n in range(5000)]

    with bounded():
        found = earlier(texts)
        assert all(found.covering(condition(text)) == [number] for number, text in enumerate(texts))
