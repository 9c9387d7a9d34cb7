"""Whatever things are called, HAProxy says the same of a file; and so does `check`."""

from __future__ import annotations

import random
import re
import subprocess
from pathlib import Path

import pytest
from inputs.corpus import files, over_corpus
from inputs.renamed import Renamed, renamed

import haproxy_model as hm
from haproxy_model.schema.versions import VERSIONS

from .running import PROGRAM, version

pytestmark = [
    pytest.mark.skipif(PROGRAM is None, reason="no haproxy program is installed to compare with"),
    pytest.mark.skipif(version() not in VERSIONS, reason=f"haproxy {version()} is none of {', '.join(VERSIONS)}"),
]

#: Every so many of the corpus's files: each costs two runs of HAProxy.
_EVERY = 10
#: What says how near other names are, and numbers of processes.
_NEAR = re.compile(r"; did you mean .*|\(\d+\)|maybe \?.*")


def said(content: bytes, both: Renamed, folder: Path) -> tuple[int, list[str]]:
    """The exit status of `haproxy -c`, and what it complains about."""
    (folder / "haproxy.cfg").write_bytes(content)
    command = [str(PROGRAM), "-c", "-f", "haproxy.cfg"]
    run = subprocess.run(command, cwd=folder, env={}, capture_output=True, check=False, timeout=20)
    lines = run.stderr.decode("utf-8", "replace").splitlines()
    alerts = [_NEAR.sub("", both.translated(line)) for line in lines if "[ALERT]" in line]
    return run.returncode, ["".join(sorted(alert)) for alert in alerts]


@over_corpus
def test_haproxy_and_check_look_at_places_and_not_at_names(chunk: int, tmp_path: Path) -> None:
    for path in list(files(chunk))[::_EVERY]:
        source = path.read_bytes()
        both = renamed(source, random.Random(path.name))
        if both is None:
            continue
        plain, alike = (said(content, both, tmp_path) for content in (both.plain, both.alike))
        mine = [
            any(each.fatal for each in hm.check(hm.parse(content), version=version(), environment={}))
            for content in (both.plain, both.alike)
        ]

        assert alike == plain, (path.name, both.called)
        assert mine[0] == mine[1], (path.name, both.called)
