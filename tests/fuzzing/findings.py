"""What was found: one input for each kind of failure, the smallest that was seen, made smaller still."""

from __future__ import annotations

import re
import signal
import traceback
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from types import FrameType
from typing import Final, NamedTuple

from .choices import joined, parted

#: Seconds of processor time that an input may take.
LONGEST: Final = 1.0
#: Inputs that are tried to make one smaller.
_TRIES: Final = 2000


class TooLong(BaseException):
    """An input took longer than it may; no `except Exception` of the library stops it."""


class Finding(NamedTuple):
    """A failure: what tells it from others, an input, and how it looks if that was asked for."""

    kind: str
    data: bytes
    trace: str = ""


def attempt(target: Callable[[bytes], None], data: bytes, *, traced: bool = False) -> Finding | None:
    """Try an input; gives what it finds."""
    signal.setitimer(signal.ITIMER_PROF, LONGEST)
    try:
        target(data)
    except (Exception, TooLong) as error:
        signal.setitimer(signal.ITIMER_PROF, 0)
        return Finding(_kind(error), data, "".join(traceback.format_exception(error, limit=-12)) if traced else "")
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return None


def keep_time() -> None:
    """Have inputs that take too long fail, in this process from now on."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise TooLong(f"an input took longer than {LONGEST} seconds of processor time")

    signal.signal(signal.SIGPROF, stop)


def _kind(error: BaseException) -> str:
    """What tells a failure from others: the exception, where it came from, and the words of its message."""
    if isinstance(error, TooLong):
        return "TooLong"
    places = [
        f"{Path(frame.filename).parent.name}/{Path(frame.filename).name}:{frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
        if "haproxy_model" in frame.filename or "fuzzing" in frame.filename
    ]
    said = re.split(r"[:(\[\n]", str(error))[0] if isinstance(error, AssertionError) else ""
    return f"{type(error).__name__} in {places[-1] if places else '?'} {re.sub(r'[^a-z_ ,]+', '', said)[:80]}".strip()


class Findings:
    """The findings of a run: one of each kind, the smallest.

    Args:
        target: what was tried.
        out: the folder where inputs are put; None for nowhere.
    """

    def __init__(self, target: Callable[[bytes], None], out: Path | None) -> None:
        self._target = target
        self._out = out
        self._by_kind: dict[str, Finding] = {}
        self._counts: dict[str, int] = {}

    def add(self, finding: Finding) -> None:
        """Take note of a failure."""
        known = self._by_kind.get(finding.kind)
        self._counts[finding.kind] = self._counts.get(finding.kind, 0) + 1
        if known is None or len(finding.data) < len(known.data):
            self._by_kind[finding.kind] = finding
            if self._out is not None:  # at once: the process may be ended
                self._put(finding)

    def __len__(self) -> int:
        return len(self._by_kind)

    def report(self) -> Iterator[str]:
        """What was found, each kind with its smallest input."""
        for kind, found in self._by_kind.items():
            small = smaller(self._target, found)
            where = "" if self._out is None else f"\n    in {self._put(small)}"
            again = attempt(self._target, small.data, traced=True)
            trace = "alone it does not happen again" if again is None else again.trace
            yield f"{self._counts[kind]} x {kind}\n    {small.data!r}{where}\n{trace}"

    def _put(self, finding: Finding) -> Path:
        assert self._out is not None
        self._out.mkdir(parents=True, exist_ok=True)
        path = self._out / f"{sha256(finding.kind.encode()).hexdigest()[:12]}"
        path.write_bytes(finding.data)
        return path


def smaller(target: Callable[[bytes], None], finding: Finding) -> Finding:
    """A smaller input of the same kind, if there is one."""
    tries, data = 0, finding.data
    while True:
        for less in _reductions(data):
            if (len(less), sum(less)) < (len(data), sum(data)):
                tries += 1
                found = attempt(target, less)
                if found is not None and found.kind == finding.kind:
                    data = less
                    break
            if tries >= _TRIES:
                return finding._replace(data=data)
        else:
            return finding._replace(data=data)


def _reductions(data: bytes) -> Iterator[bytes]:
    """An input with less: of its lines, of the bytes of a line, of its decisions."""
    text, tail = parted(data)
    lines = text.split(b"\n")
    for run in _runs(len(lines)):
        yield joined(b"\n".join(lines[: run.start] + lines[run.stop :]), tail)
    for run in _runs(len(tail)):
        yield joined(text, tail[: run.start] + tail[run.stop :])
    words = re.split(rb"([ \n])", text)
    for run in _runs(len(words)):
        yield joined(b"".join(words[: run.start] + words[run.stop :]), tail)
    for place in range(len(tail)):
        for less in {0, tail[place] // 2, tail[place] - 1}:
            if 0 <= less < tail[place]:
                yield joined(text, tail[:place] + bytes([less]) + tail[place + 1 :])
    for run in _runs(len(text)):
        yield joined(text[: run.start] + text[run.stop :], tail)


def _runs(count: int) -> Iterator[range]:
    """Parts of so many things, large ones first."""
    size = count
    while size:
        for start in range(0, count, size):
            yield range(start, min(start + size, count))
        size //= 2
