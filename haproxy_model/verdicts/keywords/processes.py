"""Processes: programs and the master that starts them, `nbproc` beside `nbthread`, `bind-process` (manual 3.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from haproxy_model.schema.keywords import rows
from haproxy_model.schema.quirks import ONE_PROCESS
from haproxy_model.schema.rows import EXPOSE_DEPRECATED, available, deprecated
from haproxy_model.schema.sections import SECTIONS
from haproxy_model.syntax.words import Expandable
from haproxy_model.verdicts.finding import Finding, Near, shown
from haproxy_model.views.active import Active

_PROGRAM = SECTIONS["program"]
(_NBPROC,), (_BIND_PROCESS,) = rows("global", "nbproc"), rows("listen", "bind-process")
#: A process or a range of them, as `bind-process` reads it.
_RANGE = re.compile("([0-9]{1,9})(?:-([0-9]{0,9}))?").fullmatch
_NAMED = ("odd", "even")
#: After this word HAProxy reads no further.
_LAST = "all"


def process_findings(active: Active, near: Near) -> Iterator[Finding]:
    """What HAProxy says of processes that it cannot start so."""
    version = active.version
    if available(_PROGRAM, version):
        yield from _programs(active, agreed=deprecated(_PROGRAM, version))
    if available(_NBPROC, version):
        yield from _processes(active)
    if available(_BIND_PROCESS, version):
        yield from _bound(active, 1 if ONE_PROCESS.holds(version) else 64)


def _programs(active: Active, *, agreed: bool) -> Iterator[Finding]:
    """What programs need: a master, or where they are deprecated the consent to that."""
    consented = False
    for section in active.sections:
        if section.kind == "global":
            consented = consented or EXPOSE_DEPRECATED in active.first_words(section)
        if section.kind != "program":
            continue
        if agreed and not consented:
            message = f"`program` sections are deprecated: write `{EXPOSE_DEPRECATED}` in a `global` section above"
            yield Finding("unexposed-program", message, section.header)
            return
        if not active.sections_with("master-worker"):
            message = "programs need a master: write `master-worker` in `global`, or start HAProxy with -W or -Ws"
            yield Finding("program-without-master", message, section.header)
            return


def _processes(active: Active) -> Iterator[Finding]:
    """`nbproc`, which 2.4 has beside `nbthread`: the last of each counts."""
    last = {
        word: line
        for section in active.of_kind("global")
        for word in ("nbproc", "nbthread")
        for line in active.lines(section, word)
        if line.arguments
    }
    processes, threads = last.get("nbproc"), last.get("nbthread")
    if processes is None or _count(processes._argument(1)) < 2:
        return
    if threads is None:
        yield Finding("keyword-deprecated", "`nbproc` is deprecated since HAProxy 2.4: use `nbthread`", processes)
    elif _count(threads._argument(1)) > 1:
        related = (("threads are set here", threads),)
        message = "several processes cannot be combined with several threads: remove `nbproc`"
        yield Finding("processes-beside-threads", message, processes, 0, 1, related=related)


def _count(word: str | None) -> int:
    return int(word) if word and word.isascii() and word.isdigit() and len(word) < 10 else 0


def _bound(active: Active, most: int) -> Iterator[Finding]:
    for section in active.sections_with("bind-process"):
        for line in active.lines(section, "bind-process"):
            for place, word in enumerate(line.arguments, 1):
                if word == _LAST:
                    break
                if isinstance(word, Expandable) or word in _NAMED:
                    continue
                found = _RANGE(word)
                ends = [int(end) for end in found.groups() if end] if found else []
                if not ends or min(ends) < 1 or max(ends) > most:
                    message = f"expected a process from 1 to {most} or a range of them, found `{shown(word)}`"
                    yield Finding("bad-argument", message, line, place)
                    break
