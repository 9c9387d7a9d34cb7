"""Law: a report says by its methods what the command line prints of the same file."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, strategies as st
from inputs import examples

import haproxy_model as hm
from haproxy_model.cli.commands import commands
from haproxy_model.testing.configurations import configs

CLEAN = (
    b"global\n log 127.0.0.1 local0\n chroot /var/empty\n user haproxy\n group haproxy\ndefaults\n mode http\n"
    b" timeout connect 5s\n timeout client 1m\n timeout server 1m\n timeout http-request 9s\n"
    b"listen l\n bind 192.0.2.9:80\n http-request return status 204\n"
)
FAULTY = b"listen l\n mode http\n bind :1\n acl a src 192.0.2.1\n server s 192.0.2.1:80\n use_backend nope\n"


def printed(command: str, path: Path, *arguments: str) -> str:
    # A report holds everything; what `lint` leaves out is for people alone.
    everything = ("--severity", "info") if command == "lint" else ()
    done = CliRunner().invoke(commands, [command, str(path), "--color", "never", *everything, *arguments])
    assert done.exit_code in (0, 1), done.output
    return done.stdout


ASKED = {"check": lambda config: hm.check(config), "lint": lambda config: hm.validate(config)}


@examples(0.3)
@given(configs.filter(lambda source: b"\0" not in source and b"[" not in source), st.sampled_from(sorted(ASKED)))
def test_a_report_says_what_the_command_line_prints(
    tmp_path_factory: pytest.TempPathFactory, source: bytes, command: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "reported.cfg"
    path.write_bytes(b"global\n" + source)
    report = ASKED[command](hm.parse_file(path))

    assert report.text() == printed(command, path)
    assert report.json() == printed(command, path, "--format", "json")


@pytest.mark.parametrize("command", ASKED)
@pytest.mark.parametrize("source", [CLEAN, FAULTY])
def test_of_a_file_with_findings_and_of_one_without(tmp_path: Path, source: bytes, command: str) -> None:
    path = tmp_path / "haproxy.cfg"
    path.write_bytes(source)
    report = ASKED[command](hm.parse_file(path))

    assert bool(report) is (source == FAULTY)
    assert report.text() == printed(command, path)
    assert report.json() == printed(command, path, "--format", "json")


def test_what_was_ignored_is_not_called_accepted(tmp_path: Path) -> None:
    path = tmp_path / "haproxy.cfg"
    for source in (CLEAN, FAULTY):
        path.write_bytes(source)
        ignored = sorted({each.code for each in hm.validate(hm.parse(source)) if not each.fatal})[1:] or ["TMO"]
        report = hm.validate(hm.parse_file(path), ignore=ignored)

        assert report.text() == printed("lint", path, "--ignore", ",".join(ignored))


def test_a_directory_is_called_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "a.cfg").write_bytes(CLEAN)
    (tmp_path / "b.cfg").write_bytes(FAULTY)
    report = hm.validate(hm.parse_files([tmp_path]))

    assert report.text(str(tmp_path)) == printed("lint", tmp_path)
    assert report.json(str(tmp_path)) == printed("lint", tmp_path, "--format", "json")


def test_the_lines_are_those_that_were_checked() -> None:
    config = hm.parse(FAULTY, "a.cfg")
    report = hm.check(config)
    before = report.text(), report.json()
    config.listens[0].lines.insert(0, "# another first line")

    assert (report.text(), report.json()) == before
    assert " use_backend nope\n" in before[0]
    assert pickle.loads(pickle.dumps(report)).text() == before[0]


def test_a_text_without_a_name_has_places_too() -> None:
    report = hm.check(hm.parse(FAULTY))

    assert report.text().startswith("the configuration:1:1: warning[TMO001]")
    assert report.text("mine").startswith("mine:1:1: warning[TMO001]")
    assert json.loads(report.json())["diagnostics"][0]["file"] is None


def test_a_report_made_by_hand_has_no_lines_and_claims_nothing() -> None:
    found = hm.check(hm.parse(FAULTY, "a.cfg"))
    report = hm.Report(found.diagnostics, found.version)

    assert report == found
    assert "use_backend nope" not in report.text()
    assert hm.Report((), "3.4").text("a.cfg") == "a.cfg: no findings, except what was ignored\n"


def test_secrets_are_masked_in_both() -> None:
    report = hm.check(hm.parse("userlist u\n user a password x1y2z3 bogus\n"))

    assert report.diagnostics
    assert "x1y2z3" not in report.text() + report.json()
