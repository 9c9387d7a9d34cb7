"""Rules: lines that act, or choose, under a condition (configuration manual, 4 and 7).

The condition is the trailing `if` or `unless` with its words; what stands before it belongs to the rule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from haproxy_model.errors import InvalidValue, wrong_kind
from haproxy_model.model.attributes import Argument, Name, Rest
from haproxy_model.model.line import Statement
from haproxy_model.model.proxy_lines import _behind, _split
from haproxy_model.model.word_kinds import NAME, TARGET, TEXT
from haproxy_model.values.unread import Unread

if TYPE_CHECKING:
    from haproxy_model.reading.reading import Reading
    from haproxy_model.values.action import Action
    from haproxy_model.values.condition import Condition, Term


def _read_condition(words: tuple[str, ...]) -> Condition | Unread | None:
    from haproxy_model.values.condition import read_condition

    return read_condition(words) if words else None


def _reading(words: tuple[str, ...]) -> Reading:
    """The reading of a line as it stands in a `listen` section, which has every rule."""
    from haproxy_model.reading.reading import read

    return read("listen", words)


def _condition_place(words: tuple[str, ...]) -> int:
    return _reading(words).condition


def _write_condition(value: object) -> tuple[str, ...]:
    from haproxy_model.values.condition import Condition, Term, read_condition

    if value is None:
        return ()
    if isinstance(value, Term):
        value = Condition(keyword="if", alternatives=((value,),))
    if not isinstance(value, (Condition, str, tuple, list)):
        raise wrong_kind("a condition such as 'if is_api', its words, or None", value)
    words = value.words() if isinstance(value, Condition) else _split(value)
    if words:
        condition = read_condition(words)
        if "" in words:
            raise InvalidValue(f"{value!r} holds an empty word, at which HAProxy stops reading a condition")
        if isinstance(condition, Unread):
            raise InvalidValue(f"{' '.join(words)!r} is not a condition: {condition.reason}")
        if isinstance(value, Condition) and condition != value:
            raise InvalidValue(f"{value!r} cannot be written: {' '.join(words)!r} says something else")
        for name in condition.names():
            NAME.written(name)
    return words


class When(Rest["Condition | Unread | None"]):
    """The condition at the end of a rule: assigning takes one, a single term, text, or its words."""

    def __init__(self) -> None:
        super().__init__(_read_condition, _write_condition, _condition_place)

    def __set__(self, statement: Statement, value: Condition | Term | Unread | str | tuple[str, ...] | None) -> None:
        super().__set__(statement, value)  # type: ignore[arg-type]  # what is written takes a Term, too


class Acl(Statement):
    """`acl <name> <criterion> [flags] [--] <pattern>...`; lines of one name are joined by OR."""

    __slots__ = ()
    keywords = ("acl",)

    name = Name(1)
    criterion = Argument(2, TEXT)
    #: flags and patterns
    parameters = _behind(3)


class _Choice(Statement):
    __slots__ = ()

    #: the name that is chosen; a log format where it is computed from the request
    name = Name(1, TARGET)
    #: when the rule holds; None without a condition
    condition = When()


class UseBackend(_Choice):
    """`use_backend <backend> [if|unless <condition>]`."""

    __slots__ = ()
    keywords = ("use_backend",)


class UseServer(_Choice):
    """`use-server <server> if|unless <condition>`."""

    __slots__ = ()
    keywords = ("use-server",)


class Redirect(Statement):
    """`redirect { location | prefix | scheme } <to> [options] [if|unless <condition>]`."""

    __slots__ = ()
    keywords = ("redirect",)

    type = Argument(1, TEXT)
    to = Argument(2, TEXT)
    condition = When()


class StickRule(Statement):
    """`stick { on | match | store-request | store-response } <expression> [table <name>] [if|unless <condition>]`."""

    __slots__ = ()
    keywords = ("stick",)

    type = Argument(1, TEXT)
    #: the words of the key's expression
    pattern = Rest(lambda words: words, _split, lambda words: min(2, len(words)), lambda words: _pattern_end(words))
    condition = When()

    @property
    def table(self) -> str | None:
        """The section whose table is meant; None for the proxy's own."""
        return _reading(self._words).value("table")


def _pattern_end(words: tuple[str, ...]) -> int:
    return next((part.end for part in _reading(words).parts if part.name == "pattern"), min(2, len(words)))


class Rule(Statement):
    """A line of a ruleset: an action with its arguments, and a condition."""

    __slots__ = ()

    #: how many words name the ruleset
    depth = 1

    @property
    def ruleset(self) -> str:
        """The ruleset, such as "http-request" or "tcp-request content"."""
        return " ".join(self._words[: self.depth])

    @property
    def action(self) -> Action:
        """What the rule does: name, argument in parentheses, and words."""
        from haproxy_model.values.action import read_action

        return read_action(self._words[self.depth : _condition_place(self._words)])

    condition = When()


def _depth(words: tuple[str, ...]) -> int:
    return 2 if words[0] in ("tcp-request", "tcp-response") and len(words) > 1 and words[1] != "inspect-delay" else 1


class HttpRequestRule(Rule):
    """`http-request <action> [if|unless <condition>]`."""

    __slots__ = ()
    keywords = ("http-request",)


class HttpResponseRule(Rule):
    """`http-response <action> [if|unless <condition>]`."""

    __slots__ = ()
    keywords = ("http-response",)


class HttpAfterResponseRule(Rule):
    """`http-after-response <action> [if|unless <condition>]`."""

    __slots__ = ()
    keywords = ("http-after-response",)


class TcpRequestRule(Rule):
    """`tcp-request { connection | session | content } <action> [condition]`, or `tcp-request inspect-delay <time>`."""

    __slots__ = ()
    keywords = ("tcp-request",)

    @property
    def depth(self) -> int:  # type: ignore[override]  # a line of `inspect-delay` has no second word of ruleset
        """How many words name the ruleset."""
        return _depth(self._words)

    level = Argument(1, TEXT)


class TcpResponseRule(TcpRequestRule):
    """`tcp-response content <action> [condition]`, or `tcp-response inspect-delay <time>`."""

    __slots__ = ()
    keywords = ("tcp-response",)


class QuicInitialRule(Rule):
    """`quic-initial <action> [condition]` (3.1+)."""

    __slots__ = ()
    keywords = ("quic-initial",)


class CheckRule(Statement):
    """`http-check <step> …` and `tcp-check <step> …`: the steps of a health check."""

    __slots__ = ()

    #: connect, send, expect, comment, disable-on-404 …
    step = Argument(1, TEXT)
    parameters = _behind(2)


class HttpCheck(CheckRule):
    """`http-check <step> …`."""

    __slots__ = ()
    keywords = ("http-check",)


class TcpCheck(CheckRule):
    """`tcp-check <step> …`."""

    __slots__ = ()
    keywords = ("tcp-check",)
