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
from functools import cached_property, lru_cache
from itertools import islice
from types import MemberDescriptorType
from typing import TYPE_CHECKING, ClassVar, NoReturn

from haproxy_model.visible import visible

#: How many near names a message lists at most, and among how many they are looked for.
_NEAR, _NEAR_AMONG = 3, 500


#: What holds an attribute that is given once, or works it out.
_ANSWERING = (property, cached_property, MemberDescriptorType)


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
    """What has no attribute of a name says which are spelled alike; nobody assigns those that it has.

    Those that a class declares are given once, when the object is made; private ones are its own matter.
    """

    __slots__ = ()

    #: what to do instead of assigning
    _instead: ClassVar[str] = "change the configuration that it was worked out of, and ask again"

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if getattr(vars(cls).get("__setattr__"), "__module__", "").startswith("attr"):
            # attrs refuses without a word of what to do.
            # Type checkers shall not see it: they would take every name.
            type.__setattr__(cls, "__setattr__", _refuse)
            type.__setattr__(cls, "__delattr__", _refuse)

    if not TYPE_CHECKING:  # type checkers would take every name

        def __setattr__(self, name: str, value: object) -> None:
            """Give the object an attribute while it is made.

            Raises:
                AttributeError: it is there already, or there is none of this name.
            """
            kind = type(self)
            found = getattr(kind, name, None)
            is_free = name[:1] == "_" or (name in _declared(kind) and not _is_given(self, name))
            # Parameters of resolved servers say by themselves why they are not assigned.
            if is_free or (hasattr(found, "__set__") and not isinstance(found, _ANSWERING)):
                object.__setattr__(self, name, value)
            else:
                _refuse(self, name)

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
                found = getattr(type(self), name, None)
                if getattr(found, "fset", None) is not None or (
                    hasattr(found, "__set__") and not isinstance(found, property)
                ):
                    raise
                raise _refusal(self, name) from None


def _refuse(self: Suggesting, name: str, value: object = None) -> NoReturn:
    """Assign nothing, and take nothing away."""
    raise _refusal(self, name)


def _refusal(self: Suggesting, name: str) -> AttributeError:
    kind = type(self)
    if not hasattr(kind, name) and not _is_given(self, name):
        return _no_attribute(kind, name)
    return AttributeError(f"{name} of {kind.__name__!r} objects is not assigned: {self._instead}", name=name)


def _is_given(self: object, name: str) -> bool:
    try:
        object.__getattribute__(self, name)
    except AttributeError:
        return False
    return True


@lru_cache(maxsize=256)
def _declared(kind: type) -> frozenset[str]:
    places = ("__annotations__", "__slots__")
    return frozenset(name for each in kind.__mro__ for place in places for name in vars(each).get(place, ()))


def _no_attribute(kind: type, name: str) -> AttributeError:
    # With its name, and without the object, the interpreter adds no suggestion of its own.
    return AttributeError(
        f"{kind.__name__!r} object has no attribute {name!r}{_near_attributes(kind, name)}", name=name
    )


@lru_cache(maxsize=256)
def _near_attributes(kind: type, name: str) -> str:
    return "" if name[:1] == "_" else near(name, [each for each in dir(kind) if each[:1] != "_"])
