"""The values of a template's variables: files of JSON or TOML."""

from __future__ import annotations

import json
from collections.abc import Iterable

from haproxy_model.errors import Unreadable
from haproxy_model.storage.inputs import read_file


def read_variables(paths: Iterable[str]) -> dict[str, object]:
    """What files say of variables; a later one outweighs those before it.

    Raises:
        Unreadable: a file cannot be read, is neither JSON nor TOML, or is no table.
    """
    found: dict[str, object] = {}
    for path in paths:
        found.update(_table(path))
    return found


def _table(path: str) -> dict[str, object]:
    import tomllib

    try:
        text = read_file(path).content.decode("utf-8")
        # A text of JSON that is a table is no TOML.
        said = json.loads(text) if text.lstrip()[:1] == "{" else tomllib.loads(text)
    except UnicodeDecodeError:
        raise Unreadable(f"{path}: it is not UTF-8, which JSON and TOML have to be") from None
    except json.JSONDecodeError as error:
        raise Unreadable(f"{path}: it is not JSON: {error}") from None
    except tomllib.TOMLDecodeError as error:
        raise Unreadable(f"{path}: it is neither JSON nor TOML: {error}") from None
    except (RecursionError, ValueError):
        raise Unreadable(f"{path}: it is nested too deeply, or has a number that is too long") from None
    return said if isinstance(said, dict) else {}
