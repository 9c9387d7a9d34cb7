"""A version that nobody measured, and what came with it, are rows: tried in a copy of the package."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from haproxy_model.schema.versions import LATEST, UNMEASURED, VERSIONS

ROOT = Path(__file__).parents[2]
#: file of the tables -> a line of it, and what a contributor writes before that line
ROWS = {
    "versions.py": (")\n\n#: The lines whose facts were measured", '    ReleaseLine("4.0"),\n'),
    "keywords_proxy.py": (
        '    _front("monitor-uri"',
        '    _front("monitor-shape", "<shape:string>", since="4.0"),\n',
    ),
}
TEXT = b"""\
listen l
 bind :80
 timeout client 1m
 timeout connect 5s
 timeout server 1m
 monitor-shape round
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copy")
    for name in ("haproxy_model", "grammars"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name, (line, row) in ROWS.items():
        path = folder / "haproxy_model" / "schema" / name
        text = path.read_text("utf-8")
        assert text.count(line) == 1
        path.write_text(text.replace(line, row + line), "utf-8")
    return folder


def said(copy: Path, *options: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "haproxy_model", "check", *options, "-"]
    return subprocess.run(command, input=TEXT, capture_output=True, cwd=copy, env={"PYTHONPATH": str(copy)})


@pytest.mark.parametrize("version", ["4.0", "4.0.3"])
def test_a_declared_version_is_offered_with_the_note_that_it_was_not_measured(copy: Path, version: str) -> None:
    done = said(copy, "--haproxy-version", version)

    assert done.returncode == 0, done.stdout
    assert b"HAProxy 4.0 was not measured" in done.stdout


def test_what_came_with_it_is_too_new_for_the_version_that_is_meant_by_default(copy: Path) -> None:
    done = said(copy)

    assert done.returncode == 1
    assert f"`monitor-shape` exists since HAProxy 4.0, the target is {LATEST}".encode() in done.stdout
    assert b"was not measured" not in done.stdout


def test_it_is_told_among_the_versions_that_are_there(copy: Path) -> None:
    done = said(copy, "--haproxy-version", "9.9")

    assert done.returncode == 2
    assert all(version.encode() in done.stderr for version in (*VERSIONS, *UNMEASURED, "4.0"))
