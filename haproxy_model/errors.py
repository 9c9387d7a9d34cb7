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
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, NoReturn

from haproxy_model.visible import visible

#: How many near names a message lists at most, and among how many they are looked for.
_NEAR, _NEAR_AMONG = 3, 500


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


def near(name: str, names: Iterable[str]) -> str:
    """What a message says of the names that are spelled like one that does not exist; empty without any."""
    found = near_names(name, names)
    return f"; did you mean {' or '.join(found)}?" if found else ""


def near_names(name: str, names: Iterable[str], most: int = _NEAR, cutoff: float = 0.6) -> list[str]:
    """The names that are spelled like one, the nearest first, looked for in bounded time.

    Args:
        name: the name that does not exist.
        names: those that do.
        most: how many are given.
        cutoff: how alike they must be, from 0 to 1.
    """
    from difflib import get_close_matches

    return get_close_matches(name[:100], list(dict.fromkeys(islice(names, _NEAR_AMONG))), most, cutoff)


class Suggesting:
    """What has no attribute of a name says which are spelled alike."""

    __slots__ = ()

    if not TYPE_CHECKING:  # type checkers would take every name

        def __getattr__(self, name: str) -> NoReturn:
            """Refuse an attribute that does not exist.

            Raises:
                AttributeError: always.
            """
            if hasattr(type(self), name):
                # A property failed, and says why.
                return object.__getattribute__(self, name)
            raise _no_attribute(type(self), name)


class Guarded(Suggesting):
    """The same, for what is changed by its attributes, none of which can be added."""

    __slots__ = ()

    if not TYPE_CHECKING:

        def __setattr__(self, name: str, value: object) -> None:
            """Assign an attribute that exists.

            Raises:
                AttributeError: it does not.
            """
            try:
                object.__setattr__(self, name, value)
            except AttributeError:
                if hasattr(type(self), name):
                    raise
                raise _no_attribute(type(self), name) from None


def _no_attribute(kind: type, name: str) -> AttributeError:
    # With its name, and without the object, the interpreter adds no suggestion of its own.
    return AttributeError(
        f"{kind.__name__!r} object has no attribute {name!r}{_near_attributes(kind, name)}", name=name
    )


@lru_cache(maxsize=256)
def _near_attributes(kind: type, name: str) -> str:
    return "" if name[:1] == "_" else near(name, [each for each in dir(kind) if each[:1] != "_"])
