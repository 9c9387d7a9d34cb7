"""Bytes and lines (language reference, section 1)."""

from __future__ import annotations

import pytest

import haproxy_model as hm
from haproxy_model.syntax.structure import read_structure, write_structure
from haproxy_model.syntax.text import decode, encode, printable
from haproxy_model.syntax.words import Scan, read_words, scan_line

SECTIONS = frozenset(("global", "listen", "backend"))


def problem_of(line: str) -> tuple[str, int] | None:
    found = scan_line(line).problem
    return None if found is None else (found.kind, found.start)


@pytest.mark.parametrize(
    ("rule", "line", "words"),
    [
        ("1.1 bytes from 0x80 on are word characters", "a \udcff\udc80 é", ("a", "\udcff\udc80", "é")),
        ("1.2 a BOM is part of the first word", "\ufeffglobal", ("\ufeffglobal",)),
        ("1.2 a BOM before a comment is a word", "\ufeff# x", ("\ufeff",)),
        ("1.3 CR ends the content", "maxconn 20\r garbage", ("maxconn", "20")),
        ("1.3 CR ends it in CRLF files", "maxconn 20\r", ("maxconn", "20")),
        ("1.3 leading CRs are blanks", "  \rmaxconn 20", ("maxconn", "20")),
        ("1.6 VT and FF separate words", "a\vb\fc", ("a", "b", "c")),
        ("1.6 Unicode spaces do not", "a\u00a0b\u2003c\x85d", ("a\u00a0b\u2003c\x85d",)),
        ("1.6 nor do separators that Python splits at", "a\x1cb\x1dc\x1ed\x1fe", ("a\x1cb\x1dc\x1ed\x1fe",)),
        ("1.6 a separator before # is a word", "\x1c# no comment", ("\x1c",)),
        ("1.6 indentation and trailing blanks do not matter", " \t a b \t", ("a", "b")),
        ("1.8 a backslash at the end stays", "maxconn 20\\", ("maxconn", "20\\")),
        ("1.8 alone it is a word", "maxconn 20 \\", ("maxconn", "20", "\\")),
        ("1.9 # starts a comment even glued to a word", "maxconn 20#30", ("maxconn", "20")),
        ("1.9 escaped or quoted it does not", "a \\# \"#\" '#' b\\#c", ("a", "#", "#", "#", "b#c")),
        ("1.9 neither ; nor // is a comment", "a ; // b", ("a", ";", "//", "b")),
        ("1.9 comments are not interpreted", "a # 'open \"$ \\x", ("a",)),
        ("1.10 a comment alone says nothing", "  # x", ()),
        ("1.10 nor do blanks", " \t\v\f ", ()),
        ("1.10 a first word may be empty", '"" maxconn 20', ("", "maxconn", "20")),
        ("1.11 [ later in the line is an ordinary word", "a [x]", ("a", "[x]")),
    ],
)
def test_a_line_has_these_words(rule: str, line: str, words: tuple[str, ...]) -> None:
    assert read_words(line) == words, rule


@pytest.mark.parametrize(
    ("rule", "line", "kind", "start"),
    [
        ("1.3 CR inside quotes leaves them open", 'a "b\rc"', "unmatched-quote", 2),
        ("1.5 NUL", "maxconn 20\0 30", "stray-nul", 10),
        ("1.5 NUL behind CR", "maxconn 20\r\0", "stray-nul", 11),
        ("1.5 NUL in a comment", "a # \0", "stray-nul", 4),
        ("1.7 the 65th word", " ".join(["w"] * 65), "too-many-words", 128),
        ("1.8 quotes do not span lines", "a 'b", "unmatched-quote", 2),
        ("1.11 an empty scope", "[]", "bad-scope", 0),
        ("1.11 a scope with a wrong character", " [a b]", "bad-scope", 1),
        ("1.11 a scope with words behind it", "[a] b", "bad-scope", 0),
    ],
)
def test_a_line_has_this_problem(rule: str, line: str, kind: str, start: int) -> None:
    assert problem_of(line) == (kind, start), rule


def test_what_stands_before_a_nul_is_read() -> None:
    config = hm.parse(b"backend b\n server a 10.0.0.1:80 check\0 backup\n")

    assert config.backends[0].servers["a"].check is True
    assert config.backends[0].servers["a"].backup is False


@pytest.mark.parametrize("line", ["[engine]", " [a.b:c_d-e]  ", "[x] # comment", "[x]\r"])
def test_a_scope_is_no_statement(line: str) -> None:
    scan = read_words(line)

    assert isinstance(scan, Scan)
    assert scan.scope
    assert scan.problem is None


def test_64_words_are_read() -> None:
    assert len(read_words(" ".join(["w"] * 64))) == 64  # type: ignore[arg-type]  # words, not a Scan


@pytest.mark.parametrize("text", ["", "\n", "a", "a\n", "a\n\n", "\na", "a\r\nb\r", "a\x0bb\x0cc\x1cd\x85e\u2028f\n"])
def test_lf_alone_ends_a_line(text: str) -> None:
    preamble, blocks, lacking, _ = read_structure(text, SECTIONS)

    assert blocks == []
    assert preamble == ([] if not text else text.removesuffix("\n").split("\n"))
    assert write_structure(list(preamble), lacking) == text


@pytest.mark.parametrize(
    ("rule", "line", "opens"),
    [
        ("4.1 the word alone", "listen", True),
        ("4.1 indented", " \t listen a", True),
        ("4.1 case counts", "Listen a", False),
        ("4.1 the whole word counts", "listener a", False),
        ("4.1 behind a prefix", "no listen a", True),
        ("4.1 behind the other prefix", "default  global", True),
        ("4.1 as a later word", "x listen a", False),
        ("2.1 quoted", "'listen' a", True),
        ("2.1 quoted in part", 'li"st"en a', True),
        ("2.3 escaped", "\\x6cisten a", True),
        ("2.1 a quoted prefix", '"no" listen', True),
        ("1.9 with a comment glued to it", "listen#x", True),
        ("1.3 with a CR", "global\r", True),
        ("1.5 with a NUL", "global\0", True),
        ("1.6 with a form feed", "\flisten\fa", True),
        ("1.6 a no-break space", "listen\u00a0a", False),
        ("2.4 in a line that cannot be read", "listen 'a", False),
        ("1.9 in a comment", "# listen a", False),
        ("1.11 in a scope", "[listen]", False),
        ("3.1 in a directive", ".if listen", False),
    ],
)
def test_a_section_opens_at_its_keyword(rule: str, line: str, opens: bool) -> None:
    assert bool(read_structure(line, SECTIONS).blocks) == opens, rule


def test_comments_that_touch_a_header_belong_to_it() -> None:
    text = "# far\n\n# near\n# nearer\nlisten a\n  bind :80\n#\n\nlisten b\n"
    preamble, blocks, *_ = read_structure(text, SECTIONS)

    assert preamble == ["# far", ""]
    assert [(block.above, block.header, block.body) for block in blocks] == [
        (["# near", "# nearer"], "listen a", ["  bind :80", "#", ""]),
        ([], "listen b", []),
    ]


@pytest.mark.parametrize("source", [b"", b"\xff\xfe", b"\xc3\xa9", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\x00"])
def test_any_bytes_are_text_and_back(source: bytes) -> None:
    assert encode(decode(source)) == source


def test_what_is_printed_shows_bytes() -> None:
    assert printable("a\udcff\x00\x1b\x7fé") == "a\\xff\\x00\\x1b\\x7fé"
