"""Settings, sets, baselines, jobs and output files on the command line."""

from __future__ import annotations

import json
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from click import UsageError

import haproxy_model as hm

from .conftest import Call
from .files import CLEAN, FATAL
from .test_startup import imported

POOL = b"backend b\n server a 192.0.2.1:80\n server b 192.0.2.2:80\n"
WARNED = CLEAN + POOL
GLOBAL = b"global\n maxconn 100\n"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory to work in, with a file that has findings and nothing that HAProxy refuses."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.cfg").write_bytes(WARNED)
    return tmp_path


def codes(call: Call, *arguments: str | Path) -> set[str]:
    return {each["code"] for each in json.loads(call(*arguments, "--format", "json").out)["diagnostics"]}


def test_lint_has_every_option_of_check() -> None:
    from haproxy_model.cli.commands import check, lint

    assert {each.name for each in check.params} <= {each.name for each in lint.params}


# -- settings ----------------------------------------------------------------------------------------------------------


def test_a_settings_file_says_what_the_command_line_could(call: Call, place: Path) -> None:
    assert "CHK001" in codes(call, "lint", "a.cfg")
    (place / "haproxy-model.toml").write_text('ignore = ["CHK"]\nversion = "2.6"\n')

    assert "CHK001" not in codes(call, "lint", "a.cfg")
    assert json.loads(call("lint", "a.cfg", "--format", "json").out)["haproxy"] == "2.6"
    assert "CHK001" in codes(call, "lint", "a.cfg", "--isolated")
    assert codes(call, "lint", "a.cfg", "--select", "CHK001") == {"CHK001"}
    assert json.loads(call("lint", "a.cfg", "--format", "json", "--haproxy-version", "3.0").out)["haproxy"] == "3.0"


def test_the_marker_of_a_file_says_its_version(call: Call, place: Path) -> None:
    (place / "haproxy-model.toml").write_text('version = "2.6"\n')
    (place / "b.cfg").write_bytes(b"# haproxy-model: haproxy-version=2.8.3\n" + CLEAN)

    assert "accepted by HAProxy 2.8" in call("check", "b.cfg").out
    assert "accepted by HAProxy 3.2" in call("check", "b.cfg", "--haproxy-version", "3.2").out
    assert json.loads(call("check", "a.cfg", "b.cfg", "--format", "json").out)["haproxy"] is None


def test_severities_weigh_anew_and_leave_what_is_refused(call: Call, place: Path) -> None:
    (place / "f.cfg").write_bytes(FATAL)
    (place / "haproxy-model.toml").write_text('[severities]\nCHK001 = "info"\nCHK = "warning"\nSYN = "info"\n')
    found = json.loads(call("lint", "a.cfg", "f.cfg", "--severity", "info", "--format", "json").out)["diagnostics"]

    assert {each["severity"] for each in found if each["code"] == "CHK001"} == {"info"}
    assert {each["severity"] for each in found if each["code"] == "SYN001"} == {"error"}


def test_facts_of_a_settings_file_are_those_of_markers(call: Call, place: Path) -> None:
    text = GLOBAL + CLEAN.replace(b"bind :80", b"bind 192.0.2.7:80")
    (place / "v.cfg").write_bytes(text)
    (place / "m.cfg").write_bytes(text.replace(b"global", b"global # haproxy-model: vip=192.0.2.7", 1))
    marked = codes(call, "lint", "m.cfg", "--severity", "info")
    (place / "haproxy-model.toml").write_text('[facts]\nvip = ["192.0.2.7"]\n')

    assert "HA012" in marked
    assert codes(call, "lint", "v.cfg", "--severity", "info") == marked
    (place / "haproxy-model.toml").write_text('[facts]\nvip = ["192.0.2.7"]\nnonlocal-bind = true\n')
    assert codes(call, "lint", "v.cfg", "--severity", "info") == marked - {"HA012"}


def test_a_mistake_in_a_settings_file_is_one_sentence(call: Call, place: Path) -> None:
    (place / "haproxy-model.toml").write_text("ignroe = []\n")
    outcome = call("lint", "a.cfg")

    assert outcome == (
        2,
        "",
        "haproxy-model: haproxy-model.toml: `ignroe` is not a setting; did you mean ignore?\n",
    )


def test_settings_are_shown_with_who_said_so(call: Call, place: Path) -> None:
    (place / "haproxy-model.toml").write_text(
        'version = "2.6"\nprofile = "edge"\n[per-file."a*"]\nversion = "3.0"\nignore = ["LOG"]\n'
    )
    rows = json.loads(call("lint", "a.cfg", "--show-settings", "--fail-on", "info", "--format", "json").out)
    said = {each["key"]: (each["value"], each["origin"]) for each in rows[0]["settings"]}

    assert said["version"] == ("3.0", "haproxy-model.toml, a*")
    assert said["options.ha.edge"] == ("yes", "profile edge")
    assert said["fail-on"] == ("info", "command line")
    assert said["severity"] == ("info", "default")
    assert said["ignore"] == (["LOG"], "haproxy-model.toml, a*")
    text = call("lint", "a.cfg", "--show-settings").out
    assert "a.cfg\n" in text
    assert "3.0  (haproxy-model.toml, a*)" in text


def test_toml_is_read_where_a_settings_file_is_alone(place: Path) -> None:
    late = {"tomllib", *(f"haproxy_model.settings.{name}" for name in ("baseline", "setting_kinds", "profiles"))}

    assert not late & imported("check", "--isolated", "-", stdin=CLEAN)
    assert "tomllib" not in imported("check", "-", stdin=CLEAN)


# -- sets --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def parts(place: Path) -> Path:
    (place / "base.cfg").write_bytes(CLEAN)
    (place / "pool.cfg").write_bytes(
        b"frontend g\n bind :81\n default_backend b\n" + POOL.replace(b":80", b":80 check")
    )
    return place


def test_a_set_is_one_configuration_whichever_of_its_files_is_named(call: Call, parts: Path) -> None:
    alone = codes(call, "check", "pool.cfg")
    together = call("check", "--config-set", "edge=base.cfg,pool.cfg")
    (parts / "haproxy-model.toml").write_text('[sets]\nedge = ["base.cfg", "pool.cfg"]\n')
    named = call("check", "pool.cfg", "base.cfg")

    assert "TMO001" in alone
    assert together == named == (0, "edge: accepted by HAProxy 3.4\n", "")


def test_the_order_of_a_set_is_that_in_which_it_is_written(call: Call, parts: Path) -> None:
    assert "TMO001" in codes(call, "check", "--config-set", "edge=pool.cfg,base.cfg")


def test_files_of_a_directory_that_have_a_global_section_each_are_separate(call: Call, place: Path) -> None:
    folder = place / "fleet"
    folder.mkdir()
    for name in "ab":
        (folder / f"{name}.cfg").write_bytes(GLOBAL + CLEAN)
    outcome = call("check", "fleet")

    assert outcome.status == 0
    assert outcome.out.count("accepted by HAProxy 3.4") == 2
    assert outcome.err == "haproxy-model: fleet: 2 files have a `global` section: each is judged by itself\n"
    (folder / "a.cfg").write_bytes(CLEAN)
    assert "fleet" in call("check", "fleet").out
    assert call("check", "fleet").err == ""


# -- baseline ----------------------------------------------------------------------------------------------------------


def test_a_baseline_admits_what_was_there_and_fails_on_what_is_new(call: Call, place: Path) -> None:
    said = ("lint", "a.cfg", "--baseline", "known.json", "--fail-on", "info")
    assert call(*said[:2], "--fail-on", "info").status == 1
    written = call(*said, "--write-baseline")

    assert written.status == 0
    assert "suppressed" in written.out
    assert call(*said).status == 0
    (place / "a.cfg").write_bytes(b"# moved\n\n" + WARNED)
    assert call(*said).status == 0
    (place / "a.cfg").write_bytes(WARNED + POOL.replace(b"backend b", b"backend c"))
    assert call(*said).status == 1
    (place / "a.cfg").write_bytes(CLEAN)
    assert "SUP004" in codes(call, *said)


def test_a_baseline_admits_nothing_that_haproxy_refuses(call: Call, place: Path) -> None:
    (place / "f.cfg").write_bytes(FATAL)
    said = ("lint", "f.cfg", "--baseline", "known.json")

    assert call(*said, "--write-baseline").status == 1
    assert "SYN001" in call(*said, "--exit-zero").out
    assert call(*said, "--exit-zero").status == 1


def test_the_entries_of_other_files_stay(call: Call, place: Path) -> None:
    (place / "b.cfg").write_bytes(WARNED)
    call("lint", "a.cfg", "b.cfg", "--baseline", "known.json", "--write-baseline")
    before = (place / "known.json").read_bytes()
    call("lint", "b.cfg", "--baseline", "known.json", "--write-baseline")

    assert (place / "known.json").read_bytes() == before


@pytest.mark.parametrize("content", [None, b"", b"[]", b'{"version": 9, "findings": []}'])
def test_a_baseline_that_is_none_is_unusable(call: Call, place: Path, content: bytes | None) -> None:
    if content is not None:
        (place / "known.json").write_bytes(content)
    outcome = call("lint", "a.cfg", "--baseline", "known.json", "--exit-zero")

    assert outcome.status == 2
    assert "--write-baseline" in outcome.err


# -- many files --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("options", [[], ["--format", "json"], ["--statistics"]])
def test_the_order_is_the_same_whatever_the_number_of_processes(call: Call, place: Path, options: list[str]) -> None:
    for number, text in enumerate((WARNED, FATAL, CLEAN, b"\0", WARNED)):
        (place / f"{number}.cfg").write_bytes(text)
    names = ["3.cfg", "1.cfg", "0.cfg", "missing.cfg", "4.cfg", "2.cfg"]

    assert call("lint", *names, *options, "--jobs", "3") == call("lint", *names, *options)


@pytest.mark.parametrize("kind", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_lint_many_says_what_the_command_line_says(call: Call, place: Path, kind: type[ThreadPoolExecutor]) -> None:
    (place / "haproxy-model.toml").write_text('severity = "warning"\n[per-file."b*"]\nversion = "2.6"\n')
    (place / "b.cfg").write_bytes(FATAL)
    paths = ["b.cfg", "missing.cfg", "a.cfg"]
    alone = list(hm.lint_many(paths))
    with kind(2) as executor:
        assert list(hm.lint_many(paths, executor=executor)) == alone

    assert [each.name for each in alone] == paths
    assert [each.report is None for each in alone] == [False, True, False]
    assert "missing.cfg" in str(alone[1].unreadable)
    printed = json.loads(call("lint", *paths, "--format", "json").out)["diagnostics"]
    found = [(one.code, one.span and one.span.line) for each in alone for one in each.report or ()]
    assert found == [(one["code"], one["line"]) for one in printed]
    assert alone[0].report is not None
    assert alone[0].report.version == "2.6"


class Measuring(ThreadPoolExecutor):
    """An executor that asks for the length of what it maps over, as that of Dask does."""

    def map(self, fn: Any, *iterables: Any, **options: Any) -> Any:
        assert all(len(each) for each in iterables)
        return super().map(fn, *iterables, **options)


def test_lint_many_takes_executors_that_ask_how_many_there_are(place: Path) -> None:
    with Measuring(1) as executor:
        assert list(hm.lint_many(["a.cfg"], executor=executor)) == list(hm.lint_many(["a.cfg"]))


def test_lint_many_refuses_what_means_nothing_before_it_begins(place: Path) -> None:
    for mistake in ({"select": ["nothing"]}, {"version": "1.4"}, {"options": {"x": "1"}}):
        with pytest.raises(hm.InvalidValue):
            hm.lint_many(["a.cfg"], **mistake)  # type: ignore[arg-type]


def test_an_output_file_holds_what_standard_output_would(call: Call, place: Path) -> None:
    for options in ([], ["--format", "json"]):
        outcome = call("lint", "a.cfg", *options, "--output-file", "report")

        assert outcome.out == ""
        assert (place / "report").read_text() == call("lint", "a.cfg", *options).out
        assert outcome.status == call("lint", "a.cfg", *options).status
    assert call("lint", "a.cfg", "--output-file", "no/such/folder").status == 2


def test_the_exit_status_of_exit_zero(call: Call, place: Path) -> None:
    (place / "f.cfg").write_bytes(FATAL)

    assert call("lint", "a.cfg", "--fail-on", "info").status == 1
    assert call("lint", "a.cfg", "--fail-on", "info", "--exit-zero").status == 0
    assert call("lint", "a.cfg", "f.cfg", "--exit-zero").status == 1
    assert call("lint", "f.cfg", "missing.cfg", "--exit-zero").status == 2


def test_a_profile_that_does_not_exist_is_unusable(call: Call, place: Path) -> None:
    outcome = call("check", "a.cfg", "--profile", "edgy")

    assert outcome == (
        2,
        "",
        "haproxy-model: 'edgy' is not a profile: give one of openstack, galera, edge, internal\n",
    )


def test_a_baseline_is_written_where_it_is_named(call: Call, place: Path) -> None:
    assert call("lint", "a.cfg", "--write-baseline").status == 2
    (place / "haproxy-model.toml").write_text('baseline = "known.json"\n')
    assert call("lint", "a.cfg", "--write-baseline").status == 0
    assert call("lint", "a.cfg", "--fail-on", "info").status == 0


def test_something_has_to_be_named(call: Call) -> None:
    with pytest.raises(UsageError, match="FILE"):
        call("lint")


@pytest.mark.parametrize("arguments", [["--without", "LAU"], ["--without", "LUA,NOSUCH"]])
def test_a_feature_that_does_not_exist_is_refused(call: Call, place: Path, arguments: list[str]) -> None:
    done = call("check", *arguments, "a.cfg")

    assert done.status == 2
    assert "is not a feature of HAProxy: give one that `haproxy -vv` lists" in done.err
    assert call("check", "--without", "USE_LUA,epoll,SYSTEMD", "a.cfg").status == 0


def test_a_set_without_files_is_refused(call: Call, place: Path) -> None:
    with pytest.raises(UsageError, match="'a' has no file"):
        call("check", "--config-set", "a=,")


MILD = GLOBAL + CLEAN + b"backend b\n server s 192.0.2.1:80 check\n option http-pretend-keepalive\n"


def test_lint_leaves_advice_out_and_says_so(call: Call, place: Path) -> None:
    (place / "m.cfg").write_bytes(MILD)
    said = call("lint", "m.cfg")
    everything = codes(call, "lint", "m.cfg", "--severity", "info")

    assert everything - codes(call, "lint", "m.cfg")
    assert "milder not shown (--severity info)" in said.out
    assert "not shown" not in call("lint", "m.cfg", "--severity", "warning").out


def test_advice_that_is_asked_for_by_name_is_shown(call: Call, place: Path) -> None:
    (place / "m.cfg").write_bytes(MILD)
    mild = min(codes(call, "lint", "m.cfg", "--severity", "info") - codes(call, "lint", "m.cfg"))

    assert codes(call, "lint", "m.cfg", "--select", mild) == {mild}
    assert mild in codes(call, "lint", "m.cfg", "--extend-select", mild)
    assert mild not in codes(call, "lint", "m.cfg", "--extend-select", mild, "--severity", "warning")
    assert mild in codes(call, "lint", "m.cfg", "--fail-on", "info")
