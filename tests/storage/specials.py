"""What stands in a directory and is no regular file."""

from __future__ import annotations

import os
import socket
import stat
from collections.abc import Callable
from pathlib import Path

import pytest


def fifo(path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("no named pipes")
    os.mkfifo(path)


def listening_socket(path: Path) -> None:
    if not hasattr(socket, "AF_UNIX"):
        pytest.skip("no sockets in directories")
    # A name of a socket has about a hundred bytes at most, and a temporary directory's may take them all.
    before = os.getcwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as bound:
            bound.bind(path.name)
    finally:
        os.chdir(before)


def device(path: Path) -> None:
    """The null device; another one where it can be made, for who may do that may also replace the system's own."""
    try:
        os.mknod(path, stat.S_IFCHR | 0o600, os.makedev(1, 3))
    except (AttributeError, OSError):
        if os.name == "nt" or os.geteuid() == 0:
            pytest.skip("no devices can be made here")
        path.symlink_to(os.devnull)


def directory(path: Path) -> None:
    path.mkdir()


MAKERS: dict[str, Callable[[Path], None]] = {
    "a FIFO": fifo,
    "a socket": listening_socket,
    "a device": device,
    "a directory": directory,
}
