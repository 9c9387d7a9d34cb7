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
    #: the lowest severity that is shown
    severity: str = "info"
