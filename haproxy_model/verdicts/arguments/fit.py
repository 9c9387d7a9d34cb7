"""The reading of a line held against a version: the first word that does not fit."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

from haproxy_model.reading.reading import Reading
from haproxy_model.reading.steps import Slot, Steps
from haproxy_model.reading.walker import Part, Role
from haproxy_model.records import NamedTuple
from haproxy_model.schema.enumerations import YOUNG
from haproxy_model.schema.versions import reached
from haproxy_model.verdicts.finding import shown

#: Says what is wrong with a fixed word or a value: None, or what was expected.
Judge = Callable[[Part], "str | None"]
#: Messages show signatures of so many characters at most.
_SHORT = 80
_JUDGED = frozenset((Role.LITERAL, Role.ARGUMENT, Role.EXPRESSION))


class Mismatch(NamedTuple):
    """The first word that does not fit."""

    #: the name in `codes.CODES`
    kind: str
    message: str
    #: after the last word where words are missing
    place: int
    #: what has its place there; None where nothing has, and where a value is wrong
    slot: Slot | None = None

    @property
    def is_missing(self) -> bool:
        """Whether the line ends too early."""
        return self.kind == "missing-argument"

    @property
    def is_surplus(self) -> bool:
        """Whether the line goes on where it should end."""
        return self.kind == "unexpected-argument"


def mismatch(reading: Reading, version: str, judge: Judge) -> Mismatch | None:
    """The first place where the words of a line do not fit.

    Args:
        reading: the line.
        version: the target version.
        judge: judges fixed words and values.
    """
    misfit = reading.shape.misfit
    for part in reading.fitting:
        young = too_young(reading.name, part.name, version) if part.role is Role.LITERAL else None
        if young is not None:
            return Mismatch("keyword-too-new", young, part.start)
        wrong = judge(part) if part.role in _JUDGED else None
        if wrong is not None:
            return _wrong(reading, part.start, wrong)
    if misfit is None:
        wanted = "`if` or `unless`"
        return _missing(reading, reading.last + 1, wanted) if reading.lacks_condition else None
    word = "" if misfit.is_end else reading.word(misfit.place)
    young = too_young(reading.name, word, version)
    if young is not None:
        return Mismatch("keyword-too-new", young, misfit.place)
    if misfit.expected is None:
        return Mismatch("unexpected-argument", _surplus(reading, word, reading.word(misfit.place - 1)), misfit.place)
    wanted = described(misfit.expected, lambda word: too_young(reading.name, word, version) is None)
    if misfit.is_end:
        return _missing(reading, misfit.place, wanted or "other arguments", misfit.expected)
    return _wrong(reading, misfit.place, wanted, misfit.expected)


def _wrong(reading: Reading, place: int, wanted: str, slot: Slot | None = None) -> Mismatch:
    expected = wanted if slot is None else f"expected {wanted}"
    message = f"`{reading.name}` does not take `{shown(reading.word(place))}`: {expected}"
    return Mismatch("bad-argument", message, place, slot)


def _missing(reading: Reading, place: int, wanted: str, slot: Slot | None = None) -> Mismatch:
    after = f" after `{shown(reading.word(place - 1))}`" if place > reading.head.end else ""
    return Mismatch("missing-argument", f"`{reading.name}` needs {wanted}{after}", reading.last, slot)


def _surplus(reading: Reading, word: str, before: str) -> str:
    signature = reading.signature
    if reading.may_have_condition:
        return f"expected `if` or `unless` after `{shown(before)}`, found `{shown(word)}`"
    if len(signature) > _SHORT:
        return f"unexpected `{shown(word)}`: `{reading.name}` does not take it after `{shown(before)}`"
    takes = f"takes `{signature}`" if signature else "takes no arguments"
    return f"unexpected `{shown(word)}`: `{reading.name}` {takes}"


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


def described(slot: Slot, has: Callable[[str], bool]) -> str:
    """What may stand at a place, for messages: fixed words with what follows them, or a value."""
    if slot.leads:
        return listed(" ".join((word, *_following(body))) for word, body in slot.leads.items() if has(word))
    return _TYPES.get(slot.types[0]) or f"`<{slot.name}>`"


def _following(steps: Steps) -> Iterable[str]:
    return (f"<{step.name}>" for step in steps if isinstance(step, Slot) and step.types)


def listed(words: Iterable[str], between: str = "or") -> str:
    """Some words in quotes; one of them may stand, or all of them are meant."""
    names = [f"`{shown(word)}`" for word in dict.fromkeys(words)]
    return f" {between} ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


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
