"""Running the command line on small files."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CLEAN_FILE = ROOT / "tests" / "data" / "controller.cfg"

CLEAN = b"""defaults
  mode tcp
  timeout connect 5s
  timeout client 1m
  timeout server 1m
frontend f
  bind :80
"""
FATAL = CLEAN + b"  balanc roundrobin\n"
#: an error that HAProxy starts with
NOT_FATAL = CLEAN + b"  bind :81 name {{ name }}\n"


def run(
    *arguments: str | Path | bytes,
    stdin: bytes | None = b"",
    environment: dict[str, str] | None = None,
    cwd: Path = ROOT,
) -> subprocess.CompletedProcess[bytes]:
    """`python -m haproxy_model` in a process of its own, with no terminal."""
    cleared = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    return subprocess.run(
        [sys.executable, "-m", "haproxy_model", *map(os.fsencode, arguments)],
        input=stdin,
        capture_output=True,
        cwd=cwd,
        env={**cleared, **(environment or {})},
        check=False,
    )


def in_terminal(*arguments: str | Path | bytes, environment: dict[str, str], cwd: Path = ROOT) -> bytes:
    """What a process writes to a terminal."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "haproxy_model", *map(os.fsencode, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=slave,
        stderr=slave,
        cwd=cwd,
        env={**os.environ, "TERM": "xterm", **environment},
    )
    os.close(slave)
    written = b""
    while select.select([master], [], [], 60)[0]:
        try:
            part = os.read(master, 65536)
        except OSError:
            break
        if not part:
            break
        written += part
    process.wait(60)
    os.close(master)
    return written
