"""What a build of HAProxy lacks: the keywords, parameters, addresses, services and expressions of absent features.

A build without a feature does not know the words that belong to it.  Every feature is assumed unless `check` is told
of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from haproxy_model.check.finding import Finding, shown
from haproxy_model.model.line import Statement
from haproxy_model.model.params import WithParams
from haproxy_model.reading.reading import Reading
from haproxy_model.schema.actions import HTTP_RULESETS
from haproxy_model.schema.keywords import KEYWORDS, rows
from haproxy_model.schema.line_words import address_places
from haproxy_model.schema.parts import (
    ACTIONS,
    ADDRESSES,
    ALGORITHMS,
    COMPRESSION,
    LIMITED_QUIC,
    LINES,
    LOADERS,
    QUIC_LINES,
    SCRIPTED,
    SERVICES,
    STAND_INS,
    WITHOUT_EFFECT,
)
from haproxy_model.schema.rows import Keyword, Parameter, available
from haproxy_model.schema.samples import Converter, Fetch, converters, fetches
from haproxy_model.schema.sections import WORKING_PROXIES
from haproxy_model.schema.versions import reached
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.expression import Expression, read_expression
from haproxy_model.views.active import Active

#: Which word of a line is an address.
_ADDRESSES = address_places("bind", "dgram-bind", "server", "peer", "server-template", "source", "log")
#: Rulesets that are named in two words.
_DEEP = frozenset(("tcp-request", "tcp-response"))
_RULES = frozenset((*HTTP_RULESETS, *_DEEP))
_BRACKETS = re.compile(r"%(?:\{[^{}%]*\})?\[([^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*)\]").finditer
_CALL = re.compile(r"[A-Za-z0-9._+-]+").match

_Row = Keyword | Parameter | Fetch | Converter
#: A word of a line, what it is, and the feature that this build lacks.
_Absence = tuple[int, str, str]


def build_findings(active: Active) -> Iterator[Finding]:
    """Lines that need a feature which the build does not have, where its features are given."""
    features = active._features or ()
    absent = frozenset(feature for feature in known_features() if feature not in features)
    for section in active.sections:
        for statement in active.statements(section):
            found = next(_absences(section.kind, statement, active.version, absent), None)
            if found is not None:
                place, what, feature = found
                message = f"{what} needs a build of HAProxy with USE_{feature}"
                yield Finding("missing-feature", message, statement, place)
    if LIMITED_QUIC[0] in features:
        yield from _limited(active)


def script_findings(active: Active) -> Iterator[Finding]:
    """Names that only a script brings, in a configuration that loads none."""
    scripts = frozenset((SCRIPTED[1],))
    for section in active.sections:
        for statement in active.apart(section):
            words = statement._words
            if not any(SCRIPTED[0] in word for word in words):
                continue
            for place, what, _ in _of_words(statement._reading, active.version, scripts):
                message = f"{what} is unknown: no `{LOADERS[0]}` line loads a script that brings it"
                yield Finding("unknown-script-name", message, statement, place)
                break


@cache
def known_features() -> frozenset[str]:
    """Every feature that a row of a table asks for, as `haproxy -vv` names it; none that only stands in for another."""
    from haproxy_model.schema.bind import BIND
    from haproxy_model.schema.converters import CONVERTERS
    from haproxy_model.schema.fetches import FETCHES
    from haproxy_model.schema.server import SERVER

    tables: tuple[tuple[_Row, ...], ...] = (KEYWORDS, BIND, SERVER, FETCHES, CONVERTERS)
    asked = {name for table in tables for row in table for name in row.feature.split()}
    asked.update(COMPRESSION, *(table.values() for table in (LINES, SERVICES, ACTIONS, ADDRESSES)), (SCRIPTED[1],))
    return frozenset(asked - STAND_INS)


def _absences(section: str, statement: Statement, version: str, absent: frozenset[str]) -> Iterator[_Absence]:
    """What a line needs and this build lacks; the first thing is what HAProxy would name."""
    words = statement._words
    start = 1 if statement.prefix else 0
    if len(words) <= start or isinstance(words[start], Expandable):
        return
    feature = _of_line(section, words[start], words[start + 1] if len(words) > start + 1 else "", version, absent)
    if feature:
        named = words[start : start + 2] if words[start : start + 2] in LINES else words[start : start + 1]
        yield start, f"`{shown(' '.join(named))}`", feature
        return
    if words[start] == "compression" and absent.issuperset(COMPRESSION):
        algorithms = words[start + 2 :] if words[start + 1].startswith("algo") else ()
        for algorithm in ALGORITHMS.intersection(algorithms):
            yield words.index(algorithm, start + 2), f"`{algorithm}`", " or USE_".join(COMPRESSION)
    place = _ADDRESSES.get(words[start])
    if place is not None and len(words) > place:
        feature = _of_address(words[place])
        if feature in absent:
            yield place, f"the address `{shown(words[place])}`", feature
            return
    if isinstance(statement, WithParams):
        yield from _of_parameters(statement, version, absent)
    yield from _of_words(statement._reading, version, absent)


def _of_words(reading: Reading, version: str, absent: frozenset[str]) -> Iterator[_Absence]:
    """What the action and the expressions of a line need."""
    if reading.words[0] in _RULES:
        yield from _of_rule(reading.words, absent)
    for place, text in _expressions(reading):
        for name, feature in _names(text, version, absent):
            yield place, f"`{shown(name)}`", feature


@lru_cache(maxsize=1024)
def _of_line(section: str, word: str, second: str, version: str, absent: frozenset[str]) -> str:
    feature = LINES.get((word, second), "")
    if feature:
        return feature if feature in absent else ""
    absent -= WITHOUT_EFFECT
    taken = [row for row in rows(section, word) if available(row, version)]
    if not taken or not all(_first_of(row.feature, absent) for row in taken):
        return ""
    return _first_of(taken[0].feature, absent)


def _first_of(features: str, absent: frozenset[str]) -> str:
    return next((feature for feature in features.split() if feature in absent), "")


def _of_address(text: str) -> str:
    """The feature that an address needs, or the first of several; empty for none."""
    if isinstance(text, Expandable) or "q" not in text:
        return ""
    wanted = [ADDRESSES[start] for item in text.split(",") for start in ADDRESSES if item.startswith(start)]
    return wanted[0] if wanted else ""


def _of_parameters(statement: WithParams, version: str, absent: frozenset[str]) -> Iterator[_Absence]:
    known = type(statement).vocabulary()
    for place, param in statement._placed_params():
        row = known.row(param.keyword)
        if row is not None and available(row, version):
            feature = _first_of(row.feature, absent)
            if feature:
                yield place, f"`{row.name}`", feature
                return


def _of_rule(words: tuple[str, ...], absent: frozenset[str]) -> Iterator[_Absence]:
    depth = 2 if words[0] in _DEEP else 1
    action = words[depth] if len(words) > depth else ""
    scripted = SCRIPTED[0] if SCRIPTED[1] in absent else "\0"
    if ACTIONS.get(action) in absent or action.startswith(scripted):
        yield depth, f"the action `{shown(action)}`", ACTIONS.get(action, SCRIPTED[1])
    elif action == "use-service" and len(words) > depth + 1:
        service = words[depth + 1]
        if SERVICES.get(service) in absent or service.startswith(scripted):
            yield depth + 1, f"the service `{shown(service)}`", SERVICES.get(service, SCRIPTED[1])


def _expressions(reading: Reading) -> Iterator[tuple[int, str]]:
    """The sample expressions of a line that are surely some: criteria of ACLs, keys, and what stands in `%[…]`."""
    words = reading.words
    if words[0] == "acl":
        if len(words) > 2:
            yield 2, words[2]
        return
    if words[0] == "stick" and len(words) > 2:
        yield 2, words[2]
    if words[0] in _RULES:
        depth = 3 if words[0] in _DEEP else 2
        if len(words) > depth and words[depth - 1].startswith(("track-sc", "set-var(")):
            yield depth, words[depth]
    for term in reading.criteria:
        yield term.word, term.words[0]
    for place, word in enumerate(words):
        if "%" in word and not isinstance(word, Expandable):
            for found in _BRACKETS(word):
                yield place, found[1]


@lru_cache(maxsize=2048)
def _names(text: str, version: str, absent: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """The fetch and the converters of an expression that this build lacks, each with its feature."""
    from haproxy_model.schema.acl_keywords import CRITERIA

    read = read_expression(text)
    called: list[tuple[str, str]] = []
    if isinstance(read, Expression):
        head = CRITERIA.get(read.fetch.name)
        row = fetches(version).get(read.fetch.name if head is None else head.fetch)
        called.append((read.fetch.name, row.feature if row is not None else ""))
        for call in read.converters:
            converter = converters(version).get(call.name)
            called.append((call.name, converter.feature if converter is not None else ""))
    scripted = SCRIPTED[0] if SCRIPTED[1] in absent else "\0"
    found = [
        (name, SCRIPTED[1] if name.startswith(scripted) else _first_of(feature, absent)) for name, feature in called
    ]
    return tuple((name, feature) for name, feature in found if feature)


def _limited(active: Active) -> Iterator[Finding]:
    """QUIC on a TLS library that only stands in for one that has it."""
    feature, wanted = LIMITED_QUIC
    limited = any(wanted in active.first_words(section) for section in active.of_kind("global"))
    for section in active.of_kind(*WORKING_PROXIES):
        for word, since in QUIC_LINES.items():
            if not reached(since, active.version) or (limited and word == "bind"):
                continue
            for statement in active.lines(section, word):
                words, place = statement._words, _ADDRESSES[word]
                if len(words) > place and _of_address(words[place]):
                    kind = "limited-quic" if word == "bind" else "missing-feature"
                    hint = f": write `{wanted}` in `global`" if word == "bind" else f" for a `{word}`"
                    message = f"the TLS library of this build ({feature}) has no QUIC{hint}"
                    yield Finding(kind, message, statement, place)
