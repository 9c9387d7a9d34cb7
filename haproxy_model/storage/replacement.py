"""Writing: files replaced as a whole or not at all, and none that changed since it was read.

The new content goes into a temporary file in the same directory, synced, with mode and owner of the old one.  Under the
locks of the directories every file is compared with what was read; then the temporary files are renamed over those that
symbolic links lead to.
"""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress

from haproxy_model.errors import FileChanged
from haproxy_model.records import NamedTuple
from haproxy_model.storage.inputs import is_regular, open_now
from haproxy_model.storage.locks import locked
from haproxy_model.storage.names import replaceable

#: How many characters of a file's name stand in that of its temporary file, of whose 255 bytes they take 160 at most.
_MOST_OF_A_NAME = 40


class Write(NamedTuple):
    """A file to be replaced: `expected` is what must still stand there, None for any content or none."""

    path: str
    content: bytes
    expected: bytes | None


class _Prepared(NamedTuple):
    write: Write
    #: the file that the path leads to
    target: str
    #: the new content, beside the target
    temporary: str


def replace_files(writes: Sequence[Write]) -> None:
    """Replace files; every one is checked before the first is replaced, and put back where a later one fails.

    Raises:
        FileChanged: a file is not what it was when it was read, or no regular file; or another writer holds the lock.
        InvalidValue: a path names no file.
        OSError: the directory or the disk refuses.
    """
    targets = list(map(_checked, writes))
    prepared: list[_Prepared] = []
    try:
        for write, target in zip(writes, targets, strict=True):
            prepared.append(_Prepared(write, target, _prepare(target, write.content)))
        directories = dict.fromkeys(map(os.path.dirname, targets))
        with locked(directories):
            for each in prepared:
                if _checked(each.write) != each.target:
                    raise FileChanged(f"{each.write.path}: now leads to another file: read it again")
            _replace_all(prepared)
    finally:
        _remove(each.temporary for each in prepared)
    for directory in directories:
        _sync(directory)


def _checked(write: Write) -> str:
    """The file that a write replaces, after a look whether it may."""
    try:
        target = replaceable(write.path)
        if write.expected is None:
            return target
        with open_now(target) as file:
            is_same = is_regular(file) and file.read() == write.expected
    except FileChanged:
        raise
    except OSError as error:
        if write.expected is None:
            raise
        raise FileChanged(f"{write.path}: {error.strerror}; it was there when it was read") from None
    if not is_same:
        raise FileChanged(
            f"{write.path}: the file changed on disk since it was read: read it again and repeat the change"
        )
    return target


def _prepare(target: str, content: bytes) -> str:
    """Write the content beside the target, with its mode and owner; gives the temporary file's name."""
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
        _remove([temporary])
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


def _replace_all(prepared: Sequence[_Prepared]) -> None:
    try:
        for each in prepared:
            os.replace(each.temporary, each.target)
    except BaseException:
        _put_back([each for each in prepared if not os.path.lexists(each.temporary)])
        raise


def _put_back(replaced: Iterable[_Prepared]) -> None:
    """Give files their old content again, as far as it is known and the disk lets us."""
    stuck = []
    for each in replaced:
        if each.write.expected is None:
            continue
        try:
            temporary = _prepare(each.target, each.write.expected)
            try:
                os.replace(temporary, each.target)
            except OSError:
                _remove([temporary])
                raise
        except OSError:
            stuck.append(each.write.path)
    if stuck:
        raise FileChanged(f"{', '.join(stuck)}: was written although others were not, and could not be put back")


def _remove(temporaries: Iterable[str]) -> None:
    """Remove temporary files that are still there."""
    for temporary in temporaries:
        with suppress(OSError):
            os.unlink(temporary)


def _sync(directory: str) -> None:
    """Make the renames last; systems that cannot sync a directory do without."""
    try:
        descriptor = os.open(directory, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    except OSError:
        pass
    finally:
        os.close(descriptor)
