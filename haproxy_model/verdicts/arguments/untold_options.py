"""What a plain signature does not tell: `option httpchk`, words that stand alone, names of nodes, formats set twice."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.model.line import Statement
from haproxy_model.reading.reading import Reading
from haproxy_model.schema.inheritance import LOG_FORMAT_LINES
from haproxy_model.schema.quirks import HIDDEN_HEADERS_REFUSED, HTTPCHK_HOST
from haproxy_model.syntax.patterns import fullmatch
from haproxy_model.verdicts.finding import Finding, Near, shown
from haproxy_model.verdicts.problem import Problem
from haproxy_model.views.active import Active

_NODE = fullmatch("[A-Za-z0-9._-]*")
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


def retry_problems(reading: Reading, version: str) -> Iterator[Problem]:
    """`none` says everything that `retry-on` can say."""
    places = [place for part in reading.arguments for place in range(part.start, part.end)]
    alone = next((place for place in places if reading.word(place) == "none"), None)
    if alone is not None and len(places) > 1:
        message = "`retry-on none` takes no other reasons: remove `none`, or everything beside it"
        yield Problem("bad-argument", message, alone)


def case_problems(reading: Reading, version: str) -> Iterator[Problem]:
    """`h1-case-adjust` changes the case of a header's name, and nothing else of it."""
    before, after = reading.value("from"), reading.value("to")
    if before is not None and after is not None and before.lower() != after.lower():
        message = (
            f"`h1-case-adjust` changes capitals alone: expected `{shown(before)}` with others, found `{shown(after)}`"
        )
        yield Problem("bad-argument", message, reading.last)


def node_problems(reading: Reading, version: str) -> Iterator[Problem]:
    """A node is called by letters, digits and a few signs."""
    name = reading.value("name")
    if name is not None and not _NODE(name):
        message = f"a node is called by letters, digits, `.`, `-` and `_`, found `{shown(name)}`"
        yield Problem("bad-argument", message, reading.last)
