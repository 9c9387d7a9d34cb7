"""What the commands do with files and options, and the exit status that says so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click import UsageError

from haproxy_model.schema.versions import LATEST, UNMEASURED, VERSIONS, unmeasured_note

from .conftest import Call
from .files import CLEAN, CLEAN_FILE, FATAL, NOT_FATAL


@pytest.mark.parametrize(
    ("content", "options", "status"),
    [
        (CLEAN, [], 0),
        (FATAL, [], 1),
        (FATAL, ["--fail-on", "info"], 1),
        (FATAL, ["--ignore", "SYN"], 1),
        (FATAL, ["--ignore", "unknown-keyword"], 1),
        (FATAL, ["--ignore", "SYN001"], 1),
        (FATAL, ["--exit-zero"], 1),
        (FATAL, ["--exit-zero", "--ignore", "SYN001"], 1),
        (FATAL, ["--select", "TMO"], 1),
        (NOT_FATAL, ["--exit-zero"], 0),
        (NOT_FATAL, ["--select", "TMO"], 0),
        (NOT_FATAL, ["--select", "unresolved-placeholder"], 1),
        (NOT_FATAL, ["--select", "TMO", "--extend-select", "SYN002"], 1),
        (NOT_FATAL, [], 1),
        (NOT_FATAL, ["--ignore", "SYN"], 0),
        (NOT_FATAL, ["--ignore", "CFG001,unresolved-placeholder"], 0),
        (NOT_FATAL, ["--ignore", "CFG001", "--ignore", "SYN002"], 0),
    ],
)
def test_the_exit_status_says_whether_there_are_findings(
    call: Call, tmp_path: Path, content: bytes, options: list[str], status: int
) -> None:
    path = tmp_path / "a.cfg"
    path.write_bytes(content)

    assert call("check", path, *options).status == status
    assert call("check", path, *options, "--format", "json").status == status


def test_a_clean_file_has_one_line_in_text_and_an_empty_list_in_json(call: Call) -> None:
    assert call("check", CLEAN_FILE) == (0, f"{CLEAN_FILE}: accepted by HAProxy 3.4\n", "")
    assert call("check", "-q", CLEAN_FILE) == (0, "", "")
    assert json.loads(call("check", CLEAN_FILE, "--format", "json").out)["diagnostics"] == []


@pytest.mark.parametrize("version", VERSIONS)
def test_the_version_is_the_one_that_was_asked_about(call: Call, version: str) -> None:
    text = call("check", CLEAN_FILE, "--haproxy-version", version).out
    document = call("check", CLEAN_FILE, "--haproxy-version", version, "--format", "json").out

    assert f"accepted by HAProxy {version}" in text
    assert json.loads(document)["haproxy"] == version


@pytest.mark.parametrize("version", VERSIONS)
def test_a_release_is_asked_about_as_its_line(call: Call, version: str) -> None:
    for question in ("check", "lint"):
        assert call(question, CLEAN_FILE, "--haproxy-version", f"{version}.7") == call(
            question, CLEAN_FILE, "--haproxy-version", version
        )


@pytest.mark.parametrize("version", UNMEASURED)
def test_a_version_that_was_not_measured_is_offered_with_that_note(call: Call, version: str) -> None:
    done = call("check", CLEAN_FILE, "--haproxy-version", version)

    assert done.status == 0
    assert unmeasured_note(version) in done.out


def test_the_versions_that_are_there_are_told_where_another_is_named(call: Call) -> None:
    with pytest.raises(UsageError) as raised:
        call("check", CLEAN_FILE, "--haproxy-version", "1.8")

    assert raised.value.exit_code == 2
    assert all(version in raised.value.message for version in (*VERSIONS, *UNMEASURED, LATEST))


def test_a_file_that_is_ignored_into_silence_is_not_called_accepted(call: Call) -> None:
    out = call("check", "-", "--ignore", "SYN001", stdin=FATAL).out

    assert out == "<stdin>: HAProxy 3.4 refuses it, which is suppressed\n"


def test_several_files_are_separate_configurations(call: Call, tmp_path: Path) -> None:
    use, definition = tmp_path / "use.cfg", tmp_path / "definition.cfg"
    use.write_bytes(CLEAN + b"  default_backend app\n")
    definition.write_bytes(b"backend app\n")

    outcome = call("check", "--format", "json", use, definition)
    (found,) = [each for each in json.loads(outcome.out)["diagnostics"] if each["fatal"]]

    assert outcome.status == 1
    assert (found["code"], found["file"]) == ("REF001", str(use))


def test_a_directory_is_one_configuration(call: Call, tmp_path: Path) -> None:
    (tmp_path / "1.cfg").write_bytes(CLEAN + b"  default_backend app\n")
    (tmp_path / "2.cfg").write_bytes(b"backend app\n")
    (tmp_path / "notes.txt").write_bytes(b"no configuration\n")

    assert call("check", tmp_path) == (0, f"{tmp_path}: accepted by HAProxy 3.4\n", "")


def test_standard_input_is_a_file(call: Call) -> None:
    outcome = call("check", "-", stdin=FATAL)

    assert outcome.status == 1
    assert outcome.out.startswith("<stdin>:8:3: error[SYN001] ")
    assert "8 |   balanc roundrobin\n  |   ^^^^^^ HAProxy 3.4 refuses this\n" in outcome.out


def test_an_unreadable_file_leaves_the_others_done(call: Call, tmp_path: Path) -> None:
    bad = tmp_path / "bad.cfg"
    bad.write_bytes(FATAL)
    missing = tmp_path / "missing.cfg"

    outcome = call("check", "--format", "json", missing, bad, CLEAN_FILE)

    assert outcome.status == 2
    assert json.loads(outcome.out)["summary"]["fatal"] == 1
    assert outcome.err == f"haproxy-model: {missing}: no such file or directory\n"


CONDITIONAL = CLEAN + b'.if streq("$MODE",broken)\n  balanc x\n.endif\n'


def test_defined_variables_decide_conditions(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODE", "broken")

    assert call("check", "-", stdin=CONDITIONAL).status == 0
    assert call("check", "-", "--define", "MODE=broken", stdin=CONDITIONAL).status == 1
    assert call("check", "-", "--define", "MODE=a=b", stdin=CONDITIONAL).status == 0
    assert call("check", "-", "--use-environment", stdin=CONDITIONAL).status == 1
    assert call("check", "-", "--use-environment", "--define", "MODE=fine", stdin=CONDITIONAL).status == 0


def test_files_that_the_text_names_are_looked_at_on_demand(
    call: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    text = CLEAN + b"  errorfile 503 sorry.http\n"
    monkeypatch.chdir(tmp_path)

    assert call("check", "-", stdin=text).status == 0
    assert call("check", "-", "--files", stdin=text).status == 1
    (tmp_path / "sorry.http").write_bytes(b"HTTP/1.0 503 Sorry\r\n\r\n")
    assert call("check", "-", "--files", stdin=text).status == 0


def test_a_feature_can_be_absent(call: Call) -> None:
    text = CLEAN + b".if !feature(LUA)\n  balanc x\n.endif\n"

    assert call("check", "-", stdin=text).status == 0
    assert call("check", "-", "--without", "LUA", stdin=text).status == 1
    assert call("check", "-", "--without", "QUIC,USE_LUA", stdin=text).status == 1
    assert call("check", "-", "--without", "QUIC", stdin=text).status == 0
    assert call("check", "-", "--without", "OPENSSL", stdin=CLEAN + b"  bind :443 ssl crt a.pem\n").status == 1


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--format", "xml", "-"],
        ["--haproxy-version", "1.8", "-"],
        ["--fail-on", "never", "-"],
        ["--define", "NAME", "-"],
        ["--define", "=value", "-"],
        ["--nonsense", "-"],
    ],
)
@pytest.mark.parametrize("command", ["check", "lint"])
def test_wrong_usage_is_said_by_click(call: Call, command: str, arguments: list[str]) -> None:
    with pytest.raises(UsageError) as caught:
        call(command, *arguments)

    assert caught.value.exit_code == 2


@pytest.mark.parametrize("ignored", ["nonsense", "ABC123", "syn001"])
def test_a_selector_that_means_nothing_is_wrong_usage(call: Call, ignored: str) -> None:
    outcome = call("check", CLEAN_FILE, "--ignore", ignored)

    assert outcome.status == 2
    assert outcome.out == ""
    assert repr(ignored) in outcome.err


def test_standard_input_is_read_only_once(call: Call) -> None:
    assert call("check", "-", "-", stdin=CLEAN) == (
        2,
        "",
        "haproxy-model: standard input (-) can be read only once: name it once\n",
    )


def test_a_fault_of_ours_is_one_line_and_the_other_files_are_done(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    # No mock of behaviour: the fault stands for one that nobody foresaw.
    monkeypatch.setattr("haproxy_model.cli.sources.lines_of", lambda config: 1 // 0)

    outcome = call("check", CLEAN_FILE)
    debugged = call("check", CLEAN_FILE, "--debug")

    assert (outcome.status, outcome.out) == (3, "")
    assert outcome.err.startswith("haproxy-model: a bug in haproxy-model while reading ")
    assert "ZeroDivisionError" in outcome.err
    assert outcome.err.count("\n") == 1
    assert debugged.status == 3
    assert "Traceback" in debugged.err


def test_lint_says_what_check_says_too(call: Call) -> None:
    outcome = call("lint", "-", stdin=FATAL)

    assert outcome.status == 1
    assert "error[SYN001]" in outcome.out


def test_lint_of_a_clean_file_says_that_nothing_was_found(call: Call) -> None:
    assert call("lint", "-", "--select", "SYN", stdin=CLEAN).out == "<stdin>: accepted by HAProxy 3.4, no findings\n"


@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_lint_refuses_a_selector_that_means_nothing(call: Call, option: str) -> None:
    outcome = call("lint", "-", option, "nonsense", stdin=CLEAN)

    assert (outcome.status, outcome.out) == (2, "")
    assert "'nonsense'" in outcome.err


def test_severity_hides_what_is_less(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "a.cfg"
    path.write_bytes(CLEAN + b"  log global\nglobal\n")

    assert "warning[LOG001]" in call("lint", path).out
    assert call("lint", path, "--severity", "error") == (0, f"{path}: accepted by HAProxy 3.4, no errors\n", "")
    assert call("lint", path, "--severity", "error", "--fail-on", "info").status == 0


def test_severity_never_hides_what_is_fatal(call: Call) -> None:
    assert "SYN001" in call("check", "-", "--severity", "error", stdin=FATAL).out


def test_an_option_of_the_rules_is_taken_by_name(call: Call) -> None:
    pool = CLEAN + b"backend b\n server a ::1:80 check inter 2m\n server c ::1:81 check inter 2s\n"

    assert "CHK013" in call("lint", "-", stdin=pool).out
    assert "CHK013" not in call("lint", "-", "--option", "check.max_inter=2m", stdin=pool).out
    assert call("lint", "-", "--option", "check.max_intr=2m", stdin=pool).status == 2
