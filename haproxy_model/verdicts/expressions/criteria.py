"""The criterion of an ACL: what it looks at, its flags and its patterns (manual 7.1; HAProxy's `parse_acl_expr`)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from haproxy_model.records import NamedTuple
from haproxy_model.schema.acl_keywords import CRITERIA, DEFAULT_MATCH, FLAGS, MATCHES, OPERATORS
from haproxy_model.schema.quirks import DROPPED_METHODS_TOLD, ONE_MATCHING_METHOD
from haproxy_model.schema.samples import casts, fetches
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.expression import Call, read_expression, read_expression_words
from haproxy_model.values.unread import ENVIRONMENT, Unread
from haproxy_model.verdicts.expressions.acl_patterns import JUDGED, operand_problem, pattern_problem
from haproxy_model.verdicts.expressions.samples import (
    ConverterNames,
    Judgement,
    arguments_problem,
    judge,
    judge_converters,
    unread_problem,
)
from haproxy_model.verdicts.finding import shown
from haproxy_model.verdicts.problem import Problem


class Ruling(NamedTuple):
    """What a version makes of a criterion."""

    #: What it refuses and what it warns of, in order; it stops at the first thing that it refuses.
    notes: tuple[Problem, ...] = ()
    #: The fetch, as the criterion names it.
    name: str = ""
    #: Where its content comes from (`schema.samples.ORIGINS`); None where nobody knows.
    origin: str | None = None


class _Head(NamedTuple):
    """The first word of a criterion."""

    judgement: Judgement
    #: The name before its arguments.
    name: str
    #: The matching method that is used where none is named; "" for none, None where nobody knows.
    match: str | None
    #: How patterns are read, where not as the method says.
    patterns: str
    #: The method in the name that converters behind it drop.
    dropped: str


@lru_cache(maxsize=4096)
def rule(pieces: tuple[str, ...], version: str) -> Ruling:
    """What a version makes of a criterion.

    Args:
        pieces: criterion, flags and patterns; HAProxy stops at the first empty word.
        version: the target version.
    """
    if "" in pieces:
        pieces = pieces[: pieces.index("")]
    if not pieces:
        return Ruling(
            (
                Problem(
                    "bad-criterion",
                    "a criterion is missing: write a fetch such as `path`, or one with a method such as `path_beg`",
                ),
            )
        )
    if isinstance(pieces[0], Expandable):
        return Ruling()
    head = _head(pieces[0], version)
    if len(pieces) > 1 and head.name not in CRITERIA and head.judgement.problem is None:
        # HAProxy takes converters that follow as words of their own, and then takes these for patterns as well.
        read, used = read_expression_words(pieces, ConverterNames(version))
        if used > 1:
            if isinstance(read, Unread):
                return Ruling((), head.name, head.judgement.origin)
            judged = judge(read, version)
            head = _Head(judged, head.name, _default(judged.output), "", "")
    return Ruling(tuple(_notes(pieces, head, version)), head.name, head.judgement.origin)


@lru_cache(maxsize=2048)
def _head(text: str, version: str) -> _Head:
    read = read_expression(text)
    if isinstance(read, Unread):
        name = text.partition("(")[0].partition(",")[0]
        if read.reason == ENVIRONMENT or name.startswith("lua."):
            return _Head(Judgement(None), name, None, "", "")
        problem = None if name in CRITERIA else unread_problem(text, version)
        return _Head(Judgement(problem or read.reason), name, None, "", "")
    row = CRITERIA.get(read.fetch.name)
    if row is None:
        judged = judge(read, version)
        return _Head(judged, read.fetch.name, _default(judged.output), "", "")
    fetch = fetches(version)[row.fetch]
    problem = arguments_problem(Call(name=row.name, arguments=read.fetch.arguments), fetch, version)
    if problem is not None:
        return _Head(Judgement(problem, None, fetch.origin), row.name, None, "", "")
    judged = judge_converters(read.converters, version, fetch.output, fetch.origin)
    if read.converters:
        return _Head(judged, row.name, _default(judged.output), "", row.match if row.suffix else "")
    return _Head(judged, row.name, row.match, row.patterns, "")


def _default(output: str | None) -> str | None:
    return None if output is None else DEFAULT_MATCH.get(output, "")


def _notes(pieces: tuple[str, ...], head: _Head, version: str) -> Iterator[Problem]:
    judged = head.judgement
    if judged.problem is not None:
        yield Problem("bad-criterion", judged.problem)
        return
    match, patterns, place = head.match, head.patterns, 1
    row = CRITERIA.get(head.name)
    named = loaded = False
    while place < len(pieces) and pieces[place][:1] == "-" and not isinstance(pieces[place], Expandable):
        flag = pieces[place]
        if flag not in FLAGS:
            message = f"`{shown(flag)}` is not an ACL flag: put `--` before patterns that begin with `-`"
            yield Problem("bad-acl-flag", message, place)
            return
        value = pieces[place + 1] if place + 1 < len(pieces) else ""
        if flag == "-m" and not isinstance(value, Expandable):
            problem = _match_problem(value, head, version, named=named, loaded=loaded)
            if problem is not None:
                yield Problem("bad-acl-flag", problem, min(place + 1, len(pieces) - 1))
                return
            if row is not None and row.suffix and row.match != value and DROPPED_METHODS_TOLD.holds(version):
                message = f"`-m {value}` replaces the matching method of `{head.name}`: write `{row.fetch} -m {value}`"
                yield Problem("dropped-match", message, place)
            match, patterns, named = value, "", True
        elif flag == "-m":
            match, patterns, named = None, "", True
        elif flag == "-f":
            if match == "":
                break
            if not value:
                yield Problem("bad-acl-flag", "`-f` needs a file", place)
                return
            loaded = True
        elif flag == "-u" and not value.lstrip("+-").isdecimal() and not isinstance(value, Expandable):
            yield Problem("bad-acl-flag", "`-u` needs an integer", min(place + 1, len(pieces) - 1))
            return
        place += 1 + FLAGS[flag]
        if flag == "--":
            break
    if match == "":
        message = f"`{shown(head.name)}` has no matching method of its own: add one, such as `-m str`"
        yield Problem("missing-match", message)
        return
    if head.dropped and DROPPED_METHODS_TOLD.holds(version) and not named:
        message = f"the converters drop the matching method of `{head.name}`: add `-m {head.dropped}`"
        yield Problem("dropped-match", message)
    if len(pieces) == 1 and judged.output not in ("bool", None):
        message = f"`{shown(pieces[0])}` has no pattern to match, so it never matches: add one, or `-m found`"
        yield Problem("missing-pattern", message)
    yield from _pattern_notes(pieces, place, match, patterns, number_only="-n" in pieces[1:place])


def _match_problem(name: str, head: _Head, version: str, *, named: bool, loaded: bool) -> str | None:
    if loaded:
        return "`-m` comes too late: write it before the patterns and before `-f`"
    row = MATCHES.get(name)
    if row is None:
        return f"`{shown(name)}` is not a matching method: expected one of {', '.join(MATCHES)}"
    output = head.judgement.output
    if output is not None and not casts(output, row.wanted, version):
        return f"the matching method `{name}` cannot be used with `{shown(head.name)}`"
    if named and ONE_MATCHING_METHOD.holds(version):
        return "HAProxy refuses a second `-m` since 3.3: keep one matching method"
    return None


def _pattern_notes(
    pieces: tuple[str, ...], place: int, match: str | None, patterns: str, *, number_only: bool
) -> Iterator[Problem]:
    if place == 1 < len(pieces) and pieces[1][:1] == "(" and "(" not in pieces[0]:
        message = f"`{shown(pieces[1])}` is a pattern here: remove the blank before `(`, or put `--` before it"
        yield Problem("parenthesis-pattern", message, 1)
    if match is None:
        return
    kind = patterns or MATCHES[match].patterns
    if kind not in JUDGED:
        return
    compared = False
    for position, word in enumerate(pieces[place:], place):
        if isinstance(word, Expandable):
            if kind in ("int", "dotted"):
                # It may be an operator for those that follow.
                return
            continue
        if kind in ("int", "dotted") and word in OPERATORS:
            compared = word != "eq"
            continue
        expected = operand_problem(word, kind) if compared else pattern_problem(word, kind, number_only=number_only)
        if expected is not None:
            yield Problem("bad-pattern", f"`{shown(word)}` is not a pattern here: expected {expected}", position)
            return
