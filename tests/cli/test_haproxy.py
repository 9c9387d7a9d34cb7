"""`--haproxy PROGRAM` of `check` and `lint`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click import UsageError
from inputs.programs import HAPROXY, VERSION, pretender, real, script

from .conftest import Call
from .files import CLEAN, run

POOL = b"listen l\n bind :8080\n server a 192.0.2.1:80\n server b 192.0.2.2:80\n"
WARNED = CLEAN + POOL
HTTP = WARNED.replace(b"mode tcp", b"mode http")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.cfg").write_bytes(WARNED)
    return tmp_path


@real
def test_the_version_of_the_program_is_judged_unless_another_is_named(call: Call, place: Path) -> None:
    assert "accepted by HAProxy 2.6" in call("check", "--haproxy", HAPROXY or "", "a.cfg").out
    (place / "haproxy-model.toml").write_text('version = "3.0"\n')

    said = call("check", "--haproxy", "haproxy", "a.cfg", "--format", "json")

    (found,) = (each for each in json.loads(said.out)["diagnostics"] if each["code"] == "HC005")
    assert found["message"].endswith(
        "the program is HAProxy 2.6.12, and HAProxy 3.0 is asked about: the two may differ"
    )


@real
def test_standard_input_is_asked_about_too(call: Call, place: Path) -> None:
    said = call("check", "--haproxy", "haproxy", "-", stdin=WARNED + b" bogus\n")

    assert said.status == 1
    assert "HAProxy 2.6.12 says so too: unknown keyword `bogus`" in said.out


@real
def test_lint_tells_what_the_program_says(call: Call, place: Path) -> None:
    (place / "a.cfg").write_bytes(WARNED + b" bogus\n")

    said = call("lint", "--haproxy", "haproxy", "a.cfg", "--show-settings")
    assert "2.6" in said.out
    assert "is HAProxy 2.6.12" in said.out
    assert "says so too" in call("lint", "--haproxy", "haproxy", "a.cfg").out


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (None, "there is no such program"),
        ("echo hello", "it is not HAProxy"),
        ("kill -SEGV $$", r"it died by signal 11 (SIGSEGV)"),
        (VERSION.replace("2.6.12", "1.5.0"), "HAProxy 1.5.0 is not a version that is known: name one with"),
    ],
)
def test_a_program_that_cannot_be_asked_is_one_line(call: Call, place: Path, body: str | None, said: str) -> None:
    program = place / "none" if body is None else script(place, body)
    (place / "b.cfg").write_bytes(WARNED)

    done = call("check", "--haproxy", program, "a.cfg", "b.cfg")

    assert done.status == 2
    assert said in done.err
    assert done.err.count("\n") == 1
    assert not done.out


def test_a_program_that_crashes_over_a_file_is_said_for_this_file(call: Call, place: Path) -> None:
    (place / "b.cfg").write_bytes(WARNED)
    program = pretender(place, 'case "$3" in *b.cfg) kill -ABRT $$;; esac; exit 0')

    done = call("check", "--haproxy", program, "a.cfg", "b.cfg")

    assert done.status == 2
    assert "died by signal 6 (SIGABRT)" in done.err
    assert "a.cfg" in done.out


def test_nothing_that_it_says_reaches_the_terminal_as_it_is(place: Path) -> None:
    program = pretender(place, r"printf '[ALERT] (1) : config : a\033[31mb\377\r\007c\n' >&2; exit 1")

    done = run("check", "--haproxy", program, "a.cfg", cwd=place)

    assert done.returncode == 1
    assert rb"a\x1b[31mb\xff\x0d\x07c" in done.stdout
    assert b"\x1b[31m" not in done.stdout


def test_a_fix_is_taken_back_that_the_program_refuses(call: Call, place: Path) -> None:
    (place / "a.cfg").write_bytes(HTTP)
    accepts = pretender(place, "exit 0")
    plain = call("lint", "--haproxy", accepts, "--diff", "--unsafe-fixes", "a.cfg", "--select", "TMO002")
    assert "+  timeout http-request 10s" in plain.out

    refuses = pretender(
        place, 'if grep -q "http-request" "$3"; then echo "[ALERT] (1) : config : not this." >&2; exit 1; fi'
    )
    diff = call("lint", "--haproxy", refuses, "--diff", "--unsafe-fixes", "a.cfg", "--select", "TMO002")
    assert not diff.out
    call("lint", "--haproxy", refuses, "--fix", "--unsafe-fixes", "a.cfg", "--select", "TMO002")

    assert (place / "a.cfg").read_bytes() == HTTP


def test_fixes_are_made_where_the_program_refused_the_file_before(call: Call, place: Path) -> None:
    (place / "a.cfg").write_bytes(HTTP)
    refuses = pretender(place, 'echo "[ALERT] (1) : config : no." >&2; exit 1')

    diff = call("lint", "--haproxy", refuses, "--diff", "--unsafe-fixes", "a.cfg", "--select", "TMO002")

    assert "+  timeout http-request 10s" in diff.out


def test_controllers_are_asked_about_one_by_one(call: Call, place: Path) -> None:
    with pytest.raises(UsageError, match="ask about each file by itself"):
        call("lint", "--controllers", "--haproxy", "haproxy", "a.cfg", "a.cfg")
