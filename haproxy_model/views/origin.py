"""Where a resolved value comes from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, Literal, TypeVar

from attrs import field, frozen

from haproxy_model.errors import Suggesting
from haproxy_model.model.line import Statement
from haproxy_model.model.section import Section
from haproxy_model.values.value import Value as Compared

T = TypeVar("T")


class Lineage(Suggesting):
    """A section and all that it starts from: many share what they have in common, however long it is."""

    __slots__ = ("parent", "section")

    def __init__(self, section: Section, parent: Lineage | None) -> None:
        self.section = section
        #: the `defaults` section that it starts from, with all that this one starts from
        self.parent = parent

    def __iter__(self) -> Iterator[Section]:
        """The section itself, then what it inherits from, nearest first."""
        current: Lineage | None = self
        while current is not None:
            yield current.section
            current = current.parent


@frozen(eq=False, repr=False)
class Origin(Compared):
    """Where a value comes from: the proxy's (or server's) own line, one that it inherits, or HAProxy itself."""

    _instead = Suggesting._instead

    #: "explicit": its own line; "inherited": one of `defaults` or `default-server`; "built in": HAProxy itself
    kind: Literal["explicit", "inherited", "built in"]
    #: the line that says it; None for what is built in
    statement: Statement | None = field(default=None, eq=False)
    #: the section of that line
    section: Section | None = field(default=None, eq=False)
    _inherited_from: Lineage | None = field(default=None, eq=False, repr=False)

    @property
    def through(self) -> tuple[Section, ...]:
        """The `defaults` sections it came through, nearest to the proxy first, that of the line last."""
        found: list[Section] = []
        for section in self._inherited_from or ():
            found.append(section)
            if section is self.section:
                break
        return tuple(found)


@frozen(eq=False, repr=False)
class Value(Compared, Generic[T]):
    """A resolved value, and where it comes from."""

    _instead = Suggesting._instead

    #: the value
    value: T
    #: where it comes from
    origin: Origin


BUILT_IN = Origin("built in")


def origin_of(statement: Statement, section: Section, lineage: Lineage) -> Origin:
    """The origin of what a line says to a proxy.

    Args:
        statement: the line.
        section: the section that it stands in, one of the lineage.
        lineage: the proxy, and what it starts from.
    """
    if section is lineage.section:
        return Origin("explicit", statement, section)
    return Origin("inherited", statement, section, lineage.parent)
