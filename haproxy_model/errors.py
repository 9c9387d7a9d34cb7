"""The exceptions of the library: a caller's mistakes and files that cannot be used.

What a configuration says wrongly is never an exception but a `Diagnostic`.

    HaproxyModelError
    ├── InvalidValue (ValueError)    a value that HAProxy could not hold, or not of the attribute's type
    ├── UnknownName (KeyError)       no such section, server, ACL …
    ├── AlreadyPlaced (ValueError)   a statement or section that already stands somewhere
    ├── SeveralFiles (ValueError)    one file's bytes asked of a configuration that has several
    ├── FileChanged (OSError)        the file on disk is no longer the one that was read, or none to be replaced
    ├── Unreadable (OSError)         a file that cannot be read
    └── Unwritable (OSError)         a file that the system does not let us write; trying again does not help
"""

from __future__ import annotations

import reprlib

from haproxy_model.visible import visible


class HaproxyModelError(Exception):
    """The class of all exceptions of this library; what its message quotes is escaped."""

    def __str__(self) -> str:
        return visible(super().__str__())


class InvalidValue(HaproxyModelError, ValueError):
    """A value that HAProxy could not read, or that has the wrong type; nothing was changed."""


class UnknownName(HaproxyModelError, KeyError):
    """There is nothing of this name; the message lists similar names."""

    def __str__(self) -> str:
        return visible(str(self.args[0])) if self.args else ""


class AlreadyPlaced(HaproxyModelError, ValueError):
    """The statement or section is already in a configuration: remove it there first, or insert a `.copy()`."""


class SeveralFiles(HaproxyModelError, ValueError):
    """The configuration was read from several files: ask one of `config.files`."""


class FileChanged(HaproxyModelError, OSError):
    """The file on disk changed since it was read, or is being written: read it again and repeat the change.

    Also for what cannot be replaced because it is not a regular file: a FIFO, a socket, a device, a directory.
    """


class Unreadable(HaproxyModelError, OSError):
    """The file cannot be read, or is not a configuration."""


class Unwritable(HaproxyModelError, OSError):
    """The directory or the disk refuses, or owner and group cannot be kept; nothing was written."""


def wrong_kind(expected: str, value: object) -> TypeError:
    """The exception for an object of the wrong kind."""
    return TypeError(f"expected {expected}, found {reprlib.repr(value)}")
