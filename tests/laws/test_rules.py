"""The rules return for any mixture of the lines that they speak of, whole and broken, and fixes come to an end."""

from __future__ import annotations

from hypothesis import given, strategies as st
from inputs import examples

import haproxy_model as hm
from haproxy_model.lint.rules import RULES

_LINES = sorted({line for rule in RULES for part in ("Bad", "Good") for line in rule.example(part).split("\n") if line})
_CUT = [" " + " ".join(line.split()[:-1]) for line in _LINES if len(line.split()) > 2]
_UNKNOWN = [f'{line} "$X"' for line in _CUT]
_lines = st.sampled_from([*_LINES, *_CUT, *_UNKNOWN, ".if defined(X)", ".else", ".endif"])
texts = st.lists(_lines, min_size=3, max_size=40).map("\n".join)


@given(texts, texts)
@examples(1)
def test_rules_return_for_any_mixture_of_their_lines(one: str, other: str) -> None:
    hm.validate_controllers([hm.parse(one), hm.parse(other)], options={"files.root": "/", "ha.vips": "192.0.2.10"})


@given(texts)
@examples(0.3)
def test_fixes_come_to_an_end(text: str) -> None:
    mended = hm.mend(hm.parse(text), unsafe=True).config

    assert hm.mend(hm.parse(mended.dump()), unsafe=True).config.dump() == mended.dump()
