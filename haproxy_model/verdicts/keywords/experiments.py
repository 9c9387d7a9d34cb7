"""A permission to use experiments that nothing uses: HAProxy advises to take it back (language reference, 8.4)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from haproxy_model.schema.quirks import UNUSED_EXPOSURE_TOLD
from haproxy_model.schema.rows import (
    EXPOSE_EXPERIMENTAL,
    Action,
    Keyword,
    Parameter,
    Section as SectionRow,
    experimental,
)
from haproxy_model.schema.sections import SECTIONS
from haproxy_model.verdicts.finding import Finding, Near
from haproxy_model.views.active import Active

#: Parts of addresses and names of protocols that are experimental at some places.
_PARTS = ("rht", "quic", "qmux", "h3")

_Row = Keyword | Action | Parameter | SectionRow


def experiment_findings(active: Active, near: Near) -> Iterator[Finding]:
    """A line that permits experiments, where no word of the configuration could be one."""
    if not UNUSED_EXPOSURE_TOLD.holds(active.version):
        return
    lines = [line for section in active.of_kind("global") for line in active.lines(section, EXPOSE_EXPERIMENTAL)]
    if lines and not active.mentions("$", *_PARTS, *_words(active.version)):
        message = "no line needs this: remove it, so that no experimental directive is used by accident"
        yield Finding("unused-exposure", message, lines[0])


@cache
def _words(version: str) -> frozenset[str]:
    """The words that belong to experiments of a version, wherever they stand."""
    from haproxy_model.schema.actions import ACTIONS
    from haproxy_model.schema.bind import BIND
    from haproxy_model.schema.keywords import KEYWORDS
    from haproxy_model.schema.server import SERVER

    tables: tuple[tuple[_Row, ...], ...] = (KEYWORDS, ACTIONS, BIND, SERVER, tuple(SECTIONS.values()))
    return frozenset(
        row.name.removesuffix("()").split()[-1]
        for table in tables
        for row in table
        # What stands in an experimental section needs no look of its own.
        if experimental(row, version) and not _in_experiment(row, version)
    )


def _in_experiment(row: _Row, version: str) -> bool:
    sections = row.sections.split() if isinstance(row, Keyword) else []
    return bool(sections) and all(experimental(SECTIONS[name], version) for name in sections if name in SECTIONS)
