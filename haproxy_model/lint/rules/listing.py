"""How messages list things and name lines."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from haproxy_model.lint.rules.origins import Related
from haproxy_model.model.line import Line
from haproxy_model.views.servers import EffectiveServer

#: How many names a message lists at most.
_LISTED = 6


def listed(names: Iterable[str], word: str = "and") -> str:
    """The names in backticks with commas and a word before the last; of many, the first few and how many follow."""
    quoted = [f"`{name}`" for name in dict.fromkeys(names)]
    if len(quoted) > _LISTED:
        quoted = [*quoted[: _LISTED - 1], f"{len(quoted) - _LISTED + 1} more"]
    return f" {word} ".join(filter(None, (", ".join(quoted[:-1]), quoted[-1])))


def others(said: str, lines: Iterable[tuple[Line, int]]) -> tuple[Related, ...]:
    """The other places of one cause, the first few of them, each with what is said of it."""
    return tuple((said, line, word) for line, word in islice(lines, _LISTED - 1))


def as_written(server: EffectiveServer, keyword: str) -> str:
    """A parameter of a server as it stands on its line: `on-marked-down shutdown-sessions`; empty without it."""
    param = server.param(keyword)
    return "" if param is None else " ".join((param.keyword, *param.values))
