"""Builds the sections of a file from its lines, by the grammar `config.lark`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from haproxy_model.records import NamedTuple
from haproxy_model.syntax.automaton import Actions
from haproxy_model.syntax.languages import language
from haproxy_model.syntax.text import BLANKS
from haproxy_model.syntax.words import executed_words


class Block(NamedTuple):
    """A section as its lines: the comments that touch its header, the header, the body."""

    above: list[str]
    header: str
    body: list[str]


class Structure(NamedTuple):
    """A file: the lines before the first section, the sections, and how lines end."""

    preamble: list[str]
    blocks: list[Block]
    #: the line end that the last line lacks, empty where it has one; among the lines it has the CR of it
    lacking: str
    #: the CR with which every line that has an LF ends, empty where none does; None where they differ or none has one
    ending: str | None


_ACTIONS: Actions = {
    "start": lambda children: (children[0], children[1:]),
    "section": lambda children: Block(*children),
    "above": lambda children: children[0] if children else [],
    "body": lambda children: children[0] if children else [],
}


def read_structure(text: str, sections: frozenset[str]) -> Structure:
    """Split a file's text into sections.

    Args:
        text: the decoded file.
        sections: the keywords that open a section.
    """
    lacking = _lacking(text)
    # So that every line has its LF before it.
    lines = "\n" + (text.removesuffix("\n") if not lacking else text + lacking[:-1]) if text else ""
    preamble, blocks = language("config").read_tokens(_tokens(lines, sections), _ACTIONS)
    return Structure(preamble, blocks, lacking, _ending(text))


def write_structure(lines: list[str], lacking: str) -> str:
    """The text of lines, each ended by LF, but for what the last one lacks."""
    if not lacking and lines:
        lines.append("")
    return "\n".join(lines).removesuffix(lacking[:-1])


def _lacking(text: str) -> str:
    """The line end that the last line of a text lacks: that of the line before it; empty where it has one."""
    if not text or text.endswith("\n"):
        return ""
    end = text.rfind("\n")
    return "\r\n" if end > 0 and text[end - 1] == "\r" and not text.endswith("\r") else "\n"


def _ending(text: str) -> str | None:
    """The CR before each LF of a text, empty where none has one; None where they differ, or there is no LF."""
    with_cr = text.count("\r\n") if "\r" in text else 0
    if with_cr:
        return "\r" if with_cr == text.count("\n") else None
    return "" if "\n" in text else None


def opens_section(words: tuple[str, ...], sections: frozenset[str]) -> bool:
    """Whether HAProxy takes the line for a section header: its first word behind a prefix is a section's keyword."""
    first = 1 if words[0] in ("no", "default") and len(words) > 1 else 0
    return words[first] in sections


def _tokens(text: str, sections: frozenset[str]) -> Iterator[tuple[str, Any]]:
    """The tokens of lines which each have an LF before them."""
    position, end = 0, len(text)
    for start in [match.start() for match in _may_open(sections)(text)]:
        stop = text.find("\n", start + 1)
        stop = end if stop < 0 else stop
        header = text[start + 1 : stop]
        if not _is_header(header, sections):
            continue
        above = start
        while above > position:
            before = text.rfind("\n", position, above)
            if not text[before + 1 : above].lstrip(BLANKS).startswith("#"):
                break
            above = before
        if above > position:
            yield "LINES", text[position + 1 : above].split("\n")
        if start > above:
            yield "COMMENTS_ABOVE", text[above + 1 : start].split("\n")
        yield "HEADER", header
        position = stop
    if end > position:
        yield "LINES", text[position + 1 :].split("\n")


def _is_header(line: str, sections: frozenset[str]) -> bool:
    words = executed_words(line)
    return bool(words) and opens_section(words, sections)


@cache
def _may_open(sections: frozenset[str]) -> Callable[[str], Iterator[re.Match[str]]]:
    """Finds the LF before each line that may be a header; an exact test would have to split every line."""
    names = "|".join(sorted(map(re.escape, sections | {"no", "default"}), reverse=True))
    blanks = rf"[{BLANKS}]*+"
    named = rf"(?:{names})(?![^{BLANKS}#\0\"'\\\n])"
    quoted = rf"[^{BLANKS}#\n\"'\\]*+[\"'\\]"
    return re.compile(f"\n{blanks}(?:{named}|{quoted})").finditer
