"""Pipes and devices as input, and none of them as output."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import Call
from .files import CLEAN, FATAL, ROOT

#: with something to fix and something to rename
TEXT = CLEAN + b"  acl unused src ::1\n  default_backend b\nbackend b\n  server s 192.0.2.1:80 check\n"
REFUSED = "cannot be written back, because it is a FIFO: name a regular file, or print the result"
WRITING = [("lint", "--fix", "--unsafe-fixes", "{}"), ("rename", "{}", "backend/b", "c", "--write")]

needs_fifos = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
needs_a_shell = pytest.mark.skipif(shutil.which("bash") is None, reason="no shell with <(...)")


def shell(line: str, path: Path) -> tuple[int, str, str]:
    """What a line gives in which `haproxy_model` is the command line and `$1` a file."""
    command = f'haproxy_model() {{ "{sys.executable}" -m haproxy_model "$@"; }}; {line}'
    done = subprocess.run(["bash", "-c", command, "bash", path], capture_output=True, cwd=ROOT, check=False, timeout=60)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "a.cfg"
    file.write_bytes(TEXT)
    return file


@needs_a_shell
@pytest.mark.parametrize("source", ['<(cat "$1")', '<(sleep 0.5; cat "$1")', '/dev/stdin <"$1"'])
@pytest.mark.parametrize(("content", "status"), [(CLEAN, 0), (FATAL, 1)])
def test_what_a_shell_gives_is_an_input(path: Path, source: str, content: bytes, status: int) -> None:
    path.write_bytes(content)

    assert shell(f"haproxy_model check {source}", path)[0] == status


@needs_a_shell
def test_a_pipe_of_a_program_that_fails_is_not_accepted(path: Path) -> None:
    status, out, err = shell("haproxy_model check <(false)", path)

    assert (status, out) == (2, "")
    assert err.endswith(": is a FIFO, and nothing was written into it\n")


@needs_a_shell
@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no device without an end")
@pytest.mark.parametrize("source", ["- </dev/zero", "<(cat /dev/zero)", "/dev/zero", "- < <(yes global)"])
@pytest.mark.parametrize("command", ["check", "lint --diff", "failover"])
def test_what_has_no_end_is_one_line(path: Path, source: str, command: str) -> None:
    # Who has 2 GiB of memory reads no more than it bears.
    status, out, err = shell(f"ulimit -v 2097152; haproxy_model {command} {source}", path)

    assert (status, out) == (2, "")
    assert re.fullmatch(r"haproxy-model: [^\n]*: gives more than 64 MiB, perhaps without an end: give a file\n", err)


@needs_a_shell
@pytest.mark.parametrize("arguments", [("check", "{}"), *WRITING])
def test_what_is_too_large_is_one_line(path: Path, arguments: tuple[str, ...]) -> None:
    os.truncate(path, 1 << 30)
    status, out, err = shell("ulimit -v 2097152; haproxy_model " + " ".join(arguments).format('"$1"'), path)

    assert (status, out) == (2, "")
    assert err == f"haproxy-model: {path}: has 1024 MiB, and no configuration has more than 64\n"


@needs_a_shell
@pytest.mark.parametrize("arguments", WRITING)
def test_what_a_shell_gives_is_not_written_back(path: Path, arguments: tuple[str, ...]) -> None:
    status, out, err = shell("haproxy_model " + " ".join(arguments).format('<(cat "$1")'), path)

    assert (status, out) == (2, "")
    assert err.endswith(f": {REFUSED}\n")
    assert path.read_bytes() == TEXT


@needs_a_shell
@pytest.mark.parametrize("arguments", [("lint", "--diff", "--unsafe-fixes", "{}"), ("rename", "{}", "backend/b", "c")])
def test_what_a_shell_gives_can_be_shown_as_a_diff(path: Path, arguments: tuple[str, ...]) -> None:
    out = shell("haproxy_model " + " ".join(arguments).format('<(cat "$1")'), path)[1]

    assert out.startswith("--- /dev/fd/")


@needs_fifos
@pytest.mark.parametrize("arguments", WRITING)
def test_a_fifo_is_not_opened_where_it_cannot_be_written_back(
    call: Call, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    # With a reader there the text waits in the pipe: who opens it would take it.
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    path.write_bytes(TEXT)
    outcome = call(*(each.format(path) for each in arguments))
    left = os.read(reader, len(TEXT) + 1)
    os.close(reader)

    assert outcome == (2, "", f"haproxy-model: {path}: {REFUSED}\n")
    assert left == TEXT


@needs_fifos
def test_a_fifo_without_a_writer_is_one_line_and_the_other_files_are_done(tmp_path: Path, path: Path) -> None:
    path.write_bytes(FATAL)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    done = subprocess.run(
        [sys.executable, "-m", "haproxy_model", "check", pipe, path],
        capture_output=True,
        cwd=ROOT,
        check=False,
        timeout=60,
    )

    assert done.returncode == 2
    assert done.stderr.decode() == f"haproxy-model: {pipe}: is a FIFO, and nothing was written into it\n"
    assert done.stdout.startswith(bytes(path))


def test_the_null_device_is_an_empty_configuration_and_is_not_written(call: Call) -> None:
    assert call("check", os.devnull).status == 0
    if os.name != "nt" and os.geteuid():
        assert call("lint", "--fix", os.devnull).status == 2


@pytest.mark.parametrize("arguments", WRITING)
def test_links_to_one_file_in_one_directory_are_not_written(
    call: Call, path: Path, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    (tmp_path / "0.cfg").write_bytes(b"global\n  maxconn 10\n")
    (tmp_path / "1.cfg").symlink_to("0.cfg")
    outcome = call(*(each.format(tmp_path) for each in arguments))

    assert outcome.status == 2
    assert outcome.err.endswith("are one file, so that one text would be lost: read it under one name\n")
    assert path.read_bytes() == TEXT
