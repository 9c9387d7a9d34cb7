"""A running HAProxy that is asked through its stats socket; it listens on that socket alone, or on addresses given."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

#: HAPROXY_PROGRAM names another build than the installed one.
PROGRAM = (
    os.environ.get("HAPROXY_PROGRAM")
    or shutil.which("haproxy")
    or shutil.which("haproxy", path="/usr/sbin:/usr/local/sbin")
)


@cache
def version() -> str:
    """The release line of the program, "x.y"; empty where there is none."""
    if PROGRAM is None:
        return ""
    said = subprocess.run([PROGRAM, "-v"], capture_output=True, text=True, check=False).stdout
    match = re.search(r"version (\d+\.\d+)", said)
    return match.group(1) if match else ""


class Running:
    """One process."""

    def __init__(self, path: Path) -> None:
        self._socket = path

    def ask(self, command: str) -> str:
        """What the process answers to a command of its CLI."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(5)
            connection.connect(str(self._socket))
            connection.sendall(f"{command}\n".encode())
            answer = b""
            while piece := connection.recv(65536):
                answer += piece
        return answer.decode()

    def statistics(self) -> list[dict[str, str]]:
        """The rows of `show stat`."""
        return list(csv.DictReader(io.StringIO(self.ask("show stat").lstrip("# "))))


def _answers(path: Path) -> bool:
    """Whether somebody listens on a socket; the file is there a little before that."""
    with socket.socket(socket.AF_UNIX) as connection:
        try:
            connection.connect(str(path))
        except OSError:
            return False
    return True


@contextmanager
def running(text: str, folder: Path) -> Iterator[Running]:
    """Start HAProxy with a configuration, whose `global` this makes, and end it."""
    path = folder / "s"
    path.unlink(missing_ok=True)
    file = folder / "running.cfg"
    file.write_text(f"global\n stats socket {path} level admin\n{text}", "utf-8")
    command = [str(PROGRAM), "-db", "-f", str(file)]
    with subprocess.Popen(command, env={}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        try:
            end = time.monotonic() + 10
            while not _answers(path) and process.poll() is None and time.monotonic() < end:
                time.sleep(0.01)
            if process.poll() is not None:
                assert process.stdout is not None
                raise AssertionError(f"HAProxy did not start:\n{process.stdout.read().decode()}\n{text}")
            yield Running(path)
        finally:
            process.terminate()
