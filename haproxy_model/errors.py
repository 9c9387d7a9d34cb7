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


class HaproxyModelError(Exception):
    """What every exception of this library is."""


class InvalidValue(HaproxyModelError, ValueError):
    """A value that HAProxy could not hold, or that is not of the attribute's type; nothing was changed."""


class UnknownName(HaproxyModelError, KeyError):
    """No member has this name; the message lists near ones."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class AlreadyPlaced(HaproxyModelError, ValueError):
    """The statement or section already stands in a configuration: remove it there first, or insert a `.copy()`."""


class SeveralFiles(HaproxyModelError, ValueError):
    """The configuration was read from several files: ask one of `config.files`."""


class FileChanged(HaproxyModelError, OSError):
    """The file on disk changed since it was read, or is being written: read it again and repeat the change.

    Also what is no regular file and cannot be replaced: a FIFO, a socket, a device, a directory.
    """


class Unreadable(HaproxyModelError, OSError):
    """The file cannot be read, or is none."""


class Unwritable(HaproxyModelError, OSError):
    """The directory or the disk refuses, or owner and group cannot be kept; nothing was written."""
