"""What `galera.servers` and `config.listens` are: ordered views that look into one list at each call.

A view holds nothing but its owner and a question; every call looks at the list as it is now.  Iteration runs over a
snapshot, so that members may be inserted and removed meanwhile.  What a Python list can do a view can do too, and the
other lines of the file stay where they are; wherever a name is asked for, the member itself will do.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Generic, Protocol, TypeVar, cast, overload

from haproxy_model.errors import AlreadyPlaced, Guarded, InvalidValue, UnknownName, near, wrong_kind
from haproxy_model.model.given import given_flag, given_items, given_place
from haproxy_model.syntax.text import counted
from haproxy_model.values.fields import is_number

T = TypeVar("T", bound=Any)
D = TypeVar("D")


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
    def _refuse_placed(self, member: Any) -> None: ...
    def _refuse_comers(self, members: list[Any], beside: Any | None, but: Any | None = None) -> None: ...
    def _append(self, given: object, member: Any, kin: Callable[[Any], bool]) -> None: ...
    def _insert(self, given: object, member: Any, beside: Any, *, after: bool, is_exact: bool = False) -> None: ...
    def _remove(self, member: Any, *, comments: bool = False) -> None: ...
    def _remove_all(self, members: list[Any]) -> None: ...
    def _take_back(self, member: Any) -> None: ...
    def _move(self, member: Any, beside: Any, *, after: bool) -> None: ...
    def _refuse_name(self, member: Any, others: list[Any], name: str) -> None: ...
    def _permute(self, members: list[Any], ordered: list[Any]) -> None: ...


class Members(Guarded, Generic[T]):
    """The members of one kind (sections, or lines of a section), in the order of the file; a live list of them."""

    __slots__ = ("_accepts", "_name", "_owner", "_what")

    def __init__(
        self, owner: Owner, what: str, accepts: Callable[[Any], bool], name: Callable[[T], str | None]
    ) -> None:
        self._owner = owner
        self._what = what
        self._accepts = accepts
        self._name = name

    # -- asking --------------------------------------------------------------------------------------------------------

    def __iter__(self) -> Iterator[T]:
        return iter(self._all())

    def __reversed__(self) -> Iterator[T]:
        return iter(self._all()[::-1])

    def __len__(self) -> int:
        return len(self._all())

    def __bool__(self) -> bool:
        return bool(self._all())

    def __eq__(self, other: object) -> bool:
        """Whether another view, or a list, holds the same members in the same order."""
        if isinstance(other, (Members, list)):
            return self._all() == list(other)
        return NotImplemented

    __hash__ = None  # type: ignore[assignment]  # what it holds changes

    @overload
    def __getitem__(self, key: int | str | T) -> T: ...
    @overload
    def __getitem__(self, key: slice) -> list[T]: ...
    def __getitem__(self, key: int | str | T | slice) -> T | list[T]:
        if isinstance(key, slice) or is_number(key):
            return self._all()[key]  # type: ignore[index]
        return self._found(key, ", its place or a slice")  # type: ignore[arg-type]

    def __contains__(self, key: object) -> bool:
        if isinstance(key, str):
            return self.get(key) is not None
        return isinstance(key, self._owner._holds) and self._owner._has(key, self._accepts)

    @overload
    def get(self, name: T | str) -> T | None: ...
    @overload
    def get(self, name: T | str, default: D) -> T | D: ...
    def get(self, name: T | str, default: D | None = None) -> T | D | None:
        """The first member of this name; the default, or None, if there is none."""
        self._require_asked(name)
        if isinstance(name, str):
            return next(iter(self.all(name)), default)
        return name if name in self else default

    def all(self, name: T | str) -> list[T]:
        """Every member of this name (of the name that a given member has), in order."""
        named = name if isinstance(name, str) else self._name(self._found(name))
        return [] if named is None else self._owner._named(self._what, self._accepts, self._name, named)

    def names(self) -> list[str]:
        """The names in order, as often as they occur; members without a name are left out."""
        return [name for name in map(self._name, self._all()) if name is not None]

    def index(self, member: T | str, start: int = 0, stop: int = sys.maxsize) -> int:
        """The place of a member, given itself or by name.

        Raises:
            UnknownName: it is not here, or not between the places that are given.
        """
        found, members = self._found(member), self._all()
        for place in range(*slice(given_place(start), given_place(stop)).indices(len(members))):
            if members[place] is found:
                return place
        raise UnknownName(f"{found!r} is not between these places")

    def count(self, member: T | str) -> int:
        """How many members have a name; of a member whether it is here, 1 or 0."""
        self._require_asked(member)
        return len(self.all(member)) if isinstance(member, str) else int(member in self)

    # -- coming --------------------------------------------------------------------------------------------------------

    def append(self, member: T | str) -> T:
        """Add a member after the last of its kind, and return it.

        `lines` adds after the last line and `statements` after the last statement, so both keep the order given; others
        add after the last line of their kind.  Nothing is added inside an `.if` block, unless one is still open.

        Args:
            member: a line or section that is in no configuration yet, or the text of a line.

        Raises:
            AlreadyPlaced: it is already in a configuration: insert a `.copy()`.
            InvalidValue: it is not of this kind, or its name is taken where HAProxy takes one line of a name only;
                `lines` takes such a line, too.
            TypeError: it is not a line, section or text.
        """
        made = self._fitting(member)
        self._refuse_taken([made])
        self._owner._append(member, made, self._accepts)
        return made

    def extend(self, members: Iterable[T | str]) -> list[T]:
        """Append several members in their order; gives them.  All are looked at before the first is appended.

        Raises:
            AlreadyPlaced: one is in a section already, or is given twice; nothing was appended.
            InvalidValue: one is not of this kind, or has a name that is taken; nothing was appended.
        """
        if isinstance(members, str):
            raise wrong_kind(f"a list of {self._what}s", members)
        given = cast("tuple[T | str, ...]", given_items(members, f"a list of {self._what}s"))
        classes = [each.__class__ for each in given]
        try:
            made = [self._fitting(each) for each in given]
            for each in made:
                self._owner._refuse_placed(each)
            if len({id(each) for each in made}) < len(made):
                raise AlreadyPlaced("one of them is given twice: give its .copy()")
            self._refuse_taken(made)
        except (AlreadyPlaced, InvalidValue, TypeError):
            for offered, kind in zip(given, classes, strict=True):
                if offered.__class__ is not kind:
                    offered.__class__ = kind
            raise
        for offered, member in zip(given, made, strict=True):
            self._owner._append(offered, member, self._accepts)
        return made

    def insert(self, index: int, member: T | str) -> T:
        """Put a new member before that of a place, as a list does; after the last place it is appended.

        It comes into the `.if` block of the member that was there.
        """
        members, made = self._all(), self._fitting(member)
        place = slice(given_place(index), None).indices(len(members))[0]
        self._refuse_taken([made], members[place] if place < len(members) else None)
        if place == len(members):
            self._owner._append(member, made, self._accepts)
        else:
            self._owner._insert(member, made, members[place], after=False, is_exact=self._what == "line")
        return made

    def insert_before(self, member: T | str, new: T | str) -> T:
        """Add a new member directly before another (or its name) and its comments; give the new one; see `append`."""
        beside, made = self._found(member), self._fitting(new)
        self._refuse_taken([made], beside)
        self._owner._insert(new, made, beside, after=False)
        return made

    def insert_after(self, member: T | str, new: T | str) -> T:
        """Add a new member directly after another one (or its name), and return the new one; see `append`."""
        beside, made = self._found(member), self._fitting(new)
        self._refuse_taken([made], beside)
        self._owner._insert(new, made, beside, after=True)
        return made

    def __setitem__(self, key: int | str | T, new: T | str) -> None:
        """Put a new member in the place of one that is here."""
        if isinstance(key, slice):
            raise TypeError(f"one {self._what} is replaced at a time: del those of the slice, then insert the others")
        old, made = self[key], self._fitting(new)
        if made is old:
            return
        self._refuse_taken([made], old, old)
        self._owner._insert(new, made, old, after=False, is_exact=True)
        try:
            self._owner._remove(old)
        except InvalidValue:
            self._owner._take_back(made)
            raise

    # -- going ---------------------------------------------------------------------------------------------------------

    def remove(self, member: T | str, *, comments: bool = False) -> T:
        """Remove a member (or its name), and return it; it can be inserted again.

        Args:
            member: the member, or its name.
            comments: whether the comments go that belong to a line; those of a section always leave with it.

        Raises:
            UnknownName: it is not here.
            InvalidValue: an `.if` block would lose its beginning or its end.
        """
        found, comments = self._found(member), given_flag(comments, "comments")
        self._owner._remove(found, comments=comments)
        return found

    def pop(self, key: int | str | T = -1) -> T:
        """Take out the member of a place or a name, the last one by default; gives it.

        Raises:
            IndexError: there is no such place.
            UnknownName: there is no such name.
        """
        if isinstance(key, slice):
            raise TypeError(f"one {self._what} is taken out at a time: del takes those of a slice")
        return self.remove(self[key])

    def __delitem__(self, key: int | str | T | slice) -> None:
        """Take out the member of a place or a name, or those of a slice."""
        found = self[key] if isinstance(key, slice) else [self[key]]
        self._take_out(found)

    def clear(self) -> None:
        """Take every member out.

        Raises:
            InvalidValue: an `.if` block would be taken apart; nothing was taken out.
        """
        self._take_out(self._all())

    def _take_out(self, members: list[T]) -> None:
        if len(members) == 1:
            self._owner._remove(members[0])
        elif members:
            self._owner._remove_all(members)

    # -- moving --------------------------------------------------------------------------------------------------------

    def move_before(self, member: T | str, other: T | str) -> None:
        """Move a member, with the comments that belong to it, before another one and its comments.

        Raises:
            UnknownName: one of the two is not here.
            InvalidValue: an `.if` block would be broken, or a section would get into another branch of one.
        """
        self._move(member, other, after=False)

    def move_after(self, member: T | str, other: T | str) -> None:
        """Move a member directly after another one; see `move_before`."""
        self._move(member, other, after=True)

    def sort(self, *, key: Callable[[T], Any], reverse: bool = False) -> None:
        """Put the members in the order of their keys, each into the place of another one; equal ones keep theirs.

        The comments that belong to a member go with it.  Whatever is between them stays where it is.

        Raises:
            InvalidValue: a member would come into, or out of, a branch of an `.if` block; nothing was moved.
        """
        if not callable(key):
            raise wrong_kind(f"a function that gives the key of a {self._what}", key)
        members, reverse = self._all(), given_flag(reverse, "reverse")
        self._owner._permute(members, sorted(members, key=key, reverse=reverse))

    def reverse(self) -> None:
        """Turn the order of the members around; see `sort`."""
        members = self._all()
        self._owner._permute(members, members[::-1])

    def rename(self, member: T | str, name: str) -> None:
        """Give a member another name; what refers to it is not changed (`Config.rename` changes both).

        Raises:
            InvalidValue: HAProxy does not take this name, another member has it, or members of this kind have no name.
        """
        found = self._found(member)
        attribute = getattr(type(found), "name", None)
        if attribute is None or (isinstance(attribute, property) and attribute.fset is None):
            raise InvalidValue(f"{_a(self._what)} has no name to change")
        if isinstance(name, str) and name != found.name:
            self._owner._refuse_name(found, self.all(name), name)
        found.name = name

    def _move(self, member: T | str, other: T | str, *, after: bool) -> None:
        found, beside = self._found(member), self._found(other)
        if found is not beside:
            self._owner._move(found, beside, after=after)

    def _all(self) -> list[T]:
        return self._owner._members(self._accepts)

    def _found(self, member: T | str, or_else: str = "") -> T:
        if isinstance(member, str):
            found = self.get(member)
            if found is None:
                raise UnknownName(self._unknown(member))
            return found
        self._require_asked(member, or_else)
        if not self._owner._has(member, self._accepts):
            raise UnknownName(f"{member!r} is not {_a(self._what)} here")
        return member

    def _refuse_taken(self, made: list[T], beside: T | None = None, but: T | None = None) -> None:
        """Refuse new members with names that are taken; who edits `lines` knows what he does."""
        if self._what != "line":
            self._owner._refuse_comers(made, beside, but)

    def _require_asked(self, member: object, or_else: str = "") -> None:
        if not isinstance(member, (str, self._owner._holds)):
            if not or_else and (isinstance(member, slice) or is_number(member)):
                or_else = ", such as members[0]"
            raise wrong_kind(f"{_a(self._what)} or its name{or_else}", member)

    def _fitting(self, member: T | str) -> T:
        made: T | None = self._owner._accepted(member, self._accepts)
        if made is None:
            raise InvalidValue(f"{member!r} is not {_a(self._what)}")
        return made

    def _unknown(self, name: str) -> str:
        return f"no {self._what} here is called {name!r}{near(name, dict.fromkeys(self.names()))}"

    def __repr__(self) -> str:
        first = ", ".join(map(repr, self._all()[:3]))
        return f"<{counted(len(self), self._what)}: {first}{', …' if len(self) > 3 else ''}>"


# No subclass of it: type checkers would refuse `"c1" in servers`.
Sequence.register(Members)


def _a(what: str) -> str:
    """A kind of member with its article, as it is spoken."""
    return f"{'an' if what[0] in 'AEIOaeio' else 'a'} {what}"
