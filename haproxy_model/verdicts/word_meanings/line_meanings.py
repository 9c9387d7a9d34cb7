"""What each word of a line is to HAProxy: the reading of the line, and of each part whether it fits.

A line is followed from left to right; from the first word that fits nowhere, the rest of it is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from haproxy_model.reading.reading import Reading
from haproxy_model.reading.walker import PARAMETERS, Part, Role
from haproxy_model.schema.rows import available, verdict
from haproxy_model.schema.sections import SECTIONS
from haproxy_model.schema.versions import within
from haproxy_model.verdicts.arguments.fit import too_young
from haproxy_model.verdicts.arguments.keyword_lines import EXTRA
from haproxy_model.verdicts.arguments.traces import trace_problems
from haproxy_model.verdicts.expressions.variable_names import check_variable
from haproxy_model.verdicts.rules.reader import Reader, Stopped
from haproxy_model.verdicts.rules.stick_tables import check_stick_table
from haproxy_model.verdicts.word_meanings.part_meanings import (
    Kind,
    condition_kinds,
    converter_kinds,
    criterion_kinds,
    expression_kinds,
    parameter_kinds,
    value_kind,
)

#: Lines of the wrong side that work all the same.
_WORKING = frozenset(("bind", "default_backend", "use_backend", "use-server"))
#: Lines whose address has a place of its own in `schema.addresses`.
_ADDRESSES = {**{name: name for name in ("dispatch", "mailer", "nameserver", "peer")}, "stats socket": "bind"}
_TABLES = ("stick-table", "table")


def line_kinds(reading: Reading, section: str, version: str) -> list[Kind]:
    """What each word of a line is.

    Args:
        reading: the line.
        section: the kind of section it stands in.
        version: the target version.
    """
    # An empty word ends the arguments.
    return [*_padded(_line(reading, section, version), reading.end), *[Kind.IGNORED] * (reading.last + 1 - reading.end)]


def header_kinds(reading: Reading, section: str, version: str) -> list[Kind]:
    """What each word of the line that opens a section is."""
    return _padded(_followed(reading, version, surplus=SECTIONS[section].surplus), reading.last + 1)


def _padded(found: Iterator[Kind], count: int) -> list[Kind]:
    kinds = list(islice(found, count))
    return kinds + [Kind.UNKNOWN] * (count - len(kinds))


def _line(reading: Reading, section: str, version: str) -> Iterator[Kind]:
    row = reading.row
    if row is None:
        # Some keywords stand alone, too.
        if reading.head.role is Role.KEYWORD and reading.head.end == reading.end:
            yield from [Kind.TYPED] * reading.end
        return
    outcome = verdict(row, section, version)
    if outcome == "ignored" and row.name.partition(" ")[0] not in _WORKING:
        yield from [Kind.IGNORED] * reading.end
    elif outcome not in ("accepted", "ignored"):
        return
    elif reading.prefix == "no" and row.name == "log":
        yield from [Kind.TYPED] * 2
    elif row.name == "trace":
        yield from _trace(reading, version)
    else:
        yield from _followed(reading, version, surplus=within(row.surplus, version))


def _followed(reading: Reading, version: str, *, surplus: bool) -> Iterator[Kind]:
    """The kinds of the words up to the first that fits nowhere."""
    row = reading.row
    options = "" if row is None else next((kind for kind in PARAMETERS if kind in row.arguments), "")
    for part in reading.parts:
        if options and part.role in (Role.PARAMETER, Role.SURPLUS):
            yield from parameter_kinds(reading, part.start, options, version)
            return
        if part.type == "criterion":
            (term,) = reading.criteria
            yield from criterion_kinds(term.criterion, version)
            return
        kinds = (Kind.IGNORED,) if part.role is Role.SURPLUS and surplus else _part(reading, part, version)
        yield from kinds
        if Kind.UNKNOWN in kinds and not (part.role is Role.KEYWORD and _is_whole(reading, version)):
            return


def _is_whole(reading: Reading, version: str) -> bool:
    """Whether the arguments of a line are read although a name in parentheses is none."""
    action = reading.action
    return (action is None or available(action, version)) and (reading.row is None or reading.row.name not in _TABLES)


def _part(reading: Reading, part: Part, version: str) -> Sequence[Kind]:
    role, word = part.role, reading.text(part)
    row = reading.action or reading.row
    name = "" if row is None else row.name.removesuffix("()")
    if role is Role.SURPLUS:
        return (Kind.UNKNOWN,)
    if role is Role.KEYWORD:
        return _keyword(reading, part, version)
    if role is Role.LITERAL:
        return (Kind.TYPED if too_young(name, part.name, version) is None else Kind.UNKNOWN,)
    if role is Role.CONDITION:
        return condition_kinds(reading, part, version)
    if role is Role.EXPRESSION:
        judge = converter_kinds if part.type == "converter_list" else expression_kinds
        return judge(reading.texts(part), version)
    if (name, word) in EXTRA:
        return (Kind.TYPED,)
    kind = part.type if "address" not in part.type else _ADDRESSES.get(name, part.type)
    return (value_kind(part.name, (kind,), word, version),)


def _keyword(reading: Reading, part: Part, version: str) -> Sequence[Kind]:
    """The words of the keyword and of the action; the last is unknown where its parentheses are, or the version."""
    kinds = [Kind.TYPED] * (part.end - part.start)
    row, last = reading.row, reading.texts(part)[-1]
    if reading.action is not None and not available(reading.action, version):
        kinds[-1] = Kind.UNKNOWN
    elif row is not None and row.name in _TABLES:
        try:
            check_stick_table(Reader(reading, version))
        except Stopped as stopped:
            if stopped.problems:
                return (*kinds, Kind.UNKNOWN)
    elif "(" in last:
        kinds[-1] = _glued_kind(last, version)
    return kinds


def _glued_kind(word: str, version: str) -> Kind:
    """What a word is whose argument is glued to it in parentheses; the names of variables have a form of their own."""
    name, _, rest = word.partition("(")
    problem = check_variable(name, "(" + rest, version) if name.endswith(("set-var", "set-var-fmt")) else None
    return Kind.TYPED if problem is None and word.endswith(")") else Kind.UNKNOWN


def _trace(reading: Reading, version: str) -> Iterator[Kind]:
    wrong = next(trace_problems(reading, version), None)
    off = reading.value("source") == "0"
    for place in range(reading.last + 1 if wrong is None else wrong.place):
        yield Kind.IGNORED if off and place > 1 else Kind.TYPED
