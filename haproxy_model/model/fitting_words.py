"""Whether the words of a setting fit: `section.balance = "raundrobin"` is refused, for no version takes it."""

from __future__ import annotations

import reprlib
from collections.abc import Callable, Iterable
from functools import cache

from haproxy_model.errors import InvalidValue, near
from haproxy_model.reading.reading import read
from haproxy_model.reading.steps import fixed_words, steps_of
from haproxy_model.schema.actions import ACTIONS
from haproxy_model.schema.build_parts import LINES as OF_BUILDS
from haproxy_model.schema.enumerations import LOG_FACILITIES, LOG_FORMATS, LOG_LEVELS
from haproxy_model.schema.keywords import ALONE, rows
from haproxy_model.schema.rows import Keyword
from haproxy_model.schema.sections import SECTIONS
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.duration import read_duration
from haproxy_model.values.size import read_size
from haproxy_model.values.unread import Unread


def refuse_unfit(section: str, words: tuple[str, ...]) -> None:
    """Refuse words that no version takes behind their keyword, where fixed words and their number alone decide.

    What a variable may be, and a keyword that the section does not have, is not judged.

    Args:
        section: the keyword of the section.
        words: those of the line.

    Raises:
        InvalidValue: there is a word that fits nowhere, or one is missing.
    """
    if not rows(section, words[0]) or any(isinstance(word, Expandable) for word in words):
        return
    reading = read(section, words)
    row, misfit = reading.row, reading.shape.misfit
    if row is None:
        if len(words) == 1 and words[0] in ALONE:
            return
        raise _not_taken(words[0], words[1] if len(words) > 1 else "", _second_words(section, words[0]))
    if misfit is None:
        return
    if misfit.expected is None:
        if not row.surplus:
            raise _not_taken(row.name, reading.word(misfit.place), _choices(row, is_acting=reading.action is not None))
    elif not misfit.is_end:
        raise _not_taken(row.name, reading.word(misfit.place), misfit.expected.leads)
    elif not row.bare:
        raise InvalidValue(f"`{row.name}` needs another word after {reprlib.repr(reading.word(misfit.place - 1))}")


def refuse_unfit_line(section: str, words: tuple[str, ...]) -> None:
    """Refuse words of a line that fit nowhere, values included: those of a line that is built, or changed, by hand.

    Args:
        section: the keyword of its section; empty for a free line, which may fit in any that has its keyword.
        words: all its words.

    Raises:
        InvalidValue: see `refuse_unfit`; or a word is none of a closed set, or no time.
    """
    if words[0] in ("no", "default"):
        words = words[1:]
        if len(words) < 2:
            return  # `no log`
    if words[:2] in OF_BUILDS:
        return
    refusal: InvalidValue | None = None
    for kind in (section,) if section else _homes(words[0]):
        try:
            refuse_unfit(kind, words)
            _refuse_values(kind, words)
        except InvalidValue as error:
            refusal = refusal or error
        else:
            return
    if refusal is not None:
        raise refusal


def _refuse_values(section: str, words: tuple[str, ...]) -> None:
    reading = read(section, words)
    if reading.row is None:
        return
    for part in reading.parts:
        expected, choices, fits = _VALUES.get(part.type, _ANYTHING)
        for word in reading.texts(part):
            if not isinstance(word, Expandable) and not fits(word):
                raise InvalidValue(f"`{words[0]}` needs {expected}, not {reprlib.repr(word)}{near(word, choices)}")


@cache
def _homes(keyword: str) -> tuple[str, ...]:
    """The sections that have a keyword; those first that have most, for they are meant."""
    return tuple(kind for kind in dict.fromkeys(("listen", "global", *SECTIONS)) if rows(kind, keyword))


_CLOSED: dict[str, tuple[str, Iterable[str]]] = {
    "enum_log_facility": ("a facility", LOG_FACILITIES),
    "enum_log_format": ("a log format", LOG_FORMATS),
    "enum_log_level": ("a level", LOG_LEVELS),
}
#: Type of a word -> what it is for messages, what it may be, and what tells.
_VALUES: dict[str, tuple[str, Iterable[str], Callable[[str], bool]]] = {
    **dict.fromkeys(
        ("duration", "duration_s"), ("a time such as 3s", (), lambda word: not isinstance(read_duration(word), Unread))
    ),
    "size": ("a size such as 16k", (), lambda word: not isinstance(read_size(word), Unread)),
    **{name: (expected, choices, frozenset(choices).__contains__) for name, (expected, choices) in _CLOSED.items()},
}
_ANYTHING: tuple[str, Iterable[str], Callable[[str], bool]] = ("", (), lambda word: True)


def _not_taken(name: str, word: str, choices: Iterable[str]) -> InvalidValue:
    return InvalidValue(f"`{name}` does not take {reprlib.repr(word)} there{near(word, choices)}")


@cache
def _second_words(section: str, keyword: str) -> tuple[str, ...]:
    """What follows a keyword of whose lines each has a second fixed word."""
    return tuple(row.name.removesuffix("()").split()[1] for row in rows(section, keyword))


@cache
def _choices(row: Keyword, *, is_acting: bool) -> tuple[str, ...]:
    """What a row takes, of what stands in the tables: its fixed words, or the actions of a ruleset."""
    if "<action:action>" in row.arguments and not is_acting:
        ruleset = row.name.replace(" ", ".")
        return tuple(action.name.removesuffix("()") for action in ACTIONS if ruleset in action.rulesets.split())
    conditions = ("if", "unless") if "@cond" in row.arguments else ()
    return (*sorted(fixed_words(steps_of(row.arguments))), *conditions)
