"""What must hold of inputs, besides the laws of `haproxy_model.testing.laws`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Final

import haproxy_model as hm
from haproxy_model.diagnostics import Span


def assert_reads_back(config: hm.Config) -> hm.Config:
    """What is dumped reads back as the same model, and is dumped as the same bytes; gives what was read back."""
    dumped = config.dump()
    again = hm.parse(dumped)
    assert again.dump() == dumped, "reading and dumping lost bytes"
    assert _said(config) == _said(again), "the model and its dump differ"
    assert again.dump() == dumped, "reading the lines changed the dump"
    if len(dumped) % 16 == 0:  # what says the same word by word is equivalent, and asking takes long
        assert hm.equivalent(config, again), "the model and its dump are not equivalent"
    return again


def _said(config: hm.Config) -> list[object]:
    """What each line says, section by section."""
    said: list[object] = []
    for section in (config.files[0].preamble, *config.sections):
        said.append(section.title)
        said += [
            (line.__class__, line.words, "#" in line.text and line.comment)
            for line in (section.header, *section.lines)
            if isinstance(line, hm.Statement)
        ]
    return said


def assert_lines_changed(before: bytes, after: bytes, shape: str, what: str) -> None:
    """The lines of a file changed as an edit of some shape changes them."""
    if before != after:
        assert shape != "none", f"{what} changed the file"
        old, new = _lines(before), _lines(after)
        assert LAWS_OF_LINES[shape](old, new), f"{what} changed other lines: {_middle(old, new)}"


def _lines(text: bytes) -> list[bytes]:
    return text.split(b"\n") if text else []


def _middle(old: list[bytes], new: list[bytes]) -> tuple[list[bytes], list[bytes]]:
    """The lines that differ, from the first to the last."""
    first = 0
    while first < min(len(old), len(new)) and old[first] == new[first]:
        first += 1
    last = 0
    while last < min(len(old), len(new)) - first and old[-1 - last] == new[-1 - last]:
        last += 1
    return old[first : len(old) - last], new[first : len(new) - last]


def _one_changed(old: list[bytes], new: list[bytes]) -> bool:
    # A file without text may have a blank line.
    return len(old or [b""]) == len(new or [b""]) and len(_middle(old, new)[0]) <= 1


def _holds_in_order(few: Iterable[bytes], many: Iterable[bytes]) -> bool:
    rest = iter(many)
    return all(line in rest for line in few)


def _same_lines(old: list[bytes], new: list[bytes]) -> bool:
    """Blank lines left out, and the CR: a line ends as the others of the file that it comes into."""
    return _counted(old) == _counted(new)


def _counted(lines: list[bytes]) -> Counter[bytes]:
    return Counter(line.removesuffix(b"\r") for line in lines if line.strip())


#: What an edit does to the lines of a file: one is written otherwise, some come, some go, some move.
LAWS_OF_LINES: Final[dict[str, Callable[[list[bytes], list[bytes]], bool]]] = {
    "line": _one_changed,
    "lines": lambda old, new: len(old) == len(new),
    "more": _holds_in_order,
    "fewer": lambda old, new: _holds_in_order(new, old),
    "moved": _same_lines,
    "any": lambda old, new: True,
}


def assert_report_holds(report: hm.Report, source: bytes) -> None:
    """Every finding speaks of places inside the text, and every fix changes such places."""
    for found in report:
        assert found.message
        for span in (found.span, *(each.span for each in found.related)):
            if span is not None:
                _assert_span(span, source)
        if found.fix is not None:
            end = 0
            for edit in sorted(found.fix.edits, key=lambda each: (each.start, each.end)):
                assert end <= edit.start <= edit.end <= len(source), f"{found.code}: edits outside of the text"
                end = edit.end
    report.text()
    report.json()


def _assert_span(span: Span, source: bytes) -> None:
    assert 0 <= span.start <= span.end <= len(source)
    start, end = source.rfind(b"\n", 0, span.start) + 1, source.rfind(b"\n", 0, span.end) + 1
    place = (_line(source, span.start), _columns(source[start : span.start]))
    stop = (_line(source, span.end), _columns(source[end : span.end]))
    assert (span.line, span.column, span.end_line, span.end_column) == (*place, *stop), "columns and bytes differ"


def _line(source: bytes, place: int) -> int:
    return source.count(b"\n", 0, place) + 1


def _columns(part: bytes) -> int:
    return len(part.decode("utf-8", "surrogateescape")) + 1
