"""What `galera.servers` and `config.listens` are: ordered views that look into one list at each call.

A view holds nothing but its owner and a question; every call looks at the list as it is now.  Iteration runs over a
snapshot, so that members may be inserted and removed meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Generic, Protocol, TypeVar, cast, overload

from haproxy_model.errors import InvalidValue, UnknownName
from haproxy_model.model.given import wrong_kind

T = TypeVar("T", bound=Any)

#: How many names a message lists at most, and among how many they are looked for.
_NEAR, _NEAR_AMONG = 3, 500


class Owner(Protocol):
    """What holds the list: it finds the members and does the editing."""

    @property
    def _holds(self) -> type: ...
    def _members(self, accepts: Callable[[Any], bool]) -> list[Any]: ...
    def _has(self, member: Any, accepts: Callable[[Any], bool]) -> bool: ...
    def _named(
        self, what: str, accepts: Callable[[Any], bool], named: Callable[[Any], str | None], name: str
    ) -> list[Any]: ...
    def _accepted(self, given: object, accepts: Callable[[Any], bool]) -> Any | None: ...
    def _append(self, given: object, member: Any, kin: Callable[[Any], bool]) -> None: ...
    def _insert(self, given: object, member: Any, beside: Any, *, after: bool) -> None: ...
    def _remove(self, member: Any) -> None: ...
    def _move(self, member: Any, beside: Any, *, after: bool) -> None: ...


class Members(Generic[T]):
    """The members of one kind, in the order of the file."""

    __slots__ = ("_accepts", "_name", "_owner", "_what")

    def __init__(
        self, owner: Owner, what: str, accepts: Callable[[Any], bool], name: Callable[[T], str | None]
    ) -> None:
        self._owner = owner
        self._what = what
        self._accepts = accepts
        self._name = name

    def __iter__(self) -> Iterator[T]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def __bool__(self) -> bool:
        return bool(self._all())

    @overload
    def __getitem__(self, key: int | str) -> T: ...
    @overload
    def __getitem__(self, key: slice) -> list[T]: ...
    def __getitem__(self, key: int | str | slice) -> T | list[T]:
        if isinstance(key, str):
            found = self.get(key)
            if found is None:
                raise UnknownName(self._unknown(key))
            return found
        return self._all()[key]

    def __contains__(self, key: object) -> bool:
        if isinstance(key, str):
            return self.get(key) is not None
        return isinstance(key, self._owner._holds) and self._owner._has(key, self._accepts)

    def get(self, name: str) -> T | None:
        """The first member of a name, None without one."""
        return next(iter(self.all(name)), None)

    def all(self, name: str) -> list[T]:
        """Every member of a name."""
        return self._owner._named(self._what, self._accepts, self._name, name)

    def names(self) -> list[str]:
        """The names in order, as often as they occur; members without a name are left out."""
        return [name for name in map(self._name, self._all()) if name is not None]

    def append(self, member: T | str) -> T:
        """Put a member behind the last of its kind; gives the member.

        `lines` puts it behind the last line and `statements` behind the last statement, so that both keep the order
        given; a family behind its own last line.  None puts it into an `.if` block, unless one was begun and not ended.

        Args:
            member: a free line or section, or the text of a line.

        Raises:
            AlreadyPlaced: it stands somewhere; insert a `.copy()`.
            InvalidValue: it is not of this kind.
            TypeError: it is no line, section or text.
        """
        made = self._fitting(member)
        self._owner._append(member, made, self._accepts)
        return made

    def insert_before(self, member: T | str, new: T | str) -> T:
        """Put a new member directly before one that is here, given itself or by name; gives the new one."""
        beside, made = self._found(member), self._fitting(new)
        self._owner._insert(new, made, beside, after=False)
        return made

    def insert_after(self, member: T | str, new: T | str) -> T:
        """Put a new member directly behind one that is here, given itself or by name; gives the new one."""
        beside, made = self._found(member), self._fitting(new)
        self._owner._insert(new, made, beside, after=True)
        return made

    def remove(self, member: T | str) -> T:
        """Take a member out, given itself or by name; gives it, free to be inserted again.

        Raises:
            UnknownName: it is not here.
            InvalidValue: an `.if` block would lose its beginning or its end.
        """
        found = self._found(member)
        self._owner._remove(found)
        return found

    def move_before(self, member: T | str, other: T | str) -> None:
        """Move a member directly before another one.

        Raises:
            UnknownName: one of the two is not here.
            InvalidValue: an `.if` block would be taken apart, or a section would come into another branch of one.
        """
        self._move(member, other, after=False)

    def move_after(self, member: T | str, other: T | str) -> None:
        """Move a member directly behind another one; see `move_before`."""
        self._move(member, other, after=True)

    def rename(self, member: T | str, name: str) -> None:
        """Give a member another name; what refers to it is not changed.

        Raises:
            InvalidValue: no name that HAProxy permits, or members of this kind have none.
        """
        found = self._found(member)
        attribute = getattr(type(found), "name", None)
        if attribute is None or (isinstance(attribute, property) and attribute.fset is None):
            raise InvalidValue(f"a {self._what} has no name to change")
        found.name = name

    def _move(self, member: T | str, other: T | str, *, after: bool) -> None:
        found, beside = self._found(member), self._found(other)
        if found is not beside:
            self._owner._move(found, beside, after=after)

    def _all(self) -> list[T]:
        return self._owner._members(self._accepts)

    def _found(self, member: T | str) -> T:
        if isinstance(member, str):
            return self[member]
        if not isinstance(member, self._owner._holds):
            raise wrong_kind(f"a {self._what} or its name", member)
        if not self._owner._has(member, self._accepts):
            raise UnknownName(f"{member!r} is not a {self._what} here")
        return cast(T, member)

    def _fitting(self, member: T | str) -> T:
        made: T | None = self._owner._accepted(member, self._accepts)
        if made is None:
            raise InvalidValue(f"{member!r} is not a {self._what}")
        return made

    def _unknown(self, name: str) -> str:
        from difflib import get_close_matches

        near = get_close_matches(name[:100], list(dict.fromkeys(self.names()))[:_NEAR_AMONG], _NEAR)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        return f"no {self._what} here is called {name!r}{hint}"

    def __repr__(self) -> str:
        return f"<{len(self)} {self._what}: {', '.join(map(repr, self._all()[:3]))}{', …' if len(self) > 3 else ''}>"
