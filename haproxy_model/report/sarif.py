"""SARIF 2.1.0: the rules with their pages, the results with their places, fixes and suppressions, in one run.

Columns count code points.  A configuration that could not be read is a notification of the invocation; the verdicts
are properties of the run, for a result says nothing of a file without any.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TextIO
from urllib.parse import quote

from haproxy_model.report import Failure, Found, Page, Result
from haproxy_model.report.byte_places import KnownPlaces
from haproxy_model.report.fingerprint import Fingerprints
from haproxy_model.report.json import Object, configuration_object, has_raw_bytes, json_text
from haproxy_model.report.told import Named, Told, file_of, hidden_refusal, path_of, told_of
from haproxy_model.syntax.text import encode, visible

if TYPE_CHECKING:
    from haproxy_model.diagnostics import Fix, Span, Suppression

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
#: What a suppression is called here: what stands in the file, and what is said elsewhere.
_KINDS = {"marker": "inSource"}


def write_sarif(
    found: Iterable[Found], stream: TextIO, *, named: Named, page: Callable[[str, str], Page | None], version: str
) -> None:
    """Write the document.

    Args:
        found: what was found, in order.
        stream: where to write.
        named: gives the name of a file as a pipeline knows it.
        page: gives what is written about a code under a name.
        version: the version of this program.
    """
    run = _Run(named, page)
    for each in found:
        run.add(each)
    document: Object = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run.document(version)]}
    stream.write(json_text(document, stream, indent=1) + "\n")


class _Run:
    def __init__(self, named: Named, page: Callable[[str, str], Page | None]) -> None:
        self._named = named
        self._page = page
        self._rules: dict[str, Object] = {}
        self._places: dict[str, int] = {}
        self._results: list[Object] = []
        self._remarks: list[Object] = []
        self._configurations: list[Object] = []
        self._is_whole = True
        self._known = KnownPlaces()
        self._fingerprints = Fingerprints()

    def add(self, found: Found) -> None:
        """Take what was found in a configuration."""
        self._configurations.append(configuration_object(found))
        if isinstance(found, Failure):
            self._is_whole = False
            self._remark(found.name, visible(found.message))
            return
        for diagnostic in (*found.report, *found.report.suppressed):
            self._results.append(self._result(told_of(diagnostic, found, self._named), found))
        if refusal := hidden_refusal(found):
            self._remark(found.name, refusal)

    def document(self, version: str) -> Object:
        """The run."""
        driver: Object = {"name": "haproxy-model", "version": version, "rules": list(self._rules.values())}
        invocation: Object = {
            "executionSuccessful": self._is_whole,
            "toolExecutionNotifications": self._remarks,
        }
        return {
            "tool": {"driver": driver},
            "columnKind": "unicodeCodePoints",
            "invocations": [invocation],
            "results": self._results,
            "properties": {"configurations": self._configurations},
        }

    def _remark(self, name: str, message: str) -> None:
        location: Object = {"physicalLocation": {"artifactLocation": self._artifact(name)}}
        self._remarks.append({"level": "error", "message": {"text": message}, "locations": [location]})

    def _result(self, each: Told, result: Result) -> Object:
        diagnostic = each.diagnostic
        assert diagnostic is not None
        notes = [note for note, related in zip(each.notes, diagnostic.related, strict=True) if related.span is None]
        place: Object = {"physicalLocation": self._place(diagnostic.span, result)}
        if diagnostic.section:
            logical: Object = {"fullyQualifiedName": visible(diagnostic.section)}
            place["logicalLocations"] = [logical]
        related: list[Object] = [
            {
                "id": number,
                "message": {"text": visible(other.message)},
                "physicalLocation": self._place(other.span, result),
            }
            for number, other in enumerate(diagnostic.related, 1)
            if other.span is not None
        ]
        fix = diagnostic.fix and self._fix(diagnostic.fix, result)
        found: Object = {
            "ruleId": each.code,
            "ruleIndex": self._rule(each),
            "level": _LEVELS[each.severity],
            "message": {"text": "\n".join((each.message, *notes))},
            "locations": [place],
            "partialFingerprints": {"haproxyModel/v1": self._fingerprints.of(each)},
            "suppressions": [self._suppression(diagnostic.suppression, result)] if diagnostic.suppression else [],
            "properties": {"fatal": diagnostic.fatal},
        }
        if related:
            found["relatedLocations"] = related
        if fix:
            found["fixes"] = [fix]
        return found

    def _rule(self, each: Told) -> int:
        if each.code not in self._rules:
            self._places[each.code] = len(self._rules)
            self._rules[each.code] = _rule(each, self._page(each.code, each.name))
        return self._places[each.code]

    def _place(self, span: Span | None, result: Result) -> Object:
        place: Object = {"artifactLocation": self._artifact(file_of(span, result))}
        if span is not None:
            place["region"] = _region(span)
        return place

    def _artifact(self, name: str) -> Object:
        path = quote(encode(path_of(name, self._named)))
        return {"uri": f"file://{path}" if path.startswith("/") else path}

    def _suppression(self, suppression: Suppression, result: Result) -> Object:
        found: Object = {"kind": _KINDS.get(suppression.kind, "external"), "status": "accepted"}
        if suppression.reason:
            found["justification"] = visible(suppression.reason)
        if suppression.span is not None:
            found["location"] = {"physicalLocation": self._place(suppression.span, result)}
        return found

    def _fix(self, fix: Fix, result: Result) -> Object | None:
        changes: dict[str | None, list[Object]] = {}
        for edit in fix.edits:
            places = self._known.of(result, edit.file)
            if not places or has_raw_bytes(edit.text):
                return None
            start, end = places.place(edit.start), places.place(edit.end)
            region: Object = {
                "startLine": start.line,
                "startColumn": start.column,
                "endLine": end.line,
                "endColumn": end.column,
            }
            changes.setdefault(edit.file, []).append({"deletedRegion": region, "insertedContent": {"text": edit.text}})
        changed: list[Object] = [
            {"artifactLocation": self._artifact(result.name if file is None else file), "replacements": replacements}
            for file, replacements in changes.items()
        ]
        return {
            "description": {"text": visible(fix.title)},
            "artifactChanges": changed,
            "properties": {"applicability": fix.applicability},
        }


def _rule(each: Told, page: Page | None) -> Object:
    found: Object = {
        "id": each.code,
        "name": each.name,
        "shortDescription": {"text": page.summary if page is not None else each.name},
        "defaultConfiguration": {"level": _LEVELS[page.severity if page is not None else each.severity]},
    }
    if page is not None:
        found["help"] = {"text": page.text, "markdown": page.markdown}
        # The format wants a whole address there.
        if page.url and "://" in page.url:
            found["helpUri"] = page.url
    return found


def _region(span: Span) -> Object:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
