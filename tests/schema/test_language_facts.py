"""Fetches, converters, ACLs and log formats against the measured facts in `../shared/keywords`."""

import json
from pathlib import Path
from typing import Any

import pytest
from schema.test_facts import told

from haproxy_model.schema.acl_keywords import CRITERIA, DEFAULT_MATCH, FLAGS, MATCHES, OPERATORS
from haproxy_model.schema.acls import PREDEFINED
from haproxy_model.schema.logformat import ALIASES, FLAGS as LOG_FLAGS, ITEM_TYPES
from haproxy_model.schema.rows import available
from haproxy_model.schema.samples import Converter, Fetch, arguments, casts, checkpoints, converters, fetches
from haproxy_model.schema.versions import VERSIONS, number, within

FACTS = Path(__file__).resolve().parents[3] / "shared" / "keywords"

pytestmark = pytest.mark.skipif(
    not FACTS.is_dir(), reason="the measured facts (../shared/keywords) are not on this machine"
)

#: (name, what): why a row says something else than the facts.
ON_PURPOSE = {
    ("url_dec", "values"): "other integers are accepted (2.6.12)",
    ("param", "type"): "HAProxy wants exactly one character there",
    ("be2dec", "values"): "2.6.12 and 3.4.0 refuse other numbers",
    ("le2dec", "values"): "3.4.0 refuses other numbers",
    ("be2hex", "values"): "2.6.12 and 3.4.0 refuse other numbers",
    ("be2hex", "type"): "2.6.12 and 3.4.0 refuse a size below 1",
    **{(name, "type"): "2.6.12 and 3.4.0 refuse the index 0" for name in ("field", "word")},
    ("bytes", "type"): "3.0.0 and 3.4.0 refuse a number below 0",
    ("fc_pp_tlv", "type"): "3.0.0 and 3.4.0 refuse what is no number and no name of a TLV",
    **{
        (name, "type"): "2.6.12 and 3.4.0 want exactly four characters there"
        for name in ("distcc_body", "distcc_param")
    },
    **{
        (f"{prefix}payload_lv", "type"): "2.6.12 and 3.4.0 refuse an offset below 0, and a second one without digits"
        for prefix in ("", "req.", "res.")
    },
    **{
        (f"internal.htx_blk.{what}", "type"): "2.6.12 and 3.4.0 refuse what is neither a number nor a known word"
        for what in ("data", "hdrname", "hdrval", "size", "start_line", "type")
    },
    ("jwt_verify", "values"): "2.6.12 takes a variable; nobody measured that of the others, so none refuses it",
    **{
        (name, "since"): "2.6.12 has it, and wins over 2.6.0 where they differ"
        for name in ("host_only", "port_only", "table_expire", "table_idle")
    },
}

#: Types of arguments that the facts name otherwise.
TYPES = {"[backend/]server": "server", "enum": "string", "int_or_enum": "string", "enum_or_int": "string"}
WANTED = {"found": "any", "bool": "bool", "int": "sint", "ip": "addr", "bin": "bin"}
SAMPLE_TYPES = ("bool", "sint", "addr", "ipv4", "ipv6", "str", "bin", "meth")


def load(name: str) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = json.loads((FACTS / f"{name}.json").read_text())
    return [fact for fact in facts if not fact.get("pattern")]


def at(history: list[dict[str, Any]] | None, version: str, key: str, present: Any) -> Any:
    """What a history says of a version."""
    said = [row[key] for row in history or () if number(row["from_version"].lstrip("<=")) <= number(version)]
    return said[-1] if said else present


def rows(name: str) -> list[tuple[dict[str, Any], str, Fetch | Converter]]:
    """Every fact with every version that has it, and the row for them."""
    table = fetches if name == "fetches" else converters
    return [(fact, v, table(v)[fact["keyword"]]) for fact in load(name) for v in fact["versions"]]


@pytest.mark.parametrize("name", ["fetches", "converters"])
def test_the_same_versions_have_a_name(name: str) -> None:
    table = fetches if name == "fetches" else converters
    facts = {(fact["keyword"], version) for fact in load(name) for version in fact["versions"]}
    mine = {(row, version) for version in VERSIONS for row in table(version)}

    assert {each for each in mine ^ facts if (each[0], "since") not in ON_PURPOSE} == set()


@pytest.mark.parametrize("name", ["fetches", "converters"])
def test_arguments_agree_in_number_and_type(name: str) -> None:
    differences = []
    for fact, version, row in rows(name):
        wanted = arguments(row.arguments)
        raw = at(fact["signature_history"], version, "arg_types", [each["raw"] for each in fact["args"]])
        least = at(fact["signature_history"], version, "min_args", fact["min_args"])
        assert (least, len(raw)) == (sum(not each.optional for each in wanted), len(wanted)), (row.name, version)
        for mine, kind, measured in zip(wanted, raw, fact["args"], strict=False):
            values = measured.get("values_by_version", {}).get(version) or measured.get("values") or []
            checked = measured["type"] == "enum" and measured.get("value_checked") is not False
            if (mine.values and set(mine.values) != set(values)) or (checked and not mine.values):
                differences.append((row.name, "values"))
            elif not mine.values:
                expected = "int" if kind == "SINT" else TYPES.get(measured["type"], measured["type"])
                if expected == "table" and measured["optional"] and fact["implicit_current_proxy"]:
                    expected = "own_table"
                if mine.type != expected:
                    differences.append((row.name, "type"))

    assert [each for each in differences if each not in ON_PURPOSE] == []


def test_fetches_give_the_same_types_and_are_usable_at_the_same_places() -> None:
    for fact, version, row in rows("fetches"):
        assert isinstance(row, Fetch)
        assert row.output == at(fact["output_type_history"], version, "type", fact["output_type"]), row.name
        assert checkpoints(row.origin) == set((fact["valid_in_history"] or {}).get(version) or fact["valid_in"])


def test_converters_take_and_give_the_same_types() -> None:
    for fact, version, row in rows("converters"):
        assert isinstance(row, Converter)
        assert row.input == at(fact["io_history"], version, "input_type", fact["input_type"])
        assert row.output == at(fact["io_history"], version, "output_type", fact["output_type"])


def test_criteria_and_matching_methods_are_those_of_the_facts() -> None:
    facts = load("acl")
    criteria = {fact["keyword"]: fact for fact in facts if fact["kind"] == "acl_keyword"}
    matches = {fact["keyword"]: fact for fact in facts if fact["kind"] == "match_method"}

    assert {name: (row.fetch, row.match) for name, row in CRITERIA.items()} == {
        name: (fact["fetch"], fact["match"]) for name, fact in criteria.items()
    }
    assert set(MATCHES) == set(matches)
    assert {kind: name for name, fact in matches.items() for kind in fact["default_for"]} == DEFAULT_MATCH
    for name, fact in matches.items():
        for version in VERSIONS:
            accepted = (fact.get("accepts_by_version") or {}).get(version) or fact["accepts_sample_types"]
            assert [kind for kind in SAMPLE_TYPES if casts(kind, MATCHES[name].wanted, version)] == accepted
    assert {
        name: int(fact["takes_value"]) for fact in facts if fact["kind"] == "flag" for name in [fact["keyword"]]
    } == (FLAGS)
    assert {fact["keyword"] for fact in facts if fact["kind"] == "operator"} == set(OPERATORS)


def test_predefined_acls_are_those_of_the_facts() -> None:
    facts = {fact["keyword"]: fact for fact in load("acl") if fact["kind"] == "predefined_acl"}

    assert {name: (fact["expression"], fact["since"].lstrip("<=")) for name, fact in facts.items()} == {
        row.name: (row.definition, row.since) for row in told(PREDEFINED.values())
    }


def test_log_variables_exist_and_are_refused_in_tcp_mode_as_measured() -> None:
    facts = load("logformat")
    aliases = {fact["keyword"]: fact for fact in facts if fact["kind"] == "alias"}

    assert {row.name for row in told(ALIASES.values())} == set(aliases)
    for name, fact in aliases.items():
        row = ALIASES[name]
        assert [version for version in VERSIONS if available(row, version)] == fact["versions"]
        for version, verdict in fact["tcp_mode_by_version"].items():
            assert within(row.http_only, version) == (verdict == "rejected")
    for kind, table in (("flag", LOG_FLAGS), ("item_type", ITEM_TYPES)):
        assert {fact["keyword"]: fact["since"].lstrip("<=") for fact in facts if fact["kind"] == kind} == table
