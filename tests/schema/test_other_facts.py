"""Crt-list options, filters, services, predicates of `.if`, and fixed words against the measured facts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

import pytest
from schema.test_facts import FACTS, load, release, told

from haproxy_model.reading.signatures import Argument, Choice, Literal, Node, compiled
from haproxy_model.schema.acls import PREDEFINED
from haproxy_model.schema.crt_list import OF_BIND, crt_list_options
from haproxy_model.schema.directives import PREDICATES
from haproxy_model.schema.enumerations import LOG_FACILITIES, LOG_FORMATS, LOG_LEVELS, YOUNG
from haproxy_model.schema.keywords import rows
from haproxy_model.schema.rule_words import (
    DATA_TYPES,
    ERROR_CODES,
    SERVICES,
    VARIABLE_CONDITIONS,
    VARIABLE_CONDITIONS_SINCE,
)
from haproxy_model.schema.traces import COMMANDS, LEVELS, SOURCES
from haproxy_model.schema.versions import VERSIONS, reached

pytestmark = pytest.mark.skipif(
    not FACTS.is_dir(), reason="the measured facts (../shared/keywords) are not on this machine"
)


def test_options_of_certificates_are_those_of_the_facts() -> None:
    facts = {}
    for fact in load("crtlist"):
        if fact["keyword"] not in facts:  # of names in both tables the first is that of `bind`, and the older one
            facts[fact["keyword"]] = (release(fact["since"]), " ".join(fact["arg_types"]))
    of_bind = {fact["keyword"] for fact in load("crtlist") if fact["also_bind_option"]}

    assert facts == {name: (row.since, row.arguments) for name, row in crt_list_options().items() if told([row])}
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
        elif isinstance(node, Choice):
            waiting += (each for alternative, _ in node.alternatives for each in alternative)
    return found


def test_filters_and_their_parameters_are_those_of_the_facts() -> None:
    filters = {row.name.removeprefix("filter "): row for row in told(rows("backend", "filter"))}
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


def lived(versions: Iterable[str]) -> dict[str, tuple[str, ...]]:
    return dict.fromkeys(versions, VERSIONS)


def since(rows: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Word -> the measured versions that have it, of a table of first releases."""
    return {word: tuple(v for v in VERSIONS if reached(first, v)) for word, first in rows.items()}


def of_signature(section: str, first_word: str, name: str) -> dict[str, tuple[str, ...]]:
    """The fixed words of a signature, each with the versions that have it."""
    (row,) = (row for row in rows(section, first_word) if row.name == name)
    young = {word: each.since for each in YOUNG if each.keyword == name for word in each.choices.split()}
    return since({word: young.get(word, row.since) for word in words(compiled(row.arguments))})


#: enumeration of the facts -> the same of the tables: word, and the versions that have it.
ENUMERATIONS = {
    "log_facility": lived(LOG_FACILITIES),
    "log_level": lived(LOG_LEVELS),
    "log_format_name": lived(LOG_FORMATS),
    "errorfile_code": since(ERROR_CODES),
    "retry_on": of_signature("backend", "retry-on", "retry-on"),
    "compression_algo": of_signature("backend", "compression", "compression algo"),
    "http_reuse": of_signature("backend", "http-reuse", "http-reuse"),
    "server_state_load": of_signature("backend", "load-server-state-from-file", "load-server-state-from-file"),
    "resolvers_hold": of_signature("resolvers", "hold", "hold"),
    "resolvers_timeout": of_signature("resolvers", "timeout", "timeout"),
    "stick_data_type": since({row.name: row.since for row in DATA_TYPES}),
    "predefined_acl": since({row.name: row.since for row in PREDEFINED.values()}),
    "var_cond": since(dict.fromkeys(VARIABLE_CONDITIONS, VARIABLE_CONDITIONS_SINCE)),
    "service": lived(SERVICES),
    "trace_source": since(SOURCES),
    "trace_level": since(dict.fromkeys(LEVELS, "3.1")),
    "trace_verb": since(dict.fromkeys(COMMANDS, "3.1")),
}
#: (enumeration, word): why the table says something else than the facts.
ON_PURPOSE = {
    ("trace_verb", "lock"): "3.4 knows it; the probe had no criterion that it takes",
}


@pytest.mark.parametrize("name", ENUMERATIONS)
def test_fixed_words_are_those_of_the_facts(name: str) -> None:
    facts = json.loads((FACTS / "sections-enums.json").read_text())[name]
    measured = {
        word: [v for v in VERSIONS if fact["versions"][v].startswith("accepted")]
        for word, fact in facts["accepted"].items()
    }
    table = {word: [*versions] for word, versions in ENUMERATIONS[name].items() if versions}
    differing = {(name, word) for word in measured.keys() | table.keys() if measured.get(word) != table.get(word)}

    assert differing == {each for each in ON_PURPOSE if each[0] == name}
    assert not [word for word in facts["rejected_everywhere"] if word in table and (name, word) not in ON_PURPOSE]


def test_services_are_those_of_the_facts() -> None:
    assert {fact["keyword"] for fact in load("services")} == {*SERVICES, "lua.<name>"}


def test_predicates_are_those_of_the_facts() -> None:
    facts = {fact["keyword"]: fact for fact in load("predicates") if fact["kind"] == "predicate"}

    assert {name: (release(fact["since"]), len(fact["arg_types"])) for name, fact in facts.items()} == {
        row.name: (row.since, row.arguments) for row in told(PREDICATES.values())
    }
