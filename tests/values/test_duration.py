"""Durations, sizes and numbers as language reference 6.1 and 6.2 have them."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from haproxy_model.testing import values as strategies
from haproxy_model.values.duration import UNITS, Duration, read_duration
from haproxy_model.values.number import read_integer
from haproxy_model.values.size import Size, read_size
from haproxy_model.values.unread import Unread


@given(number=st.integers(0, 24), unit=st.sampled_from(list(UNITS)))
def test_a_duration_is_its_number_of_units(number: int, unit: str) -> None:
    duration = read_duration(f"{number}{unit}")

    assert Duration(microseconds=number * UNITS[unit]) == duration


@given(number=st.integers(0, 10_000), unit=st.sampled_from(list(UNITS)))
def test_digits_alone_are_of_the_default_unit(number: int, unit: str) -> None:
    assert read_duration(f"{number}{unit}", unit) == read_duration(str(number), unit)


@given(duration=strategies.durations)
def test_the_canonical_spelling_needs_no_default_unit(duration: Duration) -> None:
    assert duration == read_duration(duration.canonical, "ms") == read_duration(duration.canonical, "s")


def test_durations_compare_by_meaning_and_keep_their_spelling() -> None:
    assert read_duration("60000") == read_duration("60s") == read_duration("1m") == Duration(microseconds=60_000_000)
    assert str(read_duration("060000")) == "060000"
    assert str(Duration(microseconds=60_000_000)) == "1m"
    assert str(Duration(microseconds=90_000_000)) == "90s"
    assert str(Duration(microseconds=0)) == "0s"


def test_a_duration_is_rounded_up_to_milliseconds() -> None:
    assert Duration(microseconds=1).milliseconds == 1
    assert Duration(microseconds=1_001).milliseconds == 2
    assert Duration(microseconds=0).milliseconds == 0
    assert Duration(microseconds=1_500_000).seconds == 1.5


@pytest.mark.parametrize("text", ["", "5sx", "1.5s", "5 s", "5S", "s", "-5s", "+5", "5ms ", "1m30s", "٥s", "5\n"])
def test_what_is_no_duration_says_what_was_expected(text: str) -> None:
    assert read_duration(text) == Unread(text, "expected a number and a unit us, ms, s, m, h or d")


@pytest.mark.parametrize("text", ["24d", "2147483647", "2147483647000us", "5000000000us", "0000000000000000000000005s"])
def test_a_duration_below_2_to_the_31_units_of_storage_is_read(text: str) -> None:
    assert isinstance(read_duration(text), Duration)


@pytest.mark.parametrize("text", ["25d", "2147483648", "2147483647001us", "9" * 5000])
def test_a_duration_of_2_to_the_31_units_of_storage_overflows(text: str) -> None:
    assert read_duration(text) == Unread(text, "expected less than 2147483648ms")


def test_the_storage_unit_decides_what_overflows() -> None:
    assert read_duration("25d", "s") == Duration(microseconds=25 * UNITS["d"])
    assert isinstance(read_duration("2147483648", "s"), Unread)


def test_sizes_are_powers_of_1024() -> None:
    assert read_size("16k") == read_size("16384") == Size(bytes=16384)
    assert read_size("1G") == read_size("1024m") == Size(bytes=2**30)
    assert str(Size(bytes=2**20)) == "1m"
    assert str(Size(bytes=0)) == "0"


@pytest.mark.parametrize("text", ["", "1kb", "k", "1.5m", "-1", "1t", " 1"])
def test_what_is_no_size_is_unread(text: str) -> None:
    assert isinstance(read_size(text), Unread)


def test_a_size_has_a_maximum() -> None:
    assert isinstance(read_size("4g"), Unread)
    assert read_size("4g", maximum=2**64 - 1) == Size(bytes=2**32)


@given(number=st.integers(-(10**19), 10**19))
def test_integers_are_read_with_their_sign(number: int) -> None:
    assert number == read_integer(str(number)) == read_integer(f"{number:+025d}")


def test_an_integer_stays_within_its_bounds() -> None:
    assert read_integer("256", 0, 256) == 256
    assert read_integer("257", 0, 256) == Unread("257", "expected a whole number from 0 to 256")
    assert read_integer("-1", 0) == Unread("-1", "expected a whole number, at least 0")
    assert read_integer("1", maximum=0) == Unread("1", "expected a whole number, at most 0")
    assert read_integer("1x") == Unread("1x", "expected a whole number")
