"""The verdicts recorded of real HAProxy programs in `../shared`: what any version accepts is refused by no check."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

import pytest
from strategies.corpus import SHARED

import haproxy_model as hm
from haproxy_model.schema.versions import VERSIONS

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason=f"{SHARED} is absent: no recorded verdicts to compare with")

_ACCEPTED = frozenset(("ok", "warn", "no-listener", "ok(no-listener)"))


class Recorded(NamedTuple):
    """What one version said of one file."""

    name: str
    source: bytes
    environment: Mapping[str, str]
    verdict: str


def _cases(version: str) -> Iterator[Recorded]:
    folder = SHARED / "language" / "cases"
    recorded: dict[str, Any] = json.loads((folder / "verdicts.json").read_text("utf-8"))
    for name, verdicts in recorded.items():
        if name[0] != "_" and version in verdicts:
            yield Recorded(name, (folder / name).read_bytes(), recorded["_env"], verdicts[version])


def _corpus(version: str) -> Iterator[Recorded]:
    folder = SHARED / "corpus"
    manifest = {row["file"]: row for row in _rows("manifest.jsonl")}
    for row in _rows("verdicts.jsonl"):
        known = manifest[row["file"]]
        source = (folder / (known["checked"] or f"files/{row['file']}")).read_bytes()
        for release, said in row["verdicts"].items():
            if release.rpartition(".")[0] == version:
                yield Recorded(row["file"], source, known["environment"], said["verdict"])


@cache
def _rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (SHARED / "corpus" / name).read_text("utf-8").splitlines()]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("source", [_cases, _corpus])
def test_what_a_version_accepts_is_not_refused(source: Any, version: str) -> None:
    refused = [
        (recorded.name, diagnostic.name, diagnostic.message)
        for recorded in source(version)
        if recorded.verdict in _ACCEPTED
        for diagnostic in hm.check(hm.parse(recorded.source), version=version, environment=recorded.environment)
        if diagnostic.fatal
    ]

    assert not refused


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("source", [_cases, _corpus])
def test_a_configuration_is_said_to_listen_as_haproxy_says(source: Any, version: str) -> None:
    wrong = [
        recorded.name
        for recorded in source(version)
        if recorded.verdict in _ACCEPTED
        if any(
            each.name == "no-listener"
            for each in hm.check(hm.parse(recorded.source), version=version, environment=recorded.environment)
        )
        != ("no-listener" in recorded.verdict)
    ]

    assert not wrong
