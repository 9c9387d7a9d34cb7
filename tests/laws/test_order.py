"""Law: what is built from nothing stands in the order in which it was given, `.if` blocks, comments and all."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, strategies as st
from inputs import examples
from inputs.corpus import files, over_corpus

import haproxy_model as hm
from haproxy_model.model.section_classes import KINDS
from haproxy_model.model.word_kinds import is_name
from haproxy_model.syntax.quoting import quote
from haproxy_model.syntax.words import read_words
from haproxy_model.testing.configurations import configs
from haproxy_model.testing.laws import assert_says_what_it_holds, is_balanced
from haproxy_model.testing.spellings import comments
from haproxy_model.testing.statement_words import BODIES

_WORDS = BODIES["listen"].map(lambda words: " ".join(map(quote, words)))
_COMMENTS = comments.map(lambda text: f"# {text}".rstrip(" \t\v\f\r"))
_DIRECTIVES = st.sampled_from([".if 1", ".elif 0", ".else", ".endif", ".if defined(X)", ".endif"])


def named_once(texts: list[str]) -> list[str]:
    """The lines without those that give a server a name which one above has: no section takes it."""
    found: dict[object, str] = {}
    for number, text in enumerate(texts):
        words = read_words(text)
        is_server = isinstance(words, tuple) and words[:1] in (("server",), ("server-template",)) and len(words) > 1
        found.setdefault(words[1] if is_server else number, text)
    return [*found.values()]


#: lines in any order; directives with or without their block
given_lines = st.lists(_WORDS | _COMMENTS | st.just("") | _DIRECTIVES, max_size=12).map(named_once)
BLOCK = [
    ".if 1",
    "server a ::1:1",
    ".else",
    "# x",
    "",
    "mode tcp",
    ".endif",
    "acl a src ::1",
    "mode http",
    "acl b src ::1",
]


def objects(data: st.DataObject | None, texts: list[str]) -> list[Any]:
    """The lines as objects or as text."""
    return [made(text) if data is None or data.draw(st.booleans()) else text for text in texts]


def made(text: str) -> hm.Line:
    words = read_words(text)
    assert isinstance(words, tuple)
    return hm.Statement(*words) if words else hm.Line(text)


def texts_of(section: hm.Section) -> list[str]:
    return [line.text.strip(" ") for line in section.lines]


@given(given_lines, st.data(), st.sampled_from(["constructor", "lines", "in a configuration", "with others"]))
@examples(3)
@example(BLOCK, None, "constructor")
@example(BLOCK, None, "with others")
def test_lines_stand_in_the_order_given(texts: list[str], data: st.DataObject | None, how: str) -> None:
    lines = objects(data, texts)
    config = hm.parse("global\n.if 1\n    daemon\n.endif\n\nlisten other\n" if how == "with others" else "")
    section = hm.Listen("l", *(lines if how == "constructor" else ()))
    if how in ("in a configuration", "with others"):
        config.sections.append(section)
    if how != "constructor":
        for line in lines:
            appended = section.lines.append(line)
            assert section.lines[-1] is appended
    if section.config is None:
        config.sections.append(section)

    assert texts_of(section) == texts
    assert texts_of(assert_says_what_it_holds(config).listens["l"]) == texts


@given(st.lists(_WORDS | _DIRECTIVES, max_size=12).map(named_once), st.data())
@examples(2)
@example([text for text in BLOCK if text[:1] not in ("", "#")], None)
def test_statements_stand_in_the_order_given(texts: list[str], data: st.DataObject | None) -> None:
    section = hm.Listen("l")
    for line in objects(data, texts):
        section.statements.append(line)

    assert texts_of(section) == texts


@given(st.lists(_COMMENTS, max_size=4), st.lists(_WORDS, max_size=2).map(named_once))
def test_comments_stand_in_the_order_given(texts: list[str], before: list[str]) -> None:
    section = hm.Listen("l", *before)
    for text in texts:
        section.insert_comment(text.removeprefix("#").removeprefix(" "))

    assert texts_of(section) == [*before, *texts]


@given(st.lists(st.sampled_from(sorted(KINDS)), max_size=8))
def test_sections_stand_in_the_order_given(kinds: list[str]) -> None:
    config = hm.parse(b"")
    for number, kind in enumerate(kinds):
        named = kind not in ("global", "traces", "namespace_list")
        config.sections.append(KINDS[kind](f"n{number}" if named else None))
    again = assert_says_what_it_holds(config)

    assert [section.kind for section in again.sections] == kinds
    assert "\n\n\n" not in config.dumps()


COLLECTIONS = {
    "global": "globals", "defaults": "defaults", "frontend": "frontends", "backend": "backends", "listen": "listens",
    "userlist": "userlists", "peers": "peers",
}  # fmt: skip


@given(st.lists(st.sampled_from(sorted(COLLECTIONS)), max_size=8))
@examples(2)
@example(["defaults", "backend", "defaults", "backend"])
@example(["defaults", "frontend", "backend", "frontend", "defaults"])
def test_a_proxy_starts_from_the_defaults_that_were_given_before_it(kinds: list[str]) -> None:
    config = hm.parse(b"")
    expected: dict[str, str | None] = {}
    latest: str | None = None
    for number, kind in enumerate(kinds):
        name = None if kind == "global" else f"n{number}"
        getattr(config, COLLECTIONS[kind]).append(KINDS[kind](name))
        if kind == "defaults":
            latest = name
        elif name is not None and kind in ("frontend", "backend", "listen"):
            expected[name] = latest
    latest, found = None, {}
    for section in config.sections:
        if isinstance(section, hm.Defaults):
            latest = section.name
        elif isinstance(section, (hm.Frontend, hm.Backend, hm.Listen)):
            found[section.name] = latest

    assert found == expected
    assert "\n\n\n" not in config.dumps()


# -- whole files, built anew -------------------------------------------------------------------------------------------


def assert_built_anew(source: bytes) -> None:
    """A configuration whose lines are given one after the other says what the file says."""
    read, built = hm.parse(source), hm.parse(b"")
    for line in read.files[0].preamble.lines:
        built.files[0].preamble.lines.append(line.copy())
    for section in read.sections:
        words = section.header.words
        if words[0] in ("no", "default") or len(words) > (1 if section.name is None else 2):
            return
        if section.name is not None and not is_name(section.name):
            return
        new = built.sections.append(type(section)(section.name))
        for line in section.lines:
            new.lines.append(line.copy())

    assert hm.equivalent(read, built), built.dumps()


@given(configs)
def test_a_configuration_is_built_anew_line_by_line(source: bytes) -> None:
    assert_built_anew(source)


@over_corpus
def test_real_files_are_built_anew_line_by_line(chunk: int) -> None:
    for path in list(files(chunk))[::6]:
        source = path.read_bytes()
        if len(source) < 50_000 and is_balanced(source):
            assert_built_anew(source)


# -- examples ----------------------------------------------------------------------------------------------------------


def test_a_section_is_built_with_a_block() -> None:
    config = hm.parse(b"")
    backend = config.sections.append(
        hm.Backend(
            "app",
            "balance roundrobin",
            "# both",
            hm.Server("a", "10.0.0.1:80", check=True),
            ".if defined(SPARE)",
            hm.Server("b", "10.0.0.2:80", backup=True),
            ".else",
            "option tcpka",
            ".endif",
            "server c 10.0.0.3:80  # last",
        )
    )

    assert config.dumps() == (
        "backend app\n"
        "    balance roundrobin\n"
        "    # both\n"
        "    server a 10.0.0.1:80 check\n"
        "    .if defined(SPARE)\n"
        "    server b 10.0.0.2:80 backup\n"
        "    .else\n"
        "    option tcpka\n"
        "    .endif\n"
        "    server c 10.0.0.3:80 # last\n"
    )
    assert backend.servers["b"].conditions == (("defined(SPARE)", True),)
    assert backend.servers["c"].conditions == ()


def test_whatever_is_appended_to_an_open_block_goes_into_it() -> None:
    backend = hm.Backend("app")
    backend.servers.append(hm.Server("a", "10.0.0.1:80"))
    backend.statements.append(".if defined(SPARE)")
    backend.servers.append(hm.Server("b", "10.0.0.2:80"))
    backend.options.append("option tcpka")
    backend.statements.append(".endif")
    backend.servers.append(hm.Server("c", "10.0.0.3:80"))
    backend.options.append("option redispatch")

    assert [line.words[0] for line in backend.statements] == [
        *("server", ".if", "server", "option", ".endif", "option", "server"),
    ]


def test_sections_are_built_into_a_block() -> None:
    config = hm.parse(b"")
    config.files[0].preamble.lines.append(".if defined(X)")
    config.sections.append(hm.Backend("a", "mode tcp", ".else"))
    config.sections.append(hm.Backend("b", "mode tcp", ".endif"))
    config.sections.append(hm.Backend("c", "mode tcp"))

    assert [section.header.conditions for section in config.backends] == [
        (("defined(X)", True),),
        (("defined(X)", False),),
        (),
    ]


def test_a_constructor_that_refuses_a_line_takes_none_of_them() -> None:
    free, placed = hm.Server("a", "10.0.0.1:80"), hm.Server("b", "10.0.0.1:80")
    hm.Backend("other", placed)
    for lines in ((free, placed), (free, free), (free, None), (free, "backend x"), (free, "server 'open")):
        with pytest.raises((TypeError, hm.HaproxyModelError)):
            hm.Backend("app", *lines)  # type: ignore[arg-type]  # of which some are no lines

    assert hm.Backend("app", free).servers[0] is free
