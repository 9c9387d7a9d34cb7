"""A baseline admits the findings that it was made of, wherever their lines moved, and no others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, strategies as st
from inputs import examples

import haproxy_model as hm
from haproxy_model.errors import Unreadable
from haproxy_model.settings.baseline import Baseline
from haproxy_model.testing.configurations import configs


def _asked(baseline: Baseline, config: hm.Config, *, takes: bool = False) -> hm.Report:
    report = hm.validate(config)
    lines = {file.path: file.dumps().split("\n") for file in config.files}
    files = [file.path for file in config.files]
    if takes:
        baseline.take(report, lambda file: lines[file], "the file", files)
    return baseline.admit(report, lambda file: lines[file], "the file", files)


@examples(0.5)
@given(configs)
def test_it_admits_exactly_what_it_was_made_of(source: bytes) -> None:
    baseline = Baseline("/x/baseline.json")
    report = hm.validate(hm.parse(source))
    after = _asked(baseline, hm.parse(source), takes=True)

    assert list(after) == [each for each in report if each.fatal]
    assert len(after.suppressed) == len(report) - len(after)
    assert {each.suppression and each.suppression.kind for each in after.suppressed} <= {"baseline"}
    assert after.fatal == report.fatal


@examples(0.5)
@given(configs, st.integers(1, 3))
def test_lines_may_move(source: bytes, count: int) -> None:
    baseline = Baseline("/x/baseline.json")
    _asked(baseline, hm.parse(source), takes=True)
    moved = hm.parse(b"# moved\n\n" * count + source)

    assert not [each for each in _asked(baseline, moved) if not each.fatal]


@examples(0.5)
@given(configs)
def test_it_is_the_same_after_it_was_written_and_read(tmp_path_factory: pytest.TempPathFactory, source: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "baseline.json"
    baseline = Baseline(str(path))
    once = _asked(baseline, hm.parse(source), takes=True)
    baseline.write()
    first = path.read_bytes()
    again = Baseline.read(str(path))

    assert _asked(again, hm.parse(source)) == once
    again.write()
    assert path.read_bytes() == first
    rows = json.loads(first)["findings"]
    assert rows == sorted(rows, key=lambda row: (row["file"], row["section"], row["code"], row["line"]))


documents = st.recursive(
    st.none() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(st.sampled_from(["version", "findings", "code", "file", "section", "line", "count"]), inner)
    ),
)


@given(st.binary(max_size=40) | documents.map(json.dumps).map(str.encode))
def test_what_is_no_baseline_is_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "no-baseline.json"
    path.write_bytes(content)
    with pytest.raises(Unreadable, match="--write-baseline"):
        Baseline.read(str(path))


POOL = "backend {}\n mode tcp\n server a 192.0.2.1:80\n server b 192.0.2.2:80\n"
START = "defaults\n timeout connect 5s\n timeout server 1m\n timeout client 1m\n"


def test_a_new_finding_is_shown_also_where_the_same_was_admitted_once() -> None:
    baseline = Baseline("/x/baseline.json")
    _asked(baseline, hm.parse(START + POOL.format("one")), takes=True)
    both = _asked(baseline, hm.parse(START + POOL.format("one") + POOL.format("two")))

    assert {each.section for each in both} == {"backend two"}


def test_entries_that_match_nothing_are_stale_once_a_file() -> None:
    baseline = Baseline("/x/baseline.json")
    _asked(baseline, hm.parse(START + POOL.format("one")), takes=True)
    stale = [each for each in _asked(baseline, hm.parse(START)) if each.code == "SUP004"]

    assert len(stale) == 1
    assert stale[0].severity == "info"
    assert not [each for each in _asked(baseline, hm.parse(START + POOL.format("one"))) if each.code == "SUP004"]


def test_secrets_are_not_written(tmp_path: Path) -> None:
    rule = ' http-request set-header Authorization "x1y2z3"\n'
    baseline = Baseline(str(tmp_path / "b.json"))
    _asked(baseline, hm.parse(START + POOL.format("b") + rule), takes=True)
    baseline.write()

    assert "set-header" in (tmp_path / "b.json").read_text()
    assert "x1y2z3" not in (tmp_path / "b.json").read_text()


SERVER = " server {} 192.0.2.1:80\n"
PROXY = "defaults\n mode tcp\n timeout connect 5s\n timeout client 1m\n timeout server 1m\nlisten {}\n bind :80\n"


def _unchecked(baseline: Baseline, text: str, *, takes: bool = False) -> list[str]:
    """The codes that are shown of servers without checks, and of the baseline itself."""
    report = _asked(baseline, hm.parse(text), takes=takes)
    return sorted(each.code for each in report if each.code in ("CHK001", "SUP004"))


def test_a_line_that_moves_within_its_section_is_known_and_in_another_it_is_new() -> None:
    two = PROXY.format("a") + SERVER.format("s") + SERVER.format("t")
    baseline = Baseline("/x/b.json")
    assert _unchecked(baseline, two, takes=True) == []

    assert (
        _unchecked(baseline, "# y\n" + PROXY.format("a") + SERVER.format("s") + "\n # x\n" + SERVER.format("t")) == []
    )
    # Where a line is moved to another proxy it is another fault, and the entry of the first is left over.
    moved = PROXY.format("a") + SERVER.format("s") + "backend b\n" + SERVER.format("t")
    assert "SUP004" in _unchecked(baseline, moved)


def test_a_section_of_another_name_has_new_findings_and_leaves_its_entries_behind() -> None:
    text = PROXY.format("a") + SERVER.format("s") + SERVER.format("t")
    baseline = Baseline("/x/b.json")
    _unchecked(baseline, text, takes=True)

    renamed = _unchecked(baseline, text.replace("listen a", "listen b"))

    assert renamed.count("SUP004") == 1
    assert "CHK001" in renamed
    # Written anew it has those of today alone.
    assert _unchecked(baseline, text.replace("listen a", "listen b"), takes=True) == []
    assert "CHK001" in _unchecked(baseline, text)


def test_findings_that_are_the_same_are_counted() -> None:
    def text(count: int) -> str:
        return "global\n" + "".join("userlist u\n user a insecure-password x\n" for _ in range(count))

    def shown(report: hm.Report, code: str) -> int:
        return sum(each.code == code for each in report)

    baseline = Baseline("/x/b.json")
    found = shown(hm.validate(hm.parse(text(3))), "CFG034")
    _asked(baseline, hm.parse(text(3)), takes=True)

    assert found == 2
    assert shown(_asked(baseline, hm.parse(text(3))), "CFG034") == 0
    assert shown(_asked(baseline, hm.parse(text(4))), "CFG034") == 1
    fewer = _asked(baseline, hm.parse(text(2)))
    assert shown(fewer, "CFG034") == 0
    assert shown(fewer, "SUP004") == 1


def test_a_file_of_another_name_is_another_file(tmp_path: Path) -> None:
    text = (PROXY.format("a") + SERVER.format("s") + SERVER.format("t")).encode()
    baseline = Baseline(str(tmp_path / "b.json"))
    _asked(baseline, hm.parse(text, str(tmp_path / "a.cfg")), takes=True)

    assert not _asked(baseline, hm.parse(text, str(tmp_path / "a.cfg"))).diagnostics
    assert "CHK001" in {each.code for each in _asked(baseline, hm.parse(text, str(tmp_path / "b.cfg")))}
