"""`check --select` and `--ignore`: the diagnostics that a user wants to see."""

from __future__ import annotations

from attrs import evolve

from haproxy_model.diagnostics import Report
from haproxy_model.errors import InvalidValue
from haproxy_model.schema.codes import CODES
from haproxy_model.verdicts.selection import Selection, kept, matches


def only_chosen(report: Report, chosen: Selection) -> Report:
    """The report with what is wanted; what is fatal goes only by its own full code, and is still counted.

    Args:
        report: what was found.
        chosen: what is wanted.
    """
    found = kept(report, chosen)
    return evolve(
        report,
        diagnostics=tuple(each for each in found if each.suppression is None),
        hides=chosen.hides,
        suppressed=(*report.suppressed, *(each for each in found if each.suppression is not None)),
    )


def require_known(chosen: Selection) -> None:
    """Refuse selectors that mean nothing.

    Raises:
        InvalidValue: one matches nothing that `check` ever says.
    """
    for each in chosen.selectors:
        if not any(matches(each, row.code, row.name) for row in CODES.values()):
            raise InvalidValue(f"{each!r} is not a code, name or prefix of anything that `check` says")
