"""Small configurations from public bug reports: `check` says of each what six HAProxy versions said."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pytest
from inputs.corpus import SHARED

import haproxy_model as hm
from haproxy_model.schema.versions import VERSIONS

_CASES = SHARED / "field" / "cases.jsonl"

pytestmark = pytest.mark.skipif(not _CASES.is_file(), reason=f"{_CASES} is absent: no cases from the field")


class Case(NamedTuple):
    """A configuration, and what each version said of it."""

    id: str
    kind: str
    text: str
    environment: Mapping[str, str]
    verdicts: Mapping[str, str]

    def judged(self, version: str) -> str:
        """What `check` says: accepted, refused or no-listener."""
        report = hm.check(hm.parse(self.text), version=version, environment=self.environment)
        if report.fatal:
            return "refused"
        return "no-listener" if any(each.name == "no-listener" for each in report) else "accepted"


def _cases() -> Iterator[Case]:
    for line in _CASES.read_text("utf-8").splitlines():
        row = json.loads(line)
        yield Case(row["id"], row["kind"], row["text"], row["environment"], row["verdicts"])


def test_check_says_what_haproxy_said() -> None:
    wrong = [
        (case.kind, case.id, version)
        for case in _cases()
        for version in VERSIONS
        if case.judged(version) != case.verdicts[version]
    ]

    assert not wrong
