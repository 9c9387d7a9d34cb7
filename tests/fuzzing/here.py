"""What an edit finds: a configuration, the decisions that it follows, and what it chooses of both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from random import Random
from typing import Any, Final, TypeVar

import haproxy_model as hm
from haproxy_model.model.params import WithParams
from haproxy_model.model.section_classes import KINDS, Lines
from haproxy_model.model.virtual_fields import Typed, typed_attributes

from . import vocabulary
from .choices import Choices

T = TypeVar("T")

#: How many made lines are kept, for making one takes longer than most edits.
_LINES: Final = 3000
_OBJECTS: Final[tuple[Any, ...]] = (
    None, True, False, 0, 5, -1, 70000, 1.5, b"x", (), ("a", "b"), ["a"], [""],
    hm.Duration(seconds=3), hm.Duration(microseconds=10), hm.Size(kilobytes=16), hm.Address.parse("192.0.2.9:80"),
    hm.Address.parse("/run/s"), hm.Expression.parse("src,lower"), hm.LogFormat.parse("%ci %[src]"),
    hm.Condition.parse("if a !b or { src ::1 }"), hm.Term.acl("a"), hm.Expandable("$A", '"$A"'),
    hm.Expandable("a $B", "'a '\"${B}\""), hm.Param("check"), hm.Param("inter", ("2s",)),
)  # fmt: skip


class NothingThere(Exception):  # no error: another edit may find something
    """A configuration has nothing of the sort that an edit wants."""


class Here:
    """A configuration and decisions."""

    def __init__(self, config: hm.Config, choices: Choices) -> None:
        self.config = config
        self.choices = choices
        #: how the lines of the file may change: see `laws.LAWS_OF_LINES`
        self.shape = "any"
        #: exceptions, besides the library's own, that say of a wrong kind of object or place what to do
        self.may_raise: tuple[type[Exception], ...] = ()

    # -- what is there -------------------------------------------------------------------------------------------------

    def one_of(self, options: Sequence[T]) -> T:
        """One of some.

        Raises:
            NothingThere: there are none.
        """
        if not options:
            raise NothingThere
        return self.choices.one_of(options)

    def block(self) -> Any:
        """A section, or now and then the lines before the first."""
        sections = self.config.sections[:]
        return self.config.files[0].preamble if not sections or self.choices.chance(12) else self.one_of(sections)

    def section(self, *kinds: type[hm.Section]) -> Any:
        return self.one_of([each for each in self.config.sections if not kinds or isinstance(each, kinds)])

    def statement(self, kind: type[hm.Statement] = hm.Statement) -> Any:
        """A statement of a section, or now and then a header."""
        if kind is hm.Statement and self.choices.chance(10):
            return self.section().header
        return self.one_of([line for each in self._blocks() for line in each.lines if isinstance(line, kind)])

    def line(self) -> hm.Line:
        return self.one_of([line for each in self._blocks() for line in each.lines])

    def parameterized(self) -> WithParams:
        found: WithParams = self.statement(WithParams)
        return found

    def _blocks(self) -> Iterable[hm.Section]:
        sections = self.config.sections[:]
        if len(sections) < 2 or self.choices.chance(12):
            return [self.config.files[0].preamble, *sections]
        return [self.one_of(sections)]

    def lines_of(self, block: Any) -> Any:
        """One of the collections that a section is seen as: of a family that it has, or of all."""
        how = self.choices.number(4)
        if how < 2:
            return block.statements if how else block.lines
        names = collections_of(type(block))
        if how == 2:
            there = {line.__class__ for line in block.lines}
            names = tuple(name for name in names if family_of(type(block), name) in there) or names
        return getattr(block, self.choices.one_of(names)) if names else block.lines

    def sections(self) -> Any:
        """All sections, or those of a kind that is there."""
        kinds = ("globals", "defaults", "frontends", "backends", "listens", "peers", "userlists", "proxies")
        there = [name for name in kinds if getattr(self.config, name)]
        return getattr(self.config, self.one_of(["sections", *there]))

    def member(self, members: Any) -> Any:
        """One of a collection, itself or by its name."""
        found = self.one_of(members[:])
        names = [name for name in members.names() if name in members] if self.choices.chance(3) else ()
        return self.choices.one_of(names) if names else found

    # -- what is given -------------------------------------------------------------------------------------------------

    def text(self) -> str:
        """Text of a word, or what somebody takes for one."""
        how = self.choices.number(8)
        if how < 2:
            return self.choices.one_of(vocabulary.ODD)
        if how == 2:
            return self.choices.one_of(vocabulary.NAMES)
        if how == 3:
            word: str = self.one_of(self.statement().words)
            return str.__str__(word) if self.choices.chance(2) else word
        if how == 4:
            return f"new{self.choices.number(4)}"
        return self.choices.one_of(_values())

    def name(self) -> str:
        """A name that is new, is taken, or is none."""
        how = self.choices.number(4)
        return f"new{self.choices.number(9)}" if how < 2 else str(self.text()) if how == 2 else self._taken()

    def _taken(self) -> str:
        names = [name for name in self.config.sections.names() if name]
        return self.choices.one_of(names) if names else "new"

    def line_text(self) -> str:
        """The text of a line: made by the schema, one that is there, a comment, or something else."""
        how = self.choices.number(8)
        if how < 4:
            return self.choices.one_of(_lines())
        if how == 4:
            return self.line().text
        if how == 5:
            return f"{self.choices.one_of(('#', '# ', '  # '))}{self.text()}"
        return f"{self.text()} {self.text()}" if how == 6 else self.choices.one_of(vocabulary.ODD)

    def comment(self) -> str | None:
        return self.choices.one_of((None, "x", " x", "x ", "", "server a 192.0.2.1:80", str(self.text()), "é", "a\nb"))

    def value(self) -> Any:
        """Something to assign: text mostly, else an object that may be of the wrong kind."""
        how = self.choices.number(6)
        if how == 0:
            self.may_raise = (TypeError,)
            return tuple(self.text() for _ in range(self.choices.number(4)))
        if how == 1:
            self.may_raise = (TypeError,)
            return self.choices.one_of(_OBJECTS)
        return self.text()

    def given(self) -> Callable[[], Any]:
        """What makes a line to be put in somewhere: it may be refused when it is made."""
        how, text = self.choices.number(8), self.line_text()
        if how < 3:
            return lambda: text
        if how < 5:
            return lambda: hm.Statement.parse(text)
        if how == 5:
            line = self.line()
            return line.copy if self.choices.number(4) else lambda: line
        if how == 6:
            statement = self.statement()
            return statement.without_layout  # type: ignore[no-any-return]
        name, value = self.name(), self.text()
        return lambda: hm.Server(name, value, check=True)

    def new_section(self) -> Callable[[], hm.Section]:
        """What makes a section to be put in somewhere."""
        how = self.choices.number(4)
        if how == 0:
            section = self.section()
            return section.copy if self.choices.number(4) else lambda: section
        kind = self.choices.one_of(_KINDS)
        name, lines = self.name(), [self.given() for _ in range(self.choices.number(4))]
        if how == 1:
            text = f"{kind.kind} {name}\n    {self.line_text()}"
            return lambda: kind(text=text)
        unnamed = kind in (hm.Global, hm.Traces)
        return lambda: kind(None if unnamed else name, *(each() for each in lines))


_KINDS: Final[tuple[Any, ...]] = (*(hm.Backend, hm.Listen, hm.Frontend, hm.Defaults, hm.Global) * 3, *KINDS.values())


@lru_cache(maxsize=1)
def _lines() -> list[str]:
    chance = Random(0)
    return [vocabulary.line(chance) for _ in range(_LINES)]


@lru_cache(maxsize=1)
def _values() -> list[str]:
    return [word for words in vocabulary.VALUES.values() for word in words.split()]


@cache
def collections_of(kind: type) -> tuple[str, ...]:
    """The names of the families that a section is seen as."""
    return tuple(name for name, value in typed_attributes(kind) if isinstance(value, Lines))


@cache
def family_of(kind: type, name: str) -> object:
    """The class of the lines of such a family."""
    return getattr(kind, name).facts_in(kind)["member"]


@cache
def settable(kind: type) -> tuple[str, ...]:
    """The typed attributes of a class that can be assigned."""
    return tuple(
        name
        for name, value in typed_attributes(kind)
        if (isinstance(value, Typed) and hasattr(type(value), "__set__")) or getattr(value, "fset", None) is not None
    )
