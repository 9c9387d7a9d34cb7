"""What must hold of the tables by themselves, and what the row functions say."""

import subprocess
import sys
from collections import Counter

import pytest

from haproxy_model.schema.actions import ACTIONS, RULESETS
from haproxy_model.schema.bind import BIND
from haproxy_model.schema.directives import DIRECTIVES
from haproxy_model.schema.keywords import KEYWORDS, accepted, first_words, known_in, rows
from haproxy_model.schema.keywords_spoe import SPOE, SPOE_SECTIONS
from haproxy_model.schema.rows import (
    Action,
    Keyword,
    Lifetime,
    Parameter,
    Section,
    available,
    deprecated,
    experimental,
    verdict,
)
from haproxy_model.schema.sections import PROXIES, SECTIONS
from haproxy_model.schema.server import SERVER
from haproxy_model.schema.versions import LATEST, VERSIONS, measured, number

ALL: tuple[Keyword | Action | Parameter | Section, ...] = (
    *KEYWORDS,
    *SPOE,
    *DIRECTIVES,
    *ACTIONS,
    *BIND,
    *SERVER,
    *SECTIONS.values(),
)
WITH_SIGNATURES: tuple[Keyword | Action, ...] = (*KEYWORDS, *SPOE, *ACTIONS)


def test_no_line_has_two_rows_in_one_section() -> None:
    places = Counter((row.name, section) for row in (*KEYWORDS, *SPOE) for section in row.sections.split())
    lines = Counter((row.name, ruleset) for row in ACTIONS for ruleset in row.rulesets.split())
    parameters = Counter((table, row.name) for table, rows in (("bind", BIND), ("server", SERVER)) for row in rows)

    assert not [twice for counter in (places, lines, parameters) for twice, count in counter.items() if count > 1]


def test_lifetimes_are_in_order() -> None:
    for row in ALL:
        since, end = number(row.since), number(row.removed or "99.0")
        discouraged = number(row.deprecated) if row.deprecated else end
        if row.since == "2.4":  # it may be older
            assert discouraged <= end, row
        else:
            assert since < end, row
            assert since < discouraged <= end, row


def test_every_row_stands_in_sections_that_exist() -> None:
    for row in KEYWORDS:
        assert set(f"{row.sections} {row.ignored}".split()) <= SECTIONS.keys(), row
        assert row.sections or row.ignored, row
        assert not set(row.sections.split()) & set(row.ignored.split()), row
    for row in SPOE:
        assert set(row.sections.split()) <= set(SPOE_SECTIONS), row
    for action in ACTIONS:
        assert set(action.sections.split()) <= set(PROXIES), action


def test_exceptions_of_earlier_releases_are_well_formed_and_say_something() -> None:
    for row in KEYWORDS:
        for exception in row.earlier.split():
            place, outcome = exception.split(":")
            section, end = place.split("<")

            assert section in SECTIONS, row
            assert outcome in ("accepted", "ignored", "refused"), row
            assert number(row.since) < number(end) <= number(LATEST), row


def test_every_ruleset_is_a_keyword_row_and_has_actions() -> None:
    names = {row.name for row in KEYWORDS}
    used = {ruleset for row in ACTIONS for ruleset in row.rulesets.split()}

    assert {ruleset.replace(".", " ") for ruleset in RULESETS} <= names
    assert used == set(RULESETS)


@pytest.mark.parametrize("table", [BIND, SERVER])
def test_what_a_parameter_negates_is_a_parameter(table: tuple[Parameter, ...]) -> None:
    names = {row.name for row in table}

    for row in table:
        assert row.negates in ("", *names), row
        assert row.negates in ("", {"enabled": "disabled", "stick": "non-stick"}.get(row.name, row.name[3:])), row


def test_parameters_are_in_alphabetical_order() -> None:
    for table in (BIND, SERVER):
        assert [row.name for row in table] == sorted(row.name for row in table)


def test_a_name_with_parentheses_says_what_goes_between_them() -> None:
    for row in WITH_SIGNATURES:
        if row.name.endswith("()"):
            assert row.parenthesised, row


def test_brackets_of_signatures_are_balanced() -> None:
    for row in WITH_SIGNATURES:
        for opening, closing in ("[]", "{}", "<>"):
            assert row.arguments.count(opening) == row.arguments.count(closing), row
            assert row.parenthesised.count(opening) == row.parenthesised.count(closing), row


def test_parts_are_the_arguments_one_by_one() -> None:
    parameters = {row.name: row for row in SERVER}

    assert parameters["check"].parts == ()
    assert parameters["inter"].parts == ("duration",)
    assert parameters["source"].parts == (
        "address[:port[-port]]",
        "usesrc address|client|clientip|hdr_ip(name,occ)",
        "interface name",
    )


@pytest.mark.parametrize(
    ("row", "version", "expected"),
    [
        (Keyword("x"), "2.0", True),
        (Keyword("x", since="3.1"), "3.0", False),
        (Keyword("x", since="3.1"), "3.1", True),
        (Keyword("x", since="2.8", removed="3.10"), "3.4", True),
        (Keyword("x", removed="3.3"), "3.2", True),
        (Keyword("x", removed="3.3"), "3.3", False),
        (Keyword("x", removed="2.1"), "2.4", False),
    ],
)
def test_available_is_from_since_until_before_removed(row: Lifetime, version: str, expected: bool) -> None:
    assert available(row, version) is expected


def test_deprecated_is_only_what_is_still_there() -> None:
    row = Keyword("x", deprecated="2.6", removed="3.0")

    assert [version for version in VERSIONS if deprecated(row, version)] == ["2.6", "2.8"]


def test_experimental_may_end() -> None:
    assert [v for v in VERSIONS if experimental(Keyword("x", experimental="3.0 3.4"), v)] == ["3.0", "3.2"]
    assert [v for v in VERSIONS if experimental(Keyword("x", experimental="3.2"), v)] == ["3.2", "3.4"]
    assert not experimental(Keyword("x"), "3.4")


def test_verdict_knows_what_older_releases_said() -> None:
    (abortonclose,) = (row for row in KEYWORDS if row.name == "option abortonclose")

    assert [verdict(abortonclose, "frontend", version) for version in ("3.0", "3.2", "3.4")] == [
        "ignored",
        "refused",
        "accepted",
    ]


@pytest.mark.parametrize(
    ("section", "word", "version", "expected"),
    [
        ("backend", "server", "2.4", True),
        ("frontend", "server", "3.4", False),
        ("defaults", "bind", "3.4", False),
        ("frontend", "balance", "3.4", True),
        ("backend", "use_backend", "3.4", True),
        ("defaults", "http-request", "2.4", False),
        ("defaults", "http-request", "2.6", True),
        ("global", "nbproc", "2.4", True),
        ("global", "nbproc", "2.6", False),
        ("healthcheck", "http-check", "3.2", False),
        ("healthcheck", "http-check", "3.4", True),
        ("program", "command", "3.2", True),
        ("program", "command", "3.4", False),
        ("backend", "reqrep", "2.4", False),
        ("nowhere", "bind", "3.4", False),
    ],
)
def test_accepted_is_what_haproxy_takes(section: str, word: str, version: str, expected: bool) -> None:
    assert accepted(section, word, version) is expected


def test_first_words_tell_what_is_ignored_gone_or_new() -> None:
    assert first_words("frontend")["balance"].ignored
    assert not first_words("frontend")["option"].ignored
    assert first_words("backend")["reqrep"].removed == "2.1"
    assert first_words("defaults")["redispatch"].instead == "option redispatch"
    assert first_words("global")["cpu-policy"].since == "3.2"
    assert first_words("healthcheck")["http-check"].since == "3.4"
    assert first_words("resolvers")["timeout"].removed == ""
    assert "server" not in first_words("frontend")
    assert not first_words("nowhere")


def test_prefixes_sections_and_directives_are_no_first_words() -> None:
    words = {word for section in SECTIONS for word in first_words(section)}

    assert not words & {"no", "default"}
    assert not words & SECTIONS.keys()
    assert not [word for word in words if word.startswith(".") or " " in word or "(" in word]


def test_known_in_names_the_sections_of_a_word() -> None:
    assert known_in("total-max-size") == ("cache",)
    assert set(known_in("server")) == {"backend", "listen", "peers", "ring"}
    assert known_in("no") == ()


def test_rows_of_a_word_are_the_lines_that_start_with_it() -> None:
    assert [row.name for row in rows("mailers", "timeout")] == ["timeout mail"]
    assert rows("mailers", "server") == ()


def test_number_orders_releases_and_wants_two_numbers() -> None:
    assert number("3.10") > number("3.2") > number("2.9")
    assert measured("3.4")
    assert not measured("3.1")
    for text in ("3", "3.x", "", "3.4.1", "³.4"):
        with pytest.raises(ValueError, match="two numbers"):
            number(text)


def test_the_package_itself_imports_nothing() -> None:
    program = (
        "import sys, haproxy_model.schema; "
        "print([name for name in sys.modules if name.startswith('haproxy_model.schema.')])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
