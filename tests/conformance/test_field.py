"""Small configurations from public bug reports: `check` says of each what six HAProxy versions said."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

import pytest
from strategies.corpus import SHARED

import haproxy_model as hm
from haproxy_model.schema.versions import VERSIONS

_CASES = SHARED / "field" / "cases.jsonl"

pytestmark = pytest.mark.skipif(not _CASES.is_file(), reason=f"{_CASES} is absent: no cases from the field")

#: Kinds of cases of which some are judged wrongly still, and of how many verdicts each at most.
_WRONG = {"variables": 124}


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


@cache
def _wrong() -> dict[tuple[str, str], list[str]]:
    """Kind and name of each case that is judged wrongly, with the versions."""
    wrong: dict[tuple[str, str], list[str]] = {}
    for case in _cases():
        for version in VERSIONS:
            if case.judged(version) != case.verdicts[version]:
                wrong.setdefault((case.kind, case.id), []).append(version)
    return wrong


def _cases() -> Iterator[Case]:
    for line in _CASES.read_text("utf-8").splitlines():
        row = json.loads(line)
        yield Case(row["id"], row["kind"], row["text"], row["environment"], row["verdicts"])


def test_check_says_what_haproxy_said() -> None:
    wrong = {case: versions for (kind, case), versions in _wrong().items() if kind not in _WRONG}

    assert not wrong


def test_of_the_kinds_that_are_judged_wrongly_no_more_are() -> None:
    for kind, most in _WRONG.items():
        found = {case: versions for (each, case), versions in _wrong().items() if each == kind}

        assert sum(map(len, found.values())) <= most, found
