"""What is named as configurations: files, directories, sets of files; each with its settings file."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from haproxy_model.errors import Unreadable
from haproxy_model.records import NamedTuple

if TYPE_CHECKING:
    from haproxy_model.settings.nearest import SettingsFile


class Input(NamedTuple):
    """One configuration that is asked about."""

    #: the file or directory as it was named, the name of a set, "-" for standard input
    name: str
    #: its files and directories, in their order
    paths: tuple[str, ...]
    #: what holds for it; None without a settings file
    settings: SettingsFile | None
    is_set: bool = False


def inputs(
    files: Sequence[str],
    sets: Mapping[str, tuple[str, ...]],
    settings_of: Callable[[str], SettingsFile | None],
    remark: Callable[[str], None] = lambda message: None,
) -> Iterator[Input]:
    """The configurations of a run, each once.

    Args:
        files: what is named.
        sets: the sets that the command line names.
        settings_of: gives the settings file of a directory.
        remark: says something to the user.
    """
    done: set[tuple[str, ...]] = set()
    wanted = [Input(name, paths, settings_of(_folder(paths[0])), is_set=True) for name, paths in sets.items()]
    members = {path: each for each in wanted for path in _members(each.paths)}
    known: dict[str, dict[str, Input]] = {}
    for name in files:
        if name == "-":
            wanted.append(Input(name, (), settings_of(".")))
            continue
        settings = settings_of(_folder(name))
        source = settings.path if settings is not None else ""
        if source not in known:
            known[source] = _sets_of(settings)
        found = members.get(_real(name)) or known[source].get(_real(name))
        if found is not None:
            wanted.append(found)
        elif (several := _separate(name)) and len(several) > 1:
            remark(f"{name}: {len(several)} files have a `global` section: each is judged by itself")
            wanted += (Input(each, (each,), settings) for each in _of_directory(name))
        else:
            wanted.append(Input(name, (name,), settings))
    for each in wanted:
        if not each.is_set or each.paths not in done:
            done.add(each.paths)
            yield each


def _sets_of(settings: SettingsFile | None) -> dict[str, Input]:
    """The files of the sets of a settings file, each with the first set that it belongs to."""
    found: dict[str, Input] = {}
    for title, paths in settings.sets.items() if settings is not None else ():
        one = Input(title, tuple(map(os.path.relpath, paths)), settings, is_set=True)
        for member in _members(paths):
            found.setdefault(member, one)
    return found


def _members(paths: Sequence[str]) -> set[str]:
    """What belongs to a set: its files, its directories, and the files of these."""
    return {_real(member) for path in paths for member in (path, *_of_directory(path))}


def _separate(name: str) -> set[str]:
    """The files of a directory that have a `global` section; two names of one file count once."""
    found = set()
    opens = re.compile(rb"^[ \t]*global[ \t\r]*(?:#|$)", re.MULTILINE).search
    for path in _of_directory(name):
        try:
            with open(path, "rb") as file:
                if opens(file.read()):
                    found.add(_real(path))
        except OSError:
            # Who reads it next says why it cannot be read.
            return set()
    return found


def _of_directory(name: str) -> list[str]:
    if not os.path.isdir(name):
        return []
    from haproxy_model.storage.inputs import cfg_files

    try:
        return cfg_files(name)
    except Unreadable:
        return []


def _folder(path: str) -> str:
    return path if os.path.isdir(path) else os.path.dirname(path) or "."


def _real(path: str) -> str:
    return os.path.realpath(path)
