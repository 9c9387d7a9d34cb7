"""Law: a file has one kind of line end, whatever is edited; its last line has none where it had none."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable

import pytest
from hypothesis import example, given, strategies as st
from inputs import examples

import haproxy_model as hm
from haproxy_model.lint.rules import RULES
from haproxy_model.testing.configurations import config_texts
from haproxy_model.testing.laws import everything
from haproxy_model.testing.random_edits import edited

_ENDS = st.sampled_from(["\n", "\r\n"])
HEAD = "global\r\n    daemon\r\n\r\n"
SOURCE = f"{HEAD}backend b\r\n    # one\r\n    server s1 10.0.0.1:80"


@st.composite
def ended_alike(draw: st.DrawFn) -> bytes:
    """Configurations of two lines at least, whose lines end alike; the last one may have no end."""
    text = f"# first\nglobal\n{draw(config_texts())}".replace("\r", "")
    return text.replace("\n", draw(_ENDS)).encode("utf-8", "surrogateescape")


def assert_ends_like(source: bytes, dumped: bytes) -> None:
    """The lines end as those of the source do, the last one too."""
    if source.count(b"\r\n"):
        assert dumped.count(b"\n") == dumped.count(b"\r\n") == dumped.count(b"\r"), dumped
    else:
        assert b"\r" not in dumped
    assert dumped.endswith(b"\n") or not source.endswith(b"\n") or not dumped


@given(st.data(), ended_alike())
@examples(2)
def test_edits_leave_all_lines_ended_alike(data: st.DataObject, source: bytes) -> None:
    config = data.draw(edited(st.just(source)))

    assert_ends_like(source, config.dump())
    for again in (copy.deepcopy(config), pickle.loads(pickle.dumps(config))):
        assert again.dump() == config.dump()
        again.sections.append(hm.Backend("surely.new", hm.Server("a", "10.0.0.1:80")))
        assert_ends_like(source, again.dump())


@given(st.data(), ended_alike(), ended_alike())
def test_sections_and_lines_of_another_file_end_as_those_of_this_one(
    data: st.DataObject, source: bytes, other: bytes
) -> None:
    config, giving = hm.parse(source), hm.parse(other)
    section = data.draw(st.sampled_from(giving.sections[:]))
    here = data.draw(st.sampled_from(config.sections[:]))
    if not any(line.keyword.startswith(".") for line in [*section.statements, *here.statements]):
        for line in section.statements:
            here.lines.append(line.copy())  # whatever names are taken there
        config.sections.append(section.copy())

    assert_ends_like(source, config.dump())


@given(ended_alike())
@example(SOURCE.encode())
def test_the_text_of_a_line_holds_no_line_end(source: bytes) -> None:
    config = hm.parse(source)
    for line in everything(config):
        assert line.text == line.text.rstrip("\r\n")
        if isinstance(line, hm.Statement) and line is not (line.section and line.section.header):
            line.text = line.text
    assert config.dump() == source


EDITS: dict[str, tuple[Callable[[hm.Backend], object], str]] = {
    "append": (
        lambda b: b.servers.append(hm.Server("s2", "10.0.0.2:80")),
        "    # one\r\n    server s1 10.0.0.1:80\r\n    server s2 10.0.0.2:80",
    ),
    "insert after": (
        lambda b: b.servers.insert_after("s1", "server s2 10.0.0.2:80"),
        "    # one\r\n    server s1 10.0.0.1:80\r\n    server s2 10.0.0.2:80",
    ),
    "comment": (lambda b: b.insert_comment("x"), "    # one\r\n    server s1 10.0.0.1:80\r\n    # x"),
    "blank line": (lambda b: b.lines.append(""), "    # one\r\n    server s1 10.0.0.1:80\r\n"),
    "comment above": (
        lambda b: setattr(b.servers[0], "comment_above", "x\ny"),
        "    # x\r\n    # y\r\n    server s1 10.0.0.1:80",
    ),
    "comment out": (lambda b: b.servers[0].comment_out(), "    # one\r\n    # server s1 10.0.0.1:80"),
    "move": (
        lambda b: b.servers.move_before(b.servers.append("server s2 10.0.0.2:80"), "s1"),
        "    server s2 10.0.0.2:80\r\n    # one\r\n    server s1 10.0.0.1:80",
    ),
    "remove": (lambda b: b.servers.remove("s1"), "    # one"),
    "text": (
        lambda b: setattr(b.servers[0], "text", "    server s1 10.0.0.1:81\r"),
        "    # one\r\n    server s1 10.0.0.1:81",
    ),
    "respell": (lambda b: b.servers[0].respell(1, "'s1'"), "    # one\r\n    server 's1' 10.0.0.1:80"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_at_the_end_of_a_file_whose_last_line_has_no_end(edit: str) -> None:
    change, expected = EDITS[edit]
    config = hm.parse(SOURCE)
    change(config.backends["b"])

    assert config.dumps() == f"{HEAD}backend b\r\n{expected}"


def test_sections_at_the_end_of_a_file_whose_last_line_has_no_end() -> None:
    config = hm.parse(SOURCE)
    new = config.backends.append(hm.Backend("c", hm.Server("s2", "10.0.0.2:80")))
    assert config.dumps() == f"{SOURCE}\r\n\r\nbackend c\r\n    server s2 10.0.0.2:80"

    config.backends.move_before("c", "b")
    config.backends.move_after("c", "b")
    config.sections.remove(new)
    assert config.dumps() == SOURCE


@pytest.mark.parametrize("text", [rule.example("Bad") for rule in RULES])
def test_fixes_are_the_same_whatever_ends_the_lines(text: str) -> None:
    """Also where the last line, which a fix may change or stand below, has no end, which is mended too."""
    plain = text.rstrip("\n")
    mended = hm.mend(hm.parse(f"{plain}\n"), unsafe=True).config.dumps()
    for source, after in ((plain, mended), (plain.replace("\n", "\r\n"), mended.replace("\n", "\r\n"))):
        assert hm.mend(hm.parse(source), unsafe=True).config.dumps() == after
