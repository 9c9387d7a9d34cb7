"""Locks on directories: who holds one is the only one of our writers who replaces files there.

The system frees the lock of a process that ends, however it ends, so that no stale one is left.  Readers and other
programs take none and notice nothing.  Windows, and file systems that know no such locks, do without.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

from haproxy_model.errors import FileChanged

try:
    import fcntl
except ImportError:
    fcntl = None  # type: ignore[assignment]  # Windows has none, and mypy knows no modules that may be missing

#: How long to wait for another writer, in seconds: longer than any write takes, shorter than a writer that is stopped.
PATIENCE = 10.0
#: How long to sleep before the lock is asked for again, at first and at most.
_SHORTEST, _LONGEST = 0.001, 0.05


@contextmanager
def locked(directories: Iterable[str]) -> Iterator[list[str]]:
    """Keep our other writers out of some directories; gives those of them that could be locked.

    Raises:
        FileChanged: another writer does not come to an end.
        OSError: a directory cannot be opened.
    """
    opened: dict[tuple[int, int], tuple[int, str]] = {}
    try:
        if fcntl is not None:
            for directory in directories:
                _open(directory, opened)
        # In one order for all, so that two writers never wait for each other.
        yield [directory for _, (descriptor, directory) in sorted(opened.items()) if _lock(descriptor, directory)]
    finally:
        for descriptor, _ in opened.values():
            _free(descriptor)


def _open(directory: str, opened: dict[tuple[int, int], tuple[int, str]]) -> None:
    """Open a directory unless it is open, under this name or another: a lock keeps its own process out, too."""
    descriptor = os.open(directory, os.O_RDONLY)
    found = os.fstat(descriptor)
    if opened.setdefault((found.st_dev, found.st_ino), (descriptor, directory))[0] != descriptor:
        os.close(descriptor)


def _lock(descriptor: int, directory: str) -> bool:
    """Wait for the lock, and take it; False where there are no locks."""
    deadline = time.monotonic() + PATIENCE
    pause = _SHORTEST
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pass
        except OSError:
            # The file system knows no locks: the comparison with the disk stands alone.
            return False
        else:
            return True
        if time.monotonic() > deadline:
            raise FileChanged(f"{directory}: another program keeps this directory locked: try again later")
        time.sleep(pause)
        pause = min(2 * pause, _LONGEST)


def _free(descriptor: int) -> None:
    # Closing would not do where a process was forked meanwhile, and has the descriptor, too.
    with suppress(OSError):
        fcntl.flock(descriptor, fcntl.LOCK_UN)
    os.close(descriptor)
