"""Lines whose words come out only when variables are replaced, and lines that an empty word ends (reference, 2.5, 2.7).

The words are judged as HAProxy meets them: a variable that is set nowhere is empty, one with `[*]` may be several
words, and a word ends at a NUL, the arguments of a line at its first empty word.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from haproxy_model.check.arguments.lines import line_problems
from haproxy_model.check.finding import Finding, Near, shown
from haproxy_model.model.masking import masked, masked_message
from haproxy_model.syntax.words import Expandable
from haproxy_model.views.active import Active

_SETTERS = ("setenv", "presetenv", "unsetenv")


def resolved_findings(active: Active, near: Near) -> Iterator[Finding]:
    """Lines that HAProxy refuses as their words come out."""
    if not (active.mentions("$", "\0") or active.has_word("")) or active.sections_with("resetenv"):
        return
    environment = active.environment or {}
    changing = _changing(active)
    for section in active.sections:
        for statement in active.apart(section):
            words = statement._words
            if not words[0] or not any(_is_open(word) for word in words):
                continue
            read = _as_read(words, environment, changing)
            if read is None or read == words:
                continue
            as_seen = " ".join(masked(read))
            for problem in line_problems(section.kind, active.version, read):
                if problem.fatal is not False:
                    last = len(words) - 1
                    place = min(problem.place, last)
                    # Variables may bring in secrets that the line itself does not have.
                    message = f"{masked_message(problem.message, words=read)} (HAProxy reads `{shown(as_seen)}`)"
                    yield Finding(problem.kind, message, statement, place, max(place, min(problem.last or 0, last)))


def _is_open(word: str) -> bool:
    return not word or isinstance(word, Expandable) or "\0" in word


def _as_read(words: tuple[str, ...], environment: Mapping[str, str], changing: set[str]) -> tuple[str, ...] | None:
    """The words as HAProxy meets them; None where nobody knows."""
    from haproxy_model.views.expansion import expand

    expanded = expand(words, environment, changing)
    if expanded is None or isinstance(words[0], Expandable):
        return None
    read = [word.partition("\0")[0] for word in expanded]
    return tuple(read[: read.index("")] if "" in read else read)


def _changing(active: Active) -> set[str]:
    """Variables that some line sets: their value depends on where the line stands."""
    return {
        name
        for section in active.sections_with(*_SETTERS)
        for word in _SETTERS
        for statement in active.lines(section, word)
        for name in statement._words[1:]
    }
