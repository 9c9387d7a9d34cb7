"""Where `.if` blocks begin and end in a file, and what an edit may not do to them (language reference, 3.2).

Blocks know no sections: an `.if` may be the last line of one section and its `.endif` that of the next.  Such
directives belong to the file and not to the section that they stand in, and with them whatever stands below them.
`branches` says which lines stand under which conditions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from haproxy_model.errors import InvalidValue
from haproxy_model.model.line import Line, Statement
from haproxy_model.records import NamedTuple
from haproxy_model.syntax.patterns import search
from haproxy_model.syntax.text import BLANKS

if TYPE_CHECKING:
    from haproxy_model.model.config import File
    from haproxy_model.model.section import Section

_CHANGES = {".if": 1, ".endif": -1}
#: an unread line whose first word may be that of a directive
_LOOKS_LIKE_ONE = search(rf"\n[{BLANKS}]*[.\"'\\]")
_DIRECTIVES = frozenset((".if", ".elif", ".else", ".endif"))


class Mark(NamedTuple):
    """A directive of a block: its word, and where it stands."""

    word: str
    section: Section
    place: int
    directive: Statement


class Blocks(NamedTuple):
    """The blocks of some lines."""

    #: the directives of each block in order, from its `.if` on; of some the `.endif` is missing
    found: list[list[Mark]]
    #: how many directives lack their block, blocks their end, and branches come behind an `.else`
    faults: int
    #: the blocks without an end, outermost first
    unclosed: list[list[Mark]]


def directive_of(line: object) -> str:
    """`.if`, `.elif`, `.else` or `.endif` where a line is one of these; else empty."""
    if not isinstance(line, Statement):
        return ""
    word = line._words[0]
    return word if word[:1] == "." and word in _DIRECTIVES else ""


def marks_of(section: Section, lines: Iterable[Line]) -> list[Mark]:
    """The directives of some lines of a section."""
    marks = []
    for place, line in enumerate(lines):
        if isinstance(line, Statement):
            word = line._words[0]
            if word[:1] == "." and word in _DIRECTIVES:
                marks.append(Mark(word, section, place, line))
    return marks


def read_blocks(marks: Iterable[Mark]) -> Blocks:
    """Put directives together to blocks."""
    found: list[list[Mark]] = []
    unclosed: list[list[Mark]] = []
    faults = 0
    for mark in marks:
        if mark.word == ".if":
            found.append([mark])
            unclosed.append(found[-1])
            continue
        if not unclosed:
            faults += 1
            continue
        faults += mark.word != ".endif" and unclosed[-1][-1].word == ".else"
        unclosed[-1].append(mark)
        if mark.word == ".endif":
            unclosed.pop()
    return Blocks(found, faults + len(unclosed), unclosed)


def marks_in(file: File) -> Iterator[Mark]:
    """Every directive of a file in order."""
    for section in file._blocks():
        yield from _marks_within(section)


def _marks_within(section: Section) -> list[Mark]:
    """The directives of a section; lines that are not read yet stay so where none of them looks like one."""
    if _surely_has_none(section):
        return []
    return marks_of(section, section._read())


def has_directive(section: Section) -> bool:
    """Whether a section has a directive, of a block or not; lines that are not read yet stay so where none may be."""
    return not _surely_has_none(section) and any(map(is_directive, section._read()))


def _surely_has_none(section: Section) -> bool:
    """Whether no line of a section that is not read yet looks like a directive."""
    # A line feed before each line, so that the search jumps from one to the next.
    return not section._is_read and _LOOKS_LIKE_ONE("\n".join(["", *section._lines])) is None


def is_directive(line: Line | None) -> bool:
    """Whether a line begins with a dot, as directives do, of a block or not."""
    return isinstance(line, Statement) and bool(line._words) and line._words[0][:1] == "."


def has_directives(file: File) -> bool:
    """Whether a file has directives; asked again only when a line that may be one was touched."""
    if file._is_directed is None:
        file._is_directed = any(map(has_directive, file._blocks()))
    return file._is_directed


def own_end(section: Section) -> int:
    """The place behind the last line that is the section's own.

    It ends where a directive stands whose block reaches into another section, with the comments that touch it.
    """
    return _own_end(section, marks_of(section, section._read()))


def _own_end(section: Section, own: list[Mark]) -> int:
    lines = section._read()
    if section._file is None or not own or not read_blocks(own).faults:
        return len(lines)
    shared = [
        mark.place
        for block in read_blocks(marks_in(section._file)).found
        if any(mark.section is not section for mark in block)
        for mark in block
        if mark.section is section
    ]
    if not shared:
        return len(lines)
    from haproxy_model.model.comments import own_start

    # The comments that belong to the directive go with it; those above them are of the section.
    end = min(shared)
    return own_start(section, lines[end], end)


class Room(NamedTuple):
    """Where a section takes more lines."""

    #: the place behind the last line that is its own
    end: int
    #: the directives before that
    marks: list[Mark]

    @property
    def is_open(self) -> bool:
        """Whether its own lines leave a block open: somebody is building it."""
        return bool(self.marks and read_blocks(self.marks).unclosed)

    def outside(self, place: int) -> int:
        """The place itself, or behind the `.endif` of the blocks that it lies in."""
        depth = 0
        for mark in self.marks:
            if mark.place >= place and not depth:
                break
            depth = max(depth + _CHANGES.get(mark.word, 0), 0)
            if mark.place >= place and not depth:
                return mark.place + 1
        return self.end if depth else place


def room_in(section: Section) -> Room:
    """Where a section takes more lines."""
    file = section._file
    is_directed = not _is_plain(section) if file is None else has_directives(file)
    marks = marks_of(section, section._read()) if is_directed else []
    end = _own_end(section, marks)
    return Room(end, [mark for mark in marks if mark.place < end])


class _Plain:
    """Kept among the indexes of a free section while it has no directive."""

    def note(self, member: Line) -> bool:
        """Take note of a line that came, went, moved or changed; gives whether there is still none."""
        return not is_directive(member)


def _is_plain(section: Section) -> bool:
    """Whether a free section has no directive."""
    if "plain" not in section._indexes and not has_directive(section):
        section._indexes["plain"] = _Plain()
    return "plain" in section._indexes


def opened_by(section: Section) -> int:
    """How many more blocks a section opens than it closes."""
    return sum([_CHANGES.get(mark.word, 0) for mark in _marks_within(section)])


def same_branch(sections: Iterable[Section]) -> bool:
    """Whether the header of the first of some sections stands under the same directive as what follows them all."""
    depth = 0
    for section in sections:
        for mark in _marks_within(section):
            if not depth and mark.word != ".if":
                return False
            depth += _CHANGES.get(mark.word, 0)
    return not depth


def block_of(directive: Statement) -> list[Mark]:
    """The directives of the block that one belongs to, across the sections of its file.

    Raises:
        InvalidValue: it belongs to no block.
    """
    section = directive._section
    if section is not None:
        marks = marks_of(section, section._read()) if section._file is None else marks_in(section._file)
        for block in read_blocks(marks).found:
            if any(mark.directive is directive for mark in block):
                return block
    raise InvalidValue(f"{directive!r} is not in an `.if` block")


def refuse_unbalanced(section: Section, lines: Sequence[Line], what: str) -> None:
    """Refuse an edit that would take a block apart.

    Args:
        section: what is edited.
        lines: its lines as they would be.
        what: the edit, for the message.

    Raises:
        InvalidValue: a block would lose its beginning or its end, or an `.else` its place, which now have them.
    """
    before, after = [], []
    for each in (section,) if section._file is None else section._file._blocks():
        marks = _marks_within(each)
        before += marks
        after += marks_of(section, lines) if each is section else marks
    if read_blocks(after).faults > read_blocks(before).faults:
        raise InvalidValue(f"{what} would break an `.if` block: call `.unwrap()`, which removes all its directives")


def tail_of(section: Section) -> list[Line]:
    """The lines behind a section's own: directives of blocks that reach into other sections.

    Raises:
        InvalidValue: there are other statements among them, which belong to the section under a condition only.
    """
    tail = section._read()[own_end(section) :]
    for line in tail:
        if not directive_of(line) and not (line.is_blank or line.is_comment):
            raise InvalidValue(
                f"{section.title!r} has lines in an `.if` block that reaches into another section: "
                f"remove {line!r} first"
            )
    return tail
