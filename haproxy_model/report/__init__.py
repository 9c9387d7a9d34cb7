"""Reports for people and programs: one module per format, each a function over the results of a run.

A format takes the results as they come, so that one for people can show the first while the last is still being made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from haproxy_model.records import NamedTuple

if TYPE_CHECKING:
    from haproxy_model.diagnostics import Diagnostic, Report
    from haproxy_model.storage.replacement import Written


class Change(NamedTuple):
    """What fixes made of a file."""

    #: the file as it was named
    path: str
    before: str
    after: str


class Result(NamedTuple):
    """What was found in one configuration."""

    #: the file or directory as the user named it
    name: str
    report: Report
    #: the lines of a file of the configuration as they stand now, without their LFs; none for a file it does not have
    lines: Callable[[str | None], Sequence[str]]
    #: whether the configuration is the one file `name`, so that what has no place in it is at least about that file
    is_file: bool = True
    #: keyword -> what its words are -> how many they are; None where nobody asked
    statistics: Mapping[str, Mapping[str, int]] | None = None
    #: the findings whose fixes were applied, None where nobody asked for it; the report is what they left
    fixed: Sequence[Diagnostic] | None = None
    #: the files that the fixes changed
    changes: Sequence[Change] = ()
    #: what writing them did, None where nothing was written
    written: Written | None = None
    #: the lowest severity that is shown, and the one that makes the exit status 1
    severity: str = "info"
    fail_on: str = "error"
    #: how many findings are too mild to be shown, though the user did not say so
    hidden: int = 0

    @property
    def verdict(self) -> str:
        """What HAProxy makes of it: "accepted", "refused", or "unknown" where findings may have been left out."""
        if self.report.fatal:
            return "refused"
        return "unknown" if self.report._hides else "accepted"


class Failure(NamedTuple):
    """A configuration of which nothing can be said."""

    #: the file or directory as the user named it
    name: str
    #: why, as standard error says it
    message: str
    #: whether that is a fault of our own
    is_fault: bool = False

    @property
    def verdict(self) -> str:
        """What it is instead of accepted or refused."""
        return "fault" if self.is_fault else "unreadable"


class Page(NamedTuple):
    """What is written about a code, for formats that carry it."""

    #: one line
    summary: str
    severity: str
    #: all of it, as text and as Markdown
    text: str
    markdown: str
    #: where it is read; None where that is not known
    url: str | None = None


#: What formats for programs are given.
Found = Result | Failure
