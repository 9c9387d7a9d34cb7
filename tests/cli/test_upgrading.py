"""`haproxy-model upgrade`: what is shown, what is written, and the exit status."""

from __future__ import annotations

import json
import os
import re
from io import StringIO
from pathlib import Path

import pytest
from click import UsageError

import haproxy_model as hm
from haproxy_model.report.upgrade import UpgradeResult, write_text

from .conftest import Call

TEXT = b"""defaults
  mode http
  option abortonclose
  contimeout 5s   # old
  timeout client 1m
  timeout server 1m
listen app
  bind 192.0.2.1:80
  balance roundrobin
  option forceclose
  server a  192.0.2.2:80 check
"""
NEW = TEXT.replace(b"contimeout 5s", b"timeout connect 5s").replace(b"forceclose", b"httpclose")
LEFT = TEXT + b"  grace 5s\n"
SAME_NAME = TEXT + b"backend x\n  server a 192.0.2.2:80\nfrontend x\n  bind :81\n  default_backend x\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "a.cfg"
    file.write_bytes(TEXT)
    return file


def test_the_report_names_lines_and_changes_nothing(call: Call, path: Path) -> None:
    done = call("upgrade", "--from", "2.4", "--to", "3.4", path)

    assert done.status == 0
    assert path.read_bytes() == TEXT
    assert done.out == (
        f"{path}  2.4 to 3.4\n"
        "  4: removed: `contimeout` was removed in HAProxy 2.1: use `timeout connect`\n"
        "      rewritten: write `timeout connect` instead of `contimeout`\n"
        "  10: removed: `option forceclose` was removed in HAProxy 2.5: use `option httpclose`\n"
        "      rewritten: write `option httpclose` instead of `option forceclose`\n"
        "  2 rewritten, 0 by hand, 0 offered; HAProxy 3.4 accepts it then; HAProxy 2.4 refuses the file as it is, too\n"
    )


def test_the_rewrites_are_written_where_that_is_asked_for(call: Call, path: Path) -> None:
    done = call("upgrade", "--from", "2.4", "--write", path)

    assert (done.status, path.read_bytes()) == (0, NEW)
    assert call("upgrade", "--from", "2.4", "--write", path).out.endswith("HAProxy 3.4 accepts it then\n")
    assert path.read_bytes() == NEW


def test_a_diff_is_one_for_patch_and_its_status_says_that_there_is_one(call: Call, path: Path) -> None:
    done = call("upgrade", "--from", "2.4", "--diff", path)

    assert done.status == 1
    assert [line for line in done.out.splitlines() if line[:1] in "-+" and line[:3] not in ("---", "+++")] == [
        "-  contimeout 5s   # old",
        "+  timeout connect 5s   # old",
        "-  option forceclose",
        "+  option httpclose",
    ]
    path.write_bytes(NEW)
    assert call("upgrade", "--from", "2.4", "--diff", path) == (0, "", "")


def test_what_is_left_to_a_person_makes_the_status_1(call: Call, path: Path) -> None:
    path.write_bytes(LEFT)
    done = call("upgrade", "--from", "2.4", "--write", path)

    assert done.status == 1
    assert path.read_bytes() == NEW + b"  grace 5s\n"
    assert "by hand: when HAProxy stopped" in done.out
    assert "HAProxy 3.4 still refuses 1 of it" in done.out


def test_unsafe_rewrites_are_left_out_where_that_is_asked_for(call: Call, path: Path) -> None:
    path.write_bytes(SAME_NAME)

    assert call("upgrade", "--from", "2.4", "--safe-only", path).status == 1
    assert "rewritten (unsafe): rename frontend `x`" in call("upgrade", "--from", "2.4", path).out


def test_defaults_that_change_are_written_out_where_that_is_asked_for(call: Call, path: Path) -> None:
    path.write_bytes(NEW.replace(b"  option abortonclose\n", b""))

    assert "to keep it: add `no option abortonclose`" in call("upgrade", "--from", "2.4", path).out
    assert call("upgrade", "--from", "2.4", "--to", "3.2", path).out.count("default:") == 0
    call("upgrade", "--from", "2.4", "--keep-defaults", "--write", path)
    assert b"  no option abortonclose\n" in path.read_bytes()


def test_the_document_for_programs_has_all_of_it(call: Call, path: Path) -> None:
    path.write_bytes(LEFT)
    document = json.loads(call("upgrade", "--from", "2.4", "--format", "json", path).out)

    (found,) = document["configurations"]
    assert {key: document[key] for key in ("version", "from", "to")} == {"version": 1, "from": "2.4", "to": "3.4"}
    assert (found["configuration"], found["accepted_before"], found["accepted"]) == (str(path), False, False)
    assert [(step["line"], step["kind"], step["release"], step["rewritten"]) for step in found["steps"]] == [
        (4, "removed", "2.1", True),
        (10, "removed", "2.5", True),
        (12, "removed", "2.5", False),
    ]
    assert [step["by_hand"] is None for step in found["steps"]] == [True, True, False]
    assert [each["line"] for each in found["left"]] == [12]


def test_a_pull_request_reads_as_a_list_of_what_is_done_and_what_is_not(call: Call, path: Path) -> None:
    path.write_bytes(LEFT)
    out = call("upgrade", "--from", "2.4", "--format", "markdown", path).out

    assert out.startswith(f"# HAProxy 2.4 to 3.4\n\n## `{path}`\n\nHAProxy 3.4 still refuses 1 of it.\n")
    assert re.findall(r"^- \[(.)\] line (\d+), (\w+):", out, re.MULTILINE) == [
        (" ", "12", "removed"),
        ("x", "4", "removed"),
        ("x", "10", "removed"),
    ]


def test_standard_input_is_reported_and_not_written(call: Call) -> None:
    assert call("upgrade", "--from", "2.4", "-", stdin=TEXT).out.startswith("<stdin>  2.4 to 3.4\n")
    with pytest.raises(UsageError, match="standard input"):
        call("upgrade", "--from", "2.4", "--write", "-", stdin=TEXT)


def test_every_file_is_done_whatever_the_one_before_it_was(call: Call, path: Path, tmp_path: Path) -> None:
    done = call("upgrade", "--from", "2.4", "--write", tmp_path / "none.cfg", path)

    assert (done.status, path.read_bytes()) == (2, NEW)
    assert "none.cfg" in done.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--from", "3.4"), "--to 3.4 is not later than --from 3.4"),
        (("--from", "3.4", "--to", "2.4"), "not later"),
        (("--from", "2.4", "--write", "--diff"), "exclude"),
        (("--from", "9.9"), "9.9"),
        ((), "earlier"),
    ],
)
def test_what_makes_no_sense_is_refused(call: Call, path: Path, options: tuple[str, ...], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        call("upgrade", *options, path)


def test_what_a_screen_would_obey_is_escaped(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "a.cfg"
    file.write_bytes(TEXT.replace(b"option forceclose", b"server b\x1b[31m 192.0.2.2:80/x check"))

    for form in ("text", "markdown", "json"):
        assert "\x1b" not in call("upgrade", "--from", "2.4", "--format", form, file).out


@pytest.mark.parametrize("width", [20, 60, 200, None])
def test_lines_are_broken_at_blanks_where_the_screen_ends(width: int | None) -> None:
    stream = StringIO()
    result = UpgradeResult("a.cfg", hm.upgrade(hm.parse(LEFT), earlier="2.4"), ())
    write_text([result], stream, color=False, width=width, earlier="2.4", later="3.4")
    lines = stream.getvalue().splitlines()

    whole = StringIO()
    write_text([result], whole, color=False, width=None, earlier="2.4", later="3.4")
    assert " ".join(stream.getvalue().split()) == " ".join(whole.getvalue().split())
    assert width in (20, None) or max(map(len, lines)) <= width


def test_branches_that_are_not_taken_are_named_in_one_line(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "a.cfg"
    path.write_text("global\n maxconn 1\n.if defined(X)\n nbproc 1\n nbproc 1\n.endif\nlisten l\n bind :80\n")
    arguments = ("upgrade", "--from", "2.4", "--to", "3.4", path)

    said = call(*arguments).out
    assert said.count("lines 4-5 in `.if` branches that are not taken: not looked at") == 1
    assert "lines 4-5 in `.if` branches" in call(*arguments, "--format", "markdown").out
    (document,) = json.loads(call(*arguments, "--format", "json").out)["configurations"]
    assert [(each["line"], each["end_line"]) for each in document["left_out"]] == [(4, 5)]
    assert "`.if` branches" not in call(*arguments, "--define", "X=1").out


OLD = b"global\n nbproc 1\nlisten l\n bind :80\n server s 192.0.2.1:80\n"


def test_a_file_that_cannot_be_written_is_one_line_and_stays(call: Call, tmp_path: Path) -> None:
    (tmp_path / "a.cfg").write_bytes(OLD)
    (tmp_path / "b.cfg").write_bytes(OLD)
    (tmp_path / "dir.cfg").mkdir()
    os.mkfifo(tmp_path / "pipe")

    for name in ("pipe", "dir.cfg", "none.cfg"):
        done = call("upgrade", "--from", "2.4", "--write", tmp_path / name, tmp_path / "b.cfg")
        assert done.status == 2
        assert done.err.count("\n") == 1
        assert (tmp_path / "b.cfg").read_bytes() != OLD, "the others are done"
        (tmp_path / "b.cfg").write_bytes(OLD)
    with pytest.raises(UsageError, match="--write cannot write to standard input"):
        call("upgrade", "--from", "2.4", "--write", "-", stdin=OLD)
    assert (tmp_path / "a.cfg").read_bytes() == OLD


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes into any directory")
def test_a_directory_that_nobody_may_write_into_is_one_line(call: Call, tmp_path: Path) -> None:
    place = tmp_path / "closed"
    place.mkdir()
    (place / "a.cfg").write_bytes(OLD)
    place.chmod(0o555)
    try:
        done = call("upgrade", "--from", "2.4", "--write", place / "a.cfg")
    finally:
        place.chmod(0o755)

    assert done.status == 2
    assert done.err.count("\n") == 1
    assert (place / "a.cfg").read_bytes() == OLD
    assert os.listdir(place) == ["a.cfg"]


def test_a_file_that_is_only_to_be_read_is_replaced_as_by_any_editor_that_renames(call: Call, tmp_path: Path) -> None:
    """Whether a name is given to another file is for the directory to allow; the mode stays."""
    path = tmp_path / "a.cfg"
    path.write_bytes(OLD)
    path.chmod(0o444)

    done = call("upgrade", "--from", "2.4", "--write", path)

    assert done.status in (0, 1)
    assert b"nbproc" not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o444
