"""Comments that steer the linter: `# haproxy-model: ignore=GAL021,CHK001`, `# haproxy-model: role=reader`.

They bind to the statement on their line or the next one below; in the comments above or behind a section's header, or on
the first lines of its body, to the section.
"""

from __future__ import annotations

import re

from haproxy_model.model.line import Line, Statement
from haproxy_model.model.section import Section

_MARKER = re.compile(r"#\s*haproxy-model:\s*([^#]*)", re.ASCII)
_SIGN = "haproxy-model:"


def read_markers(comment: str) -> frozenset[str]:
    """The markers in a comment: `key=value` once for each value of a list, or a bare word."""
    found: set[str] = set()
    for match in _MARKER.finditer(comment):
        for word in match.group(1).split():
            key, equals, values = word.partition("=")
            found |= {f"{key}={value}" for value in values.split(",") if value} if equals else {key}
    return frozenset(found)


def markers_of_line(line: Line) -> frozenset[str]:
    """The markers that bind to one statement."""
    text = line.text
    found = read_markers(f"#{line.comment or ''}") if _SIGN in text and isinstance(line, Statement) else frozenset()
    if isinstance(line, Statement) and line._section is not None and _mentions(line._section):
        found |= read_markers("\n".join(f"#{each}" for each in (line.comment_above or "").split("\n")))
    return found


def markers_of_section(section: Section) -> frozenset[str]:
    """The markers that bind to a section as a whole."""
    if not _mentions(section):
        return frozenset()
    comments = [*section._above, section._header_text]
    for line in section._read():
        if isinstance(line, Statement):
            break
        comments.append(line.text)
    return frozenset().union(*(read_markers(comment) for comment in comments if _SIGN in comment))


def mentions_markers(text: str) -> bool:
    """Whether a text holds any marker at all."""
    return _SIGN in text


def _mentions(section: Section) -> bool:
    return any(_SIGN in text for text in section._all_texts())
