"""What a word is to HAProxy, where its place on the line is known: a value of a type, an expression, a criterion.

The readers are those by which `check` judges the same words; what they refuse is unknown here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Final

from haproxy_model.check.arguments.types import expected
from haproxy_model.check.expressions.criteria import rule
from haproxy_model.check.expressions.log_formats import log_format_problem
from haproxy_model.check.expressions.samples import ConverterNames, expression_words_problem, judge_converters
from haproxy_model.check.servers.addresses import address_problem
from haproxy_model.check.servers.crt_lists import crt_list_problems
from haproxy_model.check.servers.parameters import parameter_problems
from haproxy_model.check.servers.values import Line
from haproxy_model.model.word_kinds import is_name
from haproxy_model.reading.conditions import condition_terms
from haproxy_model.reading.parameters import vocabulary
from haproxy_model.schema.acl_keywords import CRITERIA, FLAGS
from haproxy_model.schema.addresses import LOG_TARGETS
from haproxy_model.schema.free_text import DROPPED_ARGUMENT, FREE_ARGUMENTS, FREE_MATCHES, FREE_PARAMETERS, FREE_TYPES
from haproxy_model.schema.rule_words import SERVICES
from haproxy_model.schema.samples import fetches
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.expression import read_expression, read_expression_words
from haproxy_model.values.unread import Unread


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


def expression_kinds(words: Sequence[str], version: str) -> list[Kind]:
    """What the words of a sample expression are, as many as belong to it.

    Args:
        words: the words from the fetch on, and whatever follows on the line.
        version: the target version.
    """
    problem, used = expression_words_problem(words, version)
    known = problem is None and all(
        _is_named(word, version, first=not place) for place, word in enumerate(words[:used])
    )
    return [Kind.TYPED if known else Kind.UNKNOWN] * used


def _is_named(word: str, version: str, *, first: bool) -> bool:
    """Whether the name that a word begins with is a fetch, or a converter; asked where variables hide the rest."""
    found = _NAME(word)
    name = found.group() if found else ""
    if not first:
        return name in ConverterNames(version)
    return name.startswith("lua.") or name in fetches(version) or isinstance(word, Expandable)


def converter_kinds(words: Sequence[str], version: str) -> list[Kind]:
    """What the word is that holds converters with commas between, as `balance log-hash` takes them."""
    read = read_expression(words[0])
    if isinstance(read, Unread):
        return [Kind.TYPED if isinstance(words[0], Expandable) else Kind.UNKNOWN]
    judged = judge_converters((read.fetch, *read.converters), version, "str", None)
    return [Kind.TYPED if judged.problem is None else Kind.UNKNOWN]


def criterion_kinds(words: tuple[str, ...], version: str) -> list[Kind]:
    """What the words of a criterion are: what it looks at, flags, patterns (manual 7.1)."""
    notes = {note.place: note.kind for note in rule(words, version).notes}
    if not words or "bad-criterion" in notes.values():
        return [Kind.UNKNOWN] * len(words)
    found = _NAME(words[0])
    name = found.group() if found else ""
    row = CRITERIA.get(name)
    if row is None and not _is_named(words[0], version, first=True):
        return [Kind.UNKNOWN] * len(words)
    method = row.match if row is not None and "," not in words[0].rpartition(")")[2] else ""
    place = 1 if row is not None else max(read_expression_words(words, ConverterNames(version))[1], 1)
    while place < len(words) and words[place] in FLAGS:
        flag = words[place]
        if flag == "-m":
            method = words[place + 1] if place + 1 < len(words) else ""
        place += 1 + FLAGS[flag]
        if flag == "--":
            break
    kinds = [Kind.TYPED] * min(place, len(words))
    kinds += [Kind.FREE if method in FREE_MATCHES else Kind.TYPED] * (len(words) - len(kinds))
    for word, kind in notes.items():
        if kind in ("bad-pattern", "bad-acl-flag") and word < len(kinds):
            kinds[word] = Kind.UNKNOWN
    return kinds


def condition_kinds(words: tuple[str, ...], version: str) -> list[Kind]:
    """What the words of a condition are, from `if` or `unless` on (manual 7.2)."""
    if isinstance(condition_terms(words, 0), Unread) and not any(map(_is_open, words)):
        return [Kind.UNKNOWN] * len(words)
    kinds: list[Kind] = []
    while len(kinds) < len(words):
        word = words[len(kinds)]
        kinds.append(Kind.TYPED)
        if word.lstrip("!") == "{" and not isinstance(word, Expandable):
            end = words.index("}", len(kinds)) if "}" in words[len(kinds) :] else len(words)
            kinds += criterion_kinds(words[len(kinds) : end], version)
    return kinds


def _is_open(word: str) -> bool:
    return isinstance(word, Expandable)


def parameter_kinds(words: Sequence[str], line: Line, version: str, *, default: bool = False) -> list[Kind]:
    """What the parameters of a `server` or `bind` line are.

    Args:
        words: the words from the first parameter on.
        line: which of the two.
        version: the target version.
        default: whether it is a `default-server` line, where HAProxy leaves some out.
    """
    known = vocabulary(line)
    kinds: list[Kind] = []
    for param in known.read(words):
        row = known.row(param.keyword)
        problems = parameter_problems(param.words, line, version, True, False)
        if row is None or any(problem.fatal is not False for problem in problems):
            kinds += [Kind.UNKNOWN] * len(param.words)
        elif default and not row.default_server:
            kinds += [Kind.IGNORED] * len(param.words)
        else:
            value = Kind.FREE if row.name in FREE_PARAMETERS else Kind.TYPED
            kinds += [Kind.TYPED, *[value] * len(param.values)]
    return kinds


def certificate_kinds(words: Sequence[str], version: str) -> list[Kind]:
    """What the options of a certificate are, up to the first that the version does not know."""
    wrong = min([problem.place for problem in crt_list_problems(tuple(words), 0, version)], default=len(words))
    return [Kind.TYPED] * wrong + [Kind.UNKNOWN] * (len(words) - wrong)


#: Types that take all the words up to the end of the line, or as many as belong to them.
SPANS: Final[dict[str, Callable[[Sequence[str], str], list[Kind]]]] = {
    "sample_expr": expression_kinds,
    "converter_list": converter_kinds,
    "crtlist_options": certificate_kinds,
    "server_options": lambda words, version: parameter_kinds(words, "server", version),
    "bind_options": lambda words, version: parameter_kinds(words, "bind", version),
}
