"""`lint --diff` and `rename`: in a pipe the bytes that `patch -p0` applies, on a terminal what people can read."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from .files import in_terminal, run

needs_patch = pytest.mark.skipif(shutil.which("patch") is None, reason="no patch(1) here")

#: lines with tabs, CRLF, lone CR, form feeds, bytes that are no UTF-8, characters that hide, and no last LF
HOSTILE = (
    b"# \xff\xfe \xe2\x80\xae \x1b[31m \x0c \x07\r\n"
    b"defaults\r\n\tmode http\r\n\ttimeout connect 5s\r\n\ttimeout client 1m\r\n\ttimeout server 1m\r\n"
    b"frontend f\n\tbind 192.0.2.1:80\x0c\n\tdefault_backend old\n"
    b"backend old\n\toption httpchk  # \x1b]0;title\x07 \xe2\x80\x8b\xff\r\n\toption tcp-check # a\rb \xc3\xa9\n"
    b"\tserver s\t192.0.2.2:80 check # last"
)
_NAMES = [b"a.cfg", b"a b.cfg", b' "q".cfg', b"\xc3\xa9\xff.cfg", b"a\\\tb\n\x1b[1m.cfg", b"-a.cfg"]
COMMANDS = {"lint": (("lint", "--diff"), ("lint", "--fix")), "rename": (("rename",), ("rename", "--write"))}


def arguments(command: tuple[str, ...], *files: bytes | str) -> tuple[bytes | str, ...]:
    """A command line with files behind `--`, and for `rename` what is renamed."""
    name, *options = command
    return name, *options, "--", *files, *(("backend/old", "new") if name == "rename" else ())


def applied(directory: Path, diff: bytes, *options: str) -> None:
    done = subprocess.run(["patch", "--force", *options], input=diff, cwd=directory, capture_output=True, check=False)

    assert done.returncode == 0, done


@needs_patch
@pytest.mark.parametrize("name", _NAMES)
@pytest.mark.parametrize("command", COMMANDS)
def test_patch_makes_what_would_have_been_written(tmp_path: Path, command: str, name: bytes) -> None:
    show, write = COMMANDS[command]
    shown, written = tmp_path / "shown", tmp_path / "written"
    for directory in (shown, written):
        directory.mkdir()
        (directory / os.fsdecode(name)).write_bytes(HOSTILE)
    diff = run(*arguments(show, name), cwd=shown)
    run(*arguments(write, name), cwd=written)
    expected = (written / os.fsdecode(name)).read_bytes()

    assert (shown / os.fsdecode(name)).read_bytes() == HOSTILE != expected
    applied(shown, diff.stdout, "-p0")
    assert (shown / os.fsdecode(name)).read_bytes() == expected


@needs_patch
def test_the_diffs_of_several_files_are_one_patch(tmp_path: Path) -> None:
    (tmp_path / "conf.d").mkdir()
    files = [tmp_path / "a b.cfg", tmp_path / "b.cfg", tmp_path / "conf.d" / "1.cfg", tmp_path / "conf.d" / "2.cfg"]
    head, _, tail = HOSTILE.partition(b"frontend")
    for path, content in zip(files, [HOSTILE, HOSTILE + b"\n", head, b"frontend" + tail], strict=True):
        path.write_bytes(content)
    names = ["a b.cfg", "./b.cfg", tmp_path / "conf.d"]
    diff = run("lint", "--diff", *names, cwd=tmp_path).stdout
    copied = tmp_path / "copied"
    shutil.copytree(tmp_path, copied)
    applied(copied, diff, "-p0")
    run("lint", "--fix", *names, cwd=tmp_path)

    assert [(copied / path.relative_to(tmp_path)).read_bytes() for path in files] == [
        path.read_bytes() for path in files
    ]
    assert diff.count(b"\n+++ ") == 3


@needs_patch
def test_a_file_elsewhere_keeps_its_name_and_is_patched_from_the_root(tmp_path: Path) -> None:
    path = tmp_path / "a.cfg"
    path.write_bytes(HOSTILE)
    here = tmp_path / "here"
    here.mkdir()
    diff = run(*arguments(("rename",), str(path)), cwd=here).stdout

    assert diff.startswith(os.fsencode(f"--- {path}\n+++ {path}\n@@ "))
    applied(Path("/"), diff, "-p0")
    assert path.read_bytes() == HOSTILE.replace(b"old", b"new")


@needs_patch
def test_standard_input_is_patched_under_the_name_that_patch_is_given(tmp_path: Path) -> None:
    (tmp_path / "a.cfg").write_bytes(HOSTILE)
    diff = run(*arguments(("rename",), "-"), stdin=HOSTILE).stdout
    applied(tmp_path, diff, "a.cfg")

    assert (tmp_path / "a.cfg").read_bytes() == HOSTILE.replace(b"old", b"new")


@pytest.mark.parametrize("wish", [{"FORCE_COLOR": "1"}, {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}])
def test_neither_colours_by_habit_nor_an_encoding_change_a_byte(tmp_path: Path, wish: dict[str, str]) -> None:
    (tmp_path / "a.cfg").write_bytes(HOSTILE)
    command = arguments(("rename",), "a.cfg")

    assert run(*command, cwd=tmp_path, environment=wish).stdout == run(*command, cwd=tmp_path).stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_on_a_terminal_a_diff_shows_every_character(tmp_path: Path, command: str) -> None:
    name = b"a\x1b[1m\xe2\x80\xaeb.cfg"
    (tmp_path / os.fsdecode(name)).write_bytes(HOSTILE)
    colored = in_terminal(*arguments(COMMANDS[command][0], name), environment={"NO_COLOR": ""}, cwd=tmp_path)
    plain = in_terminal(*arguments(COMMANDS[command][0], name), environment={"NO_COLOR": "1"}, cwd=tmp_path)
    lines = plain.decode().replace("\r\n", "\n")

    assert b"\x1b[1m---" in colored
    assert re.sub(rb"\x1b\[[0-9;]*m", b"", colored) == plain
    assert not re.search("[^\n\x20-\x7eé]", lines)
    assert r"--- a\x1b[1m\u202eb.cfg" in lines
    assert r"option httpchk  # \x1b]0;title\x07 \u200b\xff\x0d" in lines
    assert "\n\\ No newline at end of file\n" in lines


def test_colours_that_are_asked_for_are_for_people_in_a_pipe_too(tmp_path: Path) -> None:
    (tmp_path / "a.cfg").write_bytes(HOSTILE)
    shown = run("rename", "--color", "always", "a.cfg", "backend/old", "new", cwd=tmp_path).stdout

    assert b"\x1b[31m-backend old" in shown
    assert rb"\x1b]0;title\x07" in shown
