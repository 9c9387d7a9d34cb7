"""Where a resolved value comes from."""

from __future__ import annotations

from typing import Generic, Literal, TypeVar

from attrs import field, frozen

from haproxy_model.model.line import Statement
from haproxy_model.model.section import Section

T = TypeVar("T")


@frozen
class Origin:
    """Where a value comes from: the proxy's (or server's) own line, one that it inherits, or HAProxy itself."""

    kind: Literal["explicit", "inherited", "built in"]
    #: the line that says it; None for what is built in
    statement: Statement | None = field(default=None, eq=False)
    #: the section of that line
    section: Section | None = field(default=None, eq=False)
    #: the `defaults` sections it came through, nearest to the proxy first, that of the line last; empty for its own
    through: tuple[Section, ...] = field(default=(), eq=False)


@frozen
class Value(Generic[T]):
    """A resolved value and its origin."""

    value: T
    origin: Origin


BUILT_IN = Origin("built in")


def origin_of(statement: Statement, section: Section, line: tuple[Section, ...]) -> Origin:
    """The origin of what a line says to a proxy.

    Args:
        statement: the line.
        section: the section that it stands in, one of `line`.
        line: the proxy, then the `defaults` sections that it starts from, nearest first.
    """
    if section is line[0]:
        return Origin("explicit", statement, section)
    end = next(place for place, each in enumerate(line) if each is section)
    return Origin("inherited", statement, section, line[1 : end + 1])
