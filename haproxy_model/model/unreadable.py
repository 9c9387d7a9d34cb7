"""What reading finds: lines that HAProxy cannot read, a last line without its LF (language reference, 1 and 2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest

from haproxy_model.diagnostics import Diagnostic, Span
from haproxy_model.model.config import Config, File
from haproxy_model.model.line import Line
from haproxy_model.model.masking import masked_message
from haproxy_model.model.places import Places, places_of
from haproxy_model.model.section import Section
from haproxy_model.schema.codes import CODES
from haproxy_model.syntax.text import visible
from haproxy_model.syntax.words import MAX_WORDS, Problem, scan_line

#: How many characters of a word a message shows.
SHOWN = 80


def reading_diagnostics(config: Config, texts: Iterable[str] = ()) -> Iterator[Diagnostic]:
    """Every line that HAProxy cannot read, in order.

    Args:
        config: what was read.
        texts: the text of each file, where the caller has it.
    """
    places: Places | None = None
    for file, text in zip_longest(config.files, texts, fillvalue="\0"):
        assert isinstance(file, File)
        for section, line in _troubled(file, may_hold_nul="\0" in text):
            problem = scan_line(line.text).problem
            if problem is not None:
                places = places or places_of(config)
                yield _diagnostic(problem, line, section, places.span(line, problem.start, problem.end))
        if file._lacking:
            places = places or places_of(config)
            code = CODES["missing-final-newline"]
            message = (
                "the last line does not end with LF, so HAProxy takes the file for truncated: end it with a newline"
            )
            yield Diagnostic(code.code, code.name, code.severity, code.fatal, message, places.end_of(file))


def _troubled(file: File, *, may_hold_nul: bool) -> Iterator[tuple[Section, Line]]:
    """The lines that may have a problem: no statement, blank or comment, and those that hold a NUL."""
    for section in file._blocks():
        if may_hold_nul and "\0" in section._header_text:
            yield section, section.header
        lines = section._read()
        for line in lines if may_hold_nul else [line for line in lines if line.__class__ is Line and line._text]:
            text = line._text
            if "\0" in text or (line.__class__ is Line and text.strip() and text.lstrip()[:1] != "#"):
                yield section, line


def shown(text: str) -> str:
    """A word for a message: printable, and no longer than people want to read."""
    return visible(text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…")


def section_title(section: Section | None) -> str | None:
    """How a diagnostic calls the section that it lies in; None before the first one."""
    if section is None or not section.kind:
        return None
    name = section.name
    # No more of a long name than is shown: a section may have a finding on every line.
    return shown(section.kind if name is None else f"{section.kind} {name[:SHOWN]}")


def _diagnostic(problem: Problem, line: Line, section: Section, span: Span) -> Diagnostic:
    code = CODES[problem.kind]
    text = line.text
    found = shown(text[problem.start : problem.end])
    rest = shown(text[problem.start :])
    message = masked_message(_MESSAGES[problem.kind].format(found=found, rest=rest, maximum=MAX_WORDS), [text])
    return Diagnostic(code.code, code.name, code.severity, code.fatal, message, span, section_title(section))


_MESSAGES = {
    "unmatched-quote": "the quote that opens at `{rest}` is not closed: close it on this line",
    "bad-hexadecimal": r"`{found}` is not an escape: \x needs two hexadecimal digits",
    "unmatched-brace": "the brace at `{rest}` is not closed after a name: write ${{NAME}} or ${{NAME-default}}",
    "bad-variable-name": "`{found}` cannot begin a variable name: write \\$ for a dollar sign in double quotes",
    "bad-expansion": "`{rest}`: only [*] may follow a variable name in braces",
    "too-many-words": "`{found}` is one word too many: HAProxy takes at most {maximum} a line and drops this one",
    "stray-nul": "HAProxy stops reading the file at the NUL byte in this line: remove the byte",
    "bad-scope": "`{found}` is not a scope: expected [name] alone on the line",
}
