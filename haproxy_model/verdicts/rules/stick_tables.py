"""The words of `stick-table` and, in `peers`, of `table`: type, size, what is stored (language reference, 6.13)."""

from __future__ import annotations

import re

from haproxy_model.schema.rule_words import ARRAY_SIZE, ARRAYS, DATA_TYPES, DataType
from haproxy_model.schema.versions import reached
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.duration import read_duration
from haproxy_model.values.unread import Unread
from haproxy_model.verdicts.arguments.types import duration_part
from haproxy_model.verdicts.finding import shown
from haproxy_model.verdicts.rules.reader import Reader, Stopped

_ENTRY = re.compile(r"([^,(]*)(?:\(([^)]*)\))?[^,]*(?:,|$)").match


def check_stick_table(reader: Reader) -> None:
    """Judge a table; what HAProxy warns of is left with the reader.

    Raises:
        Stopped: the line is wrong, or cannot be judged further.
    """
    reader.read()
    size = reader.reading.value("size")
    if size is not None and not size.strip("0"):
        message = "a stick table of size 0 holds nothing: write how many keys it may hold"
        reader.fail(message, reader.reading.place("size"))
    stored: set[str] = set()
    for part in reader.reading.parts:
        if part.leader == "store":
            text = reader.reading.text(part)
            if isinstance(text, Expandable):
                raise Stopped
            _store(text, part.start, stored, reader)


def _store(text: str, place: int, stored: set[str], reader: Reader) -> None:
    again: dict[str, None] = {}
    end = 0
    while end < len(text):
        match = _ENTRY(text, end)
        if match is None or match.end() == end:
            break
        end = match.end()
        name, arguments = match[1], match[2]
        if arguments is None and "(" in match[0]:
            reader.fail(f"`)` is missing in `{shown(match[0])}`", place)
        row = next((each for each in DATA_TYPES if each.name == name), None)
        if row is None:
            names = ", ".join(each.name for each in DATA_TYPES if reached(each.since, reader.version))
            reader.fail(f"a stick table cannot store `{shown(name)}`: expected one or more of {names}", place)
        elif not reached(row.since, reader.version):
            message = f"stick tables can store `{name}` since HAProxy {row.since}, the target is {reader.version}"
            reader.fail(message, place, "keyword-too-new")
        elif name in stored:
            again[name] = None
        else:
            _arguments(row, arguments, place, reader)
            stored.add(name)
    for array, replaced in ARRAYS.items():
        other = next((each for each in replaced if each in stored), None)
        if array in stored and other is not None:
            reader.fail(f"`{array}` already holds `{other}`: remove one of the two", place)
    for name in again:
        reader.warn(f"`{name}` is already stored: remove it here", place)


def _arguments(row: DataType, text: str | None, place: int, reader: Reader) -> None:
    if not row.arguments:
        if text is not None:
            reader.fail(f"`{row.name}` takes no argument: remove the parentheses", place)
        return
    wanted = row.arguments.split()
    found = [] if text is None else text.split(",")
    if len(found) < len(wanted) and not (text == "" and len(wanted) == 1):
        shape = ",".join(f"<{each}>" for each in wanted)
        reader.fail(f"`{row.name}` needs an argument: write `{row.name}({shape})`", place, "missing-argument")
    if wanted[0] == "size":
        size = found[0] if found else ""
        if not (size.isascii() and size.isdigit() and len(size) < 9 and 1 <= int(size) <= ARRAY_SIZE):
            reader.fail(f"expected a size from 1 to {ARRAY_SIZE} for `{row.name}`, found `{shown(size)}`", place)
    if wanted[-1] == "period":
        period = found[-1] if found else ""
        read = read_duration(duration_part(period) or period)
        if isinstance(read, Unread):
            reader.fail(f"`{shown(period)}` is not a period for `{row.name}`: {read.reason}", place)
