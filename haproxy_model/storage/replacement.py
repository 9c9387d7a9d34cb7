"""Writing: files replaced as a whole or not at all.

A write makes a temporary file in the same directory, syncs it, gives it mode and owner of the old one and renames it
over the file that a symbolic link points to.  A file that is no longer the one that was read is not touched.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from typing import NamedTuple

from haproxy_model.errors import FileChanged

#: How many characters of a file's name stand in that of its temporary file, of whose 255 bytes they take 160 at most.
_MOST_OF_A_NAME = 40


class Write(NamedTuple):
    """A file to be replaced: `expected` is what must still stand there, None for any content or none."""

    path: str
    content: bytes
    expected: bytes | None


def write_files(writes: Sequence[Write]) -> None:
    """Replace files; every one is checked before the first is replaced.

    Raises:
        FileChanged: a file is not what it was when it was read.
        OSError: the directory or the disk refuses.
    """
    targets = [os.path.realpath(write.path) for write in writes]
    for write, target in zip(writes, targets, strict=True):
        if write.expected is not None:
            _check_unchanged(write.path, target, write.expected)
    prepared: list[tuple[str, str]] = []
    try:
        for write, target in zip(writes, targets, strict=True):
            prepared.append((_prepare(target, write.content), target))
        while prepared:
            temporary, target = prepared[0]
            os.replace(temporary, target)
            prepared.pop(0)
            _sync_directory(target)
    finally:
        for temporary, _ in prepared:
            os.unlink(temporary)


def _check_unchanged(path: str, target: str, expected: bytes) -> None:
    if os.path.exists(target) and not os.path.isfile(target):
        raise FileChanged(f"{path}: is no regular file, and cannot be written back: read a file, or print the result")
    try:
        with open(target, "rb") as file:
            current = file.read()
    except OSError as error:
        raise FileChanged(f"{path}: {error.strerror}; it was there when it was read") from None
    if current != expected:
        raise FileChanged(f"{path}: the file changed on disk since it was read; read it again and repeat the change")


def _prepare(target: str, content: bytes) -> str:
    """Write the content beside the target, with its mode and owner; gives the temporary file's name."""
    import tempfile

    # The name begins as the file's does, and is short enough where that name fills a directory entry.
    prefix = f".{os.path.basename(target)[:_MOST_OF_A_NAME]}."
    descriptor, temporary = tempfile.mkstemp(prefix=prefix, dir=os.path.dirname(target))
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            _keep_attributes(target, temporary)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        os.unlink(temporary)
        raise
    return temporary


def _keep_attributes(target: str, temporary: str) -> None:
    try:
        old = os.stat(target)
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(temporary, 0o666 & ~mask)
        return
    if hasattr(os, "chown"):
        new = os.stat(temporary)
        if (old.st_uid, old.st_gid) != (new.st_uid, new.st_gid):
            os.chown(temporary, old.st_uid, old.st_gid)
    os.chmod(temporary, stat.S_IMODE(old.st_mode))


def _sync_directory(target: str) -> None:
    """Make the rename last; systems that cannot sync a directory do without."""
    try:
        descriptor = os.open(os.path.dirname(target), os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    except OSError:
        pass
    finally:
        os.close(descriptor)
