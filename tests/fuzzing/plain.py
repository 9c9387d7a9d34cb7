"""Inputs made by chance alone, of seeds or of what was found worth to go on with."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from .mutation import Mutator


def run(attempt: Callable[[bytes], bool], known: list[bytes], chance: Random) -> None:
    """Try inputs made of those that are known, until that says that it is enough."""
    mutator = Mutator(known)
    known = list(known)
    for data in known:
        if not attempt(data):
            return
    while True:
        place = chance.randrange(len(known))
        if chance.random() < 0.1:
            data = mutator.crossed(known[place], chance.choice(known), chance)
        else:
            data = mutator.mutated(known[place], chance)
        if not attempt(data):
            return
        if chance.random() < 0.1:  # some go on from what they have become
            known[place] = data
