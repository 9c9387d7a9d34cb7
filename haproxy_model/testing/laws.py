"""What the laws assert, in one place."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Iterable, Iterator

import haproxy_model as hm
from haproxy_model.diagnostics import Span
from haproxy_model.model.places import Places
from haproxy_model.syntax.words import executed_words, read_words, scan_line


def everything(config: hm.Config) -> Iterator[hm.Line]:
    """Every line of a configuration, headers too; asking reads them all."""
    for file in config.files:
        yield from file.preamble.lines
        for section in file.sections:
            yield section.header
            yield from section.lines


def read_every_attribute(members: Iterable[object]) -> None:
    """Ask each member for everything that has a public name, and for its picture."""
    for member in members:
        for name in dir(type(member)):
            if not name.startswith("_"):
                getattr(member, name)
        repr(member)


def look_at(config: hm.Config) -> None:
    """Ask everything that can be asked without changing anything."""
    sections = [config.files[0].preamble, *config.sections]
    read_every_attribute([*everything(config), *sections])
    for section in sections:
        for name in dir(type(section)):
            members = getattr(section, name)
            if isinstance(members, hm.Members):
                [*members, members.names(), len(members), members[:2], members.get("x"), "x" in members]
        section.copy().statements.append("option tcpka")
    repr(config)
    hash(config)
    copy.deepcopy(config)
    pickle.dumps(config)
    hm.equivalent(config, config)


def assert_round_trips(source: bytes) -> hm.Config:
    """The bytes come back, before and after every line was read, and from a copy; gives the configuration."""
    config = hm.parse(source)
    assert config.dump() == source, "reading and dumping lost bytes"

    for line in everything(config):
        assert "\n" not in line.text
    assert config.dump() == source, "reading the lines changed the dump"
    assert hm.equivalent(config, hm.parse(source))
    return config


def assert_says_what_it_holds(config: hm.Config) -> hm.Config:
    """What is dumped reads back as the same: words, classes, and again the same bytes; gives what was read back."""
    dumped = config.dump()
    again = hm.parse(dumped)
    assert again.dump() == dumped
    assert hm.equivalent(config, again), f"the model and its dump differ:\n{dumped!r}"
    ours, theirs = _said(config), _said(again)
    assert [(type(s), s.words) for s in ours] == [(type(s), s.words) for s in theirs]
    assert [s.comment for s in ours] == [s.comment for s in theirs]
    return again


def _said(config: hm.Config) -> list[hm.Statement]:
    return [line for line in everything(config) if isinstance(line, hm.Statement)]


def is_balanced(source: bytes) -> bool:
    """Whether each `.if` of a file has its `.endif`, and every directive its block, as HAProxy asks."""
    branches: list[str] = []
    for line in source.split(b"\n"):
        word = (executed_words(line.decode("utf-8", "surrogateescape")) or ("",))[0]
        if word == ".if":
            branches.append(word)
        elif word in (".elif", ".else", ".endif"):
            if not branches or (word != ".endif" and branches.pop() == ".else"):
                return False
            if word == ".endif":
                branches.pop()
            else:
                branches.append(word)
    return not branches


def assert_only_changed(before: bytes, after: bytes, span: Span, replacement: str) -> None:
    """The bytes of the span became the replacement, and no other byte changed."""
    expected = before[: span.start] + replacement.encode("utf-8", "surrogateescape") + before[span.end :]
    old, new, wanted = before.split(b"\n"), after.split(b"\n"), expected.split(b"\n")
    changed = [number for number, (one, other) in enumerate(zip(new, wanted, strict=False), 1) if one != other]
    details = [(old[n - 1 : n], new[n - 1 : n], wanted[n - 1 : n]) for n in changed[:3]]

    assert after == expected, f"lines {changed} are not as expected; before, after, expected: {details}"


def words_span(config: hm.Config, statement: hm.Line, first: int, last: int, *, blanks_before: bool = False) -> Span:
    """The span of some words of a line; with the blanks in front of them where these go with the words."""
    places = Places(config)
    span = places.word_span(statement, first, last)
    if not blanks_before:
        return span
    previous = places.word_span(statement, first - 1)
    return Span(span.file, span.line, previous.end_column, span.end_line, span.end_column, previous.end, span.end)


def after_last_word(config: hm.Config, statement: hm.Statement) -> Span:
    """The empty span behind the last word of a line."""
    span = words_span(config, statement, len(statement.words) - 1, len(statement.words) - 1)
    return Span(span.file, span.line, span.end_column, span.end_line, span.end_column, span.end, span.end)


def assert_both_counts_agree(source: bytes, span: Span) -> str:
    """Bytes `start` to `end` are the columns of the line; gives the text."""
    lines = source.decode("utf-8", "surrogateescape").split("\n")
    by_bytes = source[span.start : span.end].decode("utf-8", "surrogateescape")
    by_columns = lines[span.line - 1][span.column - 1 : span.end_column - 1]

    assert span.line == span.end_line
    assert by_bytes == by_columns
    assert source.count(b"\n", 0, span.start) == span.line - 1
    assert 1 <= span.column <= span.end_column
    return by_bytes


def assert_spans_are_words(source: bytes) -> None:
    """The text at the span of each line, word and section is what the model has there."""
    config = hm.parse(source, "a.cfg")
    places = Places(config)
    for line in everything(config):
        assert_both_counts_agree(source, places.line_span(line))
        if isinstance(line, hm.Statement):
            for index, word in enumerate(line.words):
                text = assert_both_counts_agree(source, places.word_span(line, index))
                if word:
                    assert read_words(f"x {text}\t") == ("x", word)
    for section in config.sections:
        assert assert_both_counts_agree(source, config.span(section)).endswith(_spelled(section.header.text)[-1])


def _spelled(line: str) -> list[str]:
    """The words of a line as they are spelled."""
    return [line[word.start : word.end] for word in scan_line(line).words]
