"""What is no configuration gets one clear line and exit 2, or a diagnostic; never a traceback, never exit 0."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from .conftest import Call


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"\x7fELF\x02\x01\x01\0\0\0\xff\xfe\n\0", "not a HAProxy configuration: it is a binary file"),
        (b"\x1f\x8b\x08\0\0\0", "not a HAProxy configuration: it is a binary file"),
        ("global\n".encode("utf-16"), "it is UTF-16 text, which HAProxy cannot read: save it as UTF-8"),
    ],
)
def test_what_is_no_text_is_one_line_and_exit_2(call: Call, tmp_path: Path, content: bytes, complaint: str) -> None:
    path = tmp_path / "a.cfg"
    path.write_bytes(content)

    assert call("check", path) == (2, "", f"haproxy-model: {path}: {complaint}\n")


@pytest.mark.parametrize(
    "content",
    [
        b"hello world\n",
        b"hello world",
        b"# a comment, then words\n\n  balance roundrobin\n",
        b"{% for server in servers %}\nserver {{ server }}\n{% endfor %}\n",
        b"global\n  user {{ user }}\n",
        b"<html><body>502 Bad Gateway</body></html>\n",
        b'{"json": true}\n',
        b"\xef\xbb\xbfglobal\n",
        b"global\n\0\n",
        b"\xff\xfe\xfd\n",
        b"global",
        b"\r\nhello\r\n",
    ],
)
def test_text_that_is_not_understood_has_findings(call: Call, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.cfg"
    path.write_bytes(content)
    outcome = call("check", path)

    assert outcome.status == 1
    assert outcome.out.startswith(f"{path}:")
    assert outcome.err == ""


def test_words_without_a_section_are_no_configuration_whatever_is_ignored(call: Call) -> None:
    outcome = call("check", "-", "--ignore", "SYN005", stdin=b"hello world\n")

    assert outcome.status == 2
    assert outcome.err == "haproxy-model: <stdin>: not a HAProxy configuration: it has no section\n"


@pytest.mark.parametrize("command", ["effective", "failover", "symbols"])
def test_no_question_is_answered_of_words_without_a_section(call: Call, command: str) -> None:
    outcome = call(command, "-", stdin=b"hello world\n")

    assert outcome == (2, "", "haproxy-model: <stdin>: not a HAProxy configuration: it has no section\n")


def test_a_missing_file_is_one_line(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "missing.cfg"

    assert call("check", path) == (2, "", f"haproxy-model: {path}: no such file or directory\n")


def test_a_directory_without_configurations_is_one_line(call: Call, tmp_path: Path) -> None:
    assert call("check", tmp_path) == (2, "", f"haproxy-model: {tmp_path}: the directory holds no .cfg file\n")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root reads everything")
def test_a_forbidden_file_is_one_line(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "a.cfg"
    path.write_bytes(b"global\n")
    path.chmod(0)

    assert call("check", path) == (2, "", f"haproxy-model: {path}: permission denied\n")


def test_nothing_on_standard_input_is_one_line(call: Call) -> None:
    assert call("check", "-") == (2, "", "haproxy-model: standard input is empty: pipe a configuration into it\n")


@pytest.mark.parametrize("content", [b"", b"\n", b"# nothing yet\n\n"])
def test_a_file_that_says_nothing_is_accepted_in_one_line(call: Call, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.cfg"
    path.write_bytes(content)
    outcome = call("check", path)

    assert outcome.status == 0
    assert outcome.out.startswith(f"{path}:")
    assert outcome.err == ""


def test_a_name_that_is_no_utf8_is_shown(call: Call, tmp_path: Path) -> None:
    path = os.fsdecode(os.fsencode(tmp_path) + b"/a\xff\x1b.cfg")
    Path(path).write_bytes(b"hello\n")

    shown = rf"{tmp_path}/a\xff\x1b.cfg"

    assert call("check", path).out.startswith(f"{shown}:1:1: error[SYN005] ")
    assert call("check", path + "x").err == f"haproxy-model: {shown}x: no such file or directory\n"
