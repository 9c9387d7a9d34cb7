"""Programs to ask: the real HAProxy where it is installed, and small ones that behave badly."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

HAPROXY = shutil.which("haproxy")
real = pytest.mark.skipif(HAPROXY is None, reason="no haproxy is installed")

#: What a program says to -v when it is asked which HAProxy it is.
VERSION = 'if [ "$1" = -v ]; then echo "HAProxy version 2.6.12-1 2023/05/01 - https://haproxy.org/"; exit 0; fi\n'


def script(place: Path, body: str, name: str = "program") -> Path:
    """A program of the shell."""
    path = place / name
    path.write_text(f"#!/bin/sh\n{body}", encoding="utf-8")
    path.chmod(0o755)
    return path


def pretender(place: Path, body: str) -> Path:
    """A program that says that it is HAProxy 2.6.12, and then does what it wants."""
    return script(place, 'if [ "$1" = -vv ]; then exit 0; fi\n' + VERSION + body)
