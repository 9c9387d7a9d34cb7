"""Law 4: an edit changes its own line only, and in it only the words that differ."""

from __future__ import annotations

from typing import Any

from hypothesis import assume, example, given, strategies as st
from inputs import examples
from inputs.corpus import files, first_listening_lines, over_corpus

import haproxy_model as hm
from haproxy_model.model.params import WithParams
from haproxy_model.model.trailing import shown
from haproxy_model.reading.parameters import attribute_name
from haproxy_model.schema.bind import BIND
from haproxy_model.schema.rows import Parameter
from haproxy_model.schema.server import SERVER
from haproxy_model.syntax.patch import patch_comment, patch_words
from haproxy_model.syntax.quoting import quote
from haproxy_model.syntax.words import read_words, scan_line
from haproxy_model.testing import parameter_words as params
from haproxy_model.testing.configurations import listens
from haproxy_model.testing.laws import after_last_word, assert_only_changed, assert_says_what_it_holds, words_span
from haproxy_model.testing.lines import Written, any_lines
from haproxy_model.testing.spellings import comments, names, word_values

_ONE_WORD = [row for row in SERVER if row.name not in ("source", "usesrc", "set-proxy-v2-tlv-fmt")]
_words = st.lists(word_values, min_size=1, max_size=6).map(lambda words: ("kw", *words))


# -- one line ---------------------------------------------------------------------------------------------------------


@given(any_lines, _words)
@examples(2)
@example(Written("a b\\\tc", ("a", "b\\", "c"), ((0, 1), (2, 4), (5, 6)), None), ("a", "b\\"))
@example(Written("a b\\", ("a", "b\\"), ((0, 1), (2, 4)), None), ("a", "b\\", "c"))
@example(Written("a b\\\tc#d", ("a", "b\\", "c"), ((0, 1), (2, 4), (5, 6)), "d"), ("a", "b\\"))
@example(Written("no [x", ("no", "[x"), ((0, 2), (3, 5)), None), ("[x",))
def test_a_patched_line_has_the_new_words_and_the_old_comment(line: Written, words: tuple[str, ...]) -> None:
    patched = patch_words(line.text, words)

    assert read_words(patched) == words
    assert hm.Statement.parse(patched).comment == (None if line.comment is None else shown(line.comment))


@given(any_lines, st.data())
@examples(1.5)
def test_replacing_one_word_leaves_every_other_byte(line: Written, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(line.words) - 1))
    word = "k" + data.draw(word_values)
    start, end = line.places[index]
    spelled = quote(word) if word != line.words[index] else line.text[start:end]
    new = (*line.words[:index], word, *line.words[index + 1 :])

    assert patch_words(line.text, new) == line.text[:start] + spelled + line.text[end:]


@given(any_lines, comments, st.booleans())
def test_a_new_comment_leaves_the_words_and_what_follows(line: Written, comment: str, remove: bool) -> None:
    patched = patch_comment(line.text, None if remove else comment)
    old, new = scan_line(line.text), scan_line(patched)

    assert hm.Statement.parse(patched).comment == (None if remove else shown(comment))
    assert read_words(patched) == line.words
    assert patched[: new.words[-1].start] == line.text[: old.words[-1].start]
    assert patched[new.content_end :] == line.text[old.content_end :]


# -- one parameter -----------------------------------------------------------------------------------------------------


@given(listens(), st.sampled_from(_ONE_WORD), st.data())
@examples(1.5)
def test_a_server_parameter_changes_its_own_word(source: bytes, row: Parameter, data: st.DataObject) -> None:
    config = hm.parse(source)
    server = data.draw(st.sampled_from(config.listens["galera"].servers[:]))

    assert_set_is_local(config, server, row, data.draw(params.values_of(row)))


@given(listens(), st.sampled_from(BIND), st.data())
def test_a_bind_parameter_changes_its_own_word(source: bytes, row: Parameter, data: st.DataObject) -> None:
    config = hm.parse(source)
    bind = data.draw(st.sampled_from(config.listens["galera"].binds[:]))

    assert_set_is_local(config, bind, row, data.draw(params.values_of(row)))


def place_of(statement: WithParams, keyword: str) -> int | None:
    """The index among the words of the last occurrence of a parameter's keyword."""
    index, found = statement.first_param, None
    for param in statement.params:
        if param.keyword == keyword:
            found = index
        index += len(param.words)
    return found


def assert_set_is_local(config: hm.Config, statement: WithParams, row: Parameter, words: tuple[str, ...]) -> None:
    """Set a parameter of at most one word; exactly the bytes that express it change."""
    before, name = config.dump(), attribute_name(row.name)
    place, old = place_of(statement, row.name), getattr(statement, name)
    if place is None:
        span, replacement = (
            after_last_word(config, statement),
            "".join(f" {quote(word)}" for word in (row.name, *words)),
        )
    elif words:
        span, replacement = words_span(config, statement, place + 1, place + 1), quote(words[0])
    else:
        span, replacement = after_last_word(config, statement), ""
    setattr(statement, name, words[0] if words else True)
    if getattr(statement, name) == old:
        span, replacement = after_last_word(config, statement), ""
    assert_only_changed(before, config.dump(), span, replacement)


@given(listens(), st.data())
def test_removing_a_parameter_takes_its_words_and_the_blanks_before_them(source: bytes, data: st.DataObject) -> None:
    config = hm.parse(source)
    server = data.draw(st.sampled_from(config.listens["galera"].servers[:]))
    once = [param for param in server.params if sum(other.keyword == param.keyword for other in server.params) == 1]
    once = [param for param in once if "(" not in param.keyword]
    if not once:
        return
    param = data.draw(st.sampled_from(once))
    place = place_of(server, param.keyword)
    assert place is not None
    span = words_span(config, server, place, place + len(param.values), blanks_before=True)
    before = config.dump()
    setattr(server, attribute_name(param.keyword), None if param.values else False)

    assert_only_changed(before, config.dump(), span, "")


@given(listens(), st.data())
def test_an_argument_changes_its_own_word(source: bytes, data: st.DataObject) -> None:
    config = hm.parse(source)
    server = data.draw(st.sampled_from(config.listens["galera"].servers[:]))
    place, name, value = data.draw(st.sampled_from([(1, "name", "fresh.name"), (2, "address", "192.0.2.77:7777")]))
    before, span = config.dump(), words_span(config, server, place, place)
    setattr(server, name, value)

    assert_only_changed(before, config.dump(), span, value)


# -- one line more or less ---------------------------------------------------------------------------------------------


@given(listens(), names, st.sampled_from(["append", "insert_before", "insert_after", "remove"]), st.data())
def test_a_server_more_or_less_is_a_line_more_or_less(source: bytes, name: str, how: str, data: st.DataObject) -> None:
    config = hm.parse(source)
    servers = config.listens["galera"].servers
    other = data.draw(st.sampled_from(servers[:]))
    before = config.dump().split(b"\n")
    gone = config.span(other).line
    if how == "remove":
        servers.remove(other)
        expected = before[: gone - 1] + before[gone:]
    else:
        assume(name not in servers)
        new = hm.Server(name, "10.0.0.99:3306")
        servers.append(new) if how == "append" else getattr(servers, how)(other, new)
        place = config.span(new).line - 1
        expected = [*before[:place], new.text.encode(), *before[place:]]
        assert place + 1 == {"append": place + 1, "insert_before": gone, "insert_after": gone + 1}[how]
        assert new.text.strip() == f"server {name} 10.0.0.99:3306"

    assert config.dump().split(b"\n") == expected
    assert_says_what_it_holds(config)


# -- real files --------------------------------------------------------------------------------------------------------

_EDITS: tuple[tuple[str, Any, str], ...] = (("id", 4711, "4711"), ("ssl_min_ver", "TLSv1.2", "TLSv1.2"))


@over_corpus
def test_one_parameter_of_a_real_file_changes_one_word(chunk: int) -> None:
    for path in files(chunk):
        config = hm.parse_file(path)
        for statement in first_listening_lines(config):
            for name, value, text in _EDITS:
                before, keyword = config.dump(), name.replace("_", "-")
                place = place_of(statement, keyword)
                if place is None:
                    span, text = after_last_word(config, statement), f" {keyword} {text}"
                else:
                    span = words_span(config, statement, place + 1, place + 1)
                setattr(statement, name, value)
                assert_only_changed(before, config.dump(), span, text)
