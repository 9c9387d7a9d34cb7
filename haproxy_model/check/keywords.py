"""The first word of each line: known, in this section, in this version (language reference, 5)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from haproxy_model.check.finding import Finding, Near
from haproxy_model.model.line import Statement
from haproxy_model.model.section import Section
from haproxy_model.schema.keywords import accepted, first_words, known_in
from haproxy_model.schema.rows import available
from haproxy_model.schema.sections import SECTIONS
from haproxy_model.schema.versions import number
from haproxy_model.syntax.words import Expandable
from haproxy_model.views.active import Active

#: What `no` and `default` may stand before; anything else is refused.
_NEGATABLE = frozenset(
    ("option", "log", "busy-polling", "set-dumpable", "strict-limits", "insecure-fork-wanted", "numa-cpu-mapping")
)


def keyword_findings(active: Active, near: Near) -> Iterator[Finding]:
    """Lines whose keyword HAProxy does not take."""
    for file in active.config.files:
        for line in file.preamble._read():
            if isinstance(line, Statement) and line._words[0][:1] != ".":
                message = f"`{line.keyword}` stands before any section"
                yield Finding("orphan-directive", message, line)
    for section in active.sections:
        if not available(SECTIONS[section.kind], active.version):
            yield _unknown_section(section, active.version)
            continue
        good = _accepted(section.kind, active.version)
        for statement in active.statements(section):
            if statement._words[0] not in good:
                yield from _judge(section, statement, active.version, near, good)


@cache
def _accepted(section: str, version: str) -> frozenset[str]:
    return frozenset(word for word in first_words(section) if accepted(section, word, version))


def _unknown_section(section: Section, version: str) -> Finding:
    row = SECTIONS[section.kind]
    gone = bool(row.removed) and number(row.removed) <= number(version)
    if gone:
        return Finding("keyword-removed", f"`{row.name}` sections are gone since HAProxy {row.removed}", section.header)
    message = f"`{row.name}` sections exist since HAProxy {row.since}, the target is {version}"
    return Finding("keyword-too-new", message, section.header)


def _judge(
    section: Section, statement: Statement, version: str, near: Near, good: frozenset[str]
) -> Iterator[Finding]:
    word = statement.keyword
    place = 1 if statement.prefix else 0
    if statement.prefix and word not in _NEGATABLE:
        message = f"`{statement.prefix}` cannot stand before `{word}`: expected one of {', '.join(sorted(_NEGATABLE))}"
        yield Finding("bad-prefix", message, statement)
        return
    if word in good or not word or isinstance(word, Expandable):
        return
    row = first_words(section.kind).get(word)
    if row is not None and row.removed and number(row.removed) <= number(version):
        instead = f"; use `{row.instead}`" if row.instead else ""
        message = f"`{word}` is gone since HAProxy {row.removed}{instead}"
        yield Finding("keyword-removed", message, statement, place)
    elif row is not None and number(row.since) > number(version):
        message = f"`{word}` exists since HAProxy {row.since}, the target is {version}"
        yield Finding("keyword-too-new", message, statement, place)
    elif elsewhere := known_in(word):
        message = f"`{word}` has no place in a `{section.kind}` section; it belongs in {_listed(elsewhere)}"
        yield Finding("keyword-in-wrong-section", message, statement, place)
    else:
        message = f"`{word}` is no keyword of a `{section.kind}` section{near.hint(word, good)}"
        yield Finding("unknown-keyword", message, statement, place)


def _listed(names: tuple[str, ...]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
