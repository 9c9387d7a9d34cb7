"""A writer that is killed at any moment leaves a whole file, and no lock that keeps the next one out.

How many are killed says `--kills`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import haproxy_model as hm

#: forks writers, which write without a pause, and kills each at a random moment of a write that is not its first
KILLER = """
import os, random, signal, sys, time
import haproxy_model as hm
from haproxy_model.storage import replacement

path, kills = sys.argv[1], int(sys.argv[2])
random = random.Random(0)
for _ in range(kills):
    started, start = os.pipe()
    child = os.fork()
    if not child:
        config = hm.parse_file(path)
        while True:
            os.write(start, b"x")
            config.globals[0].maxconn = int(config.globals[0].maxconn) + 1
            config.write()
    os.read(started, 1)
    began = time.monotonic()
    os.read(started, 1)
    time.sleep(random.uniform(0, 1.2 * (time.monotonic() - began)))
    os.close(started)
    os.close(start)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    content = open(path, "rb").read()
    head, padding = content[:27], content[27:]
    if not (head.startswith(b"global\\n  maxconn ") and padding == b"#" * 300_000 + b"\\n"):
        sys.exit(f"torn: {len(content)} bytes, {head!r}")
    hm.parse_file(path).write()
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no processes are forked here")
def test_a_writer_that_is_killed_leaves_a_whole_file_and_no_lock(tmp_path: Path, kills: int) -> None:
    path = tmp_path / "a.cfg"
    path.write_bytes(b"global\n  maxconn 100000000\n" + b"#" * 300_000 + b"\n")
    done = subprocess.run(
        [sys.executable, "-c", KILLER, str(path), str(kills)], capture_output=True, check=False, timeout=60 + 10 * kills
    )

    assert done.stderr.decode() == ""
    assert done.returncode == 0
    assert hm.parse_file(path).globals[0].maxconn > 100_000_000
    # The last one was killed, too; the next write has removed what it left.
    assert os.listdir(tmp_path) == ["a.cfg"]
