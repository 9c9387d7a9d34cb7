"""Hypothesis profiles: `ci`, the same at every run, by default; `HYPOTHESIS_PROFILE=thorough` looks further."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

_SLOW_MACHINES = [HealthCheck.too_slow]

settings.register_profile(
    "ci", max_examples=100, deadline=None, suppress_health_check=_SLOW_MACHINES, derandomize=True, database=None
)
settings.register_profile("thorough", max_examples=1000, deadline=None, suppress_health_check=_SLOW_MACHINES)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
