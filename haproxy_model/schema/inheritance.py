"""How several lines come to one setting: which replace each other, which add up, what a proxy's own lines do to those
it copies from its `defaults` (manual 4; language reference 5.8 and 7.1).

A keyword that no row here speaks of stands for itself: of one that is `repeatable` all lines count, else the last.
"""

from functools import cache
from typing import Final, Literal

from haproxy_model.records import NamedTuple
from haproxy_model.schema.rows import Keyword

#: "last": the last line counts.  "all": every line does, inherited ones first.  "anew": so, but a section's own lines
#: replace what it inherits.  "keyed": of the lines with an equal first argument the last.  "private": the lines of a
#: `defaults` are for its own rules alone.  "steps": of health checks, for which there are rules of their own.
Manner = Literal["last", "all", "anew", "keyed", "private", "steps"]


class Gathering(NamedTuple):
    """What some keywords set together."""

    #: What they set; empty where each keyword is a setting of its own.
    setting: str
    #: How their lines come together.
    manner: Manner
    #: The names of their rows, with commas between; one that ends in `*` stands for all that begin so.
    keywords: str


#: The options of which each replaces the health check method of the others.
CHECK_OPTIONS: Final = frozenset(
    ("httpchk", "tcp-check", "mysql-check", "pgsql-check", "redis-check", "smtpchk", "ssl-hello-chk", "ldap-check",
     "spop-check", "external-check")
)  # fmt: skip

#: The lines that say how a proxy logs, of which the last one counts.
LOG_FORMAT_LINES: Final = frozenset(("log-format", "option httplog", "option httpslog", "option tcplog"))

GATHERINGS: Final[tuple[Gathering, ...]] = (
    Gathering("acl", "private", "acl"),
    Gathering("balance", "last", "balance *"),
    Gathering("health check", "last", ", ".join(f"option {name}" for name in sorted(CHECK_OPTIONS))),
    Gathering("connection mode", "last", "option http-keep-alive, option http-server-close, option httpclose"),
    Gathering("connection mode", "last", "option forceclose, option http-tunnel"),
    Gathering("log format", "last", ", ".join(sorted(LOG_FORMAT_LINES))),
    Gathering("disabled", "last", "disabled, enabled"),
    Gathering("http-check", "steps", "http-check *"),
    Gathering("tcp-check", "steps", "tcp-check *"),
    # A proxy that says anything of statistics lets go of all that its `defaults` said.
    Gathering("stats", "anew", "stats *"),
    Gathering("error reply", "keyed", "errorfile, errorloc, errorloc302, errorloc303"),
)

#: Option -> the options that it stands for.
STANDS_FOR: Final = {"option tcpka": ("option clitcpka", "option srvtcpka")}

#: Lines that HAProxy says to ignore in a proxy of the wrong side, and executes (language reference, 5.5).
EXECUTED_ANYWAY: Final = frozenset(("bind", "default_backend", "use_backend"))


@cache
def gathering(row: Keyword) -> tuple[str, Manner]:
    """What a line sets, and how it comes together with the others that set it.

    Args:
        row: the row of the line.
    """
    for each in GATHERINGS:
        for pattern in each.keywords.split(", "):
            if row.name == pattern or (pattern.endswith("*") and row.name.startswith(pattern[:-1])):
                return each.setting, each.manner
    return row.name.removesuffix("()"), "all" if row.repeatable else "last"
