"""The settings file of a configuration: the nearest `haproxy-model.toml`, or `pyproject.toml` that has
`[tool.haproxy-model]`, in its directory or above.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from haproxy_model.records import NamedTuple

if TYPE_CHECKING:
    from haproxy_model.settings.setting_kinds import Values

NAME, PROJECT, TOOL = "haproxy-model.toml", "pyproject.toml", "haproxy-model"


class SettingsFile(NamedTuple):
    """What a settings file says."""

    path: str
    values: Values
    #: for files whose names match, in order: the pattern, and what holds for these
    per_file: tuple[tuple[str, Values], ...] = ()
    #: the sets of files that are one configuration: name -> the files in their order
    sets: Mapping[str, tuple[str, ...]] = {}
    #: the file of known findings
    baseline: str | None = None


class Nearest:
    """Finds settings files, each directory asked once."""

    def __init__(self) -> None:
        self._known: dict[str, SettingsFile | None] = {}

    def above(self, directory: str) -> SettingsFile | None:
        """The settings file that holds for a directory; None without one.

        Raises:
            InvalidValue: it says something that is not a setting.
            Unreadable: it cannot be read, or is not TOML.
        """
        directory = os.path.abspath(directory)
        passed = []
        while directory not in self._known:
            passed.append(directory)
            found = _in(directory)
            above = os.path.dirname(directory)
            if found is not None or above == directory:
                self._known[directory] = found
                break
            directory = above
        found = self._known[directory]
        self._known.update(dict.fromkeys(passed, found))
        return found


def _in(directory: str) -> SettingsFile | None:
    path = os.path.join(directory, NAME)
    if os.path.isfile(path):
        from haproxy_model.settings.settings_files import read_settings

        return read_settings(path)
    path = os.path.join(directory, PROJECT)
    if not os.path.isfile(path):
        return None
    from haproxy_model.settings.settings_files import read_project

    return read_project(path)
