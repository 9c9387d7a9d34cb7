"""Comments that steer the linter: `# haproxy-model: ignore=GAL021,CHK001`, `# haproxy-model: role=reader`.

They bind to the statement on their line or the next one below; in the comments above or behind a section's header, or
on the first lines of its body, to the section.
"""

from __future__ import annotations

import re

from haproxy_model.model.comments import MARKER
from haproxy_model.model.line import Line, Statement
from haproxy_model.model.section import Section

_MARKER = re.compile(r"#\s*haproxy-model:\s*([^#]*)", re.ASCII)
_NONE: frozenset[str] = frozenset()


class Markers:
    """The markers of every line and section, each section read when it is asked for; good until the next edit."""

    def __init__(self) -> None:
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
        if id(section) not in self._lines:
            self._lines[id(section)] = _by_line(section)
        return self._lines[id(section)].get(id(line), _NONE)

    def of_section(self, section: Section) -> frozenset[str]:
        """The markers that bind to a section as a whole."""
        section = section._written
        found = self._sections.get(id(section))
        if found is None:
            found = self._sections[id(section)] = _of_section(section)
        return found


def read_markers(comment: str) -> frozenset[str]:
    """The markers in a comment: `key=value` once for each value of a list, or a bare word."""
    found: set[str] = set()
    for match in _MARKER.finditer(comment):
        for word in match.group(1).split():
            key, equals, values = word.partition("=")
            found |= {f"{key}={value}" for value in values.split(",") if value} if equals else {key}
    return frozenset(found)


def _by_line(section: Section) -> dict[int, frozenset[str]]:
    if not any(MARKER in text for text in section._texts()):
        return {}
    result: dict[int, frozenset[str]] = {}
    above = _NONE
    for line in section._read():
        if isinstance(line, Statement):
            own = read_markers(f"#{line.comment or ''}") if MARKER in line.text else _NONE
            if above or own:
                result[id(line)] = above | own
            above = _NONE
        else:
            above = above | read_markers(line.text) if line.is_comment else _NONE
    return result


def _of_section(section: Section) -> frozenset[str]:
    comments = [*section._above, section._header_text]
    for line in section._read():
        if isinstance(line, Statement):
            break
        comments.append(line.text)
    return frozenset().union(*(read_markers(comment) for comment in comments if MARKER in comment))
