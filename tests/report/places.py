"""Results made by hand: a text, and spans found by what stands there."""

from __future__ import annotations

from haproxy_model.diagnostics import Diagnostic, Fix, Related, Report, Severity, Span
from haproxy_model.report import Result


def span_of(text: str, what: str, file: str | None = "a.cfg") -> Span:
    start = text.index(what)
    line = text.count("\n", 0, start) + 1
    column = start - (text.rfind("\n", 0, start) + 1) + 1
    before, inside = (part.encode("utf-8", "surrogateescape") for part in (text[:start], what))
    return Span(file, line, column, line, column + len(what), len(before), len(before) + len(inside))


def diagnostic(
    span: Span | None = None,
    message: str = "something is wrong",
    *,
    severity: Severity = Severity.WARNING,
    fatal: bool = False,
    section: str | None = None,
    related: tuple[Related, ...] = (),
    fix: Fix | None = None,
) -> Diagnostic:
    return Diagnostic("XYZ001", "some-rule", severity, fatal, message, span, section, related, fix)


def result_of(text: str, *diagnostics: Diagnostic, name: str = "a.cfg") -> Result:
    lines = text.split("\n")
    return Result(name, Report(diagnostics, "3.4"), lambda file: lines)
