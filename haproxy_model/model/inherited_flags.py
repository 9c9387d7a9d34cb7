"""Whether the `default-server` lines that a server starts from switch a flag on (configuration manual, 5.2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from haproxy_model.model.line import Line, Statement
from haproxy_model.schema.sections import WORKING_PROXIES

if TYPE_CHECKING:
    from haproxy_model.model.section import Section

_SERVERS = ("server", "server-template")


def is_inherited(statement: Statement, flag: str) -> bool:
    """Whether a server would have a flag that its own line does not name, in some branch of `.if`."""
    if statement._section is None or statement._words[0] not in _SERVERS:
        return False
    for line in _default_servers(statement, statement._section):
        for word in reversed(line._words[1:]):
            if word in (flag, f"no-{flag}"):
                return word == flag
    return False


def _default_servers(statement: Statement, section: Section) -> Iterator[Statement]:
    """The `default-server` lines above a server, nearest first, then those of its `defaults`."""
    lines = section._read()
    yield from _reversed(lines[: section._index(statement)])
    if section.kind not in WORKING_PROXIES or section.config is None:
        return
    above = [each for each in section.config.defaults if each.name == section.from_defaults]
    if section.from_defaults is None:
        sections = section.config.sections[:]
        above = [each for each in sections[: sections.index(section)] if each.kind == "defaults"]  # type: ignore[misc]
    if above:
        yield from _reversed(above[-1]._read())


def _reversed(lines: list[Line]) -> Iterator[Statement]:
    return (line for line in reversed(lines) if isinstance(line, Statement) and line._words[0] == "default-server")
