"""SYN: signs that a word processor or a missing blank put into words, and which HAProxy takes as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, lint_rule
from haproxy_model.model.line import Statement
from haproxy_model.syntax.words import Word, scan_line

#: A comment that begins in the middle of a word, as far as a look at the text can tell.
_GLUED: Final = re.compile(r"[^ \t#]#[^ \t#]")
#: Signs of word processors -> the plain one that was typed.
_TYPOGRAPHIC: Final = {
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb", '"'),
    **dict.fromkeys("\u2018\u2019\u201a\u201b", "'"),
    **dict.fromkeys("\u00a0\u202f\u2007\u200b\ufeff", " "),
    **dict.fromkeys("\u2010\u2011\u2013\u2014\u2212", "-"),
}
_QUOTES: Final = ('"', "'")
_ODD: Final = re.compile(f"[{''.join(_TYPOGRAPHIC)}]")


@lint_rule("SYN006", "quoting-trap", severity=Severity.WARNING)
def quoting_trap(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds words that end at an unquoted `#`, and words with typographic quotes, dashes or no-break blanks.
    Why: `#` begins a comment wherever it stands outside quotes; “ and ” quote nothing, they are parts of the word.
    In: a frontend for HTTP.
    Bad:
            acl admin path_beg /#admin
            http-request deny if admin
        backend shop
            server a 192.0.2.11:8000
    Good:
            acl admin path_beg "/#admin"
            http-request deny if admin
        backend shop
            server a 192.0.2.11:8000
    Reference: 2.2 "Quoting and escaping".
    """
    if not any(map(_is_odd, ctx.active.texts)):
        return
    for section in ctx.active.sections:
        for line in ctx.statements(section):
            if _is_odd(line.text):
                yield from _odd_words(line, is_refused=ctx.is_refused(line))


def _is_odd(text: str) -> bool:
    return bool(_GLUED.search(text) or (not text.isascii() and _ODD.search(text)))


def _odd_words(line: Statement, *, is_refused: bool) -> Iterator[Finding]:
    scan = scan_line(line.text)
    found, comment = scan.words, scan.comment
    if not found:
        return
    last = len(found) - 1
    if comment is not None and comment == found[last].end and _GLUED.match(line.text, comment - 1):
        yield Finding(
            "`#` begins a comment here, and the word ends before it; expected quotes around all, or a blank before `#`",
            line,
            last,
        )
    if is_refused:
        # HAProxy says what it makes of such a word.
        return
    for place, word in enumerate(found):
        sign = _sign(line.text[word.start : word.end], word)
        if sign:
            yield Finding(_typographic(sign, word), line, place)


def _sign(written: str, word: Word) -> str:
    """The first typographic sign that stands for a plain one: at an end of a word, or a blank within it."""
    if written.isascii() or written[0] in _QUOTES or written[-1] in _QUOTES:
        return ""
    ends = (written[0], written[-1])
    for sign in written:
        plain = _TYPOGRAPHIC.get(sign, "")
        if plain == " " or (plain in _QUOTES and sign in ends) or (plain == "-" and sign == written[0]):
            return sign
    return ""


def _typographic(sign: str, word: Word) -> str:
    plain = _TYPOGRAPHIC[sign]
    if plain == " ":
        return f"U+{ord(sign):04X} in this word looks like a blank, and parts no words; expected a plain one"
    what = "quotes nothing" if plain in _QUOTES else "begins no flag"
    return f"`{sign}` {what}, it is a part of the word; expected `{plain}`"
