"""Where a value that a finding rests on comes from, and which proxies share one line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from haproxy_model.model.line import Line, Statement
from haproxy_model.values.duration import Duration
from haproxy_model.views.effective import Effective, Value

V = TypeVar("V")
#: what a finding points to besides its own place: what it is, the line, and the word of it
Related = tuple[str, Line, int]


def origin(what: str, value: Value[V] | None, word: int = 1) -> tuple[Related, ...]:
    """The line that a value comes from, with what it is; nothing for what is built in."""
    line = None if value is None else value.origin.statement
    if value is None or line is None:
        return ()
    how = "inherited from here" if value.origin.kind == "inherited" else "set here"
    return ((f"{what} is {how}", line, min(word + (line.prefix is not None), line._last())),)


def sharing(pairs: Iterable[tuple[Statement, Effective]]) -> list[tuple[Statement, list[Effective]]]:
    """The lines with the proxies that each of them holds for, in the order of the first of these."""
    groups: dict[int, tuple[Statement, list[Effective]]] = {}
    for line, proxy in pairs:
        groups.setdefault(id(line), (line, []))[1].append(proxy)
    return list(groups.values())


def microseconds(value: object) -> int | None:
    """How long a duration is; None where it is unset or unknown."""
    return value.microseconds if isinstance(value, Duration) else None


def is_loopback(host: str | None) -> bool:
    """Whether a host in its one spelling is this machine itself."""
    return host is not None and (host == "localhost" or host == "::1" or host.startswith("127."))
