"""Steps of health checks: `http-check` and `tcp-check` lines (language reference, 6.12)."""

from __future__ import annotations

import re

from haproxy_model.check.arguments.fit import described
from haproxy_model.check.expressions.variables import check_variable
from haproxy_model.check.finding import shown
from haproxy_model.check.rules.reader import Reader, Stopped
from haproxy_model.reading.reading import Reading
from haproxy_model.reading.walker import Role
from haproxy_model.schema.rows import Keyword
from haproxy_model.syntax.words import Expandable

_HEADERS = ("hdr", "fhdr")
_METHODS = ("str", "beg", "end", "sub", "reg")
_CODES = re.compile("[0-9]*(?:-[0-9]*)?(?:,[0-9]*(?:-[0-9]*)?)*").fullmatch
#: What a step may expect, of which it expects one.
_MATCHES = frozenset(
    (*_HEADERS, "status", "rstatus", "string", "rstring", "string-lf", "binary", "rbinary", "binary-lf", "custom")
)


def check_step(reading: Reading, row: Keyword, version: str) -> None:
    """Judge a step.

    Args:
        reading: the line.
        row: the row of its kind.
        version: the target version.

    Raises:
        Stopped: the line is wrong, or cannot be judged further.
    """
    words = reading.words
    reader = Reader(reading, row.name.removesuffix("()"), version, "BE_CHK_RUL")
    if row.name.endswith("()"):
        action = row.name.partition(" ")[2].removesuffix("()")
        problem = check_variable(action, words[1][len(action) :], version)
        if problem is not None:
            reader.fail(problem, 1)
        if action == "set-var-fmt" and len(words) < 3:
            raise Stopped
        # Behind its value anything may stand.
        reader.read(lenient=True)
    elif row.name.endswith(" expect"):
        _expect(reader)
    else:
        reader.read(lenient=row.name.endswith(" comment"))


def _expect(reader: Reader) -> None:
    found, end, misfit = "", 0, reader.reading.shape.misfit
    for part in reader.reading.fitting:
        word = reader.words[part.start]
        if part.start < end or part.role is Role.KEYWORD:
            continue
        if isinstance(word, Expandable):
            raise Stopped
        if part.role is Role.LITERAL:
            if part.name in _MATCHES:
                if found:
                    reader.fail(f"`{part.name}` comes after `{found}`: a step expects one thing", part.start)
                found = part.name
            if part.name in _HEADERS:
                end = _header(reader, part.name, part.start)
        elif part.leader == "status":
            if not _CODES(word) or any(_is_backwards(each) for each in word.split(",")):
                message = f"`{shown(word)}` is no list of status codes: expected such as 200-399,404"
                reader.fail(message, part.start)
        elif part.leader != "min-recv":
            reader.value(part)
    if misfit is not None and misfit.place >= end:
        if not misfit.is_end and (misfit.is_anywhere or misfit.expected is None):
            word = reader.words[misfit.place]
            if isinstance(word, Expandable):
                raise Stopped
            wanted = "no more words" if misfit.expected is None else described(misfit.expected)
            reader.fail(f"`{shown(word.lstrip('!'))}` of `{reader.name}`: expected {wanted}", misfit.place)
        reader.misfit(misfit)


def _is_backwards(part: str) -> bool:
    low, dash, high = part[:40].partition("-")
    return bool(dash) and int(low or 0) > int(high or 0)


def _header(reader: Reader, word: str, place: int) -> int:
    """Judge `hdr { name | name-lf } [-m <method>] <name> [{ value | value-lf } [-m <method>] <value>]`.

    Returns:
        The place behind it.
    """
    words = reader.words
    if any(isinstance(each, Expandable) for each in words[place:]):
        raise Stopped
    if len(words) < place + 3 or words[place + 1] not in ("name", "name-lf"):
        reader.fail(f"`{word}` needs `name` and the name of a header", place, "missing-argument")
    place = _pattern(reader, place + 2, words[place + 1])
    if place < len(words) and words[place] in ("value", "value-lf"):
        place = _pattern(reader, place + 1, words[place])
    return place


def _pattern(reader: Reader, place: int, word: str) -> int:
    """Read a pattern, perhaps behind its method of matching; gives the place behind it."""
    words = reader.words
    if words[place : place + 1] == ("-m",):
        method = words[place + 1] if place + 1 < len(words) else ""
        if method not in _METHODS:
            reader.fail(f"`-m {shown(method)}`: expected one of {', '.join(_METHODS)}", min(place + 1, len(words) - 1))
        if method == "reg" and word.endswith("-lf"):
            reader.fail(f"`{word}` cannot be a regular expression", place + 1)
        place += 2
    if place >= len(words):
        if word.startswith("name"):
            raise Stopped
        reader.fail(f"`{word}` needs a pattern", len(words) - 1, "missing-argument")
    return place + 1
