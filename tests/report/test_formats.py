"""Formats for pipelines: whatever a file holds, each is well-formed, fits its schema, and tells the same findings."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree

import pytest
from hypothesis import given, strategies as st

from haproxy_model.diagnostics import Diagnostic, Edit, Fix, Related, Report, Severity, Span, Suppression
from haproxy_model.report import Failure, Found, Page, Result
from haproxy_model.report.byte_places import BytePlaces
from haproxy_model.report.checkstyle import write_checkstyle
from haproxy_model.report.concise import write_concise, write_grouped
from haproxy_model.report.github import write_github
from haproxy_model.report.gitlab import write_gitlab
from haproxy_model.report.json import write_json, write_json_lines
from haproxy_model.report.junit import write_junit
from haproxy_model.report.rdjson import write_rdjson
from haproxy_model.report.sarif import write_sarif

from .places import diagnostic, result_of, span_of
from .schemas import CHECKSTYLE, GITLAB, JUNIT, RDJSON, SARIF, faults, xml_faults

TEXT = "backend é\n  server s1 :80\n  # 数é server s1 :81\n"
PAGE = Page("what it does", "warning", "all of it", "**all** of it")
Writer = Callable[[Iterable[Found], io.StringIO], None]


def same(name: str) -> str:
    return name


WRITERS: dict[str, Writer] = {
    "concise": lambda found, stream: write_concise(found, stream, named=same, color=False),
    "grouped": lambda found, stream: write_grouped(found, stream, named=same, color=False),
    "github": lambda found, stream: write_github(found, stream, named=same),
    "gitlab": lambda found, stream: write_gitlab(found, stream, named=same),
    "junit": lambda found, stream: write_junit(found, stream, named=same),
    "checkstyle": lambda found, stream: write_checkstyle(found, stream, named=same),
    "rdjson": lambda found, stream: write_rdjson(found, stream, named=same),
    "sarif": lambda found, stream: write_sarif(
        found, stream, named=same, page=lambda code, name: PAGE if code == "XYZ001" else None, version="1.0"
    ),
    "json": lambda found, stream: write_json(found, stream, haproxy="3.4"),
    "jsonl": lambda found, stream: write_json_lines(found, stream),
}
SCHEMAS = {"sarif": SARIF, "gitlab": GITLAB, "rdjson": RDJSON}
XML = {"junit": JUNIT, "checkstyle": CHECKSTYLE}


def written(form: str, *found: Found) -> str:
    stream = io.StringIO()
    WRITERS[form](found, stream)
    return stream.getvalue()


def document(form: str, *found: Found) -> Any:
    return json.loads(written(form, *found))


def sarif_results(*found: Found) -> Any:
    return document("sarif", *found)["runs"][0]["results"]


any_text = st.text(max_size=20) | st.binary(max_size=20).map(lambda raw: raw.decode("utf-8", "surrogateescape"))
odd = st.builds(
    lambda message, section, title, reason: Diagnostic(
        "XYZ001",
        "some-rule",
        Severity.WARNING,
        False,
        message,
        span_of(TEXT, "s1 :81"),
        section,
        (Related(message, span_of(TEXT, "s1 :80")), Related(message, None)),
        Fix(title, "safe", (Edit("a.cfg", 0, 3, title),)),
        Suppression("marker", reason, span_of(TEXT, "server")),
    ),
    any_text,
    st.none() | any_text,
    any_text,
    st.none() | any_text,
)


@given(odd, any_text.filter(bool))
def test_any_text_is_told_well_formed(found: Diagnostic, name: str) -> None:
    report = Report((found,), "3.4", suppressed=(found,))
    result = Result(name, report, lambda file: TEXT.split("\n"))
    texts = {form: written(form, result, Failure(name, name)) for form in WRITERS}

    for text in texts.values():
        text.encode()
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u202e]", text)
    for form, elements in XML.items():
        assert not xml_faults(ElementTree.fromstring(texts[form]), elements)
    for form, schema in SCHEMAS.items():
        assert not faults(json.loads(texts[form]), schema)
    json.loads(texts["json"])
    assert len([json.loads(line) for line in texts["jsonl"].split("\n")[:-1]]) == 3
    assert texts["concise"].count("\n") == texts["github"].count("\n") == 2
    for command in texts["github"].split("\n")[:-1]:
        assert re.fullmatch(r"::\w+ (\w+=[^,:]*,)*\w+=[^,:]*::.*", command)


@pytest.mark.parametrize("form", WRITERS)
def test_a_run_without_findings_is_whole(form: str) -> None:
    for text in (written(form), written(form, result_of(TEXT))):
        if form in XML:
            assert not xml_faults(ElementTree.fromstring(text), XML[form])
        elif form in ("json", *SCHEMAS):
            assert not faults(json.loads(text), SCHEMAS.get(form, {}))
        elif form != "jsonl":
            assert text == ""


def test_the_checker_of_schemas_sees_mistakes() -> None:
    good = document("gitlab", result_of(TEXT, diagnostic()))

    assert not faults(good, GITLAB)
    for change in ({"severity": "bad"}, {"more": 1}, {"location": {}}, {"fingerprint": None}):
        assert faults([{**good[0], **change}], GITLAB)
    assert faults([{}], GITLAB)
    for text in ("<checkstyle/>", '<checkstyle version="1" x="y"/>', '<checkstyle version="1"><x/></checkstyle>'):
        assert xml_faults(ElementTree.fromstring(text), CHECKSTYLE)


# -- places ------------------------------------------------------------------------------------------------------------


def test_sarif_counts_code_points_and_rdjson_bytes() -> None:
    found = diagnostic(span_of(TEXT, "s1 :81"))
    region = {"startLine": 3, "startColumn": 15, "endLine": 3, "endColumn": 21}
    expected = {"start": {"line": 3, "column": 18}, "end": {"line": 3, "column": 24}}

    (result,) = sarif_results(result_of(TEXT, found))
    (row,) = document("rdjson", result_of(TEXT, found))["diagnostics"]
    assert result["locations"][0]["physicalLocation"]["region"] == region
    assert row["location"]["range"] == expected


@given(st.lists(st.text(alphabet="aé数\udcff\r", max_size=6), min_size=1, max_size=5))
def test_every_byte_has_the_place_at_which_the_text_is_cut(lines: list[str]) -> None:
    text = "\n".join(lines)
    places = BytePlaces(lines)
    for place in range(len(text) + 1):
        before = text[:place]
        last = before.rpartition("\n")[2]
        found = places.place(len(before.encode("utf-8", "surrogateescape")))

        assert found.line == before.count("\n") + 1
        assert found.byte_column == len(last.encode("utf-8", "surrogateescape")) + 1


def apply(text: str, replacements: list[dict[str, Any]]) -> str:
    lines = text.split("\n")
    starts = [sum(len(line) + 1 for line in lines[:row]) for row in range(len(lines))]
    for each in sorted(replacements, key=lambda each: -each["deletedRegion"]["startLine"]):
        region = each["deletedRegion"]
        start = starts[region["startLine"] - 1] + region["startColumn"] - 1
        end = starts[region["endLine"] - 1] + region["endColumn"] - 1
        text = text[:start] + each["insertedContent"]["text"] + text[end:]
    return text


def test_the_replacements_of_sarif_give_what_the_edits_give() -> None:
    place, line = span_of(TEXT, "s1 :81"), span_of(TEXT, "  server s1 :80\n")
    edits = (Edit("a.cfg", line.start, line.end, ""), Edit("a.cfg", place.start, place.end, "数 s2 :82"))

    (result,) = sarif_results(result_of(TEXT, diagnostic(place, fix=Fix("do it", "unsafe", edits))))
    (fix,) = result["fixes"]
    assert apply(TEXT, fix["artifactChanges"][0]["replacements"]) == "backend é\n  # 数é server 数 s2 :82\n"
    assert fix["properties"] == {"applicability": "unsafe"}


def test_rdjson_suggests_fixes_of_one_edit_alone() -> None:
    edit = Edit("a.cfg", 12, 18, "x")
    one, two = diagnostic(fix=Fix("x", "safe", (edit,))), diagnostic(fix=Fix("x", "safe", (edit, edit)))
    place = span_of(TEXT, "s1")
    found = [Diagnostic(*(getattr(each, name) for name in _FIELDS), place, None, (), each.fix) for each in (one, two)]
    rows = document("rdjson", result_of(TEXT, *found))["diagnostics"]

    assert rows[0]["suggestions"][0]["text"] == "x"
    assert "suggestions" not in rows[1]


_FIELDS = ("code", "name", "severity", "fatal", "message")


# -- what is told ------------------------------------------------------------------------------------------------------


def suppressed_as(kind: str, reason: str | None, span: Span | None, *, fatal: bool = False) -> Diagnostic:
    return Diagnostic(
        "XYZ001", "some-rule", Severity.ERROR, fatal, "bad", None, suppression=Suppression(kind, reason, span)
    )


def test_suppressed_findings_are_told_where_a_format_has_a_place_with_their_reason() -> None:
    marker = suppressed_as("marker", "moved by hand", span_of(TEXT, "s1"))
    result = result_of(TEXT)._replace(
        report=Report((), "3.4", suppressed=(marker, suppressed_as("ignore", None, None)))
    )

    one, other = (each["suppressions"] for each in sarif_results(result))
    assert one[0]["kind"] == "inSource"
    assert one[0]["justification"] == "moved by hand"
    assert one[0]["location"]["physicalLocation"]["region"]["startLine"] == 2
    assert other == [{"kind": "external", "status": "accepted"}]
    assert [each.get("message") for each in ElementTree.fromstring(written("junit", result)).iter("skipped")] == [
        "suppressed by marker: moved by hand",
        "suppressed by ignore",
    ]
    assert written("concise", result) == ""


@pytest.mark.parametrize("form", [form for form in WRITERS if form not in ("json", "jsonl", "sarif")])
def test_a_refusal_that_is_suppressed_is_still_told(form: str) -> None:
    found = suppressed_as("marker", None, None, fatal=True)
    result = result_of(TEXT)._replace(report=Report((), "3.4", suppressed=(found,)))

    assert "HAProxy 3.4 refuses it, which is suppressed" in written(form, result)


def test_each_configuration_has_a_verdict_in_json() -> None:
    fatal = Report((diagnostic(severity=Severity.ERROR, fatal=True),), "3.4", hides=False)
    good = Report((), "3.4", hides=False)
    found = [
        result_of(TEXT)._replace(name="a", report=fatal),
        result_of(TEXT)._replace(name="b", report=good),
        result_of(TEXT)._replace(name="c"),
        Failure("d", "d: no such file or directory"),
        Failure("e", "a bug", is_fault=True),
    ]
    expected = ["refused", "accepted", "unknown", "unreadable", "fault"]

    assert [each["verdict"] for each in document("json", *found)["configurations"]] == expected
    assert [json.loads(line)["verdict"] for line in written("jsonl", *found).split("\n")[1:-1]] == expected
    assert [
        each["verdict"] for each in document("sarif", *found)["runs"][0]["properties"]["configurations"]
    ] == expected


@pytest.mark.parametrize("form", [form for form in WRITERS if form not in ("json", "jsonl")])
def test_what_could_not_be_read_is_told(form: str) -> None:
    assert "no such file" in written(form, Failure("x.cfg", "x.cfg: no such file"))


def test_sarif_says_that_a_run_with_unreadable_files_did_not_succeed() -> None:
    (bad,) = document("sarif", Failure("x.cfg", "x.cfg: gone"))["runs"][0]["invocations"]
    (good,) = document("sarif", result_of(TEXT))["runs"][0]["invocations"]

    assert (bad["executionSuccessful"], good["executionSuccessful"]) == (False, True)


def test_junit_fails_for_what_counts_and_for_nothing_else() -> None:
    result = result_of(TEXT, diagnostic(severity=Severity.ERROR), diagnostic())

    def failures(fail_on: str) -> str | None:
        return ElementTree.fromstring(written("junit", result._replace(fail_on=fail_on))).get("failures")

    assert failures("error") == "1"
    assert failures("warning") == "2"


def test_sarif_carries_the_page_of_a_rule_once() -> None:
    driver = document("sarif", result_of(TEXT, diagnostic(), diagnostic()))["runs"][0]["tool"]["driver"]

    (rule,) = driver["rules"]
    assert rule["help"] == {"text": "all of it", "markdown": "**all** of it"}
    assert rule["shortDescription"] == {"text": "what it does"}


@pytest.mark.parametrize(("url", "told"), [("https://pages.example/X.md", True), ("docs/rules/X.md", False)])
def test_sarif_has_an_address_of_help_that_is_whole(url: str, told: bool) -> None:
    stream = io.StringIO()
    write_sarif(
        [result_of(TEXT, diagnostic())], stream, named=same, page=lambda *_: PAGE._replace(url=url), version="1.0"
    )
    (rule,) = json.loads(stream.getvalue())["runs"][0]["tool"]["driver"]["rules"]

    assert (rule.get("helpUri") == url) == told
    assert ("helpUri" in rule) == told


@given(any_text.filter(lambda name: "/" not in name and name))
def test_the_uri_of_a_file_is_its_name(name: str) -> None:
    (result,) = sarif_results(result_of(TEXT, diagnostic(), name=name))
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]

    assert unquote_to_bytes(uri) == name.encode("utf-8", "surrogateescape")


# -- fingerprints ------------------------------------------------------------------------------------------------------


def fingerprints(text: str, *what: str) -> list[str]:
    found = [diagnostic(span_of(text, each)) for each in what]
    return [each["fingerprint"] for each in document("gitlab", result_of(text, *found))]


def test_fingerprints_stay_when_lines_move_and_differ_among_findings() -> None:
    before = fingerprints(TEXT, "s1 :80", "s1 :81", "s1 :81")

    assert fingerprints("# a comment\n\n" + TEXT, "s1 :80", "s1 :81", "s1 :81") == before
    assert len(set(before)) == 3
    results = sarif_results(result_of(TEXT, *(diagnostic(span_of(TEXT, each)) for each in ("s1 :80", "s1 :81"))))
    assert [each["partialFingerprints"]["haproxyModel/v1"] for each in results] == before[:2]


def test_a_fingerprint_does_not_tell_a_secret() -> None:
    text = "userlist u\n  user a password {}\n"

    assert fingerprints(text.format("one"), "user a") == fingerprints(text.format("another"), "user a")
