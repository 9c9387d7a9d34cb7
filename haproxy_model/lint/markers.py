"""Comments that steer the linter: `# haproxy-model: ignore=GAL021,CHK001 -- moved by hand`, `role=reader`.

They bind to the line that they stand on, or the next one below; in the comments above or behind a section's header, or
on the first lines of its body, to the section.  What follows `--` is the reason, which nobody but people reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from haproxy_model.model.comments import MARKER
from haproxy_model.model.config import Config
from haproxy_model.model.line import Line
from haproxy_model.model.section import Section
from haproxy_model.records import NamedTuple
from haproxy_model.syntax.text import BLANKS
from haproxy_model.syntax.words import scan_line

_BEGIN = re.compile(r"#\s*haproxy-model:", re.ASCII)
_WORD = re.compile(r"\S+", re.ASCII)
_REASON = re.compile(r"(?:^|(?<=\s))--(?:\s|$)", re.ASCII)
_NONE: frozenset[str] = frozenset()

#: What names the version that will run the file.
TARGET = "haproxy-version"
#: The words of markers -> what follows `=`; empty where nothing does.
WORDS = {
    "ignore": "codes",
    "ignore-file": "codes",
    "role": "reader, writer or ignore",
    "galera": "",
    "shard": "a name",
    "elected-by-check": "",
    "node-local": "",
    "prefer_local": "",
    "plain-443": "",
    "upgrade": "",
    "heartbeat": "a duration",
    "vip": "addresses",
    "local-address": "addresses",
    "hostname": "a name",
    TARGET: "a version",
    "nofile": "a number",
    "nonlocal-bind": "",
    "master-worker": "",
}


class Marker(NamedTuple):
    """One word of a marker comment."""

    word: str
    #: the characters of the line that are the word
    start: int
    end: int
    #: those of the whole marker comment: from its `#` to the end of its reason
    first: int
    last: int
    #: whether it is the only word of its comment
    is_alone: bool
    #: why, None where nobody said
    reason: str | None

    @property
    def key(self) -> str:
        """What stands before the `=`."""
        return self.word.partition("=")[0]

    @property
    def values(self) -> list[str]:
        """What stands behind the `=`, with commas."""
        return [value for value in self.word.partition("=")[2].split(",") if value]


class Bound(NamedTuple):
    """A marker, and what it speaks of."""

    marker: Marker
    #: the line that it is written on, counted in all lines of its section
    row: int
    #: the line that it speaks of; None for the section as a whole, -1 for nothing
    owner: int | None


class Markers:
    """The markers of every line and section, each section read when it is asked for; good until the next edit.

    Args:
        unmarked: a configuration without any: its sections need not be read.
    """

    def __init__(self, unmarked: Config | None = None) -> None:
        self._unmarked = unmarked
        self._sections: dict[int, frozenset[str]] = {}
        self._lines: dict[int, dict[int, frozenset[str]]] = {}

    def of_line(self, line: Line) -> frozenset[str]:
        """The markers that bind to one statement."""
        line = line._written
        section = line._section
        if section is None:
            return _NONE
        if line is section._header:
            return self.of_section(section)
        self._know(section)
        return self._lines[id(section)].get(id(line), _NONE)

    def of_section(self, section: Section) -> frozenset[str]:
        """The markers that bind to a section as a whole."""
        section = section._written
        self._know(section)
        return self._sections[id(section)]

    def _know(self, section: Section) -> None:
        if id(section) in self._sections:
            return
        if self._unmarked is not None and section.config is self._unmarked:
            self._sections[id(section)], self._lines[id(section)] = _NONE, {}
            return
        found: dict[int | None, frozenset[str]] = {}
        for bound in bound_markers(section):
            found[bound.owner] = found.get(bound.owner, _NONE) | _said(bound.marker)
        self._sections[id(section)] = found.pop(None, _NONE)
        lines = section._read() if found else []
        head = head_of(section)
        self._lines[id(section)] = {id(lines[row - head]): said for row, said in found.items() if row and row >= head}


def read_markers(comment: str) -> frozenset[str]:
    """The markers in a comment: `key=value` once for each value of a list, or a bare word."""
    return frozenset().union(*(_said(marker) for marker in markers_in(comment)))


def markers_in(text: str, start: int = 0) -> Iterator[Marker]:
    """The words of the marker comments in a line.

    Args:
        text: the line.
        start: where its comment begins.
    """
    begins = list(_BEGIN.finditer(text, start))
    ends = [each.start() for each in begins[1:]]
    for begin, following in zip(begins, [*ends, len(text)], strict=False):
        last = len(text[:following].rstrip())
        reason = _REASON.search(text, begin.end(), last)
        # What follows another `#` is for people.
        end = text.find("#", begin.end(), reason.start() if reason else last)
        end = end if end >= 0 else reason.start() if reason else last
        why = text[reason.end() : last].strip() or None if reason else None
        words = list(_WORD.finditer(text, begin.end(), end))
        for word in words:
            yield Marker(word.group(), *word.span(), begin.start(), last, len(words) == 1, why)


def bound_markers(section: Section) -> Iterator[Bound]:
    """The markers in a section, each with what it speaks of.

    One above the first statement of a body is told twice: it speaks of the section, and of that line.
    """
    texts = section._all_texts()
    if not any(MARKER in text for text in texts):
        return
    head, above, is_first = head_of(section), list[Bound](), bool(section.kind)
    for row, text in enumerate(texts):
        bare = text.lstrip(BLANKS)
        if row < head or not bare or bare[0] == "#":
            if not bare and row >= head:
                yield from above if not is_first else ()
                above = []
            for marker in _of_line(text):
                if is_first:
                    yield Bound(marker, row, None)
                if row >= head:
                    above.append(Bound(marker, row, -1))
            continue
        yield from (each._replace(owner=row) for each in above)
        yield from (Bound(marker, row, row) for marker in _of_line(text))
        above, is_first = [], False
    yield from above if not is_first else ()


def head_of(section: Section) -> int:
    """How many of all lines of a section come before its body."""
    return len(section._above) + 1 if section.kind else 0


def _of_line(text: str) -> Iterator[Marker]:
    if MARKER not in text:
        return
    bare = text.lstrip(BLANKS)
    start = len(text) - len(bare) if bare[:1] == "#" else scan_line(text).comment
    if start is not None:
        yield from markers_in(text, start)


def _said(marker: Marker) -> frozenset[str]:
    """What a marker says, each value by itself."""
    key, equals, _ = marker.word.partition("=")
    return frozenset(f"{key}={value}" for value in marker.values) if equals else frozenset((key,))
