"""Lines with variables: HAProxy reads their values, and so does every judge; what is said points at what is written."""

from __future__ import annotations

import random

import pytest
from conformance.generated import Line, lines, together
from hypothesis import given, settings, strategies as st

import haproxy_model as hm
from check.assertions import LISTENER, assert_accepted, assert_refused, found
from haproxy_model.errors import HaproxyModelError, InvalidValue
from haproxy_model.schema.versions import VERSIONS
from haproxy_model.syntax.quoting import quote
from haproxy_model.syntax.words import Expandable, scan_line
from haproxy_model.testing.configurations import configs
from haproxy_model.testing.spellings import arbitrary_bytes
from haproxy_model.views.active import Active

_TABLES = tuple(lines("3.4"))
#: Versions in which quotes around nothing but unset variables vanish.
_VANISHING = ("3.0", "3.2")


def _said(
    text: str, version: str, environment: dict[str, str] | None = None
) -> list[tuple[str, bool, str, int | None]]:
    report = hm.check(hm.parse(text), version=version, environment=environment)
    return [(each.name, each.fatal, each.message, each.span.line if each.span else None) for each in report]


@given(st.sampled_from(_TABLES), st.sampled_from(VERSIONS), st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_a_line_is_judged_as_if_the_values_of_its_variables_stood_there(
    line: Line, version: str, chance: random.Random
) -> None:
    text, places = together([line])
    rows, place = text.split("\n"), places[0] - 1
    words = scan_line(rows[place]).words
    if len(words) < 2 or any(isinstance(word.value, Expandable) or not word.value for word in words):
        return
    chosen = words[chance.randrange(1, len(words))]
    row = rows[place]
    plain, written = (
        "\n".join([*rows[:place], f"{row[: chosen.start]}{word}{row[chosen.end :]}", *rows[place + 1 :]])
        for word in (quote(chosen.value), '"$V"')
    )

    assert _said(plain, version) == _said(written, version, {"V": chosen.value})


@given(configs, st.sampled_from(VERSIONS))
@settings(max_examples=50)
def test_a_file_without_variables_and_quotes_is_read_as_it_is_written(source: bytes, version: str) -> None:
    text = "".join(character for character in source.decode("utf-8", "replace") if character not in "$\"'\\")

    assert Active(hm.parse(text), version=version, environment={}).filled == []


@pytest.mark.parametrize(
    ("words", "old", "new"),
    [
        # An unset variable at the end of its quotes takes them, and the blanks after them, along.
        ('a 127.0.0.1:1 "$U" weight 300', True, False),
        ('a 127.0.0.1:1 x"$U" weight', False, False),
        ('a 127.0.0.1:1 wei"$U" ght 1', False, True),
        ('a 127.0.0.1:1 "${U[*]}" weight 300', True, False),
        # One that is empty ends the line.
        ('a 127.0.0.1:1 "$E" weight 300', True, True),
        ('a 127.0.0.1:1 "${E[*]}" weight 300', True, True),
        ('a 127.0.0.1:1 "${E-x}" weight 300', True, True),
        ('a 127.0.0.1:1 "${U-}" weight 300', True, True),
        # Blanks around the words of a value end a word each.
        ('a 127.0.0.1:1 "${B[*]}" nope', True, True),
        ('a 127.0.0.1:1 weight "" nope', False, False),
        ('a 127.0.0.1:1 weight "$U" nope', False, True),
        ('"$U" 127.0.0.1:1', False, False),
        ('a "127.0.0.1:$U"', True, True),
        ("a 127.0.0.1:$U", True, True),
        ("a 127.0.0.1:${U} check", False, False),
        ("a $U", False, False),
        ("a $E", False, False),
        ("a '$A'", True, True),
        ("a 127.0.0.1:1 weight $W", True, True),
        ("a 127.0.0.1:1 cookie $W", True, True),
    ],
)
def test_words_that_come_to_nothing_are_read_as_each_version_reads_them(words: str, old: bool, new: bool) -> None:
    text = f"{LISTENER}backend b\n server {words}\n"
    environment = {"E": "", "B": " ", "A": "127.0.0.1:1", "W": "1"}
    for version in ("2.6", "2.8", "3.0", "3.2"):
        report = hm.check(hm.parse(text), version=version, environment=environment)

        assert report.fatal == (not (new if version in _VANISHING else old)), version


def test_since_3_3_a_word_that_comes_to_nothing_is_refused_but_for_one_that_spreads() -> None:
    server = f"{LISTENER}backend b\n server a 127.0.0.1:1"

    assert_refused(f'{server} "$U" weight 3\n', "empty-word", 4, "3.4")
    assert_refused(f'{server} "$E"\n', "empty-word", 4, "3.4", environment={"E": ""})
    assert_accepted(f'{server} "${{U[*]}}" weight 3\n', "3.4")
    assert_accepted(f'{server} "${{B[*]}}" weight 3\n', "3.4", environment={"B": " "})
    assert found(f'{server} check "$U"\n', "3.2")[-1] == ("empty-word", 4, False)


@pytest.mark.parametrize(
    ("text", "good", "bad", "line"),
    [
        (f'{LISTENER}peers "$V"\n', "b", "b!", 3),
        (f'{LISTENER} use_backend "$V"\nbackend b\n', "b", "c", 3),
        (f'{LISTENER} default_backend b\nbackend "$V"\n', "b", "c", 3),
        (f'{LISTENER} acl "$V" src 10.0.0.1\n tcp-request content reject if a\n', "a", "b", 4),
        (f'{LISTENER} server a 127.0.0.1:1\n server "$V" 127.0.0.1:2\n use-server b if TRUE\n', "b", "c", 5),
        (f'{LISTENER} stick-table type "$V" size 1k\n', "ip", "ipx", 3),
        (f'{LISTENER} mode http\n log-format "%[$V]"\n', "src", "no.such", 4),
        (f'{LISTENER} timeout "$V" 1s\n', "client", "clients", 3),
        (f'{LISTENER} "$V" 1s\n', "fullconn", "fullcon", 3),
        (f'{LISTENER} mode "${{HAPROXY_MODE}}"\n', "tcp", "tpc", 3),
    ],
)
def test_names_and_what_uses_them_are_read_with_their_values(text: str, good: str, bad: str, line: int) -> None:
    variable = "HAPROXY_MODE" if "HAPROXY_MODE" in text else "V"

    assert_accepted(text, environment={variable: good})
    assert any(each[1:] == (line, True) for each in found(text, environment={variable: bad}))


def test_what_is_said_points_at_the_word_as_it_is_written_and_names_the_variable() -> None:
    text = f'{LISTENER} server a 127.0.0.1:1 "${{EXTRA[*]}}" weight "$W"\n'
    (said,) = [
        each for each in hm.check(hm.parse(text), environment={"EXTRA": "check port 80", "W": "300"}) if each.fatal
    ]

    assert said.span is not None
    assert text.split("\n")[2][said.span.column - 1 : said.span.end_column - 1] == 'weight "$W"'
    assert [note.message for note in said.related] == ["`${W}` is `300` here"]


def test_of_a_variable_that_is_not_set_the_way_to_set_it_is_told() -> None:
    (said,) = [each for each in hm.check(hm.parse(f'{LISTENER} bind "*:$PORT"\n')) if each.fatal]

    assert [note.message for note in said.related] == [
        "`${PORT}` is not set: give it with `--define PORT=...` or `environment=`"
    ]


def test_a_value_at_the_place_of_a_secret_is_not_shown() -> None:
    text = f'userlist u\n user a insecure-password "$SECRET" b\n{LISTENER}'
    report = hm.check(hm.parse(text), environment={"SECRET": "tops3cret!"})

    assert report.fatal
    assert "tops3cret!" not in repr(report)


def test_a_line_with_values_is_for_reading_alone() -> None:
    config = hm.parse(f'{LISTENER} server a "$A"\n')
    listen = config.listens["base"]
    (server,) = config.effective(listen, environment={"A": "127.0.0.1:1"}).servers
    line = server.statement

    assert line._words == ("server", "a", "127.0.0.1:1")
    assert config.span(line) == config.span(listen.servers["a"])
    for name, value in (
        ("words", ("server", "a", "127.0.0.1:2")),
        ("weight", 2),
        ("text", "server a b"),
        ("comment", "x"),
    ):
        with pytest.raises(HaproxyModelError):
            setattr(line, name, value)
    with pytest.raises(HaproxyModelError):
        line.respell(1, "'a'")
    assert line.copy().words == listen.servers["a"].words


@pytest.mark.parametrize("value", ["a\0b", "\ud800"])
def test_a_value_that_no_process_can_have_is_the_mistake_of_the_caller(value: str) -> None:
    with pytest.raises(InvalidValue, match="variable A"):
        hm.check(hm.parse(f'{LISTENER} description "$A"\n'), environment={"A": value})


@given(arbitrary_bytes, st.sampled_from(VERSIONS), st.text(st.characters(codec="utf-8", exclude_characters="\0")))
@settings(max_examples=50)
def test_no_text_and_no_value_makes_it_raise_or_change(source: bytes, version: str, value: str) -> None:
    config = hm.parse(source + b'\nlisten "l$A"\n bind "${A[*]}" $A\n server a "x${A}" "$A"\n "$A"\n')
    before = config.dump()
    hm.validate(config, version=version, environment={"A": value})

    assert config.dump() == before


@pytest.mark.parametrize(
    "line", ["max-age {} 20", "total-max-size {} 4"], ids=["where it may be missing", "where it may not"]
)
def test_a_word_after_an_empty_one_is_one_too_many_where_haproxy_looks_at_its_place(line: str) -> None:
    text = f"{LISTENER}cache c\n total-max-size 4\n {line}\n"

    for empty in ('""', '"$E"'):
        assert hm.check(hm.parse(text.format(empty)), version="2.6", environment={"E": ""}).fatal


def test_haproxy_does_not_look_whether_the_word_of_a_captured_cookie_is_len() -> None:
    text = f'{LISTENER} mode http\n capture cookie a= "$E" 10\n'

    assert_accepted(text, "2.4", "3.0", "3.2", environment={"E": ""})
    assert_refused(text, "empty-word", 4, "3.4", environment={"E": ""})


@pytest.mark.parametrize("line", ['server "$U" 10.0.0.1:80', 'peer "" a', 'bind "" 10.0.0.1:80'])
def test_a_line_of_peers_has_no_empty_word_before_others(line: str) -> None:
    assert_refused(f"{LISTENER}peers p\n {line}\n", "missing-server-name", 4, "2.4", "2.8")


@pytest.mark.parametrize(("section", "line"), [("resolvers", "nameserver"), ("mailers", "mailer")])
def test_names_of_servers_of_other_kinds_hold_no_odd_characters(section: str, line: str) -> None:
    text = f"{LISTENER}{section} s\n {line} {{}} 127.0.0.1:53\n"

    assert_accepted(text.format("a-1"))
    assert_refused(text.format("a!"), "bad-name", 4)
    assert_refused(text.format("'a$B'"), "bad-name", 4, environment={"B": "c"})
    assert_accepted(text.format('"a$B"'), environment={"B": "c"})


def test_unsetenv_needs_a_name_and_a_group_needs_no_users() -> None:
    assert_refused(f"global\n unsetenv\n{LISTENER}", "missing-argument", 2)
    assert_accepted(f"global\n unsetenv A B\n{LISTENER}userlist u\n group g users\n group h\n")


def test_the_branch_is_known_since_haproxy_tells_it() -> None:
    text = f'{LISTENER} acl a hdr(x) -m "$HAPROXY_BRANCH"\n'

    assert "`2.8`" in " ".join(str(row[2]) for row in _said(text, "2.8"))
    assert not [row for row in _said(text, "2.6", {"HAPROXY_BRANCH": "str"}) if row[1]]


def test_blanks_before_a_number_are_skipped() -> None:
    for word in ('" 1"', '"$N"'):
        assert_accepted(f"global\n nbthread {word}\n{LISTENER}", "2.6", "3.4", environment={"N": " 1"})
    assert_refused(f'global\n nbthread "$N"\n{LISTENER}', "bad-argument", 2, "2.6", "3.4", environment={"N": "1 "})
