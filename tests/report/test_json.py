"""The JSON document is a contract: these keys, no others, in this order."""

from __future__ import annotations

import io
import json
from typing import Any

from hypothesis import given, strategies as st

from haproxy_model.diagnostics import Edit, Fix, Related, Severity
from haproxy_model.report import Result
from haproxy_model.report.json import diagnostic_object, write_json

from .places import diagnostic, result_of, span_of

TEXT = "backend app\n  server s1 :80\n  server s1 :81\n"

any_text = st.text(max_size=40) | st.binary(max_size=40).map(lambda raw: raw.decode("utf-8", "surrogateescape"))


class Ascii(io.StringIO):
    encoding = "US-ASCII"


def document(*results: Result, stream: io.StringIO | None = None) -> Any:
    stream = stream or io.StringIO()
    write_json(results, stream, haproxy="3.4")
    return json.loads(stream.getvalue())


def test_a_document_without_findings_is_whole() -> None:
    expected = {
        "version": 1,
        "haproxy": "3.4",
        "diagnostics": [],
        "configurations": [],
        "summary": {"error": 0, "warning": 0, "info": 0, "fatal": 0},
    }

    assert document() == expected
    named = {"name": "a.cfg", "verdict": "unknown", "haproxy": "3.4", "suppressed": 0, "message": None}
    assert document(result_of(TEXT)) == {**expected, "configurations": [named]}


def test_a_diagnostic_has_the_keys_of_the_contract_in_their_order() -> None:
    place = span_of(TEXT, "s1 :81")
    found = diagnostic_object(
        diagnostic(
            place,
            "`s1` is defined twice",
            severity=Severity.ERROR,
            fatal=True,
            section="backend app",
            related=(Related("the first one", span_of(TEXT, "s1 :80")), Related("nowhere", None)),
            fix=Fix("remove it", "unsafe", (Edit("a.cfg", 29, 45, "x\ty\n"),)),
        )
    )

    expected = {
        "code": "XYZ001",
        "name": "some-rule",
        "severity": "error",
        "fatal": True,
        "message": "`s1` is defined twice",
        "file": "a.cfg",
        "line": 3,
        "column": 10,
        "end_line": 3,
        "end_column": 16,
        "section": "backend app",
        "related": [
            {"message": "the first one", "file": "a.cfg", "line": 2, "column": 10, "end_line": 2, "end_column": 16},
            {"message": "nowhere", "file": None, "line": None, "column": None, "end_line": None, "end_column": None},
        ],
        "fix": {
            "title": "remove it",
            "applicability": "unsafe",
            "edits": [{"file": "a.cfg", "start": 29, "end": 45, "text": "x\ty\n"}],
        },
        "url": None,
    }
    assert found == expected
    assert list(found) == list(expected)


def test_a_fact_without_a_place_has_nulls_and_the_name_of_the_only_file() -> None:
    (one,) = document(result_of(TEXT, diagnostic()))["diagnostics"]
    (several,) = document(result_of(TEXT, diagnostic())._replace(is_file=False))["diagnostics"]

    assert {one[key] for key in ("line", "column", "end_line", "end_column", "section", "fix", "url")} == {None}
    assert one["file"] == "a.cfg"
    assert several["file"] is None


def test_the_summary_counts_over_all_configurations() -> None:
    error = diagnostic(severity=Severity.ERROR, fatal=True)
    found = document(result_of(TEXT, error, diagnostic()), result_of(TEXT, diagnostic(severity=Severity.INFO)))

    assert found["summary"] == {"error": 1, "warning": 1, "info": 1, "fatal": 1}
    assert len(found["diagnostics"]) == 3


def test_bytes_outside_utf8_and_controls_are_escaped_and_unicode_stays() -> None:
    stream = io.StringIO()
    (found,) = document(result_of(TEXT, diagnostic(message="é \udcff \x1b 数")), stream=stream)["diagnostics"]

    assert found["message"] == r"é \xff \x1b 数"
    assert "é" in stream.getvalue()


def test_a_stream_that_lacks_unicode_gets_the_same_document_in_ascii() -> None:
    stream = Ascii()
    (found,) = document(result_of(TEXT, diagnostic(message="é")), stream=stream)["diagnostics"]

    assert stream.getvalue().isascii()
    assert found["message"] == "é"


def test_a_fix_that_json_cannot_hold_is_none_at_all() -> None:
    fix = Fix("write the byte", "safe", (Edit("a.cfg", 0, 1, "\udcff"),))

    assert diagnostic_object(diagnostic(fix=fix))["fix"] is None


@given(any_text, any_text, st.none() | any_text)
def test_any_text_gives_a_document_that_is_utf8(message: str, name: str, section: str | None) -> None:
    stream = io.StringIO()
    result = result_of(TEXT, diagnostic(message=message, section=section), name=name)
    document(result, stream=stream)

    assert stream.getvalue().encode()
