"""`Config` and `File`: everything that was read, in the files that it was read from."""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, cast, overload

from attrs import define

from haproxy_model.errors import AlreadyPlaced, InvalidValue, SeveralFiles, UnknownName
from haproxy_model.model import doors, section_classes
from haproxy_model.model.blocks import has_directive, has_directives, is_directive, opened_by, same_branch, tail_of
from haproxy_model.model.collection import Members
from haproxy_model.model.given import wrong_kind
from haproxy_model.model.layout import last_of
from haproxy_model.model.named import Named, find_named, note
from haproxy_model.model.preamble import Preamble
from haproxy_model.model.section import Section, new_section
from haproxy_model.schema.sections import SECTIONS
from haproxy_model.storage.names import marks
from haproxy_model.syntax.collector import paused_collector
from haproxy_model.syntax.structure import read_structure, write_structure
from haproxy_model.syntax.text import BLANKS, decode, encode
from haproxy_model.syntax.words import executed_words

if TYPE_CHECKING:
    from haproxy_model.diagnostics import Diagnostic, Span
    from haproxy_model.model.line import Line, Statement
    from haproxy_model.storage.replacement import Write

A = TypeVar("A")
T = TypeVar("T", bound=Section)

#: How many answers are remembered at most, say for so many environments; the oldest goes first.
_MOST_ANSWERS = 64
#: How many sections are read at once at most; each pause of the collector ends with a collection.
_READ_AHEAD = 256
_SECTION_KEYWORDS = frozenset(SECTIONS)


@define(eq=False, init=False, repr=False, weakref_slot=False)
class File:
    """One file of a configuration: the lines before its first section, and its sections."""

    #: the file as it was named when read, None where the bytes came from elsewhere
    path: str | None
    #: the lines before the first section
    preamble: Preamble
    _sections: list[Section]
    _final_newline: bool
    #: the bytes on disk as this library last read or wrote them, None where they came from elsewhere
    _on_disk: bytes | None
    _config: Config
    #: who reads the sections in order is given ever more of them at once: the place of the next one, and how many
    _expected: tuple[int, int]
    #: whether it has directives such as `.if`; None until somebody asks
    _is_directed: bool | None
    #: kind of section -> the last one, and how far from the end it stood when last asked; None where there is none
    _last: dict[type[Section], tuple[Section, int] | None]

    def __init__(self, config: Config, source: bytes, path: str | None, *, on_disk: bool) -> None:
        self._config = config
        self._expected, self._is_directed, self._last = (0, 1), None, {}
        self.path = path
        self._on_disk = source if on_disk else None
        with paused_collector():
            structure = read_structure(decode(source), _SECTION_KEYWORDS)
            self._final_newline = structure.final_newline
            self.preamble = cast(Preamble, new_section(Preamble, [], "", structure.preamble, self))
            self._sections = [
                new_section(_class_of(header), above, header, body, self) for above, header, body in structure.blocks
            ]

    @property
    def sections(self) -> Members[Section]:
        """The sections of this file in order."""
        return Members(_Owner(self._config, None, (self,)), "section", _any, _section_name)

    def dump(self) -> bytes:
        """The bytes of the file as it stands now."""
        return encode(self.dumps())

    def dumps(self) -> str:
        """The text of the file as it stands now; bytes that are not UTF-8 are lone surrogates."""
        lines = self.preamble._texts()
        for section in self._sections:
            lines += section._above
            lines.append(section._header_text)
            lines += section._texts()
        return write_structure(lines, self._final_newline)

    def write(self, path: str | os.PathLike[str] | None = None) -> None:
        """Replace the file on disk by what stands here, as a whole.

        Args:
            path: another file to write, whatever stands there; by default the file that was read.

        Raises:
            FileChanged: the file changed on disk since it was read, is no regular file, or is being written by another
                program all the time.
            InvalidValue: the bytes came from no file, and no path is given; the path names no file; or it leads to
                another file of this configuration, whose changes would be lost.
        """
        _write(self._config, [self], path)

    def _pending(self, path: str | os.PathLike[str] | None) -> Write:
        from haproxy_model.storage.replacement import Write

        if path is None and self.path is None:
            raise InvalidValue("this configuration was not read from a file: give write() a path")
        name = os.fspath(path) if path is not None else cast(str, self.path)
        return Write(name, self.dump(), self._on_disk if self._is_called(name) else None)

    def _is_called(self, name: str) -> bool:
        """Whether a name leads to this file on disk."""
        return self.path is not None and (name == self.path or not marks(name).isdisjoint(marks(self.path)))

    def _read_ahead(self, section: Section) -> list[Section]:
        """The sections to read when one is asked for: one, or a growing run where they are asked for in order."""
        place, count = self._expected
        if self._sections[place : place + 1] != [section]:
            return [section]
        self._expected = (place + count, min(2 * count, _READ_AHEAD))
        return self._sections[place : place + count]

    def _blocks(self) -> Iterator[Section]:
        yield self.preamble
        yield from self._sections

    def _touched(self, section: Section, line: Line | None) -> None:
        """Forget what an edit of a section has made untrue."""
        if is_directive(line):
            self._is_directed = None
        self._config._touched(section if line is section._header else None)

    def _conditions(self, section: Section, statement: Statement) -> tuple[tuple[str, bool], ...]:
        from haproxy_model.model.branches import conditions_at

        return conditions_at(self, section, statement)

    def __repr__(self) -> str:
        return f"<File {self.path or '(no name)'}: {len(self._sections)} sections>"


def _class_of(header: str) -> type[Section]:
    words = executed_words(header)
    return section_classes.KINDS[words[1] if words[0] in ("no", "default") else words[0]]


def _any(member: object) -> bool:
    return isinstance(member, Section)


def _section_name(section: Section) -> str | None:
    return section.name


class _Owner:
    """What collections of sections need: editing the sections of one or several files."""

    __slots__ = ("_config", "_files", "_kind")

    def __init__(self, config: Config, kind: type[Section] | None, files: tuple[File, ...]) -> None:
        self._config = config
        #: the kind of the sections; None for any
        self._kind = kind
        self._files = files

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
        """Whether a `defaults` section stands behind a place."""
        last = _last_of(file, section_classes.Defaults)
        later = self._files[self._files.index(file) + 1 :]
        return (last is not None and last >= place) or any(
            _last_of(each, section_classes.Defaults) is not None for each in later
        )

    def _insert(self, given: object, member: Section, beside: Section, *, after: bool) -> None:
        file, index = self._find(beside)
        _refuse_placed(member)
        tail = beside._take_tail() if after else []
        self._place(member, file, index + after, tail)

    def _remove(self, member: Section) -> None:
        file, index = self._find(member)
        tail = member._take_tail()
        member._leave(any(_missing_blanks(file, index, tail)))
        del file._sections[index]
        (file._sections[index - 1] if index else file.preamble)._give_tail(tail)
        member._file = None
        file._last.clear()
        self._config._touched(member)

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
    behind = [*[line.text for line in tail], *following][:1]
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
            _Owner(config, kind, config.files),
            f"{kind.kind} section",
            lambda section: section.__class__ is kind,
            _section_name,
        )


def _write(config: Config, files: Sequence[File], path: str | os.PathLike[str] | None = None) -> None:
    """Write, then remember what stands on disk now in the files that were read from there."""
    from haproxy_model.storage.replacement import replace_files

    writes = [file._pending(path) for file in files]
    _require_one_name(config, files, writes)
    replace_files(writes)
    for file, write in zip(files, writes, strict=True):
        # Hard links are parted by the write: what was written under one name is then not what the other leads to.
        if file._is_called(write.path):
            file._on_disk = write.content


def _require_one_name(config: Config, files: Sequence[File], writes: Sequence[Write]) -> None:
    """Refuse a write over what another file of the configuration was read from.

    HAProxy may read a file twice, and so may we; of two texts to be written in one place, one would be lost.
    """
    known: dict[Hashable, list[File]] = {}
    for file in config.files:
        for mark in marks(file.path) if file.path is not None else ():
            known.setdefault(mark, []).append(file)
    for file, write in zip(files, writes, strict=True):
        called = [each for mark in marks(write.path) for each in known.get(mark, ())]
        others = [each.path for each in called if each is not file]
        if others and file in called:
            raise InvalidValue(
                f"{write.path} and {others[0]} are one file, so that one text would be lost: read it under one name"
            )
        if others:
            raise InvalidValue(
                f"{write.path} is another file of this configuration, and would be lost: give another path"
            )


def _restored_file(
    config: Config,
    path: str | None,
    on_disk: bytes | None,
    final_newline: bool,
    blocks: list[tuple[type[Section], tuple[Any, ...]]],
) -> File:
    file = File.__new__(File)
    file._config, file.path, file._on_disk, file._final_newline = config, path, on_disk, final_newline
    preamble, *file._sections = [kind.__new__(kind) for kind, _ in blocks]
    file.preamble, file._expected, file._is_directed, file._last = cast(Preamble, preamble), (0, 1), None, {}
    for section, (_, state) in zip((preamble, *file._sections), blocks, strict=True):
        section.__setstate__(state)
        section._file = file
    return file


@define(eq=False, init=False, repr=False, weakref_slot=False)
class Config:
    """A configuration: sections in one file or several; it compares by identity, `hm.equivalent` by meaning."""

    #: the files in the order in which HAProxy reads them
    files: tuple[File, ...]
    #: what was worked out of it, until the next edit
    _answers: dict[Hashable, Any]
    #: sections by name, by what they are of
    _indexes: dict[Hashable, Named]

    def __init__(self, sources: list[tuple[bytes, str | None, bool]]) -> None:
        self._answers, self._indexes = {}, {}
        self.files = tuple(File(self, source, path, on_disk=on_disk) for source, path, on_disk in sources)

    def dump(self) -> bytes:
        """The bytes of the file as it stands now; untouched lines are what was read, byte for byte.

        Raises:
            SeveralFiles: there are several files: ask one of `files`.
        """
        return self._only_file().dump()

    def dumps(self) -> str:
        """The text of the file as it stands now.

        Raises:
            SeveralFiles: there are several files: ask one of `files`.
        """
        return self._only_file().dumps()

    def write(self, path: str | os.PathLike[str] | None = None) -> None:
        """Write every file back; all are checked before the first is replaced.

        Args:
            path: another file to write, whatever stands there; only for a configuration of one file.

        Raises:
            FileChanged: a file changed on disk since it was read, is no regular file, or is being written by another
                program all the time; nothing was written.
            SeveralFiles: a path is given, and there are several files.
            InvalidValue: the bytes came from no file, and no path is given; the path names no file; or one file was
                read under two names, and the changes of one of them would be lost.
        """
        if path is not None:
            self._only_file().write(path)
            return
        _write(self, self.files)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What reading finds: lines that HAProxy cannot read, each with its place."""
        from haproxy_model.model.unreadable import reading_diagnostics

        return tuple(reading_diagnostics(self))

    def span(self, member: Line | Section) -> Span:
        """Where a statement, line or section stands now.

        Raises:
            UnknownName: it is not in this configuration.
        """
        from haproxy_model.model.places import places_of

        return places_of(self).line_span(member)

    effective = doors.effective
    symbols = doors.symbols
    rename = doors.rename

    @property
    def sections(self) -> Members[Section]:
        """Every section of every file, in order."""
        return Members(_Owner(self, None, self.files), "section", _any, _section_name)

    globals = SectionsOf(section_classes.Global)
    defaults = SectionsOf(section_classes.Defaults)
    frontends = SectionsOf(section_classes.Frontend)
    backends = SectionsOf(section_classes.Backend)
    listens = SectionsOf(section_classes.Listen)
    peers = SectionsOf(section_classes.Peers)
    resolvers = SectionsOf(section_classes.Resolvers)
    mailers = SectionsOf(section_classes.Mailers)
    userlists = SectionsOf(section_classes.Userlist)
    rings = SectionsOf(section_classes.Ring)
    log_forwards = SectionsOf(section_classes.LogForward)
    http_errors = SectionsOf(section_classes.HttpErrors)
    fcgi_apps = SectionsOf(section_classes.FcgiApp)
    healthchecks = SectionsOf(section_classes.HealthCheck)
    caches = SectionsOf(section_classes.Cache)
    log_profiles = SectionsOf(section_classes.LogProfile)
    programs = SectionsOf(section_classes.Program)
    crt_stores = SectionsOf(section_classes.CrtStore)
    traces = SectionsOf(section_classes.Traces)
    acmes = SectionsOf(section_classes.Acme)
    namespace_lists = SectionsOf(section_classes.NamespaceList)

    def _remembered(self, question: Hashable, work_out: Callable[[], A]) -> A:
        """The answer to a question about the configuration as it stands, worked out once until the next edit."""
        answers = self._answers
        if question not in answers:
            found = work_out()
            while len(answers) >= _MOST_ANSWERS:
                answers.pop(next(iter(tuple(answers))), None)
            # An edit meanwhile has put a new dictionary in the place of this one.
            answers[question] = found
            return found
        answer: A = answers[question]
        return answer

    def _touched(self, section: Section | None) -> None:
        """Forget what an edit has made untrue; a section is given where it came, went, moved or got another header."""
        if self._answers:
            self._answers = {}
        if section is not None and self._indexes:
            note(self._indexes, section)

    def _only_file(self) -> File:
        if len(self.files) != 1:
            names = ", ".join(file.path or "(no name)" for file in self.files)
            raise SeveralFiles(f"the configuration has {len(self.files)} files ({names}): ask one of config.files")
        return self.files[0]

    def __getstate__(self) -> tuple[Any, ...]:
        return tuple(
            (
                *(file.path, file._on_disk, file._final_newline),
                [(type(section), section._state()) for section in file._blocks()],
            )
            for file in self.files
        )

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self._answers, self._indexes = {}, {}
        self.files = tuple(_restored_file(self, *values) for values in state)

    def __copy__(self) -> Config:
        return self.__deepcopy__(None)

    def __deepcopy__(self, memo: object) -> Config:
        copied = Config.__new__(Config)
        copied.__setstate__(self.__getstate__())
        return copied

    def __repr__(self) -> str:
        return f"<Config: {', '.join(map(repr, self.files))}>"
