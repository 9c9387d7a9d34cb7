"""What a fix changes, as edits of bytes: it is made on a copy of its section, and the copy is compared."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.diagnostics import Edit, Fix as ReportedFix, Span
from haproxy_model.errors import InvalidValue
from haproxy_model.lint.rule import Fix
from haproxy_model.model.line import Line, Statement
from haproxy_model.model.places import Places
from haproxy_model.model.section import Section
from haproxy_model.syntax.matching import ascending
from haproxy_model.syntax.text import encode


def reported_fix(fix: Fix, places: Places) -> ReportedFix | None:
    """The byte edits of a change, made on a copy of the section; None where it changes nothing or cannot be made."""
    try:
        copied = fix.section.copy()
        before = copied._read()[:]
        fix.change(copied)
        # What stands in the place of a variable is not for a fix to say.
        if any(isinstance(line, Statement) and line._has_lost_variables for line in before):
            return None
    except InvalidValue:
        # A line is broken in a way that takes in what would be added, such as a parameter without its value, or stands
        # in an `.if` block that reaches into other sections.
        return None
    edits = tuple(_edits(fix.section, before, copied._read(), places))
    return ReportedFix(fix.title, fix.applicability, edits) if edits else None


def _edits(fixed: Section, before: list[Line], after: list[Line], places: Places) -> Iterator[Edit]:
    """The edits that make the lines of a section, of which `before` are copies, those of `after`.

    Lines are known by identity; those that moved are removed and inserted.
    """
    path, start = places.body_start(fixed)
    index = {id(line): number for number, line in enumerate(before)}
    offsets = [start]
    for line in fixed._read():
        offsets.append(offsets[-1] + len(encode(line.text)) + 1)
    place = 0
    inserted = ""
    staying = frozenset(ascending([index[id(line)] for line in after if id(line) in index]))
    for line in after:
        number = index.get(id(line), -1)
        if number not in staying:
            inserted += f"{line.text}\n"
            continue
        if inserted or number > place:
            yield Edit(path, offsets[place], offsets[number], inserted)
            inserted = ""
        old, new = fixed._read()[number].text, line.text
        if old != new:
            yield _within(path, offsets[number], old, new)
        place = number + 1
    if inserted or place < len(before):
        yield _at_end(path, offsets[place], offsets[len(before)], inserted, places.end_of_file(fixed))


def _within(path: str | None, start: int, old: str, new: str) -> Edit:
    """The edit that makes one line another, without what both begin and end with."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    begin = start + len(encode(old[:head]))
    return Edit(path, begin, begin + len(encode(old[head : len(old) - tail])), new[head : len(new) - tail])


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with in common."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _at_end(path: str | None, start: int, stop: int, text: str, end: Span) -> Edit:
    """An edit at the end of a section; where the last line of the file has no LF, the new one has none either."""
    if stop <= end.end:
        return Edit(path, start, stop, text)
    return Edit(path, start - 1, end.end, f"\n{text[:-1]}" if text else "")
