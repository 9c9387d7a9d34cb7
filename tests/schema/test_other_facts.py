"""Crt-list options, filters, services, predicates of `.if`, and fixed words against the measured facts."""

from __future__ import annotations

import pytest
from schema.test_facts import FACTS, load, release

from haproxy_model.check.signatures import Argument, Group, Literal, Node, compiled
from haproxy_model.schema.crt_list import OF_BIND, crt_list_options
from haproxy_model.schema.keywords import rows
from haproxy_model.schema.rule_words import SERVICES
from haproxy_model.views.predicates import PREDICATES

pytestmark = pytest.mark.skipif(
    not FACTS.is_dir(), reason="the measured facts (../shared/keywords) are not on this machine"
)


def test_options_of_certificates_are_those_of_the_facts() -> None:
    facts = {}
    for fact in load("crtlist"):
        if fact["keyword"] not in facts:  # of names in both tables the first is that of `bind`, and the older one
            facts[fact["keyword"]] = (release(fact["since"]), " ".join(fact["arg_types"]))
    of_bind = {fact["keyword"] for fact in load("crtlist") if fact["also_bind_option"]}

    assert facts == {name: (row.since, row.arguments) for name, row in crt_list_options().items()}
    assert of_bind == set(OF_BIND)
    assert not {fact["keyword"] for fact in load("crtlist") if fact["removed_in"] or fact["deprecated_in"]}


def words(nodes: tuple[Node, ...]) -> set[str]:
    """Every fixed word of a signature."""
    found: set[str] = set()
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        if isinstance(node, Literal):
            found.add(node.word)
        elif isinstance(node, Group):
            waiting += (each for alternative, _ in node.alternatives for each in alternative)
    return found


def test_filters_and_their_parameters_are_those_of_the_facts() -> None:
    filters = {row.name.removeprefix("filter "): row for row in rows("backend", "filter")}
    for fact in load("filters"):
        if fact["keyword"] == "opentracing":  # no supported build has it
            assert fact["keyword"] not in filters
            continue
        row = filters.pop(fact["keyword"])
        nodes = compiled(row.arguments)

        assert (row.since, row.deprecated, row.removed) == (
            release(fact["since"]),
            release(fact["deprecated_in"]),
            release(fact["removed_in"]),
        )
        assert words(nodes) == {each["keyword"] for each in fact["args"] if each["keyword"]}
        assert [isinstance(node, Argument) for node in nodes[:1]] == [not each["keyword"] for each in fact["args"][:1]]
    assert not filters


def test_services_are_those_of_the_facts() -> None:
    assert {fact["keyword"] for fact in load("services")} == {*SERVICES, "lua.<name>"}


def test_predicates_are_those_of_the_facts() -> None:
    facts = {fact["keyword"]: fact for fact in load("predicates") if fact["kind"] == "predicate"}

    assert {name: (release(fact["since"]), len(fact["arg_types"])) for name, fact in facts.items()} == {
        name: (row.since, row.arguments) for name, row in PREDICATES.items()
    }
