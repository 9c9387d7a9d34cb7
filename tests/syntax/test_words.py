"""Quotes, escapes and variables (language reference, section 2)."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from haproxy_model.syntax.patch import patch_comment, patch_words
from haproxy_model.syntax.quoting import quote
from haproxy_model.syntax.words import Expandable, Scan, read_all_words, read_words, scan_line, variables

LINES = st.text(alphabet=" \t\v\r\0\x1c\\\"'#$[]{}aé\x41x1n", max_size=30)


@given(line=LINES)
def test_the_quick_look_sees_what_the_close_look_sees(line: str) -> None:
    scan = scan_line(line)
    words = read_words(line)

    if scan.problem or scan.scope is not None:
        assert isinstance(words, Scan)
    else:
        assert words == tuple(word.value for word in scan.words)


@given(lines=st.lists(LINES, max_size=4))
def test_lines_are_read_together_as_each_by_itself(lines: list[str]) -> None:
    together = [found for found in read_all_words(lines) if isinstance(found, tuple)]

    assert together == [found for line in lines if isinstance(found := read_words(line), tuple)]


@pytest.mark.parametrize(
    ("rule", "line", "words"),
    [
        ("2.1 quotes glue", 'ma"xc"onn', ("maxconn",)),
        ("2.1 all sorts of them", "a'b'\"c\"\\x64", ("abcd",)),
        ("2.2 blanks in quotes", "'a b' \"c d\"", ("a b", "c d")),
        ("2.2 the other quote is literal", "'a\"b' \"c'd\"", ('a"b', "c'd")),
        ("2.2 no escape in strong quotes", r"'a\' 'b\n' '\xZZ'", ("a\\", r"b\n", r"\xZZ")),
        ("2.2 no variable outside weak quotes", "$FOO '${FOO}' ${FOO", ("$FOO", "${FOO}", "${FOO")),
        ("2.3 backslash", r"a\\b", ("a\\b",)),
        ("2.3 backslash and blank", "a\\ b", ("a b",)),
        ("2.3 the same in weak quotes", '"a\\ b"', ("a b",)),
        ("2.3 control characters", r"\t\n\r", ("\t\n\r",)),
        ("2.3 quotes", r"\" \' " + r'"\" \'"', ('"', "'", "\" '")),
        ("2.3 bare dollar keeps its backslash", r"^/x\$", (r"^/x\$",)),
        ("2.3 quoted dollar loses it", r'"^/x\$"', ("^/x$",)),
        ("2.3 hexadecimal", r"\x41\x7a\xC3\xa9\xff", ("Azé\udcff",)),
        ("2.3 anything else stays", r"\d\.\(\,\w", (r"\d\.\(\,\w",)),
        ("2.3 the byte behind is read as ever", "a\\\tb", ("a\\", "b")),
        ("2.7 empty words", "a \"\" '' b", ("a", "", "", "b")),
        ("2.7 glued they are not empty words", "a\"\"b ''c", ("ab", "c")),
        ("2.8 NUL cuts the word", r"a 2\x000 b", ("a", "2", "b")),
        ("2.8 and may leave it empty", r"a \x00x b", ("a", "", "b")),
    ],
)
def test_a_line_has_these_words(rule: str, line: str, words: tuple[str, ...]) -> None:
    assert read_words(line) == words, rule


@pytest.mark.parametrize(
    ("rule", "line", "kind", "start"),
    [
        ("2.2 strong quotes cannot hold their own", r"'a\'b'", "unmatched-quote", 5),
        ("2.4 the opening quote", "x 'a", "unmatched-quote", 2),
        ("2.4 weak", 'x a"b', "unmatched-quote", 3),
        ("2.3 hexadecimal cut short", r"x \x4", "bad-hexadecimal", 2),
        ("2.3 no hexadecimal", r'x "\xZZ"', "bad-hexadecimal", 3),
        ("2.5 :- does not exist", 'x "${FOO:-def}"', "unmatched-brace", 4),
        ("2.5 no closing brace", 'x "${TWO"', "unmatched-brace", 4),
        ("2.5 a digit", 'x "${1}"', "bad-variable-name", 5),
        ("2.5 a digit without braces", 'x "$1"', "bad-variable-name", 4),
        ("2.5 a dollar before the quote", 'x "a$"', "bad-variable-name", 5),
        ("2.5 a lone dollar", 'x "$ x"', "bad-variable-name", 4),
        ("2.5 [*] alone", 'x "${L[0]}"', "bad-expansion", 6),
        ("2.5 an unknown pseudo variable", 'x "${.FOO}"', "bad-variable-name", 5),
    ],
)
def test_a_line_has_this_problem(rule: str, line: str, kind: str, start: int) -> None:
    problem = scan_line(line).problem

    assert problem is not None, rule
    assert (problem.kind, problem.start) == (kind, start), rule


@pytest.mark.parametrize(
    ("spelling", "found"),
    [
        ('"$FOO"', [("FOO", None, False)]),
        ('"${FOO}bar$BAZ"', [("FOO", None, False), ("BAZ", None, False)]),
        ('"$FOObar"', [("FOObar", None, False)]),
        ('"${FOO-def ault}"', [("FOO", "def ault", False)]),
        ('"${FOO-}"', [("FOO", "", False)]),
        ('"${L[*]}"', [("L", None, True)]),
        ('"${L[*]-d e}"', [("L", "d e", True)]),
        ('"${X-[*]}"', [("X", "[*]", False)]),
        ('"${.FILE}"', [(".FILE", None, False)]),
    ],
)
def test_variables_are_kept_and_never_guessed(spelling: str, found: list[tuple[str, str | None, bool]]) -> None:
    words = read_words(f"x {spelling}")
    assert isinstance(words, tuple)
    word = words[1]

    assert isinstance(word, Expandable)
    assert word.source == spelling
    assert list(variables(word)) == found
    assert word != str(word)
    assert quote(word) == spelling


@pytest.mark.parametrize(
    ("value", "spelling"),
    [
        ("10.0.0.1:80", "10.0.0.1:80"),
        ("^/[a-z]+$", "^/[a-z]+$"),
        ("é\udcff", "é\udcff"),
        ("", "''"),
        ("a b", "'a b'"),
        ("a#b", "'a#b'"),
        ("a\\d", "'a\\d'"),
        ('a"b', "'a\"b'"),
        ("it's", '"it\'s"'),
        ("it's $5\n", '"it\'s \\$5\\n"'),
        ("\x1c", "'\x1c'"),
    ],
)
def test_a_value_is_spelled_as_people_would(value: str, spelling: str) -> None:
    assert quote(value) == spelling


@pytest.mark.parametrize(
    ("line", "words", "patched"),
    [
        ("  a  b\tc # d", ("a", "x", "c"), "  a  x\tc # d"),
        ("  a  b\tc # d", ("a", "c"), "  a\tc # d"),
        ("  a  b\tc # d", ("a", "b", "c", "x"), "  a  b\tc x # d"),
        ("  a  b\tc # d", ("a", "b", "x", "c"), "  a  b x\tc # d"),
        ("  a  b\tc#d", ("a", "b"), "  a  b#d"),
        ("no  option x", ("option", "x"), "option x"),
        ("option x", ("no", "option", "x"), "no option x"),
        ('a "b c" d\r', ("a", "b c", "e f"), "a \"b c\" 'e f'\r"),
        ("a b\\", ("a", "b\\", "c"), "a b\\\\ c"),
        ("a b\\\tc d", ("a", "b\\", "d"), "a b\\\\ d"),
        ("no [x]", ("[x]",), "'['x]"),
    ],
)
def test_only_the_words_that_differ_are_rewritten(line: str, words: tuple[str, ...], patched: str) -> None:
    assert patch_words(line, words) == patched
    assert read_words(patched) == words


@pytest.mark.parametrize(
    ("line", "comment", "patched"),
    [
        (" a b   # c\r", " d", " a b   # d\r"),
        (" a b   # c\r", None, " a b\r"),
        (" a b", " d", " a b # d"),
        (" a b  \r", " d", " a b # d\r"),
        (" a b\\", " d", " a b\\\\ # d"),
    ],
)
def test_a_comment_is_rewritten_alone(line: str, comment: str | None, patched: str) -> None:
    assert patch_comment(line, comment) == patched
