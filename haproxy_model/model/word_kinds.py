"""Kinds of words: how one word is read as a value and written again.

Writing an equal value changes nothing; writing the value that the line was read with brings its spelling back.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from haproxy_model.errors import InvalidValue, near, wrong_kind
from haproxy_model.syntax.text import is_name as is_name
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.fields import are, unspelled
from haproxy_model.values.readable import EXPECTED, refusal
from haproxy_model.values.unread import ENVIRONMENT, Unread

if TYPE_CHECKING:
    from haproxy_model.values.address import Address
    from haproxy_model.values.duration import Duration
    from haproxy_model.values.expression import Expression
    from haproxy_model.values.logformat import LogFormat
    from haproxy_model.values.size import Size

T = TypeVar("T")


class Kind(Generic[T]):
    """How a word is read as a value of type T; `str(value)` writes it."""

    __slots__ = ("expected", "of", "read")

    def __init__(self, read: Callable[[str], T | Unread], expected: str, of: Callable[[], type] = lambda: str) -> None:
        self.read = read
        #: for messages: "a duration such as 3s"
        self.expected = expected
        #: T, asked for only when something else than text is assigned
        self.of = of

    def word(self, value: object, current: str | None, written: str | None) -> str | None:
        """The word for a new value; None where the current one already means it.

        Args:
            value: a T, or text that is read as one.
            current: the word that stands there now.
            written: the word that stood there when the line was read.

        Raises:
            InvalidValue: HAProxy could not hold the value.
            TypeError: it is neither a T nor text.
        """
        if isinstance(value, Expandable):
            return None if value == current else value
        text = value if isinstance(value, str) else self._text(value)
        new = self.read(text)
        if isinstance(new, Unread):
            raise InvalidValue(self._refusal(text, new.reason))
        if not isinstance(value, str) and new != value:
            raise InvalidValue(f"{value!r} cannot be written: {text!r} says something else")
        for word, answer in ((current, None), (written, written)):
            if word is not None and self.read(word) == new:
                return answer
        return text

    def _refusal(self, text: str, reason: str) -> str:
        """What the message says of text that is none."""
        return refusal(text, self.expected, reason)

    def _text(self, value: object) -> str:
        """How a T is written."""
        if not isinstance(value, self.of()) or isinstance(value, bool):
            kind = self.of().__name__
            raise wrong_kind(f"{self.expected}, as {'text' if kind == 'str' else f'{kind} or text'}", value)
        return str(value)

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
            return Unread(text, ENVIRONMENT)
        if not allowed(text) or "\n" in text or "\r" in text or "\0" in text:
            return Unread(text, f"expected {expected}")
        return text

    return Kind(read, expected)


def integer_kind(minimum: int | None = None, maximum: int | None = None) -> Kind[int]:
    """A whole number within bounds."""
    bounds = "" if minimum is None else f" from {minimum}" + ("" if maximum is None else f" to {maximum}")
    read_integer = _late("number", "read_integer")
    return Kind(lambda text: read_integer(text, minimum, maximum), f"a whole number{bounds}", lambda: int)


def choice_kind(*choices: str) -> Kind[str]:
    """One of a few words."""
    read_choice = _late("number", "read_choice")
    return _Choice(lambda text: read_choice(text, choices), "one of " + ", ".join(choices), choices)


class _Choice(Kind[str]):
    """One of a few words; those that are spelled alike are suggested."""

    __slots__ = ("_choices",)

    def __init__(self, read: Callable[[str], str | Unread], expected: str, choices: tuple[str, ...]) -> None:
        super().__init__(read, expected)
        self._choices = choices

    def _refusal(self, text: str, reason: str) -> str:
        return f"{text!r} is not {self.expected}{near(text, self._choices)}"


def _read_list(text: str) -> tuple[str, ...] | Unread:
    if isinstance(text, Expandable):
        return Unread(text, ENVIRONMENT)
    items = tuple(text.split(","))
    return items if all(items) and "\n" not in text else Unread(text, "expected names separated by commas")


class ValueKind(Kind[T]):
    """A value of a class of `values`."""

    __slots__ = ()

    def __init__(self, module: str, reader: str, name: str) -> None:
        where = f"haproxy_model.values.{module}"
        super().__init__(_late(module, reader), EXPECTED[name], lambda: cast(type, getattr(import_module(where), name)))

    def _text(self, value: Any) -> str:
        """As it was read if that means the same here (`10` may be seconds elsewhere), else by what it holds."""
        text = super()._text(value)
        return text if self.read(text) == value else str(unspelled(value))


class ListKind(Kind[tuple[str, ...]]):
    """Names separated by commas in one word; a tuple of them is written joined."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__(_read_list, "names separated by commas", lambda: tuple)

    def word(self, value: object, current: str | None, written: str | None) -> str | None:  # noqa: D102
        return super().word(tuple(value) if isinstance(value, list) else value, current, written)

    def _text(self, value: object) -> str:
        if not isinstance(value, tuple) or not are(str, value):
            raise wrong_kind("a tuple of names", value)
        return ",".join(value)


def _late(module: str, name: str) -> Callable[..., Any]:
    """A reader of `values` that is imported when the first word is read: who reads none does not pay."""

    @cache
    def reader() -> Callable[..., Any]:
        found: Callable[..., Any] = getattr(import_module(f"haproxy_model.values.{module}"), name)
        return found

    return lambda *arguments: reader()(*arguments)


TEXT = text_kind("a word")
#: names of proxies, servers, ACLs …: language reference, 4.3
NAME = text_kind("a name of letters, digits, '_', '.', ':' and '-'", lambda text: is_name(text))
#: a server of this or another proxy
REFERENCE = text_kind("the name of a server, or backend/server", lambda text: all(map(is_name, text.split("/", 1))))
#: what a rule chooses: a name, or a log format that gives one
TARGET = text_kind("a name, or a log format that gives one", lambda text: is_name(text) or "%" in text)
#: how many servers a template makes
COUNT = text_kind("a number such as 3, or a range such as 1-5", lambda text: _is_count(text))
#: the name of an option, a timeout, a filter
KEYWORD = text_kind("a keyword without blanks", lambda text: bool(text) and not any(map(str.isspace, text)))
DURATION: Kind[Duration] = ValueKind("duration", "read_duration", "Duration")
SIZE: Kind[Size] = ValueKind("size", "read_size", "Size")
INTEGER = integer_kind()
PORT = integer_kind(0, 65535)
ADDRESS: Kind[Address] = ValueKind("address", "read_address", "Address")
LIST = ListKind()
EXPRESSION: Kind[Expression] = ValueKind("expression", "read_expression", "Expression")
LOG_FORMAT: Kind[LogFormat] = ValueKind("logformat", "read_log_format", "LogFormat")


def _is_count(text: str) -> bool:
    """Whether a text is a number, or two with a dash between them."""
    return text.isascii() and all(map(str.isdecimal, text.split("-", 1)))
