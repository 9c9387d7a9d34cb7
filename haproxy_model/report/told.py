"""Findings as formats for programs tell them, one by one: what has no place in a file, and files without findings, too.

Each carries what a line of a format needs; paths are those that a pipeline knows: seen from the working directory.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from haproxy_model.records import NamedTuple
from haproxy_model.report import Failure, Found, Result
from haproxy_model.syntax.text import visible

if TYPE_CHECKING:
    from haproxy_model.diagnostics import Diagnostic, Span

#: What a refusal is called that no diagnostic shows; what could not be read has its verdict as its code.
REFUSED = "refused"

#: What gives the name of a file as a pipeline knows it.
Named = Callable[[str], str]


class Told(NamedTuple):
    """One thing that is told about a file."""

    #: the file seen from the working directory, with `/`; not escaped
    path: str
    #: its code, and what the code is called
    code: str
    name: str
    severity: str
    #: the message and its notes, escaped for a screen
    message: str
    notes: tuple[str, ...] = ()
    #: where; None where it is about the whole file
    span: Span | None = None
    #: what it comes from: None where nothing was found, and where nothing was looked for
    diagnostic: Diagnostic | None = None
    result: Result | None = None

    @property
    def title(self) -> str:
        """Its code and name."""
        return self.code if self.code == self.name else f"{self.code} {self.name}"

    @property
    def url(self) -> str | None:
        """Where the page of its code is; None where there is none."""
        return None if self.diagnostic is None else self.diagnostic.url

    @property
    def fatal(self) -> bool:
        """Whether HAProxy refuses the file for it, or whether it is not known."""
        return self.diagnostic is None or self.diagnostic.fatal


def told(found: Iterable[Found], named: Named) -> Iterator[Told]:
    """What there is to tell of each configuration, in order.

    Args:
        found: what was found.
        named: gives the name of a file as a pipeline knows it.
    """
    for each in found:
        if isinstance(each, Failure):
            message = visible(each.message.removeprefix(f"{each.name}: "))
            yield Told(path_of(each.name, named), each.verdict, each.verdict, "error", message)
            continue
        for diagnostic in each.report:
            yield told_of(diagnostic, each, named)
        refusal = hidden_refusal(each)
        if refusal:
            yield Told(path_of(each.name, named), REFUSED, REFUSED, "error", refusal, result=each)


def told_of(diagnostic: Diagnostic, result: Result, named: Named) -> Told:
    """One diagnostic, told."""
    span = diagnostic.span
    path = path_of(file_of(span, result), named)
    notes = tuple(
        visible(each.message if each.span is None else f"{place_of(each.span, result, named)}: {each.message}")
        for each in diagnostic.related
    )
    return Told(
        path,
        diagnostic.code,
        diagnostic.name,
        str(diagnostic.severity),
        visible(diagnostic.message),
        notes,
        span,
        diagnostic,
        result,
    )


def hidden_refusal(result: Result) -> str:
    """What to say of a configuration that HAProxy refuses for what is suppressed alone; empty for others."""
    if not result.report.fatal or any(each.fatal for each in result.report):
        return ""
    return f"HAProxy {result.report.version} refuses it, which is suppressed"


def path_of(name: str, named: Named) -> str:
    """The path of a file as a pipeline knows it."""
    return named(name).replace(os.sep, "/").removeprefix("./")


def file_of(span: Span | None, result: Result) -> str:
    """The file of a place: the configuration itself, where the place has none."""
    return result.name if span is None or span.file is None else span.file


def place_of(span: Span, result: Result, named: Named) -> str:
    """A place as `file:line:column`."""
    return f"{path_of(file_of(span, result), named)}:{span.line}:{span.column}"
