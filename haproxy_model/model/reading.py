"""What reading finds: lines that HAProxy cannot read, and the end of a file without its LF (language reference, 1 and 2)."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.codes import CODES
from haproxy_model.diagnostics import Diagnostic, Span
from haproxy_model.model.config import Config, File
from haproxy_model.model.line import Line, Statement
from haproxy_model.model.places import Places
from haproxy_model.model.section import Section
from haproxy_model.syntax.text import printable
from haproxy_model.syntax.words import MAX_WORDS, Problem, Scan, read_words, scan_line

_SHOWN = 40


def reading_diagnostics(config: Config) -> Iterator[Diagnostic]:
    """Every line that HAProxy cannot read, in order."""
    places: Places | None = None
    for file in config.files:
        for section, line in _troubled(file):
            problem = scan_line(line.text).problem
            if problem is not None:
                places = places or Places(config)
                yield _diagnostic(problem, line, section, places.span(line, problem.start, problem.end))
        if not file._final_newline:
            places = places or Places(config)
            code = CODES["missing-final-newline"]
            message = "the last line has no LF: HAProxy takes the file for truncated"
            yield Diagnostic(code.code, code.name, code.severity, code.fatal, message, places.end_of(file))


def _troubled(file: File) -> Iterator[tuple[Section, Line]]:
    """The lines that may have a problem: no statement, blank or comment, and those that hold a NUL."""
    for section in file._blocks():
        header = section._header_text
        if "\0" in header:
            yield section, section.header
        for line in section._read():
            if isinstance(line, Statement):
                if "\0" in line._text:
                    yield section, line
            elif not line._text.isspace() and line._text and _has_problem(line._text):
                yield section, line


def _has_problem(text: str) -> bool:
    words = read_words(text)
    return isinstance(words, Scan) and words.problem is not None


def _diagnostic(problem: Problem, line: Line, section: Section, span: Span) -> Diagnostic:
    code = CODES[problem.kind]
    text = line.text
    found = printable(text[problem.start : problem.end])
    rest = printable(text[problem.start : problem.start + _SHOWN])
    message = _MESSAGES[problem.kind].format(found=found, rest=rest, maximum=MAX_WORDS)
    return Diagnostic(code.code, code.name, code.severity, code.fatal, message, span, section.title)


_MESSAGES = {
    "unmatched-quote": "the quote that opens at `{rest}` is never closed on this line",
    "bad-hexadecimal": r"`{found}` is no escape: \x needs two hexadecimal digits",
    "unmatched-brace": "the brace at `{rest}` is not closed behind a variable name: write ${{NAME}} or ${{NAME-default}}",
    "bad-variable-name": "`{found}` cannot begin a variable name: write \\$ for a dollar sign in weak quotes",
    "bad-expansion": "`{rest}`: only [*] may follow a variable name in braces",
    "too-many-words": "`{found}` is one word too many: HAProxy reads at most {maximum} words a line and drops this line",
    "stray-nul": "the line holds a NUL byte: HAProxy stops reading the file here",
    "bad-scope": "`{found}` is no scope: expected [name] alone on the line",
}
