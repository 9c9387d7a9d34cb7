"""`zero-warning`: HAProxy refuses a configuration of which it has any warning to say (manual 3.1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from haproxy_model.diagnostics import Diagnostic, Severity
from haproxy_model.verdicts.finding import Finding, diagnostics
from haproxy_model.views.active import Active

_KEYWORD = "zero-warning"


def refused_warnings(active: Active, found: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
    """That the warnings among some diagnostics make HAProxy refuse what it would take."""
    lines = [line for section in active.sections_with(_KEYWORD) for line in active.lines(section, _KEYWORD)]
    if lines and any(each.severity is Severity.WARNING for each in found):
        message = "HAProxy refuses the configuration because of the warnings above: fix them, or remove `zero-warning`"
        yield from diagnostics(active, [Finding("warnings-refused", message, lines[0])])
