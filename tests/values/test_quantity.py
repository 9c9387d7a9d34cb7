"""Durations and sizes as quantities: built by units, compared and added among themselves, converted by name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, strategies as st

import haproxy_model as hm
from haproxy_model.testing import values as strategies

KINDS: dict[str, tuple[Any, str, st.SearchStrategy[Any]]] = {
    "duration": (hm.Duration, "microseconds", strategies.durations),
    "size": (hm.Size, "bytes", strategies.sizes),
}
kinds = pytest.mark.parametrize("kind", KINDS)
UNITS = {"days": 86_400, "hours": 3600, "minutes": 60, "seconds": 1, "milliseconds": 0.001}


@kinds
@given(data=st.data())
def test_they_compare_and_add_as_their_numbers_do(kind: str, data: st.DataObject) -> None:
    made, unit, values = KINDS[kind]
    several = data.draw(st.lists(values, min_size=2, max_size=5))
    one, two = several[:2]
    numbers = [getattr(each, unit) for each in several]

    assert (one < two, one <= two, one > two, one >= two, one == two) == (
        numbers[0] < numbers[1],
        numbers[0] <= numbers[1],
        numbers[0] > numbers[1],
        numbers[0] >= numbers[1],
        numbers[0] == numbers[1],
    )
    assert [getattr(each, unit) for each in sorted(several)] == sorted(numbers)
    assert getattr(one + two, unit) == numbers[0] + numbers[1]
    assert sum(several) == made(**{unit: sum(numbers)})
    assert one + two == two + one


@kinds
@pytest.mark.parametrize(
    "calculate",
    [
        lambda one, other: one < other,
        lambda one, other: one >= other,
        lambda one, other: other > one,
        lambda one, other: one + other,
        lambda one, other: other + one,
    ],
)
@pytest.mark.parametrize("other", [5, 0.5, "5s", None, timedelta(seconds=5), True], ids=repr)
def test_they_neither_compare_nor_add_with_anything_else(
    kind: str, calculate: Callable[[Any, Any], object], other: object
) -> None:
    made, unit, _ = KINDS[kind]
    one = made(**{unit: 5})
    with pytest.raises(TypeError):
        calculate(one, other)

    assert one != other


def test_a_duration_and_a_size_do_not_mix() -> None:
    with pytest.raises(TypeError, match=r"expected a Duration to add with, such as Duration\(seconds=5\), not Size"):
        hm.Duration(seconds=5) + hm.Size(kilobytes=5)  # type: ignore[operator]  # which is what is tested
    with pytest.raises(TypeError, match="expected a Size to compare with"):
        hm.Size(bytes=5) < hm.Duration(seconds=5)  # type: ignore[operator]  # which is what is tested  # noqa: B015


@given(parts=st.dictionaries(st.sampled_from(sorted(UNITS)), st.integers(0, 12)))
def test_a_duration_is_the_sum_of_its_units(parts: dict[str, int]) -> None:
    duration = hm.Duration(**parts)

    assert duration.to_timedelta() == timedelta(**parts)
    assert hm.Duration.from_timedelta(timedelta(**parts)) == duration
    assert hm.Duration.parse(str(duration)) == duration


@given(duration=strategies.durations)
def test_a_duration_is_a_timedelta_and_back(duration: hm.Duration) -> None:
    assert hm.Duration.from_timedelta(duration.to_timedelta()) == duration
    assert hm.Duration(microseconds=duration.microseconds) == duration == hm.Duration(seconds=duration.seconds)


@given(size=strategies.sizes)
def test_a_size_is_a_number_of_bytes_and_back(size: hm.Size) -> None:
    assert hm.Size(bytes=size.bytes) == size == hm.Size.parse(str(size)) == hm.Size.parse(str(size.bytes))


def test_units_have_the_meaning_of_haproxy() -> None:
    assert hm.Duration(minutes=1, seconds=30) == hm.Duration.parse("90s") == hm.Duration(minutes=1.5)
    assert hm.Duration.parse("5") == hm.Duration(milliseconds=5)
    assert hm.Duration.parse("5", default_unit="s") == hm.Duration(seconds=5)
    assert hm.Size(kilobytes=16) == hm.Size.parse("16k") == hm.Size(bytes=16384)
    assert hm.Size(gigabytes=1, megabytes=1) == hm.Size.parse("1025m")


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda: hm.Duration(seconds=-1), hm.InvalidValue),
        (lambda: hm.Duration(seconds=float("nan")), hm.InvalidValue),
        (lambda: hm.Duration(days=float("inf")), hm.InvalidValue),
        (lambda: hm.Size(bytes=-1), hm.InvalidValue),
        (lambda: hm.Duration.from_timedelta(timedelta(seconds=-1)), hm.InvalidValue),
        (lambda: hm.Duration(days=10**12).to_timedelta(), hm.InvalidValue),
        (lambda: hm.Duration.parse("5", default_unit="w"), hm.InvalidValue),
        (lambda: hm.Duration(seconds="5"), TypeError),
        (lambda: hm.Duration(seconds=True), TypeError),
        (lambda: hm.Duration(microseconds=0.5), TypeError),
        (lambda: hm.Size(bytes=16.0), TypeError),
        (lambda: hm.Duration(fortnights=1), TypeError),
        (lambda: hm.Duration.from_timedelta(5), TypeError),
    ],
)
def test_what_is_no_span_and_no_size_is_refused(make: Callable[[], object], error: type[Exception]) -> None:
    with pytest.raises(error):
        make()


def test_evolve_never_adds_to_what_is_there() -> None:
    import attrs

    duration = hm.Duration.parse("3s")
    with pytest.raises(TypeError, match="expected microseconds alone, or larger units of Duration"):
        attrs.evolve(duration, seconds=5)  # type: ignore[call-arg]  # which is what is tested

    assert attrs.evolve(duration, microseconds=5_000_000) == hm.Duration(seconds=5)
