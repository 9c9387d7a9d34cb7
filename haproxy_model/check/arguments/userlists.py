"""Users and groups of a `userlist` that name each other: each has to be there (HAProxy's `userlist_postinit`)."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.check.finding import Finding, shown
from haproxy_model.model.line import Statement
from haproxy_model.syntax.words import Expandable
from haproxy_model.views.active import Active

#: What a line of a kind names, and behind which word.
_NAMED = {"user": ("group", "groups"), "group": ("user", "users")}


def userlist_findings(active: Active) -> Iterator[Finding]:
    """Members that are defined nowhere in their list."""
    sections = list(active.of_kind("userlist"))
    names = [active.name(section) for section in sections]
    for section, name in zip(sections, names, strict=True):
        statements = active.statements(section)
        if names.count(name) > 1 or any(isinstance(word, Expandable) for line in statements for word in line._words):
            # The lines of lists with the same name all go to the last one; what a variable names nobody knows.
            continue
        lines: dict[str, dict[str, Statement]] = {"user": {}, "group": {}}
        for line in statements:
            if line._words[0] in lines and len(line._words) > 1:
                # Of several with one name the first counts.
                lines[line._words[0]].setdefault(line._words[1], line)
        for kind, (other, word) in _NAMED.items():
            for line in lines[kind].values():
                yield from _unknown(line, other, word, lines[other])


def _unknown(line: Statement, other: str, word: str, known: dict[str, Statement]) -> Iterator[Finding]:
    words = line._words
    place = words.index(word, 2) + 1 if word in words[2:] else len(words)
    for member in words[place].split(",") if place < len(words) else ():
        if member and member not in known:
            message = f"no {other} `{shown(member)}` is defined in this userlist"
            yield Finding("unknown-member", message, line, place)
            return
