"""Edits that several fixes share."""

from __future__ import annotations

from haproxy_model.model.line import Statement
from haproxy_model.model.section import Section

_SERVERS = ("default-server", "server", "server-template")


def add_option(section: Section, text: str) -> Statement:
    """Put an option line behind the others of its kind, else above the servers."""
    options = [line for line in section.statements if line.keyword == "option"]
    if options:
        return section.statements.insert_after(options[-1], text)
    servers = [line for line in section.statements if line.keyword in _SERVERS]
    return section.statements.insert_before(servers[0], text) if servers else section.statements.append(text)


def add_timeout(section: Section, text: str) -> Statement:
    """Put a timeout behind the others, else where options go."""
    timeouts = [line for line in section.statements if line.keyword == "timeout"]
    return section.statements.insert_after(timeouts[-1], text) if timeouts else add_option(section, text)
