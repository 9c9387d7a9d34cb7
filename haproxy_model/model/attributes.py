"""Typed attributes: descriptors that read a value out of a statement's words and write it back into them.

A `Kind` (`word_kinds`) says how one word is read and written.  A descriptor says which word: `Argument` the one at a
place behind the keyword; `params` has those that follow a keyword of their own.  Reading never raises: `None` is an
absent word, `Unread` one that is malformed or holds a variable.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, Self, TypeVar, overload

from haproxy_model.errors import InvalidValue
from haproxy_model.model.line import Statement
from haproxy_model.model.masking import masked
from haproxy_model.model.word_kinds import NAME, Kind
from haproxy_model.values.unread import Unread

T = TypeVar("T")


class _WordAt(Generic[T]):
    """The word at a fixed place behind the keyword, whose prefix is not counted."""

    def __init__(self, index: int, kind: Kind[T]) -> None:
        self.index = index
        self.kind = kind

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def _place(self, words: tuple[str, ...]) -> int:
        return self.index + (1 if words[0] in ("no", "default") and len(words) > 1 else 0)

    def _word(self, words: tuple[str, ...]) -> str | None:
        place = self._place(words)
        return words[place] if place < len(words) else None

    def check(self, statement: Statement) -> None:
        """Refuse the word of a statement that was built by hand.

        Raises:
            InvalidValue: it is not of the kind that belongs there.
        """
        self.kind.written(self._word(statement._words))

    def _assign(self, statement: Statement, value: object) -> None:
        words = statement._words
        place = self._place(words)
        word = self.kind.word(value, self._word(words), self._word(statement._read))
        if word is not None:
            if len(words) < place:
                raise InvalidValue(
                    f"{self.name} has no place in {' '.join(masked(words))!r}: the words before it are missing"
                )
            statement.words = (*words[:place], word, *words[place + 1 :])


class Argument(_WordAt[T]):
    """The word at a fixed place behind the keyword, as a value; `None` where the line is shorter.

    None removes the last word of a line; one behind which words stand cannot be removed.
    """

    @overload
    def __get__(self, statement: None, owner: type) -> Self: ...
    @overload
    def __get__(self, statement: Statement, owner: type) -> T | Unread | None: ...
    def __get__(self, statement: Statement | None, owner: type) -> Self | T | Unread | None:
        if statement is None:
            return self
        word = self._word(statement._words)
        return None if word is None else self.kind.read(word)

    def __set__(self, statement: Statement, value: T | str | None) -> None:
        if value is not None:
            self._assign(statement, value)
            return
        words = statement._words
        place = self._place(words)
        if len(words) > place + 1:
            raise InvalidValue(f"{self.name} cannot be removed from {' '.join(masked(words))!r}: words stand behind it")
        statement.words = words[:place]


class Required(_WordAt[T]):
    """An argument without which the line is of no family: reading gives T or `Unread`, never None."""

    @overload
    def __get__(self, statement: None, owner: type) -> Self: ...
    @overload
    def __get__(self, statement: Statement, owner: type) -> T | Unread: ...
    def __get__(self, statement: Statement | None, owner: type) -> Self | T | Unread:
        if statement is None:
            return self
        return self.kind.read(self._word(statement._words) or "")

    def __set__(self, statement: Statement, value: T | str) -> None:
        self._assign(statement, value)


class Name(Required[str]):
    """A required argument that is a name: reading always gives text, an `Expandable` where it holds variables."""

    def __init__(self, index: int, kind: Kind[str] = NAME) -> None:
        super().__init__(index, kind)

    @overload
    def __get__(self, statement: None, owner: type) -> Self: ...
    @overload
    def __get__(self, statement: Statement, owner: type) -> str: ...
    def __get__(self, statement: Statement | None, owner: type) -> Self | str:
        if statement is None:
            return self
        return self._word(statement._words) or ""


class Rest(Generic[T]):
    """All the words from a place on as one value; assigning takes the value, text, or a sequence of words.

    Args:
        read: makes the value of the words; must not raise.
        write: gives the words of a value.
        start: finds the first word of the value, counted from the first word of the line.
        stop: finds the word behind the last one.
    """

    def __init__(
        self,
        read: Callable[[tuple[str, ...]], T],
        write: Callable[[Any], tuple[str, ...]],
        start: Callable[[tuple[str, ...]], int],
        stop: Callable[[tuple[str, ...]], int] = len,
    ) -> None:
        self.read, self.write, self.start, self.stop = read, write, start, stop

    @overload
    def __get__(self, statement: None, owner: type) -> Self: ...
    @overload
    def __get__(self, statement: Statement, owner: type) -> T: ...
    def __get__(self, statement: Statement | None, owner: type) -> Self | T:
        if statement is None:
            return self
        words = statement._words
        return self.read(words[self.start(words) : self.stop(words)])

    def __set__(self, statement: Statement, value: T | str | tuple[str, ...]) -> None:
        words = statement._words
        start, stop = self.start(words), self.stop(words)
        if value == self.read(words[start:stop]):
            return
        new = self.write(value)
        if self.read(words[start:stop]) == self.read(new):
            return
        read = statement._read
        before = read[self.start(read) : self.stop(read)]
        if self.read(before) == self.read(new):
            new = before
        result = (*words[:start], *new, *words[stop:])
        if self.read(result[self.start(result) : self.stop(result)]) != self.read(new):
            raise InvalidValue(f"{' '.join(masked(new))!r} would be read differently in {' '.join(masked(result))!r}")
        statement.words = result
