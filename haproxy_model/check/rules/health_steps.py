"""Steps of health checks: `http-check` and `tcp-check` lines (language reference, 6.12)."""

from __future__ import annotations

import re

from haproxy_model.check.expressions.variables import check_variable
from haproxy_model.check.finding import shown
from haproxy_model.check.rules.reader import Reader, Stopped
from haproxy_model.reading.slots import Signature, signature
from haproxy_model.schema.rows import Keyword
from haproxy_model.syntax.words import Expandable

_HEADERS = ("hdr", "fhdr")
_METHODS = ("str", "beg", "end", "sub", "reg")
_CODES = re.compile("[0-9]*(?:-[0-9]*)?(?:,[0-9]*(?:-[0-9]*)?)*").fullmatch
_PLAIN = frozenset(("min-recv", "comment", "on-success", "on-error", "ok-status", "error-status", "status-code",
                    "tout-status", "custom"))  # fmt: skip


def check_step(words: tuple[str, ...], row: Keyword, section: str, version: str) -> None:
    """Judge a step.

    Args:
        words: the words of the line.
        row: the row of its kind.
        section: the kind of section.
        version: the target version.

    Raises:
        Stopped: the line is wrong, or cannot be judged further.
    """
    reader = Reader(words, 2, row.name.removesuffix("()"), version, "BE_CHK_RUL")
    if row.name.endswith("()"):
        action = row.name.partition(" ")[2].removesuffix("()")
        problem = check_variable(action, words[1][len(action) :], version)
        if problem is not None:
            reader.fail(problem, 1)
        if action == "set-var-fmt" and len(words) < 3:
            raise Stopped
        # Behind its value anything may stand.
        reader.read(signature(row.arguments))
    elif row.name.endswith(" comment"):
        reader.read(signature(row.arguments))
    elif row.name.endswith(" expect"):
        _expect(reader, row)
    else:
        reader.read(signature(row.arguments))
        reader.end("")


def _expect(reader: Reader, row: Keyword) -> None:
    shape = signature(row.arguments)
    groups = {word: body for group in shape.groups for word, body in group.alternatives.items()}
    matches = [word for word in groups if word not in _PLAIN and word != "!"]
    found = ""
    while reader.place < len(reader.words):
        word = reader.words[reader.place]
        if isinstance(word, Expandable):
            raise Stopped
        bare = word.lstrip("!")
        if not bare:
            reader.place += 1
            continue
        if bare not in groups:
            listed = ", ".join(f"`{each}`" for each in groups if each != "!")
            reader.fail(f"`{shown(bare)}` of `{reader.name}`: expected one of {listed}", kind="bad-argument")
        if bare in matches or bare == "custom":
            if found:
                reader.fail(f"`{bare}` comes after `{found}`: a step expects one thing")
            found = bare
        if bare in _HEADERS:
            _header(reader, bare)
            continue
        reader.place += 1
        _value(reader, bare, groups[bare])
    if not found:
        listed = ", ".join(f"`{each}`" for each in matches)
        message = f"`{reader.name}` needs what is expected: one of {listed}"
        reader.fail(message, len(reader.words) - 1, "missing-argument")


def _value(reader: Reader, word: str, body: Signature) -> None:
    if word == "status" and reader.place < len(reader.words):
        codes = reader.words[reader.place]
        if isinstance(codes, Expandable):
            raise Stopped
        if not _CODES(codes) or any(_is_backwards(part) for part in codes.split(",")):
            reader.fail(f"`{shown(codes)}` is no list of status codes: expected such as 200-399,404")
        reader.place += 1
        return
    if word.endswith("-status") and reader.place < len(reader.words):
        # HAProxy compares these without regard to case.
        allowed = body.slots[0].words
        if reader.words[reader.place].upper() in allowed:
            reader.place += 1
            return
    if word == "min-recv" and reader.place < len(reader.words):
        reader.place += 1
        return
    reader.read(body)


def _is_backwards(part: str) -> bool:
    low, dash, high = part[:40].partition("-")
    return bool(dash) and int(low or 0) > int(high or 0)


def _header(reader: Reader, word: str) -> None:
    """`hdr { name | name-lf } [-m <method>] <name> [{ value | value-lf } [-m <method>] <value>]`."""
    words, place = reader.words, reader.place
    if any(isinstance(each, Expandable) for each in words[place:]):
        raise Stopped
    if len(words) < place + 3 or words[place + 1] not in ("name", "name-lf"):
        reader.fail(f"`{word}` needs `name` and the name of a header", place, "missing-argument")
    place = _pattern(reader, place + 2, words[place + 1])
    if place < len(words) and words[place] in ("value", "value-lf"):
        place = _pattern(reader, place + 1, words[place])
    reader.place = place


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
