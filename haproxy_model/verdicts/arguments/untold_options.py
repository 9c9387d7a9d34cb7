"""Options that a plain signature does not tell: `option httpchk`, log formats set twice, `stats show-desc`."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.model.line import Statement
from haproxy_model.reading.reading import Reading
from haproxy_model.schema.inheritance import LOG_FORMAT_LINES
from haproxy_model.schema.quirks import HIDDEN_HEADERS_REFUSED, HTTPCHK_HOST
from haproxy_model.verdicts.finding import Finding, Near, shown
from haproxy_model.verdicts.problem import Problem
from haproxy_model.views.active import Active

#: First words of lines that choose a log format.
_LOGGING = frozenset(("log-format", "option"))


def option_findings(active: Active, near: Near) -> Iterator[Finding]:
    """Settings that HAProxy warns of because of what stands elsewhere."""
    described = False
    for section in active.sections:
        first = active.first_words(section)
        if section.kind == "global":
            described = described or "description" in first
            continue
        if section.kind == "defaults" and "option" in first:
            yield from _overriding(active.beginning(section, *_LOGGING))
        if "stats" in first and not described:
            for statement in active.lines(section, "stats"):
                if statement.arguments == ("show-desc",):
                    message = (
                        "`stats show-desc` has nothing to show: give it a text, or write `description` in `global`"
                    )
                    yield Finding("missing-description", message, statement, 1)


def _overriding(statements: list[Statement]) -> Iterator[Finding]:
    """Log formats of `defaults` that replace an earlier one."""
    earlier: Statement | None = None
    for statement in statements:
        row = statement._reading.row
        if row is not None and (name := row.name) in LOG_FORMAT_LINES:
            if earlier is not None:
                message = f"`{name}` replaces the log format set earlier in this section: remove one of them"
                related = (("it is first set here", earlier),)
                yield Finding("overridden-log-format", message, statement, 0, 1, related=related)
            earlier = statement


def httpchk_problems(reading: Reading, version: str) -> Iterator[Problem]:
    """What is wrong with `[[method] uri [version [host]]]` after `option httpchk`."""
    host, place = reading.value("host"), reading.place("version")
    if host is not None and reading.shape.misfit is None and not HTTPCHK_HOST.holds(version):
        message = f"unexpected `{shown(host)}`: `option httpchk` takes a host only since HAProxy {HTTPCHK_HOST.since}"
        yield Problem("unexpected-argument", message, reading.last)
    elif place is not None and "\r\n" in reading.word(place):
        fatal = None if HIDDEN_HEADERS_REFUSED.holds(version) else False
        message = "headers are hidden after the HTTP version: write them as `http-check send hdr <name> <value>`"
        yield Problem("hidden-headers", message, place, fatal=fatal)
