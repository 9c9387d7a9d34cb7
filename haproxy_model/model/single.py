"""Settings that a section has once: `listen.balance`, `galera.timeouts.client`.

Reading takes the line that HAProxy uses where there are several: the last, for scalars of `global` the first.
Assigning changes that line, or inserts one beside its kin; None removes every one.
Where it depends on `.if` blocks which line that is, reading gives `Unread`, and assigning a value is refused.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, Generic, Self, TypeVar, overload

from haproxy_model.errors import InvalidValue, wrong_kind
from haproxy_model.model.branches import always_read, rivals_of
from haproxy_model.model.given import given_flag
from haproxy_model.model.line import Statement
from haproxy_model.model.masking import covered
from haproxy_model.model.secrets import secrets_of
from haproxy_model.model.section import Section
from haproxy_model.model.virtual_fields import Typed
from haproxy_model.model.word_kinds import TEXT, Kind
from haproxy_model.records import NamedTuple
from haproxy_model.syntax.quoting import quote, split
from haproxy_model.values.concealed import concealed
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
    # The path has no prefix, so a line that begins with it has none.
    return [line for line in section._read() if isinstance(line, Statement) and line._words[:count] == path]


class _Lines(NamedTuple):
    """The lines of a setting in a section."""

    #: the one that HAProxy uses; None without any
    used: Statement | None
    #: those of which it uses one, as the blocks of `.if` decide, in order; empty where it is always the same
    rivals: Sequence[Statement] = ()


def _lines(section: Section, path: tuple[str, ...]) -> _Lines:
    found = _matching(section, path)
    if not found:
        return _Lines(None)
    is_first = section.kind == "global"
    rivals = rivals_of(section._read(), found, is_first=is_first) if len(found) > 1 else found
    return _Lines(found[0 if is_first else -1]) if len(rivals) == 1 else _Lines(rivals[-1], rivals)


def _ambiguous(path: tuple[str, ...], rivals: Sequence[Statement]) -> Unread:
    """What is read of a setting that differs by branches."""
    said = [" ".join(map(quote, line._words[len(path) :])) for line in rivals]
    unread = Unread(" or ".join(said), f"{_DIFFERS}: see the section's {_where(path)}")
    return concealed(unread) if any(secrets_of(line._words) for line in rivals) else unread


def _refuse_ambiguous(path: tuple[str, ...], rivals: Sequence[Statement]) -> None:
    if rivals:
        numbers = [str(span.line) for span in (line.span for line in rivals) if span is not None]
        more = " …" if len(numbers) > 4 else ""
        places = f" (lines {', '.join(numbers[:4])}{more})" if numbers else ""
        raise InvalidValue(f"`{' '.join(path)}` {_DIFFERS}{places}: change one of {_where(path)}")


_DIFFERS = "differs by branches of `.if`"


def _where(path: tuple[str, ...]) -> str:
    """What gives every line of a setting."""
    return f"timeouts.lines.all({path[1]!r})" if path[0] == "timeout" else f"statements.all({path[0]!r})"


def _refuse_unfit(section: Section, words: tuple[str, ...]) -> None:
    # Only those who edit need it.
    from haproxy_model.model.fitting_words import refuse_unfit

    refuse_unfit(section.kind, words)


class _Single(Typed, ABC, Generic[T]):
    def __init__(self, *path: str) -> None:
        self.path = path

    def _assign(self, section: Section, value: Any) -> None:
        statement, rivals = _lines(section, self.path)
        if value is None:
            for found in _matching(section, self.path):
                section._remove(found)
        elif statement is None:
            words = (*self.path, *self._words(value, None))
            _refuse_unfit(section, words)
            section._insert_ranked(Statement.parse(" ".join(map(quote, words))).without_layout(), _rank)
        else:
            _refuse_ambiguous(self.path, rivals)
            words = (*self.path, *self._words(value, statement))
            # What was there, or was read, may be set back whatever it is.
            if words not in (statement._words, tuple(statement._read)):
                _refuse_unfit(section, words)
            statement.words = words

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
        statement, rivals = _lines(_section(section), self.path)
        if statement is None:
            return None
        if rivals:
            return _ambiguous(self.path, rivals)
        words = statement._words[len(self.path) :]
        value = self.kind.read(words[0]) if words else Unread("", f"expected {self.kind.expected}")
        return covered(value, statement._words)

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
    def __get__(self, section: Section, owner: type) -> str | Unread | None: ...
    def __get__(self, section: Section | None, owner: type) -> Self | str | Unread | None:
        if section is None:
            return self
        statement, rivals = _lines(section, self.path)
        if rivals:
            return _ambiguous(self.path, rivals)
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
    def __get__(self, section: Section, owner: type) -> str | Unread | None: ...
    def __get__(self, section: Section | None, owner: type) -> Self | str | Unread | None:
        if section is None:
            return self
        statement, rivals = _lines(section, self.path)
        if rivals:
            return _ambiguous(self.path, rivals)
        if statement is None:
            return None
        return self.kind.read(next(iter(statement._words[len(self.path) :]), ""))

    def __set__(self, section: Section, value: str | None) -> None:
        self._assign(section, value)

    def _words(self, value: Any, statement: Statement | None) -> tuple[str, ...]:
        word = self.kind.written(value)
        return (word, *(() if statement is None else statement._words[len(self.path) + 1 :]))


class Presence(_Single[bool]):
    """A keyword that stands alone: `disabled`; True where a line says so, Unread where that depends on `.if`."""

    @overload
    def __get__(self, section: None, owner: type) -> Self: ...
    @overload
    def __get__(self, section: Section, owner: type) -> bool | Unread: ...
    def __get__(self, section: Section | None, owner: type) -> Self | bool | Unread:
        if section is None:
            return self
        found = _matching(section, self.path)
        if found and not always_read(section._read(), found):
            return Unread(self.path[0], f"{_DIFFERS}: see the section's {_where(self.path)}")
        return bool(found)

    def __set__(self, section: Section, value: bool) -> None:
        wanted = value is not None and given_flag(value, self.name)
        found = _matching(section, self.path)
        if wanted and found and not always_read(section._read(), found):
            _refuse_ambiguous(self.path, found)
        if wanted != bool(found):
            self._assign(section, wanted or None)

    def _words(self, value: Any, statement: Statement | None) -> tuple[str, ...]:
        return ()


def _section(owner: Any) -> Section:
    """The section of a setting: the owner itself, or that of a group of settings such as `timeouts`."""
    return owner if isinstance(owner, Section) else owner._section
