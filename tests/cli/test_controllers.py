"""`lint --controllers`: files that are compared, each shown with what is its own and what differs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Call

POOL = """\
defaults
 timeout connect 5s
 timeout client 1m
 timeout server 1m
listen nova
 bind 192.0.2.10:8774 transparent
 server c1 192.0.2.11:8774 check
"""
OTHER = POOL + " server c2 192.0.2.12:8774 check\n"


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """The files of two controllers, of which the first lacks a server."""
    paths = [tmp_path / "a.cfg", tmp_path / "b.cfg"]
    for path, text in zip(paths, (POOL, OTHER), strict=True):
        path.write_text(text)
    return paths


def test_what_differs_is_shown_with_both_places(call: Call, files: list[Path]) -> None:
    result = call("lint", "--controllers", *files, "--select", "MUL")

    assert result.status == 1
    assert f"{files[1]}:8:9: error[MUL002]" in result.out
    assert f"note: {files[0]}:5:1: in {files[0]}" in result.out
    assert "8 |  server c2 192.0.2.12:8774 check" in result.out
    assert "5 | listen nova" in result.out


def test_without_the_option_files_are_not_compared(call: Call, files: list[Path]) -> None:
    assert "MUL" not in call("lint", *files).out


def test_json_has_both_files(call: Call, files: list[Path]) -> None:
    out = call("lint", "--controllers", *files, "--select", "MUL", "--format", "json").out
    diagnostic = json.loads(out)["diagnostics"][0]

    assert (diagnostic["file"], diagnostic["related"][0]["file"]) == (str(files[1]), str(files[0]))


def test_equal_files_are_clean(call: Call, files: list[Path]) -> None:
    assert call("lint", "--controllers", files[1], files[1], "--select", "MUL").status == 0


def test_one_file_is_wrong_usage(call: Call, files: list[Path]) -> None:
    result = call("lint", "--controllers", files[0])

    assert (result.status, result.out) == (2, "")
    assert "two files or more" in result.err


def test_a_file_that_cannot_be_read_leaves_the_others_compared(call: Call, files: list[Path], tmp_path: Path) -> None:
    result = call("lint", "--controllers", files[0], tmp_path / "absent.cfg", files[1], "--select", "MUL")

    assert result.status == 2
    assert "absent.cfg" in result.err
    assert "MUL002" in result.out
