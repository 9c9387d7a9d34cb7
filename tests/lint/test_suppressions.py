"""Findings that the file suppresses: they are not shown, are known as suppressed, and come back without the marker."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given, strategies as st
from inputs import examples
from work import assert_linear

import haproxy_model as hm
from haproxy_model.diagnostics import Diagnostic
from haproxy_model.testing.configurations import configs
from tests.lint.findings import DEFAULTS
from tests.lint.test_guards import POOL, TWO

UNCHECKED = DEFAULTS + POOL.format(TWO.format(""))
BROKEN = UNCHECKED + " nonsense 1\n"


def codes(text: str, **options: object) -> list[str]:
    return [each.code for each in hm.validate(hm.parse(text), **options)]  # type: ignore[arg-type]


def hidden(text: str) -> list[tuple[str, str | None]]:
    """The codes that are suppressed, each with its reason."""
    report = hm.validate(hm.parse(text))
    return [(each.code, each.suppression.reason) for each in report.suppressed if each.suppression]


def _same(diagnostic: Diagnostic) -> tuple[str, str, str]:
    return diagnostic.code, diagnostic.severity, diagnostic.message


# -- laws --------------------------------------------------------------------------------------------------------------


@examples(0.3)
@given(configs)
def test_what_a_file_suppresses_is_what_it_showed(source: bytes) -> None:
    config = hm.parse(source)
    before = hm.validate(config)
    named = sorted({each.code for each in before})
    config.files[0].preamble.lines.insert(0, f"# haproxy-model: ignore-file={','.join(named)}")
    after = hm.validate(config)

    assert named == [] or after.diagnostics == ()
    assert [_same(each) for each in after.suppressed] == [_same(each) for each in before]
    assert after.fatal == before.fatal
    del config.files[0].preamble.lines[0]
    assert hm.validate(config) == before


@examples(0.3)
@given(configs, st.data())
def test_a_marker_behind_a_line_takes_the_findings_of_that_line_and_no_others(
    source: bytes, data: st.DataObject
) -> None:
    config = hm.parse(source)
    before = hm.validate(config)
    lines = [line for section in config.sections for line in section.statements if line.comment is None]
    if not lines:
        return
    line = data.draw(st.sampled_from(lines))
    span = config.span(line)
    here = [each for each in before if each.span is not None and each.span.line == span.line]
    line.comment = f"haproxy-model: ignore={','.join(sorted({each.code for each in here}) or ['CHK'])} -- so it is"
    after = hm.validate(config, ignore=["SUP"])

    assert [_same(each) for each in after.suppressed] == [_same(each) for each in here]
    assert [_same(each) for each in after] == [_same(each) for each in before if each not in here]


@examples(0.3)
@given(configs, st.booleans(), st.data())
def test_a_useless_suppression_goes_and_nothing_else(source: bytes, behind: bool, data: st.DataObject) -> None:
    config = hm.parse(source)
    before = hm.validate(config)
    found = {each.code for each in before}
    if before.fatal or found & {"TMO001", "SYN003"}:
        return
    sections = [each for each in config.sections if each.comment is None]
    if not sections:
        return
    section = data.draw(st.sampled_from(sections))
    marker = "haproxy-model: ignore=TMO001 -- not here"
    if behind:
        section.comment = marker
    else:
        section.lines.insert(0, f"  # {marker}")
    marked = hm.validate(config)
    useless = [each for each in marked if each.code == "SUP003"]

    assert len(useless) == 1
    assert hm.mend(config, only=useless[0]).config.dump() == source


# -- examples ----------------------------------------------------------------------------------------------------------


def test_a_suppression_tells_its_reason_and_where_it_is_written() -> None:
    report = hm.validate(
        hm.parse(UNCHECKED.replace("app\n", "app # haproxy-model: ignore=CHK001 -- see #12, moved by hand\n"))
    )
    suppressed = next(each for each in report.suppressed if each.code == "CHK001")

    assert suppressed.suppression is not None
    assert suppressed.suppression.kind == "marker"
    assert suppressed.suppression.reason == "see #12, moved by hand"
    assert suppressed.suppression.span is not None
    assert suppressed.suppression.span.line == UNCHECKED[: UNCHECKED.index("listen app")].count("\n") + 1
    assert "SUP" not in "".join(each.code for each in report)


@pytest.mark.parametrize("selector", ["CHK001", "CHK", "C", "server-without-check", "HA,CHK001"])
def test_codes_families_and_names_suppress(selector: str) -> None:
    text = UNCHECKED.replace("app\n", f"app # haproxy-model: ignore={selector}\n")

    assert "CHK001" in codes(UNCHECKED)
    assert "CHK001" not in codes(text)
    assert ("CHK001", None) in hidden(text)


def test_a_file_suppresses_wherever_that_stands() -> None:
    for text in (
        f"# haproxy-model: ignore-file=CHK001\n\n{UNCHECKED}",
        f"{UNCHECKED}# haproxy-model: ignore-file=CHK\n",
    ):
        assert "CHK001" not in codes(text)


def test_a_file_suppresses_nothing_in_another(tmp_path: Path) -> None:
    (tmp_path / "a.cfg").write_text(f"# haproxy-model: ignore-file=CHK\n\n{UNCHECKED}")
    (tmp_path / "b.cfg").write_text(UNCHECKED[len(DEFAULTS) :].replace("app", "other"))
    report = hm.validate(hm.parse_files([tmp_path]))

    assert [each.span and each.span.file for each in report if each.code == "CHK001"] == [str(tmp_path / "b.cfg")]
    assert [each.span and each.span.file for each in report.suppressed] == [str(tmp_path / "a.cfg")]


@pytest.mark.parametrize(("selector", "stays"), [("SYN001", False), ("SYN", True), ("unknown-keyword", True)])
def test_what_is_refused_goes_by_its_full_code_alone_and_is_still_counted(selector: str, stays: bool) -> None:
    config = hm.parse(BROKEN.replace(" nonsense 1", f" nonsense 1 # haproxy-model: ignore={selector}"))
    for report in (hm.validate(config), hm.check(config)):
        assert report.fatal
        assert report.summary()["fatal"] == 1
        assert ("SYN001" in [each.code for each in report]) is stays
        assert ("SYN001" in [each.code for each in report.suppressed]) is not stays


def test_what_is_refused_and_ignored_is_still_counted() -> None:
    report = hm.validate(hm.parse(BROKEN), ignore=["SYN001"])

    assert report.fatal
    assert [(each.code, each.suppression) for each in report.suppressed] == [
        ("SYN001", hm.Suppression("ignore", None, None))
    ]
    assert "refuses" in report.text()


def test_a_line_that_cannot_be_read_can_be_suppressed_above() -> None:
    text = DEFAULTS + 'frontend f\n bind :80\n # haproxy-model: ignore=CFG001\n description "open\n'

    assert "CFG001" not in codes(text)
    assert "CFG001" in codes(text.replace("haproxy-model:", "no marker:"))


# -- markers that do not do what they look like ------------------------------------------------------------------------

ODD = {
    "ignore=CHX001": ("SUP001", "`CHX001` is not a code; did you mean `CHK001`?"),
    "ignore=none": ("SUP001", "`none` is not a code: give a code such as GAL021, a family such as GAL, or a name"),
    "ingore=CHK001": ("SUP002", "`ingore` is not a marker; did you mean `ignore`?"),
    "ignore CHK001": ("SUP002", "`ignore` needs codes: write `ignore=GAL021 -- why`"),
    "ignore=": ("SUP002", "`ignore` needs codes: write `ignore=GAL021 -- why`"),
    "ignore=CHK001 moved by hand": ("SUP002", "`moved` is not a marker; a reason begins with `--`"),
    "galera=yes": ("SUP002", "`galera` takes no value: write it alone"),
    "haproxy-version=1.4": ("SUP002", "`1.4` is not a version that is known: give one such as 3.4"),
    "ignore=TMO001": ("SUP003", "`ignore=TMO001` suppresses nothing: remove it"),
    "ignore=LOG001,TMO001": ("SUP003", "`ignore=LOG001,TMO001` suppresses nothing: remove it"),
}  # fmt: skip


@pytest.mark.parametrize("marker", ODD)
def test_an_odd_marker_is_reported(marker: str) -> None:
    report = hm.validate(hm.parse(UNCHECKED.replace("app\n", f"app # haproxy-model: {marker}\n")))
    odd = [(each.code, each.message) for each in report if each.code.startswith("SUP")]

    assert odd[:1] == [ODD[marker]]
    assert all(len(message) <= 120 for _, message in odd)
    assert len([code for code, _ in odd if code == "SUP002"]) <= 1


@pytest.mark.parametrize("marker", ["role=reader", "galera", "vip=192.0.2.1,192.0.2.2", "ignore=CHK001 -- why not"])
def test_a_good_marker_is_not(marker: str) -> None:
    text = UNCHECKED.replace("app\n", f"app # haproxy-model: {marker}\n")

    assert not [code for code in codes(text) if code.startswith("SUP")]


@pytest.mark.parametrize(
    ("options", "marker"),
    [
        ({"select": ["GAL"]}, "ignore=TMO001"),
        ({"ignore": ["TMO"]}, "ignore=TMO001"),
        ({}, "ignore=MUL005"),
        ({}, "ignore=REF011"),
        ({}, "ignore=HA002"),
        ({}, "ignore=SUP003"),
    ],
)
def test_what_was_not_looked_for_is_not_useless(options: dict[str, list[str]], marker: str) -> None:
    text = UNCHECKED.replace("app\n", f"app # haproxy-model: {marker}\n")

    assert "SUP003" not in codes(text, **options)


def test_nothing_is_useless_where_haproxy_refuses_the_file() -> None:
    assert "SUP003" not in codes(BROKEN.replace("app\n", "app # haproxy-model: ignore=TMO001\n"))


def test_the_narrowest_of_several_suppressions_is_of_use() -> None:
    text = UNCHECKED.replace("app\n", "app # haproxy-model: ignore=CHK001\n")
    both = f"# haproxy-model: ignore-file=CHK001\n\n{text}"

    assert codes(text) == [each for each in codes(both) if each != "SUP003"]
    useless = next(each for each in hm.validate(hm.parse(both)) if each.code == "SUP003")
    assert useless.span is not None
    assert useless.span.line == 1


def test_a_suppression_of_one_of_several_pools_is_of_use() -> None:
    pool = "backend {}\n balance source\n option redispatch\n" + "".join(
        f" server s{n} 192.0.2.{n}:80 check\n" for n in (1, 2, 3)
    )
    text = DEFAULTS + pool.format("a") + pool.format("b").replace("b\n", "b # haproxy-model: ignore=HA021\n", 1)

    assert "SUP003" not in codes(text)
    assert "`backend b`" not in next(each for each in hm.validate(hm.parse(text)) if each.code == "HA021").message


REMOVED = [
    ("app # haproxy-model: ignore=TMO001\n", "app\n"),
    ("app # why # haproxy-model: ignore=TMO001 -- x\n", "app # why\n"),
    ("app # haproxy-model: role=reader ignore=TMO001\n", "app # haproxy-model: role=reader\n"),
    ("app # haproxy-model: ignore=TMO001 role=reader\n", "app # haproxy-model: role=reader\n"),
    ("app # haproxy-model: ignore=CHK001,TMO001 -- x\n", "app # haproxy-model: ignore=CHK001 -- x\n"),
    ("app # haproxy-model: role=reader ignore=TMO001 -- x\n", "app # haproxy-model: role=reader -- x\n"),
    ("app\n # haproxy-model: ignore=TMO001\n", "app\n"),
    ("app\n # é haproxy-model: # haproxy-model: ignore=TMO001\r\n", "app\n # é haproxy-model:\r\n"),
]


@pytest.mark.parametrize(("written", "left"), REMOVED)
def test_the_fix_takes_the_useless_away_and_nothing_else(written: str, left: str) -> None:
    text = UNCHECKED.replace("app\n", written)
    mended = hm.mend(hm.parse(text), select=["SUP", "TMO", "CHK"])

    assert mended.config.dumps() == UNCHECKED.replace("app\n", left)


def test_a_suppressed_finding_is_not_mended() -> None:
    text = UNCHECKED.replace("app\n", "app # haproxy-model: ignore=CHK001\n")
    mended = hm.mend(hm.parse(text), select=["CHK001"], unsafe=True)

    assert mended.applied == ()


def test_suppressions_cost_what_they_are() -> None:
    line = " # haproxy-model: ignore=TMO001 -- why\n http-request set-header a b # haproxy-model: ignore=LOG\n"

    assert_linear(
        lambda package, text: package.validate(package.parse(text), select=["SUP", "TMO"]),
        lambda count: f"{DEFAULTS}frontend f\n bind :80\n{line * count}",
    )


def test_a_report_with_suppressions_is_a_value() -> None:
    report = hm.validate(hm.parse(BROKEN), ignore=["SYN001"])

    assert report != evolve(report, suppressed=())
    assert "suppressed=" in repr(report)
