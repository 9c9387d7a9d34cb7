"""How a section that has no line of its own yet looks: as the sections beside it in its file do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from haproxy_model.model.layout import ending, indent
from haproxy_model.model.line import ended
from haproxy_model.syntax.text import BLANKS
from haproxy_model.syntax.words import read_words

if TYPE_CHECKING:
    from haproxy_model.model.section import Section

#: The indent where nobody tells another one.
INDENT = "    "
#: How many sections are looked at on either side, and how many of their lines.
_MOST_SECTIONS, _MOST_LINES = 16, 64


def indent_beside(section: Section, place: int | None = None) -> str:
    """The indent of a first line: that of the sections beside it, else four blanks more than the header."""
    if not section.kind:
        return ""
    for other in _beside(section, place):
        header = indent(other._header_text)
        for line in other._lines[:_MOST_LINES]:
            text = line if isinstance(line, str) else line.text
            bare = text.lstrip(BLANKS)
            if bare and bare[0] not in "#.[":
                found = indent(text)
                own = indent(section._header_text)
                return own + found[len(header) :] if found.startswith(header) else found
    return indent(section._header_text) + INDENT


def ending_of_file(section: Section) -> str | None:
    """The CR with which all lines of its file end, empty where none does; None where they differ or there is none."""
    return None if section._file is None else section._file._ending


def ending_beside(section: Section) -> str:
    """The line ending of a first line: that of the header, of a preamble that of the file."""
    if section.kind:
        return ending(section._header_text)
    others = next(_beside(section), None)
    return "" if others is None else ending(others._header_text)


def adopt_layout(section: Section, place: int) -> None:
    """Give a section the line ending of the file that it has come into; the indent too, where it was built by hand.

    A file that was empty ends its lines as the section does that it gets first.

    Args:
        section: the section, at its place.
        place: its place among the sections of the file.
    """
    if section._is_new:
        section._is_new = False
        _adopt_indent(section, place)
    end, ends, file = ending_of_file(section), {*map(ending, section._all_texts())}, section._file
    if end is None and file is not None and len(ends) == 1 and file._sections == [section] and not file.preamble._lines:
        file._ending = next(iter(ends))
    if end is None or ends == {end}:
        return
    section._above = [ended(text, end) for text in section._above]
    section.header._text = ended(section.header._text, end)
    for line in section._read():
        line._text = ended(line._text, end)
        section._touched(line)


def _adopt_indent(section: Section, place: int) -> None:
    """Give a section that was built by hand the indent that the others of its file have, and the line ending."""
    other = next(_beside(section, place), None)
    margin = "" if other is None else indent(other._header_text)
    end = _ending_of_preamble(section) if other is None else ending(other._header_text)
    if end or margin:
        section._above = [_ended(margin + text if text else text, end) for text in section._above]
        section.header._text = _ended(margin + section._header_text, end)
    before = indent_beside(section, place)
    if not end and before == INDENT:
        return
    for line in section._read():
        line._text = _relaid(line._text, before, end)
        section._touched(line)


def _relaid(text: str, before: str, end: str) -> str:
    """A line that was laid out for nowhere, as it looks here; unless it would say something else."""
    new = before + text[len(INDENT) :] if text.startswith(INDENT) and text.strip(BLANKS) else text
    new = _ended(new, end)
    return new if read_words(new) == read_words(text) else text


def _ended(text: str, end: str) -> str:
    return text if text.endswith("\r") else text + end


def _ending_of_preamble(section: Section) -> str:
    """The CR with which the lines before the first section of its file end, where they do."""
    texts = [] if section._file is None else section._file.preamble._texts()
    return ending(texts[-1]) if texts else ""


def _beside(section: Section, place: int | None = None) -> Iterator[Section]:
    """The sections beside one in its file, those before it first, the nearest first."""
    if section._file is None:
        return
    sections = section._file._sections
    if place is None:
        place = sections.index(section) if section.kind else -1
    yield from reversed(sections[max(place - _MOST_SECTIONS, 0) : max(place, 0)])
    yield from sections[place + 1 : place + 1 + _MOST_SECTIONS]
