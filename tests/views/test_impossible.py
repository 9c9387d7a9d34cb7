"""Patterns that are said never to match fit no value that a fetch can have; words among patterns are told apart."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, strategies as st

from haproxy_model.views.impossible import misfits
from haproxy_model.views.stray_words import stray

PATHS = ["/", "/a", "/a/b", "/a.b", "/A", "/admin/x.php", "/a*", "/^a"]
PIECES = st.lists(st.sampled_from(["/", "a", "b", ".", "?", "A", "admin", "php"]), min_size=1, max_size=4).map("".join)
COMPARE = {
    "str": str.__eq__,
    "beg": str.startswith,
    "end": str.endswith,
    "sub": str.__contains__,
    "reg": lambda path, pattern: re.search(pattern, path) is not None,
}


@given(st.sampled_from(sorted(COMPARE)), st.booleans(), PIECES, st.sampled_from(["", "^"]), st.booleans())
def test_what_never_matches_fits_no_path(method: str, folds: bool, pattern: str, start: str, lowers: bool) -> None:
    text = start + pattern if method == "reg" else pattern
    criterion = ("path,lower" if lowers else "path", "-m", method, *["-i"] * folds, text)

    if method == "reg" and text.startswith(("?", "^?")):
        return
    if misfits(criterion):
        for path in PATHS:
            value, wanted = (path.lower() if lowers else path), text
            if folds:
                value, wanted = value.lower(), wanted.lower()
            assert not COMPARE[method](value, wanted)


@given(st.text(), st.lists(st.text(), max_size=4))
def test_any_words_can_be_asked(head: str, rest: list[str]) -> None:
    criterion = (head, *rest)

    assert all(0 < each.word < len(criterion) for each in misfits(criterion))
    found = stray(criterion)
    assert found is None or 0 < found.word < len(criterion)


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("path /a || path /b", 2),
        ("path -i /a or /b", 3),
        ("path /a }{ method GET", 2),
        ("path /a} or { path /b", 1),
        ("hdr(x) a or path_beg /b", 2),
    ],
)
def test_the_first_stray_word_is_told(words: str, place: int) -> None:
    found = stray(tuple(words.split()))

    assert found is not None
    assert found.word == place


@pytest.mark.parametrize("words", ["hdr(x) a or b", "path_reg ^/a{2}$", "path /a /b", "hdr(x) {{a}}", "lua.x a"])
def test_other_words_are_patterns(words: str) -> None:
    assert stray(tuple(words.split())) is None


def test_what_is_advised_has_the_letters_that_converters_leave() -> None:
    (misfit,) = misfits(("path,lower,upper", "abc"))

    assert misfit.why.endswith("expected `/ABC`")
