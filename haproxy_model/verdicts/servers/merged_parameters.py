"""The parameters that are in force behind the lines of servers, one after another, as far as complete servers are
judged by them (manual 5.2, "default-server").
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache

from haproxy_model.reading.parameters import vocabulary
from haproxy_model.syntax.words import Expandable, spreads

#: The parameters in force, by keyword: the value as written, empty for a flag.  None where nobody can know them.
Settings = tuple[tuple[str, str], ...] | None

KEYWORDS = frozenset(
    ("addr", "agent-check", "agent-port", "ca-file", "check", "check-ssl", "healthcheck", "init-addr", "init-state",
     "observe", "port", "proto", "redir", "resolvers", "ssl", "track", "verify")
)  # fmt: skip
#: Those that matter when the line ends.
_EARLY = frozenset(("agent-check", "track"))
#: Those that matter when all of the configuration is read.
_LATE = frozenset(("check-ssl", "init-addr", "observe", "proto", "redir", "resolvers", "ssl", "track"))


def merged(start: tuple[tuple[str, str], ...], parameters: tuple[str, ...]) -> Settings:
    """The parameters in force behind a line that starts from others."""
    arities = _arities()
    changes: list[tuple[str, str | None]] = []
    place, end = 0, len(parameters)
    while place < end:
        keyword = parameters[place]
        arity = arities.get(keyword)
        if arity is None:
            return _merged_closely(start, parameters)
        place += 1
        if keyword in KEYWORDS:
            changes.append((keyword, parameters[place] if arity and place < end else ""))
        elif keyword[:3] == "no-":
            row = vocabulary("server").rows[keyword]
            changes.append((row.negates, None))
        if arity:
            if place < end and type(parameters[place]) is not str:
                return _merged_closely(start, parameters)
            place += 1
    return _changed(start, tuple(changes)) if changes else start


@cache
def _arities() -> dict[str, int]:
    """How many words follow each parameter, where that is all there is to it."""
    rows = vocabulary("server").rows.values()
    return {
        row.name: 1 if row.arguments else 0
        for row in rows
        if not row.keyword_argument and row.name not in ("source", "usesrc")
    }


@lru_cache(maxsize=8192)
def _merged_closely(start: tuple[tuple[str, str], ...], parameters: tuple[str, ...]) -> Settings:
    """The same for any line, by the grammar."""
    known = vocabulary("server")
    changes: list[tuple[str, str | None]] = []
    for param in known.read(parameters):
        if isinstance(param.keyword, Expandable) or any(map(spreads, param.values)):
            return None
        row = known.row(param.keyword)
        if row is not None and row.negates:
            changes.append((row.negates, None))
        elif param.keyword in KEYWORDS:
            changes.append((param.keyword, param.values[0] if param.values else ""))
    return _changed(start, tuple(changes))


@lru_cache(maxsize=8192)
def _changed(
    start: tuple[tuple[str, str], ...], changes: tuple[tuple[str, str | None], ...]
) -> tuple[tuple[str, str], ...]:
    settings = dict(start)
    for keyword, value in changes:
        if value is None:
            settings.pop(keyword, None)
        else:
            settings[keyword] = value
    return tuple(sorted(settings.items(), key=lambda item: item[0]))


@lru_cache(maxsize=8192)
def traits(settings: tuple[tuple[str, str], ...]) -> tuple[Mapping[str, str], bool, bool]:
    """The parameters as a mapping; whether there is something to look at when the line ends, and at the end of all."""
    mapping = dict(settings)
    return mapping, not mapping.keys().isdisjoint(_EARLY), not mapping.keys().isdisjoint(_LATE)


@lru_cache(maxsize=8192)
def are_ordinary(parameters: tuple[str, ...]) -> bool:
    """Whether the parameters of a line, alone, leave nothing to look at."""
    settings = merged((), parameters)
    return settings is not None and not any(traits(settings)[1:])
