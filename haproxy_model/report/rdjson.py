"""The Reviewdog Diagnostic Format, as JSON.  Columns count bytes; a fix of one edit is a suggestion."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TextIO

from haproxy_model.report import Found
from haproxy_model.report.byte_places import BytePlaces, KnownPlaces
from haproxy_model.report.json import Object, has_raw_bytes, json_text
from haproxy_model.report.told import Named, Told, told
from haproxy_model.syntax.text import visible

if TYPE_CHECKING:
    from haproxy_model.diagnostics import Fix

_SEVERITIES = {"error": "ERROR", "warning": "WARNING", "info": "INFO"}


def write_rdjson(found: Iterable[Found], stream: TextIO, *, named: Named) -> None:
    """Write the document.

    Args:
        found: what was found, in order.
        stream: where to write.
        named: gives the name of a file as a pipeline knows it.
    """
    places = KnownPlaces()
    rows = [_row(each, places) for each in told(found, named)]
    document: Object = {"source": {"name": "haproxy-model"}, "diagnostics": rows}
    stream.write(json_text(document, stream, indent=1) + "\n")


def _row(each: Told, known: KnownPlaces) -> Object:
    location: Object = {"path": visible(each.path)}
    row: Object = {
        "message": "\n".join((each.message, *each.notes)),
        "location": location,
        "severity": _SEVERITIES[each.severity],
        "code": {"value": each.code} if each.url is None else {"value": each.code, "url": each.url},
    }
    if each.result is None or each.diagnostic is None:
        return row
    if each.span is not None:
        location["range"] = _range(known.of(each.result, each.span.file), each.span.start, each.span.end)
    suggestion = None if each.diagnostic.fix is None else _suggestion(each, each.diagnostic.fix, known)
    return row if suggestion is None else {**row, "suggestions": [suggestion]}


def _suggestion(each: Told, fix: Fix, known: KnownPlaces) -> Object | None:
    """A fix, where it is one edit of the file that the finding is in: several suggestions would be a choice."""
    file = each.span.file if each.span is not None else None
    edit = fix.edits[0] if len(fix.edits) == 1 else None
    if edit is None or each.result is None or edit.file != file or has_raw_bytes(edit.text):
        return None
    places = known.of(each.result, edit.file)
    return {"range": _range(places, edit.start, edit.end), "text": edit.text} if places else None


def _range(places: BytePlaces, start: int, end: int) -> Object:
    found: Object = {}
    for key, offset in (("start", start), ("end", end)):
        place = places.place(offset)
        found[key] = {"line": place.line, "column": place.byte_column}
    return found
