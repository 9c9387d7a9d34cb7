"""Reading what the command line names, and saying plainly why something is no configuration."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from haproxy_model.errors import Unreadable

if TYPE_CHECKING:
    from haproxy_model.model.config import Config

STANDARD_INPUT = "<stdin>"


def shown_name(name: str) -> str:
    """What a configuration is called in reports: as it was named, and standard input by a name of its own."""
    return STANDARD_INPUT if name == "-" else name


def read_together(names: Sequence[str]) -> Config:
    """The configuration in several files and directories, in this order.

    Raises:
        Unreadable: one cannot be read, or is no text.
    """
    import haproxy_model.api as api

    config = api.parse_files(names)
    _require_text(config)
    return config


def read(name: str) -> Config:
    """The configuration in a file, in the `*.cfg` files of a directory, or on standard input ("-").

    Raises:
        Unreadable: it cannot be read, or is no text.
    """
    import haproxy_model.api as api

    if name == "-":
        config = api.parse(_standard_input(), STANDARD_INPUT)
    elif os.path.isdir(name):
        config = api.parse_files([name])
    else:
        config = api.parse_file(name)
    _require_text(config)
    return config


def require_replaceable(name: str) -> None:
    """Refuse what cannot be written back before anything of it is read: a pipe gives its text only once.

    Raises:
        FileChanged: it is no regular file, nor a directory of such.
        InvalidValue: it names no file.
    """
    from haproxy_model.storage.names import replaceable

    if not os.path.isdir(name):
        replaceable(name)


def require_sections(config: Config, name: str) -> None:
    """Refuse a text in which HAProxy would find nothing to do with: words, and no section.

    Raises:
        Unreadable: it is such a text.
    """
    for file in config.files:
        words = [statement.keyword for statement in file.preamble.statements]
        if not len(config.sections) and any(not word.startswith(".") for word in words):
            raise Unreadable(f"{file.path or name}: not a HAProxy configuration: it has no section")


def lines_of(*configs: Config) -> Callable[[str | None], Sequence[str]]:
    """A function that gives the lines of a file of the configurations; nothing is written out before it is asked."""
    return _Lines(configs)


class _Lines:
    """The lines of files; one that goes to another process takes the texts along, and not the configurations."""

    def __init__(self, configs: Sequence[Config]) -> None:
        self._configs: Sequence[Config] | None = configs
        self._known: dict[str | None, list[str]] = {}

    def __call__(self, file: str | None) -> Sequence[str]:
        self._read()
        return self._known.get(file, ())

    def __getstate__(self) -> dict[str, object]:
        self._read()
        return {"_known": self._known, "_configs": None}

    def _read(self) -> None:
        for config in self._configs or ():
            self._known.update((each.path, each.dumps().split("\n")) for each in config.files)
        self._configs = None


def _standard_input() -> bytes:
    from haproxy_model.storage.inputs import read_stream

    try:
        source = read_stream("standard input", sys.stdin.buffer)
    except AttributeError:
        raise Unreadable("standard input is closed: give a file, or pipe a configuration into it") from None
    except Unreadable:
        raise
    except OSError as error:
        raise Unreadable(f"standard input: {(error.strerror or str(error)).lower()}") from None
    if not source:
        raise Unreadable("standard input is empty: pipe a configuration into it")
    return source


def _require_text(config: Config) -> None:
    for file in config.files:
        if len(file.sections):
            continue
        source = file.dump()
        if b"\0" in source:
            if source.startswith((b"\xff\xfe", b"\xfe\xff")):
                raise Unreadable(f"{file.path}: it is UTF-16 text, which HAProxy cannot read: save it as UTF-8")
            raise Unreadable(f"{file.path}: not a HAProxy configuration: it is a binary file")
