"""The `http-check` and `tcp-check` lines that a proxy's health checks follow, its own or inherited.

A section's steps, or its check option, replace all the steps that it inherits.  `http-check disable-on-404` and
`send-state` are switches: before 3.4 of the proxy, each inherited by itself; from 3.4 on they belong to the steps
beside them, so that a section loses the inherited ones with the steps, and its own are of no use without a step or
option of its own (2.6.12 and 3.4.0, measured).
"""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.model.line import Statement
from haproxy_model.model.section import Section
from haproxy_model.schema.quirks import SWITCHES_BELONG_TO_STEPS
from haproxy_model.views.inheritance import Inheritance

#: Keyword of the steps -> the option that says that they are followed.
OPTIONS = {"http-check": "httpchk", "tcp-check": "tcp-check"}
#: `http-check` lines that are no steps.
SWITCHES = ("disable-on-404", "send-state")


def check_steps(section: Section, keyword: str, inheritance: Inheritance) -> list[tuple[Statement, Section]]:
    """The lines in force, each with its section: steps in order, then switches.

    Args:
        section: the proxy.
        keyword: "http-check" or "tcp-check".
        inheritance: which `defaults` it starts from.
    """
    home = inheritance.nearest(
        section, ("steps", keyword), lambda each: True if _has_steps(each, keyword, inheritance) else None
    )
    found: list[tuple[Statement, Section]] = []
    if home is not None:
        found += [(each, home[1]) for each in _lines(home[1], keyword, inheritance) if not is_switch(each)]
    if keyword == "http-check":
        together = home is not None and SWITCHES_BELONG_TO_STEPS.holds(inheritance.active.version)
        found += _switches(section if home is None or not together else home[1], inheritance, alone=together)
    return found


def _switches(section: Section, inheritance: Inheritance, *, alone: bool) -> Iterator[tuple[Statement, Section]]:
    """The nearest line of each switch, of a section alone or of all that it inherits from too."""
    for word in SWITCHES:

        def last(each: Section, word: str = word) -> Statement | None:
            lines = inheritance.by_keyword(each).get("http-check", ())
            return next((line for line in lines if line.arguments[:1] == (word,)), None)

        if not alone:
            found = inheritance.nearest(section, ("switch", word), last)
            if found is not None:
                yield found
        elif (own := last(section)) is not None:
            yield own, section


def _lines(section: Section, keyword: str, inheritance: Inheritance) -> list[Statement]:
    """A section's own lines of a keyword, in order."""
    return list(inheritance.by_keyword(section).get(keyword, ()))[::-1]


def _has_steps(section: Section, keyword: str, inheritance: Inheritance) -> bool:
    """Whether a section has steps of its own, or the option that begins them anew."""
    by_keyword = inheritance.by_keyword(section)
    if any(not is_switch(each) for each in by_keyword.get(keyword, ())):
        return True
    return any(
        each.prefix is None and each.arguments[:1] == (OPTIONS[keyword],) for each in by_keyword.get("option", ())
    )


def is_switch(statement: Statement) -> bool:
    """Whether an `http-check` line is no step of a check."""
    return statement.arguments[0] in SWITCHES if statement.arguments else False
