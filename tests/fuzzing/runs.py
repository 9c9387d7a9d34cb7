"""A run: counts inputs, keeps what they find, and knows when it is enough."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from .findings import Findings, attempt, keep_time

#: Inputs that are kept to see which lines they reach: one in so many, and so many at most.
_SAMPLE: Final = 25
_SAMPLES: Final = 3000
#: Seconds after which it is said again how far a run is.
_SAID: Final = 60.0


class Run:
    """Inputs tried one after another.

    Args:
        target: what is tried.
        inputs: how many inputs are enough; None for any number.
        seconds: how many seconds are enough; None for any number.
        out: the folder where inputs that fail are put; None for nowhere.
    """

    def __init__(
        self, target: Callable[[bytes], None], inputs: int | None, seconds: float | None, out: Path | None
    ) -> None:
        self._target, self._inputs, self._seconds = target, inputs, seconds
        self.findings = Findings(target, out)
        self.count = 0
        self.sample: list[bytes] = []
        self._began = self._said = time.monotonic()
        self._worked = time.process_time()
        keep_time()

    def attempt(self, data: bytes) -> bool:
        """Try an input; gives whether to go on."""
        found = attempt(self._target, data)
        if found is not None:
            self.findings.add(found)
        self.count += 1
        if self.count % _SAMPLE == 0 and len(self.sample) < _SAMPLES:
            self.sample.append(data)
        now = time.monotonic()
        if now - self._said > _SAID:
            self._said = now
            print(self.rate(), flush=True)
        return self.count != self._inputs and (self._seconds is None or now - self._began < self._seconds)

    @property
    def seconds(self) -> float:
        """How long it has taken."""
        return time.monotonic() - self._began

    def rate(self) -> str:
        """How many inputs were tried, and how fast."""
        seconds, worked = self.seconds, time.process_time() - self._worked
        return (
            f"{self.count} inputs in {seconds:.0f} s, {self.count / seconds:.0f} a second ({self.count / worked:.0f} a"
            f" second of processor time), {len(self.findings)} kinds of failure"
        )
