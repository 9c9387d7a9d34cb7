"""The first word of each line: known, in this section, in this version (language reference, 5)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from haproxy_model.model.line import Statement
from haproxy_model.model.section import Section
from haproxy_model.records import NamedTuple
from haproxy_model.schema.keywords import accepted, first_words, known_in, rows
from haproxy_model.schema.rows import EXPOSE_EXPERIMENTAL, FirstWord, available, experimental, gone, verdict
from haproxy_model.schema.sections import SECTIONS
from haproxy_model.syntax.words import Expandable
from haproxy_model.verdicts.arguments.fit import listed
from haproxy_model.verdicts.finding import Finding, Near, found, shown
from haproxy_model.verdicts.keywords.blanks import beginning
from haproxy_model.verdicts.problem import absence
from haproxy_model.views.active import Active

#: What `no` and `default` may stand before; anything else is refused.
_NEGATABLE = frozenset(
    ("option", "log", "busy-polling", "set-dumpable", "strict-limits", "insecure-fork-wanted", "numa-cpu-mapping")
)


def keyword_findings(active: Active, near: Near) -> Iterator[Finding]:
    """Lines whose keyword HAProxy does not take."""
    spoiled: set[int] = set()
    for statement in active.orphans:
        word = statement.keyword
        spoils = None if statement.prefix else beginning(word)
        if spoils is not None:
            # What would open a section does not: the lines below are no further fault.
            spoiled.add(id(statement._section))
            yield Finding("orphan-directive", spoils, statement)
        elif id(statement._section) not in spoiled and (
            statement.prefix or (word and not isinstance(word, Expandable))
        ):
            message = f"`{shown(word)}` comes before any section{_of_spoe_files(word) or ': move it into one'}"
            yield Finding("orphan-directive", message, statement)
    exposed = False
    for section in active.sections:
        row = SECTIONS[section.kind]
        if not available(row, active.version):
            yield _unknown_section(section, active.version)
            continue
        refused = not exposed and experimental(row, active.version)
        if refused:
            message = (
                f"`{row.name}` sections are experimental: write `{EXPOSE_EXPERIMENTAL}` in a `global` section above"
            )
            yield Finding("experimental-section", message, section.header)
        first = active.first_words(section)
        known = {word: _known(section.kind, active.version, word) for word in first}
        for statement in active.beginning(section, *(word for word in first if not known[word].good)):
            yield from _judge(section, statement, active.version, near)
        if not exposed and not refused and any(each.experimental for each in known.values()):
            yield from _experimental(section, active, {word for word in first if known[word].experimental})
        if section.kind == "defaults" and section.name is None and any(each.for_named for each in known.values()):
            yield from _unnamed(section, active, {word for word in first if known[word].for_named})
        exposed = exposed or (section.kind == "global" and EXPOSE_EXPERIMENTAL in first)


class _Known(NamedTuple):
    """What a section of a version makes of a first word."""

    good: bool
    #: wants `expose-experimental-directives`
    experimental: bool
    #: taken by `defaults` sections only if they have a name
    for_named: bool


@cache
def _known(section: str, version: str, word: str) -> _Known:
    if not accepted(section, word, version):
        return _Known(False, False, False)
    taken = [row for row in rows(section, word) if verdict(row, section, version) in ("accepted", "ignored")]
    wanted = bool(taken) and all(experimental(row, version) for row in taken)
    return _Known(True, wanted, bool(taken) and all(row.named_defaults_only for row in taken))


def _experimental(section: Section, active: Active, words: set[str]) -> Iterator[Finding]:
    for statement in active.beginning(section, EXPOSE_EXPERIMENTAL, *words):
        word = statement.keyword
        if word == EXPOSE_EXPERIMENTAL:
            return
        message = f"`{word}` is experimental: write `{EXPOSE_EXPERIMENTAL}` in a `global` section above"
        yield Finding("experimental-keyword", message, statement)


def _unnamed(section: Section, active: Active, words: set[str]) -> Iterator[Finding]:
    for statement in active.beginning(section, *words):
        message = f"`{statement.keyword}` cannot be used in a `defaults` section without a name: give it one"
        yield Finding("keyword-in-wrong-section", message, statement)


def _unknown_section(section: Section, version: str) -> Finding:
    row = SECTIONS[section.kind]
    if gone(row, version):
        return Finding(
            "keyword-removed", f"`{row.name}` sections were removed in HAProxy {row.removed}", section.header
        )
    message = f"`{row.name}` sections exist since HAProxy {row.since}, the target is {version}"
    return Finding("keyword-too-new", message, section.header)


def _judge(section: Section, statement: Statement, version: str, near: Near) -> Iterator[Finding]:
    word = statement.keyword
    place = 1 if statement.prefix else 0
    if not word or isinstance(word, Expandable):
        return
    if statement.prefix and word not in _NEGATABLE:
        message = f"`{statement.prefix}` cannot be used with `{shown(word)}`, only with {listed(sorted(_NEGATABLE))}"
        yield Finding("bad-prefix", message, statement)
    elif not _known(section.kind, version, word).good:
        yield _refused(section, statement, word, place, version, near)


def _refused(section: Section, statement: Statement, word: str, place: int, version: str, near: Near) -> Finding:
    row: FirstWord | None = first_words(section.kind).get(word)
    if row is not None and not available(row, version):
        return found(absence(row, word, version, place), statement, near)
    known = [name for name in known_in(word) if name != section.kind]
    if elsewhere := [name for name in known if accepted(name, word, version)] or known:
        message = f"`{word}` cannot be used in a `{section.kind}` section: move it to {listed(elsewhere)}"
        return Finding("keyword-in-wrong-section", message, statement, place)
    if row is not None:
        message = f"`{word}` cannot be used in a `{section.kind}` section in HAProxy {version}"
        return Finding("keyword-in-wrong-section", message, statement, place)
    hint = _of_spoe_files(word) or near.hint(
        word, (each for each in first_words(section.kind) if _known(section.kind, version, each).good)
    )
    message = f"`{shown(word)}` is not a keyword of a `{section.kind}` section{hint}"
    return Finding("unknown-keyword", message, statement, place)


def _of_spoe_files(word: str) -> str:
    """Where a word belongs that files of this kind do not know, and those of SPOE do."""
    from haproxy_model.schema.keywords_spoe import SPOE, SPOE_SECTIONS

    if word in SPOE_SECTIONS:
        return "; it opens a section of an SPOE file, which `filter spoe config` names"
    sections = [section for row in SPOE if row.name.partition(" ")[0] == word for section in row.sections.split()]
    if not sections or known_in(word):
        return ""
    return f"; it belongs in {listed(sections)} of an SPOE file"
