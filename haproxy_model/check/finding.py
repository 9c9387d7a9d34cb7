"""A finding of `check`: which kind of message, about which words; its span is computed when the report is made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import field, frozen

from haproxy_model.codes import CODES
from haproxy_model.diagnostics import Diagnostic, Related
from haproxy_model.model.config import Config
from haproxy_model.model.line import Line
from haproxy_model.model.places import Places
from haproxy_model.model.section import Section

#: How many near names a message lists at most, from how many it looks for them, and how often a run does so.
NEAR, NEAR_AMONG, NEAR_PER_RUN = 2, 500, 20


@frozen
class Finding:
    """One fact about some words of a line."""

    #: the name in `codes.CODES`
    kind: str
    message: str
    line: Line
    #: the first word that it is about, and the last one, counted from 0; None for the same one
    word: int = 0
    last: int | None = None
    #: other places: what they are, and the line (its second word is pointed at)
    related: tuple[tuple[str, Line], ...] = field(default=())
    #: whether HAProxy of the target version exits 1, where it is not as the code says
    fatal: bool | None = None


def diagnostics(config: Config, findings: Iterable[Finding]) -> Iterator[Diagnostic]:
    """The findings with their places."""
    places: Places | None = None
    for finding in findings:
        places = places or Places(config)
        code = CODES[finding.kind]
        line = finding.line
        yield Diagnostic(
            code.code,
            code.name,
            code.severity,
            code.fatal if finding.fatal is None else finding.fatal,
            finding.message,
            places.word_span(line, finding.word, finding.last),
            _title(line._section),
            tuple(Related(message, places.word_span(other, 1)) for message, other in finding.related),
        )


def _title(section: Section | None) -> str | None:
    return None if section is None else section.title


class Near:
    """Suggests near names, in bounded time: a few looks a run, each among a bounded number of names."""

    def __init__(self) -> None:
        self._left = NEAR_PER_RUN

    def hint(self, name: str, names: Iterable[str]) -> str:
        """`; did you mean "x"?`, or nothing."""
        if self._left <= 0 or len(name) > 100:
            return ""
        self._left -= 1
        from difflib import get_close_matches
        from itertools import islice

        near = get_close_matches(name, list(islice(dict.fromkeys(names), NEAR_AMONG)), NEAR, 0.7)
        return f'; did you mean {" or ".join(f"{each!r}" for each in near)}?' if near else ""
