"""Characters that people take for blanks, quotes or nothing, and HAProxy for parts of words."""

from __future__ import annotations

import pytest

import haproxy_model as hm
from check.assertions import LISTENER


def refusals(text: str | bytes) -> list[tuple[int, str]]:
    """Line and message of what HAProxy refuses."""
    return [(each.span.line, each.message) for each in hm.check(hm.parse(text)) if each.fatal and each.span]


@pytest.mark.parametrize(
    "rest", ["defaults\n mode http\n", "# a comment\n", "\n", "listen l\n bind :80\n server s 192.0.2.1\n"]
)
def test_a_byte_order_mark_is_one_message_and_no_line_below_it_is_told(rest: str) -> None:
    ((line, message),) = refusals(f"\ufeff{rest}{LISTENER}")

    assert line == 1
    assert message == "the file begins with a byte order mark, which spoils its first word: save it without one"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_says_so(encoding: str) -> None:
    messages = [message for _, message in refusals(f"\ufeff{LISTENER}".encode(encoding))]

    assert messages[0].startswith("the file is in UTF-16")


@pytest.mark.parametrize("blank", ["\u00a0", "\u2003", "\u202f", "\u3000", "\u200b", "\ufeff"])
@pytest.mark.parametrize(
    "line",
    ["maxconn_3", "_maxconn 3", "_", "default_backend_b", "http-request deny if_TRUE", "http-request deny if {_src a }",
     "bind :_80", "acl a path_/"],
)  # fmt: skip
def test_what_looks_like_a_blank_and_is_none_is_told_with_the_way_out(line: str, blank: str) -> None:
    found = refusals(f"{LISTENER} {line.replace('default_', 'default!').replace('_', blank).replace('!', '_')}\n")
    number, message = found[0]

    assert number == 3
    assert f"(U+{ord(blank):04X})" in message
    assert message.endswith((": write a plain space", ": remove it"))
    assert len(message) <= 120


def test_a_blank_of_latin_1_is_told_too() -> None:
    ((_, message),) = refusals(LISTENER.encode() + b" maxconn\xa03\n")

    assert "a non-breaking space of Latin-1 (byte A0)" in message


def test_what_stands_in_quotes_is_meant() -> None:
    ((_, message),) = refusals(f'{LISTENER} acl a path_reg "(\u00a0"\n')

    assert "regular expression" in message


def test_typographic_quotes_quote_nothing() -> None:
    ((_, message),) = refusals(f"{LISTENER} timeout client \u201c5s\u201d\n")

    assert message == "`\u201c5s\u201d` contains typographic quotes (U+201C), which quote nothing: write plain ones"


def test_what_haproxy_takes_is_left_alone() -> None:
    assert refusals(f"{LISTENER} description a\u00a0b \u201cc\u201d\n") == []


@pytest.mark.parametrize("odd", ["\u00a0", "é", "\udcff", "\u202e"])
@pytest.mark.parametrize(
    "line",
    ['k{}y "${{unset}}"', 'timeout client{} "${{unset}}"', "bind{}", "server {}", "acl {}", 'option "${{x}}" {}'],
)
def test_what_is_missing_after_odd_characters_is_told(line: str, odd: str) -> None:
    config = hm.parse(f"defaults d\n mode http\nlisten l\n {line.format(odd)}\n".encode("utf-8", "surrogateescape"))

    assert all(each.message for version in hm.VERSIONS for each in hm.check(config, version=version))
