"""What each word of a line is to HAProxy: the reading of the line, and of each part whether it fits.

A line is followed from left to right; from the first word that fits nowhere, the rest of it is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from haproxy_model.check.accounts.words import (
    SPANS,
    Kind,
    condition_kinds,
    criterion_kinds,
    parameter_kinds,
    value_kind,
)
from haproxy_model.check.arguments.fit import too_young
from haproxy_model.check.arguments.lines import EXTRA
from haproxy_model.check.arguments.traces import trace_problems
from haproxy_model.check.expressions.variables import check_variable
from haproxy_model.check.rules.reader import Reader, Stopped
from haproxy_model.check.rules.stick_tables import check_stick_table
from haproxy_model.reading.reading import Reading, read, read_header
from haproxy_model.reading.walker import PARAMETERS, Part, Role
from haproxy_model.schema.rows import available, verdict
from haproxy_model.schema.sections import SECTIONS
from haproxy_model.schema.versions import within

#: Lines of the wrong side that work all the same.
_WORKING = frozenset(("bind", "default_backend", "use_backend", "use-server"))
#: Lines whose address has a place of its own in `schema.addresses`.
_ADDRESSES = {**{name: name for name in ("dispatch", "mailer", "nameserver", "peer")}, "stats socket": "bind"}
_TABLES = ("stick-table", "table")


def line_kinds(words: tuple[str, ...], section: str, version: str) -> list[Kind]:
    """What each word of a line is.

    Args:
        words: the words of the line, at least one.
        section: the kind of section it stands in.
        version: the target version.
    """
    end = words.index("") if "" in words else len(words)
    kinds = list(islice(_line(read(section, words[:end]), section, version), end)) if end else []
    kinds += [Kind.UNKNOWN] * (end - len(kinds))
    # An empty word ends the arguments.
    return kinds + [Kind.IGNORED] * (len(words) - end)


def header_kinds(words: tuple[str, ...], section: str, version: str) -> list[Kind]:
    """What each word of the line that opens a section is."""
    kinds = list(_followed(read_header(section, words), version, surplus=SECTIONS[section].surplus))
    return kinds + [Kind.UNKNOWN] * (len(words) - len(kinds))


def _line(reading: Reading, section: str, version: str) -> Iterator[Kind]:
    row, words = reading.row, reading.words
    if row is None:
        # Some keywords stand alone, too.
        if all(part.role in (Role.PREFIX, Role.KEYWORD) for part in reading.parts):
            yield from [Kind.TYPED] * len(words)
        return
    outcome = verdict(row, section, version)
    if outcome == "ignored" and row.name.partition(" ")[0] not in _WORKING:
        yield from [Kind.IGNORED] * len(words)
    elif outcome not in ("accepted", "ignored"):
        return
    elif words[:2] == ("no", "log"):
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
            # Parameters are judged each for itself, one that nobody knows keeps nobody from reading the next.
            words = reading.words[part.start :]
            is_default = row is not None and row.name == "default-server"
            yield from (
                parameter_kinds(words, "server", version, default=True)
                if is_default
                else SPANS[options](words, version)
            )
            return
        if part.type == "criterion":
            yield from criterion_kinds(reading.words[part.start :], version)
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
    words, role = reading.words, part.role
    mine = words[part.start : part.end]
    row = reading.action or reading.row
    name = "" if row is None else row.name.removesuffix("()")
    if role is Role.SURPLUS:
        return (Kind.UNKNOWN,)
    if role is Role.KEYWORD:
        return _keyword(reading, part, version)
    if role is Role.LITERAL:
        return (Kind.TYPED if too_young(name, part.name, version) is None else Kind.UNKNOWN,)
    if role is Role.CONDITION:
        return condition_kinds(mine, version)
    if part.type in SPANS:
        return SPANS[part.type](mine, version)
    if (name, words[part.start]) in EXTRA:
        return (Kind.TYPED,)
    kind = part.type if "address" not in part.type else _ADDRESSES.get(name, part.type)
    return (value_kind(part.name, (kind,), words[part.start], version),)


def _keyword(reading: Reading, part: Part, version: str) -> Sequence[Kind]:
    """The words of the keyword and of the action; the last is unknown where its parentheses are, or the version."""
    kinds = [Kind.TYPED] * (part.end - part.start)
    words, row = reading.words, reading.row
    last = words[part.end - 1]
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
