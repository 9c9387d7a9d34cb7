"""Writing: files replaced as a whole or not at all, and none that changed since it was read.

Under the locks of the directories every file is compared with what was read; the new content goes into a temporary file
in the same directory, synced, with what `kept_attributes` keeps of the old one; after one more look the temporary files
are renamed over those that symbolic links lead to.  A file that has the content already is left alone.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress

from attrs import frozen

from haproxy_model.errors import FileChanged, HaproxyModelError, Suggesting, Unwritable
from haproxy_model.records import NamedTuple
from haproxy_model.storage.inputs import is_regular, open_now
from haproxy_model.storage.kept_attributes import keep_attributes
from haproxy_model.storage.locks import locked
from haproxy_model.storage.names import replaceable

#: How many characters of a file's name stand in that of its temporary file, of whose 255 bytes they take 160 at most.
_MOST_OF_A_NAME = 40
#: How names of temporary files end; they begin with a dot, so that HAProxy takes none out of a directory.
_ENDING = ".haproxy-model"
_is_temporary = re.compile(rf"\..*\.[a-z0-9_]{{8}}{re.escape(_ENDING)}", re.DOTALL).fullmatch


class Write(NamedTuple):
    """A file to be replaced: `expected` is what must still stand there, None for any content or none."""

    path: str
    content: bytes
    expected: bytes | None


@frozen
class Written(Suggesting):
    """What a write did, each file as it was named."""

    _instead = "it tells what was done"

    #: the files that were replaced, or made
    paths: tuple[str, ...]
    #: those that had the content already, and were left alone
    unchanged: tuple[str, ...]
    #: those of `paths` whose owner or group could not be kept
    owner_changed: tuple[str, ...]
    #: those of `paths` that other names led to as well, which lead to the old content still
    hard_link_broken: tuple[str, ...]


class _Found(NamedTuple):
    """What stands where a file is to be written."""

    #: the file that the path leads to
    target: str
    exists: bool
    has_content: bool
    has_other_names: bool


class _Prepared(NamedTuple):
    write: Write
    found: _Found
    #: the new content, beside the target
    temporary: str
    keeps_owner: bool


def replace_files(writes: Sequence[Write], *, change_owner: bool = False) -> Written:
    """Replace files; every one is checked before the first is replaced, and put back where a later one fails.

    Args:
        writes: what to write where.
        change_owner: whether a file may get another owner or group, where those of the old one cannot be kept.

    Raises:
        FileChanged: a file is not what it was when it was read, or no regular file; or another writer holds the lock.
        InvalidValue: a path names no file.
        Unwritable: the directory or the disk refuses, or the owner cannot be kept.
    """
    targets = [_look(write).target for write in writes]
    directories = {os.path.dirname(target): write.path for target, write in zip(targets, writes, strict=True)}
    prepared: list[_Prepared] = []
    with _blamed_on(", ".join(dict.fromkeys(directories.values()))), locked(directories) as held:
        for directory in held:
            _remove(_leftovers(directory))
        try:
            unchanged = []
            for write, target in zip(writes, targets, strict=True):
                found = _look_again(write, target)
                if found.has_content:
                    unchanged.append(write.path)
                else:
                    with _blamed_on(write.path):
                        prepared.append(_prepared(write, found, change_owner=change_owner))
            for each in prepared:
                _look_again(each.write, each.found.target)
            _replace_all(prepared)
        finally:
            _remove(each.temporary for each in prepared)
    for directory in dict.fromkeys(os.path.dirname(each.found.target) for each in prepared):
        _sync(directory)
    return Written(
        tuple(each.write.path for each in prepared),
        tuple(unchanged),
        tuple(each.write.path for each in prepared if not each.keeps_owner),
        tuple(each.write.path for each in prepared if each.found.has_other_names),
    )


@contextmanager
def _blamed_on(path: str) -> Iterator[None]:
    """Say of what the system refuses that this file could not be written."""
    try:
        yield
    except HaproxyModelError:
        raise
    except OSError as error:
        raise Unwritable(f"{path}: cannot be written: {(error.strerror or str(error)).lower()}") from error


def _look(write: Write) -> _Found:
    """What stands where a file is to be written, after a look whether it may be."""
    with _blamed_on(write.path):
        target = replaceable(write.path)
        try:
            with open_now(target) as file:
                state = os.fstat(file.fileno())
                content = file.read() if is_regular(file) and _is_asked_for(write, state.st_size) else None
        except OSError as error:
            if write.expected is not None:
                raise FileChanged(f"{write.path}: {error.strerror}; it was there when it was read") from None
            # Who may not read a file may still replace it.
            exists = os.path.lexists(target)
            return _Found(target, exists, False, exists and os.stat(target).st_nlink > 1)
    if write.expected is not None and content != write.expected:
        raise FileChanged(
            f"{write.path}: the file changed on disk since it was read:"
            " read it again and repeat the change, or write over it (overwrite)"
        )
    return _Found(target, True, content == write.content, state.st_nlink > 1)


def _is_asked_for(write: Write, size: int) -> bool:
    """Whether the content has to be known; what has another size need not be read."""
    return size in (len(write.content), len(write.content if write.expected is None else write.expected))


def _look_again(write: Write, target: str) -> _Found:
    found = _look(write)
    if found.target != target:
        raise FileChanged(f"{write.path}: now leads to another file: read it again")
    return found


def _prepared(write: Write, found: _Found, *, change_owner: bool) -> _Prepared:
    """Write the content beside the target, with its mode, owner and extended attributes."""
    # The name begins as the file's does, and is short enough where that name fills a directory entry.
    prefix = f".{os.path.basename(found.target)[:_MOST_OF_A_NAME]}."
    descriptor, temporary = tempfile.mkstemp(_ENDING, prefix, os.path.dirname(found.target))
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(write.content)
            file.flush()
            keeps_owner = keep_attributes(found.target, descriptor)
            if not (keeps_owner or change_owner):
                raise Unwritable(
                    f"{write.path}: its owner or group cannot be kept: write as its owner, or allow it (change_owner)"
                )
            os.fsync(descriptor)
    except BaseException:
        _remove([temporary])
        raise
    return _Prepared(write, found, temporary, keeps_owner)


def _replace_all(prepared: Sequence[_Prepared]) -> None:
    before = [(each, _content(each)) for each in prepared]
    try:
        for each in prepared:
            with _blamed_on(each.write.path):
                os.replace(each.temporary, each.found.target)
    except BaseException:
        _put_back((each, content) for each, content in before if not os.path.lexists(each.temporary))
        raise


def _content(each: _Prepared) -> bytes | None:
    """What stands in the place of a new file; None where that is not known."""
    if each.write.expected is not None:
        return each.write.expected
    with suppress(OSError), open(each.found.target, "rb") as file:
        return file.read()
    return None


def _put_back(replaced: Iterable[tuple[_Prepared, bytes | None]]) -> None:
    """Give files their old content again, as far as it is known and the disk lets us."""
    stuck = []
    for each, before in replaced:
        path, target = each.write.path, each.found.target
        try:
            if not each.found.exists:
                os.unlink(target)
            elif before is not None:
                temporary = _prepared(Write(path, before, None), each.found, change_owner=True).temporary
                try:
                    os.replace(temporary, target)
                except OSError:
                    _remove([temporary])
                    raise
            else:
                stuck.append(path)
        except OSError:
            stuck.append(path)
    if stuck:
        raise FileChanged(f"{', '.join(stuck)}: was written although others were not, and could not be put back")


def _leftovers(directory: str) -> Iterator[str]:
    """Temporary files of writers that were killed: who holds the lock has none yet, and no other writer is there."""
    with suppress(OSError), os.scandir(directory) as entries:
        for entry in entries:
            if _is_temporary(entry.name) and entry.is_file(follow_symlinks=False):
                yield entry.path


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
