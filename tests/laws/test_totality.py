"""Law 2: nothing that a file holds raises anything, and work grows as the input does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given, strategies as st
from inputs import examples
from work import assert_linear, bounded, size_of

import haproxy_model as hm
from haproxy_model.testing.configurations import configs
from haproxy_model.testing.laws import everything, read_every_attribute
from haproxy_model.testing.spellings import arbitrary_bytes


@given(arbitrary_bytes | configs)
@examples(1.5)
@example(b"stats\n")
@example(b"no server\n")
@example(b"no server a\nno bind\nno bind x\ndefault option\n")
@example(b'"" x\n"$X" y\n')
def test_every_attribute_of_every_line_can_be_read(source: bytes) -> None:
    config = hm.parse(source)
    sections = [config.files[0].preamble, *config.sections]

    read_every_attribute([*everything(config), *sections])
    for section in sections:
        for name in dir(type(section)):
            value = getattr(section, name)
            if isinstance(value, hm.Members):
                assert value.names() == [name for name in value.names() if isinstance(name, str)]
                repr(value)
                assert value.get("no such name") is None


@given(arbitrary_bytes | configs)
def test_reading_finds_diagnostics_and_never_raises(source: bytes) -> None:
    diagnostics = hm.parse(source, "haproxy.cfg").diagnostics

    for diagnostic in diagnostics:
        assert diagnostic.span is not None
        assert 0 <= diagnostic.span.start <= diagnostic.span.end <= len(source)


@given(arbitrary_bytes | configs, st.sampled_from(["2.4", "3.4"]))
def test_check_returns_for_all_bytes(source: bytes, version: str) -> None:
    hm.check(hm.parse(source), version=version)


@given(arbitrary_bytes | configs)
@examples(0.4)
def test_validate_returns_for_all_bytes(source: bytes) -> None:
    hm.validate(hm.parse(source))


@given(arbitrary_bytes | configs, arbitrary_bytes | configs)
@examples(0.2)
def test_the_files_of_controllers_are_compared_for_all_bytes(one: bytes, other: bytes) -> None:
    hm.validate_controllers([hm.parse(one, "a"), hm.parse(other, "b"), hm.parse(one, "c")])


_HARD: dict[str, Callable[[int], bytes]] = {
    "quotes": lambda n: b"a '" * n,
    "pairs of quotes": lambda n: b"a ''" * n,
    "variables that never close": lambda n: b'"${a' * n,
    "backslashes": lambda n: b"\\" * n + b"\n",
    "one word": lambda n: b"x" * n + b"\n",
    "words": lambda n: b"x " * n + b"\n",
    "comments above": lambda n: b"#\n" * n + b"backend b\n",
    "headers": lambda n: b"backend b\n" * n,
    "blanks": lambda n: b"\n" * n,
    "blocks that never close": lambda n: b"backend b\n" + b".if 1\n" * n,
    "blocks that were never opened": lambda n: b"backend b\n" + b".endif\n" * n,
    "servers": lambda n: b"backend b\n" + b" server a 1.1.1.1:1 check inter 3s\n" * n,
    "parameters of all shapes": lambda n: (
        b"backend b\n" + b"".join(b" server a b%s\n" % (b" check" * (i * 37 % 60)) for i in range(n // 20))
    ),
    "bytes outside UTF-8": lambda n: b"\xff\xc3\n" * n,
    "CRs": lambda n: b"a\r" * n + b"\n",
    "NULs": lambda n: b"a\0" * n + b"\n",
}


def _read(package: Any, source: bytes) -> None:
    config = package.parse(source)
    for line in everything(config):
        line.text  # noqa: B018  # read for the work of it
    config.dump()


@pytest.mark.parametrize("shape", _HARD)
def test_the_work_of_reading_grows_as_the_input_does(shape: str) -> None:
    assert_linear(_read, _HARD[shape])


@pytest.mark.parametrize("shape", _HARD)
def test_reading_a_long_input_ends(shape: str) -> None:
    with bounded():
        _read(hm, _HARD[shape](size_of(_HARD[shape], 300_000)))
