"""The words of `stick-table` and, in `peers`, of `table`: type, size, what is stored (language reference, 6.13)."""

from __future__ import annotations

import re
from functools import cache

from haproxy_model.check.arguments.types import duration_part
from haproxy_model.check.finding import shown
from haproxy_model.check.problem import Problem
from haproxy_model.check.rules.reader import Reader, Stopped
from haproxy_model.reading.slots import Group, Signature, Slot, signature, with_groups
from haproxy_model.schema.keywords import rows
from haproxy_model.schema.rule_words import ARRAY_SIZE, ARRAYS, DATA_TYPES, DataType
from haproxy_model.schema.versions import reached
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.duration import read_duration
from haproxy_model.values.unread import Unread

_ENTRY = re.compile(r"([^,(]*)(?:\(([^)]*)\))?[^,]*(?:,|$)").match
_TYPE_WITH_LENGTH = ("string", "binary")


def check_stick_table(words: tuple[str, ...], place: int, version: str) -> list[Problem]:
    """Judge a table.

    Args:
        words: the words of the line.
        place: the first word behind its name.
        version: the target version.

    Returns:
        What HAProxy warns of.

    Raises:
        Stopped: the line is wrong, or cannot be judged further.
    """
    reader = Reader(words, place, "stick-table", version)
    reader.read(table_shape())
    length, kind = reader.found.get("len"), reader.found["type"]
    if length is not None and words[kind + 1] not in _TYPE_WITH_LENGTH:
        message = f"keys of the type `{shown(words[kind + 1])}` have no `len`"
        reader.fail(message, length, "unexpected-argument")
    reader.end("")
    size = reader.found.get("size")
    if size is not None and not words[size + 1].strip("0"):
        reader.fail("a table of no size holds nothing: expected how many keys it may hold", size + 1)
    return _stores(words, place, reader)


@cache
def table_shape() -> Signature:
    """The signature of the row, with the key's type and length, and with what is required at any place."""
    types = tuple(re.findall(r"[a-z0-9]+", rows("backend", "stick-table")[0].arguments.partition("}")[0])[1:])
    names = tuple(dict.fromkeys(each for each in types if each not in ("len", "int")))
    length = Group({"len": Signature((Slot("length", ("int",)),))})
    kind = Group({"type": with_groups(Signature((Slot("type", words=names),)), length)}, required=True)
    rest = signature(rows("backend", "stick-table")[0].arguments.partition("} ")[2])
    return with_groups(Signature(), kind, *rest.groups)


def _stores(words: tuple[str, ...], place: int, reader: Reader) -> list[Problem]:
    warnings: list[Problem] = []
    stored: set[str] = set()
    while place < len(words) - 1:
        if words[place] == "store":
            place += 1
            if isinstance(words[place], Expandable):
                raise Stopped
            warnings += _store(words[place], place, stored, reader)
        place += 1
    return warnings


def _store(text: str, place: int, stored: set[str], reader: Reader) -> list[Problem]:
    again: dict[str, None] = {}
    end = 0
    while end < len(text):
        match = _ENTRY(text, end)
        if match is None or match.end() == end:
            break
        end = match.end()
        name, arguments = match[1], match[2]
        if arguments is None and "(" in match[0]:
            reader.fail(f"`{shown(match[0])}` is not closed: `)` is missing", place)
        row = next((each for each in DATA_TYPES if each.name == name), None)
        if row is None:
            names = ", ".join(each.name for each in DATA_TYPES if reached(each.since, reader.version))
            reader.fail(f"a stick table stores no `{shown(name)}`: expected some of {names}", place)
        elif not reached(row.since, reader.version):
            message = f"stick tables store `{name}` since HAProxy {row.since}, the target is {reader.version}"
            reader.fail(message, place, "keyword-too-new")
        elif name in stored:
            again[name] = None
        else:
            _arguments(row, arguments, place, reader)
            stored.add(name)
    for array, replaced in ARRAYS.items():
        other = next((each for each in replaced if each in stored), None)
        if array in stored and other is not None:
            reader.fail(f"`{array}` and `{other}` exclude each other in a table: the former holds the latter", place)
    return [Problem("ignored-keyword", f"`{name}` is stored already", place, fatal=False) for name in again]


def _arguments(row: DataType, text: str | None, place: int, reader: Reader) -> None:
    if not row.arguments:
        if text is not None:
            reader.fail(f"`{row.name}` takes nothing in parentheses", place)
        return
    wanted = row.arguments.split()
    found = [] if text is None else text.split(",")
    if len(found) < len(wanted) and not (text == "" and len(wanted) == 1):
        shape = ",".join(f"<{each}>" for each in wanted)
        reader.fail(f"`{row.name}` needs parentheses: expected `{row.name}({shape})`", place, "missing-argument")
    if wanted[0] == "size":
        size = found[0] if found else ""
        if not (size.isascii() and size.isdigit() and len(size) < 9 and 1 <= int(size) <= ARRAY_SIZE):
            reader.fail(f"`{shown(size)}` is no size of `{row.name}`: expected 1 to {ARRAY_SIZE}", place)
    if wanted[-1] == "period":
        period = found[-1] if found else ""
        read = read_duration(duration_part(period) or period)
        if isinstance(read, Unread):
            reader.fail(f"`{shown(period)}` is no period of `{row.name}`: {read.reason}", place)
