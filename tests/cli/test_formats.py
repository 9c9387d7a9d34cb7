"""`--format` on the command line: each format tells the findings that the text tells, with the same exit status."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click import UsageError

from haproxy_model.cli.formats import FORMATS
from tests.report.schemas import GITLAB, RDJSON, SARIF, faults

from .conftest import Call
from .files import CLEAN, FATAL, NOT_FATAL
from .test_startup import imported

SECRET = CLEAN + b"  http-request set-header Authorization hunter2hunter2 if nobody\n"
SCHEMAS = {"sarif": SARIF, "gitlab": GITLAB, "rdjson": RDJSON}


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.chdir(tmp_path)
    texts = {"fatal.cfg": FATAL, "error.cfg": NOT_FATAL, "clean.cfg": CLEAN, "secret.cfg": SECRET}
    for name, text in texts.items():
        (tmp_path / name).write_bytes(text)
    return [*texts, "missing.cfg"]


def told(form: str, out: str) -> list[str]:
    """The codes that a report tells, in order."""
    if form in ("text", "concise", "grouped"):
        return re.findall(r"^\S*.*?(?:error|warning|info)\[(\w+)\]", out, re.MULTILINE)
    if form == "github":
        return re.findall(r"title=(\w+)", out)
    if form == "junit":
        cases = ElementTree.fromstring(out).iter("testcase")
        return [each.attrib["name"].split()[0] for each in cases if "HAProxy" not in each.attrib["name"]]
    if form == "checkstyle":
        return [each.attrib["source"].split(".")[1] for each in ElementTree.fromstring(out).iter("error")]
    if form == "jsonl":
        rows = map(json.loads, out.splitlines())
        return [each["code"] for each in rows if each["type"] == "diagnostic"]
    document = json.loads(out)
    assert not faults(document, SCHEMAS.get(form, {}))
    if form == "sarif":
        return [each["ruleId"] for each in document["runs"][0]["results"]]
    if form == "gitlab":
        return [each["check_name"] for each in document]
    if form == "rdjson":
        return [each["code"]["value"] for each in document["diagnostics"]]
    return [each["code"] for each in document["diagnostics"]]


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_tells_the_same_findings_with_the_same_status(call: Call, files: list[str], form: str) -> None:
    expected = call("lint", *files, "--format", "json")
    found = call("lint", *files, "--format", form)

    assert found.status == expected.status == 2
    assert found.err == expected.err
    assert "hunter2" not in found.out
    assert [code for code in told(form, found.out) if code != "unreadable"] == told("json", expected.out)
    if form not in ("text", "jsonl"):
        assert "missing.cfg" in found.out


#: how a format names the page of a code
PAGES = {
    "json": '"url": "docs/rules/{}.md"',
    "jsonl": '"url": "docs/rules/{}.md"',
    "sarif": '"id": "{}"',
    "github": "see docs/rules/{}.md",
    "gitlab": '"body": "[{0}](docs/rules/{0}.md)"',
    "junit": "see docs/rules/{}.md",
    "rdjson": '"url": "docs/rules/{}.md"',
}


@pytest.mark.parametrize("form", PAGES)
def test_formats_name_the_page_of_each_code(call: Call, files: list[str], form: str) -> None:
    codes = {each["code"] for each in json.loads(call("check", "fatal.cfg", "--format", "json").out)["diagnostics"]}
    found = call("check", "fatal.cfg", "--format", form).out

    assert codes
    assert all(PAGES[form].format(code) in found for code in codes)


def test_json_has_a_verdict_for_each_file(call: Call, files: list[str]) -> None:
    found = json.loads(call("check", *files, "--format", "json").out)["configurations"]

    assert {each["name"]: each["verdict"] for each in found} == {
        "fatal.cfg": "refused",
        "error.cfg": "accepted",
        "clean.cfg": "accepted",
        "secret.cfg": "refused",
        "missing.cfg": "unreadable",
    }


def test_pipelines_are_told_paths_from_the_working_directory(call: Call, files: list[str], tmp_path: Path) -> None:
    (row,) = json.loads(call("check", tmp_path / "fatal.cfg", "--format", "gitlab").out)

    assert row["location"]["path"] == "fatal.cfg"


def test_statistics_have_no_place_in_formats_for_pipelines(call: Call) -> None:
    with pytest.raises(UsageError, match="--statistics has no place in --format sarif"):
        call("check", "--statistics", "--format", "sarif", "-")


def test_sarif_carries_the_pages_of_the_rules_that_found_something(call: Call) -> None:
    (run,) = json.loads(
        call(
            "lint",
            "--format",
            "sarif",
            "-",
            stdin=CLEAN + b"backend b\n server a 192.0.2.1:80\n server b 192.0.2.2:80\n",
        ).out
    )["runs"]
    pages = {each["id"]: each["help"]["markdown"] for each in run["tool"]["driver"]["rules"]}

    assert "**Why:**" in pages["CHK001"]


def test_formats_import_their_own_module_alone() -> None:
    modules = imported("check", "--format", "concise", "-", stdin=FATAL)

    assert "haproxy_model.report.concise" in modules
    assert not modules & {"rich", "haproxy_model.report.sarif", "haproxy_model.report.json", "haproxy_model.lint.rules"}
