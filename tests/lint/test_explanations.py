"""What is written about the codes of `check` is true: the bad example gives its code, the good one nothing as bad."""

from __future__ import annotations

from pathlib import Path

import pytest

import haproxy_model as hm
from haproxy_model.diagnostics import Severity, page_of
from haproxy_model.lint.explanations import Documented, documented, explanations
from haproxy_model.lint.selected import known_codes
from haproxy_model.lint.surroundings import SURROUNDINGS
from haproxy_model.schema.codes import CODES
from haproxy_model.schema.explained import EXPLAINED
from haproxy_model.schema.versions import LATEST
from haproxy_model.verdicts.keywords.builds import known_features

#: What examples hold for that name no release: the one that the tests run, and the newest.
BOTH = ("2.6", LATEST)
#: What no lines can show: bytes that do not show, what depends on the build, on the caller or on another file, depth.
WITHOUT_EXAMPLES = {
    "stray-nul",
    "missing-final-newline",
    "too-deep-if",
    "unset-variable",
    "limited-quic",
    "stale-baseline-entry",
    "haproxy-refuses",
    "haproxy-warns",
    "missing-on-this-machine",
    "haproxy-accepts",
    "other-haproxy-version",
}
#: What says something of every file.
WITHOUT_GOOD = {*WITHOUT_EXAMPLES, "version-not-measured"}


def of_check() -> list[Documented]:
    return [each for each in documented() if each.documentation in {text.strip() for text in EXPLAINED.values()}]


def versions(told: Documented) -> tuple[str, ...]:
    """The versions that its examples speak of."""
    own = told.part("Version").strip()
    return (own,) if own else BOTH


def given(told: Documented, part: str, version: str, folder: Path) -> hm.Report:
    """What is said of an example."""
    config = hm.parse(told.example(part))
    if told.code.startswith("SUP"):
        return hm.validate(config, version=version)
    lacked = told.part("Without").split()
    return hm.check(
        config,
        version=version,
        features=known_features() - set(lacked) if lacked else None,
        files=folder if told.part("Files") else None,
    )


each_code = pytest.mark.parametrize("told", of_check(), ids=lambda told: told.name)


def test_every_kind_of_message_is_written_about() -> None:
    assert EXPLAINED.keys() == CODES.keys()
    assert {told.name for told in of_check() if not told.part("Bad")} == WITHOUT_EXAMPLES
    assert {told.name for told in of_check() if not told.part("Good")} == WITHOUT_GOOD


@each_code
@pytest.mark.parametrize("part", ["What it does", "Why", "Reference"])
def test_every_part_is_there(told: Documented, part: str) -> None:
    assert told.part(part).strip()


@each_code
def test_examples_name_surroundings_that_are_there(told: Documented) -> None:
    assert not told.surroundings or told.surroundings in SURROUNDINGS


@each_code
def test_the_bad_example_gives_its_code_and_the_verdict_of_the_page(told: Documented, tmp_path: Path) -> None:
    for version in versions(told) if told.part("Bad") else ():
        report = given(told, "Bad", version, tmp_path)
        found = [each for each in report if each.name == told.name]

        assert found
        assert report.fatal == CODES[told.name].fatal


@each_code
def test_the_good_example_gives_nothing_that_is_as_bad_as_a_warning(told: Documented, tmp_path: Path) -> None:
    for version in versions(told) if told.part("Good") else ():
        report = given(told, "Good", version, tmp_path)

        assert told.name not in {each.name for each in report}
        assert not [each for each in report if each.severity >= Severity.WARNING]


def test_every_code_of_ours_has_a_page_and_no_other() -> None:
    for code, _ in known_codes():
        assert page_of(code) == f"docs/rules/{code}.md"
    assert page_of("XYZ001") is None


def test_what_explain_prints_is_what_the_page_shows() -> None:
    pages = {path.stem: path.read_text("utf-8") for path in (Path(__file__).parents[2] / "docs" / "rules").glob("*.md")}

    for each in explanations():
        for part in each.parts:
            assert part.text in pages[each.code]
            assert all(line.strip() in each.text() for line in part.text.split("\n"))
