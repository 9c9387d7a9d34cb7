"""CHK: words of a health check that stand in the place of others."""

from __future__ import annotations

import re
from collections.abc import Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, lint_rule
from haproxy_model.model.line import Statement
from haproxy_model.syntax.words import Expandable

_METHOD = re.compile(r"[A-Z][A-Z-]*")
_LIKELY_METHOD = re.compile(r"GET|HEAD|OPTIONS|POST|PUT", re.IGNORECASE)


@lint_rule("CHK021", "httpchk-words-misplaced", severity=Severity.WARNING)
def request_words_misplaced(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds `option httpchk` with a word in the wrong place: a host where the version belongs, a method
        without a path, a path where the method belongs.
    Why: HAProxy sends these words as they are: the server answers 400, and is marked down although it works.
    In: a backend.
    Bad:
            option httpchk GET /health shop.example.com
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Good:
            option httpchk GET /health
            http-check send hdr Host shop.example.com
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Reference: 4.2 "option httpchk", "http-check send".
    """
    told: set[int] = set()
    for pool in ctx.pools:
        line = pool.check_method.origin.statement
        if pool.check_method.value[0] != "httpchk" or line is None or id(line) in told:
            continue
        told.add(id(line))
        found = _misplaced(line)
        if found is not None:
            message, place = found
            yield Finding(message, line, place)


def _misplaced(line: Statement) -> tuple[str, int] | None:
    """What is wrong with the words of the request, and where; None where nothing is."""
    reading = line._reading
    places = [part.start for part in reading.arguments][:3]
    said = [reading.word(place) for place in places]
    if any(isinstance(word, Expandable) or not word for word in said):
        return None
    if len(said) == 1:
        if _LIKELY_METHOD.fullmatch(said[0]):
            return f"`{said[0]}` alone is sent as the path; expected `{said[0].upper()} /`", places[0]
        return _bad_path(said[0], places[0])
    if not said:
        return None
    if not _METHOD.fullmatch(said[0]):
        if said[0].startswith("/"):
            return f"`{said[0]}` stands in the place of the method; expected `GET {said[0]}`", places[0]
        return f"`{said[0]}` is no method; expected one such as `GET`, in capitals", places[0]
    if len(said) > 2 and not said[2].startswith("HTTP/"):
        return (
            f"`{said[2]}` stands in the place of the version and is sent as one; expected `HTTP/1.1`, and `http-check "
            "send hdr` for a Host",
            places[2],
        )
    return _bad_path(said[1], places[1])


def _bad_path(word: str, place: int) -> tuple[str, int] | None:
    if word.startswith(("/", "*", "%", "http://", "https://")):
        return None
    return f"`{word}` is no path, and is sent as one; expected one that begins with `/`", place
