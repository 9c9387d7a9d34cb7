"""`check --ignore`: diagnostics that a user does not want to see."""

from __future__ import annotations

from collections.abc import Collection

from haproxy_model.diagnostics import Report
from haproxy_model.errors import InvalidValue
from haproxy_model.schema.codes import CODES
from haproxy_model.verdicts.selection import kept, matches


def without_ignored(report: Report, ignore: Collection[str]) -> Report:
    """The report without some codes; what is fatal goes only by its own full code.

    Args:
        report: what was found.
        ignore: codes, names or code prefixes.

    Raises:
        InvalidValue: one matches nothing that `check` ever says.
    """
    for each in ignore:
        if not any(matches(each, row.code, row.name) for row in CODES.values()):
            raise InvalidValue(f"{each!r} is not a code, name or prefix of anything that `check` says")
    return Report(tuple(kept(report, ignore=ignore)), report.version)
