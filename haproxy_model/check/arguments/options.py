"""Options that a plain signature does not tell: `option httpchk`, log formats set twice, `stats show-desc`."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.check.finding import Finding, Near, shown
from haproxy_model.check.problem import Problem
from haproxy_model.model.line import Statement
from haproxy_model.schema.inheritance import LOG_FORMAT_LINES
from haproxy_model.schema.quirks import HIDDEN_HEADERS_REFUSED, HTTPCHK_HOST
from haproxy_model.syntax.words import Expandable
from haproxy_model.views.active import Active

#: First words of lines that choose a log format.
_LOGGING = frozenset(("log-format", "option"))


def option_findings(active: Active, near: Near) -> Iterator[Finding]:
    """Settings that HAProxy warns of because of what stands elsewhere."""
    described = False
    for section in active.sections:
        words = active.first_words(section)
        if section.kind == "global":
            described = described or "description" in words
            continue
        if section.kind == "defaults" and "option" in words:
            yield from _overriding(active.apart(section))
        if "stats" in words and not described:
            for statement in active.apart(section):
                if statement._words == ("stats", "show-desc"):
                    message = "`stats show-desc` has nothing to show: give it a text, or `description` in `global`"
                    yield Finding("missing-description", message, statement, 1)


def _overriding(statements: list[Statement]) -> Iterator[Finding]:
    """Log formats of `defaults` that replace an earlier one."""
    earlier: Statement | None = None
    for statement in statements:
        words = statement._words
        if words[0] not in _LOGGING:
            continue
        name = " ".join(words[: 1 + (words[0] == "option")])
        if name in LOG_FORMAT_LINES:
            if earlier is not None:
                message = f"`{name}` replaces the log format that this section set before"
                related = (("it is set here", earlier),)
                yield Finding("overridden-log-format", message, statement, 0, 1, related=related)
            earlier = statement


def httpchk_problem(words: tuple[str, ...], start: int, version: str) -> Problem | None:
    """What is wrong with `[[method] uri [version [host]]]` behind `httpchk`."""
    given = words[start:]
    if len(given) == 4 and not HTTPCHK_HOST.holds(version):
        message = (
            f"unexpected `{shown(given[3])}`: `option httpchk` takes a host since HAProxy {HTTPCHK_HOST.since} only"
        )
        return Problem("unexpected-argument", message, start + 3)
    if len(given) > 2 and "\r\n" in given[2]:
        refused = HIDDEN_HEADERS_REFUSED.holds(version)
        message = "headers hidden behind the HTTP version: write them as `http-check send hdr <name> <value>`"
        return Problem("hidden-headers", message, start + 2, fatal=None if refused else False)
    return None


def is_known(words: tuple[str, ...]) -> bool:
    """Whether no word holds a variable, whose value only HAProxy knows."""
    return not any(isinstance(word, Expandable) for word in words)
