"""A short run of each target by chance alone, the same inputs each time; `--fuzz-seed` gives others."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TARGETS = ("edits", "verdicts", "mending")


@pytest.mark.parametrize("target", TARGETS)
def test_a_short_run_finds_nothing(target: str, fuzz_seconds: float, fuzz_seed: int) -> None:
    seconds = str(fuzz_seconds / len(TARGETS))
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.fuzzing",
            target,
            "--plain",
            "--no-lines",
            "--seconds",
            seconds,
            "--seed",
            str(fuzz_seed),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.startswith(f"{target}, by chance, without coverage, seed {fuzz_seed}")
