"""The JSON document: one for all configurations of a run, one diagnostic a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, TextIO

from haproxy_model.syntax.text import printable, visible

if TYPE_CHECKING:
    from haproxy_model.diagnostics import Diagnostic, Fix, Span
    from haproxy_model.report import Found
    from haproxy_model.storage.replacement import Written

#: The version of the document, not of HAProxy; it grows when a key changes its meaning or goes.
DOCUMENT = 1

Value = str | int | bool | None | list["Object"] | list[str] | dict[str, "Value"]
Object = dict[str, Value]


def write_json(found: Iterable[Found], stream: TextIO, *, haproxy: str, counts: bool = False) -> None:
    """Write the document of a run.

    Args:
        found: what was found, in order.
        stream: where to write.
        haproxy: the HAProxy version that was asked about, where there is no result; where several versions were asked
            about the document says null.
        counts: whether to say, too, how often each code was found.
    """
    from haproxy_model.report import Failure

    everything: list[Diagnostic] = []
    versions: set[str] = set()
    told: list[Object] = []
    configurations: list[Object] = []
    fixed: list[Object] | None = None
    written: list[Object] | None = None
    summary = {"error": 0, "warning": 0, "info": 0, "fatal": 0}
    counted: list[Object] = []
    for result in found:
        configurations.append(configuration_object(result))
        if isinstance(result, Failure):
            continue
        file = result.name if result.is_file else None
        versions.add(result.report.version)
        if counts:
            everything += result.report
        told += (diagnostic_object(diagnostic, file) for diagnostic in result.report)
        for key, count in result.report.summary().items():
            summary[key] += count
        if result.statistics is not None:
            counted.append(statistics_object(result.name, result.statistics))
        if result.written is not None:
            written = [*(written or ()), *_written_objects(result.written)]
        if result.fixed is not None:
            fixed = [*(fixed or ()), *(_fixed_object(each, result.name) for each in result.fixed)]
    lines = ",".join("\n" + json_text(each, stream) for each in told)
    end = "\n" if told else ""
    stream.write(
        f'{{"version": {DOCUMENT}, "haproxy": {json.dumps(_common(versions, haproxy))}, "diagnostics": [{lines}{end}],'
        f' "configurations": {json_text(configurations, stream)}, "summary": {json.dumps(summary)}'
        + (f', "counts": {json_text(_counts(everything), stream)}' if counts else "")
        + (f', "statistics": {json_text(counted, stream)}' if counted else "")
        + ("" if fixed is None else f', "fixed": {json_text(fixed, stream)}')
        + ("" if written is None else f', "written": {json_text(written, stream)}')
        + "}\n"
    )


def _counts(found: list[Diagnostic]) -> list[Object]:
    from haproxy_model.report.counted import counts_object

    return counts_object(found)


def _common(versions: set[str], haproxy: str) -> str | None:
    return next(iter(versions), haproxy) if len(versions) < 2 else None


def json_text(value: Object | list[Object], stream: TextIO, *, indent: int | None = None) -> str:
    """A value as JSON for a stream: what its encoding may lack is escaped, and what a screen obeys or does not show."""
    ascii_only = not (stream.encoding or "utf-8").lower().replace("-", "").startswith("utf")
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    return "\n".join(line if visible(line) == line else _escaped(line) for line in text.split("\n"))


def _escaped(text: str) -> str:
    return "".join([each if visible(each) == each else json.dumps(each)[1:-1] for each in text])


def configuration_object(found: Found) -> Object:
    """What is said of a configuration as a whole, also of one that could not be read."""
    from haproxy_model.report import Failure

    if isinstance(found, Failure):
        return {
            "name": printable(found.name),
            "verdict": found.verdict,
            "haproxy": None,
            "suppressed": 0,
            "message": printable(found.message),
        }
    return {
        "name": printable(found.name),
        "verdict": found.verdict,
        "haproxy": found.report.version,
        "suppressed": len(found.report.suppressed),
        "message": None,
    }


def write_json_lines(found: Iterable[Found], stream: TextIO) -> None:
    """Write each diagnostic as an object of its own, as it comes, and one for the configuration after its own.

    Args:
        found: what was found, in order.
        stream: where to write.
    """
    from haproxy_model.report import Failure

    for each in found:
        if not isinstance(each, Failure):
            file = each.name if each.is_file else None
            for diagnostic in each.report:
                stream.write(json_text({"type": "diagnostic", **diagnostic_object(diagnostic, file)}, stream) + "\n")
        summary: Object = {} if isinstance(each, Failure) else {"summary": dict(each.report.summary())}
        stream.write(json_text({"type": "configuration", **configuration_object(each), **summary}, stream) + "\n")
        stream.flush()


def _fixed_object(diagnostic: Diagnostic, file: str) -> Object:
    """A finding whose fix was applied."""
    fix = diagnostic.fix
    return {
        "code": diagnostic.code,
        "file": printable(file),
        "section": _shown(diagnostic.section),
        "title": None if fix is None else printable(fix.title),
        "applicability": None if fix is None else fix.applicability,
    }


def _written_objects(written: Written) -> list[Object]:
    """What writing did, an object for each file."""
    return [
        {
            "file": printable(path),
            "changed": path in written.paths,
            "owner_changed": path in written.owner_changed,
            "hard_link_broken": path in written.hard_link_broken,
        }
        for path in (*written.paths, *written.unchanged)
    ]


def diagnostic_object(diagnostic: Diagnostic, file: str | None = None) -> Object:
    """One diagnostic as the document has it.

    Args:
        diagnostic: what was found.
        file: the file that it is about where it has no place.
    """
    related: list[Object] = [
        {"message": printable(each.message), **_place(each.span, None)} for each in diagnostic.related
    ]
    return {
        "code": diagnostic.code,
        "name": diagnostic.name,
        "severity": str(diagnostic.severity),
        "fatal": diagnostic.fatal,
        "message": printable(diagnostic.message),
        **_place(diagnostic.span, file),
        "section": _shown(diagnostic.section),
        "related": related,
        "fix": _fix(diagnostic.fix),
        "url": diagnostic.url,
    }


def statistics_object(name: str, counts: Mapping[str, Mapping[str, int]]) -> Object:
    """What the words of one configuration are, as the document has it.

    Args:
        name: the file or directory as the user named it.
        counts: keyword -> what its words are -> how many they are.
    """
    from haproxy_model.report.statistics import total

    return {
        "configuration": printable(name),
        "keywords": {printable(keyword): dict(kinds) for keyword, kinds in counts.items()},
        "total": dict(total(counts)),
    }


def _place(span: Span | None, file: str | None) -> Object:
    if span is None:
        return {"file": _shown(file), "line": None, "column": None, "end_line": None, "end_column": None}
    return {
        "file": _shown(span.file),
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }


def _fix(fix: Fix | None) -> Object | None:
    """The fix with its texts as they are, for they are to be applied; one that JSON cannot hold is none at all."""
    if fix is None or any(has_raw_bytes(edit.text) for edit in fix.edits):
        return None
    edits: list[Object] = [
        {"file": _shown(edit.file), "start": edit.start, "end": edit.end, "text": edit.text} for edit in fix.edits
    ]
    return {
        "title": printable(fix.title),
        "applicability": fix.applicability,
        "edits": edits,
    }


def has_raw_bytes(text: str) -> bool:
    """Whether a text holds bytes outside UTF-8, which JSON cannot hold."""
    return not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text)


def _shown(text: str | None) -> str | None:
    return None if text is None else printable(text)
