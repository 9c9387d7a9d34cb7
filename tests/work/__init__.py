"""How the work of the library grows with its input: counted where it can be, and bounded where only C knows it.

No test looks at a clock: a busy machine makes a run slow, and says nothing about how it grows.  `assert_linear` runs a
copy of the package that counts what it does (`counting`, `charges`), the same on every machine.  What goes on inside
one match of a regular expression is not seen there: `bounded` ends a run that would go on for minutes.
"""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from work.charges import Place
from work.counting import counted

Input = TypeVar("Input", str, bytes)

#: How much more a further character may cost in the longer input: room for numbers that get longer.
TOLERANCE = 1.03
#: Seconds of CPU after which a run is taken for endless: more than thirty times what any of them takes.
PATIENCE = 40


def assert_linear(run: Callable[[Any, Input], object], make: Callable[[int], Input], length: int = 3_000) -> None:
    """From one length to twice and to four times as much, each further character of the input costs as much work.

    Args:
        run: what is measured; it is given the package, and has to use this one.
        make: the input of a size.
        length: about how many characters the shortest input has.
    """
    size = size_of(make, length)
    inputs = [make(size), make(2 * size), make(4 * size)]
    lengths = [len(each) for each in inputs]
    counted(lambda package: run(package, inputs[0]))  # what is done once for all is done
    works = [counted(lambda package, each=each: run(package, each)) for each in inputs]  # type: ignore[misc]

    assert works[0] < works[1], "nothing was counted: the run has to use the package that it is given"
    if growth(works, lengths) > TOLERANCE:
        # Caches that other tests had filled may have been emptied in between: what grows does so again.
        places: list[Counter[Place]] = [Counter() for _ in inputs]
        for place, each in enumerate(inputs):
            works[place] = counted(lambda package, each=each: run(package, each), places[place])  # type: ignore[misc]
    if growth(works, lengths) > TOLERANCE:
        raise AssertionError(
            f"work of {works} for {lengths} characters: a further one costs {growth(works, lengths):.2f} times as much"
            f" in the longer input, most of all at {_steepest(places, lengths)}"
        )


def size_of(make: Callable[[int], Input], length: int) -> int:
    """The size of which an input has about so many characters; an even one."""
    return 100 * length // len(make(1_000)) * 10


def growth(works: Sequence[int], lengths: Sequence[int]) -> float:
    """How much more a further character costs from the second input to the third than from the first to the second."""
    first, second = ((works[place + 1] - works[place]) / (lengths[place + 1] - lengths[place]) for place in (0, 1))
    return second / first


def _steepest(places: list[Counter[Place]], lengths: Sequence[int]) -> str:
    small, middle, large = places
    share = (lengths[2] - lengths[1]) / (lengths[1] - lengths[0])
    excess = {each: large[each] - middle[each] - share * (middle[each] - small[each]) for each in large}
    return ", ".join(f"{module}:{line}" for module, line in sorted(excess, key=lambda each: -excess[each])[:4])


@contextmanager
def bounded(seconds: float = PATIENCE) -> Iterator[None]:
    """Ends what would go on for minutes; no slow or busy machine comes near the bound."""

    def stop(number: int, frame: object) -> None:
        raise AssertionError(f"this takes more than {seconds} seconds of CPU: it would not end")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
