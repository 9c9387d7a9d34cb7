"""Which line of a file as it was given a line of the edited one comes from."""

from __future__ import annotations

from collections.abc import Sequence

from haproxy_model.diagnostics import Edit
from haproxy_model.syntax.text import encode


def numbers_after(content: bytes, edits: Sequence[Edit], numbers: Sequence[int]) -> list[int]:
    """The origins of the lines of a file after some edits.

    Args:
        content: the file before them.
        edits: what is replaced, apart from each other.
        numbers: the origin of each of its lines before them.
    """
    origins, done, line = [numbers[0]], 0, 0
    is_fresh = True
    for edit in sorted(edits, key=lambda each: (each.start, each.end)):
        kept = content[done : edit.start].count(b"\n")
        origins += [numbers[min(line + step, len(numbers) - 1)] for step in range(1, kept + 1)]
        line += kept
        is_fresh = content[done : edit.start].endswith(b"\n") or (is_fresh and done == edit.start)
        inserted = encode(edit.text)
        origins += [numbers[min(line, len(numbers) - 1)]] * inserted.count(b"\n")
        is_fresh = inserted.endswith(b"\n") if inserted else is_fresh
        line += content[edit.start : edit.end].count(b"\n")
        if is_fresh:
            # What goes on here begins the line: it is that of the old text behind the edit.
            origins[-1] = numbers[min(line, len(numbers) - 1)]
        done = edit.end
    rest = content[done:].count(b"\n")
    origins += [numbers[min(line + step, len(numbers) - 1)] for step in range(1, rest + 1)]
    return origins
