"""The files of this machine that a configuration names: whether they are there, and what patterns they hold.

This is asked for on its own, since the answer is about a machine: `check(files=...)`, `haproxy-model check --files`.
Neither the network nor the users and groups of the machine are asked.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from haproxy_model.check.criteria import rule
from haproxy_model.check.finding import Finding, shown
from haproxy_model.check.named_files import Use, named_files
from haproxy_model.model.line import Statement
from haproxy_model.schema.named_files import NAMESPACES, PARAMETERS, PATTERNS
from haproxy_model.schema.versions import number
from haproxy_model.syntax.text import decode
from haproxy_model.syntax.words import Expandable
from haproxy_model.views.active import Active

_LIST = PARAMETERS["bind", "crt-list"]
_CERTIFICATE = PARAMETERS["bind", "crt"]
_DEFAULT_PATH = "default-path"
#: How much of a file is looked at.
_MOST_BYTES = 8 << 20


def file_findings(active: Active, root: str) -> Iterator[Finding]:
    """What HAProxy says of the files that the active lines name.

    Args:
        active: the active lines.
        root: the directory in which HAProxy is started.
    """
    if active.sections_with(_DEFAULT_PATH) and number(active.version) >= (2, 5):
        # Where names begin then depends on the line and on where its file lies.
        return
    bases = _bases(active)
    stored = any(True for _ in active.of_kind("crt-store"))
    for use in named_files(active):
        if stored and use.row == _CERTIFICATE:
            continue
        path = _path(use.name, use.row.folder or bases.get(use.row.base, ""), root)
        reason = _unreadable(path, use.row.endings)
        if reason is not None:
            message = f"`{shown(use.name)}` cannot be read, {reason}: HAProxy needs {use.row.what} there"
            yield Finding("unreadable-file", message, use.line, use.place)
        elif use.row == PATTERNS:
            yield from _bad_patterns(use, path, active.version)
        elif use.row == _LIST:
            yield from _missing_certificates(use, path, bases.get(_CERTIFICATE.base, ""), root)
    yield from _namespaces(active)
    yield from _descriptors(active)


def _bases(active: Active) -> dict[str, str]:
    """The directories in which certificates and authorities lie; the last line of each counts."""
    return {
        keyword: line._words[1]
        for keyword in ("crt-base", "ca-base")
        for section in active.of_kind("global")
        for line in active.lines(section, keyword)
        if len(line._words) > 1
    }


def _path(name: str, base: str, root: str) -> str:
    return os.path.join(root, name if os.path.isabs(name) or not base else os.path.join(base, name))


def _unreadable(path: str, endings: tuple[str, ...] = ()) -> str | None:
    """Why a file or directory cannot be read; None where it can."""
    if "\0" in path:
        return "no name of a file"
    if any(os.access(path + ending, os.R_OK) for ending in ("", *endings)):
        return None
    return "which is not permitted" if os.path.exists(path) else "which does not exist"


def _lines(path: str) -> Iterator[tuple[int, str]]:
    """The lines of a file that hold something, with their numbers; comments, and blanks around, left out."""
    try:
        # Anything else could be without an end.
        if not os.path.isfile(path):
            return
        with open(path, "rb") as file:
            content = file.read(_MOST_BYTES)
    except OSError:
        return
    for place, line in enumerate(content.split(b"\n"), 1):
        text = decode(line).strip(" \t\r")
        if text and text[0] != "#":
            yield place, text


def _bad_patterns(use: Use, path: str, version: str) -> Iterator[Finding]:
    """The first pattern of a file that its criterion cannot have."""
    if any(isinstance(word, Expandable) for word in use.criterion):
        return
    for place, text in _lines(path):
        note = next(
            (note for note in rule((*use.criterion, "--", text), version).notes if note.kind == "bad-pattern"), None
        )
        if note is not None:
            message = f"line {place} of `{shown(use.name)}`: {note.message}"
            yield Finding("bad-pattern", message, use.line, use.place)
            return


def _missing_certificates(use: Use, path: str, base: str, root: str) -> Iterator[Finding]:
    """The first certificate of a list that is not there."""
    for place, text in _lines(path):
        name = text.split()[0]
        reason = _unreadable(_path(name, base, root), _CERTIFICATE.endings)
        if reason is not None and not name.startswith(_CERTIFICATE.others):
            message = f"line {place} of `{shown(use.name)}`: `{shown(name)}` cannot be read, {reason}"
            yield Finding("unreadable-file", message, use.line, use.place)
            return


def _namespaces(active: Active) -> Iterator[Finding]:
    for section in active.of_kind("namespace_list"):
        for line in active.lines(section, "namespace"):
            for place, name in enumerate(line._words[1:], 1):
                if not isinstance(name, Expandable) and _unreadable(os.path.join(NAMESPACES, name)):
                    message = f"there is no network namespace `{shown(name)}` in {NAMESPACES}"
                    yield Finding("unreadable-file", message, line, place)
                    break


def _descriptors(active: Active) -> Iterator[Finding]:
    """Listening on a descriptor that HAProxy does not inherit from a process like this one."""
    for section in active.of_kind("frontend", "listen", "backend"):
        for line in active.lines(section, "bind"):
            if len(line._words) > 1 and _is_closed(line):
                message = f"`{shown(line._words[1])}`: no such descriptor is open here"
                yield Finding("unreadable-file", message, line, 1)


def _is_closed(line: Statement) -> bool:
    kind, _, text = line._words[1].partition("@")
    if kind != "fd" or not (text.isascii() and text.isdigit() and len(text) < 9):
        return False
    try:
        os.fstat(int(text))
    except OSError:
        return True
    return False
