"""Law 6: what is undone leaves no trace: insert and remove, set and set back, off and on, there and back again."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, strategies as st
from inputs import examples
from inputs.corpus import files, first_listening_lines, over_corpus

import haproxy_model as hm
from haproxy_model.model.params import Flag, ParameterValue, WithParams
from haproxy_model.reading.parameters import attribute_name
from haproxy_model.schema.rows import Parameter
from haproxy_model.schema.server import SERVER
from haproxy_model.testing import parameter_words as params, statement_words as statements
from haproxy_model.testing.configurations import configs, listens
from haproxy_model.testing.laws import everything
from haproxy_model.testing.lines import Written, any_lines
from haproxy_model.testing.spellings import comments, names

_ROWS = [row for row in SERVER if row.name not in ("usesrc", "set-proxy-v2-tlv-fmt")]


# -- words ------------------------------------------------------------------------------------------------------------


@given(any_lines, st.lists(names, min_size=1).map(tuple), st.none() | comments)
def test_words_and_comment_set_and_set_back(line: Written, words: tuple[str, ...], comment: str | None) -> None:
    statement = hm.Statement.parse(line.text)
    old_words, old_comment = statement.words, statement.comment
    statement.words = words
    statement.comment = comment
    assert statement.words == words
    assert hm.Statement.parse(statement.text).words == words

    statement.words = old_words
    statement.comment = old_comment
    assert statement.text == line.text.removesuffix("\r")


@given(listens(), st.sampled_from(_ROWS), st.data())
@examples(1.5)
def test_a_parameter_set_and_set_back(source: bytes, row: Parameter, data: st.DataObject) -> None:
    config = hm.parse(source)
    server = data.draw(st.sampled_from(config.listens["galera"].servers[:]))
    name = attribute_name(row.name)
    old, words = getattr(server, name), data.draw(params.values_of(row))
    setattr(server, name, " ".join(words) if words else not old)

    setattr(server, name, old)
    assert config.dump() == source


@given(listens(), st.data())
@example(b"listen galera\n server a 1.1.1.1:1 check inter 2s check\n", None)
@example(b"listen galera\n server a 1.1.1.1:1 inter 1s check inter 2s backup\n", None)
@example(b"listen galera\n server a 1.1.1.1:1 check no-check\n", None)
@example(b"listen galera\n server a 1.1.1.1:1 no-check  inter 1s check check\n", None)
def test_parameters_off_and_on_again_in_any_order(source: bytes, data: st.DataObject | None) -> None:
    config = hm.parse(source)
    for server in config.listens["galera"].servers:
        keywords = list(dict.fromkeys(param.keyword for param in server.params))
        attributes = [attribute_name(keyword) for keyword in keywords if hasattr(type(server), attribute_name(keyword))]
        off = data.draw(st.permutations(attributes)) if data else attributes
        on = data.draw(st.permutations(attributes)) if data else attributes
        old = {name: getattr(server, name) for name in attributes}
        for name in off:
            setattr(server, name, None if isinstance(getattr(type(server), name), ParameterValue) else False)
        for name in on:
            setattr(server, name, old[name])
    assert config.dump() == source


# -- lines ------------------------------------------------------------------------------------------------------------


@given(configs, statements.any_statement, st.data())
@examples(1.5)
@example(b"backend b", ("mode", "tcp"), None)
@example(b"backend b\n server a 1.1.1.1:1", ("mode", "tcp"), None)
@example(b"backend b\n.if 1\n server a 1.1.1.1:1\n\n", ("mode", "tcp"), None)
def test_a_statement_inserted_and_removed(source: bytes, words: tuple[str, ...], data: st.DataObject | None) -> None:
    config = hm.parse(source)
    section = data.draw(st.sampled_from(config.sections[:])) if data else config.sections[0]
    new = hm.Statement(*words)
    if data and len(section.lines) and data.draw(st.booleans()):
        section.lines.insert_before(data.draw(st.sampled_from(section.lines[:])), new)
    else:
        section.statements.append(new)
    assert config.dump() != source

    section.statements.remove(new)
    assert config.dump() == source


@given(configs, st.data())
@examples(1.5)
@example(b"backend b\n#x\r\n  server a 1.1.1.1:1\n", None)
@example(b"backend b\n#x\n  server a 1.1.1.1:1\n", None)
def test_a_line_removed_and_inserted_again(source: bytes, data: st.DataObject | None) -> None:
    config = hm.parse(source)
    filled = [section for section in config.sections if section.lines]
    if not filled:
        return
    section = data.draw(st.sampled_from(filled)) if data else filled[0]
    lines = section.lines[:]
    line = data.draw(st.sampled_from(lines)) if data else lines[0]
    place = lines.index(line)
    try:
        section.lines.remove(line)
    except hm.InvalidValue:
        assert isinstance(line, hm.Directive)
        assert config.dump() == source
        return
    assert len(section.lines) == len(lines) - 1

    if place + 1 < len(lines):
        section.lines.insert_before(lines[place + 1], line)
    elif place:
        section.lines.insert_after(lines[place - 1], line)
    else:
        section.lines.append(line)
    assert config.dump() == source


@given(configs, st.data())
def test_a_line_moved_there_and_back(source: bytes, data: st.DataObject) -> None:
    config = hm.parse(source)
    filled = [section for section in config.sections if len(section.lines) > 1]
    if not filled:
        return
    section = data.draw(st.sampled_from(filled))
    lines = section.lines[:]
    line, other = data.draw(st.sampled_from(lines)), data.draw(st.sampled_from(lines))
    place = lines.index(line)
    try:
        section.lines.move_before(line, other)
    except hm.InvalidValue:
        assert isinstance(line, hm.Directive)
        assert config.dump() == source
        return

    if place + 1 < len(lines):
        section.lines.move_before(line, lines[place + 1])
    else:
        section.lines.move_after(line, lines[place - 1])
    assert config.dump() == source


@given(configs, comments, st.data())
@example(b"backend b\n#x\n  server a 1.1.1.1:1\n", "y", None)
@example(b"#x\r\n  backend b\r\n", "y", None)
def test_comments_set_and_set_back(source: bytes, comment: str, data: st.DataObject | None) -> None:
    config = hm.parse(source)
    places: list[Any] = [line for line in everything(config) if isinstance(line, hm.Statement)] + config.sections[:]
    member = data.draw(st.sampled_from(places)) if data else places[-1]
    for name in ("comment", "comment_above"):
        old = getattr(member, name)
        new = comment if old is None else "\n".join([comment] * (old.count("\n") + 1))
        setattr(member, name, new)
        assert getattr(member, name) == new
        setattr(member, name, old)
        assert config.dump() == source


@given(configs, comments, st.data())
def test_a_comment_line_inserted_and_removed(source: bytes, comment: str, data: st.DataObject) -> None:
    config = hm.parse(source)
    section = data.draw(st.sampled_from(config.sections[:]))
    before = data.draw(st.none() | st.sampled_from(section.lines[:])) if section.lines else None
    line = section.insert_comment(comment, before=before)
    assert line.is_comment

    section.lines.remove(line)
    assert config.dump() == source


@given(configs, st.sampled_from(["mode", "balance", "retries", "log_tag", "disabled", "timeouts.queue"]))
def test_a_setting_on_and_off(source: bytes, path: str) -> None:
    config = hm.parse(source)
    for proxy in [*config.defaults, *config.listens]:
        group, _, name = path.rpartition(".")
        owner = getattr(proxy, group) if group else proxy
        value = {"mode": "tcp", "disabled": True, "retries": 7, "queue": "7s"}.get(name, "source")
        old = getattr(owner, name)
        if isinstance(old, hm.Unread) and "branches" in old.reason:
            with pytest.raises(hm.InvalidValue):
                setattr(owner, name, value)
            continue
        setattr(owner, name, value)
        assert str(getattr(owner, name)) == str(value)
        setattr(owner, name, old)
    assert config.dump() == source


# -- sections ----------------------------------------------------------------------------------------------------------


@given(configs, st.data())
@example(b"backend b", None)
@example(b"# alone", None)
@example(b"", None)
@example(b"backend b\n\n\n", None)
def test_a_section_inserted_and_removed(source: bytes, data: st.DataObject | None) -> None:
    config = hm.parse(source)
    new = hm.Backend("surely.new", hm.Server("a", "10.0.0.1:80"))
    if data and config.sections and data.draw(st.booleans()):
        config.sections.insert_before(data.draw(st.sampled_from(config.sections[:])), new)
    else:
        config.backends.append(new)
    assert hm.parse(config.dump()).backends["surely.new"].servers.names() == ["a"]

    config.sections.remove(new)
    assert config.dump() == source


@given(configs, st.data())
@example(b"global\nbackend a\nbackend b\n", None)
@example(b"global\n\nbackend a\n\nbackend b", None)
@example(b".if 1\nbackend a\n    # of a\nbackend b\n.endif\n", None)
def test_a_section_moved_there_and_back(source: bytes, data: st.DataObject | None) -> None:
    config = hm.parse(source)
    sections = config.sections[:]
    if len(sections) < 2:
        return
    section, other = (data.draw(st.sampled_from(sections)) for _ in range(2)) if data else (sections[-1], sections[0])
    place = sections.index(section)
    beside = sections.index((sections[place + 1 : place + 2] or sections[place - 1 : place])[0])
    if not may_move(source, place, beside) or not may_move(source, place, sections.index(other)):
        return  # at the edge of an `.if` block a section has no neighbour to go back to
    config.sections.move_before(section, other)
    assert hm.parse(config.dump()).sections.names() == config.sections.names()

    if place + 1 < len(sections):
        config.sections.move_before(section, sections[place + 1])
    else:
        config.sections.move_after(section, sections[place - 1])
    assert config.dump() == source


def may_move(source: bytes, place: int, other: int) -> bool:
    """Whether two sections stand in the same branch of the same `.if` blocks; if not, nothing changes."""
    config = hm.parse(source)
    try:
        config.sections.move_before(config.sections[place], config.sections[other])
    except hm.InvalidValue:
        assert b".if" in source
        assert config.dump() == source
        return False
    return True


@given(configs, st.data())
def test_names_changed_and_changed_back(source: bytes, data: st.DataObject) -> None:
    config = hm.parse(source)
    named = [section for section in config.sections if section.name is not None]
    if not named:
        return
    section = data.draw(st.sampled_from(named))
    old = section.name
    assert old is not None
    config.sections.rename(section, "surely.new")
    assert config.sections["surely.new"] is section

    config.sections.rename(section, old)
    assert config.dump() == source


# -- real files --------------------------------------------------------------------------------------------------------


def assert_params_undo(config: hm.Config, statement: WithParams, source: bytes) -> None:
    """Set and set back, off and on, for what stands on the line and for two that do not."""
    known = type(statement).vocabulary().attributes
    there = [attribute_name(param.keyword) for param in statement.params]
    for name in [*there, "id", "ssl"]:
        if name not in known:
            continue
        old = getattr(statement, name)
        if isinstance(old, hm.Unread):
            continue
        if isinstance(getattr(type(statement), name), Flag):
            try:
                setattr(statement, name, not old)
            except hm.InvalidValue:
                assert old
                assert config.dump() == source
                continue  # no word undoes what a `default-server` has
        elif old is not None:
            setattr(statement, name, None)
        else:
            setattr(statement, name, 4711)
        assert config.dump() != source
        setattr(statement, name, old)
        assert config.dump() == source


@over_corpus
def test_edits_of_real_files_can_be_undone(chunk: int) -> None:
    for path in files(chunk):
        source = path.read_bytes()
        config = hm.parse(source)
        for statement in first_listening_lines(config):
            assert_params_undo(config, statement, source)
        for section in [*config.backends, *config.listens][:2]:
            added = section.servers.append(hm.Server("surely.new", "192.0.2.1:1"))
            assert config.dump().count(b"\n") == source.count(b"\n") + 1
            section.servers.remove(added)
            assert config.dump() == source
