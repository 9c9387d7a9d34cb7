"""Typed attributes: descriptors that read a value out of a statement's words and write it back into them.

A `Kind` (`word_kinds`) says how one word is read and written.  A descriptor says which word: `Argument` the one at a
place behind the keyword; `params` has those that follow a keyword of their own.  Reading never raises: `None` is an
absent word, `Unread` one that is malformed or holds a variable.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, overload

from haproxy_model.errors import InvalidValue
from haproxy_model.model.line import Statement
from haproxy_model.model.masking import covered, masked
from haproxy_model.model.virtual_fields import Typed
from haproxy_model.model.word_kinds import NAME, Kind
from haproxy_model.values.unread import Unread

if TYPE_CHECKING:
    from haproxy_model.values.address import Address

T = TypeVar("T")


class WordAt(Typed, Generic[T]):
    """The word at a fixed place behind the keyword, whose prefix is not counted.

    Args:
        index: the place, counted from 1.
        kind: how the word is read and written.
        kw_only: whether a constructor takes it by its name alone.
    """

    def __init__(self, index: int, kind: Kind[T], *, kw_only: bool = True) -> None:
        self.index = index
        self.kind = kind
        self.kw_only = kw_only

    def written(self, value: object) -> str:
        """The word for a value that stands nowhere yet.

        Raises:
            InvalidValue: the value is not of its kind.
        """
        return self.kind.written(value)

    def type_in(self, owner: type) -> object:  # noqa: D102  # as the class says
        return self.kind.of()

    def facts_in(self, owner: type) -> dict[str, object]:  # noqa: D102  # as the class says
        return {"accepts": self.kind.expected}

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

    def _changed(self, value: object, current: str | None, written: str | None) -> str | None:
        """The word for a new value; None where the current one already means it: see `Kind.word`."""
        return self.kind.word(value, current, written)

    def _assign(self, statement: Statement, value: object) -> None:
        words = statement._words
        place = self._place(words)
        word = self._changed(value, self._word(words), self._word(statement._read))
        if word is not None:
            if len(words) < place:
                raise InvalidValue(
                    f"{self.name} cannot be set in {' '.join(masked(words))!r}: set the words before it first"
                )
            new = (*words[:place], word, *words[place + 1 :])
            if new != statement._read:
                statement._refuse_unfit(new)
            statement.words = new


class Argument(WordAt[T]):
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
        return None if word is None else covered(self.kind.read(word), statement._words)

    def __set__(self, statement: Statement, value: T | str | None) -> None:
        if value is not None:
            self._assign(statement, value)
            return
        words = statement._words
        place = self._place(words)
        if len(words) > place + 1:
            raise InvalidValue(f"{self.name} cannot be removed from {' '.join(masked(words))!r}: words follow it")
        statement.words = words[:place]


class Required(WordAt[T]):
    """An argument without which the line is of no family: reading gives T or `Unread`, never None."""

    @overload
    def __get__(self, statement: None, owner: type) -> Self: ...
    @overload
    def __get__(self, statement: Statement, owner: type) -> T | Unread: ...
    def __get__(self, statement: Statement | None, owner: type) -> Self | T | Unread:
        if statement is None:
            return self
        return covered(self.kind.read(self._word(statement._words) or ""), statement._words)

    def __set__(self, statement: Statement, value: T | str) -> None:
        self._assign(statement, value)


class Name(Required[str]):
    """A required argument that is a name: reading always gives text, an `Expandable` where it holds variables."""

    def __init__(self, index: int, kind: Kind[str] = NAME, *, kw_only: bool = True) -> None:
        super().__init__(index, kind, kw_only=kw_only)

    @overload
    def __get__(self, statement: None, owner: type) -> Self: ...
    @overload
    def __get__(self, statement: Statement, owner: type) -> str: ...
    def __get__(self, statement: Statement | None, owner: type) -> Self | str:
        if statement is None:
            return self
        return self._word(statement._words) or ""

    def _changed(self, value: object, current: str | None, written: str | None) -> str | None:
        # What is no name reads as text nevertheless, and may be set back.
        if isinstance(value, str) and value in (current, written):
            return None if value == current else written
        return super()._changed(value, current, written)


class FirstAddress(WordAt["Address"]):
    """The first address of a line; the others stand behind commas."""

    def written(self, value: object) -> str:
        """The word for an address, or for several with commas between."""
        from haproxy_model.values.address import split_addresses

        if isinstance(value, str) and "," in value:
            for text in split_addresses(value):
                self.kind.written(text)
            return value
        return self.kind.written(value)

    @overload
    def __get__(self, statement: None, owner: type) -> Self: ...
    @overload
    def __get__(self, statement: Statement, owner: type) -> Address | Unread: ...
    def __get__(self, statement: Statement | None, owner: type) -> Self | Address | Unread:
        if statement is None:
            return self
        from haproxy_model.values.address import read_addresses

        return read_addresses(statement._words[self.index])[0]

    def __set__(self, statement: Statement, value: Address | str) -> None:
        from haproxy_model.values.address import join_addresses, split_addresses

        first, *others = split_addresses(statement._words[self.index])
        if isinstance(value, str) and "," in value:
            self._assign(statement, self.written(value))
            return
        word = self.kind.word(value, first, split_addresses(statement._read[self.index])[0])
        if word is not None:
            self._assign(statement, join_addresses([word, *others]) if others else word)


class Rest(Typed, Generic[T]):
    """All the words from a place on as one value; assigning takes the value, text, or a sequence of words.

    Args:
        read: makes the value of the words; must not raise.
        write: gives the words of a value.
        start: finds the first word of the value, counted from the first word of the line.
        stop: finds the word behind the last one.
    """

    def type_in(self, owner: type) -> object:  # noqa: D102  # as the class says
        return self.read.__annotations__.get("return", tuple)

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
        read = statement._read
        before = read[self.start(read) : self.stop(read)]
        # What was read is set back as it was, even if nobody would write it.
        new = before if value == self.read(before) else self.write(value)
        if self.read(words[start:stop]) == self.read(new):
            return
        if self.read(before) == self.read(new):
            new = before
        result = (*words[:start], *new, *words[stop:])
        if self.read(result[self.start(result) : self.stop(result)]) != self.read(new):
            raise InvalidValue(f"{' '.join(masked(new))!r} would be read differently in {' '.join(masked(result))!r}")
        statement.words = result
