"""A flag of a server reads as what is in force, by its line and the `default-server` lines that it starts from."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, strategies as st
from inputs import examples

import haproxy_model as hm
from haproxy_model.model.server import ServerParams
from haproxy_model.reading.parameters import attribute_name
from haproxy_model.schema.server import SERVER

_FLAGS = ["backup", "check", "disabled", "non_stick", "ssl"]
_WORDS = st.lists(
    st.sampled_from(["backup", "no-backup", "check", "no-check", "disabled", "enabled", "weight 5", "cookie backup"]),
    max_size=3,
).map(" ".join)


def _lines(servers: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    simple = st.lists(_WORDS.map("    default-server {}\n".format) | servers, max_size=5).map("".join)
    branch = st.tuples(st.sampled_from("XY"), simple, simple).map(
        lambda parts: ".if defined({})\n{}.else\n{}.endif\n".format(*parts)
    )
    return st.lists(simple | branch, max_size=3).map("".join)


@st.composite
def _configs(draw: st.DrawFn, *, is_branched: bool = True) -> str:
    parts: list[str] = []
    for kind in draw(st.lists(st.sampled_from(["defaults", "backend", "backend", "peers"]), min_size=1, max_size=5)):
        number = len(parts)
        server = f"    {'peer' if kind == 'peers' else 'server'} s{{}} 192.0.2.1:1 {{}}\n"
        names = st.integers(0, 10**6).map(str)
        servers = st.tuples(names, _WORDS).map(lambda pair, server=server: server.format(*pair))
        body = draw(_lines(st.nothing() if kind == "defaults" else servers))
        starts = [f" from {part.split()[1]}" for part in parts if part.startswith("defaults") and kind != "peers"]
        parts.append(f"{kind} p{number}{draw(st.sampled_from(['', *starts]))}\n{body}")
    source = "".join(parts)
    if not is_branched:
        source = "".join(line for line in source.splitlines(keepends=True) if not line.startswith("."))
    return source


def server_lines(config: hm.Config) -> list[Any]:
    """Every line of a server, in order."""
    return [line for section in config.sections for line in section.lines if isinstance(line, ServerParams)]


def read_all(config: hm.Config) -> list[list[bool]]:
    """What every flag of every server reads as."""
    return [[getattr(line, flag) for flag in _FLAGS] for line in server_lines(config)]


@given(_configs(is_branched=False))
def test_a_flag_reads_as_it_is_resolved(source: str) -> None:
    config = hm.parse(source)
    for backend in config.backends:
        for server, resolved in zip(backend.servers, config.effective(backend).servers, strict=True):
            for flag in _FLAGS:
                assert getattr(server, flag) == getattr(resolved, flag), (server, flag)


@given(_configs())
@example("backend b\n    default-server backup\n    server a ::1:1\n")
@example("backend b\n.if defined(X)\n    default-server backup\n.endif\n    server a ::1:1\n")
@example("backend b\n    default-server disabled\n    server a ::1:1\n")
@example("defaults\n    default-server backup\nbackend b\n    server a ::1:1 no-backup\n")
def test_a_flag_reads_as_it_was_set_and_can_be_set_back(source: str) -> None:
    config = hm.parse(source)
    for number, server in enumerate(server_lines(config)[-5:]):
        for flag in dict.fromkeys((_FLAGS[number], "backup")):
            old = getattr(server, flag)
            setattr(server, flag, old)
            assert config.dumps() == source
            setattr(server, flag, not old)
            assert getattr(server, flag) is not old
            assert read_all(hm.parse(config.dumps())) == read_all(config)
            setattr(server, flag, old)
            assert config.dumps() == source


def edit(config: hm.Config, data: st.DataObject) -> None:
    """One edit of some kind."""
    section = data.draw(st.sampled_from(config.sections[:]))
    lines = [line for line in section.lines if not isinstance(line, hm.Directive)]
    what = data.draw(st.sampled_from(["add", "flag", "move", "out", "remove", "section", "words"]))
    if what == "section" and len(config.sections) > 1:
        try:
            config.sections.move_after(section, data.draw(st.sampled_from(config.sections[:])))
        except hm.InvalidValue:
            return
    if what == "add":
        section.statements.append(f"default-server {data.draw(_WORDS)}".strip())
    if not lines:
        return
    line = data.draw(st.sampled_from(lines))
    if what == "remove":
        section.lines.remove(line)
    elif what == "out":
        comment = line.comment_out() if isinstance(line, hm.Statement) else line
        if data.draw(st.booleans()):
            comment.comment_in()
    elif what == "move":
        try:
            section.lines.move_before(line, data.draw(st.sampled_from(section.lines[:])))
        except hm.InvalidValue:
            return
    elif what == "flag" and isinstance(line, ServerParams):
        flag = data.draw(st.sampled_from(_FLAGS))
        setattr(line, flag, not getattr(line, flag))
    elif what == "words" and isinstance(line, ServerParams):
        line.words = data.draw(
            st.sampled_from([("default-server", "backup"), ("server", "n", "::1:1"), ("mode", "tcp")])
        )


@given(_configs(), st.data())
@examples(0.5)
def test_what_flags_read_as_is_never_stale(source: str, data: st.DataObject) -> None:
    config = hm.parse(source)
    for _ in range(6):
        read_all(config)
        edit(config, data)
        assert read_all(config) == read_all(hm.parse(config.dumps()))


def test_what_no_word_undoes_is_refused_and_changes_nothing() -> None:
    source = "backend b\n    default-server strict-maxconn\n    server a ::1:1\n"
    server = hm.parse(source).backends[0].servers["a"]
    assert server.strict_maxconn
    with pytest.raises(hm.InvalidValue, match="take it away there"):
        server.strict_maxconn = False
    assert server.section is not None
    assert server.section.config is not None
    assert server.section.config.dumps() == source


_PAIRS = [(row.negates, row.name) for row in SERVER if row.negates and row.name != "no-verifyhost"]


@pytest.mark.parametrize(("flag", "opposite"), _PAIRS)
def test_every_flag_is_undone_below_a_default_server(flag: str, opposite: str) -> None:
    source = f"backend b\n    default-server {flag}\n    server a ::1:1\n"
    config = hm.parse(source)
    server = config.backends[0].servers["a"]
    assert getattr(server, attribute_name(flag)) is True
    assert getattr(server, attribute_name(opposite)) is False, "such a word is read where it is"

    setattr(server, attribute_name(flag), False)
    assert server.text == f"    server a ::1:1 {opposite}"
    assert getattr(server, attribute_name(opposite)) is True
    setattr(server, attribute_name(flag), True)
    assert config.dumps() == source
