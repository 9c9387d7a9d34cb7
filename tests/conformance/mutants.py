"""Small mistakes in files that HAProxy accepts: one word or one line of a configuration, changed at random.

A kind of mistake is drawn first, then a line and a word that it can spoil: so each kind is as frequent as the others,
and each mutant says other words than its file.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import NamedTuple


class Mistake(NamedTuple):
    """A kind of mistake in the words of a line."""

    name: str
    #: the words of the line with the mistake in the one at a place
    made: Callable[[list[bytes], int, random.Random], list[bytes]]
    #: whether the word at a place can have it
    fits: Callable[[list[bytes], int], bool] = lambda words, at: True


class Mutant(NamedTuple):
    """A text with one mistake."""

    mistake: str
    #: the line of the mistake, from 1
    line: int
    text: bytes


_NUMBERS = (b"-1", b"0", b"99999999999", b"1x", b"1.5")
_QUOTES = (b'"', b"'")

MISTAKES = (
    Mistake("typo", lambda words, at, chance: [*words[:at], _typo(words[at], chance), *words[at + 1 :]]),
    Mistake("dropped word", lambda words, at, _: words[:at] + words[at + 1 :]),
    Mistake("doubled word", lambda words, at, _: [*words[: at + 1], *words[at:]]),
    Mistake(
        "swapped words",
        lambda words, at, _: [*words[:at], *words[at : at + 2][::-1], *words[at + 2 :]],
        lambda words, at: at + 1 < len(words) and words[at] != words[at + 1],
    ),
    Mistake("extra word", lambda words, at, _: [*words[: at + 1], b"surplus", *words[at + 1 :]]),
    Mistake(
        "odd number",
        lambda words, at, chance: [*words[:at], chance.choice(_NUMBERS), *words[at + 1 :]],
        lambda words, at: words[at][:1].isdigit(),
    ),
    Mistake(
        "stray quote", lambda words, at, chance: [*words[:at], words[at] + chance.choice(_QUOTES), *words[at + 1 :]]
    ),
)
#: A line put elsewhere in its file, most often into another section.
MOVED = "moved line"


def mutants(source: bytes, chance: random.Random, count: int) -> Iterator[Mutant]:
    """Some mutants of a file."""
    lines = source.split(b"\n")
    words = [_words(line) for line in lines]
    # Directives and scopes are no lines of a section.
    places = [at for at, line in enumerate(words) if line and line[0][:1] not in (b".", b"[")]
    for _ in range(count if places else 0):
        mistake = chance.choice((*MISTAKES, None))
        if mistake is None:
            yield from _moved(lines, chance.choice(places), chance)
            continue
        fitting = [at for at in places if any(mistake.fits(words[at], place) for place in range(len(words[at])))]
        if not fitting:
            continue
        at = chance.choice(fitting)
        place = chance.choice([place for place in range(len(words[at])) if mistake.fits(words[at], place)])
        made = mistake.made(words[at], place, chance)
        if made != words[at]:
            indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
            yield Mutant(mistake.name, at + 1, b"\n".join([*lines[:at], indent + b" ".join(made), *lines[at + 1 :]]))


def _moved(lines: list[bytes], at: int, chance: random.Random) -> Iterator[Mutant]:
    rest = [*lines[:at], *lines[at + 1 :]]
    to = chance.randrange(len(rest) + 1)
    text = b"\n".join([*rest[:to], lines[at], *rest[to:]])
    # A last line that loses its LF would be another mistake.
    if text != b"\n".join(lines) and (to < len(rest) or text[-1:] == b"\n"):
        yield Mutant(MOVED, to + 1, text)


def _words(line: bytes) -> list[bytes]:
    """What stands between blanks, up to a comment."""
    words = line.split()
    comment = next((at for at, word in enumerate(words) if word[:1] == b"#"), len(words))
    return words[:comment]


def _typo(word: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(word))
    return word[:at] + bytes((chance.choice(b"abcdefghijklmnopqrstuvwxyz"),)) + word[at + 1 :]
