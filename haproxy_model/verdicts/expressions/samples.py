"""Sample expressions as HAProxy judges them: fetch, arguments, converters, and where the fetch is usable (manual 7.3).

A *place* is one or more of HAProxy's checkpoints with blanks between them, as `place_of` makes it; a fetch is usable
there if it is at one of them.  An empty place is anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from haproxy_model.records import NamedTuple
from haproxy_model.schema.rule_words import VARIABLE_SCOPES, variable_scopes
from haproxy_model.schema.samples import (
    Argument,
    Converter,
    Fetch,
    arguments,
    casts,
    checkpoints,
    converters,
    fetches,
)
from haproxy_model.schema.versions import earliest, reached
from haproxy_model.syntax.patterns import fullmatch
from haproxy_model.values.expression import Call, Expression, read_expression, read_expression_words
from haproxy_model.values.unread import ENVIRONMENT, Unread
from haproxy_model.verdicts.finding import shown

#: What a ruleset or directive is to sample fetches: its checkpoints in a frontend and in a backend.
_CHECKPOINTS = {
    "tcp-request.connection": ("FE_CON_ACC", ""),
    "tcp-request.session": ("FE_SES_ACC", ""),
    "tcp-request.content": ("FE_REQ_CNT", "BE_REQ_CNT"),
    "http-request": ("FE_HRQ_HDR", "BE_HRQ_HDR"),
    "use_backend": ("FE_SET_BCK", "FE_SET_BCK"),
    "use-server": ("BE_SET_SRV", "BE_SET_SRV"),
    "server": ("BE_SRV_CON", "BE_SRV_CON"),
    "tcp-response.content": ("FE_RES_CNT", "BE_RES_CNT"),
    "http-response": ("FE_HRS_HDR", "BE_HRS_HDR"),
    "http-after-response": ("FE_HRS_HDR", "BE_HRS_HDR"),
    "stick-store": ("BE_STO_RUL", "BE_STO_RUL"),
    "log": ("FE_LOG_END", "FE_LOG_END"),
    "check": ("BE_CHK_RUL", "BE_CHK_RUL"),
    "global": ("CFG_PARSER", "CFG_PARSER"),
}
_SIDES = {"frontend": (0,), "backend": (1,), "listen": (0, 1), "defaults": (0, 1)}
_MISSING = "expected a sample expression such as req.hdr(host),lower"
_NAME = re.compile("[A-Za-z0-9._+:-]*").match
_INTEGER = re.compile(r"[+-]?[0-9]+").fullmatch
_VARIABLE_TYPE = "var_name"
#: What ends the type of an argument that may be a variable instead.
_OR_VARIABLE = f"|{_VARIABLE_TYPE}"
_VARIABLE = re.compile(r"[A-Za-z0-9_.]*").fullmatch
#: Types of which an empty argument is none, and what they are.
_NEVER_EMPTY = {
    "map_file": "a file",
    "json_path": "a JSON path",
    "protobuf_field_number": "a field number",
    "digest_algorithm": "the name of an algorithm",
    "acl_name_list": "the name of an ACL",
    "userlist": "the name of a userlist",
}
#: Types of which all values look like this, and what they are.
_CHARACTERS = {
    "hex": (fullmatch("(?:[0-9A-Fa-f]{2})+"), "pairs of hexadecimal digits"),
    "natural": (fullmatch("[+]?[0-9]+"), "a number, not below 0"),
    "positive": (fullmatch("[+]?0*[1-9][0-9]*"), "a number above 0"),
    "index": (fullmatch("[+-]?0*[1-9][0-9]*"), "an index from 1 up, or from -1 down"),
    "base64": (
        fullmatch("(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/](?:===|[A-Za-z0-9+/](?:==|[A-Za-z0-9+/]=)))?"),
        "base64",
    ),
    "distcc_token": (fullmatch("(?s:....)"), "a token of 4 characters"),
    "htx_block": (fullmatch("head|tail|first|[0-9]+"), "head, tail, first or the position of a block"),
    "pp_tlv": (
        fullmatch(
            "(?i:0x[0-9a-f]+|[0-9]+|alpn|authority|crc32c|noop|unique_id|netns"
            "|ssl(?:_(?:version|cn|cipher|sig_alg|key_alg))?|)"
        ),
        "the number of a TLV, or the name of one such as AUTHORITY",
    ),
    "ipv4": (fullmatch("[0-9.]+"), "an IPv4 address"),
    "ipv6": (fullmatch("[0-9A-Fa-f:.]+"), "an IPv6 address"),
}
#: Where a content comes from, in words.
_CONTENTS = {
    "L6REQ": "the request's bytes",
    "HRQHV": "the HTTP request",
    "HRQHP": "the HTTP request",
    "L6RES": "the response's bytes",
    "HRSHV": "the HTTP response",
    "HRSHP": "the HTTP response",
    "L5CLI": "the client's session",
    "L4CLI": "the client's connection",
    "L4SRV": "the server's connection",
    "L5SRV": "the server's session",
    "BKEND": "the backend",
    "SERVR": "the server",
    "FE_LOG_END": "the finished stream",
    "RSFIN": "the response",
}


class Judgement(NamedTuple):
    """What a version makes of an expression."""

    #: What it refuses; None where nothing for sure.
    problem: str | None
    #: The type of the result; None where nobody knows.
    output: str | None = None
    #: Where the fetch's content comes from (`schema.samples.ORIGINS`); None where nobody knows.
    origin: str | None = None


@cache
def place_of(ruleset: str, section: str) -> str:
    """The place that a ruleset or directive in a kind of section is.

    Args:
        ruleset: `http-request`, `tcp-request.content` … as in `schema.actions.RULESETS`, or one of `use_backend`,
            `use-server` (also `balance`, `stick match`), `server` (`source`, `sni`), `stick-store`
            (`stick store-response`), `log`, `check` (`http-check`, `tcp-check`), `global`.
        section: the kind of section.
    """
    sides = _CHECKPOINTS.get(ruleset, ("", ""))
    return " ".join(dict.fromkeys([sides[side] for side in _SIDES.get(section, (0, 1)) if sides[side]]))


def expression_problem(text: str, version: str, place: str = "") -> str | None:
    """What HAProxy refuses about an expression that is one word, or stands between brackets.

    Args:
        text: the value of the word; one that holds variables is never judged.
        version: the target version.
        place: where the value is fetched, see `place_of`.

    Returns:
        What is wrong, for a message of the caller's; None where nothing is for sure.
    """
    read = read_expression(text)
    if isinstance(read, Unread):
        return None if read.reason == ENVIRONMENT else unread_problem(text, version) or read.reason
    return usable_problem(read, version, place)


def expression_words_problem(pieces: Sequence[str], version: str, place: str = "") -> tuple[str | None, int]:
    """The same for an expression whose converters may be words of their own (`set-var`, `stick on`, `track-sc` …).

    Args:
        pieces: the words from the fetch on, and whatever follows on the line.
        version: the target version.
        place: where the value is fetched, see `place_of`.

    Returns:
        What is wrong, or None; and how many words belong to the expression.
    """
    if not pieces or not pieces[0]:
        return _MISSING, 0
    read, used = read_expression_words(pieces, ConverterNames(version))
    if isinstance(read, Unread):
        if read.reason == ENVIRONMENT:
            return None, used
        return unread_problem(pieces[0], version) or read.reason, used
    return usable_problem(read, version, place), used


class ConverterNames:
    """The names that stand for converters, those of Lua among them."""

    def __init__(self, version: str) -> None:
        self._known = converters(version)

    def __contains__(self, name: object) -> bool:
        return name in self._known or (isinstance(name, str) and name.startswith("lua."))


def usable_problem(expression: Expression, version: str, place: str) -> str | None:
    """What is wrong with an expression that was read, at a place."""
    judged = judge(expression, version)
    return judged.problem or place_problem(expression.fetch.name, judged.origin, place)


def place_problem(name: str, origin: str | None, place: str) -> str | None:
    """Why a fetch has nothing to fetch at a place; None where it has, or nobody knows."""
    if not place or origin is None or not checkpoints(origin).isdisjoint(place.split()):
        return None
    contents = " or ".join(dict.fromkeys([_CONTENTS.get(part, "the running process") for part in origin.split()]))
    return f"`{shown(name)}` reads {contents}, not available at this point"


def unread_problem(text: str, version: str) -> str | None:
    """A better reason than that the text is malformed: its first name is no fetch at all."""
    found = _NAME(text)
    name = found.group() if found else ""
    return _unknown_fetch(name, version) if name and not name.startswith("lua.") else None


@lru_cache(maxsize=4096)
def judge(expression: Expression, version: str) -> Judgement:
    """What a version makes of an expression, wherever it stands."""
    name = expression.fetch.name
    output: str | None = None
    origin: str | None = None
    if not name.startswith("lua."):
        row = fetches(version).get(name)
        if row is None:
            return Judgement(_unknown_fetch(name, version))
        problem = arguments_problem(expression.fetch, row, version)
        if problem is not None:
            return Judgement(problem, row.output, row.origin)
        output, origin = row.output, row.origin
    return judge_converters(expression.converters, version, output, origin)


def judge_converters(calls: tuple[Call, ...], version: str, output: str | None, origin: str | None) -> Judgement:
    """What a version makes of converters behind a value of a type."""
    for call in calls:
        if call.name.startswith("lua."):
            output = None
            continue
        row = converters(version).get(call.name)
        if row is None:
            return Judgement(_unknown("converter", call.name, version), None, origin)
        problem = arguments_problem(call, row, version)
        if problem is not None:
            return Judgement(problem, None, origin)
        if output is not None and not casts(output, row.input, version):
            problem = f"the converter `{call.name}` cannot be applied to {_type(output)}: it takes {_type(row.input)}"
            return Judgement(problem, None, origin)
        output = output if row.output == "same" else row.output
    return Judgement(None, output, origin)


def arguments_problem(call: Call, row: Fetch | Converter, version: str) -> str | None:
    """What is wrong with the arguments of a fetch or converter (HAProxy's `make_arg_list`)."""
    wanted = arguments(row.arguments)
    least = sum(not argument.optional for argument in wanted)
    given = call.arguments or ()
    if not given and least:
        # Nothing between the parentheses, or no parentheses, is one empty argument where one is mandatory.
        given = ("",)
    if len(given) < least:
        return f"`{shown(call.name)}` takes at least {_count(least)}, found {len(given)}"
    many = bool(wanted) and wanted[-1].repeats
    if len(given) > len(wanted) and not many:
        if not wanted:
            return f"`{shown(call.name)}` takes no arguments"
        return f"`{shown(call.name)}` takes at most {_count(len(wanted))}, found {len(given)}"
    for place, value in enumerate(given):
        argument = wanted[min(place, len(wanted) - 1)]
        if place and not value:
            # Behind the first one, HAProxy takes an empty argument for none.
            continue
        expected = _mismatch(value, argument, version)
        if expected is not None:
            return f"expected {expected} as argument {place + 1} of `{shown(call.name)}`, found `{shown(value)}`"
    return None


def _mismatch(value: str, argument: Argument, version: str) -> str | None:
    """What an argument has to be, where it is something else."""
    if not value and argument.optional:
        return None
    if argument.values:
        fits = value in argument.values or _number_among(value, argument.values)
        if _VARIABLE_TYPE in argument.values:
            fits = fits or variable_name_problem(value, version) is None
        elif not value:
            return None
        return None if fits else f"one of {', '.join(argument.values)}"
    if argument.type.endswith(_OR_VARIABLE):
        if not value or variable_name_problem(value, version) is None:
            return None
        other = argument._replace(type=argument.type.removesuffix(_OR_VARIABLE))
        expected = _mismatch(value, other, version)
        return None if expected is None else f"{expected} or a variable"
    if argument.type == "int":
        return None if _INTEGER(value) else "an integer"
    if argument.type == _VARIABLE_TYPE:
        return variable_name_problem(value, version)
    if argument.type in _NEVER_EMPTY:
        return None if value else _NEVER_EMPTY[argument.type]
    if argument.type == "character":
        return None if len(value.encode("utf-8", "surrogateescape")) == 1 else "one character"
    if argument.type in _CHARACTERS:
        matcher, expected = _CHARACTERS[argument.type]
        return None if matcher(value) else expected
    if argument.type == "ipv4_mask":
        if value.isdecimal():
            return None if len(value) < 6 and int(value) <= 32 else "a mask from 0 to 32"
        return None if re.fullmatch("[0-9.]+", value) else "an IPv4 mask"
    if argument.type == "ipv6_mask":
        if value.isdecimal():
            return None if len(value) < 6 and int(value) <= 128 else "a mask from 0 to 128"
        return None if re.fullmatch("[0-9A-Fa-f:.]+", value) else "an IPv6 mask"
    return None


def _number_among(value: str, values: tuple[str, ...]) -> bool:
    return bool(_INTEGER(value)) and len(value) < 20 and str(int(value)) in values


def variable_name_problem(name: str, version: str) -> str | None:
    """What a variable has to be named like, where a name is not: scope, dot, name (manual 2.8).

    Returns:
        A phrase such as "a variable: one of the scopes …"; None where the name is right, or nobody knows.
    """
    scope, dot, rest = name.partition(".")
    if not (reached(VARIABLE_SCOPES.get(scope, ""), version) and dot and rest):
        return f"a variable such as `txn.x`, of the scope {', '.join(variable_scopes(version))}"
    return None if _VARIABLE(rest) else "a variable, whose name has only letters, digits, `.` and `_`"


def _count(count: int) -> str:
    return "1 argument" if count == 1 else f"{count} arguments"


def _type(name: str) -> str:
    names = {"sint": "an integer", "addr": "an address", "ipv4": "an IPv4 address", "ipv6": "an IPv6 address"}
    return {"str": "a string", "bin": "bytes", "bool": "a boolean", "meth": "a method", **names}.get(name, name)


def _unknown_fetch(name: str, version: str) -> str | None:
    """That no fetch of this version has the name; None where one has."""
    return None if name in fetches(version) else _unknown("sample fetch", name, version)


def _unknown(what: str, name: str, version: str) -> str:
    from haproxy_model.schema.converters import CONVERTERS
    from haproxy_model.schema.fetches import FETCHES

    rows: Sequence[Fetch | Converter] = FETCHES if what == "sample fetch" else CONVERTERS
    mine = [row for row in rows if row.name == name]
    if not mine:
        return f"unknown {what} `{shown(name)}`"
    since = earliest(*(row.since for row in mine))
    if not reached(since, version):
        return f"the {what} `{name}` exists since HAProxy {since}, the target is {version}"
    instead = f": use `{mine[-1].instead}`" if mine[-1].instead else ""
    return f"the {what} `{name}` was removed in HAProxy {mine[-1].removed}, the target is {version}{instead}"
