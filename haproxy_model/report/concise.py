"""Text without excerpts: a line for each finding, alone (`concise`) or below the name of its file (`grouped`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from haproxy_model.report import Found
from haproxy_model.report.terminal import Pieces, line_writer
from haproxy_model.report.told import Named, Told, told
from haproxy_model.report.wrapping import broken

#: Where lines go on below the name of a file: behind the place.
_INDENT = 10


def write_concise(found: Iterable[Found], stream: TextIO, *, named: Named, color: bool) -> None:
    """Write a line for each finding: `file:line:column: severity[code] message`.

    Args:
        found: what was found, in order.
        stream: where to write.
        named: gives the name of a file as a pipeline knows it.
        color: whether to colour it.
    """
    write = line_writer(stream, color=color)
    for each in told(found, named):
        place = f":{each.span.line}:{each.span.column}" if each.span is not None else ""
        write([(f"{each.path}{place}: ", "place"), *_said(each)])


def write_grouped(
    found: Iterable[Found], stream: TextIO, *, named: Named, color: bool, screen: int | None = None
) -> None:
    """Write the findings of each file below its name, with a blank line between files.

    Args:
        found: what was found, in order.
        stream: where to write.
        named: gives the name of a file as a pipeline knows it.
        color: whether to colour it.
        screen: the columns of the screen, at whose edge lines are broken at blanks; None for no screen.
    """
    write = line_writer(stream, color=color)
    path: str | None = None
    for each in told(found, named):
        if each.path != path:
            if path is not None:
                write([])
            path = each.path
            write([(path, "place")])
        place = f"{each.span.line}:{each.span.column}" if each.span is not None else "-"
        for line in broken([(f"  {place:>7} ", "gutter"), *_said(each)], screen, _INDENT):
            write(line)


def _said(each: Told) -> Pieces:
    fix = each.diagnostic.fix if each.diagnostic is not None else None
    line: Pieces = [(f"{each.severity}[{each.code}]", each.severity), (f" {each.message}", "")]
    return line if fix is None else [*line, (f" ({fix.applicability} fix)", "help")]
