"""`Config` and `File`: everything that was read, in the files that it was read from."""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define

from haproxy_model.errors import Guarded, InvalidValue, SeveralFiles, wrong_kind
from haproxy_model.model import doors, section_classes
from haproxy_model.model.above_headers import give_to_whom_they_belong
from haproxy_model.model.blocks import is_directive
from haproxy_model.model.collection import Members
from haproxy_model.model.given import given_flag
from haproxy_model.model.joined_files import Files
from haproxy_model.model.line import Statement
from haproxy_model.model.named import Index, note
from haproxy_model.model.placed_sections import Placed, SectionsOf, any_section, section_name
from haproxy_model.model.preamble import Preamble
from haproxy_model.model.section import Section, new_section
from haproxy_model.model.virtual_fields import WrittenFields
from haproxy_model.schema.sections import SECTION_KEYWORDS
from haproxy_model.storage.names import marks, path_of
from haproxy_model.syntax.collector import paused_collector
from haproxy_model.syntax.structure import read_structure, write_structure
from haproxy_model.syntax.text import counted, decode, encode, visible
from haproxy_model.syntax.words import executed_words

if TYPE_CHECKING:
    from haproxy_model.diagnostics import Diagnostic, Span
    from haproxy_model.model.bind import BindParams
    from haproxy_model.model.line import Line
    from haproxy_model.storage.replacement import Write, Written

A = TypeVar("A")

#: How many answers are remembered at most, say for so many environments; the oldest goes first.
_MOST_ANSWERS = 64
#: How many sections are read at once at most; each pause of the collector ends with a collection.
_READ_AHEAD = 256


@define(eq=False, init=False, repr=False, weakref_slot=False)
class File(Guarded):
    """One file of a configuration: the lines before its first section, and its sections."""

    _instead = "change its sections, or the files"

    #: the file as it was named when read, None where the bytes came from elsewhere
    path: str | None
    #: the lines before the first section
    preamble: Preamble
    _sections: list[Section]
    #: the line end that the last line lacks; empty where it has one
    _lacking: str
    #: the CR with which every line ends, empty where none does; None where they differ
    _ending: str | None
    #: the bytes on disk as this library last read or wrote them, None where they came from elsewhere
    _on_disk: bytes | None
    #: the bytes that were written to other files, by their resolved names
    _elsewhere: dict[str, bytes]
    _config: Config
    #: who reads the sections in order is given ever more of them at once: the place of the next one, and how many
    _expected: tuple[int, int]
    #: whether it has directives such as `.if`; None until somebody asks
    _is_directed: bool | None
    #: kind of section -> the last one, and how far from the end it stood when last asked; None where there is none
    _last: dict[type[Section], tuple[Section, int] | None]

    def __init__(self, path: str | os.PathLike[str] | None = None, text: str | bytes = b"") -> None:
        """A free file: `config.files.append(hm.File("conf.d/db.cfg"))` makes it one of a configuration.

        Args:
            path: where `write` puts it.
            text: what it holds; nothing is read from the path.

        Raises:
            TypeError: the path or the text is something else.
        """
        if not isinstance(text, (bytes, str)):
            raise wrong_kind("the content of the file as bytes or text", text)
        if path is not None and not isinstance(path, (str, os.PathLike)):
            raise wrong_kind("the path of a file", path)
        name = None if path is None else str(os.fspath(path))
        self._leave()
        self._take(self._config, encode(text) if isinstance(text, str) else text, name, on_disk=False)

    def _take(self, config: Config, source: bytes, path: str | None, *, on_disk: bool) -> None:
        """Make it of what was read."""
        self._config = config
        self._expected, self._is_directed, self._last, self._elsewhere = (0, 1), None, {}, {}
        self.path = path
        self._on_disk = source if on_disk else None
        with paused_collector():
            structure = read_structure(decode(source), SECTION_KEYWORDS)
            self._lacking, self._ending = structure.lacking, structure.ending
            give_to_whom_they_belong(structure)
            self.preamble = cast(Preamble, new_section(Preamble, [], "", structure.preamble, self))
            self._sections = [
                new_section(_class_of(header), above, header, body, self) for above, header, body in structure.blocks
            ]

    @property
    def sections(self) -> Members[Section]:
        """The sections of this file in order."""
        return Members(Placed(self._config, None, self), "section", any_section, section_name)

    def dump(self) -> bytes:
        """The bytes of the file as it is now."""
        return encode(self.dumps())

    def dumps(self) -> str:
        """The text of the file as it is now; bytes that are not UTF-8 are lone surrogates."""
        lines = self.preamble._texts()
        for section in self._sections:
            lines += section._above
            lines.append(section._header_text)
            lines += section._texts()
        return write_structure(lines, self._lacking)

    def write(
        self, path: str | os.PathLike[str] | None = None, *, overwrite: bool = False, change_owner: bool = False
    ) -> Written:
        """Replace the file on disk by what this holds, as a whole or not at all, unless it has that already.

        Args:
            path: another file to write, whatever it holds at first; by default the file that was read.
            overwrite: whether to write over what others changed since it was read, or written there.
            change_owner: whether the file may get another owner or group, where those that it has cannot be kept.

        Raises:
            FileChanged: the file changed on disk since it was read, or written there; it is not a regular file, or is
                locked by another program; nothing was written.
            InvalidValue: the bytes were not read from a file, and no path is given; the path is not one of a file;
                or it leads to another file of this configuration, whose changes would be lost.
            Unwritable: the directory or the disk refuses, or owner and group cannot be kept.
        """
        return _write(self._config, [self], path, overwrite=overwrite, change_owner=change_owner)

    def _pending(self, path: str | os.PathLike[str] | None, *, overwrite: bool) -> Write:
        from haproxy_model.storage.replacement import Write

        if path is None and self.path is None:
            raise InvalidValue("this configuration was not read from a file: give write() a path")
        name = path_of(path) if path is not None else cast(str, self.path)
        return Write(name, self.dump(), None if overwrite else self._expected_at(name))

    def _expected_at(self, name: str) -> bytes | None:
        """What must still stand at a name; None for whatever stands there."""
        if self._is_called(name):
            return self._on_disk
        # What was written elsewhere may be taken away, and nothing is lost.
        return self._elsewhere.get(os.path.realpath(name)) if "\0" not in name and os.path.exists(name) else None

    def _remember(self, write: Write) -> None:
        """Know what stands on disk now."""
        # Hard links are parted by the write: what was written under one name is then not what the other leads to.
        if self._is_called(write.path):
            self._on_disk = write.content
        else:
            self._elsewhere[os.path.realpath(write.path)] = write.content

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
        if isinstance(line, Statement):
            if is_directive(line):
                self._is_directed = None
                self._config._starting = object()
            elif line._words[:1] == ("default-server",):
                self._config._starting = object()
        self._config._touched(section if line is section._header else None)

    def _refuse_name(self, section: Section, name: str) -> None:
        Placed(self._config, None)._refuse_name(section, [], name)

    def _join(self, config: Config) -> None:
        """Become a file of a configuration."""
        self._config = config

    def _leave(self) -> None:
        """Become a free file."""
        home = Config.__new__(Config)
        home._answers, home._indexes, home._is_home, home._files, home._starting = {}, {}, False, (self,), object()
        self._config = home

    def _conditions(self, section: Section, statement: Statement) -> tuple[tuple[str, bool], ...]:
        from haproxy_model.model.branches import conditions_at

        return conditions_at(self, section, statement)

    @property
    def _lines(self) -> list[str]:
        return self.dumps().split("\n")

    def __repr__(self) -> str:
        return f"<File {visible(self.path or '(no name)')}: {counted(len(self._sections), 'section')}>"


def _class_of(header: str) -> type[Section]:
    words = executed_words(header)
    return section_classes.KINDS[words[1] if words[0] in ("no", "default") else words[0]]


def _write(
    config: Config,
    files: Sequence[File],
    path: str | os.PathLike[str] | None = None,
    *,
    overwrite: bool,
    change_owner: bool,
) -> Written:
    """Write, then remember what stands on disk now in the files that were read from there."""
    from haproxy_model.storage.replacement import replace_files

    overwrite, change_owner = given_flag(overwrite, "overwrite"), given_flag(change_owner, "change_owner")
    writes = [file._pending(path, overwrite=overwrite) for file in files]
    _require_one_name(config, files, writes)
    written = replace_files(writes, change_owner=change_owner)
    for file, write in zip(files, writes, strict=True):
        file._remember(write)
    return written


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
    ends: tuple[str, str | None],
    blocks: list[tuple[type[Section], tuple[Any, ...]]],
) -> File:
    file = File.__new__(File)
    file._config, file.path, file._on_disk, (file._lacking, file._ending) = config, path, on_disk, ends
    preamble, *file._sections = [kind.__new__(kind) for kind, _ in blocks]
    file.preamble, file._expected, file._is_directed, file._last = cast(Preamble, preamble), (0, 1), None, {}
    file._elsewhere = {}
    for section, (_, state) in zip((preamble, *file._sections), blocks, strict=True):
        section.__setstate__(state)
        section._file = file
    return file


@define(eq=False, init=False, repr=False, weakref_slot=False)
class Config(Guarded):
    """A configuration: sections in one file or several; it compares by identity, `hm.equivalent` by meaning."""

    _instead = "change its sections, or the files"

    #: the files in the order in which HAProxy reads them
    _files: tuple[File, ...]
    #: whether somebody made it; else it holds one free file until that has a place
    _is_home: bool
    #: what was worked out of it, until the next edit
    _answers: dict[Hashable, Any]
    #: sections by name, by what they are of
    _indexes: dict[Hashable, Index]
    #: another object since sections, directives or `default-server` lines have come, gone or changed
    _starting: object

    def __init__(self, sources: Sequence[tuple[bytes, str | None, bool]] = ((b"", None, False),)) -> None:
        """An empty configuration: one file that has no name yet.

        Args:
            sources: what was read: bytes, path, and whether they stand on disk; `parse` and `parse_file` give it.
        """
        self._answers, self._indexes, self._is_home, self._starting = {}, {}, True, object()
        files = []
        for source, path, on_disk in sources:
            files.append(File.__new__(File))
            files[-1]._take(self, source, path, on_disk=on_disk)
        self._files = tuple(files)

    @property
    def files(self) -> Files:
        """The files in the order in which HAProxy reads them; a live view, which another file can join."""
        return Files(self)

    def dump(self) -> bytes:
        """The bytes of the file as it is now; lines that were not changed are what was read, byte for byte.

        Raises:
            SeveralFiles: there are several files: ask one of `files`.
        """
        return self._only_file().dump()

    def dumps(self) -> str:
        """The text of the file as it is now; bytes that are not UTF-8 are lone surrogates.

        Raises:
            SeveralFiles: there are several files: ask one of `files`.
        """
        return self._only_file().dumps()

    def write(
        self, path: str | os.PathLike[str] | None = None, *, overwrite: bool = False, change_owner: bool = False
    ) -> Written:
        """Write the files back that changed; all are checked before the first is replaced.

        Args:
            path: another file to write, whatever it holds at first; only for a configuration of one file.
            overwrite: whether to write over what others changed since it was read, or written there.
            change_owner: whether files may get another owner or group, where those that they have cannot be kept.

        Raises:
            FileChanged: a file changed on disk since it was read, or written there; it is not a regular file, or is
                locked by another program; nothing was written.
            SeveralFiles: a path is given, and there are several files.
            InvalidValue: the bytes were not read from a file, and no path is given; the path is not one of a file;
                or one file was read under two names, and the changes of one of them would be lost.
            Unwritable: the directory or the disk refuses, or an owner cannot be kept.
        """
        if path is not None:
            return self._only_file().write(path, overwrite=overwrite, change_owner=change_owner)
        return _write(self, self._files, overwrite=overwrite, change_owner=change_owner)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The lines that HAProxy cannot read, each with its place; `check` finds much more."""
        from haproxy_model.model.unreadable import reading_diagnostics

        return tuple(reading_diagnostics(self))

    def span(self, member: Line | Section) -> Span:
        """The place of a statement, line or section in its file, as it is now.

        Raises:
            UnknownName: it is not in this configuration.
        """
        from haproxy_model.model.line import Line
        from haproxy_model.model.places import places_of

        if not isinstance(member, (Line, Section)):
            raise wrong_kind("a line or a section of this configuration", member)
        return places_of(self).line_span(member)

    effective = doors.effective
    symbols = doors.symbols
    rename = doors.rename

    @property
    def sections(self) -> Members[Section]:
        """Every section of every file, in order."""
        return Members(Placed(self, None), "section", any_section, section_name)

    @property
    def proxies(self) -> Members[section_classes.NamedProxy]:
        """Every `frontend`, `backend` and `listen` section of every file, in order."""
        kind = section_classes.NamedProxy
        return Members(Placed(self, kind), "proxy", lambda section: isinstance(section, kind), section_name)

    @property
    def listeners(self) -> tuple[BindParams, ...]:
        """Every line that listens: the `bind` lines of all sections, and `stats socket` of `global`."""
        from haproxy_model.model.bind import BindParams

        return tuple(line for section in self.sections for line in section.lines if isinstance(line, BindParams))

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
        if section is not None:
            self._starting = object()
            if self._indexes:
                note(self._indexes, section)

    def _empty(self) -> None:
        """Have one empty file left, its own having joined another configuration."""
        self._files = Config()._files
        self._files[0]._config = self
        self._answers, self._indexes, self._starting = {}, {}, object()

    def _only_file(self) -> File:
        if len(self._files) != 1:
            names = ", ".join(file.path or "(no name)" for file in self._files)
            raise SeveralFiles(f"the configuration has {len(self._files)} files ({names}): ask one of config.files")
        return self._files[0]

    def __getstate__(self) -> tuple[Any, ...]:
        return tuple(
            (
                *(file.path, file._on_disk, (file._lacking, file._ending)),
                [(type(section), section._state()) for section in file._blocks()],
            )
            for file in self._files
        )

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self._answers, self._indexes, self._is_home, self._starting = {}, {}, True, object()
        self._files = tuple(_restored_file(self, *values) for values in state)

    def __copy__(self) -> Config:
        return self.__deepcopy__(None)

    def __deepcopy__(self, memo: object) -> Config:
        copied = Config.__new__(Config)
        copied.__setstate__(self.__getstate__())
        return copied

    @property
    def _lines(self) -> list[str]:
        return [line for file in self._files for line in file._lines]

    def __repr__(self) -> str:
        return f"<Config: {', '.join(map(repr, self._files))}>"


for _kind in (File, Config):
    _kind.__attrs_attrs__ = WrittenFields()  # type: ignore[assignment]  # attrs has a tuple there
