"""The words of a `trace` line in a `traces` section: source, commands, levels (manual 12.1).

Events, verbosities and sinks are many, and each source has its own: they are not judged.
"""

from __future__ import annotations

from haproxy_model.check.finding import shown
from haproxy_model.check.problem import Problem
from haproxy_model.schema.traces import COMMANDS, COMMANDS_OF_ALL, LEVELS, SOURCES
from haproxy_model.schema.versions import reached


def trace_problem(words: tuple[str, ...], version: str) -> Problem | None:
    """The first thing that HAProxy refuses of a `trace` line.

    Args:
        words: the words of the line, `trace` included.
        version: the target version.
    """
    if len(words) < 2:
        return None
    since = SOURCES.get(words[1])
    if since is None:
        return Problem("bad-argument", f"`{shown(words[1])}` is no source of traces", 1, names=tuple(SOURCES))
    if not reached(since, version):
        message = f"the source `{words[1]}` exists since HAProxy {since}, the target is {version}"
        return Problem("keyword-too-new", message, 1)
    if words[1] == "0":
        return None
    known = COMMANDS_OF_ALL if words[1] == "all" else COMMANDS
    for place in range(2, len(words), 2):
        if words[place] not in known:
            message = f"`{shown(words[place])}` is no command of `trace {words[1]}`: expected one of {', '.join(known)}"
            return Problem("bad-argument", message, place, names=known)
        value = words[place + 1] if place + 1 < len(words) else ""
        if words[place] == "level" and value and value not in LEVELS:
            message = f"`{shown(value)}` is no level of traces: expected one of {', '.join(LEVELS)}"
            return Problem("bad-argument", message, place + 1, names=LEVELS)
    return None
