"""Lines with islands, as rules see them: what fills an island in, nobody knows, as with a variable."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable

from haproxy_model.model.derived import derived_line
from haproxy_model.model.line import Statement
from haproxy_model.model.section import Section
from haproxy_model.schema.islands import COMMENT_ISLAND, FREE, ISLAND, SIGNS, TEMPLATE
from haproxy_model.syntax.words import Expandable, scan_line

_ANYWHERE = re.compile(ISLAND)
_IN_TEXT = re.compile(TEMPLATE)
_ANY = re.compile(f"{ISLAND}|{COMMENT_ISLAND}")
_NAME = re.compile("[A-Za-z_][A-Za-z0-9_]*")
#: What stands for an island while the line is split into words: no text holds it.
_HOLE = "\ue000"


def has_islands(texts: Iterable[str]) -> bool:
    """Whether files may have islands."""
    return any(any(sign in text for sign in SIGNS) and _ANY.search(text) is not None for text in texts)


def island_line(statement: Statement, section: Section) -> Statement:
    """A line in which a variable that nobody knows stands for each island; itself without any.

    Args:
        statement: the line as it is written.
        section: its section.
    """
    text = statement.text
    if not any(sign in text for sign in SIGNS):
        return statement
    pattern = _IN_TEXT if statement.keyword in FREE else _ANYWHERE
    scan = scan_line(text)
    content = text if scan.comment is None else text[: scan.comment]
    names: list[str] = []

    def hole(island: re.Match[str]) -> str:
        name = _NAME.search(island.group())
        names.append("island" if name is None else name.group())
        return _HOLE * len(island.group())

    holed = pattern.sub(hole, content)
    if scan.comment is not None and re.match(COMMENT_ISLAND, text[scan.comment :]):
        # HAProxy reads no further.
        end = text.find("}", scan.comment) + 1
        names.append("island")
        holed += _HOLE * (end - scan.comment) + pattern.sub(hole, text[end:])
    if not names:
        return statement
    read = scan_line(holed).words
    if not read or _HOLE in read[0].value:
        return statement
    starts = [word.start for word in scan.words]
    waiting = iter(names)
    words = tuple([_filled(word.value, waiting) for word in read])
    places = [max(bisect_right(starts, word.start) - 1, 0) for word in read]
    return derived_line(statement, words, places, section=section)


def _filled(word: str, names: Iterable[str]) -> str:
    if _HOLE not in word:
        return word
    text = re.sub(f"{_HOLE}+", lambda found: f"${{{next(iter(names), 'island')}}}", word)
    return Expandable(text, f'"{text}"')
