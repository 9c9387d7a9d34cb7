"""Users and groups of a `userlist` that name each other: each has to be there (HAProxy's `userlist_postinit`)."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.model.line import Statement
from haproxy_model.verdicts.finding import Finding, shown
from haproxy_model.views.active import Active

#: What the lines of a kind name.
_NAMED = {"user": "group", "group": "user"}


def userlist_findings(active: Active) -> Iterator[Finding]:
    """Members that are defined nowhere in their list."""
    sections = list(active.of_kind("userlist"))
    names = [active.name(section) for section in sections]
    for section, name in zip(sections, names, strict=True):
        if names.count(name) > 1 or any(line._has_variables for line in active.statements(section)):
            # The lines of lists with the same name all go to the last one; what a variable names nobody knows.
            continue
        lines: dict[str, dict[str, Statement]] = {"user": {}, "group": {}}
        for line in active.beginning(section, *_NAMED):
            # Of several with one name the first counts.
            lines[line.keyword].setdefault(line._argument(1) or "", line)
        for kind, other in _NAMED.items():
            for line in lines[kind].values():
                yield from _unknown(line, other, lines[other])


def _unknown(line: Statement, other: str, known: dict[str, Statement]) -> Iterator[Finding]:
    reading = line._reading
    for part in reading.shape.naming:
        for member in reading.text(part).split(",") if part.type == f"list({other}_ref)" else ():
            if member and member not in known:
                message = f"this userlist has no {other} `{shown(member)}`"
                yield Finding("unknown-member", message, line, part.start)
                return
