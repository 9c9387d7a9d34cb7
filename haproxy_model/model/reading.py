"""What reading finds: lines that HAProxy cannot read, and the end of a file without its LF (language reference, 1 and 2)."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.codes import CODES
from haproxy_model.diagnostics import Diagnostic, Span
from haproxy_model.model.config import Config, File
from haproxy_model.model.line import Line
from haproxy_model.model.places import Places
from haproxy_model.model.section import Section
from haproxy_model.syntax.text import printable
from haproxy_model.syntax.words import MAX_WORDS, Problem, scan_line

#: How many characters of a word a message shows.
SHOWN = 80


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
        if "\0" in section._header_text:
            yield section, section.header
        for line in section._read():
            text = line._text
            if "\0" in text or (line.__class__ is Line and text and not text.isspace() and text.lstrip()[:1] != "#"):
                yield section, line


def shown(text: str) -> str:
    """A word for a message: printable, and no longer than people want to read."""
    return printable(text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…")


def _diagnostic(problem: Problem, line: Line, section: Section, span: Span) -> Diagnostic:
    code = CODES[problem.kind]
    text = line.text
    found = shown(text[problem.start : problem.end])
    rest = shown(text[problem.start :])
    message = _MESSAGES[problem.kind].format(found=found, rest=rest, maximum=MAX_WORDS)
    return Diagnostic(code.code, code.name, code.severity, code.fatal, message, span, shown(section.title))


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
