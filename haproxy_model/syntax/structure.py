"""Builds the sections of a file from its lines, by the grammar `config.lark`: one token a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

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
    """A file: the lines before the first section, the sections, and whether the last line has its LF."""

    preamble: list[str]
    blocks: list[Block]
    final_newline: bool


_ACTIONS: Actions = {
    "start": lambda children: (children[0], children[1:]),
    "section": lambda children: Block(*children),
    "above": list,
    "body": list,
}


def read_structure(text: str, sections: frozenset[str]) -> Structure:
    """Split a file's text into sections.

    Args:
        text: the decoded file.
        sections: the keywords that open a section.
    """
    lines = text.split("\n")
    final_newline = not lines[-1]
    if final_newline:
        lines.pop()
    preamble, blocks = language("config").read_tokens(_tokens(lines, sections), _ACTIONS)
    return Structure(preamble, blocks, final_newline)


def write_structure(lines: list[str], final_newline: bool) -> str:
    """The text of lines, each ended by LF, the last one if `final_newline`."""
    if final_newline and lines:
        lines.append("")
    return "\n".join(lines)


def opens_section(words: tuple[str, ...], sections: frozenset[str]) -> bool:
    """Whether HAProxy takes the line for a section header: its first word behind a prefix is a section's keyword."""
    first = 1 if words[0] in ("no", "default") and len(words) > 1 else 0
    return words[first] in sections


def _tokens(lines: list[str], sections: frozenset[str]) -> Iterator[tuple[str, Any]]:
    position = 0
    may_open = _may_open(sections)
    for header in [index for index, line in enumerate(lines) if may_open(line)]:
        if not _is_header(lines[header], sections):
            continue
        above = header
        while above > position and lines[above - 1].lstrip(BLANKS).startswith("#"):
            above -= 1
        for line in lines[position:above]:
            yield "LINE", line
        for line in lines[above:header]:
            yield "COMMENT_ABOVE", line
        yield "HEADER", lines[header]
        position = header + 1
    for line in lines[position:]:
        yield "LINE", line


def _is_header(line: str, sections: frozenset[str]) -> bool:
    words = executed_words(line)
    return bool(words) and opens_section(words, sections)


_PATTERNS: dict[frozenset[str], Any] = {}


def _may_open(sections: frozenset[str]) -> Any:
    """A quick test that no header fails: an exact one would have to split every line."""
    if sections not in _PATTERNS:
        names = "|".join(sorted(map(re.escape, sections | {"no", "default"}), reverse=True))
        _PATTERNS[sections] = re.compile(
            f"[{BLANKS}]*(?:(?:{names})(?![^{BLANKS}#\0\"'\\\\])|[^{BLANKS}#]*[\"'\\\\])"
        ).match
    return _PATTERNS[sections]
