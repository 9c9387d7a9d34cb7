"""`Section`: a header, the comments that touch it, and the one list of lines that every collection is a view of.

A section holds the raw lines until somebody asks for them; then all of them are read at once.  It knows the file that
it stands in, and through it the Config; nothing below a section looks further up than the section itself.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Self, cast

from attrs import define

from haproxy_model.errors import Guarded, InvalidValue, UnknownName, wrong_kind
from haproxy_model.model import placing
from haproxy_model.model.blocks import directive_of, own_end, refuse_unbalanced, tail_of
from haproxy_model.model.collection import Members
from haproxy_model.model.given import given_text
from haproxy_model.model.header import Header, name_in, refuse_unread
from haproxy_model.model.layout import end_of_statements, ending
from haproxy_model.model.line import UNGUARDED, Line, Statement, new_line, new_statement
from haproxy_model.model.line_objects import read_lines
from haproxy_model.model.named import Index, find_named, note
from haproxy_model.model.trailing import spelled
from haproxy_model.model.virtual_fields import VirtualFields, assign
from haproxy_model.model.word_kinds import is_name
from haproxy_model.schema.sections import SECTION_KEYWORDS, SECTIONS
from haproxy_model.syntax.collector import paused_collector
from haproxy_model.syntax.structure import read_structure
from haproxy_model.syntax.text import BLANKS, canonical, counted, visible
from haproxy_model.syntax.words import executed_words

if TYPE_CHECKING:
    from haproxy_model.diagnostics import Span
    from haproxy_model.model.config import Config, File

_reading = threading.RLock()


@define(eq=False, init=False, repr=False, weakref_slot=False)
class Section(Guarded):
    """A section of any kind; the kinds that have attributes of their own are classes under it.

    Built by hand: `Backend("app", Server("a1", "10.0.0.2:80"), from_defaults="base")`; lines keep the order given.
    """

    _instead = "change its lines, or the collections of them"

    _above: list[str]
    _header: str | Header
    _lines: list[Any]
    _is_read: bool
    _file: File | None
    #: the blank lines that keep it apart where it was inserted, above and below; they go when it leaves
    _apart: tuple[bool, Line | None]
    #: it stood next to another section without a blank line, and shall again
    _is_dense: bool
    #: it was built by hand and stood nowhere yet: it takes indent and line ending of the file that it comes into
    _is_new: bool
    #: the comments above a statement or the header before they were changed first and last, by its identity
    _told: dict[int, tuple[Statement, list[str], list[str]]]
    #: members by name, by what they are called in messages; made when a long collection is first asked for one
    _indexes: dict[str, Index]
    #: what `Config._starting` was when no `default-server` line counted here
    _nothing: object

    #: the keyword that opens it
    kind: ClassVar[str] = ""

    def __init__(
        self, name: str | None = None, *lines: Line | str, from_defaults: str | None = None, **changes: object
    ) -> None:
        """A free section: `Backend("app", Server("a1", "10.0.0.2:80"), mode="http")`.

        Args:
            name: its name; None for a kind that has none.
            lines: its lines in order, or their texts.
            from_defaults: the `defaults` section that it starts from.
            changes: settings by attribute, `comment`; `text` is a whole section as it is written.

        Raises:
            InvalidValue: HAProxy could not hold a name or a value, or there is no such setting.
        """
        text = changes.pop("text", None)
        if text is None:
            self._begin(name, from_defaults)
            placing.fill(self, lines)
        else:
            self._take(canonical(given_text(text, "a section as text")))
        assign(self, changes)

    def _take(self, text: str) -> None:
        """Make a free section of its text."""
        structure = read_structure(f"{text}\n", SECTION_KEYWORDS)
        block = structure.blocks[0] if structure.blocks else None
        words = () if block is None else executed_words(block.header)
        if block is None or structure.preamble or len(structure.blocks) > 1 or self.kind not in words[:2]:
            raise InvalidValue(f"this text is not one {self.kind or 'section'}, from its header to its last line")
        self.__setstate__((block.above, block.header, block.body, None))

    def _begin(self, name: str | None, from_defaults: str | None) -> None:
        words = [self.kind, *([] if name is None else [_section_name(self.kind, name)])]
        if from_defaults is not None:
            words += ["from", _section_name("defaults", from_defaults)]
        if SECTIONS[self.kind].named == "required" and name is None:
            raise InvalidValue(f"a {self.kind} section needs a name")
        if SECTIONS[self.kind].named == "never" and name is not None:
            raise InvalidValue(f"a {self.kind} section has no name: give None, then its lines")
        self._above = []
        self._header = " ".join(words)
        self._lines = []
        self._is_read = True
        self._file = None
        self._reset(is_new=True)

    def _reset(self, *, is_new: bool = False) -> None:
        """Know nothing yet but the lines."""
        self._apart, self._is_dense, self._is_new, self._indexes, self._told = (False, None), False, is_new, {}, {}
        self._nothing = None

    # -- the header ---------------------------------------------------------------------------------------------------

    @property
    def header(self) -> Header:
        """The line that opens the section."""
        if isinstance(self._header, str):
            with _reading:
                if isinstance(self._header, str):
                    words = executed_words(self._header)
                    self._header = cast(Header, new_statement(Header, self._header, words, self))
        return self._header

    @property
    def name(self) -> str | None:
        """The name in the header; None if it has none.  Assign a name of letters, digits, `_`, `.`, `:` and `-`.

        Assigning leaves what refers to the section as it is (`Config.rename` changes both), and refuses a name that
        another section has.
        """
        return None if SECTIONS[self.kind].named == "never" else name_in(self.kind, self.header.arguments)

    @name.setter
    def name(self, name: str) -> None:
        if self.name is None:
            raise InvalidValue(f"this {self.kind} section has no name to change")
        if name != self.name:
            name = _section_name(self.kind, name)
            if self._file is not None:
                self._file._refuse_name(self, name)
            words = self.header.words
            place = 2 if self.header.prefix else 1
            refuse_unread(self.kind, (name, *words[place + 1 :]), name)
            self.header.words = (*words[:place], name, *words[place + 1 :])

    @property
    def _written(self) -> Self:
        """The section as it stands in its file; itself, but for those with values put in (`derived`)."""
        return self

    @property
    def from_defaults(self) -> str | None:
        """The name of the `defaults` section that the header names with `from`; None if it names none (2.4+)."""
        arguments = self.header.arguments
        start = 0 if self.kind == "defaults" and self.name is None else 1
        return arguments[start + 1] if len(arguments) > start + 1 and arguments[start] == "from" else None

    @property
    def comment(self) -> str | None:
        """The text after `#` at the end of the header; None if there is none."""
        return self.header.comment

    @comment.setter
    def comment(self, comment: str | None) -> None:
        self.header.comment = comment

    @property
    def comment_above(self) -> str | None:
        """The comment lines that belong to the header, joined by LF, each without its `#` and a blank.

        They are directly above it with the same indent; those at the top of a file belong to the file.
        """
        return self.header.comment_above

    @comment_above.setter
    def comment_above(self, comment: str | None) -> None:
        self.header.comment_above = comment

    @property
    def title(self) -> str:
        """Kind and name, such as `listen galera_cluster`: what messages call the section."""
        name = self.name
        return self.kind if name is None else f"{self.kind} {name}"

    @property
    def config(self) -> Config | None:
        """The configuration that the section is in; None if it is in none."""
        return None if self._file is None else self._file._config

    @property
    def file(self) -> File | None:
        """The file that the section is in; None if it is in no configuration."""
        return self._file

    @property
    def span(self) -> Span | None:
        """Where its header is now, as `Config.span` says; None for a free section."""
        return None if self.config is None else self.config.span(self)

    # -- the lines ----------------------------------------------------------------------------------------------------

    @property
    def lines(self) -> Members[Line]:
        """Every line of the body in order: statements, blanks, comments, and what cannot be read."""
        return Members(self, "line", placing.any_line, _statement_name)

    @property
    def statements(self) -> Members[Statement]:
        """The statements of the body in order, of a family or not; by name they answer to their keyword."""
        return Members(self, "statement", placing.is_statement, lambda statement: statement.keyword)

    def insert_comment(self, comment: str, *, before: Line | None = None) -> Line:
        """Add a comment as a line of its own, and return that line.

        Args:
            comment: the text after `# `, without LF and CR.
            before: a line of this section; None for after the last statement and the comments that touch it.

        Raises:
            InvalidValue: the text holds LF, CR or NUL.
            UnknownName: the line is not in this section.
        """
        comment = given_text(comment, "a comment as text")
        if "\r" in comment:
            raise InvalidValue(f"{comment!r} holds a CR, which would end the comment")
        if before is not None:
            if not isinstance(before, Line):
                raise wrong_kind("a line of this section such as section.servers['a'], or None", before)
            place = self._index(before)
        else:
            lines, end = self._read(), own_end(self)
            place = end_of_statements(lines, end)
            while place < end and lines[place].is_comment:
                place += 1
        return self._place(comment, Line(f"#{spelled(comment, None)}"), place)

    def copy(self) -> Self:
        """A copy with the same lines, layout and comments, which is in no configuration yet.

        Directives of `.if` blocks that reach into other sections are not copied.

        Raises:
            InvalidValue: the section has lines below such a directive.
        """
        copied = self.__class__.__new__(self.__class__)
        copied.__setstate__(self._state(len(self._read()) - len(tail_of(self))))
        return copied

    def __copy__(self) -> Self:
        return self.copy()

    def __deepcopy__(self, memo: object) -> Self:
        return self.copy()

    def __getstate__(self) -> tuple[Any, ...]:
        return self._state(own_end(self))

    def _state(self, end: int | None = None) -> tuple[Any, ...]:
        """What a copy is made of: the whole section, or its lines up to a place."""
        return (
            list(self._above),
            self._header_text,
            self._texts()[:end],
            [line.copy() for line in self._lines[:end]] if self._is_read else None,
        )

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self._above, self._header, texts, lines = state
        self._file = None
        self._reset()
        self._is_read = lines is not None
        self._lines = texts if lines is None else lines
        for line in lines or ():
            line._section = self

    def __repr__(self) -> str:
        return f"<{visible(self.title)}: {counted(len(self._lines), 'line')}>"

    # -- reading and writing ------------------------------------------------------------------------------------------

    @property
    def _header_text(self) -> str:
        return self._header if isinstance(self._header, str) else self._header._whole

    @property
    def text(self) -> str:
        """The section as it is written now, with the comments that touch its header, without the last LF."""
        return "\n".join(self._all_texts())

    def dumps(self) -> str:
        """The section as it is written now, with the comments that touch its header; every line with its LF."""
        return "".join([f"{text}\n" for text in self._all_texts()])

    def _texts(self) -> list[str]:
        """The lines of the body as they are written; asked once, for another thread may be reading them now."""
        lines = self._lines
        return list(lines) if lines and isinstance(lines[0], str) else [line._whole for line in lines]

    def _all_texts(self) -> list[str]:
        """Every line of the section as it is written."""
        return [*self._above, self._header_text, *self._texts()] if self.kind else self._texts()

    def _read(self) -> list[Line]:
        """The lines, read now if nobody asked before."""
        if not self._is_read:
            with _reading, paused_collector():
                for section in (self,) if self._file is None else self._file._read_ahead(self):
                    if not section._is_read:
                        section._lines = read_lines(section, section._lines)
                        section._is_read = True
        return self._lines

    def _touched(self, line: Line | None = None) -> None:
        """Forget what was worked out of the section and its configuration: every edit comes through here.

        Args:
            line: the line, or the header, that came, went, moved or changed.
        """
        if line is not None and self._indexes:
            note(self._indexes, line)
        if self._file is not None:
            self._file._touched(self, line)

    # -- what the collections need -------------------------------------------------------------------------------------

    #: what the collections hold
    _holds: ClassVar[type] = Line
    _accepted = placing.accepted
    _append = placing.append
    _insert = placing.insert
    _insert_ranked = placing.insert_ranked
    _place = placing.place
    _remove = placing.remove
    _remove_all = placing.remove_all
    _take_back = placing.drop
    _refuse_placed = placing.refuse_placed
    _permute = placing.permute
    _refuse_name = placing.refuse_name
    _refuse_taken = placing.refuse_taken
    _refuse_comers = placing.refuse_comers
    _drop = placing.drop
    _move = placing.move

    def _members(self, accepts: Callable[[Any], bool]) -> list[Any]:
        return [line for line in self._read() if accepts(line)]

    def _has(self, member: Any, accepts: Callable[[Any], bool]) -> bool:
        return member._section is self and member is not self._header and accepts(member)

    def _named(
        self, what: str, accepts: Callable[[Any], bool], named: Callable[[Any], str | None], name: str
    ) -> list[Any]:
        members, holds = partial(self._members, accepts), partial(self._has, accepts=accepts)
        return find_named(self._indexes, what, len(self._read()), members, holds, named, name)

    def _set_apart(self, above: bool, below: bool) -> None:
        """Add blank lines before the section's first line and behind its last."""
        line = new_line(ending(self._header_text), self) if below else None
        if above:
            self._above.insert(0, ending(self._header_text))
        if line is not None:
            self._read().append(line)
        self._apart = above, line
        self._touched(line)

    def _leave(self, is_dense: bool) -> None:
        """Take back the blank lines that kept the section apart, as far as they still stand there."""
        above, below = self._apart
        if above and self._above and not self._above[0].strip(BLANKS):
            del self._above[0]
        if below is not None and self._lines[-1:] == [below]:
            self._lines.pop()
            below._section = None
        self._apart, self._is_dense = (False, None), self._is_dense or is_dense
        self._touched(below)

    def _take_tail(self) -> list[Line]:
        """Take out the directives at the end whose blocks reach into other sections.

        Raises:
            InvalidValue: other lines stand below them.
        """
        tail = tail_of(self)
        del self._read()[len(self._lines) - len(tail) :]
        for line in tail:
            line._section = None
            self._touched(line)
        return tail

    def _give_tail(self, tail: list[Line]) -> None:
        """Put such directives behind the lines, where they stand in the file as before."""
        self._read().extend(tail)
        for line in tail:
            line._section = self
            self._touched(line)

    def _check_directive(self, statement: Statement, words: tuple[str, ...]) -> None:
        """Refuse words that make another directive of a statement, and so take an `.if` block apart."""
        changed = new_statement(Statement, "", words)
        if directive_of(changed) != directive_of(statement):
            lines = [changed if line is statement else line for line in self._read()]
            refuse_unbalanced(self, lines, f"making {' '.join(words)!r} of {statement!r}")

    def _index(self, member: Line) -> int:
        for index, line in enumerate(self._read()):
            if line is member:
                return index
        raise UnknownName(f"{member!r} is not in {self.title!r}")

    # -- what a statement asks its section -----------------------------------------------------------------------------

    def _conditions(self, statement: Statement) -> tuple[tuple[str, bool], ...]:
        return () if self._file is None else self._file._conditions(self, statement)


def new_section(section: type[Section], above: list[str], header: str, lines: list[str], file: File) -> Section:
    """A section that was read, its lines unread as yet."""
    made = _NEW_SECTION.__new__(_NEW_SECTION)
    made._above = above
    made._header = header
    made._lines = lines
    made._is_read = False
    made._file = file
    made._reset()
    made.__class__ = section
    return made


#: A section while it is made: nothing looks whether its attributes exist.
_NEW_SECTION: type[Section] = type("NewSection", (Section,), UNGUARDED)


def _statement_name(line: Line) -> str | None:
    return line.keyword if isinstance(line, Statement) else None


def _section_name(kind: str, name: str) -> str:
    if not is_name(given_text(name, f"the name of a {kind} section as text")):
        raise InvalidValue(
            f"{name!r} is not a name for a {kind} section: letters, digits, '_', '.', ':' and '-' are permitted"
        )
    return name


Section.__attrs_attrs__ = VirtualFields()  # type: ignore[assignment]  # attrs has a tuple there
