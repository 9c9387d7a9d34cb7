"""Template placeholders that nobody filled in (catalogue SYN002)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from haproxy_model.model.line import Statement
from haproxy_model.schema.islands import COMMENT_ISLAND, FREE, ISLAND, SIGNS
from haproxy_model.schema.line_words import address_places
from haproxy_model.syntax.words import scan_line
from haproxy_model.verdicts.finding import Finding, Near, shown
from haproxy_model.verdicts.proxies.listeners import is_disabled
from haproxy_model.views.active import Active

_PATTERN = re.compile(ISLAND)
_IN_COMMENT = re.compile(COMMENT_ISLAND)
_KIND = "unresolved-placeholder"
_ADDRESS_WORDS = address_places("bind", "server", "peer", "nameserver", "log")


def placeholder_findings(active: Active, near: Near) -> Iterator[Finding]:
    """Each word with a placeholder once, at its place."""
    if not any(sign in text for text in active.texts for sign in SIGNS):
        return
    # Servers that may do without an address, and those of disabled sections, are accepted with any.
    lenient = active.mentions("init-addr")
    for statement in active.orphans:
        yield from _in_line(statement, lenient=lenient)
    for section in active.sections:
        spared = lenient or is_disabled(section, active)
        for line in (section.header, *active.statements(section)):
            yield from _in_line(line, lenient=spared)


def _in_line(line: Statement, *, lenient: bool) -> Iterator[Finding]:
    # An address with `$(x)` is another one when HAProxy has put variables in.
    text = line._written.text
    if not any(sign in text for sign in SIGNS) or line.keyword in FREE:
        return
    scan = scan_line(text)
    past = -1
    for match in _PATTERN.finditer(text, 0, scan.comment if scan.comment is not None else len(text)):
        touched = [i for i, word in enumerate(scan.words) if word.start < match.end() and word.end > match.start()]
        if not touched or touched[0] <= past:
            continue
        past = touched[-1]
        address = _ADDRESS_WORDS.get(line.keyword)
        fatal = address is not None and touched[0] <= address + 1 and past >= address
        fatal = fatal and match["surely_refused"] is not None and not (lenient and line.keyword == "server")
        yield Finding(_KIND, _message(match), line, touched[0], past, fatal=fatal, characters=match.span())


def hidden_islands(refused: Iterable[Statement]) -> Iterator[Finding]:
    """`#{x}` in lines that HAProxy refuses, since it takes what follows for a comment.

    Args:
        refused: the lines.
    """
    for line in refused:
        text = line._written.text
        comment = scan_line(text).comment if "#{" in text else None
        match = None if comment is None else _IN_COMMENT.match(text, comment)
        if match is not None:
            yield Finding(_KIND, _message(match), line, fatal=True, characters=match.span())


def _message(match: re.Match[str]) -> str:
    return f"the placeholder `{shown(match.group())}` was not filled in: write the value"
