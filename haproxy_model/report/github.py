"""Annotations of GitHub Actions: workflow commands, one a line, which the runner shows beside the lines of the files.

`%`, CR and LF are escaped as the runner reads them back; in properties `:` and `,`, too.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from haproxy_model.report import Found
from haproxy_model.report.told import Named, Told, told
from haproxy_model.syntax.text import visible

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}
_ESCAPED = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_ESCAPED_TOO = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def write_github(found: Iterable[Found], stream: TextIO, *, named: Named) -> None:
    """Write a command for each finding.

    Args:
        found: what was found, in order.
        stream: where to write.
        named: gives the name of a file as a pipeline knows it.
    """
    for each in told(found, named):
        stream.write(_command(each) + "\n")


def _command(each: Told) -> str:
    properties: dict[str, str | int] = {"file": visible(each.path)}
    if each.span is not None:
        span = each.span
        properties |= {"line": span.line, "endLine": span.end_line}
        if span.line == span.end_line:
            # GitHub's last column is marked, too.
            properties |= {"col": span.column, "endColumn": max(span.end_column - 1, span.column)}
    properties["title"] = each.title
    said = ",".join(f"{key}={str(value).translate(_ESCAPED_TOO)}" for key, value in properties.items())
    text = "\n".join([each.message, *(f"note: {note}" for note in each.notes), *_fix(each), *_page(each)])
    return f"::{_COMMANDS[each.severity]} {said}::{text.translate(_ESCAPED)}"


def _page(each: Told) -> list[str]:
    return [] if each.url is None else [f"see {each.url}"]


def _fix(each: Told) -> list[str]:
    fix = each.diagnostic.fix if each.diagnostic is not None else None
    return [] if fix is None else [f"{fix.applicability} fix: {visible(fix.title)}"]
