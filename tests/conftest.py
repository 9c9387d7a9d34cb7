"""Hypothesis profiles: `ci`, the same at every run, by default; `HYPOTHESIS_PROFILE=thorough` looks further.

`pytest tests/storage --kills 500 --rounds 1000` kills so many writers, and has several writers make so many edits each.
`pytest tests/fuzzing --fuzz-seconds 600 --fuzz-seed 5` fuzzes for so long, with inputs of its own.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

_SLOW_MACHINES = [HealthCheck.too_slow]

settings.register_profile(
    "ci", max_examples=50, deadline=None, suppress_health_check=_SLOW_MACHINES, derandomize=True, database=None
)
settings.register_profile("thorough", max_examples=1000, deadline=None, suppress_health_check=_SLOW_MACHINES)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--kills", type=int, default=40, help="how many writers are killed, each at a random moment")
    parser.addoption("--rounds", type=int, default=80, help="how many edits each of several writers gets through")
    parser.addoption("--fuzz-seconds", type=float, default=60.0, help="how long all targets together are fuzzed")
    parser.addoption("--fuzz-seed", type=int, default=31, help="which inputs are fuzzed with")


@pytest.fixture
def fuzz_seconds(request: pytest.FixtureRequest) -> float:
    return float(request.config.getoption("--fuzz-seconds"))


@pytest.fixture
def kills(request: pytest.FixtureRequest) -> int:
    return int(request.config.getoption("--kills"))


@pytest.fixture
def rounds(request: pytest.FixtureRequest) -> int:
    return int(request.config.getoption("--rounds"))


@pytest.fixture
def fuzz_seed(request: pytest.FixtureRequest) -> int:
    return int(request.config.getoption("--fuzz-seed"))
