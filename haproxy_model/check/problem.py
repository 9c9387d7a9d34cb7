"""What is wrong with the words of a line, before it is known which line it is: equal lines have equal problems."""

from __future__ import annotations

from typing import NamedTuple


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
