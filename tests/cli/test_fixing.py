"""`lint --fix` and `lint --diff`: what is written, what is shown, and what stays as it is."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click import UsageError

from tests.storage.test_written import NOBODY, writable_by_all

from .conftest import Call

TEXT = b"""defaults
  timeout connect 5s
  timeout client 1m
  timeout server 1m
listen app
  bind 192.0.2.1:80
  option httpchk
  option tcp-check
  server a  192.0.2.2:80 check fall 1
  server b  192.0.2.3:80 check # the other one
"""
SAFE = TEXT.replace(b"  option httpchk\n", b"")
UNSAFE = SAFE.replace(b"fall 1", b"fall 3")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "a.cfg"
    file.write_bytes(TEXT)
    return file


def test_safe_fixes_are_written_and_what_is_left_is_said(call: Call, path: Path) -> None:
    done = call("lint", "--fix", "--severity", "warning", path)

    assert path.read_bytes() == SAFE
    assert f"{path}: fixed[CHK004] remove what is not used in `listen app`\n" in done.out
    assert "warning[CHK012]" in done.out
    assert "warning[CHK004]" not in done.out


def test_unsafe_fixes_are_written_where_they_are_asked_for(call: Call, path: Path) -> None:
    assert call("lint", "--fix", "--unsafe-fixes", "--fail-on", "warning", path).status == 0
    assert path.read_bytes() == UNSAFE


def test_a_second_run_changes_nothing(call: Call, path: Path) -> None:
    call("lint", "--fix", "--unsafe-fixes", path)
    written = os.stat(path)
    done = call("lint", "--fix", "--unsafe-fixes", path)

    assert "fixed[" not in done.out
    assert (os.stat(path).st_ino, os.stat(path).st_mtime_ns) == (written.st_ino, written.st_mtime_ns)


def test_a_diff_shows_what_would_change_and_writes_nothing(call: Call, path: Path) -> None:
    done = call("lint", "--diff", path)

    assert path.read_bytes() == TEXT
    assert done.status == 1
    assert [line for line in done.out.splitlines() if line[0] in "+-"] == [
        f"--- {path}",
        f"+++ {path}",
        "-  option httpchk",
    ]


def test_nothing_to_change_is_an_empty_diff(call: Call, path: Path) -> None:
    path.write_bytes(SAFE)

    assert call("lint", "--diff", path) == (0, "", "")


def test_a_diff_wins_over_fixing(call: Call, path: Path) -> None:
    assert "-  option httpchk" in call("lint", "--fix", "--diff", path).out
    assert path.read_bytes() == TEXT


def test_a_missing_last_lf_is_shown_as_diff_does(call: Call) -> None:
    out = call(
        "lint", "--diff", "-", stdin=TEXT.replace(b"  option httpchk\n", b"").rstrip() + b"\n  option httpchk"
    ).out

    assert "\n\\ No newline at end of file\n" in out


def test_standard_input_is_shown_as_a_diff_and_cannot_be_written(call: Call) -> None:
    assert call("lint", "--diff", "-", stdin=TEXT).out.startswith("--- <stdin>\n+++ <stdin>\n")
    with pytest.raises(UsageError, match="--diff"):
        call("lint", "--fix", "-", stdin=TEXT)


def test_unsafe_fixes_alone_mean_nothing(call: Call, path: Path) -> None:
    with pytest.raises(UsageError, match="--fix or --diff"):
        call("lint", "--unsafe-fixes", path)


def test_the_files_of_a_directory_are_fixed_where_the_lines_stand(call: Call, tmp_path: Path) -> None:
    head, _, body = TEXT.partition(b"listen")
    (tmp_path / "1.cfg").write_bytes(head)
    (tmp_path / "2.cfg").write_bytes(b"listen" + body)
    call("lint", "--fix", tmp_path)

    assert (tmp_path / "1.cfg").read_bytes() == head
    assert (tmp_path / "2.cfg").read_bytes() == SAFE.removeprefix(head)


def test_what_was_written_is_said(call: Call, path: Path) -> None:
    other = path.with_name("b.cfg")
    other.write_bytes(b"global\n")
    os.link(path, path.with_name("link"))
    out = call("lint", "--fix", path.parent).out

    assert f"{path}: written; other names of it (hard links) have the old text\n" in out
    assert f"{other}: unchanged\n" in out
    # Where there is nothing to fix nothing is written.
    assert ": written" not in call("lint", "--fix", path).out
    assert ": written" not in call("lint", "--diff", "--unsafe-fixes", path).out


def test_json_says_what_was_written(call: Call, path: Path) -> None:
    document = json.loads(call("lint", "--fix", "--format", "json", path).out)

    assert document["written"] == [
        {"file": str(path), "changed": True, "owner_changed": False, "hard_link_broken": False}
    ]
    assert "written" not in json.loads(call("lint", "--fix", "--format", "json", path).out)


def test_a_rename_says_what_was_written_beside_its_diff(call: Call, path: Path) -> None:
    path.write_bytes(b"backend b\n")
    done = call("rename", path, "backend/b", "c", "--write")

    assert "written" not in done.out
    assert done.err == f"haproxy-model: {path}: written\n"
    assert call("rename", path, "backend/c", "d").err == ""


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away")
@pytest.mark.parametrize("arguments", [("lint", "--fix", "{}"), ("rename", "{}", "listen/app", "c", "--write")])
def test_an_owner_that_cannot_be_kept_is_one_line_unless_it_may_change(call: Call, arguments: tuple[str, ...]) -> None:
    with writable_by_all() as directory:
        path = directory / "a.cfg"
        path.write_bytes(TEXT)
        words = [each.format(path) for each in arguments]
        os.setegid(NOBODY)
        os.seteuid(NOBODY)
        refused = call(*words)
        assert refused.status == 2
        assert refused.err.startswith(f"haproxy-model: {path}: its owner or group cannot be kept: ")
        assert path.read_bytes() == TEXT

        done = call(*words, "--change-owner")
        assert f"{path}: written; its owner or group is another one now\n" in done.out + done.err
        assert path.read_bytes() != TEXT


def test_json_lists_what_was_fixed(call: Call, path: Path) -> None:
    document = json.loads(call("lint", "--fix", "--format", "json", path).out)

    assert document["fixed"] == [
        {
            "code": "CHK004",
            "file": str(path),
            "section": "listen app",
            "title": "remove what is not used",
            "applicability": "safe",
        }
    ]
    assert "fixed" not in json.loads(call("lint", "--format", "json", path).out)


def test_a_file_that_changed_meanwhile_is_left_alone(call: Call, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from haproxy_model.cli import sources

    read = sources.read

    def and_then_changed(name: str):  # type: ignore[no-untyped-def]
        config = read(name)
        path.write_bytes(TEXT + b"# by hand\n")
        return config

    monkeypatch.setattr(sources, "read", and_then_changed)
    done = call("lint", "--fix", path)

    assert done.status == 2
    assert "changed" in done.err
    assert path.read_bytes() == TEXT + b"# by hand\n"


def test_files_that_are_compared_are_not_fixed(call: Call, path: Path) -> None:
    with pytest.raises(UsageError, match="each file by itself"):
        call("lint", "--controllers", "--fix", path, path)
