"""Reading: regular files, and what is none and gives its text once, such as `<(...)` of a shell or `/dev/stdin`.

Whatever is read has a bound, so that nothing which is oversized or without an end takes all memory.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable
from typing import BinaryIO

from haproxy_model.errors import Unreadable
from haproxy_model.records import NamedTuple
from haproxy_model.storage.names import path_of

#: How long a FIFO may be without a writer before nobody waits for one, in milliseconds.
PATIENCE = 2000
#: How long one who has a FIFO open may write nothing before nobody waits any more, in milliseconds.
SILENCE = 60_000
#: How many bytes are taken from one file at most; HAProxy 3.1 and later take 10 MiB.
MOST_BYTES = 64 << 20
#: How many bytes are taken out of a pipe at once: as many as it holds.
_PIECE = 1 << 16

_ENDLESS = "{}: gives more than {} MiB, perhaps without an end: give a file"


class Source(NamedTuple):
    """What was read from a file."""

    path: str
    content: bytes


def read_file(path: str | os.PathLike[str]) -> Source:
    """The bytes of one file; those of a pipe or a device up to their end.

    Raises:
        Unreadable: it does not exist, is a directory or a socket, cannot be read, is a FIFO into which nobody writes,
            a file that is too large, or a device without an end.
        TypeError: no path was given.
    """
    name = path_of(path)
    try:
        with open_now(name) as file:
            return Source(name, _whole(name, file) if is_regular(file) else _streamed(name, file))
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
        TypeError: something else than paths was given.
    """
    sources: list[Source] = []
    for name in map(path_of, paths):
        if not os.path.isdir(name):
            sources.append(read_file(name))
            continue
        sources.extend(map(read_file, cfg_files(name)))
    return sources


def cfg_files(name: str) -> list[str]:
    """The files of a directory that HAProxy reads, in its order.

    Raises:
        Unreadable: it cannot be read, or holds none.
    """
    try:
        entries = sorted(os.listdir(name), key=os.fsencode)
    except OSError as error:
        raise Unreadable(f"{name}: {(error.strerror or str(error)).lower()}") from None
    members = [os.path.join(name, entry) for entry in entries if entry.endswith(".cfg") and entry[0] != "."]
    members = [member for member in members if os.path.isfile(member)]
    if not members:
        raise Unreadable(f"{name}: the directory holds no .cfg file")
    return members


def read_stream(name: str, file: BinaryIO) -> bytes:
    """What an open file gives up to its end, such as standard input.

    Raises:
        Unreadable: it gives too much, perhaps without an end.
        OSError: it cannot be read.
    """
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Unreadable(_ENDLESS.format(name, MOST_BYTES >> 20))
    return content


def open_now(name: str) -> BinaryIO:
    """Open for reading without waiting for anything, such as the writer of a FIFO."""
    return open(name, "rb", opener=_opened_now)


def is_regular(file: BinaryIO) -> bool:
    """Whether an open file is a regular one."""
    return stat.S_ISREG(os.fstat(file.fileno()).st_mode)


def _opened_now(name: str, flags: int) -> int:
    return os.open(name, flags | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0))


def _whole(name: str, file: BinaryIO) -> bytes:
    size = os.fstat(file.fileno()).st_size
    if size > MOST_BYTES:
        raise Unreadable(f"{name}: has {size >> 20} MiB, and no configuration has more than {MOST_BYTES >> 20}")
    # What grows while it is read, and files of the system that say no size, have no end of their own.
    return read_stream(name, file)


def _streamed(name: str, file: BinaryIO) -> bytes:
    if stat.S_ISFIFO(os.fstat(file.fileno()).st_mode):
        return _piped(name, file)
    if hasattr(os, "O_NONBLOCK"):
        os.set_blocking(file.fileno(), True)
    return read_stream(name, file)


def _piped(name: str, file: BinaryIO) -> bytes:
    """What a FIFO gives; one who writes slowly is waited for, and one who never goes on is not."""
    import select

    poll = select.poll()
    poll.register(file.fileno(), select.POLLIN)
    poll.poll(PATIENCE)
    content = bytearray()
    while len(content) <= MOST_BYTES:
        try:
            piece = os.read(file.fileno(), _PIECE)
        except BlockingIOError:
            if not poll.poll(SILENCE):
                raise Unreadable(
                    f"{name}: is a FIFO, and nothing was written into it for {SILENCE / 1000:g} seconds: give a file"
                ) from None
            continue
        if not piece and not content:
            # HAProxy takes it for an empty file, but a program that failed looks just so.
            raise Unreadable(f"{name}: is a FIFO, and nothing was written into it")
        if not piece:
            return bytes(content)
        content += piece
    raise Unreadable(_ENDLESS.format(name, MOST_BYTES >> 20))
