"""The tables against the measured facts in `../shared/keywords`; differences on purpose stand here with a reason."""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

import pytest

from haproxy_model.schema.actions import ACTIONS
from haproxy_model.schema.bind import BIND
from haproxy_model.schema.directives import DIRECTIVES
from haproxy_model.schema.keywords import KEYWORDS, accepted
from haproxy_model.schema.keywords_spoe import SPOE
from haproxy_model.schema.rows import Keyword, Lifetime, Parameter, experimental, too_new, verdict
from haproxy_model.schema.sections import SECTIONS
from haproxy_model.schema.server import SERVER
from haproxy_model.schema.versions import LATEST, VERSIONS

Row = TypeVar("Row", bound=Lifetime)

FACTS = Path(__file__).resolve().parents[3] / "shared" / "keywords"

pytestmark = pytest.mark.skipif(
    not FACTS.is_dir(), reason="the measured facts (../shared/keywords) are not on this machine"
)

#: (keyword, column): why the table says something else than the facts.
KEYWORDS_ON_PURPOSE = {
    ("bind-process", "deprecated"): "2.5 and 2.6 accept it with the warning that it has no effect",
    ("bind-process", "removed"): "2.5 and 2.6 accept it; the message of 2.6 names 2.7",
    ("option http-tunnel", "removed"): "2.4.0 accepts it and warns, whatever the later message says of 2.1",
    ("option forceclose", "removed"): "2.4.0 accepts it and warns, whatever the later message says of 2.0",
    ("redirect", "arguments"): "every version takes its places as plain text; http rules alone have log formats",
    ("tune.quic.frontend.conn-tx-buffers.limit", "deprecated"): "3.1 and 3.2 accept it and ignore it",
    ("tune.quic.frontend.conn-tx-buffers.limit", "removed"): "3.1 and 3.2 accept it and ignore it",
    ("tune.peers.max-updates-at-once", "since"): "2.6.12 has it, and wins over 2.6.0 where they differ",
    ("tune.ssl.keylog", "since"): "2.4.0 knows it only with a compiler switch that no build option sets",
    ("compression offload", "sections"): "in defaults every version since 2.6 ignores it",
    ("group", "arguments"): "every version takes `users` without names",
    ("user", "arguments"): "every version takes `password` and `groups` without a value",
    ("unsetenv", "arguments"): "every version refuses it alone",
    ("stats http-request", "sections"): "a frontend accepts it, and its stats page obeys it",
    ("grace", "instead"): "the replacement belongs to the line of proxies; global has it since 2.5 and keeps it",
    ("balance hdr()", "arguments"): "behind its modifier HAProxy drops what follows",
    ("balance url_param", "arguments"): "behind `check_post` HAProxy drops what follows",
    ("hash-type", "arguments"): "behind its modifier HAProxy drops what follows",
    ("http-check expect", "arguments"): "HAProxy takes `name-lf`, `value-lf` and `-m`, too",
    ("http-check connect", "arguments"): "the name for SNI is plain text",
    ("tcp-check connect", "arguments"): "the name for SNI is plain text",
    ("description", "arguments"): "HAProxy joins all the words, where the probe saw words that are dropped",
    ("option host", "prefixes"): "3.4.0 takes both prefixes, and goes on as if there were none",
    ("acme.scheduler", "feature"): "3.4.0 takes it wherever it has OpenSSL, and lists no such feature",
    ("limited-quic", "feature"): "3.0.0 takes it in a build without QUIC, too",
    ("no-quic", "feature"): "3.0.0 takes it in a build without QUIC, too",
    ("ocsp-update.disable", "arguments"): "3.0.0 and 3.4.0 take every word",
    ("ocsp-update.mode", "arguments"): "3.0.0 and 3.4.0 take every word",
    ("cpu-affinity", "arguments"): "3.4.0 refuses other words",
    ("cpu-policy", "arguments"): "3.4.0 has `group-by-4-clusters`, the manual `group-by-4-cluster`",
    ("jwt.decrypt_alg_list", "arguments"): "3.4.0 refuses names that it does not know",
    ("jwt.decrypt_enc_list", "arguments"): "3.4.0 refuses names that it does not know",
    ("tune.lua.openlibs", "arguments"): "3.4.0 refuses names that it does not know",
    (".if", "arguments"): "both directives take the same expression; `!` is a part of it",
    (".elif", "arguments"): "both directives take the same expression; `!` is a part of it",
}

#: keyword: why it is experimental in other versions than the facts say.
EXPERIMENTAL_ON_PURPOSE = {
    "force-cfg-parser-pause": "3.4 refuses it too, and its sources and those of 3.2 say so",
    "tune.disable-fast-forward": "2.8 and 3.0 refuse it too, as the recorded messages and their sources say",
}

#: (keyword, version, section): why `verdict` says something else than was measured.
VERDICTS_ON_PURPOSE = {
    ("bind-process", "2.6"): "deprecated says it: the warning is that of a deprecated line",
    ("option httpslog", "2.6"): "2.6.0 and 2.8.0 crash on it in a backend, which is no verdict",
    ("option httpslog", "2.8"): "2.6.0 and 2.8.0 crash on it in a backend, which is no verdict",
    ("hash-balance-factor", "frontend"): "accepted without a message, without an effect",
    ("persist rdp-cookie", "frontend"): "accepted without a message, without an effect",
    ("transparent", "frontend"): "accepted without a message, without an effect",
    ("ssl-f-use", "defaults"): "accepted without a message, without an effect",
    ("ssl-f-use", "backend"): "accepted without a message, without an effect",
    ("filter fcgi-app", "frontend"): "refused: the probe was not short of a companion",
    ("option external-check", "frontend"): "warned of as ignored; the probe was short of a companion line",
    ("quic-initial", "backend"): "known there; the probe was short of a companion line",
    ("use-server", "frontend"): "warned of as ignored, then fatal for want of a server",
    ("unique-id-header", "backend"): "accepted without a message, without an effect",
}

PARAMETERS_ON_PURPOSE = {
    ("no-verifyhost", "removed"): "the manual has it, no HAProxy ever had: gone from the start",
    ("enabled", "negates"): "undoes without `no-` in its name",
    ("stick", "negates"): "undoes without `no-` in its name",
}

MEASURED = {
    "accepted": "accepted",
    "accepted_warning": "accepted",
    "accepted_deprecated": "accepted",
    "context": "accepted",
    "rejected": "accepted",
    "crash": "accepted",
    "registered_in_source": "accepted",
    "ignored": "ignored",
    "not_allowed": "absent or refused",
    "unknown": "absent or refused",
    "removed": "absent or refused",
}


def load(name: str) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = json.loads((FACTS / f"{name}.json").read_text())
    return facts


def release(fact: str | None) -> str:
    """A release as the tables write it: "<=2.4" and "<2.4" are "2.4", "3.5-dev5" is "3.5"."""
    return (fact or "").lstrip("<=").partition("-")[0]


def told(rows: Iterable[Row]) -> list[Row]:
    """The rows of which facts can tell: what came after the last version that was measured is left out."""
    return [row for row in rows if not too_new(row, LATEST)]


def keyword_facts() -> list[dict[str, Any]]:
    return [fact for fact in load("sections") if fact["kind"] in ("keyword", "enum_value", "ruleset")]


def row_of(fact: dict[str, Any]) -> Keyword:
    """The row for a fact; one row may serve proxies and `healthcheck` alike."""
    (row,) = (
        row
        for row in (*KEYWORDS, *SPOE)
        if row.name == fact["keyword"] and set(fact["sections"]) & set(f"{row.sections} {row.ignored}".split())
    )
    return row


def on_purpose(differences: list[tuple[str, str, object, object]], table: dict[tuple[str, str], str]) -> None:
    unexplained = [difference for difference in differences if difference[:2] not in table]
    outdated = set(table) - {difference[:2] for difference in differences}

    assert not unexplained
    assert not outdated


def test_every_keyword_agrees_with_the_facts() -> None:
    differences: list[tuple[str, str, object, object]] = []
    for fact in keyword_facts():
        row = row_of(fact)
        expected = {
            "since": release(fact["since"]),
            "deprecated": release(fact["deprecated_in"]),
            "removed": release(fact["removed_in"]),
            "instead": fact["replacement"] or "",
            "arguments": fact["args"],
            "condition": fact["condition"].replace("none", ""),
            "parenthesised": fact.get("paren_args") or "",
            "mode": fact.get("mode", "any").replace("any", ""),
            "prefixes": " ".join(
                prefix for prefix, has in (("no", fact["negatable"]), ("default", fact["default_prefix"])) if has
            ),
            "repeatable": fact["repeatable"],
            "named_defaults_only": fact.get("named_defaults_only", False) and "defaults" in fact["sections"],
            "feature": re.sub("^USE_", "", fact.get("requires_build") or ""),
        }
        if fact["sections"] == ["healthcheck"] and "backend" in row.sections:
            # One row with the same rule of proxies: its lifetime is theirs, and its mode asks nothing of a healthcheck.
            for column in ("since", "mode"):
                del expected[column]
        differences += [
            (row.name, column, getattr(row, column), value)
            for column, value in expected.items()
            if getattr(row, column) != value
        ]
        if missing := set(fact["sections"]) - set(row.sections.split()):
            differences.append((row.name, "sections", row.sections, missing))
    expected_sections: dict[int, set[str]] = {}
    for fact in keyword_facts():
        expected_sections.setdefault(id(row_of(fact)), set()).update(fact["sections"])
    differences += [
        (row.name, "sections", row.sections, expected_sections.get(id(row)))
        for row in told((*KEYWORDS, *SPOE))
        if not set(row.sections.split()) <= expected_sections.get(id(row), set())
    ]
    directives = {row.name: row for row in DIRECTIVES}
    for fact in load("sections"):
        if fact["kind"] == "directive":
            row = directives.pop(fact["keyword"])
            if row.arguments != fact["args"]:
                differences.append((row.name, "arguments", row.arguments, fact["args"]))
            if row.since != release(fact["since"]):
                differences.append((row.name, "since", row.since, fact["since"]))

    on_purpose(differences, KEYWORDS_ON_PURPOSE)
    assert not directives


def test_experimental_keywords_are_those_measured() -> None:
    for fact in load("sections"):
        if fact["kind"] == "keyword":
            row = row_of(fact)
            expected = [version for version in VERSIONS if version in fact.get("experimental_in", ())]

            measured = expected == [version for version in VERSIONS if experimental(row, version)]
            assert measured == (row.name not in EXPERIMENTAL_ON_PURPOSE), row.name


def test_every_keyword_has_the_measured_verdict_in_every_proxy_section() -> None:
    unexplained: list[object] = []
    explained = set()
    for fact in keyword_facts():
        row = row_of(fact)
        for version, measured in fact.get("sections_by_version", {}).items():
            for section in ("defaults", "frontend", "listen", "backend"):
                said = verdict(row, section, version)
                if said in MEASURED[measured[section]]:
                    continue
                reasons = {(row.name, version), (row.name, section)} & VERDICTS_ON_PURPOSE.keys()
                explained |= reasons
                if not reasons:
                    unexplained.append((row.name, version, section, said, measured[section]))

    assert not unexplained
    assert explained == VERDICTS_ON_PURPOSE.keys()


def test_first_words_are_accepted_where_haproxy_accepts_one_of_their_lines() -> None:
    observed: dict[tuple[str, str, str], bool] = {}
    for fact in keyword_facts():
        if fact.get("file") == "spoe-config":
            continue
        word = fact["keyword"].partition(" ")[0]
        by_version = fact.get("sections_by_version")
        for version in VERSIONS:
            if by_version is None:
                verdicts = dict.fromkeys(fact["sections"], fact["versions"][version])
            else:
                verdicts = by_version.get(version, {})
            for section, measured in verdicts.items():
                if section in SECTIONS:
                    took = MEASURED[measured] in ("accepted", "ignored")
                    observed[section, word, version] = observed.get((section, word, version), False) or took
    on_purpose_here = {
        # 2.6.12 has it, and wins over 2.6.0 where they differ.
        ("global", "tune.peers.max-updates-at-once", "2.6"),
        # 2.4.0 knows it only with a compiler switch that no build option sets.
        ("global", "tune.ssl.keylog", "2.4"),
    }

    assert on_purpose_here == {place for place, took in observed.items() if accepted(*place) != took}


def test_every_section_agrees_with_the_facts() -> None:
    facts = {fact["keyword"]: fact for fact in load("sections") if fact["kind"] == "section"}

    assert facts.keys() == {row.name for row in told(SECTIONS.values())}
    for name, row in ((row.name, row) for row in told(SECTIONS.values())):
        fact = facts[name]
        assert row.since == release(fact["since"])
        assert row.deprecated == release(fact["deprecated_in"])
        assert row.removed == release(fact["removed_in"])
        assert row.named.replace("never", "none") == fact["name_arg"]
        assert row.arguments == fact["args"]
        assert row.manual == (fact["doc_section"] or "")
        # The facts count `backend a b` as accepted (3.4.0 prints the alert and exits 0) and `defaults a b` as refused;
        # haproxy-language.md 4.3 has both the other way round.
        if name not in ("backend", "defaults"):
            assert row.surplus == fact["extra_args_silently_accepted"]


#: action -> its arguments, where they are others than the facts tell: since 3.0 an expression may stand there, too.
ACTIONS_ON_PURPOSE = dict.fromkeys(("set-mark", "set-tos"), "{<value:int>|<expr:sample_expr>} [@cond]")


def test_every_action_agrees_with_the_facts() -> None:
    facts = [fact for fact in load("sections") if fact["kind"] == "action"]
    rulesets = {fact["keyword"]: fact for fact in load("sections") if fact["kind"] == "ruleset"}
    expected = set()
    for fact in facts:
        ruleset = rulesets[fact["ruleset"]]
        expected.add(
            (
                fact["action"],
                fact["ruleset"],
                ACTIONS_ON_PURPOSE.get(fact["action"], fact["args"]),
                fact.get("paren_args") or "",
                frozenset(fact["sections"]),
                release(fact["since"]) or "2.4",  # `lua.<name>` was not measured
                release(fact["deprecated_in"]),
                release(fact["removed_in"]),
                fact["replacement"] or "",
                "" if fact["mode"] == ruleset["mode"] else fact["mode"],
                (fact.get("experimental_in") or [""])[0],
            )
        )
    found = {
        (
            row.name,
            ruleset,
            row.arguments,
            row.parenthesised,
            frozenset(row.sections.split() or rulesets[ruleset]["sections"]),
            row.since,
            row.deprecated,
            row.removed,
            row.instead,
            row.mode,
            row.experimental,
        )
        for row in told(ACTIONS)
        for ruleset in (dotted.replace(".", " ") for dotted in row.rulesets.split())
    }

    assert len(facts) == len(expected)
    assert expected == found


@pytest.mark.parametrize(("name", "table"), [("bind", BIND), ("server", SERVER)])
def test_every_parameter_agrees_with_the_facts(name: str, table: tuple[Parameter, ...]) -> None:
    facts = {fact["keyword"]: fact for fact in load(name)}
    differences: list[tuple[str, str, object, object]] = []

    assert facts.keys() == {row.name for row in told(table)}
    for row in told(table):
        fact = facts[row.name]
        expected = {
            "arguments": " ".join(fact["arg_types"]),
            "since": release(fact["since"]) or "2.4",
            "deprecated": release(fact["deprecated_in"]),
            "removed": release(fact["removed_in"]),
            "instead": fact["replacement"] or "",
            "negates": fact["negates"] or "",
            "default_server": fact.get("default_server", False),
            "keyword_argument": "".join(fact.get("keyword_args") or ()),
            "feature": " ".join(fact["requires_feature"] or ()),
            "ssl_only": fact.get("ssl_only", False),
            "manual": fact["doc_section"] or "",
        }
        differences += [
            (row.name, column, getattr(row, column), value)
            for column, value in expected.items()
            if getattr(row, column) != value
        ]
        assert bool(row.experimental) == fact.get("experimental", False)
        assert bool(row.arguments) == fact["takes_value"]
    on_purpose(differences, {key: reason for key, reason in PARAMETERS_ON_PURPOSE.items() if key[0] in facts})
