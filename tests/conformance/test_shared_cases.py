"""The verdicts and messages recorded of real HAProxy programs in `../shared`: what any version accepts is refused by no
check, and of what it says hardly anything is left unsaid.

The bounds are near the measured figures, so that they cannot sink.  All that is asked of a version is one test, so that
each file is judged once.
"""

from __future__ import annotations

import pytest
from inputs.corpus import SHARED

from conformance.agreement import files, lines
from conformance.recorded import cases, corpus, judged
from haproxy_model.schema.versions import VERSIONS

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason=f"{SHARED} is absent: no recorded verdicts to compare with")

#: What is at least right of the one-point files, and of the files that people wrote.
_SHARES = {cases: 0.995, corpus: 0.995}
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
def test_what_was_recorded_of_a_version_is_said(version: str) -> None:
    for source, share in _SHARES.items():
        found = files(version, source)
        assert found.false_refusals == []
        assert found.share >= share
        assert _wrongly_listening(version, source) == []

    told = lines(version)
    shares = [part / whole for part, whole in (told.fatal, told.errors, told.warnings)]
    assert all(share >= least for share, least in zip(shares, _LEAST[version], strict=True)), shares
    assert told.unnamed[0] / told.unnamed[1] <= _UNNAMED


def _wrongly_listening(version: str, source: object) -> list[str]:
    """The configurations that are said to listen where HAProxy says that they do not, and the other way around."""
    return [
        recorded.name
        for recorded in (cases if source is cases else corpus)(version)
        if recorded.accepted
        if any(each.name == "no-listener" for each in judged(recorded, version)) != ("no-listener" in recorded.verdict)
    ]
