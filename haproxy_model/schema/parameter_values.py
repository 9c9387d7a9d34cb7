"""What the values of `server` and `bind` parameters may be beyond their type: bounds, and words by version.

HAProxy reads most numbers up to the first character that is none (`weight 5x` is 5, `weight x` is 0); `whole` marks
those that it reads to the end.
"""

from typing import Final, Literal

from haproxy_model.records import NamedTuple
from haproxy_model.schema.rows import Parameter


class Bounds(NamedTuple):
    """The bounds of one parameter's number, or of its duration in milliseconds."""

    #: The kind of line: "server" or "bind".
    line: Literal["server", "bind"]
    #: The parameter.
    name: str
    #: The smallest number allowed.
    low: int
    #: The largest number allowed; None for any.
    high: int | None = None
    #: 0 is refused though it lies between the bounds.
    nonzero: bool = False
    #: A negative number is a large one.
    wraps: bool = False
    #: Nothing may follow the digits.
    whole: bool = False
    #: A bare duration below this draws a warning, from HAProxy 3.1 on: it was probably meant in seconds.
    small: int = 0


BOUNDS: Final[tuple[Bounds, ...]] = (
    Bounds("server", "agent-inter", 1, small=100),
    Bounds("server", "downinter", 1, small=100),
    Bounds("server", "error-limit", 1),
    Bounds("server", "fall", 1),
    Bounds("server", "fastinter", 1, small=100),
    Bounds("server", "id", 1),
    Bounds("server", "inter", 1, small=100),
    Bounds("server", "log-bufsize", 1),
    Bounds("server", "pool-max-conn", -1),
    Bounds("server", "rise", 1),
    Bounds("server", "weight", 0, 256),
    Bounds("bind", "accept-netscaler-cip", 1, wraps=True),
    Bounds("bind", "backlog", 0),
    Bounds("bind", "id", 1, whole=True),
    Bounds("bind", "maxconn", 0),
    Bounds("bind", "mss", -65535, 65535, nonzero=True),
    Bounds("bind", "nbconn", 1),
    Bounds("bind", "nice", -1024, 1024),
    Bounds("bind", "shards", 1, 1024),
    Bounds("bind", "tcp-ss", 0, 2, whole=True),
)

#: Parameters of servers that may end a line without their value: it is then 0, or empty.
MAY_LACK_VALUE: Final = frozenset(
    ("init-addr", "maxconn", "maxqueue", "minconn", "resolve-opts", "resolvers", "shard", "weight")
)


class Choice(NamedTuple):
    """A word that a parameter takes besides those of its row, or takes only since some release."""

    #: The kind of line: "server" or "bind".
    line: Literal["server", "bind"]
    #: The parameter.
    name: str
    #: The word.
    word: str
    #: First release that takes it.
    since: str = "2.4"
    #: First release that discourages it.
    deprecated: str = ""
    #: First release that does not take it.
    removed: str = ""


CHOICES: Final[tuple[Choice, ...]] = (
    Choice("server", "hash-key", "guid", "3.3"),
    Choice("server", "hash-key", "id32", "3.3"),
    Choice("server", "init-state", "none", "3.4"),
    Choice("server", "observe", "none"),
    Choice("bind", "shards", "by-group", "2.7"),
)


def fixed_words(row: Parameter, line: Literal["server", "bind"]) -> tuple[str, ...]:
    """The fixed words that the first argument of a parameter may be in some version; none where it takes others.

    Args:
        row: the parameter.
        line: which kind of line it stands on.
    """
    words = [word for part in row.parts[0].split("enum:")[1:] for word in part.rstrip(")").split("|")]
    words += [each.word for each in CHOICES if (each.line, each.name) == (line, row.name)]
    return tuple(dict.fromkeys(words))


class Protocol(NamedTuple):
    """A protocol that `proto` and `check-proto` name."""

    #: The word.
    word: str
    #: The mode of the proxies that can use it; empty for one that is not checked here.
    mode: Literal["", "http", "tcp"]
    #: No client can speak it.
    servers_only: bool = False
    #: First release that has it.
    since: str = "2.4"
    #: First release that discourages it.
    deprecated: str = ""
    #: First release without it.
    removed: str = ""


PROTOCOLS: Final[tuple[Protocol, ...]] = (
    Protocol("h1", "http"),
    Protocol("h2", "http"),
    Protocol("fcgi", "http", servers_only=True),
    Protocol("none", "tcp"),
    Protocol("quic", "", since="2.6"),
    Protocol("spop", "", since="3.1"),
    Protocol("qmux", "", since="3.4"),
)
