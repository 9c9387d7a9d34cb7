"""Where sections stand in the files of a configuration: what `config.backends` and `file.sections` find and edit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, overload

from haproxy_model.errors import AlreadyPlaced, InvalidValue, UnknownName, wrong_kind
from haproxy_model.model import section_classes
from haproxy_model.model.blocks import has_directive, has_directives, opened_by, same_branch, tail_of
from haproxy_model.model.branches import never_together
from haproxy_model.model.collection import Members
from haproxy_model.model.layout import last_of
from haproxy_model.model.named import find_named
from haproxy_model.model.neighbours import adopt_layout
from haproxy_model.model.section import Section
from haproxy_model.schema.sections import TWINS
from haproxy_model.syntax.text import BLANKS

if TYPE_CHECKING:
    from haproxy_model.model.config import Config, File
    from haproxy_model.model.line import Line

T = TypeVar("T", bound=Section)


def any_section(member: object) -> bool:
    """Whether something is a section."""
    return isinstance(member, Section)


def section_name(section: Section) -> str | None:
    """The name of a section, for collections."""
    return section.name


class Placed:
    """What collections of sections need: editing the sections of one or several files."""

    __slots__ = ("_config", "_file", "_kind")

    def __init__(self, config: Config, kind: type[Section] | None, file: File | None = None) -> None:
        self._config = config
        #: the kind of the sections; None for any
        self._kind = kind
        #: the file of the sections; None for any of the configuration
        self._file = file

    @property
    def _files(self) -> tuple[File, ...]:
        return self._config._files if self._file is None else (self._file,)

    def _members(self, accepts: Callable[[Any], bool]) -> list[Any]:
        return self._config._remembered(
            ("sections", self._key),
            lambda: [section for file in self._files for section in file._sections if accepts(section)],
        )

    def _has(self, member: Any, accepts: Callable[[Any], bool]) -> bool:
        return member._file in self._files and bool(member.kind) and accepts(member)

    def _named(
        self, what: str, accepts: Callable[[Any], bool], named: Callable[[Any], str | None], name: str
    ) -> list[Any]:
        members, holds = partial(self._members, accepts), partial(self._has, accepts=accepts)
        size = sum([len(file._sections) for file in self._files])
        return find_named(self._config._indexes, self._key, size, members, holds, named, name)

    @property
    def _key(self) -> tuple[object, ...]:
        return (self._kind, *map(id, self._files))

    #: what the collections hold
    _holds = Section

    def _accepted(self, given: object, accepts: Callable[[Any], bool]) -> Section | None:
        if not isinstance(given, Section):
            raise wrong_kind("a section such as hm.Backend('app')", given)
        if not given.kind:
            raise InvalidValue("the lines before the first section are not a section: insert them one by one")
        return given if accepts(given) else None

    def _append(self, given: object, member: Section, kin: Callable[[Any], bool]) -> None:
        """Put a section behind its kin, where it means the same as at the end: no `defaults` may come between."""
        for file in reversed(self._files):
            last = _last_of(file, self._kind or Section)
            if (
                last is not None
                and not isinstance(member, section_classes.Defaults)
                and not self._has_defaults(file, last + 1)
            ):
                place = _outside_blocks(file, last + 1)
                break
        else:
            file = self._files[-1]
            place = len(file._sections)
        self._place(member, file, place)
        file._last[member.__class__] = member, len(file._sections) - place

    def _has_defaults(self, file: File, place: int) -> bool:
        """Whether there is a `defaults` section after a place."""
        last = _last_of(file, section_classes.Defaults)
        later = self._files[self._files.index(file) + 1 :]
        return (last is not None and last >= place) or any(
            _last_of(each, section_classes.Defaults) is not None for each in later
        )

    def _insert(self, given: object, member: Section, beside: Section, *, after: bool, is_exact: bool = False) -> None:
        file, index = self._find(beside)
        _refuse_placed(member)
        tail = beside._take_tail() if after else []
        self._place(member, file, index + after, tail)

    def _remove(self, member: Section, *, comments: bool = False) -> None:
        file, index = self._find(member)
        tail = member._take_tail()
        member._leave(any(_missing_blanks(file, index, tail)))
        del file._sections[index]
        (file._sections[index - 1] if index else file.preamble)._give_tail(tail)
        member._file = None
        file._last.clear()
        self._config._touched(member)

    def _take_back(self, member: Section) -> None:
        self._remove(member)

    def _remove_all(self, members: list[Section]) -> None:
        for member in members:
            tail_of(member)
        for member in list(members):
            self._remove(member)

    def _permute(self, members: list[Section], ordered: list[Section]) -> None:
        """Put sections into each other's places, unless one would come into another branch of an `.if` block."""
        slots = [self._find(member) for member in members]
        moved = [(slot, new) for slot, old, new in zip(slots, members, ordered, strict=True) if old is not new]
        files = {id(file): file for (file, _), _ in moved}.values()
        if any(map(has_directives, files)) and not all(
            not tail_of(section) and same_branch([section]) for file in files for section in file._sections
        ):
            raise InvalidValue(
                "sections of several branches of `.if` blocks cannot be sorted: move those of one branch"
            )
        dense = {
            id(old) for (file, place), old in zip(slots, members, strict=True) if any(_missing_blanks(file, place, ()))
        }
        for _, member in moved:
            member._leave(id(member) in dense)
        for (file, place), member in moved:
            file._sections[place], member._file = member, file
            file._last.clear()
        for (file, place), member in moved:
            self._config._touched(member)
            if not member._is_dense:
                member._set_apart(*_missing_blanks(file, place, ()))

    def _refuse_name(self, member: Section, others: list[Section], name: str) -> None:
        """Refuse a name that another section has which HAProxy may read beside this one, and takes for its twin."""
        kinds = TWINS[member.kind]
        for other in self._config.sections.all(name):
            if other is member or other.kind not in kinds or never_together(member.header, other.header):
                continue
            raise InvalidValue(f"`{name}` is already the name of a {other.kind} section: choose another one")

    def _refuse_comers(self, members: list[Section], beside: Section | None, but: Section | None = None) -> None:
        """Take sections whatever they are called."""

    def _refuse_placed(self, member: Section) -> None:
        _refuse_placed(member)

    def _move(self, member: Section, beside: Section, *, after: bool) -> None:
        (file, index), (other, place) = self._find(member), self._find(beside)
        ours, theirs = [file.preamble, *file._sections[:index]], [other.preamble, *other._sections[:place]]
        if file is other:
            ours, theirs = file._sections[min(index, place) : max(index, place)], []
        if any(map(has_directives, (file, other))) and not (same_branch(ours) and same_branch(theirs)):
            raise InvalidValue(
                f"{member.title!r} and {beside.title!r} are in different branches of `.if` blocks: "
                "remove one, and insert it where it belongs"
            )
        if after:
            tail_of(beside)
        self._remove(member)
        self._insert(member, member, beside, after=after)

    def _find(self, member: Section) -> tuple[File, int]:
        file = member._file
        if file in self._files and member.kind:
            return file, file._sections.index(member)
        raise UnknownName(f"{member.title!r} is not in this configuration")

    def _place(self, member: Section, file: File, index: int, tail: Sequence[Line] = ()) -> None:
        """Put a free section at a place, with the directives that stood before that place behind it."""
        _refuse_placed(member)
        member._file = file
        file._sections.insert(index, member)
        adopt_layout(member, index)
        file._last.pop(member.__class__, None)
        if file._is_directed is False and has_directive(member):
            file._is_directed = None
        self._config._touched(member)
        if not member._is_dense:
            member._set_apart(*_missing_blanks(file, index, tail))
        member._give_tail(list(tail))


def _last_of(file: File, kind: type[Section]) -> int | None:
    """The place of the last section of a kind, which mostly is near where it was last seen."""
    sections = file._sections
    if kind is Section:
        return len(sections) - 1 if sections else None
    if kind not in file._last:
        place = last_of(sections, len(sections), lambda section: section.__class__ is kind)
        file._last[kind] = None if place is None else (sections[place], len(sections) - place)
    found = file._last[kind]
    if found is None:
        return None
    section, behind = found
    # Since then others were put behind it; what is searched here they have been worth.
    while sections[len(sections) - behind] is not section:
        behind += 1
    file._last[kind] = section, behind
    return len(sections) - behind


def _refuse_placed(member: Section) -> None:
    if member._file is not None:
        raise AlreadyPlaced(
            f"{member.title!r} is already in a configuration: insert its .copy(), or remove it there first"
        )


def _missing_blanks(file: File, index: int, tail: Sequence[Line]) -> tuple[bool, bool]:
    """Whether no blank line stands between a section and what comes before it, and what comes behind it.

    Args:
        file: where it stands.
        index: its place.
        tail: lines that will stand directly behind it.
    """
    own = file._sections[index]._all_texts()
    before = (file._sections[index - 1] if index else file.preamble)._all_texts()[-1:]
    following = file._sections[index + 1]._all_texts() if index + 1 < len(file._sections) else []
    behind = [*[line._whole for line in tail], *following][:1]
    return (
        bool(before and before[0].strip(BLANKS) and own[0].strip(BLANKS)),
        bool(behind and own[-1].strip(BLANKS) and behind[0].strip(BLANKS)),
    )


def _outside_blocks(file: File, place: int) -> int:
    """The place itself, or the first one behind it that lies in no `.if` block."""
    if place == len(file._sections) or not has_directives(file):
        return place
    depth = sum(map(opened_by, (file.preamble, *file._sections[:place])))
    while depth > 0 and place < len(file._sections):
        depth += opened_by(file._sections[place])
        place += 1
    return place


class SectionsOf(Generic[T]):
    """The sections of one kind, as an attribute of the configuration."""

    def __init__(self, kind: type[T]) -> None:
        self.kind = kind

    @overload
    def __get__(self, config: None, owner: type) -> Self: ...
    @overload
    def __get__(self, config: Config, owner: type) -> Members[T]: ...
    def __get__(self, config: Config | None, owner: type) -> Self | Members[T]:
        if config is None:
            return self
        kind = self.kind
        return Members(
            Placed(config, kind),
            f"{kind.kind} section",
            lambda section: section.__class__ is kind,
            section_name,
        )
