"""Lines of proxies that set one thing: options, timeouts, mode, balance, persistence, logging, errors (manual, 4)."""

from __future__ import annotations

from collections.abc import Iterable

from haproxy_model.model.attributes import Argument, Name, Required, Rest
from haproxy_model.model.given import given_items, given_word
from haproxy_model.model.line import Statement
from haproxy_model.model.word_kinds import ADDRESS, DURATION, INTEGER, KEYWORD, NAME, SIZE, TEXT, choice_kind
from haproxy_model.syntax.quoting import split


def _same(words: tuple[str, ...]) -> tuple[str, ...]:
    return words


def _split(value: Iterable[str]) -> tuple[str, ...]:
    """Words as they are, text split as HAProxy splits it."""
    if isinstance(value, str):
        return split(value, "a sequence of words")
    return tuple([given_word(word, "a word") for word in given_items(value, "words")])


def _behind(count: int) -> Rest[tuple[str, ...]]:
    """All words behind the first `count`, a prefix not counted."""
    return Rest(_same, _split, lambda words: min(len(words), count + (words[0] in ("no", "default"))))


class Option(Statement):
    """`[no|default] option <name> [arguments]`."""

    __slots__ = ()
    keywords = ("option",)

    name = Name(1, KEYWORD)
    #: the words behind the name, such as the method and URI of `option httpchk`
    parameters = _behind(2)


class Timeout(Statement):
    """`timeout <name> <duration>`; milliseconds where no unit is given."""

    __slots__ = ()
    keywords = ("timeout",)

    name = Name(1, KEYWORD)
    value = Argument(2, DURATION)


class Mode(Statement):
    """`mode { tcp | http | log | spop | haterm }`."""

    __slots__ = ()
    keywords = ("mode",)

    value = Argument(1, TEXT)


class Balance(Statement):
    """`balance <algorithm> [arguments]`."""

    __slots__ = ()
    keywords = ("balance",)

    algorithm = Argument(1, TEXT)
    parameters = _behind(2)


class HashType(Statement):
    """`hash-type <method> [function] [modifier]`."""

    __slots__ = ()
    keywords = ("hash-type",)

    method = Argument(1, choice_kind("map-based", "consistent"))
    function = Argument(2, TEXT)
    modifier = Argument(3, TEXT)


class Cookie(Statement):
    """`cookie <name> { rewrite | insert | prefix } [options]`."""

    __slots__ = ()
    keywords = ("cookie",)

    name = Name(1, TEXT)
    parameters = _behind(2)


class Log(Statement):
    """`log global`, or `log <target> [len N] [format F] [sample S] <facility> [level [minlevel]]`."""

    __slots__ = ()
    keywords = ("log",)

    target = Argument(1, TEXT)
    #: the target as an address; Unread for `global`
    address = Argument(1, ADDRESS)
    parameters = _behind(2)

    @property
    def is_global(self) -> bool:
        """Whether the line refers to the targets of `global`."""
        return self.arguments == ("global",)


class ErrorFile(Statement):
    """`errorfile <code> <file>`."""

    __slots__ = ()
    keywords = ("errorfile",)

    code = Argument(1, INTEGER)
    file = Argument(2, TEXT)


class HttpError(Statement):
    """`http-error status <code> [content-type T] [body]`."""

    __slots__ = ()
    keywords = ("http-error",)

    code = Argument(2, INTEGER)
    parameters = _behind(3)


class Capture(Statement):
    """`capture { cookie | request header | response header } <name> len <length>`."""

    __slots__ = ()
    keywords = ("capture",)

    subject = Argument(1, choice_kind("cookie", "request", "response"))
    parameters = _behind(2)


class Filter(Statement):
    """`filter <name> [arguments]`."""

    __slots__ = ()
    keywords = ("filter",)

    name = Name(1, KEYWORD)
    parameters = _behind(2)


class Stats(Statement):
    """`stats <word> [arguments]`."""

    __slots__ = ()
    keywords = ("stats",)

    name = Name(1, KEYWORD)
    parameters = _behind(2)


class DefaultBackend(Statement):
    """`default_backend <name>`: where a frontend sends what no `use_backend` rule took."""

    __slots__ = ()
    keywords = ("default_backend",)

    name = Required(1, NAME)


class StickTable(Statement):
    """`stick-table type <type> size <size> [parameters]`."""

    __slots__ = ()
    keywords = ("stick-table",)

    parameters = _behind(1)

    @property
    def type(self) -> str | None:
        """The type of the key: ip, ipv6, integer, string, binary …; None where it is missing."""
        return self._after("type")

    @property
    def size(self) -> object:
        """The number of entries as a `Size`; None where it is missing, `Unread` where it is malformed."""
        word = self._after("size")
        return None if word is None else SIZE.read(word)

    @property
    def expire(self) -> object:
        """How long an entry lives as a `Duration`; None without the parameter, `Unread` where it is malformed."""
        word = self._after("expire")
        return None if word is None else DURATION.read(word)

    @property
    def nopurge(self) -> bool:
        """Whether a full table refuses new entries instead of dropping old ones."""
        return "nopurge" in self.arguments

    @property
    def peers(self) -> str | None:
        """The peers section that the table is shared with."""
        return self._after("peers")

    def _after(self, keyword: str) -> str | None:
        words = self.arguments
        return next((words[index + 1] for index, word in enumerate(words[:-1]) if word == keyword), None)
