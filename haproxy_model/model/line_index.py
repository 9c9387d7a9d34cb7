"""Statements by section and first word, indexed as they are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from functools import cached_property
from typing import TypeVar, cast

from haproxy_model.model.line import Statement
from haproxy_model.model.section import Section
from haproxy_model.model.server_lines import ServerLines
from haproxy_model.schema.sections import SECTIONS

S = TypeVar("S", bound=Statement)

_NO_LINES: list[Statement] = []


class Lines:
    """Sections with their statements, and quick answers to what most questions begin with."""

    def __init__(self) -> None:
        self.sections: list[Section] = []
        #: statements before the first section of their file
        self.orphans: list[Statement] = []
        #: what views have worked out of these lines, by their names
        self.views: dict[str, object] = {}
        self._statements: dict[int, list[Statement]] = {}
        self._keywords: dict[int, frozenset[str]] = {}
        self._by_word: dict[int, dict[str, list[Statement]]] = {}
        self._families: dict[tuple[int, type[Statement]], Sequence[Statement]] = {}
        self._apart: dict[int, list[Statement]] = {}
        self._mentioned: dict[str, bool] = {}
        self._server_lines: dict[int, ServerLines] = {}
        self._names: dict[int, str | None] = {}

    def statements(self, section: Section) -> list[Statement]:
        """The statements of a section, directives left out."""
        return self._statements.get(id(section), [])

    def of_family(self, section: Section, family: type[S]) -> list[S]:
        """The statements of one family."""
        key = (id(section), family)
        found = self._families.get(key)
        if found is None:
            found = [statement for statement in self.statements(section) if isinstance(statement, family)]
            self._families[key] = found
        return cast(list[S], found)

    def apart(self, section: Section) -> list[Statement]:
        """The statements of a section but its `server` lines, which are most of a file and of no rule."""
        found = self._apart.get(id(section))
        if found is None:
            found = self.statements(section)
            if "server" in self.first_words(section):
                found = [line for line in found if line._words[0] != "server"]
            self._apart[id(section)] = found
        return found

    def server_lines(self, section: Section) -> ServerLines:
        """The `server` lines of a section in columns."""
        found = self._server_lines.get(id(section))
        if found is None:
            found = self._server_lines[id(section)] = ServerLines(self.lines(section, "server"))
        return found

    def lines(self, section: Section, word: str) -> list[Statement]:
        """The statements of a section that begin with a word."""
        return self._sorted(section).get(word, _NO_LINES)

    def _sorted(self, section: Section) -> dict[str, list[Statement]]:
        """The statements of a section by their first word."""
        found = self._by_word.get(id(section))
        if found is None:
            found = self._by_word[id(section)] = {}
            for line in self.statements(section):
                word = line._words[0]
                if word in found:
                    found[word].append(line)
                else:
                    found[word] = [line]
        return found

    def beginning(self, section: Section, *words: str) -> list[Statement]:
        """The statements of a section that begin with one of some words, in order."""
        present = self.first_words(section).intersection(words)
        if len(present) < 2:
            return self.lines(section, *present) if present else _NO_LINES
        among = self.statements(section) if "server" in present else self.apart(section)
        return [line for line in among if line._words[0] in present]

    def holding(self, section: Section, words: Set[str]) -> list[Statement]:
        """The statements of a section, its `server` lines left out, that hold one of some words anywhere."""
        return [line for line in self.apart(section) if not words.isdisjoint(line._words)]

    def servers_holding(self, section: Section, words: Set[str]) -> list[Statement]:
        """The `server` lines of a section that hold one of some words, plain names and addresses not asked."""
        if "server" not in self.first_words(section) or words.isdisjoint(self.server_lines(section).words):
            return _NO_LINES
        return [line for line in self.lines(section, "server") if not words.isdisjoint(line._words)]

    def sections_with(self, *words: str) -> list[Section]:
        """The sections that have a line which begins with one of some words, in order."""
        found = {id(section): section for word in words for section in self._sections_by_word.get(word, ())}
        if len(words) > 1:
            return [section for section in self.sections if id(section) in found]
        return list(found.values())

    def has_line(self, *words: str) -> bool:
        """Whether a line of a section begins with one of some words."""
        return not self._sections_by_word.keys().isdisjoint(words)

    @cached_property
    def _sections_by_word(self) -> dict[str, list[Section]]:
        found: dict[str, list[Section]] = {}
        for section in self.sections:
            for word in self.first_words(section):
                found.setdefault(word, []).append(section)
        return found

    def mentions(self, *signs: str) -> bool:
        """Whether one of some characters or words may stand in a word of the lines: most things are rare."""
        return any(map(self._mentions, signs))

    def _mentions(self, sign: str) -> bool:
        found = self._mentioned.get(sign)
        if found is None:
            found = self._mentioned[sign] = sign in self._vocabulary
        return found

    def words_with(self, *signs: str) -> set[str]:
        """The words of the lines that hold one of some characters or words."""
        present = [sign for sign in signs if self._mentions(sign)]
        return {word for sign in present for word in self._distinct if sign in word}

    def has_word(self, word: str) -> bool:
        """Whether a word may stand in the lines; the name and the plain address of a server are not asked."""
        return word in self._distinct

    @cached_property
    def _vocabulary(self) -> str:
        # Short words first: most signs are found there, and how soon does not hang on the order of a set.
        return "\n".join(sorted(self._distinct, key=len))

    @cached_property
    def _distinct(self) -> set[str]:
        """Every distinct word of the sections and their lines, but the names and plain addresses of servers."""
        words: set[str] = set()
        for line in self.orphans:
            words.update(line._words)
        for section in self.sections:
            words.update(section.header._words)
            for line in self.apart(section):
                words.update(line._words)
            if "server" in self.first_words(section):
                words |= self.server_lines(section).words
        return words

    def of_kind(self, *kinds: str) -> Iterator[Section]:
        """The sections of some kinds."""
        return (section for section in self.sections if section.kind in kinds)

    def first_words(self, section: Section) -> frozenset[str]:
        """The first words of the statements of a section."""
        found = self._keywords.get(id(section))
        if found is None:
            found = self._keywords[id(section)] = frozenset(self._sorted(section))
        return found

    def name(self, section: Section) -> str | None:
        """The name of a section."""
        key = id(section)
        if key not in self._names:
            words = section.header._words
            plain = len(words) == 2 and words[0] == section.kind and SECTIONS[section.kind].named == "required"
            self._names[key] = words[1] if plain else section.name
        return self._names[key]
