"""What newer HAProxy programs than CI has say of small lines: recorded by `python -m tests.conformance --record`.

Each file in `facts/` is one program's: a header with what surrounds the lines, then a line a fact.  They are never
written by hand; recorded again where the tables or the surroundings change.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from conformance.agreement import pattern
from conformance.foretold import foretold, judged
from conformance.generated import Line, lines, together
from conformance.program import features_of
from haproxy_model.schema.versions import number

FOLDER = Path(__file__).parent / "facts"
#: The newest release that CI has a program of, and how many lines tell of one thing.
_IN_CI, _A_THING = "2.6", 3


class Fact(NamedTuple):
    """What a program says of a file with one line."""

    line: Line
    accepted: bool
    #: its message, without what is particular to the line; empty for an accepted one
    kind: str


def points(version: str) -> Iterator[Line]:
    """Lines about what came after CI's program: for each thing the least words, one less, one more."""
    young = [line for line in dict.fromkeys(lines(version))
             if number(_IN_CI) < number(line.since) <= number(version)]  # fmt: skip
    for _, some in groupby(young, key=lambda line: line.about):
        yield from list(some)[:_A_THING]


def record(program: str, version: str) -> Path:
    """Ask a program about every point, and write what it says; gives the file."""
    asked = list(points(version))
    features = features_of(program)
    refused = {line: foretold(line, version, features) is not None for line in asked}
    said = judged(program, asked, refused.__getitem__)
    rows = [
        json.dumps([line.about, line.section, line.text, line.since, said[line].accepted,
                    "" if said[line].accepted else pattern(said[line].reason)])
        for line in asked
        if not said[line].about_machine
    ]  # fmt: skip
    header = json.dumps({"version": version, "features": sorted(features), "surroundings": surroundings()})
    path = FOLDER / f"{version}.jsonl"
    FOLDER.mkdir(exist_ok=True)
    path.write_text("\n".join([header, *rows, ""]), "utf-8")
    return path


def recorded_facts(path: Path) -> tuple[dict[str, str | list[str]], list[Fact]]:
    """The header of a file and its facts."""
    header, *rows = path.read_text("utf-8").splitlines()
    facts = []
    for row in rows:
        about, section, text, since, accepted, kind = json.loads(row)
        facts.append(Fact(Line(about, section, text, since), accepted, kind))
    return json.loads(header), facts


def surroundings() -> str:
    """A sign of what stands around the lines: facts with another one are of other files."""
    empty = [together([Line("", section, "")])[0] for section in ("global", "listen", "backend", "frontend")]
    return hashlib.sha256("".join(empty).encode()).hexdigest()[:16]
