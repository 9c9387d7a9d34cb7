"""Which line a version is judged by, and how releases follow each other."""

import pytest
from hypothesis import given, strategies as st

from haproxy_model.schema.versions import (
    LATEST,
    LINES,
    NEWEST,
    UNMEASURED,
    VERSIONS,
    earliest,
    latest,
    line_of,
    measured,
    number,
    order,
    reached,
    unmeasured_note,
    within,
)

NAMES = [line.name for line in LINES]
PAIRS = st.tuples(st.integers(1, 12), st.integers(0, 30))
RELEASES = PAIRS.map(lambda pair: f"{pair[0]}.{pair[1]}")


@given(line=st.sampled_from(NAMES), patch=st.integers(0, 10**6))
def test_a_release_is_judged_as_its_line(line: str, patch: int) -> None:
    assert line_of(line) == line
    assert line_of(f"{line}.{patch}") == line


@given(version=RELEASES | st.text("0123456789.-x", max_size=8) | st.text(max_size=8))
def test_what_is_of_no_declared_line_has_none(version: str) -> None:
    line = line_of(version)

    assert line in (None, *NAMES)
    if line is None:
        assert version not in NAMES
    else:
        assert version == line or version.removeprefix(f"{line}.").isdecimal()


@pytest.mark.parametrize(
    "version",
    ["1.8", "9.9", "2.10", "2.3.1", "x", "", "3", "3.", "3.4.", "3.4.x", "3.4-dev1", "3.4.1.2", " 3.4", "٣.4"],
)
def test_slips_and_versions_of_other_lines_have_none(version: str) -> None:
    assert line_of(version) is None


def test_lines_are_in_order_and_each_is_measured_or_not() -> None:
    assert [*map(number, NAMES)] == sorted({*map(number, NAMES)})
    assert sorted((*VERSIONS, *UNMEASURED), key=number) == NAMES
    assert [name for name in NAMES if measured(name)] == list(VERSIONS)


def test_what_is_meant_by_default_was_measured() -> None:
    assert measured(LATEST)
    assert number(LATEST) <= number(NEWEST)


@pytest.mark.parametrize("version", UNMEASURED)
def test_the_note_of_an_unmeasured_line_names_the_measured_ones_beside_it(version: str) -> None:
    note = unmeasured_note(version)
    beside = [name for name in VERSIONS if name in note]

    assert version in note
    assert beside == [
        *[name for name in VERSIONS if number(name) < number(version)][-1:],
        *[name for name in VERSIONS if number(name) > number(version)][:1],
    ]
    assert len(note) <= 120


@given(first=RELEASES, second=RELEASES)
def test_releases_follow_each_other_as_their_numbers_do(first: str, second: str) -> None:
    assert reached(first, second) == (number(first) <= number(second))
    assert reached(first, second) or reached(second, first)
    assert number(earliest(first, second)) <= number(latest(first, second))
    assert (order(number(first), second) >= 0) == reached(first, second)


@given(version=RELEASES)
def test_nothing_reaches_the_release_that_is_none(version: str) -> None:
    assert not reached("", version)
    assert not within("", version)


@given(first=RELEASES, end=RELEASES, version=RELEASES)
def test_a_span_has_its_first_release_and_not_its_end(first: str, end: str, version: str) -> None:
    assert within(first, version) == reached(first, version)
    assert within(f"{first} {end}", version) == (number(first) <= number(version) < number(end))
