"""What users read is the English of a colleague (style guide): the fault, then the way out, in one short sentence."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from inputs.corpus import files, over_corpus

import haproxy_model as hm
from haproxy_model.testing.configurations import configs

#: Longer messages are two; what is quoted is not counted, nor lists of what is possible.
MOST = 120
#: Words of a translation.
STIFF = re.compile(
    r"\b(behind|(?<!there )is no [a-z]+|all the same|taken by|one day|nobody|counts for nothing|has no place|stands)\b"
)
QUOTED = re.compile(r"`[^`]*`|\"[^\"]*\"|'[^']*'")
LISTED = re.compile(r"(expected|move it to|needs|are|from|of the scope) .*")


def _own_words(message: str) -> str:
    return QUOTED.sub("``", message)


def _complaints(source: bytes) -> list[str]:
    said = []
    for version in ("2.6", "3.4"):
        for each in hm.check(hm.parse(source), version=version):
            words = _own_words(each.message)
            if STIFF.search(words) or len(LISTED.sub("", words)) > MOST:
                said.append(each.message)
    return said


@given(configs)
def test_messages_are_plain_and_short_whatever_is_wrong(source: bytes) -> None:
    assert not _complaints(source)


@over_corpus
def test_messages_about_real_files_are_plain_and_short(chunk: int) -> None:
    assert not {(path.name, said) for path in files(chunk) for said in _complaints(path.read_bytes())}


@pytest.mark.parametrize("message", ["`a` is no name", "`a` stands behind `b`", "it is taken by another", "x" * 121])
def test_stiff_and_long_ones_would_be_seen(message: str) -> None:
    assert STIFF.search(_own_words(message)) or len(_own_words(message)) > MOST
