"""Nothing that a file or a name holds moves a cursor, hides or turns around what the command line prints for people."""

from __future__ import annotations

import json
import os
import re
import tempfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from hypothesis import example, given, settings, strategies as st

from haproxy_model.cli import main
from haproxy_model.cli.commands import commands

from .files import in_terminal

#: what terminals obey or do not show: C0, DEL, C1, raw bytes, marks of direction, characters without width
_HOSTILE = [
    "\x1b[31m",
    "\x1b]0;t\x07",
    "\x9b1m",
    "\x7f",
    "\x08",
    "\x0b",
    "\x85",
    "\u202e",
    "\u2066",
    "\u200b",
    "\u200d",
]
_HOSTILE += ["\u2028", "\ufeff", "\u3164", "\ufe0f", "\u034f", "\u00ad", "\U000e0041", "\udc9b", "\udcff"]
hostile = st.lists(st.sampled_from([*_HOSTILE, "a", "数", "é"]), min_size=1, max_size=3).map("".join)
_CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_HIDDEN = re.compile(
    "[\u00ad\u034f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef]"
)
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")

#: {h} stands for what is hostile
_TEXT = """global
  setenv A{h} "{h}"
  lua-load {h}  # {h}
userlist u{h}
  user a{h} password "x{h}"
defaults d{h}
  mode http
  {h} {h}
frontend f{h}
  bind :80 crt {h}
  bind :81 name {h} {h}
  acl a{h} path {h}
  http-request set-header X{h} "{h}" if a{h} b{h} {{ path_reg "{h}(" }}
  log-format "%[{h}]%{h}"
  use_backend {h}%[path] if a{h}
  use_backend b{h} if {{ src {h} }}
  default_backend c{h}
backend b{h}
  option httpchk GET /{h}
  description {h}
  default-server {h}
  server s{h} 192.0.2.1:80 check inter {h}
  server s{h} 192.0.2.2:80 check backup track b{h}/t{h}
  server "u{h}
backend c{h}
  timeout server 5{h}
  server a 192.0.2.1:80 check
  server b{h} 192.0.2.2:80 check backup
"""
_COMMANDS = [
    ["check", "--statistics"],
    ["lint", "--controllers", "{file}"],
    ["lint", "--diff"],
    ["effective"],
    ["effective", "--diff-defaults"],
    ["effective", "{h}"],
    ["failover"],
    ["failover", "--format", "html"],
    ["symbols"],
    ["symbols", "--at", "{h}"],
    ["symbols", "{h}/{h}"],
    ["rename", "server/c{h}/a", "b{h}"],
    ["rename", "server/c{h}/a", "n"],
]


def printed(*arguments: str) -> str:
    done = CliRunner(charset="utf-8").invoke(commands, arguments, standalone_mode=False)
    if isinstance(done.exception, Exception):
        raise done.exception
    return done.output_bytes.decode("utf-8", "surrogateescape")


def arguments(command: list[str], h: str, file: str) -> list[str]:
    """A command line: the command, the file, what the command asks."""
    name, *rest = (word.replace("{h}", h).replace("{file}", file) for word in command)
    options = [word for word in rest if word.startswith("--")]
    return [name, *rest, "--", file] if options else [name, "--", file, *rest]


@pytest.mark.parametrize("command", _COMMANDS, ids=" ".join)
@given(h=hostile)
@example(h="\x1b[31m\u202e\udcff")
@settings(max_examples=12, deadline=None)
def test_people_never_get_what_a_terminal_obeys_or_hides(command: list[str], h: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"x{h}.cfg"
        path.write_bytes(_TEXT.format(h=h).encode("utf-8", "surrogateescape"))
        line = arguments(command, h, str(path))
        plain = printed(line[0], "--color", "never", *line[1:]) if line[:2] != ["lint", "--diff"] else ""
        colored = printed(line[0], "--color", "always", *line[1:])

    for text in (plain, _COLOURS.sub("", colored)):
        assert not _CONTROLS.search(text)
        assert not _HIDDEN.search(text)


@pytest.mark.parametrize("command", ["check", "lint", "effective", "failover", "symbols"])
@given(h=hostile)
@settings(max_examples=8, deadline=None)
def test_documents_for_programs_escape_the_same(command: str, h: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"x{h}.cfg"
        path.write_bytes(_TEXT.format(h=h).encode("utf-8", "surrogateescape"))
        text = printed(command, "--format", "json", str(path))

    assert not _CONTROLS.search(text)
    assert not _HIDDEN.search(text)
    assert json.loads(text)["version"] == 1


@given(h=hostile)
@settings(max_examples=8, deadline=None)
def test_pictures_are_well_formed(h: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"x{h}.cfg"
        path.write_bytes(_TEXT.format(h=h).encode("utf-8", "surrogateescape"))
        text = printed("failover", "--format", "svg", str(path))

    assert not _CONTROLS.search(text)
    assert not _HIDDEN.search(text)
    assert ElementTree.fromstring(text).tag.endswith("svg")


@pytest.mark.parametrize(
    "line",
    [
        ["check", "{h}"],
        ["effective", "{h}"],
        ["effective", "a", "b", "c{h}"],
        ["{h}"],
        ["check", "--{h}", "a"],
        ["check", "--format", "{h}", "a"],
        ["check", "--define", "{h}", "a"],
        ["lint", "--select", "{h}", "/dev/null"],
        ["check", "--ignore", "{h}", "/dev/null"],
        ["lint", "--fix", "{h}"],
    ],
)
@pytest.mark.parametrize("h", ["\x1b[31m\u202e", "\n\rhaproxy-model: fine", "\udc9b\u200b"])
def test_what_is_wrong_with_a_command_line_is_said_on_lines_of_our_own(
    line: list[str], h: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main([word.replace("{h}", h) for word in line])
    said = capsys.readouterr().err

    assert status == 2
    assert said
    assert not _CONTROLS.search(said)
    assert not _HIDDEN.search(said)
    assert "\nhaproxy-model: fine" not in said


def test_a_traceback_of_our_own_fault_is_escaped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from haproxy_model.cli import sources

    def fails(name: str) -> None:
        raise RuntimeError(f"\x1b[31m\u202e{name}")

    monkeypatch.setattr(sources, "read", fails)
    statuses = [main([command, "--debug", "x"]) for command in ("check", "effective")]
    said = capsys.readouterr().err

    assert statuses == [3, 3]
    assert said.count("Traceback (most recent call last):") == 2
    assert not _CONTROLS.search(said)
    assert not _HIDDEN.search(said)


def test_progress_names_files_as_people_can_read_them(tmp_path: Path) -> None:
    path = tmp_path / "x\x1b[31m\u202e.cfg"
    path.write_bytes(b"global\n")
    said = in_terminal("check", *[path] * 20, environment={"NO_COLOR": "1"})

    assert rb"20/20 " in said
    assert b"\x1b[31m" not in said
    assert "\u202e".encode() not in said
    assert os.fsencode(r"x\x1b[31m\u202e.cfg") in said
