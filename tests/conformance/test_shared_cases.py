"""The verdicts recorded of real HAProxy programs in `../shared`: what any version accepts is refused by no check."""

from __future__ import annotations

from typing import Any

import pytest
from inputs.corpus import SHARED

from conformance.agreement import files
from conformance.recorded import cases, corpus, judged
from haproxy_model.schema.versions import VERSIONS

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason=f"{SHARED} is absent: no recorded verdicts to compare with")


#: What is at least right of the one-point files, and of the files that people wrote: near the measured figures, so that
#: they cannot sink.
_SHARES = {cases: 0.995, corpus: 0.995}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("source", _SHARES, ids=lambda source: source.__name__)
def test_what_a_version_accepts_is_not_refused_and_little_else_is_accepted(source: Any, version: str) -> None:
    found = files(version, source)

    assert found.false_refusals == []
    assert found.share >= _SHARES[source]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("source", [cases, corpus])
def test_a_configuration_is_said_to_listen_as_haproxy_says(source: Any, version: str) -> None:
    wrong = [
        recorded.name
        for recorded in source(version)
        if recorded.accepted
        if any(each.name == "no-listener" for each in judged(recorded, version)) != ("no-listener" in recorded.verdict)
    ]

    assert not wrong
