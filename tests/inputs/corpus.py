"""Real files: `../shared` beside the repository, in a few chunks; tests over them skip where it is absent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import haproxy_model as hm

SHARED = Path(__file__).resolve().parents[3] / "shared"
FOLDERS = ("corpus/files", "corpus/checked", "language/cases")
CHUNKS = 6


def files(chunk: int) -> Iterator[Path]:
    """Every CHUNKSth configuration of the folders."""
    found = sorted(path for folder in FOLDERS for path in (SHARED / folder).glob("*.cfg"))
    return iter(found[chunk::CHUNKS])


def over_corpus(test: Callable[..., Any]) -> Callable[..., Any]:
    """Runs a test for each `chunk` of the corpus."""
    absent = pytest.mark.skipif(not SHARED.is_dir(), reason=f"{SHARED} is absent: no real files to read")
    return absent(pytest.mark.parametrize("chunk", range(CHUNKS))(test))


def first_listening_lines(config: hm.Config, limit: int = 2) -> list[hm.Server | hm.Bind]:
    """The first server and the first bind line of the first sections that have any."""
    sections = [*config.listens, *config.backends, *config.frontends]
    servers = [section.servers[0] for section in sections if section.servers]
    binds = [section.binds[0] for section in sections if section.binds]
    return [*servers[:limit], *binds[:limit]]
