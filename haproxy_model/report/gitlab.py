"""The code quality report of GitLab: one JSON array, which merge requests show."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from haproxy_model.report import Found
from haproxy_model.report.fingerprint import Fingerprints
from haproxy_model.report.json import Object, json_text
from haproxy_model.report.told import Named, Told, told
from haproxy_model.syntax.text import visible

_SEVERITIES = {"error": "critical", "warning": "minor", "info": "info"}


def write_gitlab(found: Iterable[Found], stream: TextIO, *, named: Named) -> None:
    """Write the array.

    Args:
        found: what was found, in order.
        stream: where to write.
        named: gives the name of a file as a pipeline knows it.
    """
    fingerprints = Fingerprints()
    rows = [_row(each, fingerprints.of(each)) for each in told(found, named)]
    stream.write(json_text(rows, stream, indent=1) + "\n")


def _row(each: Told, fingerprint: str) -> Object:
    # GitLab wants a line of everything.
    first, last = (1, 1) if each.span is None else (each.span.line, each.span.end_line)
    row: Object = {
        "description": "\n".join((each.message, *each.notes)),
        "check_name": each.code,
        "fingerprint": fingerprint,
        "severity": "blocker" if each.fatal else _SEVERITIES[each.severity],
        "location": {"path": visible(each.path), "lines": {"begin": first, "end": last}},
    }
    if each.url is not None:
        row["content"] = {"body": f"[{each.code}]({each.url})"}
    return row
