"""What a settings file says, read as TOML: `haproxy-model.toml`, or `[tool.haproxy-model]` of `pyproject.toml`."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

from haproxy_model.errors import InvalidValue, Unreadable
from haproxy_model.settings.nearest import PROJECT, TOOL, SettingsFile
from haproxy_model.settings.setting_kinds import OUTER, as_paths, as_table, read_values

#: Whether a project may speak to us; reading TOML costs more.
_MAY_SPEAK = re.compile(rb"""tool\s*\.\s*["']?haproxy-model|\[\s*["']?tool["']?\s*\]""").search


def read_settings(path: str) -> SettingsFile:
    """What a settings file says; of one that is called `pyproject.toml`, its `[tool.haproxy-model]`.

    Raises:
        InvalidValue: it says something that is not a setting.
        Unreadable: it cannot be read, or is not TOML.
    """
    source = _content(path)
    document = _document(path, source)
    if os.path.basename(path) != PROJECT:
        return _settings(path, document)
    return _settings(path, _of_tool(document) or {})


def read_project(path: str) -> SettingsFile | None:
    """What `[tool.haproxy-model]` of a project says; None where the project does not speak of us.

    Raises:
        InvalidValue: it says something that is not a setting.
        Unreadable: it is not TOML.
    """
    try:
        source = _content(path)
    except Unreadable:
        return None
    if not _MAY_SPEAK(source):
        # It is somebody else's: not even its mistakes are ours.
        return None
    table = _of_tool(_document(path, source))
    return None if table is None else _settings(path, table)


def _of_tool(document: Mapping[str, object]) -> Mapping[str, object] | None:
    tools = document.get("tool")
    if not isinstance(tools, dict) or TOOL not in tools:
        return None
    return as_table(tools[TOOL], f"{PROJECT}: `tool.{TOOL}`")


def _content(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise Unreadable(f"{path}: {(error.strerror or str(error)).lower()}") from None


def _document(path: str, source: bytes) -> Mapping[str, object]:
    import tomllib

    try:
        return tomllib.loads(source.decode("utf-8"))
    except UnicodeDecodeError:
        raise Unreadable(f"{path}: it is not UTF-8, which TOML has to be") from None
    except (tomllib.TOMLDecodeError, ValueError) as error:
        raise Unreadable(f"{path}: it is not TOML: {error}") from None
    except RecursionError:
        raise Unreadable(f"{path}: it is nested too deeply") from None


def _settings(path: str, table: Mapping[str, object]) -> SettingsFile:
    shown, folder = os.path.relpath(path), os.path.dirname(os.path.abspath(path))
    per_file = as_table(table.get("per-file", {}), f"{shown}: `per-file`")
    sets = as_table(table.get("sets", {}), f"{shown}: `sets`")
    baseline = table.get("baseline")
    if baseline is not None and not isinstance(baseline, str):
        raise InvalidValue(f"{shown}: `baseline` needs the name of a file")
    return SettingsFile(
        path,
        read_values(table, shown, OUTER),
        tuple(
            (pattern, read_values(as_table(each, f"{shown}: `per-file`.`{pattern}`"), f"{shown}: `{pattern}`"))
            for pattern, each in per_file.items()
        ),
        {
            name: tuple(os.path.join(folder, each) for each in as_paths(files, f"{shown}: `sets`.`{name}`"))
            for name, files in sets.items()
        },
        None if baseline is None else os.path.join(folder, baseline),
    )
