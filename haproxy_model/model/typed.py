"""Typed attributes: descriptors that read a value out of a statement's words and write it back into them.

A `Kind` says how one word is read and written.  A descriptor says which word: `Argument` the one at a place behind the
keyword; `params` has those that follow a keyword of their own.  Reading never raises: `None` is an absent word, `Unread`
one that is malformed or holds a variable.  Writing an equal value changes nothing; writing the value that the line was
read with brings its spelling back.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, Self, TypeVar, overload

from haproxy_model.errors import InvalidValue
from haproxy_model.model.line import Statement
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.address import Address, read_address
from haproxy_model.values.duration import Duration, read_duration
from haproxy_model.values.number import read_choice, read_integer
from haproxy_model.values.size import Size, read_size
from haproxy_model.values.unread import Unread

T = TypeVar("T")


class Kind(Generic[T]):
    """How a word is read as a value of type T; `str(value)` writes it."""

    __slots__ = ("expected", "read")

    def __init__(self, read: Callable[[str], T | Unread], expected: str) -> None:
        self.read = read
        #: for messages: "a duration such as 3s"
        self.expected = expected

    def word(self, value: object, current: str | None, written: str | None) -> str | None:
        """The word for a new value; None where the current one already means it.

        Args:
            value: a T, or text that is read as one.
            current: the word that stands there now.
            written: the word that stood there when the line was read.

        Raises:
            InvalidValue: the value is not of this kind.
        """
        if isinstance(value, Expandable):
            return None if value == current else value
        text = value if isinstance(value, str) else str(value)
        new = self.read(text)
        if isinstance(new, Unread):
            raise InvalidValue(f"{text!r} is not {self.expected}: {new.reason}")
        for word, answer in ((current, None), (written, written)):
            if word is not None and self.read(word) == new:
                return answer
        return text

    def written(self, value: object) -> str:
        """The word for a value that stands nowhere yet.

        Raises:
            InvalidValue: the value is not of this kind.
        """
        return self.word(value, None, None) or ""


def text_kind(expected: str, allowed: Callable[[str], object] = bool) -> Kind[str]:
    """Text of one word; empty text and control characters are refused when written."""

    def read(text: str) -> str | Unread:
        if isinstance(text, Expandable):
            return Unread(text, "depends on the environment")
        if not allowed(text) or "\n" in text or "\r" in text or "\0" in text:
            return Unread(text, f"expected {expected}")
        return text

    return Kind(read, expected)


def integer_kind(minimum: int | None = None, maximum: int | None = None) -> Kind[int]:
    """A whole number within bounds."""
    bounds = "" if minimum is None else f" from {minimum}" + ("" if maximum is None else f" to {maximum}")
    return Kind(lambda text: read_integer(text, minimum, maximum), f"a whole number{bounds}")


def choice_kind(*choices: str) -> Kind[str]:
    """One of a few words."""
    return Kind(lambda text: read_choice(text, choices), "one of " + ", ".join(choices))


def _read_list(text: str) -> tuple[str, ...] | Unread:
    if isinstance(text, Expandable):
        return Unread(text, "depends on the environment")
    items = tuple(text.split(","))
    return items if all(items) and "\n" not in text else Unread(text, "expected names separated by commas")


class ListKind(Kind[tuple[str, ...]]):
    """Names separated by commas in one word; a tuple of them is written joined."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__(_read_list, "names separated by commas")

    def word(self, value: object, current: str | None, written: str | None) -> str | None:  # noqa: D102
        joined = ",".join(map(str, value)) if isinstance(value, (tuple, list)) else value
        return super().word(joined, current, written)


TEXT = text_kind("a word")
#: names of proxies, servers, ACLs …: language reference, 4.3
NAME = text_kind("a name of letters, digits, '_', '.', ':' and '-'", lambda text: is_name(text))
DURATION: Kind[Duration] = Kind(read_duration, "a duration such as 500ms or 3s")
DURATION_SECONDS: Kind[Duration] = Kind(
    lambda text: read_duration(text, "s"), "a duration such as 10s (seconds if bare)"
)
SIZE: Kind[Size] = Kind(read_size, "a size such as 16384 or 16k")
INTEGER = integer_kind()
PORT = integer_kind(0, 65535)
ADDRESS: Kind[Address] = Kind(read_address, "an address such as 10.0.0.1:3306")
LIST = ListKind()


def is_name(text: str) -> bool:
    """Whether a text consists of the bytes that HAProxy permits in names (`[A-Za-z0-9_.:-]`, one or more)."""
    return bool(text) and text.isascii() and not text.translate(_NAME_BYTES)


_NAME_BYTES = {ord(byte): None for byte in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:-"}


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

    def _assign(self, statement: Statement, value: object) -> None:
        words = statement._words
        place = self._place(words)
        word = self.kind.word(value, self._word(words), self._word(statement._read))
        if word is not None:
            if len(words) < place:
                raise InvalidValue(f"{self.name} has no place in {' '.join(words)!r}: the words before it are missing")
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
            raise InvalidValue(f"{self.name} cannot be removed from {' '.join(words)!r}: words stand behind it")
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
        new = self.write(value)
        if self.read(words[start:stop]) == self.read(new):
            return
        read = statement._read
        before = read[self.start(read) : self.stop(read)]
        if self.read(before) == self.read(new):
            new = before
        result = (*words[:start], *new, *words[stop:])
        if self.read(result[self.start(result) : self.stop(result)]) != self.read(new):
            raise InvalidValue(f"{' '.join(new)!r} would be read differently in {' '.join(result)!r}")
        statement.words = result
