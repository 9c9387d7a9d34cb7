"""How often each code was found, and how many of its findings have a fix: a table for people, rows for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, TextIO

from haproxy_model.records import NamedTuple
from haproxy_model.report.terminal import Summary, line_writer
from haproxy_model.report.wrapping import broken

if TYPE_CHECKING:
    from haproxy_model.diagnostics import Diagnostic
    from haproxy_model.report import Result
    from haproxy_model.report.json import Object

#: How safe fixes are, the better first.
_SAFETY = ("safe", "unsafe")


class Counted(NamedTuple):
    """One code and what was found of it."""

    code: str
    name: str
    #: the highest severity of its findings
    severity: str
    times: int
    #: how many of them have a fix, by how safe that is
    fixes: dict[str, int]
    url: str | None


def counted(found: Iterable[Diagnostic]) -> list[Counted]:
    """The codes of some findings: those that were found most often first."""
    several: dict[tuple[str, str], list[Diagnostic]] = {}
    for each in found:
        several.setdefault((each.code, each.name), []).append(each)
    rows = [_row(code, name, each) for (code, name), each in several.items()]
    return sorted(rows, key=lambda row: (-row.times, row.code, row.name))


def _row(code: str, name: str, found: list[Diagnostic]) -> Counted:
    fixes = Counter(each.fix.applicability for each in found if each.fix is not None)
    worst = max(each.severity for each in found)
    return Counted(code, name, str(worst), len(found), {safety: fixes[safety] for safety in _SAFETY}, found[0].url)


def counts_object(found: Iterable[Diagnostic]) -> list[Object]:
    """The codes of some findings, for programs."""
    return [
        {
            "code": row.code,
            "name": row.name,
            "severity": row.severity,
            "count": row.times,
            "fixable": {**row.fixes},
            "url": row.url,
        }
        for row in counted(found)
    ]


def write_counts(
    results: Iterable[Result], stream: TextIO, *, haproxy: str, color: bool, quiet: bool, screen: int | None = None
) -> None:
    """Write the table, and a summary.

    Args:
        results: what was found, in order.
        stream: where to write.
        haproxy: the HAProxy version that was asked about.
        color: whether to colour it.
        quiet: write the table and nothing else.
        screen: the columns of the screen, at whose edge the summary is broken; None for no screen.
    """
    summary = Summary(haproxy, hides=None)
    found: list[Diagnostic] = []
    for result in results:
        summary.add(result)
        found += result.report
    rows = counted(found)
    fixes = [", ".join(f"{count} {safety}" for safety, count in row.fixes.items() if count) or "-" for row in rows]
    wide = max(map(len, ("fix", *fixes)))
    count, code = (max(map(len, (title, *words))) for title, words in (
        ("count", [str(row.times) for row in rows]), ("code", [row.code for row in rows])
    ))  # fmt: skip
    write = line_writer(stream, color=color)
    if rows:
        write([(f"{'count':>{count}}  {'code':{code}}  {'fix':{wide}}  name", "strong")])
    for row, fix in zip(rows, fixes, strict=True):
        write([
            (f"{row.times:>{count}}  ", ""),
            (f"{row.code:{code}}", row.severity),
            (f"  {fix:{wide}}", "help" if fix != "-" else "gutter"),
            (f"  {row.name}", ""),
        ])  # fmt: skip
    if not quiet:
        for line in broken(summary.line(), screen, 4):
            write(line)
    stream.flush()
