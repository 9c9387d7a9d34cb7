"""What is wrong with the words of a line, before it is known which line it is: equal lines have equal problems."""

from __future__ import annotations

from haproxy_model.records import NamedTuple
from haproxy_model.schema.rows import FirstWord, Keyword, Parameter, gone


class Problem(NamedTuple):
    """One fact about some words; places count from the first word that was judged."""

    #: the name in `codes.CODES`
    kind: str
    message: str
    #: the first word that it is about, and the last one; None for the same one
    place: int = 0
    last: int | None = None
    #: names among which a near one may be suggested for the word at the place
    names: tuple[str, ...] = ()
    #: False where HAProxy only warns of what the code calls fatal
    fatal: bool | None = None


class ParameterProblem(NamedTuple):
    """One fact about a parameter, wherever on the line it stands."""

    #: the name in `codes.CODES`
    kind: str
    message: str
    #: the parameter; empty for the address of the line
    keyword: str
    #: False where HAProxy only warns of what the code calls fatal
    fatal: bool | None = None


def absence(
    row: Keyword | Parameter | FirstWord, name: str, version: str, place: int = 0, last: int | None = None
) -> Problem:
    """That a version does not have something any more, or not yet.

    Args:
        row: its row.
        name: what the line calls it.
        version: the target version.
        place: the first word that it is about.
        last: the last one; None for the same one.
    """
    if gone(row, version):
        instead = f": use `{row.instead}`" if row.instead else ""
        return Problem("keyword-removed", f"`{name}` was removed in HAProxy {row.removed}{instead}", place, last)
    message = f"`{name}` exists since HAProxy {row.since}, the target is {version}"
    return Problem("keyword-too-new", message, place, last)
