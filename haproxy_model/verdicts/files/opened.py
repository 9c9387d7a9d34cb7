"""The files of this machine that a configuration names: whether they are there, and what patterns they hold.

This is asked for on its own, since the answer is about a machine: `check(files=...)`, `haproxy-model check --files`.
Neither the network nor the users and groups of the machine are asked.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from haproxy_model.schema.named_files import MAP, MAP_PATTERNS, NAMESPACES, PARAMETERS, PATTERNS
from haproxy_model.schema.sections import WORKING_PROXIES
from haproxy_model.syntax.text import decode
from haproxy_model.syntax.words import Expandable
from haproxy_model.verdicts.expressions.acl_patterns import pattern_problem
from haproxy_model.verdicts.expressions.criteria import rule
from haproxy_model.verdicts.files.mentioned import Use, named_files
from haproxy_model.verdicts.finding import Finding, shown
from haproxy_model.views.active import Active

_LIST = PARAMETERS["bind", "crt-list"]
_CERTIFICATE = PARAMETERS["bind", "crt"]
_DEFAULT_PATH = "default-path"
_INTEGER = re.compile("[+-]?[0-9]+").fullmatch
#: How much of a file is looked at.
_MOST_BYTES = 8 << 20


def file_findings(active: Active, root: str) -> Iterator[Finding]:
    """What HAProxy says of the files that the active lines name.

    Args:
        active: the active lines.
        root: the directory in which HAProxy is started.
    """
    if active.sections_with(_DEFAULT_PATH):
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
            message = f"`{shown(use.name)}` {reason}: HAProxy needs {use.row.what} there"
            yield Finding("unreadable-file", message, use.line, use.place)
        elif use.row in (PATTERNS, MAP):
            yield from _bad_patterns(use, path, active.version)
        elif use.row == _LIST:
            yield from _missing_certificates(use, path, bases.get(_CERTIFICATE.base, ""), root)
    yield from _namespaces(active)
    yield from _descriptors(active)


def _bases(active: Active) -> dict[str, str]:
    """The directories in which certificates and authorities lie; the last line of each counts."""
    return {
        keyword: directory
        for keyword in ("crt-base", "ca-base")
        for section in active.of_kind("global")
        for line in active.lines(section, keyword)
        if (directory := line._argument(1)) is not None
    }


def _path(name: str, base: str, root: str) -> str:
    return os.path.join(root, name if os.path.isabs(name) or not base else os.path.join(base, name))


def _unreadable(path: str, endings: tuple[str, ...] = ()) -> str | None:
    """What keeps a file or directory from being read, after its name; None for nothing."""
    if "\0" in path:
        return "is not a file name"
    if any(os.access(path + ending, os.R_OK) for ending in ("", *endings)):
        return None
    return "cannot be read by this user" if os.path.exists(path) else "does not exist"


def _lines(path: str) -> Iterator[tuple[int, str]]:
    """The lines of a file that hold something, with their numbers.

    A comment begins in the first column; blanks before the text do not count, those after it do.
    """
    try:
        # Anything else could be without an end.
        if not os.path.isfile(path):
            return
        with open(path, "rb") as file:
            content = file.read(_MOST_BYTES)
    except OSError:
        return
    for place, line in enumerate(content.split(b"\n"), 1):
        text = decode(line.partition(b"\r")[0].partition(b"\0")[0]).lstrip(" \t")
        if text and line[:1] != b"#":
            yield place, text


def _bad_patterns(use: Use, path: str, version: str) -> Iterator[Finding]:
    """The first pattern of a file that its criterion, or its map, cannot have."""
    for place, text in _lines(path):
        problem = (
            _map_problem(use.converter, text) if use.row == MAP else _pattern_problem(use.criterion, text, version)
        )
        if problem is not None:
            message = f"line {place} of `{shown(use.name)}`: {problem}"
            yield Finding("bad-pattern", message, use.line, use.place)
            return


def _pattern_problem(criterion: tuple[str, ...], text: str, version: str) -> str | None:
    if any(isinstance(word, Expandable) for word in criterion):
        return None
    notes = rule((*criterion, "--", text), version).notes
    return next((note.message for note in notes if note.kind == "bad-pattern"), None)


def _map_problem(converter: str, text: str) -> str | None:
    """What is wrong with a line of a map: a pattern, then perhaps a value, blanks between and around them."""
    pattern, *values = re.split("[ \t]+", text.rstrip(" \t"), maxsplit=1)
    method, _, output = converter.removeprefix("map_").partition("_")
    kind = MAP_PATTERNS.get(method)
    expected = None if kind is None else pattern_problem(pattern, kind)
    if expected is not None:
        return f"expected {expected}, found `{shown(pattern)}`"
    if output == "int" and values and not _INTEGER(values[0]):
        return f"expected an integer, found `{shown(values[0])}`"
    return None


def _missing_certificates(use: Use, path: str, base: str, root: str) -> Iterator[Finding]:
    """The first certificate of a list that is not there."""
    for place, text in _lines(path):
        name = re.split("[ \t]", text)[0]
        reason = _unreadable(_path(name, base, root), _CERTIFICATE.endings)
        if reason is not None and not name.startswith(_CERTIFICATE.others):
            message = f"line {place} of `{shown(use.name)}`: `{shown(name)}` {reason}"
            yield Finding("unreadable-file", message, use.line, use.place)
            return


def _namespaces(active: Active) -> Iterator[Finding]:
    for section in active.of_kind("namespace_list"):
        for line in active.lines(section, "namespace"):
            for place, name in enumerate(line.arguments, 1):
                if not isinstance(name, Expandable) and _unreadable(os.path.join(NAMESPACES, name)):
                    message = f"there is no network namespace `{shown(name)}` in {NAMESPACES}"
                    yield Finding("unreadable-file", message, line, place)
                    break


def _descriptors(active: Active) -> Iterator[Finding]:
    """Listening on a descriptor that HAProxy does not inherit from a process like this one."""
    for section in active.of_kind(*WORKING_PROXIES):
        for line in active.lines(section, "bind"):
            address = line._argument(1) or ""
            if _is_closed(address):
                message = f"`{shown(address)}` is a descriptor that is not open here"
                yield Finding("unreadable-file", message, line, 1)


def _is_closed(address: str) -> bool:
    kind, _, text = address.partition("@")
    if kind != "fd" or not (text.isascii() and text.isdigit() and len(text) < 9):
        return False
    try:
        os.fstat(int(text))
    except OSError:
        return True
    return False
