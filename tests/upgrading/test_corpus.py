"""Real files that 2.4 takes and 3.4 refuses: nearly all are taken after their upgrade, and most lines stay."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, NamedTuple

import pytest
from inputs.corpus import SHARED

import haproxy_model as hm

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason=f"{SHARED} is absent: no real files to read")
#: what of them has to be accepted
SHARE = 0.85
_ACCEPTED = ("ok", "warn", "no-listener")


class Tried(NamedTuple):
    """One file after its upgrade."""

    origin: str
    #: whether it has a cause besides names that two sections share and options that are gone
    is_other: bool
    accepted: bool
    before: bytes
    after: bytes


def _rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (SHARED / "corpus" / name).read_text("utf-8").splitlines()]


@cache
def tried() -> list[Tried]:
    """The files, each upgraded from 2.4 to 3.4."""
    known = {row["file"]: row for row in _rows("manifest.jsonl")}
    found = []
    for row in _rows("verdicts.jsonl"):
        verdicts = {release: said["verdict"] for release, said in row["verdicts"].items()}
        if verdicts["2.4.0"] not in _ACCEPTED or verdicts["3.4.0"] != "config-error":
            continue
        file = known[row["file"]]
        source = (SHARED / "corpus" / (file["checked"] or f"files/{row['file']}")).read_bytes()
        config = hm.parse(source)
        refused = [each for each in hm.check(config, version="3.4", environment=file["environment"]) if each.fatal]
        upgraded = hm.upgrade(config, earlier="2.4", later="3.4", environment=file["environment"])
        is_other = any(each.name != "duplicate-section-name" and "http-use-htx" not in each.message for each in refused)
        found.append(Tried(file["origin"], is_other, not upgraded.report.fatal, source, upgraded.config.dump()))
    return found


def share(files: list[Tried]) -> float:
    """How many of some files are accepted."""
    return sum(each.accepted for each in files) / len(files)


def test_files_that_a_later_version_refuses_are_taken_after_their_upgrade() -> None:
    assert len(tried()) > 100
    assert share(tried()) >= SHARE
    assert share([each for each in tried() if each.origin == "file"]) >= SHARE


def test_so_are_those_with_a_cause_that_is_rare() -> None:
    rare = [each for each in tried() if each.is_other]

    assert len(rare) > 10
    assert share(rare) >= SHARE


def test_most_lines_of_them_stay_byte_for_byte() -> None:
    for each in tried():
        before, after = (text.split(b"\n") for text in (each.before, each.after))
        assert len(set(before) - set(after)) < max(5, len(before) // 3)
