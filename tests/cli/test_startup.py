"""What a run over a small clean file imports: what it does not need is not paid for."""

from __future__ import annotations

import subprocess
import sys

import pytest

from .files import CLEAN_FILE, FATAL, ROOT

_PROBE = """
import sys
from haproxy_model.cli import main
status = main(sys.argv[1:])
print(*sys.modules, file=sys.stderr)
sys.exit(status)
"""


def imported(*arguments: str, stdin: bytes = b"") -> set[str]:
    """The modules that stand loaded after a run."""
    done = subprocess.run(
        [sys.executable, "-c", _PROBE, *arguments], input=stdin, capture_output=True, cwd=ROOT, check=False
    )
    assert done.returncode in (0, 1), done.stderr.decode()
    return set(done.stderr.decode().split())


HEAVY = (
    "argparse",
    "asyncio",
    "csv",
    "decimal",
    "difflib",
    "email",
    "haproxy_model.lint",
    "http",
    "hypothesis",
    "importlib.metadata",
    "lark",
    "logging",
    "multiprocessing",
    "rich",
    "shutil",
    "socket",
    "statistics",
    "subprocess",
    "tempfile",
    "traceback",
    "typing_extensions",
    "unittest",
)


@pytest.fixture(scope="module")
def modules() -> set[str]:
    return imported("check", "--format", "json", str(CLEAN_FILE))


@pytest.mark.parametrize("name", HEAVY)
def test_a_clean_file_needs_no(modules: set[str], name: str) -> None:
    assert name not in modules


def test_json_is_imported_for_json_alone(modules: set[str]) -> None:
    text = imported("check", str(CLEAN_FILE))

    assert "json" in modules
    assert "haproxy_model.report.json" not in text
    assert "haproxy_model.report.terminal" not in modules


def test_rich_is_imported_for_colours_alone() -> None:
    assert "rich" not in imported("check", "-", stdin=FATAL)
    assert "rich" not in imported("check", "--format", "json", "-", stdin=FATAL)
    assert "rich" in imported("check", "--color", "always", "-", stdin=FATAL)


def test_help_reads_no_model() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import sys, haproxy_model.cli.commands; print(*sys.modules)"],
        capture_output=True,
        cwd=ROOT,
        check=True,
    )
    ours = {name for name in done.stdout.decode().split() if name.startswith("haproxy_model.")}

    assert not {name for name in ours if name.split(".")[1] in ("model", "values", "views", "syntax", "lint", "report")}
