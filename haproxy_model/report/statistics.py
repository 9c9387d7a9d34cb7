"""What the words of a run's lines are, as a table: one row a keyword, the share of each kind, the sum below.

The numbers come from `check.accounts`; here they are only added, sorted and shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TextIO

from haproxy_model.syntax.text import visible

#: Keyword -> kind -> how many words.
Counts = Mapping[str, Mapping[str, int]]

_NONE = "-"
_STYLES = {"unknown": "bold red", "ignored": "yellow"}
_FIRST, _SUM = "keyword", "all"


def added(several: Iterable[Counts]) -> dict[str, dict[str, int]]:
    """The counts of several configurations together."""
    found: dict[str, dict[str, int]] = {}
    for counts in several:
        for keyword, kinds in counts.items():
            mine = found.setdefault(keyword, dict.fromkeys(kinds, 0))
            for kind, count in kinds.items():
                mine[kind] = mine.get(kind, 0) + count
    return found


def total(counts: Counts) -> dict[str, int]:
    """The counts of all keywords together."""
    return added([{_SUM: kinds} for kinds in counts.values()]).get(_SUM, {})


def write_statistics(counts: Counts, stream: TextIO, *, color: bool = False) -> None:
    """Write the table: the keywords with the most words first.

    Args:
        counts: what was counted.
        stream: where to write.
        color: whether to draw it for a terminal, with rich.
    """
    everything = total(counts)
    order = sorted(counts, key=lambda keyword: (-sum(counts[keyword].values()), keyword))
    rows = [(visible(keyword), counts[keyword]) for keyword in order] + [(_SUM, everything)]
    cells = [[name, str(sum(kinds.values())), *_shares(kinds, everything)] for name, kinds in rows]
    header = [_FIRST, "words", *everything]
    (_write_rich if color else _write_plain)(header, cells, stream)


def _shares(kinds: Mapping[str, int], columns: Iterable[str]) -> list[str]:
    words = sum(kinds.values())
    return [_percent(kinds.get(kind, 0), words) for kind in columns]


def _percent(part: int, whole: int) -> str:
    """A share that is never rounded to nothing or to everything."""
    if not part:
        return _NONE
    if part == whole:
        return "100 %"
    return f"{min(max(100 * part / whole, 0.1), 99.9):.1f} %"


def _write_plain(header: list[str], cells: list[list[str]], stream: TextIO) -> None:
    widths = [max(map(len, column)) for column in zip(header, *cells, strict=True)]
    for row in (header, *cells):
        padded = [
            row[0].ljust(widths[0]),
            *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)),
        ]
        stream.write("  ".join(padded).rstrip() + "\n")


def _write_rich(header: list[str], cells: list[list[str]], stream: TextIO) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, header_style="bold")
    for place, name in enumerate(header):
        table.add_column(name, justify="right" if place else "left")
    for row in cells:
        style = "bold" if row is cells[-1] else ""
        table.add_row(
            *(
                Text(cell, _STYLES.get(name, style) if cell != _NONE else "")
                for name, cell in zip(header, row, strict=True)
            )
        )
    Console(file=stream, force_terminal=True, no_color=False, color_system="standard", highlight=False).print(table)
