"""The files that the active lines name, and that HAProxy opens while it reads them."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.model.bind import BindParams
from haproxy_model.model.line import Statement
from haproxy_model.model.params import WithParams
from haproxy_model.reading.walker import Role
from haproxy_model.records import NamedTuple
from haproxy_model.schema.actions import HTTP_RULESETS
from haproxy_model.schema.named_files import LINES, MAP, PARAMETERS, PATTERNS, PLAIN, REPLIES, REPLY, NamedFile
from haproxy_model.syntax.words import Expandable
from haproxy_model.views.active import Active
from haproxy_model.views.expressions import line_expressions

#: (first word of a line, the word before the file) -> the file
_LED = {
    **{(keyword, word): REPLY for keyword in (*HTTP_RULESETS, "http-error") for word in REPLIES},
    ("filter", "config"): NamedFile("the configuration of an SPOE filter"),
}


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
    reading = line._reading
    place, row = LINES.get(line.keyword, (0, None))
    name = line._argument(place) if row is not None and line.prefix is None else None
    if name is not None and row is not None:
        yield Use(line, place, name, row)
    if isinstance(line, WithParams):
        yield from _of_parameters(line)
    for part in reading.parts:
        row = _LED.get((line.keyword, part.leader))
        if row is not None and part.role is Role.ARGUMENT:
            yield Use(line, part.start, reading.text(part), row)
    yield from _of_criteria(line)
    for found in line_expressions(line):
        for call in found.converters:
            if (call.name == "map" or call.name.startswith("map_")) and call.arguments:
                yield Use(line, found.word, call.arguments[0], MAP, converter=call.name)


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
