"""`--count`: how often each code was found, and how many of its findings have a fix."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from click import UsageError

from .conftest import Call
from .files import CLEAN, FATAL

POOL = CLEAN + b"backend b\n server a 192.0.2.1:80\n server b 192.0.2.2:80\nbackend c\n server a 192.0.2.1:80\n"


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    texts = {"a.cfg": POOL, "b.cfg": POOL + b"backend d\n server a 192.0.2.1:80\n", "c.cfg": FATAL, "clean.cfg": CLEAN}
    for name, text in texts.items():
        (tmp_path / name).write_bytes(text)
    return [tmp_path / name for name in texts]


def test_the_counts_are_those_of_the_findings_in_text_and_json(call: Call, files: list[Path]) -> None:
    plain = json.loads(call("lint", *files, "--format", "json").out)
    counted = json.loads(call("lint", *files, "--format", "json", "--count").out)
    text = call("lint", *files, "--count")
    expected = Counter((each["code"], each["name"]) for each in plain["diagnostics"])
    fixes = Counter(
        (each["code"], each["fix"]["applicability"]) for each in plain["diagnostics"] if each["fix"] is not None
    )
    rows = counted.pop("counts")

    assert counted == plain
    assert {(row["code"], row["name"]): row["count"] for row in rows} == expected
    assert all(row["fixable"] == {each: fixes[row["code"], each] for each in ("safe", "unsafe")} for row in rows)
    assert [row["count"] for row in rows] == sorted(expected.values(), reverse=True)
    lines = [line.split() for line in text.out.splitlines()]
    assert lines[0] == ["count", "code", "fix", "name"]
    assert [(line[0], line[1], line[-1]) for line in lines[1:-1]] == [
        (str(row["count"]), row["code"], row["name"]) for row in rows
    ]
    assert text.status == 1


def test_the_columns_stand_below_each_other(call: Call, files: list[Path]) -> None:
    *rows, _ = call("lint", *files, "--count").out.splitlines()
    names = {row.index(row.split()[-1]) for row in rows}

    assert len(names) == 1


def test_nothing_found_is_told(call: Call) -> None:
    assert call("check", "--count", "-", stdin=CLEAN).out == "no findings; HAProxy 3.4 accepts <stdin>\n"
    assert call("check", "--count", "-q", "-", stdin=CLEAN).out == ""


@pytest.mark.parametrize("others", [["--fix"], ["--diff"], ["--format", "sarif"]])
def test_a_count_has_no_place_in_fixes_diffs_and_formats_for_pipelines(call: Call, others: list[str]) -> None:
    with pytest.raises(UsageError, match="--count"):
        call("lint", "--count", *others, "x.cfg")
