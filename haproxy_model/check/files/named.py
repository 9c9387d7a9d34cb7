"""The files that the active lines name, and that HAProxy opens while it reads them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from haproxy_model.model.bind import BindParams
from haproxy_model.model.line import Statement
from haproxy_model.model.params import WithParams
from haproxy_model.schema.actions import HTTP_RULESETS
from haproxy_model.schema.named_files import LINES, MAP, PARAMETERS, PATTERNS, PLAIN, REPLIES, REPLY, NamedFile
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.expression import Expression, read_expression
from haproxy_model.views.active import Active

_RULES = frozenset((*HTTP_RULESETS, "http-error"))


class Use(NamedTuple):
    """A file as a line names it."""

    line: Statement
    #: the word of the line
    place: int
    #: the name as written, without what only says that it is a file
    name: str
    row: NamedFile
    #: for a file of patterns: criterion, flags and method, without the file and the patterns of the line
    criterion: tuple[str, ...] = ()
    #: for a map: the converter that reads it
    converter: str = ""


def named_files(active: Active) -> Iterator[Use]:
    """Every file that a line names for sure: no word with variables, nothing that names no file."""
    for section in active.sections:
        for line in active.statements(section):
            for use in _of_line(line):
                if (
                    not isinstance(use.name, Expandable)
                    and use.name
                    and not use.name.startswith(use.row.others or ("\0",))
                ):
                    yield use._replace(name=use.name.removeprefix(PLAIN))


def _of_line(line: Statement) -> Iterator[Use]:
    words = line._words
    if words[0] in LINES:
        place, row = LINES[words[0]]
        if len(words) > place:
            yield Use(line, place, words[place], row)
    if isinstance(line, WithParams):
        yield from _of_parameters(line)
    elif words[0] in _RULES:
        for place in range(2, len(words)):
            if words[place - 1] in REPLIES:
                yield Use(line, place, words[place], REPLY)
    elif words[:2] == ("filter", "spoe") and (config := line._reading.keyword("config")) and config + 1 < len(words):
        yield Use(line, config + 1, words[config + 1], NamedFile("the configuration of an SPOE filter"))
    yield from _of_criteria(line)
    for place, word in enumerate(words):
        if "map" in word and "(" in word:
            yield from _of_maps(line, place, word)


def _of_parameters(line: WithParams) -> Iterator[Use]:
    kind = "bind" if isinstance(line, BindParams) else "server"
    for place, param in line._placed_params():
        row = PARAMETERS.get((kind, param.keyword))
        if row is not None and param.values:
            yield Use(line, place + 1, param.values[0], row)


def _of_criteria(line: Statement) -> Iterator[Use]:
    for first, _, criterion in line._reading.criteria:
        flags: list[str] = list(criterion[:1])
        files: list[int] = []
        place = 1
        while place < len(criterion) and criterion[place][:1] == "-" and criterion[place] != "--":
            takes = 2 if criterion[place] in ("-f", "-m", "-u") else 1
            if criterion[place] == "-f":
                files.append(place + 1)
            else:
                flags += criterion[place : place + takes]
            place += takes
        for place in files:
            if place < len(criterion):
                yield Use(line, first + place, criterion[place], PATTERNS, tuple(flags))


def _of_maps(line: Statement, place: int, word: str) -> Iterator[Use]:
    """The maps of the converters of a word: it is an expression, or has some between brackets."""
    parts = [part.partition("]")[0] for part in word.split("%[")[1:]] if "%[" in word else [word]
    for part in parts:
        read = read_expression(part)
        if isinstance(read, Expression):
            for call in read.converters:
                if (call.name == "map" or call.name.startswith("map_")) and call.arguments:
                    yield Use(line, place, call.arguments[0], MAP, converter=call.name)
