"""A change that removes a cause, before it is known which bytes it changes."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from haproxy_model.model.config import File
from haproxy_model.model.line import Statement
from haproxy_model.model.section import Section
from haproxy_model.records import NamedTuple


class Rewording(NamedTuple):
    """A line, or the header of a section, that says other words."""

    line: Statement
    words: tuple[str, ...]


@frozen
class Fix:
    """A change that removes the cause: it is tried on a copy of its lines and reported as edits."""

    title: str
    #: "safe": nothing but the words that the title names changes, and no traffic is cut, refused, delayed or led
    #: elsewhere; "unsafe": right in the usual case.  What deletes an ACL, a section or a server is never safe.
    applicability: str
    #: the section that changes
    section: Section
    #: makes the change in a copy of that section, whose lines are in the same order; None where no line comes or goes
    change: Callable[[Section], object] | None
    #: the lines that are changed whatever else stands there: the copy then holds these alone, in the order of the
    #: section, so that a thousand such fixes cost no more than a thousand lines
    lines: tuple[Statement, ...] | None = None
    #: lines and headers that only say other words, wherever they stand
    rewordings: tuple[Rewording, ...] = ()
    #: what else belongs to it, in other sections
    further: tuple[Fix, ...] = ()
    #: the file whose last line gets its LF
    ends: File | None = None


@frozen
class ByHand:
    """Why no rewrite is exact, and what a person has to decide."""

    reason: str


def safe_if(condition: bool) -> str:
    """The applicability of a fix that is safe under a condition."""
    return "safe" if condition else "unsafe"
