"""Which type each word of a line has, by the signature of its row; only types that may hold a name are given.

Nothing is judged: a word that fits nowhere is passed over, so that a line with a mistake is read as far as it goes.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from haproxy_model.model.line import Statement
from haproxy_model.model.params import WithParams
from haproxy_model.model.server import ServerParams
from haproxy_model.reading.slots import Signature, Slot, signature
from haproxy_model.schema.actions import ACTIONS
from haproxy_model.schema.keywords import row_of
from haproxy_model.schema.references import DEFINITIONS, PARAMETERS, REFERENCES, RESHAPED, RETYPED
from haproxy_model.schema.rows import Action, Keyword
from haproxy_model.syntax.words import CONDITIONS, condition_place
from haproxy_model.values.action import condition_start
from haproxy_model.values.expression import read_expression_words

#: Types whose words hold expressions, which hold names.
EXPRESSIONS = frozenset(("sample_expr", "converters", "criterion", "port_or_expr", "log_format", "acl_term"))
_WANTED = EXPRESSIONS | REFERENCES.keys() | DEFINITIONS.keys()
#: Types that leave open whether the word is a name.
_VAGUE = (("string",), ("sample_expr",))


class Typed(NamedTuple):
    """A word of a line, or a part of it, and its type."""

    word: int
    type: str
    #: the part of the word's value; None for its end
    start: int = 0
    end: int | None = None


def typed_words(statement: Statement, section: str, *, server_names: bool = True) -> Iterator[Typed]:
    """The words of a line that are, or may hold, names.

    Args:
        statement: the line.
        section: the keyword of the section it stands in.
        server_names: whether the names of servers count that their lines give: nearly every one is another.
    """
    if server_names or not isinstance(statement, ServerParams):
        words = statement._words
        if statement.prefix:
            for typed in _of_words(words[1:], section):
                yield typed._replace(word=typed.word + 1)
        else:
            yield from _of_words(words, section)
    if isinstance(statement, WithParams):
        yield from _of_parameters(statement)


@lru_cache(maxsize=8192)
def _of_words(words: tuple[str, ...], section: str) -> tuple[Typed, ...]:
    row: Keyword | Action | None = row_of(section, words)
    if row is None:
        return ()
    place = row.name.count(" ") + 1
    found: list[Typed] = []
    end = len(words)
    shape = signature(RESHAPED.get(row.name, row.arguments))
    has_condition = bool(row.condition)
    if shape.slots[:1] and "action" in shape.slots[0].types:
        ruleset = ".".join(words[:place])
        end = place + condition_start(words[place:])
        found += _condition(words, end)
        row, has_condition = _action(ruleset, words[place] if place < len(words) else ""), False
        if row is None:
            return _wanted(found)
        place += 1
        shape = signature(row.arguments)
    if row.parenthesised:
        found += _parenthesised(row, words[place - 1], place - 1)
    walker = _Walker(words, end, row.name.removesuffix("()"), has_condition, found)
    place = walker.walk(shape, place)
    if has_condition:
        found += _condition(words, condition_place(words, place))
    return _wanted(found)


def _wanted(found: list[Typed]) -> tuple[Typed, ...]:
    return tuple(typed for typed in found if typed.type in _WANTED)


class _Walker:
    """Holds words against a signature, from left to right."""

    def __init__(self, words: tuple[str, ...], end: int, row: str, has_condition: bool, found: list[Typed]) -> None:
        self._words, self._end, self._row, self._found = words, end, row, found
        self._stops = CONDITIONS if has_condition else ()

    def walk(self, shape: Signature, place: int, leader: str = "") -> int:
        """The place behind the words that the signature takes; the depth is that of our own tables."""
        for slot in shape.slots:
            if place >= self._end:
                return place
            place = self._take(slot, place, leader)
        while shape.repeats and place < self._end and not self._ends(shape, place):
            place = self._take(shape.slots[-1], place, leader)
        while shape.groups and place < self._end and self._words[place] not in self._stops:
            group = shape.leaders.get(self._words[place])
            if group is not None:
                place = self.walk(group.alternatives[self._words[place]], place + 1, self._words[place])
            elif leader:
                return place
            else:
                place += 1
        return place

    def _ends(self, shape: Signature, place: int) -> bool:
        return self._words[place] in shape.leaders or self._words[place] in self._stops

    def _take(self, slot: Slot, place: int, leader: str) -> int:
        types = slot.types
        if types in _VAGUE:
            kind = RETYPED.get((self._row, leader)) or RETYPED.get((self._row, slot.name))
            types = (kind,) if kind else types
        if "sample_expr" in types:
            used = max(read_expression_words(self._words[place : self._end], _converter_names())[1], 1)
            self._found.append(Typed(place, "sample_expr"))
            self._found += [Typed(place + index, "converters") for index in range(1, used)]
            return place + used
        self._found += [Typed(place, each) for each in types]
        return place + 1


def _action(ruleset: str, word: str) -> Action | None:
    """The row of an action; of several lifetimes the last."""
    name = word.partition("(")[0]
    if name.startswith("track-sc"):
        name = "track-sc0"
    return _actions().get((ruleset, name))


@cache
def _actions() -> dict[tuple[str, str], Action]:
    return {(ruleset, row.name.removesuffix("()")): row for row in ACTIONS for ruleset in row.rulesets.split()}


@cache
def _converter_names() -> frozenset[str]:
    from haproxy_model.schema.converters import CONVERTERS

    return frozenset(row.name for row in CONVERTERS)


def _parenthesised(row: Keyword | Action, word: str, place: int) -> Iterator[Typed]:
    """The arguments in the parentheses that are glued to a name."""
    start = word.find("(") + 1
    if not start:
        return
    shape = signature(row.parenthesised.replace(",", " "))
    for slot, text in zip(shape.slots, word[start:].removesuffix(")").split(","), strict=False):
        for kind in slot.types:
            yield Typed(place, kind, start, start + len(text))
        start += len(text) + 1


def _condition(words: tuple[str, ...], start: int) -> Iterator[Typed]:
    """The names and criteria of a condition that begins with the word at `start`."""
    opened = False
    for place in range(start + 1, len(words)):
        word = words[place]
        if not word:
            return
        if opened:
            opened = word != "}"
            continue
        name = word.lstrip("!")
        if name == "{":
            opened = True
            yield Typed(place + 1, "criterion")
        elif name and name != "||" and name.lower() != "or":
            yield Typed(place, "acl_term", len(word) - len(name))


def _of_parameters(statement: WithParams) -> Iterator[Typed]:
    """The values of parameters that are, or may hold, names; most lines have none of these."""
    vocabulary = type(statement).vocabulary()
    words = statement._words
    if _NAMING_PARAMETERS.isdisjoint(words) and (
        "(" not in "\n".join(words) or _NAMING_PARAMETERS.isdisjoint(word.partition("(")[0] for word in words)
    ):
        return
    place = statement.first_param
    for param in statement.params:
        row = vocabulary.row(param.keyword)
        if row is not None:
            kinds = (PARAMETERS[row.name],) if row.name in PARAMETERS else row.parts
            for index, kind in enumerate(kinds[: len(param.values)]):
                if kind in _WANTED:
                    yield Typed(place + 1 + index, kind)
        place += 1 + len(param.values)


def _naming_parameters() -> frozenset[str]:
    from haproxy_model.schema.bind import BIND
    from haproxy_model.schema.server import SERVER

    return frozenset(row.name for row in (*SERVER, *BIND) if row.name in PARAMETERS or _WANTED.intersection(row.parts))


_NAMING_PARAMETERS = _naming_parameters()
