"""The verdicts recorded of real HAProxy programs in `../shared`: what any version accepts is refused by no check."""

from __future__ import annotations

from typing import Any

import pytest
from strategies.corpus import SHARED

from conformance.recorded import cases, corpus, judged
from haproxy_model.schema.versions import VERSIONS

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason=f"{SHARED} is absent: no recorded verdicts to compare with")


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("source", [cases, corpus])
def test_what_a_version_accepts_is_not_refused(source: Any, version: str) -> None:
    refused = [
        (recorded.name, diagnostic.name, diagnostic.message)
        for recorded in source(version)
        if recorded.accepted
        for diagnostic in judged(recorded, version)
        if diagnostic.fatal
    ]

    assert not refused


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
