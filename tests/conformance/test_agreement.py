"""How far `check` says what the recorded messages say: bounds near the measured figures, so that they cannot sink."""

from __future__ import annotations

import pytest
from inputs.corpus import SHARED

from conformance.agreement import lines
from haproxy_model.schema.versions import VERSIONS

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason=f"{SHARED} is absent: no recorded messages to compare with")

#: version -> of the lines that ALERTs name, those marked fatal, and as errors; of the warnings, those given.
_LEAST = {
    "2.4": (0.985, 0.995, 0.98),
    "2.6": (0.98, 0.993, 0.98),
    "2.8": (0.98, 0.993, 0.98),
    "3.0": (0.98, 0.993, 0.98),
    "3.2": (0.985, 0.995, 0.985),
    "3.4": (0.985, 0.995, 0.98),
}
#: What is at most unnamed of the lines that `check` marks fatal.
_UNNAMED = 0.015


@pytest.mark.parametrize("version", VERSIONS)
def test_what_haproxy_says_of_lines_is_said(version: str) -> None:
    found = lines(version)
    shares = [part / whole for part, whole in (found.fatal, found.errors, found.warnings)]

    assert all(share >= least for share, least in zip(shares, _LEAST[version], strict=True)), shares
    assert found.unnamed[0] / found.unnamed[1] <= _UNNAMED
