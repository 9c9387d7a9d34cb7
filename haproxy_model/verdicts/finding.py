"""A finding of `check`: which kind of message, about which words; its span is computed when the report is made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from haproxy_model.diagnostics import Diagnostic, Related, Severity, Span
from haproxy_model.errors import near_names
from haproxy_model.model.derived import DerivedLine
from haproxy_model.model.expansion import Use
from haproxy_model.model.line import Line, Statement
from haproxy_model.model.masking import masked_message
from haproxy_model.model.places import Places, places_of
from haproxy_model.model.unreadable import section_title, shown
from haproxy_model.records import NamedTuple
from haproxy_model.schema.codes import CODES
from haproxy_model.verdicts.keywords.blanks import beginning, oddity
from haproxy_model.verdicts.problem import Problem
from haproxy_model.views.active import Active

__all__ = [
    "Finding", "Judged", "Near", "diagnostics", "found", "how_to_set", "shown", "variable_notes", "variables_of",
]  # fmt: skip

#: How many near names a message lists at most, from how many it looks for them, and how often a run does so.
NEAR, NEAR_PER_RUN = 2, 20


class Finding:
    """One fact about some words of a line.

    Args:
        kind: the name in `codes.CODES`.
        message: what is said.
        line: the line it is about.
        word: the first word that it is about, counted from 0.
        last: the last one; None for the same one.
        related: other places: what they are, and the line (its second word is pointed at).
        fatal: whether HAProxy of the target version exits 1, where it is not as the code says.
        severity: its severity, where it is not as the code says.
        characters: the characters of the line that it is about, where these are no whole words.
    """

    __slots__ = ("characters", "fatal", "kind", "last", "line", "message", "related", "severity", "word")

    def __init__(
        self,
        kind: str,
        message: str,
        line: Line,
        word: int = 0,
        last: int | None = None,
        *,
        related: tuple[tuple[str, Line], ...] = (),
        fatal: bool | None = None,
        severity: Severity | None = None,
        characters: tuple[int, int] | None = None,
    ) -> None:
        self.kind = kind
        self.message = message
        self.line = line
        self.word = word
        self.last = last
        self.related = related
        self.fatal = fatal
        self.severity = severity
        self.characters = characters


class Judged(NamedTuple):
    """What HAProxy says of a configuration."""

    diagnostics: list[Diagnostic]
    #: the lines that it refuses, by their identity
    refused: frozenset[int]
    #: the lines that were judged
    active: Active
    #: variables that are not set, in the words for which lines are refused: name -> the line, and its word as written
    unset: Mapping[str, tuple[Line, int]]


def diagnostics(active: Active, findings: Iterable[Finding]) -> Iterator[Diagnostic]:
    """The findings with their places; on lines which nobody knows to be executed they drop a level."""
    places: Places | None = None
    for finding in findings:
        places = places or places_of(active.config)
        code = CODES[finding.kind]
        line = finding.line
        doubtful = active.is_doubtful(line)
        severity = finding.severity or code.severity
        fatal = not doubtful and (code.fatal if finding.fatal is None else finding.fatal)
        own = [line.text] if line._written is line else [line.text, line._written.text]
        lines = [*own, *(other.text for _, other in finding.related)]
        message = masked_message((fatal and _oddity(finding)) or finding.message, lines)
        yield Diagnostic(
            code.code,
            code.name,
            severity.lowered() if doubtful else severity,
            fatal,
            f"{message} (in an `.if` branch that may not be taken)" if doubtful else message,
            places.word_span(line, finding.word, finding.last)
            if finding.characters is None
            else places.span(line, *finding.characters),
            section_title(line._section),
            (
                *(
                    Related(masked_message(said, [lines[0], other.text]), places.word_span(other, 1))
                    for said, other in finding.related
                ),
                *variable_notes(finding.line, finding.word, finding.last, places),
            ),
        )


def _oddity(finding: Finding) -> str | None:
    """What explains a refusal better than the message: characters in these words that people read otherwise."""
    line = finding.line
    if line.text.isascii() or not isinstance(line, Statement):
        return None
    reading = line._reading
    if finding.message == beginning(line._first):
        return None
    # What is missing has its place after the last word.
    last = min(finding.word if finding.last is None else finding.last, reading.last)
    return oddity([reading.word(place) for place in range(finding.word, last + 1)], line.text)


def variable_notes(line: Line, word: int, last: int | None, places: Places) -> Iterator[Related]:
    """Notes on the variables in the words that a finding is about, or else in its line: their values, or how to set
    them.

    Args:
        line: the line.
        word: the first word that the finding is about.
        last: the last one; None for the same one.
        places: where things stand.
    """
    if not isinstance(line, DerivedLine):
        return
    own = places.word_span(line, word, last)
    for use in variables_of(line, word, last):
        place: Span | None = places.written_span(line, use.place)
        if place == own:
            place = None
        if use.value is None:
            yield Related(f"`${{{use.name}}}` is not set: {how_to_set(use.name)}", place)
        else:
            quoted = masked_message(f"`${{{use.name}}}` is `{shown(use.value)}` here", [line.text])
            yield Related(quoted, place)


def variables_of(line: Line, word: int, last: int | None = None) -> Iterable[Use]:
    """The variables in some words of a line, and where it ends too early; where these hold none, all of the line."""
    if not isinstance(line, DerivedLine):
        return ()
    about = {*range(line._place_of(word), line._place_of(word if last is None else last) + 1), line._empty}
    return dict.fromkeys([use for use in line._uses if use.place in about] or line._uses)


def how_to_set(name: str) -> str:
    """How to tell us of a variable."""
    return f"give it with `--define {name}=...` or `environment=`"


class Near:
    """Suggests near names, in bounded time: a few looks a run, each among a bounded number of names."""

    def __init__(self) -> None:
        self._left = NEAR_PER_RUN

    def hint(self, name: str, names: Iterable[str]) -> str:
        """`; did you mean "x"?`, or nothing."""
        if self._left <= 0 or len(name) > 100:
            return ""
        self._left -= 1
        near = near_names(name, names, NEAR, 0.7)
        return f"; did you mean {' or '.join(f'`{shown(each)}`' for each in near)}?" if near else ""


def found(problem: Problem, statement: Statement, near: Near) -> Finding:
    """A problem where it was found, with names that are near to the word that it is about."""
    hint = near.hint(statement._reading.word(problem.place), problem.names) if problem.names else ""
    severity = Severity.WARNING if problem.fatal is False and CODES[problem.kind].fatal else None
    message, place, last = problem.message + hint, problem.place, problem.last
    return Finding(problem.kind, message, statement, place, last, fatal=problem.fatal, severity=severity)
