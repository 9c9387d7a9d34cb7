"""A program run within bounds: without a shell, for a limited time, with a limited output, ended by its own id."""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from typing import IO

from haproxy_model.errors import Unreadable
from haproxy_model.records import NamedTuple

#: How many seconds a program has, and how many bytes of each of its outputs are read.
PATIENCE, MOST = 60.0, 1 << 20
#: Between two looks at whether a program has ended, in seconds.
_LOOK = 0.1


class Ended(NamedTuple):
    """What a program wrote, and its exit status."""

    status: int
    out: str
    err: str


def run_program(
    arguments: Sequence[str], environment: Mapping[str, str], patience: float = PATIENCE, most: int = MOST
) -> Ended:
    """Run a program to its end; what it started goes with it.

    Args:
        arguments: the program and its arguments.
        environment: the variables that it sees, beside those by which the system finds its libraries.
        patience: how many seconds it has.
        most: how many bytes of each of its outputs are read.

    Raises:
        Unreadable: it cannot be run, does not end in time, or dies by a signal.
    """
    name = arguments[0]
    try:
        process = subprocess.Popen(
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**_loader(), **environment},
            start_new_session=True,
        )
    except FileNotFoundError:
        raise Unreadable(f"{name}: there is no such program: give the path of HAProxy") from None
    except OSError as error:
        raise Unreadable(f"{name}: cannot be run: {(error.strerror or str(error)).lower()}") from None
    except ValueError as error:
        raise Unreadable(f"{name}: cannot be run: {error}") from None
    try:
        out, err = _output(process, time.monotonic() + patience, most)
    except _Late:
        raise Unreadable(f"{name}: it did not end within {patience:g} seconds: run it by hand with -c") from None
    finally:
        _end(process)
    if process.returncode < 0:
        raise Unreadable(f"{name}: it died by {_signal(-process.returncode)}: run it by hand with -c")
    return Ended(process.returncode, out, err)


class _Late(Exception):
    """The time is over."""


def _output(process: subprocess.Popen[bytes], deadline: float, most: int) -> tuple[str, str]:
    """What a program writes until it ends; of what goes on and on, the beginning.

    Raises:
        _Late: it does not end in time.
    """
    streams: list[IO[bytes]] = [each for each in (process.stdout, process.stderr) if each is not None]
    read: dict[int, list[bytes]] = {each.fileno(): [] for each in streams}
    room = dict.fromkeys(read, most)
    with selectors.DefaultSelector() as selector:
        for each in streams:
            selector.register(each, selectors.EVENT_READ)
        while selector.get_map():
            if time.monotonic() > deadline:
                raise _Late
            has_ended = process.poll() is not None
            ready = selector.select(0 if has_ended else _LOOK)
            if has_ended and not ready:
                # What it left running may hold its outputs open.
                break
            for key, _ in ready:
                part = os.read(key.fd, 65536)
                read[key.fd].append(part[: room[key.fd]])
                room[key.fd] -= len(read[key.fd][-1])
                if not part:
                    selector.unregister(key.fileobj)
    while process.poll() is None:
        if time.monotonic() > deadline:
            raise _Late
        time.sleep(_LOOK / 10)
    out, err = (b"".join(each).decode("utf-8", "surrogateescape") for each in read.values())
    return out, err


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program and what it started: its session is its own."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass
    process.wait()
    for stream in (process.stdout, process.stderr):
        if stream is not None:
            stream.close()


def _loader() -> dict[str, str]:
    """The variable without which some programs find no libraries."""
    return {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}


def _signal(number: int) -> str:
    try:
        return f"signal {number} ({signal.Signals(number).name})"
    except ValueError:
        return f"signal {number}"
