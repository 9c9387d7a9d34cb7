"""The command line as a process: pipes, encodings, colours, signals."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from .files import CLEAN, CLEAN_FILE, FATAL, ROOT, in_terminal, run


@pytest.fixture
def bad_file(tmp_path: Path) -> Path:
    path = tmp_path / "bad.cfg"
    path.write_bytes(FATAL)
    return path


def test_the_module_is_the_command_line(bad_file: Path) -> None:
    done = run("check", bad_file)

    assert done.returncode == 1
    assert done.stdout.startswith(os.fsencode(bad_file) + b":8:3: error[SYN001] ")
    assert b"\x1b" not in done.stdout
    assert done.stderr == b""


def test_statuses_reach_the_shell(bad_file: Path) -> None:
    assert run("check", CLEAN_FILE).returncode == 0
    assert run("check", bad_file).returncode == 1
    assert run("check", "missing.cfg").returncode == 2
    assert run("check").returncode == 2
    assert run("frobnicate").returncode == 2
    assert run("--version").returncode == 0
    assert run("check", "--help").returncode == 0


def test_standard_input_in_a_pipe() -> None:
    assert run("check", "-", stdin=FATAL).returncode == 1
    assert run("check", "-", stdin=b"").returncode == 2


def test_color_is_as_wished(bad_file: Path) -> None:
    assert b"\x1b[" in run("check", bad_file, "--color", "always").stdout
    assert b"\x1b[" in run("check", bad_file, "--color", "always", environment={"NO_COLOR": "1"}).stdout
    assert b"\x1b[" not in run("check", bad_file).stdout
    assert b"\x1b[" not in run("check", bad_file, environment={"COLUMNS": "20", "TERM": "xterm"}).stdout


def test_a_terminal_gets_colours_unless_no_color_is_set(bad_file: Path) -> None:
    assert b"\x1b[1;31merror[SYN001]" in in_terminal("check", bad_file, environment={"NO_COLOR": ""})
    assert b"\x1b" not in in_terminal("check", bad_file, environment={"NO_COLOR": "1"})
    assert b"\x1b" not in in_terminal("check", bad_file, environment={"TERM": "dumb"})
    assert b"\x1b" not in in_terminal("check", bad_file, "--color", "never", environment={})


def test_progress_is_for_terminals_and_many_files() -> None:
    many = [CLEAN_FILE] * 30

    assert b"\r\x1b[K7/30 " in in_terminal("check", *many, environment={})
    assert run("check", *many).stderr == b""
    assert b"1/3" not in in_terminal("check", *many[:3], environment={})


def test_a_reader_that_leaves_ends_the_program_quietly(bad_file: Path, tmp_path: Path) -> None:
    complaints = tmp_path / "stderr"
    with open(complaints, "wb") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-m", "haproxy_model", "check", *[str(bad_file)] * 500],
            stdout=subprocess.PIPE,
            stderr=stderr,
            cwd=ROOT,
        )
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()

    assert process.wait(60) == 141
    assert complaints.read_bytes() == b""


def test_an_interrupt_ends_the_program_quietly() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "haproxy_model", "check", str(CLEAN_FILE), "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        # A shell that runs the tests in the background has interrupts ignored, which children inherit.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stdout is not None
    # The first file is done: now it waits for standard input.
    process.stdout.readline()
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=20)

    assert errors == b""
    assert process.returncode == 130


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full disk to write to")
@pytest.mark.parametrize(
    ("command", "complaint"),
    [
        ("check", "cannot write the report"),
        ("effective", "cannot write the answer"),
        ("failover", "cannot write the answer"),
    ],
)
def test_a_full_disk_is_one_line(bad_file: Path, command: str, complaint: str) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "haproxy_model", command, str(bad_file)],
            stdout=full,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            check=False,
        )

    assert done.returncode == 2
    assert done.stderr.decode() == f"haproxy-model: {complaint}: no space left on device\n"


@pytest.mark.skipif(not Path("/bin/sh").exists(), reason="no shell that closes a stream")
@pytest.mark.parametrize("stream", ["0<&-", "1>&-", "2>&-", "1>&- 2>&-"])
@pytest.mark.parametrize(("command", "status"), [("check", 1), ("symbols", 0)])
def test_a_stream_that_is_closed_changes_no_status(bad_file: Path, command: str, status: int, stream: str) -> None:
    line = f'"$0" -m haproxy_model {command} "$1" {stream}'
    done = subprocess.run(
        ["/bin/sh", "-c", line, sys.executable, str(bad_file)], capture_output=True, cwd=ROOT, check=False
    )

    assert (done.returncode, done.stderr) == (status, b"")


@pytest.mark.skipif(os.name == "nt", reason="no limits of processes")
@pytest.mark.parametrize("arguments", [("rename", "backend/b", "c", "--write"), ("lint", "--fix", "--unsafe-fixes")])
def test_a_disk_that_refuses_leaves_the_file_as_it_was(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    import resource

    path = tmp_path / "a.cfg"
    path.write_bytes(CLEAN + b"  acl unused src ::1\n  default_backend b\nbackend b\n  server s 192.0.2.1:80 check\n")
    before = path.read_bytes()
    command, *rest = arguments
    done = subprocess.run(
        [sys.executable, "-m", "haproxy_model", command, str(path), *rest],
        capture_output=True,
        cwd=ROOT,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (8, 8)),
    )

    assert (done.returncode, path.read_bytes()) == (2, before)
    assert done.stderr.startswith(b"haproxy-model: ")
    assert done.stderr.endswith(b": file too large\n")
    assert [each.name for each in tmp_path.iterdir()] == ["a.cfg"]


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_any_encoding_of_standard_output_will_do(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.cfg"
    path.write_bytes(FATAL + "  数 é\n".encode() + b"  \xff\n")
    environment = {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    text = run("check", path, environment=environment)
    document = run("check", path, "--format", "json", environment=environment)

    assert (text.returncode, text.stderr) == (1, b"")
    assert (document.returncode, document.stderr) == (1, b"")
    assert "数" in json.loads(document.stdout)["diagnostics"][1]["message"]
