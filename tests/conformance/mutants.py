"""Small mistakes in files that HAProxy accepts: one word or one line of a configuration, changed at random."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

#: What a mistake does to the words of a line, which are written with one blank between.
_WORD_MISTAKES: dict[str, Callable[[list[bytes], int, random.Random], list[bytes]]] = {
    "typo": lambda words, at, chance: [*words[:at], _typo(words[at], chance), *words[at + 1 :]],
    "dropped word": lambda words, at, _: words[:at] + words[at + 1 :],
    "doubled word": lambda words, at, _: [*words[: at + 1], *words[at:]],
    "swapped words": lambda words, at, _: [*words[:at], *words[at : at + 2][::-1], *words[at + 2 :]],
    "extra word": lambda words, at, _: [*words[: at + 1], b"surplus", *words[at + 1 :]],
    "odd number": lambda words, at, chance: [*words[:at], _number(words[at], chance), *words[at + 1 :]],
    "stray quote": lambda words, at, _: [*words[:at], words[at] + b'"', *words[at + 1 :]],
}


def mutants(source: bytes, chance: random.Random, count: int) -> Iterator[tuple[str, int, bytes]]:
    """Some mutants of a file: the kind of mistake, the line from 1, the text."""
    lines = source.split(b"\n")
    places = [at for at, line in enumerate(lines) if line.strip() and line.lstrip()[:1] not in (b"#", b".", b"[")]
    for _ in range(count if places else 0):
        at = chance.choice(places)
        kind = chance.choice((*_WORD_MISTAKES, "moved line"))
        if kind == "moved line":
            rest = [*lines[:at], *lines[at + 1 :]]
            to = chance.randrange(len(rest))
            changed = [*rest[:to], lines[at], *rest[to:]]
            at = to
        else:
            line = lines[at]
            indent = line[: len(line) - len(line.lstrip())]
            words = line.split()
            words = _WORD_MISTAKES[kind](words, chance.randrange(len(words)), chance)
            changed = [*lines[:at], indent + b" ".join(words), *lines[at + 1 :]]
        if changed != lines:
            yield kind, at + 1, b"\n".join(changed)


def _typo(word: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(word))
    return word[:at] + bytes((chance.choice(b"abcdefghijklmnopqrstuvwxyz"),)) + word[at + 1 :]


def _number(word: bytes, chance: random.Random) -> bytes:
    return chance.choice((b"-1", b"0", b"99999999999", b"1x", b"1.5")) if word[:1].isdigit() else word
