"""What real HAProxy programs said of the files in `../shared`: verdicts and messages, by version."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from inputs.corpus import SHARED

import haproxy_model as hm
from conformance.program import of_the_machine
from haproxy_model.schema.versions import number

#: Verdicts of files that the version would run.
ACCEPTED = frozenset(("ok", "warn", "no-listener", "ok(no-listener)"))
#: Verdicts that are not about the text.
UNSCORED = frozenset(("environment-error", "build-error", "crash"))
#: What follows from another ALERT, and is about no line by itself.
_CONSEQUENCES = re.compile(r"no such ACL|too many fatal errors|Failed to initialize server")
#: Files whose `checked` text is not what HAProxy was given: it quotes a `127.0.0.1:8080:8080` that does not stand
#: there, and takes the text that does.
_OTHER_TEXT = "haproxy__haproxy__reg-tests__checks__tcp-checks-socks4.vtc__h1"

#: Features of the builds in `keywords/predicates.json` that the builds of the verdicts did not have, as those say:
#: "unknown keyword 'wurfl-data-file'", "Registered keywords" without opentracing, "QUIC is not compiled in" …
_LACKED = frozenset(("51DEGREES", "DEVICEATLAS", "ENGINE", "WURFL"))
_QUIC_SINCE = "3.0"


class Recorded(NamedTuple):
    """What one version said of one file."""

    name: str
    source: bytes
    environment: Mapping[str, str]
    #: the features of the build
    features: frozenset[str]
    verdict: str
    #: level, line or None, class, text
    messages: tuple[tuple[str, int | None, str, str], ...] = ()
    #: where its files were looked for; None where files were supplied that nobody has any more
    files: Path | None = None

    @property
    def accepted(self) -> bool:
        """Whether the version would run it."""
        return self.verdict in ACCEPTED

    @property
    def scored(self) -> bool:
        """Whether the verdict is about the text."""
        if self.verdict in UNSCORED or self.name.startswith(_OTHER_TEXT):
            return False
        alerts = [text for level, _, _, text in self.messages if level == "ALERT"]
        causes = [text for text in alerts if not _CONSEQUENCES.search(text)]
        return self.accepted or not causes or not all(map(of_the_machine, causes))

    @property
    def alerts(self) -> list[tuple[int | None, str]]:
        """Line and text of each ALERT that is about the text of its line, or of no line."""
        return [
            (line, text)
            for level, line, kind, text in self.messages
            if level == "ALERT" and kind == "config" and "too many fatal errors" not in text
            if not of_the_machine(text)
        ]


def cases(version: str) -> Iterator[Recorded]:
    """The one-point files of the language reference."""
    folder = SHARED / "language" / "cases"
    verdicts: dict[str, Any] = json.loads((folder / "verdicts.json").read_text("utf-8"))
    for name, row in verdicts.items():
        if name[0] != "_" and version in row:
            source = (folder / name).read_bytes()
            yield Recorded(name, source, verdicts["_env"], features(version), row[version], files=folder)


def corpus(version: str) -> Iterator[Recorded]:
    """The files that people wrote, as HAProxy was given them."""
    folder = SHARED / "corpus"
    manifest = {row["file"]: row for row in _rows("manifest.jsonl")}
    for row in _rows("verdicts.jsonl"):
        known = manifest[row["file"]]
        source = (folder / (known["checked"] or f"files/{row['file']}")).read_bytes()
        for release, said in row["verdicts"].items():
            if release.rpartition(".")[0] == version:
                messages = tuple(tuple(message) for message in said["messages"])
                yield Recorded(row["file"], source, known["environment"], features(version), said["verdict"], messages)


@cache
def features(version: str) -> frozenset[str]:
    """The features that the recorded build of a version had."""
    facts = json.loads((SHARED / "keywords" / "predicates.json").read_text("utf-8"))
    listed = {row["keyword"] for row in facts if row["kind"] == "feature" and row["verified"][version] == "listed+"}
    lacked = _LACKED | (set() if number(version) >= number(_QUIC_SINCE) else {"QUIC"})
    return frozenset(listed - lacked) | ({"ENGINE"} if version == "2.4" else frozenset())


#: what was judged for the version that was asked about last
_JUDGED: dict[tuple[str, str, bytes], hm.Report] = {}


def judged(recorded: Recorded, version: str) -> hm.Report:
    """What `check` says of a file, told of the environment and the build that the verdict comes from."""
    if not any(known == version for known, _, _ in islice(_JUDGED, 1)):
        _JUDGED.clear()
    key = (version, recorded.name, recorded.source)
    if key not in _JUDGED:
        _JUDGED[key] = hm.check(
            hm.parse(recorded.source),
            version=version,
            environment=recorded.environment,
            features=recorded.features,
            files=recorded.files,
        )
    return _JUDGED[key]


@cache
def _rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (SHARED / "corpus" / name).read_text("utf-8").splitlines()]
