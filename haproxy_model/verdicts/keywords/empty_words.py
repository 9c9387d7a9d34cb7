"""Words that come to nothing, too many of them, and default values of variables (language reference, 2.5 and 2.7)."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.model.derived import DerivedLine
from haproxy_model.model.header import Header
from haproxy_model.model.line import Statement
from haproxy_model.schema.quirks import EMPTY_WORDS_REFUSED, EMPTY_WORDS_TOLD, VARIABLE_DEFAULTS
from haproxy_model.syntax.words import MAX_WORDS, variables
from haproxy_model.verdicts.arguments.keyword_lines import line_problems
from haproxy_model.verdicts.finding import Finding, Near, shown
from haproxy_model.views.active import Active

#: Lines of `peers` that may stand alone, but not with an empty word and more.
_PEERS = ("bind", "peer", "server")


def word_findings(active: Active, near: Near) -> Iterator[Finding]:
    """Words that this version refuses wherever they stand."""
    if not VARIABLE_DEFAULTS.holds(active.version):
        yield from _defaults(active)
    for line in active.filled:
        assert isinstance(line, DerivedLine)
        if line._empty is not None and EMPTY_WORDS_TOLD.holds(active.version):
            fatal = EMPTY_WORDS_REFUSED.holds(active.version)
            unset = next((use.name for use in line._uses if use.place == line._empty and use.value is None), None)
            reason = "this word is empty" if unset is None else f"`${{{unset}}}` is not set, so this word is empty"
            message = f"{reason} and HAProxy ignores what follows"
            severity = None if fatal else Severity.WARNING
            yield Finding("empty-word", message, line, line._last() + 1, fatal=fatal, severity=severity)
        if line._last() >= MAX_WORDS:
            message = (
                f"with the values of its variables, this line has more than the {MAX_WORDS} words that HAProxy reads"
            )
            yield Finding("too-many-words", message, line, MAX_WORDS)
        for place, spelled in line._hollow:
            yield Finding("bad-address", f"`{shown(spelled)}` gives an empty address", line, place)
            break


def surplus_findings(active: Active, near: Near) -> Iterator[Finding]:
    """Words after an empty one that HAProxy nevertheless looks at: it looks whether something stands at their place."""
    for line in active.filled:
        assert isinstance(line, DerivedLine)
        section = line._section
        if section is None or not any(line._beyond) or isinstance(line, Header):
            continue
        if section.kind == "peers" and line.keyword in _PEERS and not line.arguments:
            yield Finding("missing-server-name", f"`{line.keyword}` needs a name or an address", line, 1)
            continue
        end = line._last() + 1
        for problem in line_problems(section.kind, active.version, line._reading_beyond):
            if problem.kind == "unexpected-argument" and problem.place > end:
                yield Finding(problem.kind, problem.message, line, end)
                break


def _defaults(active: Active) -> Iterator[Finding]:
    """2.4 does not know `${NAME-default}`, not even on lines that it does not execute."""
    for file in active.config.files:
        for section in file._blocks():
            for line in [section.header, *section._read()] if section.kind else section._read():
                if not isinstance(line, Statement) or "${" not in line._text or "-" not in line._text:
                    continue
                for place, word in line._open_words:
                    if any(default is not None for _, default, _ in variables(word)):
                        message = f"default values of variables exist since HAProxy 2.5, the target is {active.version}"
                        yield Finding("unmatched-brace", message, line, place)
                        break
