"""What a word is to HAProxy, where its place on the line is known: a value of a type, an expression, a criterion.

The readers are those by which `check` judges the same words; what they refuse is unknown here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum

from haproxy_model.model.word_kinds import is_name
from haproxy_model.reading.parameters import vocabulary
from haproxy_model.reading.reading import Reading
from haproxy_model.reading.walker import Part
from haproxy_model.schema.acl_keywords import CRITERIA, FLAGS
from haproxy_model.schema.addresses import LOG_TARGETS
from haproxy_model.schema.free_text import DROPPED_ARGUMENT, FREE_ARGUMENTS, FREE_MATCHES, FREE_PARAMETERS, FREE_TYPES
from haproxy_model.schema.rule_words import SERVICES
from haproxy_model.schema.samples import fetches
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.expression import read_expression, read_expression_words
from haproxy_model.values.unread import Unread
from haproxy_model.verdicts.arguments.types import expected
from haproxy_model.verdicts.expressions.criteria import rule
from haproxy_model.verdicts.expressions.log_formats import log_format_problem
from haproxy_model.verdicts.expressions.samples import ConverterNames, expression_words_problem, judge_converters
from haproxy_model.verdicts.servers.addresses import address_problem
from haproxy_model.verdicts.servers.crt_lists import crt_list_problems
from haproxy_model.verdicts.servers.parameter_problems import parameter_problems
from haproxy_model.verdicts.servers.parameter_values import Line


class Kind(StrEnum):
    """What the tables say of a word."""

    #: the schema says what it is: a keyword, a fixed word, or a value of a type that it fits
    TYPED = "typed"
    #: text that the manual leaves to the writer (`schema.free_text`)
    FREE = "free"
    #: HAProxy takes it and does nothing with it
    IGNORED = "ignored"
    #: nobody here knows what it is
    UNKNOWN = "unknown"


_NAME = re.compile("[A-Za-z0-9._+:-]*").match
_DIGITS = re.compile(r"[ \t]*[+-]?(?:0[xX])?[0-9a-fA-F]").match
_NUMBERS = frozenset(("int", "percent", "size"))
#: Types of addresses, and which of the places in `schema.addresses` that is.
_PLACES = {
    "address": "addr",
    "server_address": "server",
    "bind_address_list": "bind",
    "ip": "addr",
    **dict.fromkeys(("bind", "dispatch", "mailer", "nameserver", "peer"), ""),
}
_NAMES = frozenset(("acl_name", "backend_ref", "peer_name", "server_name", "table_name"))
_LOG_STREAMS = ("stdout", "stderr")


def value_kind(argument: str, types: Sequence[str], word: str, version: str) -> Kind:
    """What one word is as the value of an argument.

    Args:
        argument: what the signature calls the argument.
        types: the types that it may have, one of which is enough.
        word: the word; one that holds variables is what its place says.
        version: the target version.
    """
    if argument == DROPPED_ARGUMENT:
        return Kind.IGNORED
    if not FREE_TYPES.isdisjoint(types) or ("string" in types and argument in FREE_ARGUMENTS):
        return Kind.FREE
    if isinstance(word, Expandable) or any(_fits(each, word, version) for each in types):
        return Kind.TYPED
    return Kind.UNKNOWN


def _fits(kind: str, word: str, version: str) -> bool:
    if kind in _NUMBERS:
        # HAProxy reads the digits at the beginning of many numbers and no further.
        return expected(kind, word, version) is None or bool(_DIGITS(word))
    if kind in _PLACES:
        return address_problem(word, _PLACES[kind] or kind, version, exposed=True) is None
    if kind == "log_target":
        named = word in _LOG_STREAMS or any(word.startswith(row.name) for row in LOG_TARGETS)
        return named or address_problem(word, "log", version, exposed=True) is None
    if kind == "log_format" or kind.endswith("_or_log_format"):
        return log_format_problem(word, version) is None
    if kind in _NAMES:
        return is_name(word)
    if kind == "service_name":
        return word in SERVICES or word.startswith("lua.")
    return expected(kind, word, version, strict=False) is None


def expression_kinds(pieces: Sequence[str], version: str) -> list[Kind]:
    """What the words of a sample expression are.

    Args:
        pieces: the fetch, and the converters in words of their own.
        version: the target version.
    """
    problem, used = expression_words_problem(pieces, version)
    is_known = problem is None and used == len(pieces)
    is_known = is_known and all(_is_named(piece, version, first=not place) for place, piece in enumerate(pieces))
    return [Kind.TYPED if is_known else Kind.UNKNOWN] * len(pieces)


def _is_named(word: str, version: str, *, first: bool) -> bool:
    """Whether the name that a word begins with is a fetch, or a converter; asked where variables hide the rest."""
    found = _NAME(word)
    name = found.group() if found else ""
    if not first:
        return name in ConverterNames(version)
    return name.startswith("lua.") or name in fetches(version) or isinstance(word, Expandable)


def converter_kinds(pieces: Sequence[str], version: str) -> list[Kind]:
    """What the word is that holds converters with commas between, as `balance log-hash` takes them."""
    read = read_expression(pieces[0])
    if isinstance(read, Unread):
        return [Kind.TYPED if isinstance(pieces[0], Expandable) else Kind.UNKNOWN]
    judged = judge_converters((read.fetch, *read.converters), version, "str", None)
    return [Kind.TYPED if judged.problem is None else Kind.UNKNOWN]


def criterion_kinds(pieces: tuple[str, ...], version: str) -> list[Kind]:
    """What the words of a criterion are: what it looks at, flags, patterns (manual 7.1)."""
    notes = {note.place: note.kind for note in rule(pieces, version).notes}
    if not pieces or "bad-criterion" in notes.values():
        return [Kind.UNKNOWN] * len(pieces)
    head = pieces[0]
    found = _NAME(head)
    row = CRITERIA.get(found.group() if found else "")
    if row is None and not _is_named(head, version, first=True):
        return [Kind.UNKNOWN] * len(pieces)
    method = row.match if row is not None and "," not in head.rpartition(")")[2] else ""
    place = 1 if row is not None else max(read_expression_words(pieces, ConverterNames(version))[1], 1)
    while place < len(pieces) and pieces[place] in FLAGS:
        flag = pieces[place]
        if flag == "-m":
            method = pieces[place + 1] if place + 1 < len(pieces) else ""
        place += 1 + FLAGS[flag]
        if flag == "--":
            break
    kinds = [Kind.TYPED] * min(place, len(pieces))
    kinds += [Kind.FREE if method in FREE_MATCHES else Kind.TYPED] * (len(pieces) - len(kinds))
    for number, kind in notes.items():
        if kind in ("bad-pattern", "bad-acl-flag") and number < len(kinds):
            kinds[number] = Kind.UNKNOWN
    return kinds


def condition_kinds(reading: Reading, part: Part, version: str) -> list[Kind]:
    """What the words of a condition are, from `if` or `unless` on (manual 7.2)."""
    count = part.end - part.start
    if isinstance(reading.terms, Unread) and not any(isinstance(word, Expandable) for word in reading.texts(part)):
        return [Kind.UNKNOWN] * count
    kinds = [Kind.TYPED] * count
    for term in reading.every_term:
        first = term.word - part.start
        kinds[first : first + len(term.criterion)] = criterion_kinds(term.criterion, version) if term.criterion else ()
    return kinds


def parameter_kinds(reading: Reading, first: int, options: str, version: str) -> Iterator[Kind]:
    """What the parameters of a line are, each for itself; those of a certificate up to the first that is none.

    Args:
        reading: the line.
        first: the place of the first parameter.
        options: their type in the signature.
        version: the target version.
    """
    if options == "crtlist_options":
        wrong = [problem.place for problem in crt_list_problems(reading, version)]
        yield from [Kind.TYPED] * (min(wrong, default=reading.end) - first)
        return
    line: Line = "server" if options == "server_options" else "bind"
    known, is_default = vocabulary(line), reading.row is not None and reading.row.name == "default-server"
    for part, param in reading.parameters:
        row = known.row(part.name)
        problems = parameter_problems(param, line, version, True, False)
        if row is None or any(problem.fatal is not False for problem in problems):
            yield from [Kind.UNKNOWN] * len(param)
        elif is_default and not row.default_server:
            # HAProxy leaves it out.
            yield from [Kind.IGNORED] * len(param)
        else:
            yield Kind.TYPED
            yield from [Kind.FREE if row.name in FREE_PARAMETERS else Kind.TYPED] * (len(param) - 1)
