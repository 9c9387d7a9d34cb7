"""What the tests of running processes share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .live import Services


@pytest.fixture(scope="module")
def services() -> Iterator[Services]:
    started = Services()
    yield started
    started.stop()
