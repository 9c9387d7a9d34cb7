"""What a build of HAProxy lacks: the keywords, parameters, addresses, services and expressions of absent features.

A build without a feature does not know the words that belong to it.  Every feature is assumed unless `check` is told
of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from haproxy_model.model.line import Statement
from haproxy_model.model.params import WithParams
from haproxy_model.reading.walker import Role
from haproxy_model.schema.build_parts import (
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
from haproxy_model.schema.keywords import KEYWORDS, rows
from haproxy_model.schema.line_words import address_places
from haproxy_model.schema.rows import Keyword, Parameter, available
from haproxy_model.schema.samples import Converter, Fetch, converters, fetches
from haproxy_model.schema.sections import WORKING_PROXIES
from haproxy_model.schema.versions import reached
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.expression import Call
from haproxy_model.verdicts.finding import Finding, shown
from haproxy_model.views.active import Active
from haproxy_model.views.expressions import line_expressions

#: Which word of a line is an address.
_ADDRESSES = address_places("bind", "dgram-bind", "server", "peer", "server-template", "source", "log")
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
    scripts, scripted = frozenset((SCRIPTED[1],)), active.words_with(SCRIPTED[0])
    for section in active.sections:
        for statement in active.holding(section, scripted):
            for place, what, _ in _of_words(statement, active.version, scripts):
                message = f"{what} is unknown: no `{LOADERS[0]}` line loads a script that defines it"
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
    reading, keyword, second = statement._reading, statement.keyword, statement._argument(1) or ""
    if isinstance(keyword, Expandable):
        return
    feature = _of_line(section, keyword, second, version, absent)
    if feature:
        named = f"{keyword} {second}" if (keyword, second) in LINES else keyword
        yield reading.head.start, f"`{shown(named)}`", feature
        return
    if keyword == "compression" and absent.issuperset(COMPRESSION):
        for part in reading.parts:
            if part.role is Role.LITERAL and part.name in ALGORITHMS:
                yield part.start, f"`{part.name}`", " or USE_".join(COMPRESSION)
    address = statement._argument(_ADDRESSES[keyword]) if keyword in _ADDRESSES else None
    feature = _of_address(address or "")
    if feature in absent:
        yield _ADDRESSES[keyword], f"the address `{shown(address or '')}`", feature
        return
    if isinstance(statement, WithParams):
        yield from _of_parameters(statement, version, absent)
    yield from _of_words(statement, version, absent)


def _of_words(statement: Statement, version: str, absent: frozenset[str]) -> Iterator[_Absence]:
    """What the action, the service and the expressions of a line need."""
    reading = statement._reading
    place, service = reading.head.end - 1, reading.place("service")
    action = reading.word(place) if reading.row is not None else ""
    if _of_name(action, ACTIONS, absent):
        yield place, f"the action `{shown(action)}`", _of_name(action, ACTIONS, absent)
    elif action == "use-service" and service is not None:
        feature = _of_name(reading.word(service), SERVICES, absent)
        if feature:
            yield service, f"the service `{shown(reading.word(service))}`", feature
    for each in line_expressions(statement):
        for name, feature in _names(each.fetch, each.converters, version, absent):
            yield each.word, f"`{shown(name)}`", feature


def _of_name(name: str, known: Mapping[str, str], absent: frozenset[str]) -> str:
    """The feature that an action or a service needs and this build lacks; empty for none."""
    feature = known.get(name) or (SCRIPTED[1] if name.startswith(SCRIPTED[0]) else "")
    return feature if feature in absent else ""


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


@lru_cache(maxsize=2048)
def _names(
    fetch: Call | None, behind: tuple[Call, ...], version: str, absent: frozenset[str]
) -> tuple[tuple[str, str], ...]:
    """The fetch and the converters of an expression that this build lacks, each with its feature."""
    from haproxy_model.schema.acl_keywords import CRITERIA

    called: list[tuple[str, Fetch | Converter | None]] = []
    if fetch is not None:
        head = CRITERIA.get(fetch.name)
        called.append((fetch.name, fetches(version).get(fetch.name if head is None else head.fetch)))
    called += [(call.name, converters(version).get(call.name)) for call in behind]
    found = [(name, _first_of(row.feature, absent) if row else _of_name(name, {}, absent)) for name, row in called]
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
                place = _ADDRESSES[word]
                if _of_address(statement._argument(place) or ""):
                    kind = "limited-quic" if word == "bind" else "missing-feature"
                    hint = f": write `{wanted}` in `global`" if word == "bind" else f" for a `{word}`"
                    message = f"the TLS library of this build ({feature}) has no QUIC{hint}"
                    yield Finding(kind, message, statement, place)
