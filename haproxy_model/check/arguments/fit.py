"""The reading of a line held against a version: the first word that does not fit."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import NamedTuple

from haproxy_model.check.finding import shown
from haproxy_model.reading.reading import Reading
from haproxy_model.reading.steps import Slot, Steps
from haproxy_model.reading.walker import Part, Role
from haproxy_model.schema.enumerations import YOUNG
from haproxy_model.schema.versions import reached

#: Says what is wrong with the words of a value: None, or what was expected.
Judge = Callable[[Part, tuple[str, ...]], "str | None"]
#: Says whether a version has a fixed word.
Has = Callable[[str], bool]
#: What the parts of a line are that hold a value.
VALUES = (Role.ARGUMENT, Role.EXPRESSION)


class Mismatch(NamedTuple):
    """The first word that does not fit."""

    #: "wrong", "surplus", "young", or "missing"
    kind: str
    #: behind the last word where words are missing
    place: int
    #: what was expected there
    expected: str


def mismatch(reading: Reading, judge: Judge, has: Has) -> Mismatch | None:
    """The first place where the words of a line do not fit.

    Args:
        reading: the line.
        judge: judges a value.
        has: whether the version has a fixed word of the line.
    """
    misfit = reading.shape.misfit
    for part in reading.fitting:
        if part.role is Role.LITERAL:
            if not has(reading.text(part)):
                return Mismatch("young", part.start, "")
        elif part.role in VALUES:
            expected = judge(part, reading.texts(part))
            if expected is not None:
                return Mismatch("wrong", part.start, expected)
    if misfit is None:
        return (
            Mismatch("missing", len(reading.words), "a condition, `if` or `unless`,")
            if reading.lacks_condition
            else None
        )
    if misfit.expected is None:
        return Mismatch("surplus", misfit.place, "")
    return Mismatch("missing" if misfit.is_end else "wrong", misfit.place, described(misfit.expected, has))


def too_young(line: str, word: str, version: str) -> str | None:
    """That a version does not have a fixed word yet that a line has in later ones; None where it has it.

    Args:
        line: the keyword or action, as `schema.enumerations.YOUNG` calls it.
        word: the word.
        version: the target version.
    """
    since = _younger().get((line, word))
    if since is None or reached(since, version):
        return None
    return f"`{word}` of `{line}` exists since HAProxy {since}, the target is {version}"


@cache
def _younger() -> dict[tuple[str, str], str]:
    return {(row.keyword, word): row.since for row in YOUNG for word in row.choices.split()}


def described(slot: Slot, has: Has = lambda word: True) -> str:
    """What may stand at a place, for messages: fixed words with what follows them, or a value."""
    if slot.leads:
        return listed(" ".join((word, *_following(body))) for word, body in slot.leads.items() if has(word))
    return _TYPES.get(slot.types[0]) or f"`<{slot.name}>`"


def _following(steps: Steps) -> Iterable[str]:
    return (f"<{step.name}>" for step in steps if isinstance(step, Slot) and step.types)


def listed(words: Iterable[str]) -> str:
    """Some words, one of which may stand."""
    names = [f"`{shown(word)}`" for word in dict.fromkeys(words)]
    return " or ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


#: How messages call a missing word of a type.
_TYPES = {
    "int": "a number",
    "percent": "a percentage",
    "duration": "a duration",
    "duration_s": "a duration",
    "size": "a size",
    "file": "the name of a file",
    "dir": "the name of a directory",
    "log_format": "a log format",
    "address": "an address",
    "enum_log_facility": "a log facility",
    "enum_log_level": "a log level",
}
