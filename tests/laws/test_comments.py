"""Laws of comments: what is set is read, and set back gives the bytes back; out and in again gives the bytes back."""

from __future__ import annotations

from typing import Any

from hypothesis import assume, example, given, strategies as st
from inputs import examples

import haproxy_model as hm
from haproxy_model.testing.configurations import configs, listens
from haproxy_model.testing.laws import assert_says_what_it_holds, is_balanced
from haproxy_model.testing.spellings import comments

STYLES = b"""\
global
#top
backend b #none
    #one
    #  two
    mode tcp #x
\t# other indent
    server s1 ::1:1 #   y
    # server old ::1:9
    server s2 ::1:2 #
    # z
    #\ttab
    server s3 ::1:3 # w
"""


def members(config: hm.Config) -> list[Any]:
    return [each for section in config.sections for each in (section, section.header, *section.statements)]


@given(configs | st.just(STYLES), st.data(), comments, st.sampled_from(["comment", "comment_above"]))
@examples(3)
def test_a_comment_reads_back_and_can_be_undone(source: bytes, data: st.DataObject, text: str, name: str) -> None:
    config = hm.parse(source)
    member = data.draw(st.sampled_from(members(config)))
    old = getattr(member, name)
    try:
        setattr(member, name, text)
    except hm.InvalidValue:
        assert name == "comment_above"  # a statement, which would be one that is commented out
        assert config.dump() == source
        return

    assert getattr(member, name) == text
    assert_says_what_it_holds(config)
    if data.draw(st.booleans()):
        setattr(member, name, None)
        assert getattr(member, name) is None
    setattr(member, name, old)
    assert config.dump() == source


@given(configs, st.data())
@examples(3)
def test_a_statement_is_commented_out_and_in_again(source: bytes, data: st.DataObject) -> None:
    assume(is_balanced(source))
    config = hm.parse(source)
    found = [line for section in config.sections for line in section.statements]
    assume(found)
    statement = data.draw(st.sampled_from(found))
    section: Any = statement.section
    place = section.lines.index(statement)
    try:
        comment = statement.comment_out()
    except hm.InvalidValue:
        assert statement.words[0][:1] == "."
        assert config.dump() == source
        return

    assert section.lines[place] is comment
    assert comment.is_comment
    assert statement.section is None
    assert len(assert_says_what_it_holds(config).dumps()) == len(source.decode("utf-8", "surrogateescape")) + 2
    again = comment.comment_in()
    assert config.dump() == source
    assert (type(again), again.words) == (type(statement), statement.words)


@given(listens().filter(lambda source: b".if" not in source), st.data())
@examples(2)
def test_comments_go_with_the_line_that_they_belong_to(source: bytes, data: st.DataObject) -> None:
    config = hm.parse(source)
    section = config.listens["galera"]
    above = {id(line): line.comment_above for line in section.statements}
    how = data.draw(st.sampled_from(["before", "after", "sort", "reverse"]))
    first, second = (data.draw(st.sampled_from(section.statements[:])) for _ in range(2))
    if how == "before":
        section.statements.move_before(first, second)
    elif how == "after":
        section.statements.move_after(first, second)
    elif how == "sort":
        section.statements.sort(key=lambda line: line.keyword)
    else:
        section.statements.reverse()

    assert {id(line): line.comment_above for line in section.statements} == above
    assert sorted(config.dump().split(b"\n")) == sorted(source.split(b"\n"))


@example(STYLES)
@given(configs)
@examples(1)
def test_what_is_inserted_before_a_line_goes_above_its_comments(source: bytes) -> None:
    config = hm.parse(source)
    for section in config.sections:
        for line in section.statements:
            above = line.comment_above
            new = section.statements.insert_before(line, hm.Statement("kw", "new"))

            assert line.comment_above == above
            assert new.comment_above is None or above is None
            section.statements.remove(new)
    assert config.dump() == source
