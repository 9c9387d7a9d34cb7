"""What a line means, in one form: equal for two lines exactly where HAProxy makes the same of both.

A word counts by what its place makes it, never by its look: `30s` is a duration behind `timeout client`, and a name
behind `server`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import lru_cache, partial
from typing import Literal

from haproxy_model.model.parameter_attributes import kind_of
from haproxy_model.reading.parameters import vocabulary
from haproxy_model.reading.reading import Reading, read
from haproxy_model.reading.walker import PARAMETERS, Part, Role
from haproxy_model.records import NamedTuple
from haproxy_model.schema.keywords import ALIASES, known_in
from haproxy_model.schema.line_order import row_of_parameter
from haproxy_model.schema.versions import reached
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.address import Address, read_address, split_addresses
from haproxy_model.values.condition import Condition, Term
from haproxy_model.values.duration import Duration, read_duration
from haproxy_model.values.expression import Expression
from haproxy_model.values.logformat import LogFormat
from haproxy_model.values.size import Size, read_size
from haproxy_model.values.unread import Unread


class Parameter(NamedTuple):
    """A parameter of a line, as it is meant."""

    #: what it is called
    name: str
    #: what it means, its name included
    meaning: Hashable
    #: its first word, and the one after its last
    start: int
    end: int


class Meaning(NamedTuple):
    """What a line means."""

    #: what the tables call it: `timeout client`; its first word where nobody knows it
    name: str
    #: the keyword and the arguments that have their places
    arguments: tuple[Hashable, ...]
    #: the parameters, in rows whose order matters
    parameters: tuple[tuple[str, tuple[Hashable, ...]], ...] = ()
    #: when it applies
    condition: Hashable = None


def parameters_of(reading: Reading, ignored: frozenset[str] = frozenset()) -> Iterator[Parameter]:
    """The parameters of a line, but for some names."""
    parts = [part for part in reading.parts if part.role in _OF_PARAMETERS]
    for place, part in enumerate(parts):
        if part.role is Role.PARAMETER and part.name not in ignored:
            end = place + 1
            while end < len(parts) and parts[end].role is Role.VALUE:
                end += 1
            last = parts[end - 1].end
            words = reading.words[part.start : last]
            yield Parameter(part.name, _parameter(reading, part.name, words), part.start, last)


def read_line(section: str, words: tuple[str, ...]) -> Reading:
    """The reading of a line; one that is in no section is read as where such lines are at home.

    Args:
        section: the keyword of its section; empty for none.
        words: its words.
    """
    if section:
        return read(section, words)
    found = read("listen", words)
    if found.row is None:
        word = words[1] if words[0] in ("no", "default") and len(words) > 1 else words[0]
        found = next((each for home in known_in(word) if (each := read(home, words)).row is not None), found)
    return found


def is_certain(reading: Reading) -> bool:
    """Whether it is known what every word is."""
    return reading.row is not None and reading.shape.misfit is None and not reading.is_cut


@lru_cache(maxsize=4096)
def meaning(section: str, words: tuple[str, ...], version: str, ignored: frozenset[str] = frozenset()) -> Meaning:
    """What a line means.

    Args:
        section: the keyword of its section; empty for none.
        words: its words.
        version: for which version of HAProxy.
        ignored: the parameters that do not count.
    """
    reading = read_line(section, words)
    row = reading.row
    if row is None or not is_certain(reading):
        return Meaning(words[0] if row is None else row.name, words)
    has_sizes = not row.strict or reached(row.strict, version)
    found: list[Hashable] = []
    condition: Hashable = None
    for part in reading.parts:
        if part.role is Role.CONDITION:
            condition = _condition(reading)
        elif part.role is Role.KEYWORD:
            found += _keyword(reading, part)
        elif part.role not in _OF_PARAMETERS:
            found += [_value(part.type, word, has_sizes) for word in reading.texts(part)]
    return Meaning(row.name, tuple(found), _rows(reading, ignored), condition)


def _keyword(reading: Reading, part: Part) -> tuple[str, ...]:
    words = reading.texts(part)
    return _ALIASES.get(words, words)


def _rows(reading: Reading, ignored: frozenset[str]) -> tuple[tuple[str, tuple[Hashable, ...]], ...]:
    rows: dict[str, list[Hashable]] = {}
    # A variable may be any word, so that nobody knows what may change places with it.
    is_open = reading.has_variables
    for each in parameters_of(reading, ignored):
        rows.setdefault("" if is_open else row_of_parameter(each.name), []).append(each.meaning)
    return tuple([(row, tuple(rows[row])) for row in sorted(rows)])


def _parameter(reading: Reading, name: str, words: tuple[str, ...]) -> Hashable:
    if len(words) != 2 or isinstance(words[1], Expandable):
        return words
    value = _read_parameter(_line_of(reading), name, words[1])
    return words if value is None else (words[0], value)


def _line_of(reading: Reading) -> Literal["server", "bind", "certificate"]:
    for kind, line in PARAMETERS.items():
        if f":{kind}>" in reading.signature:
            return line
    return "server"


@lru_cache(maxsize=4096)
def _read_parameter(line: Literal["server", "bind", "certificate"], name: str, word: str) -> Hashable:
    row = vocabulary(line).row(name)
    if row is None or not row.arguments:
        return None
    value = kind_of(row, vocabulary(line).line).read(word)
    if isinstance(value, (Unread, str)):
        return None
    return _canonical(value)


def _canonical(value: object) -> Hashable:
    if isinstance(value, Duration):
        return "duration", value.microseconds
    if isinstance(value, Size):
        return "size", value.bytes
    if isinstance(value, Address):
        return None if value.has_variables else ("address", value.family, value.socktype, *value.normalized())
    if isinstance(value, int):
        return "number", value
    return value if isinstance(value, (Expression, LogFormat)) else None


def _value(kind: str, word: str, has_sizes: bool) -> Hashable:
    reader = _READERS.get(kind)
    if reader is None or isinstance(word, Expandable) or "$" in word or (kind == "size" and not has_sizes):
        return word
    return reader(word) or word


def _read_value(reader: Callable[[str], object], word: str) -> Hashable:
    return _canonical(reader(word))


def _addresses(word: str) -> Hashable:
    found = tuple([_canonical(read_address(item)) for item in split_addresses(word)])
    return found if all(found) else None


def _condition(reading: Reading) -> Hashable:
    clause = reading.clause
    return _clause(clause) if isinstance(clause, Condition) else reading.condition_words


def _clause(clause: Condition) -> Hashable:
    """Alternatives of terms; `unless` as the `if` that says the same, where there is one without distributing."""
    alternatives = clause.alternatives
    if clause.keyword == "unless":
        if alternatives and all(len(terms) == 1 for terms in alternatives):
            return "if", (tuple([_term(~terms[0]) for terms in alternatives]),)
        if len(alternatives) == 1:
            return "if", tuple([(_term(~term),) for term in alternatives[0]])
    return clause.keyword, tuple([tuple(map(_term, terms)) for terms in alternatives])


def _term(term: Term) -> Hashable:
    return term.negated, term.name, term.criterion


_OF_PARAMETERS = frozenset((Role.PARAMETER, Role.VALUE))
_ADDRESS = partial(_read_value, read_address)
_READERS: Mapping[str, Callable[[str], Hashable]] = {
    "duration": partial(_read_value, read_duration),
    "duration_s": partial(_read_value, partial(read_duration, default_unit="s")),
    "size": partial(_read_value, read_size),
    "address": _ADDRESS,
    "server_address": _ADDRESS,
    "bind_address_list": _addresses,
}
_ALIASES: Mapping[tuple[str, ...], tuple[str, ...]] = {
    tuple(other.split()): tuple(name.split()) for name, others in ALIASES.items() for other in others
}
