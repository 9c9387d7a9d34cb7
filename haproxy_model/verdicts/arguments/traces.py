"""The words of a `trace` line in a `traces` section: source, commands, levels (manual 12.1).

Events, verbosities and sinks are many, and each source has its own: they are not judged.
"""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.reading.reading import Reading
from haproxy_model.reading.walker import Role
from haproxy_model.schema.traces import COMMANDS, COMMANDS_OF_ALL, LEVELS, SOURCES
from haproxy_model.schema.versions import reached
from haproxy_model.verdicts.arguments.fit import listed
from haproxy_model.verdicts.finding import shown
from haproxy_model.verdicts.problem import Problem


def trace_problems(reading: Reading, version: str) -> Iterator[Problem]:
    """The first thing that HAProxy refuses of a `trace` line."""
    place, source = reading.place("source"), reading.value("source")
    if place is None or source is None:
        return
    since = SOURCES.get(source)
    if since is None:
        yield Problem("bad-argument", f"unknown trace source `{shown(source)}`", place, names=tuple(SOURCES))
        return
    if not reached(since, version):
        message = f"the trace source `{source}` exists since HAProxy {since}, the target is {version}"
        yield Problem("keyword-too-new", message, place)
        return
    known = COMMANDS_OF_ALL if source == "all" else COMMANDS
    # The source `0` stops all traces, whatever follows it.
    for part in reading.arguments[1:] if source != "0" else ():
        word, is_value = reading.text(part), part.role is Role.ARGUMENT
        names = known if not is_value else LEVELS if part.leader == "level" else (word,)
        if word not in names:
            what = "trace level" if is_value else f"command of `trace {source}`"
            message = f"`{shown(word)}` is not a {what}: expected {listed(names)}"
            yield Problem("bad-argument", message, part.start, names=names)
            return
