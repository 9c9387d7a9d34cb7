"""A file that HAProxy accepts is accepted, and says the same to `check`, when everything in it has another name."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from inputs.corpus import files, over_corpus

import haproxy_model as hm
from haproxy_model.schema.versions import VERSIONS

from .running import PROGRAM, version

pytestmark = [
    pytest.mark.skipif(PROGRAM is None, reason="no haproxy program is installed to compare with"),
    pytest.mark.skipif(version() not in VERSIONS, reason=f"haproxy {version()} is none of {', '.join(VERSIONS)}"),
]

#: Every so many of the corpus's files: each costs two runs of HAProxy.
_EVERY = 12


def verdict(content: bytes, folder: Path) -> int:
    """The exit status of `haproxy -c`."""
    (folder / "haproxy.cfg").write_bytes(content)
    command = [str(PROGRAM), "-c", "-f", "haproxy.cfg"]
    return subprocess.run(command, cwd=folder, env={}, capture_output=True, check=False, timeout=20).returncode


@over_corpus
def test_what_is_accepted_stays_accepted_under_other_names(chunk: int, tmp_path: Path) -> None:
    for path in list(files(chunk))[::_EVERY]:
        source = path.read_bytes()
        before = verdict(source, tmp_path)
        if before not in (0, 2):
            continue
        config = hm.parse(source)
        for number, symbol in enumerate(list(config.symbols())):
            try:
                config.rename(symbol, f"n.{number}")
            except hm.InvalidValue:
                continue
        assert verdict(config.dump(), tmp_path) == before, path.name
