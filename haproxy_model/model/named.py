"""The members of a collection by name: an index that is told of every edit, so that a loop of them stays quick."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, cast

#: Collections that are shorter are looked through: an index costs memory.
FEWEST = 32


class Index(Protocol):
    """What is worked out of the members of a collection and told of their edits."""

    def note(self, member: Any) -> bool:
        """Take note of a member that came, went, moved or changed; gives whether the index is still good."""


class Named:
    """The members of one collection by name; it looks again at those of which it is told.

    Args:
        members: gives the members in order.
        holds: whether something is among them.
        name: the name of a member; None where it has none.
    """

    __slots__ = ("_by_name", "_changed", "_holds", "_known", "_members", "_name", "_unordered")

    def __init__(
        self, members: Callable[[], list[Any]], holds: Callable[[Any], bool], name: Callable[[Any], str | None]
    ) -> None:
        self._members, self._holds, self._name = members, holds, name
        self._by_name: dict[str, list[Any]] = {}
        #: the name under which a member is listed, by its identity
        self._known: dict[int, str] = {}
        self._changed: list[Any] = []
        #: names whose members may be listed in another order than they stand
        self._unordered: set[str] = set()
        for member in members():
            self._add(member)

    def all(self, name: str) -> list[Any]:
        """The members of a name, in order."""
        if self._changed:
            self._look_again()
        found = self._by_name.get(name, [])
        if name in self._unordered:
            self._unordered.discard(name)
            if len(found) > 1:
                places = {id(member): place for place, member in enumerate(self._members())}
                found.sort(key=lambda member: places[id(member)])
        return list(found)

    def note(self, member: object) -> bool:
        """Take note of a member that came, went, moved or changed; gives whether the index is still worth its room."""
        self._changed.append(member)
        return len(self._changed) <= len(self._known) + FEWEST

    def _look_again(self) -> None:
        changed, self._changed = {id(member): member for member in self._changed}, []
        for member in changed.values():
            name = self._known.get(id(member))
            if name is not None:
                del self._known[id(member)]
                self._by_name[name].remove(member)
                if not self._by_name[name]:
                    del self._by_name[name]
        for member in changed.values():
            if self._holds(member):
                self._add(member)

    def _add(self, member: Any) -> None:
        name = self._name(member)
        if name is None:
            return
        there = self._by_name.setdefault(name, [])
        if there:
            self._unordered.add(name)
        there.append(member)
        self._known[id(member)] = name


def find_named(
    indexes: dict[Any, Index],
    key: object,
    size: int,
    members: Callable[[], list[Any]],
    holds: Callable[[Any], bool],
    name_of: Callable[[Any], str | None],
    name: str,
) -> list[Any]:
    """The members of a collection that have a name, in order.

    Args:
        indexes: those that whoever owns the collection keeps.
        key: tells the collection from others of that owner.
        size: about how many members there are.
        members: gives the members in order.
        holds: whether something is among them.
        name_of: the name of a member; None where it has none.
        name: the name that is wanted.
    """
    if size < FEWEST:
        return [member for member in members() if name_of(member) == name]
    index = indexes.get(key)
    if index is None:
        index = indexes[key] = Named(members, holds, name_of)
    return cast(Named, index).all(name)


def note(indexes: dict[Any, Index], member: object) -> None:
    """Tell indexes of an edit, and drop those that nobody asks any more."""
    for key, index in [*indexes.items()]:
        if not index.note(member):
            del indexes[key]
