"""Law: an edit leaves `.if` blocks balanced and every other line in its branch, or is refused with nothing changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, strategies as st
from inputs import examples

import haproxy_model as hm
from haproxy_model.testing import statement_words as statements
from haproxy_model.testing.configurations import configs
from haproxy_model.testing.laws import assert_says_what_it_holds, everything, is_balanced

Conditions = dict[hm.Statement, tuple[tuple[str, bool], ...]]

#: sections of every kind of neighbourhood: a block around one, around two, with branches, in one another, in a body
CROSSING = b"""\
.if defined(P)
global
    maxconn 10
.endif

backend a
    server s 10.0.0.1:80

# about the block
.if defined(X)
# about b
backend b
    server t 10.0.0.1:80

.elif defined(Y)
backend c
    server t 10.0.0.1:80
.if defined(Z)
backend d
    server t 10.0.0.1:80

backend e
    mode tcp
.endif
.else
backend f
    server t 10.0.0.1:80
.if 1
    server u 10.0.0.2:80
.else
    server v 10.0.0.3:80
.endif
.endif
backend g
    server t 10.0.0.1:80
"""
crossing = configs.filter(is_balanced) | st.just(CROSSING)


def branches(config: hm.Config) -> Conditions:
    """Every statement and header, with the conditions under which HAProxy reads it."""
    return {line: line.conditions for line in everything(config) if isinstance(line, hm.Statement)}


def assert_balanced_or_refused(config: hm.Config, edit: Callable[[], object], *, but: tuple[Any, ...] = ()) -> bool:
    """Make an edit: the blocks stay whole and all statements but some keep their conditions; or nothing changed."""
    before, dumped = branches(config), config.dump()
    try:
        edit()
    except hm.InvalidValue:
        assert config.dump() == dumped
        return False

    assert is_balanced(config.dump()), config.dumps()
    after = branches(assert_same(config))
    assert {line: after[line] for line in before if line in after and line not in but} == {
        line: conditions for line, conditions in before.items() if line in after and line not in but
    }
    return True


def assert_same(config: hm.Config) -> hm.Config:
    """What is written reads back as what the objects say, the branches too; gives the configuration."""
    again = assert_says_what_it_holds(config)
    assert [*branches(config).values()] == [*branches(again).values()]
    return config


def section_of(config: hm.Config, data: st.DataObject) -> hm.Section:
    """Any section."""
    return data.draw(st.sampled_from(config.sections[:]))


@given(crossing, st.data())
@examples(2)
def test_a_section_that_is_removed_leaves_every_other_line_in_its_branch(source: bytes, data: st.DataObject) -> None:
    config = hm.parse(source)
    section = section_of(config, data)
    others = [each for each in config.sections if each is not section]

    if assert_balanced_or_refused(config, lambda: config.sections.remove(section)):
        assert config.sections[:] == others
        assert section.config is None
        alone = hm.parse(b"")
        alone.sections.append(section)
        assert is_balanced(alone.dump())
        assert all(line.conditions == () for line in (section.header, *section.statements[:1]))


@given(crossing, st.data())
@examples(2)
def test_a_section_that_is_moved_stays_in_its_branch(source: bytes, data: st.DataObject) -> None:
    config = hm.parse(source)
    section, other = section_of(config, data), section_of(config, data)
    how = data.draw(st.sampled_from(["move_before", "move_after"]))
    names = config.sections[:]

    if (
        assert_balanced_or_refused(config, lambda: getattr(config.sections, how)(section, other))
        and section is not other
    ):
        names.remove(section)
        names.insert(names.index(other) + (how == "move_after"), section)
        assert config.sections[:] == names
    else:
        assert config.sections[:] == names


@given(crossing, st.data())
@examples(2)
def test_a_copy_of_a_section_is_whole(source: bytes, data: st.DataObject) -> None:
    config = hm.parse(source)
    section, other = section_of(config, data), section_of(config, data)
    how = data.draw(st.sampled_from(["append", "insert_before", "insert_after"]))

    def edit() -> None:
        copied = section.copy()
        config.sections.append(copied) if how == "append" else getattr(config.sections, how)(other, copied)
        expected = () if how == "append" else other.header.conditions
        assert copied.header.conditions == expected
        for line in copied.statements:
            assert isinstance(line, hm.Directive) or line.conditions[: len(expected)] == expected

    assert_balanced_or_refused(config, edit)


@given(crossing, st.data())
@examples(2)
def test_a_line_that_goes_or_moves_leaves_blocks_whole(source: bytes, data: st.DataObject) -> None:
    config = hm.parse(source)
    filled = [section for section in (config.files[0].preamble, *config.sections) if section.lines]
    if not filled:
        return
    section = data.draw(st.sampled_from(filled))
    line, other = (data.draw(st.sampled_from(section.lines[:])) for _ in range(2))
    is_directive = isinstance(line, hm.Directive)
    how = data.draw(st.sampled_from(["remove", "move_before", "move_after"]))
    before, dumped = branches(config), config.dump()
    try:
        getattr(section.lines, how)(line, *([] if how == "remove" else [other]))
    except hm.InvalidValue:
        assert is_directive
        assert config.dump() == dumped
        return

    assert is_balanced(config.dump())
    after = branches(assert_same(config))
    if not is_directive:
        assert {each: after[each] for each in after if each is not line} == {
            each: before[each] for each in before if each is not line
        }


@given(crossing, st.data(), st.sampled_from([(".if", "1"), (".else",), (".endif",), ("mode", "tcp"), (".notice", "x")]))
@examples(2)
def test_a_line_is_not_turned_into_what_leaves_a_block_open(
    source: bytes, data: st.DataObject, words: tuple[str, ...]
) -> None:
    config = hm.parse(source)
    found = [line for line in everything(config) if type(line) is not hm.Line and line not in headers(config)]
    if not found:
        return
    line: Any = data.draw(st.sampled_from(found))
    dumped, old = config.dump(), line.words
    way = data.draw(st.sampled_from(["words", "text"]))
    try:
        setattr(line, way, words if way == "words" else " ".join(words))
    except hm.InvalidValue:
        assert config.dump() == dumped
        assert line.words == old

    assert is_balanced(config.dump())


def headers(config: hm.Config) -> list[hm.Line]:
    """The headers of all sections."""
    return [section.header for section in config.sections]


# -- more lines --------------------------------------------------------------------------------------------------------


@given(crossing, st.data(), st.sampled_from(["lines", "statements", "option", "server"]))
@examples(2)
def test_what_is_appended_stands_under_the_conditions_of_its_section(
    source: bytes, data: st.DataObject, view: str
) -> None:
    config = hm.parse(source)
    section: Any = section_of(config, data)
    new: Any = hm.Statement("surely-new") if view in ("lines", "statements") else None
    if view == "option":
        if not isinstance(section, hm.Proxy):
            return
        members, new = section.options, hm.Option("tcpka")
    elif view == "server":
        if not isinstance(section, (hm.Backend, hm.Listen)):
            return
        members, new = section.servers, hm.Server("surely.new", "10.0.0.1:80")
    else:
        members = getattr(section, view)
    members.append(new)

    assert is_balanced(config.dump())
    assert new.conditions == section.header.conditions
    assert assert_same(config).span(new).line > config.span(section).line
    if view == "lines":
        own = [line for line in section.lines if isinstance(line, hm.Statement)]
        assert [line for line in own[own.index(new) + 1 :] if not line.words[0].startswith(".")] == []


@given(crossing, st.data())
def test_a_section_that_is_appended_stands_in_no_block(source: bytes, data: st.DataObject) -> None:
    config = hm.parse(source)
    kind = data.draw(st.sampled_from([hm.Backend, hm.Listen, hm.Defaults, hm.Userlist, hm.Peers]))
    new = kind("surely.new")
    members = data.draw(
        st.sampled_from(
            [config.sections, config.backends, config.listens, config.defaults, config.userlists, config.peers]
        )
    )
    if members is not config.sections:
        members = {
            hm.Backend: config.backends, hm.Listen: config.listens, hm.Defaults: config.defaults,
            hm.Userlist: config.userlists, hm.Peers: config.peers,
        }[kind]  # fmt: skip

    assert assert_balanced_or_refused(config, lambda: members.append(new))
    assert new.header.conditions == ()


@given(crossing, st.data(), statements.any_statement)
@example(CROSSING, None, ("mode", "tcp"))
def test_a_section_inserted_beside_another_shares_its_branch_and_leaves_no_trace(
    source: bytes, data: st.DataObject | None, words: tuple[str, ...]
) -> None:
    for index in range(len(hm.parse(source).sections)):
        for how in ("insert_before", "insert_after"):
            config = hm.parse(source)
            other = config.sections[index]
            new = hm.Backend("surely.new", hm.Statement(*words))

            def edit(config: hm.Config = config, how: str = how, new: hm.Section = new) -> None:
                getattr(config.sections, how)(other, new)  # noqa: B023

            if assert_balanced_or_refused(config, edit):
                assert new.header.conditions == new.statements[0].conditions == other.header.conditions
                config.sections.remove(new)
                assert config.dump() == source


# -- blocks as a whole -------------------------------------------------------------------------------------------------


@given(crossing, st.data())
def test_a_block_is_unwrapped_as_a_whole(source: bytes, data: st.DataObject) -> None:
    config = hm.parse(source)
    found = [line for line in everything(config) if isinstance(line, hm.Directive) and line.words[0] == ".if"]
    if not found:
        return
    directive = data.draw(st.sampled_from(found))
    kept = [line for line in everything(config) if isinstance(line, hm.Statement)]
    directive.unwrap()
    after = [line for line in everything(config) if isinstance(line, hm.Statement)]

    assert is_balanced(config.dump())
    assert [line for line in kept if not isinstance(line, hm.Directive)] == [
        line for line in after if not isinstance(line, hm.Directive)
    ]
    assert directive not in after
    with pytest.raises(hm.InvalidValue):
        directive.unwrap()


def test_a_section_whose_lines_hang_on_a_block_of_another_is_not_torn_apart() -> None:
    source = "backend a\n    mode tcp\n.if 1\n    server s ::1:1\nbackend b\n.endif\n    server t ::1:1\n"
    for edit in (
        lambda config: config.backends.remove("a"),
        lambda config: config.backends.remove("b"),
        lambda config: config.backends.append(config.backends["a"].copy()),
        lambda config: config.backends["b"].copy(),
        lambda config: config.backends.insert_after("a", hm.Backend("c")),
    ):
        config = hm.parse(source)
        with pytest.raises(hm.InvalidValue, match=r"remove .* first"):
            edit(config)
        assert config.dumps() == source


def test_copies_of_whole_configurations_keep_directives_between_sections() -> None:
    import copy
    import pickle

    config = hm.parse(CROSSING)
    for copied in (copy.deepcopy(config), copy.copy(config), pickle.loads(pickle.dumps(config))):
        assert copied.dump() == CROSSING
    copied_section = pickle.loads(pickle.dumps(config.backends["b"]))
    assert [line.text for line in copied_section.lines] == ["    server t 10.0.0.1:80", ""]


def test_sections_move_between_files_outside_of_blocks_only(tmp_path: Path) -> None:
    first, second = tmp_path / "a.cfg", tmp_path / "b.cfg"
    first.write_text("backend a\n.if 1\nbackend b\n.endif\nbackend c\n")
    second.write_text("backend d\n    mode tcp\n")
    config = hm.parse_files([first, second])
    before = [file.dumps() for file in config.files]
    for edit in (config.sections.move_before, config.sections.move_after):
        for pair in (("b", "d"), ("d", "b")):
            with pytest.raises(hm.InvalidValue, match="different branches"):
                edit(*pair)
            assert [file.dumps() for file in config.files] == before

    config.sections.move_after("a", "d")
    assert [file.dumps() for file in config.files] == [
        ".if 1\nbackend b\n.endif\nbackend c\n",
        "backend d\n    mode tcp\nbackend a\n",
    ]
