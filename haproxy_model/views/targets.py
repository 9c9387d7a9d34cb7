"""Where a proxy sends connections: its `use_backend` rules in order, then its `default_backend` (manual 4.2).

A name that is computed at run time (a log format, a map, a variable) may be any backend: nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from attrs import field, frozen

from haproxy_model.errors import Suggesting
from haproxy_model.model.line import Statement
from haproxy_model.model.rules import UseBackend
from haproxy_model.model.section import Section
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.condition import Condition
from haproxy_model.values.logformat import read_log_format
from haproxy_model.values.unread import Unread
from haproxy_model.views.origin import Origin


@frozen
class Target(Suggesting):
    """One way out of a proxy.

    How the name is known: "static", the line says it; "map", a map file gives it; "dynamic", the request or the
    environment does; "itself", a `listen` whose own servers take what no rule took.
    """

    #: how the name is known: see above
    how: Literal["static", "map", "dynamic", "itself"]
    #: the name, or what computes it
    name: str
    #: the `backend` or `listen` of that name; None where there is none, or it is not known which
    section: Section | None = field(eq=False)
    #: where it is said; the proxy's own header for "itself"
    origin: Origin
    #: when it is taken; None for always
    condition: Condition | Unread | None = None


def targets_of(
    proxy: Section, statements: list[Statement], default: Origin | None, pools: Mapping[str, Section]
) -> Iterator[Target]:
    """The ways out of a proxy, in the order in which HAProxy tries them.

    Args:
        proxy: a `frontend`, `listen` or `backend` section.
        statements: its active statements.
        default: the `default_backend` line in force.
        pools: the first `backend` or `listen` of each name.
    """
    for statement in statements:
        if isinstance(statement, UseBackend):
            condition = statement.condition
            yield _target(statement.name, Origin("explicit", statement, proxy), pools, condition)
            # What stands below is never reached; behind a computed name, only where no backend has it.
            if condition is None and "%" not in statement.name:
                return
    name = None if default is None or default.statement is None else default.statement._argument(1)
    if default is not None and name is not None:
        yield _target(name, default, pools, None, computed=False)
    elif proxy.kind in ("listen", "backend"):
        yield Target("itself", proxy.name or "", proxy, Origin("explicit", proxy.header, proxy))


def _target(
    word: str,
    origin: Origin,
    pools: Mapping[str, Section],
    condition: Condition | Unread | None,
    *,
    computed: bool = True,
) -> Target:
    if isinstance(word, Expandable):
        return Target("dynamic", word, None, origin, condition)
    if computed and "%" in word:
        return Target("map" if _asks_a_map(word) else "dynamic", word, None, origin, condition)
    return Target("static", word, pools.get(word), origin, condition)


def _asks_a_map(word: str) -> bool:
    read = read_log_format(word)
    return not isinstance(read, Unread) and any(
        call.name.partition("_")[0] == "map"
        for part in read.parts
        if not isinstance(part, str) and part.expression is not None
        for call in part.expression.converters
    )
