"""What is tried, as functions of bytes: each returns, or raises what it has found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Final
from zlib import crc32

import haproxy_model as hm
from haproxy_model.schema.codes import CODES
from haproxy_model.testing.laws import everything, read_every_attribute

from .choices import taken_apart
from .edits import edit
from .here import Here
from .laws import assert_reads_back, assert_report_holds

#: Edits of one input at most.
_MOST_EDITS: Final = 8
#: Of one in so many inputs every attribute is read, which takes long.
_READ: Final = 256
#: What HAProxy says of the lines below a header that it refuses.
_UNOPENED: Final = "line-of-unopened-section"
_ENVIRONMENTS: Final[tuple[dict[str, str] | None, ...]] = (
    None, {}, {"A": "1", "X": "a b", "B": "192.0.2.1:80", "HOST": "é", "Y": ""}
)  # fmt: skip


def edits(data: bytes) -> None:
    """Parse, edit, dump."""
    source, choices = taken_apart(data)
    config = hm.parse(source)
    assert config.dump() == source, "reading and dumping lost bytes"
    for section in (config.files[0].preamble, *config.sections):
        assert len(section.lines) >= 0  # asking reads them
    assert config.dump() == source, "reading the lines changed the dump"
    # Not by a decision: inputs that decide for it reach much, and would be all that is gone on with.
    if crc32(data) % _READ == 0:
        read_every_attribute([*everything(config), *config.sections])
    for _ in range(_MOST_EDITS):
        if not choices:
            break
        edit(Here(config, choices))
    assert_reads_back(config)


def verdicts(data: bytes) -> None:
    """Check and lint."""
    source, choices = taken_apart(data)
    version, environment = choices.one_of(hm.VERSIONS), choices.one_of(_ENVIRONMENTS)
    config = hm.parse(source, "haproxy.cfg")
    checked = hm.check(config, version=version, environment=environment)
    assert_report_holds(checked, source)
    assert_report_holds(hm.validate(config, version=version, environment=environment), source)
    assert config.dump() == source, "check or lint changed the dump"
    again = hm.check(hm.parse(source, "haproxy.cfg"), version=version, environment=environment)
    assert again == checked, "asked twice, check says two things"


def mending(data: bytes) -> None:
    """Mend."""
    source, choices = taken_apart(data)
    version, environment, unsafe = choices.one_of(hm.VERSIONS), choices.one_of(_ENVIRONMENTS), choices.number(2) == 1
    config = hm.parse(source)

    def validated(one: hm.Config) -> hm.Report:
        return hm.validate(one, version=version, environment=environment)

    before = validated(config)
    mended = hm.mend(config, unsafe=unsafe, version=version, environment=environment)
    text = mended.config.dump()
    assert config.dump() == source, "mending changed what it was given"
    assert bool(mended.applied) == (text != source)
    assert mended.report == validated(hm.parse(text)), "the report is not that of the mended text"
    # What HAProxy asks when all is read, or below a header that it refuses, comes to light once the rest is mended.
    earlier = _refused(before)
    hides = any(not CODES[name].late for name in earlier)
    opened = earlier[_UNOPENED] > _refused(mended.report)[_UNOPENED]
    more = [name for name in _refused(mended.report) - earlier if not opened and not (hides and CODES[name].late)]
    assert not more, f"HAProxy refuses more after mending: {more}"
    again = hm.mend(hm.parse(text), unsafe=unsafe, version=version, environment=environment)
    assert again.config.dump() == text, "mending again changes something"
    fixes = [each for each in before if each.fix is not None and each.fix.edits]
    for finding in [choices.one_of(fixes)] if fixes else []:
        _assert_applied_alone(config, finding, version, environment)


def _assert_applied_alone(
    config: hm.Config, finding: hm.Diagnostic, version: str, environment: dict[str, str] | None
) -> None:
    """One fix changes the bytes that its edits name, and no other."""
    source, expected, done = config.dump(), b"", 0
    assert finding.fix is not None
    for each in sorted(finding.fix.edits, key=lambda edit: (edit.start, edit.end)):
        expected += source[done : each.start] + each.text.encode("utf-8", "surrogateescape")
        done = each.end
    try:
        mended = hm.mend(config, only=finding, unsafe=True, version=version, environment=environment)
    except hm.InvalidValue as error:
        if "HAProxy would refuse" in str(error):
            return
        raise
    assert mended.config.dump() == expected + source[done:], "a fix changed other bytes than its edits say"


def _refused(report: hm.Report) -> Counter[str]:
    return Counter(each.name for each in report if each.fatal)


TARGETS: Final[dict[str, Callable[[bytes], None]]] = {"edits": edits, "verdicts": verdicts, "mending": mending}
