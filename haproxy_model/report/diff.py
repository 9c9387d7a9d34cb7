"""What changes in a file, as a unified diff: the bytes that `patch -p0` applies, or the same for a screen.

In the bytes every line is as it stands in the file, and names are quoted as GNU diff does it.
For a screen every line is escaped, as all that people read.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TextIO

from haproxy_model.syntax.matching import matches
from haproxy_model.syntax.text import decode, encode, visible

if TYPE_CHECKING:
    from haproxy_model.report import Change

#: How many lines are shown around a change.
_CONTEXT = 3
#: What GNU diff writes behind a backslash for some bytes of a name that it quotes; for others it is their octal number.
_ESCAPES = dict(zip(b'\a\b\t\n\v\f\r"\\', 'abtnvfr"\\', strict=True))
_ROLES = {"-": "removed", "+": "good", "@": "gutter"}
#: The lines that name the file, before and after.
_HEADER = 2

#: From and to in the text before, then in the text after.
_Part = tuple[int, int, int, int]


def write_diff(changes: Iterable[Change], stream: TextIO, *, people: bool, color: bool = False) -> None:
    """Write what changes in some files.

    Args:
        changes: the files, those too in which nothing changes.
        stream: where to write.
        people: whether people read it; else it is the bytes that `patch` takes.
        color: whether to colour it for people.
    """
    if people:
        from haproxy_model.report.terminal import line_writer

        write = line_writer(stream, color=color)
        for change in changes:
            name = visible(change.path)
            for number, line in enumerate(_lines(change, f"--- {name}", f"+++ {name}")):
                role = "strong" if number < _HEADER else _ROLES.get(line[0], "")
                write([(line[0] + line[1:].expandtabs(), role)])
    else:
        stream.flush()
        # A stream in memory may be of text alone.
        raw = getattr(stream, "buffer", None)
        for change in changes:
            for part in patch(change):
                stream.write(decode(part)) if raw is None else raw.write(part)
    stream.flush()


def patch(change: Change) -> Iterator[bytes]:
    """The lines of the difference as bytes, each with its LF; none where nothing changes."""
    name = _quoted(os.fsencode(change.path))
    for line in _lines(change, f"--- {name}", f"+++ {name}"):
        yield encode(line) + b"\n"


def _lines(change: Change, *header: str) -> Iterator[str]:
    """The header and the hunks, each line without its LF."""
    before, after = _split(change.before), _split(change.after)
    for hunk in _hunks(_changed(before, after)):
        yield from header
        header = ()
        start, end, other_start, other_end = hunk[0][0], hunk[-1][1], hunk[0][2], hunk[-1][3]
        above = min(_CONTEXT, start)
        below = min(_CONTEXT, len(before) - end)
        counts = _range(start - above, end + below), _range(other_start - above, other_end + below)
        yield f"@@ -{counts[0]} +{counts[1]} @@"
        place = start - above
        for part in hunk:
            yield from _marked(" ", before[place : part[0]])
            yield from _marked("-", before[part[0] : part[1]])
            yield from _marked("+", after[part[2] : part[3]])
            place = part[1]
        yield from _marked(" ", before[place : end + below])


def _changed(before: Sequence[str], after: Sequence[str]) -> Iterator[_Part]:
    """What stands between the lines that are the same."""
    end, other_end = 0, 0
    for place, other in [*matches(before, after), (len(before), len(after))]:
        if place > end or other > other_end:
            yield end, place, other_end, other
        end, other_end = place + 1, other + 1


def _hunks(parts: Iterator[_Part]) -> Iterator[list[_Part]]:
    """The changes, those together whose lines around them would meet."""
    hunk: list[_Part] = []
    for part in parts:
        if hunk and part[0] - hunk[-1][1] > 2 * _CONTEXT:
            yield hunk
            hunk = []
        hunk.append(part)
    if hunk:
        yield hunk


def _range(start: int, end: int) -> str:
    """Some lines as a hunk's header names them: of none the one before."""
    if end - start == 1:
        return f"{end}"
    return f"{start + 1 if end > start else start},{end - start}"


def _marked(mark: str, lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        yield mark + line.removesuffix("\n")
        if not line.endswith("\n"):
            yield "\\ No newline at end of file"


def _split(text: str) -> list[str]:
    """The lines with their LFs; nothing but LF ends a line of a configuration."""
    lines = text.split("\n")
    last = lines.pop()
    return [f"{line}\n" for line in lines] + ([last] if last else [])


def _quoted(name: bytes) -> str:
    """A name as GNU diff writes it and `patch` reads it: in quotes with escapes where it is not plain."""
    pieces = [f"\\{_ESCAPES[byte]}" if byte in _ESCAPES else _piece(byte) for byte in name]
    plain = not any(piece[0] in "\\ " for piece in pieces)
    return "".join(pieces) if plain else f'"{"".join(pieces)}"'


def _piece(byte: int) -> str:
    return chr(byte) if 0x20 <= byte < 0x7F else f"\\{byte:03o}"
