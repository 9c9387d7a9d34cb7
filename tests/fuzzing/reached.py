"""Which lines of the library some inputs reach."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import haproxy_model

_PACKAGE = str(Path(haproxy_model.__file__).parent)


class Reached:
    """The lines that ran while it was watching."""

    def __init__(self) -> None:
        self._seen: dict[CodeType, set[int]] = {}

    def watch(self, target: Callable[[bytes], None], inputs: Iterable[bytes], seconds: float) -> int:
        """Try inputs and see which lines of the library they reach; gives how many there was time for."""
        end, count = time.monotonic() + seconds, 0
        sys.settrace(self._enter)
        try:
            for data in inputs:
                with suppress(Exception):
                    target(data)
                count += 1
                if time.monotonic() > end:
                    break
        finally:
            sys.settrace(None)
        return count

    def _enter(self, frame: FrameType, event: str, argument: Any) -> Any:
        code = frame.f_code
        if not code.co_filename.startswith(_PACKAGE):
            return None
        lines = self._seen.setdefault(code, set())
        lines.add(frame.f_lineno)

        def each(frame: FrameType, event: str, argument: Any) -> Any:
            lines.add(frame.f_lineno)
            return each

        return each

    def said(self) -> str:
        """How many lines of functions were reached, room by room."""
        rooms = [*self._by_room()]
        some, every = sum(each[1] for each in rooms), sum(each[2] for each in rooms)
        return f"{some} of {every} lines of functions ({', '.join(f'{room} {of}/{all_}' for room, of, all_ in rooms)})"

    def _by_room(self) -> Iterator[tuple[str, int, int]]:
        """Room of the package, lines of its functions that were reached, lines that there are."""
        reached: dict[str, set[int]] = {}
        for code, lines in self._seen.items():
            reached.setdefault(code.co_filename, set()).update(lines)
        rooms: dict[str, list[int]] = {}
        for path in sorted(Path(_PACKAGE).rglob("*.py")):
            room = path.relative_to(_PACKAGE).parts[0] if path.parent != Path(_PACKAGE) else "."
            every = _lines_of_functions(path)
            counts = rooms.setdefault(room, [0, 0])
            counts[0] += len(reached.get(str(path), set()) & every)
            counts[1] += len(every)
        for room, (some, all_) in rooms.items():
            yield room, some, all_


def _lines_of_functions(path: Path) -> set[int]:
    """The lines of a module that functions have: those of the module itself run when it is imported."""
    found: set[int] = set()
    codes = [each for each in compile(path.read_bytes(), str(path), "exec").co_consts if isinstance(each, CodeType)]
    while codes:
        code = codes.pop()
        codes += [each for each in code.co_consts if isinstance(each, CodeType)]
        if code.co_flags & 2:  # CO_NEWLOCALS: a function, not the body of a class
            found.update(line for *_, line in code.co_lines() if line is not None)
    return found
