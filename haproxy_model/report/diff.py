"""What fixes would change, as a unified diff that `patch -p0` takes."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from haproxy_model.report import Change, Result


def write_diff(results: Iterable[Result], stream: TextIO) -> None:
    """Write the difference between each file and what its fixes make of it.

    Args:
        results: what was found, in order.
        stream: where to write.
    """
    for result in results:
        for change in result.changes:
            stream.writelines(diff_lines(change))
        stream.flush()


def diff_lines(change: Change) -> Iterable[str]:
    """The lines of the difference, each with its LF."""
    before, after = _lines(change.before), _lines(change.after)
    for line in difflib.unified_diff(before, after, change.path, change.path):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    """The lines with their LFs; nothing but LF ends a line of a configuration."""
    lines = text.split("\n")
    last = lines.pop()
    return [f"{line}\n" for line in lines] + ([last] if last else [])
