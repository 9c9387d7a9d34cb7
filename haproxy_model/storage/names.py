"""What a name of a file leads to."""

from __future__ import annotations

import os
import stat
from collections.abc import Hashable

from haproxy_model.errors import FileChanged, InvalidValue, wrong_kind

_KINDS = {
    stat.S_IFDIR: "a directory",
    stat.S_IFIFO: "a FIFO",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def marks(path: str | os.PathLike[str]) -> frozenset[Hashable]:
    """What the names of one file have in common: links, `a.cfg` and `./a.cfg`, upper and lower case where that is one.

    The resolved name holds also while others replace the file; device and inode tell hard links.
    """
    name = os.fspath(path)
    try:
        resolved: Hashable = os.path.normcase(os.path.realpath(name))
        found = os.stat(name)
    except OSError:
        return frozenset([resolved])
    except ValueError:
        return frozenset([name])
    # Some file systems number nothing.
    return frozenset([resolved, (found.st_dev, found.st_ino)] if found.st_ino else [resolved])


def path_of(path: object, expected: str = "the path of a file") -> str:
    """A path as text.

    Args:
        path: text, or an object that has one.
        expected: what it should have been, for the message.

    Raises:
        TypeError: it is something else, bytes among it.
    """
    name = os.fspath(path) if isinstance(path, os.PathLike) else path
    if not isinstance(name, str):
        raise wrong_kind(f"{expected}, as text or a Path", path)
    return name


def replaceable(path: str | os.PathLike[str]) -> str:
    """The file to replace where a name is written: what its symbolic links lead to, which need not exist.

    Raises:
        FileChanged: what stands there is no regular file, or has no name any more.
        InvalidValue: it can be no name of a file.
        OSError: nobody can look what stands there.
    """
    name = os.fspath(path)
    try:
        found = os.stat(name)
    except FileNotFoundError:
        if not os.path.basename(name):
            raise InvalidValue(f"{name!r} is not the name of a file: give the path of one") from None
        return os.path.realpath(name)
    except ValueError as error:
        raise InvalidValue(f"{name!r} is not the name of a file: {error}") from None
    if not stat.S_ISREG(found.st_mode):
        kind = _KINDS.get(stat.S_IFMT(found.st_mode), "something else")
        raise FileChanged(
            f"{name}: cannot be written back, because it is {kind}: name a regular file, or print the result"
        )
    target = os.path.realpath(name)
    if not os.path.exists(target):
        # `/dev/stdin` may lead to a file that was deleted, for which the system then makes up a name.
        raise FileChanged(f"{name}: the file was deleted and cannot be written back: name another one")
    return target
