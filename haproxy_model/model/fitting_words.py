"""Whether the words of a setting fit: `section.balance = "raundrobin"` is refused, for no version takes it."""

from __future__ import annotations

import reprlib
from collections.abc import Iterable
from functools import cache

from haproxy_model.errors import InvalidValue, near
from haproxy_model.reading.reading import read
from haproxy_model.reading.steps import fixed_words, steps_of
from haproxy_model.schema.keywords import rows
from haproxy_model.syntax.words import Expandable


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
        raise _not_taken(words[0], words[1] if len(words) > 1 else "", _second_words(section, words[0]))
    if misfit is None:
        return
    if misfit.expected is None:
        if not row.surplus:
            raise _not_taken(row.name, reading.word(misfit.place), _fixed_words(row.arguments))
    elif not misfit.is_end:
        raise _not_taken(row.name, reading.word(misfit.place), misfit.expected.leads)
    elif not row.bare:
        raise InvalidValue(f"`{row.name}` needs another word after {reprlib.repr(reading.word(misfit.place - 1))}")


def _not_taken(name: str, word: str, choices: Iterable[str]) -> InvalidValue:
    return InvalidValue(f"`{name}` does not take {reprlib.repr(word)} there{near(word, choices)}")


@cache
def _second_words(section: str, keyword: str) -> tuple[str, ...]:
    """What follows a keyword of whose lines each has a second fixed word."""
    return tuple(row.name.removesuffix("()").split()[1] for row in rows(section, keyword))


@cache
def _fixed_words(arguments: str) -> tuple[str, ...]:
    return tuple(sorted(fixed_words(steps_of(arguments))))
