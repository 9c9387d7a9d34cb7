"""Running the command line on small files."""

from __future__ import annotations

import os
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
    *arguments: str | Path, stdin: bytes | None = b"", environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """`python -m haproxy_model` in a process of its own, with no terminal."""
    cleared = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    return subprocess.run(
        [sys.executable, "-m", "haproxy_model", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        cwd=ROOT,
        env={**cleared, **(environment or {})},
        check=False,
    )
