"""Reading: regular files, and what is none and gives its text once, such as `<(...)` of a shell or `/dev/stdin`."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable
from typing import BinaryIO

from haproxy_model.errors import Unreadable
from haproxy_model.records import NamedTuple

#: How long a FIFO may be without a writer before nobody waits for one, in milliseconds.
PATIENCE = 2000
#: How many bytes are taken from what says no size; HAProxy 3.1 and later take 10 MiB.
MOST_BYTES = 64 << 20


class Source(NamedTuple):
    """What was read from a file."""

    path: str
    content: bytes


def read_file(path: str | os.PathLike[str]) -> Source:
    """The bytes of one file; those of a pipe or a device up to their end.

    Raises:
        Unreadable: it does not exist, is a directory or a socket, cannot be read, is a FIFO into which nobody writes,
            or a device without an end.
    """
    name = os.fspath(path)
    try:
        with open_now(name) as file:
            return Source(name, file.read() if is_regular(file) else _streamed(name, file))
    except IsADirectoryError:
        raise Unreadable(f"{name}: is a directory: give a file, or use parse_files") from None
    except Unreadable:
        raise
    except OSError as error:
        if error.errno == errno.ENXIO:
            raise Unreadable(f"{name}: is a socket, or a device that is not there: give a file") from None
        raise Unreadable(f"{name}: {(error.strerror or str(error)).lower()}") from None
    except ValueError as error:
        raise Unreadable(f"{name!r}: {error}") from None


def read_files(paths: Iterable[str | os.PathLike[str]]) -> list[Source]:
    """Files in HAProxy's `-f` order: of a directory its `*.cfg` files that are not hidden, sorted by bytes, not below.

    Raises:
        Unreadable: a path does not exist or cannot be read, or a directory holds no such file.
    """
    sources: list[Source] = []
    for path in paths:
        name = os.fspath(path)
        if not os.path.isdir(name):
            sources.append(read_file(name))
            continue
        try:
            entries = sorted(os.listdir(name), key=os.fsencode)
        except OSError as error:
            raise Unreadable(f"{name}: {(error.strerror or str(error)).lower()}") from None
        members = [os.path.join(name, entry) for entry in entries if entry.endswith(".cfg") and entry[0] != "."]
        members = [member for member in members if os.path.isfile(member)]
        if not members:
            raise Unreadable(f"{name}: the directory holds no .cfg file")
        sources.extend(map(read_file, members))
    return sources


def open_now(name: str) -> BinaryIO:
    """Open for reading without waiting for anything, such as the writer of a FIFO."""
    return open(name, "rb", opener=_opened_now)


def is_regular(file: BinaryIO) -> bool:
    """Whether an open file is a regular one."""
    return stat.S_ISREG(os.fstat(file.fileno()).st_mode)


def _opened_now(name: str, flags: int) -> int:
    return os.open(name, flags | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0))


def _streamed(name: str, file: BinaryIO) -> bytes:
    descriptor = file.fileno()
    is_fifo = stat.S_ISFIFO(os.fstat(descriptor).st_mode)
    if is_fifo:
        _await_writer(descriptor)
    if hasattr(os, "O_NONBLOCK"):
        os.set_blocking(descriptor, True)
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Unreadable(f"{name}: gives more than {MOST_BYTES >> 20} MiB, perhaps without an end: give a file")
    if is_fifo and not content:
        # HAProxy takes it for an empty file, but a program that failed looks just so.
        raise Unreadable(f"{name}: is a FIFO, and nothing was written into it")
    return content


def _await_writer(descriptor: int) -> None:
    """Wait until there is something to read, or nothing will come; one who writes slowly is waited for later."""
    import select

    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    poll.poll(PATIENCE)
