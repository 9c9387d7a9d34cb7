"""What a rewrite may ask: the line, which of its words were found wrong, and what is known around it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from functools import cached_property
from typing import TypeVar, cast

from haproxy_model.model.line import Line, Statement
from haproxy_model.model.section import Section
from haproxy_model.model.section_classes import Global
from haproxy_model.rewrites.fix import Fix, Rewording
from haproxy_model.schema.sections import SECTIONS
from haproxy_model.syntax.words import Expandable, scan_line
from haproxy_model.verdicts.finding import Judged
from haproxy_model.verdicts.judgement import judge_active
from haproxy_model.views.active import Active, active_of
from haproxy_model.views.inheritance import Inheritance, inheritance_of
from haproxy_model.views.symbols import Symbols, symbols_of

T = TypeVar("T")


def few(text: str) -> int | None:
    """The number that a word is; None where it is not one, or is more than there can be processes."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


class Surroundings:
    """What rewrites ask of the whole configuration, each worked out once.

    Args:
        active: the configuration under the version that it is rewritten for.
        earlier: the version that it was written for.
    """

    def __init__(self, active: Active, earlier: str) -> None:
        self.active = active
        self.version = active.version
        self._earlier = earlier
        self._by_keyword: dict[int, dict[str, list[Statement]]] = {}
        self._numbers: dict[int, dict[int, int]] = {}
        self._remembered: dict[Hashable, object] = {}

    @cached_property
    def before(self) -> Judged:
        """What the version that it was written for says of it."""
        active = self.active
        return judge_active(
            active_of(active.config, version=self._earlier, environment=active.given, features=active._features)
        )

    def passed_before(self, line: Statement) -> bool:
        """Whether that version takes a line."""
        return id(line) not in self.before.refused

    def ignored_before(self, line: Statement) -> bool:
        """Whether that version takes a line and says that it ignores it."""
        return id(line) in self._ignored and self.passed_before(line)

    @cached_property
    def _ignored(self) -> set[int]:
        return {
            id(self.lines.get((each.span.file, each.span.line)))
            for each in self.before.diagnostics
            if each.name == "ignored-keyword" and each.span is not None
        }

    @cached_property
    def lines(self) -> dict[tuple[str | None, int], Line]:
        """The statements and headers by their file and the number of their line."""
        found: dict[tuple[str | None, int], Line] = {}
        for file in self.active.config.files:
            number = 1
            for block in file._blocks():
                if block.kind:
                    number += len(block._above)
                    found[file.path, number] = block.header
                    number += 1
                for line in block._read():
                    found[file.path, number] = line
                    number += 1
        return found

    @cached_property
    def inheritance(self) -> Inheritance:
        """Which `defaults` proxies start from."""
        return inheritance_of(self.active)

    @cached_property
    def symbols(self) -> Symbols:
        """What has a name."""
        return symbols_of(self.active.config)

    @cached_property
    def section_names(self) -> set[str]:
        """The names of all sections."""
        return {section.name for section in self.active.config.sections if section.name is not None}

    @cached_property
    def proxies(self) -> dict[str, list[Section]]:
        """The sections among proxies that are read, by their names."""
        found: dict[str, list[Section]] = {}
        for section in self.active.sections:
            if SECTIONS[section.kind].proxy and (name := self.active.name(section)) is not None:
                found.setdefault(name, []).append(section)
        return found

    @cached_property
    def globals(self) -> list[Section]:
        """The `global` sections that are read."""
        return [section._written for section in self.active.sections if isinstance(section, Global)]

    @cached_property
    def processes(self) -> int:
        """How many processes `nbproc` starts; 1 where it does not say."""
        found = [self.active.as_read(line) for line in self.in_globals("nbproc")]
        count = found[-1]._argument(1) if found else None
        number = few(count or "")
        return 1 if number is None else number

    def in_globals(self, keyword: str) -> list[Statement]:
        """The lines of `global` sections that begin with a keyword, as they are written."""
        return [line for section in self.globals for line in self.in_section(section, keyword)]

    def is_read(self, line: Statement) -> bool:
        """Whether HAProxy reads a line: it stands in no `.if` branch that is not taken."""
        section = line._section
        return section is not None and any(each._written is line for each in self.active.statements(section))

    def in_section(self, section: Section, *keywords: str) -> list[Statement]:
        """The lines of a section that begin with one of some keywords, as they are written."""
        known = self._by_keyword.get(id(section))
        if known is None:
            known = self._by_keyword[id(section)] = {}
            for line in section._read():
                if isinstance(line, Statement):
                    known.setdefault(line.keyword, []).append(line)
        if len(keywords) == 1:
            return known.get(keywords[0], [])
        return sorted((line for word in keywords for line in known.get(word, ())), key=self.place)

    def read_in(self, section: Section, *beginning: str) -> list[Statement]:
        """The lines of a section that begin with some words and that HAProxy reads, as they are written."""
        read = self.remembered(("read", id(section)), lambda: self._read_in(section))
        return [
            line for line in self.in_section(section, beginning[0]) if id(line) in read and line._begins(*beginning)
        ]

    def _read_in(self, section: Section) -> set[int]:
        found = next((each for each in self.active.sections if each._written is section), None)
        return set() if found is None else {id(line._written) for line in self.active.statements(found)}

    def place(self, line: Statement) -> int:
        """The place of a line in its section."""
        section = line._section
        if section is None:
            return 0
        if id(section) not in self._numbers:
            self._numbers[id(section)] = {id(each): place for place, each in enumerate(section._read())}
        return self._numbers[id(section)].get(id(line), -1)

    def remembered(self, key: Hashable, compute: Callable[[], T]) -> T:
        """What several rewrites ask, computed once."""
        if key not in self._remembered:
            self._remembered[key] = compute()
        return cast("T", self._remembered[key])

    def heirs(self, defaults: Section) -> Iterator[Section]:
        """The proxies that start from a `defaults` section, as they are written."""
        for section in self.active.sections:
            if not SECTIONS[section.kind].proxy or section._written is defaults:
                continue
            if any(above._written is defaults for above in self.inheritance.line_of(section)):
                yield section._written


class Occasion:
    """One thing that a version refuses or discourages, and what is known around it.

    Args:
        around: what is known of the configuration.
        line: the line, as it is written.
        name: the kind of message, as `schema.codes` calls it.
        first: the first of the words that it is about.
        last: the last of them.
    """

    __slots__ = ("around", "first", "last", "line", "name", "section")

    def __init__(self, around: Surroundings, line: Statement, name: str, first: int, last: int) -> None:
        assert line._section is not None
        self.around = around
        self.line = line
        self.section = line._section
        self.name = name
        self.first = first
        self.last = last

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the line as they are written; those with variables are `Expandable`."""
        return self.line._words

    @property
    def bare(self) -> tuple[str, ...]:
        """The words without a prefix `no` or `default`."""
        return self.words[1:] if self.line.prefix else self.words

    def reworded(self, title: str, *words: str, safe: bool = True) -> Fix:
        """Have the line say other words."""
        return Fix(title, _applicability(safe), self.section, None, rewordings=(Rewording(self.line, words),))

    def removed(self, title: str, *, safe: bool = True) -> Fix:
        """Remove the line."""

        def change(copied: Section) -> None:
            copied.statements.remove(copied.statements[0])

        return Fix(title, _applicability(safe), self.section, change, (self.line,))

    def without(self, title: str, first: int, last: int, *, safe: bool = True) -> Fix:
        """Remove the words from one to another of the line."""
        return self.reworded(title, *self.words[:first], *self.words[last + 1 :], safe=safe)

    def has_variables(self, first: int = 0, last: int | None = None) -> bool:
        """Whether words of the line hold variables."""
        return any(isinstance(word, Expandable) for word in self.words[first : None if last is None else last + 1])


def _applicability(safe: bool) -> str:
    return "safe" if safe else "unsafe"


def words_at(line: Statement, start: int, end: int) -> tuple[int, int]:
    """The first and the last word of a line, as it is written, that some of its columns touch.

    Args:
        line: the line.
        start: the first column, from 0.
        end: the column behind the last.
    """
    touched = [
        place
        for place, word in enumerate(scan_line(line.text).words)
        if word.start < max(end, start + 1) and start < word.end
    ]
    return (touched[0], touched[-1]) if touched else (0, 0)
