"""Law: a setting reads as one value, or is assigned, only where every reading of the `.if` blocks has the same line."""

from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import given, strategies as st
from inputs import examples

import haproxy_model as hm
from haproxy_model.views.active import active_of

_NAMES = ("A", "B", "C")


@st.composite
def branched(draw: st.DrawFn, keyword: str) -> str:
    """Lines of a setting, each with a number of its own, inside and outside of blocks of independent conditions."""
    lines: list[str] = []
    open_blocks: list[str] = []
    names = list(_NAMES)
    for number in range(1, draw(st.integers(2, 9))):
        what = draw(st.integers(0, 5))
        if what == 0 and names:
            lines.append(f".if defined({names.pop()})")
            open_blocks.append(".if")
        elif what == 1 and open_blocks and open_blocks[-1] == ".if":
            open_blocks[-1] = f".elif defined({names.pop()})" if names else ".else"
            lines.append(open_blocks[-1])
            open_blocks[-1] = ".if" if names and open_blocks[-1] != ".else" else ".else"
        elif what == 2 and open_blocks:
            open_blocks.pop()
            lines.append(".endif")
        else:
            lines.append(f"{keyword} {number}")
    return "".join(f"  {line}\n" for line in lines + [".endif"] * len(open_blocks))


def in_force(source: str) -> set[int]:
    """The values that the proxy has by its own lines in some environment."""
    config = hm.parse(source)
    found = set()
    for there in product((False, True), repeat=len(_NAMES)):
        environment = {name: "1" for name, is_there in zip(_NAMES, there, strict=True) if is_there}
        retries = config.effective(config.backends["b"], environment=environment).retries
        if retries.origin.kind == "explicit":
            assert isinstance(retries.value, int)
            found.add(retries.value)
    return found


@given(branched("retries"))
@examples(2)
def test_a_setting_is_one_value_or_says_that_it_is_none(body: str) -> None:
    source = f"backend b\n{body}"
    config = hm.parse(source)
    backend = config.backends["b"]
    possible = in_force(source)
    read = backend.retries
    if len(possible) > 1:
        assert isinstance(read, hm.Unread)
        assert possible <= {int(each) for each in read.text.split(" or ")}
        with pytest.raises(hm.InvalidValue, match=r"`retries` .*lines"):
            backend.retries = 77
        assert config.dumps() == source
    else:
        assert {read} - {None} == possible
        backend.retries = 77
        assert in_force(config.dumps()) == {77}

    backend.retries = None
    assert backend.retries is None
    assert not in_force(config.dumps())


def is_always(source: str) -> bool:
    """Whether the backend has an active `disabled` in every environment."""
    config = hm.parse(source)
    environments = [
        {name: "1" for name, is_there in zip(_NAMES, there, strict=True) if is_there}
        for there in product((False, True), repeat=len(_NAMES))
    ]
    every = [active_of(config, version="3.4", environment=environment) for environment in environments]
    return all(any(line.keyword == "disabled" for line in each.statements(config.backends["b"])) for each in every)


@given(branched("disabled"))
@examples(2)
def test_a_word_that_stands_alone_says_where_it_depends_on_branches(body: str) -> None:
    source = f"backend b\n{re.sub(r'disabled .*', 'disabled', body)}"
    config = hm.parse(source)
    backend = config.backends["b"]
    found = backend.statements.all("disabled")
    read = backend.disabled
    if found and is_always(source):
        assert read is True
        backend.disabled = True
        assert config.dumps() == source
    elif found:
        assert isinstance(read, hm.Unread)
        assert "branches" in read.reason
        with pytest.raises(hm.InvalidValue, match=r"`disabled` .*line"):
            backend.disabled = True
        assert config.dumps() == source
    else:
        assert read is False

    backend.disabled = False
    assert backend.disabled is False
    assert "disabled" not in config.dumps()


@given(branched("nbthread"))
@examples(0.5)
def test_global_takes_the_first_line(body: str) -> None:
    config = hm.parse(f"global\n{body}")
    lines = config.globals[0].statements.all("nbthread")
    first = lines[0] if lines else None
    read = config.globals[0].nbthread
    if first is not None and not first.conditions:
        assert read == int(first.words[1])
    elif len(lines) > 1 and any(not set(first.conditions) <= set(line.conditions) for line in lines if first):
        assert isinstance(read, hm.Unread)


CASES = {
    "two branches": (".if defined(X)\n  mode tcp\n.else\n  mode http\n.endif\n", "tcp or http"),
    "one above": ("  mode tcp\n.if defined(X)\n  mode http\n.endif\n", "tcp or http"),
    "one below": (".if defined(X)\n  mode http\n.endif\n  mode tcp\n", "tcp"),
    "one branch": (".if defined(X)\n  mode http\n  mode tcp\n.endif\n", "tcp"),
    "one inside another": (".if defined(X)\n.if defined(Y)\n  mode http\n.endif\n  mode tcp\n.endif\n", "tcp"),
    "a branch of a block around the header": ("  mode tcp\n.else\n  mode http\n.endif\n", "tcp or http"),
}


@pytest.mark.parametrize(("body", "expected"), CASES.values(), ids=CASES)
def test_which_lines_count(body: str, expected: str) -> None:
    backend = hm.parse(f".if defined(Z)\nbackend b\n{body}").backends[0]
    read = backend.mode
    assert str(read) == expected
    assert isinstance(read, hm.Unread) == (" or " in expected)


def test_words_and_texts_and_timeouts_say_where_their_lines_are() -> None:
    source = "".join(
        f".if defined(X)\n  {keyword} {first}\n.else\n  {keyword} {second}\n.endif\n"
        for keyword, first, second in [
            ("balance", "source", "leastconn"),
            ("log-tag", "a", "b"),
            ("timeout client", "1s", "2s"),
            ("disabled", "", ""),
        ]
    )
    config = hm.parse(f"listen l\n{source}")
    listen = config.listens[0]
    assert listen.balance == hm.Unread(
        "source or leastconn", "differs by branches of `.if`: see the section's statements.all('balance')"
    )
    assert isinstance(listen.log_tag, hm.Unread)
    assert isinstance(listen.timeouts.client, hm.Unread)
    assert "timeouts.lines.all('client')" in listen.timeouts.client.reason
    assert listen.disabled is True

    with pytest.raises(hm.InvalidValue) as refused:
        listen.timeouts.client = "5s"
    assert str(refused.value) == (
        "`timeout client` differs by branches of `.if` (lines 13, 15): change one of timeouts.lines.all('client')"
    )

    for line in listen.timeouts.lines.all("client"):
        if line.conditions == (("defined(X)", True),):
            line.words = ("timeout", "client", "5s")
    assert str(listen.timeouts.client) == "5s or 2s"
    listen.disabled = False
    assert "disabled" not in config.dumps()
