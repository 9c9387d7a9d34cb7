"""Words that depend on the version: empty ones, and default values of variables (language reference, 2.5 and 2.7)."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.check.finding import Finding, Near
from haproxy_model.diagnostics import Severity
from haproxy_model.model.line import Statement
from haproxy_model.schema.quirks import EMPTY_WORDS_REFUSED, EMPTY_WORDS_TOLD, VARIABLE_DEFAULTS
from haproxy_model.syntax.words import Expandable, variables
from haproxy_model.views.active import ENVIRONMENT_WORDS, Active

#: Without one of these a line has no empty word.
_MAY_BE_EMPTY = ('""', "''", '"$', "\\x00")


def word_findings(active: Active, near: Near) -> Iterator[Finding]:
    """Words that this version refuses wherever they stand."""
    version = active.version
    if not VARIABLE_DEFAULTS.holds(version):
        yield from _defaults(active)
    elif EMPTY_WORDS_TOLD.holds(version) and (
        active.has_word("") or any("$" in text and '"$' in text for text in active.texts)
    ):
        yield from _empty(active, fatal=EMPTY_WORDS_REFUSED.holds(version))


def _empty(active: Active, *, fatal: bool) -> Iterator[Finding]:
    fixed = _variables_that_are_set(active)
    for section in active.sections:
        for statement in (section.header, *active.statements(section)):
            text = statement._text
            if '"' not in text and "'" not in text and "\\" not in text:
                continue
            if not any(sign in text for sign in _MAY_BE_EMPTY) or not statement._words[0]:
                continue
            for place, word in enumerate(statement._words):
                if _is_empty(word, active, fixed):
                    message = "this word is empty: it ends the line's arguments, and what follows counts for nothing"
                    severity = None if fatal else Severity.WARNING
                    yield Finding("empty-word", message, statement, place, fatal=fatal, severity=severity)
                    break


def _is_empty(word: str, active: Active, fixed: set[str]) -> bool:
    """Whether a word is empty for sure: every variable in it, and nothing else stands there, is set nowhere."""
    from haproxy_model.views.expansion import is_unknown

    if not isinstance(word, Expandable):
        return not word
    environment = active.environment
    if environment is None or "'" in word.source or "\\" in word.source or "[*]" in word.source:
        return False
    rest = str(word)
    for name, default, _ in variables(word):
        if name in fixed or is_unknown(name, environment) or environment.get(name, default):
            return False
        for spelling in (f"${{{name}}}", f"${{{name}-{default}}}", f"${name}"):
            rest = rest.replace(spelling, "")
    return not rest


def _variables_that_are_set(active: Active) -> set[str]:
    return {
        name
        for section in active.of_kind("global")
        if not active.first_words(section).isdisjoint(ENVIRONMENT_WORDS)
        for statement in active.statements(section)
        for name in statement._words[1:]
    }


def _defaults(active: Active) -> Iterator[Finding]:
    """2.4 does not know `${NAME-default}`, not even on lines that it does not execute."""
    for file in active.config.files:
        for section in file._blocks():
            for line in [section.header, *section._read()] if section.kind else section._read():
                if not isinstance(line, Statement) or "${" not in line._text or "-" not in line._text:
                    continue
                for place, word in enumerate(line._words):
                    if isinstance(word, Expandable) and any(default is not None for _, default, _ in variables(word)):
                        message = f"default values of variables exist since HAProxy 2.5, the target is {active.version}"
                        yield Finding("unmatched-brace", message, line, place)
                        break
