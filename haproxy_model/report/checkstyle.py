"""The XML of Checkstyle, which many servers of continuous integration read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO
from xml.etree.ElementTree import Element

from haproxy_model.report import Found
from haproxy_model.report.markup import element, write_document
from haproxy_model.report.told import Named, Told, path_of, told


def write_checkstyle(found: Iterable[Found], stream: TextIO, *, named: Named) -> None:
    """Write the document: an element for each file, also for those in which nothing was found.

    Args:
        found: what was found, in order.
        stream: where to write.
        named: gives the name of a file as a pipeline knows it.
    """
    files: dict[str, Element] = {}
    for each in found:
        rows = list(told([each], named))
        if not rows:
            path = path_of(each.name, named)
            files.setdefault(path, element("file", name=path))
        for row in rows:
            files.setdefault(row.path, element("file", name=row.path)).append(_error(row))
    write_document(element("checkstyle", *files.values(), version="8.0"), stream)


def _error(each: Told) -> Element:
    return element(
        "error",
        line=each.span.line if each.span is not None else 0,
        column=each.span.column if each.span is not None else None,
        severity=each.severity,
        message="; ".join((each.message, *each.notes)),
        source=f"haproxy-model.{each.code}",
    )
