"""Settings that a section has once: `listen.balance`, `galera.timeouts.client`.

Reading takes the line that HAProxy uses where there are several: the last, for scalars of `global` the first.
Assigning changes that line, or inserts one beside its kin; None removes every one.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, Generic, Self, TypeVar, overload

from haproxy_model.errors import InvalidValue, wrong_kind
from haproxy_model.model.given import given_flag
from haproxy_model.model.line import Statement
from haproxy_model.model.section import Section
from haproxy_model.model.virtual_fields import Typed
from haproxy_model.model.word_kinds import TEXT, Kind
from haproxy_model.syntax.quoting import quote, split
from haproxy_model.values.unread import Unread

T = TypeVar("T")

#: The order in which a section that is written by hand usually has its lines; one without a rank stands between.
_BY_RANK = (
    "description id guid disabled enabled", "bind", "mode", "log log-format log-tag",
    "maxconn backlog fullconn retries", "balance hash-type hash-balance-factor", "cookie source http-reuse", "option",
    "timeout", "", "default_backend", "default-server", "server server-template",
)  # fmt: skip
_RANKS = {word: rank for rank, words in enumerate(_BY_RANK) for word in words.split()}
_UNRANKED = 9


def _rank(statement: Statement) -> int:
    return _RANKS.get(statement.keyword, _UNRANKED)


def _matching(section: Section, path: tuple[str, ...]) -> list[Statement]:
    count = len(path)
    return [
        line
        for line in section._read()
        if isinstance(line, Statement) and not line.prefix and line._words[:count] == path
    ]


def _used(section: Section, path: tuple[str, ...]) -> Statement | None:
    found = _matching(section, path)
    return found[0 if section.kind == "global" else -1] if found else None


class _Single(Typed, ABC, Generic[T]):
    def __init__(self, *path: str) -> None:
        self.path = path

    def _assign(self, section: Section, value: Any) -> None:
        statement = _used(section, self.path)
        if value is None:
            for found in _matching(section, self.path):
                section._remove(found)
        elif statement is None:
            words = self._words(value, None)
            section._insert_ranked(Statement.parse(" ".join(map(quote, (*self.path, *words)))).without_layout(), _rank)
        else:
            statement.words = (*self.path, *self._words(value, statement))

    def type_in(self, owner: type) -> object:  # as the class says
        kind: Kind[Any] | None = getattr(self, "kind", None)
        return bool if isinstance(self, Presence) else str if kind is None else kind.of()

    def facts_in(self, owner: type) -> dict[str, object]:  # as the class says
        kind: Kind[Any] | None = getattr(self, "kind", None)
        return {"keyword": " ".join(self.path), **({} if kind is None else {"accepts": kind.expected})}

    @abstractmethod
    def _words(self, value: Any, statement: Statement | None) -> tuple[str, ...]:
        """The words behind the path that express a value; `statement` is the line that is changed, if there is one."""


class Setting(_Single[T]):
    """One value behind the keyword; words behind it stay."""

    def __init__(self, *path: str, kind: Kind[T]) -> None:
        super().__init__(*path)
        self.kind = kind

    @overload
    def __get__(self, section: None, owner: type) -> Self: ...
    @overload
    def __get__(self, section: Any, owner: type) -> T | Unread | None: ...
    def __get__(self, section: Any, owner: type) -> Self | T | Unread | None:
        if section is None:
            return self
        statement = _used(_section(section), self.path)
        if statement is None:
            return None
        words = statement._words[len(self.path) :]
        return self.kind.read(words[0]) if words else Unread("", f"expected {self.kind.expected}")

    def __set__(self, section: Any, value: T | str | None) -> None:
        self._assign(_section(section), value)

    def _words(self, value: Any, statement: Statement | None) -> tuple[str, ...]:
        if statement is None:
            return (self.kind.written(value),)
        count = len(self.path)
        current = statement._words[count:]
        written = statement._read[count : count + 1]
        word = self.kind.word(value, current[0] if current else None, written[0] if written else None)
        return current if word is None else (word, *current[1:])


class Words(_Single[str]):
    """All the words behind the keyword as one text, quoted where it is needed: `balance`, `cookie`, `log-format`."""

    @overload
    def __get__(self, section: None, owner: type) -> Self: ...
    @overload
    def __get__(self, section: Section, owner: type) -> str | None: ...
    def __get__(self, section: Section | None, owner: type) -> Self | str | None:
        if section is None:
            return self
        statement = _used(section, self.path)
        return None if statement is None else " ".join(map(quote, statement._words[len(self.path) :]))

    def __set__(self, section: Section, value: str | None) -> None:
        self._assign(section, value)

    def _words(self, value: Any, statement: Statement | None) -> tuple[str, ...]:
        if not isinstance(value, str):
            raise wrong_kind(f"the words of `{' '.join(self.path)}` as text", value)
        words = split(value, "a sequence of words")
        if not words:
            raise InvalidValue(f"`{' '.join(self.path)}` needs a word after it; None removes the line")
        return words


class Text(_Single[str]):
    """One word of text."""

    def __init__(self, *path: str, kind: Kind[str] = TEXT) -> None:
        super().__init__(*path)
        self.kind = kind

    @overload
    def __get__(self, section: None, owner: type) -> Self: ...
    @overload
    def __get__(self, section: Section, owner: type) -> str | None: ...
    def __get__(self, section: Section | None, owner: type) -> Self | str | None:
        if section is None:
            return self
        statement = _used(section, self.path)
        return None if statement is None else " ".join(statement._words[len(self.path) : len(self.path) + 1])

    def __set__(self, section: Section, value: str | None) -> None:
        self._assign(section, value)

    def _words(self, value: Any, statement: Statement | None) -> tuple[str, ...]:
        word = self.kind.written(value)
        return (word, *(() if statement is None else statement._words[len(self.path) + 1 :]))


class Presence(_Single[bool]):
    """A keyword that stands alone: `disabled`."""

    @overload
    def __get__(self, section: None, owner: type) -> Self: ...
    @overload
    def __get__(self, section: Section, owner: type) -> bool: ...
    def __get__(self, section: Section | None, owner: type) -> Self | bool:
        return self if section is None else _used(section, self.path) is not None

    def __set__(self, section: Section, value: bool) -> None:
        if (value is not None and given_flag(value, self.name)) != (_used(section, self.path) is not None):
            self._assign(section, value or None)

    def _words(self, value: Any, statement: Statement | None) -> tuple[str, ...]:
        return ()


def _section(owner: Any) -> Section:
    """The section of a setting: the owner itself, or that of a group of settings such as `timeouts`."""
    return owner if isinstance(owner, Section) else owner._section
