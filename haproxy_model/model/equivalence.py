"""Whether two parts of configurations say the same.

Each part has one form (`model.meaning` for lines): its lines in the rows in which their order matters.  Two parts say
the same if their forms are equal; `model.differences` says of two forms how they differ.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterator, Mapping
from typing import Final, Literal

from haproxy_model.errors import UnknownName, near, wrong_kind
from haproxy_model.model.config import Config
from haproxy_model.model.given import given_flag, given_names
from haproxy_model.model.line import Line, Statement
from haproxy_model.model.meaning import Meaning, meaning, read_line
from haproxy_model.model.section import Section
from haproxy_model.reading.parameters import vocabulary
from haproxy_model.records import NamedTuple
from haproxy_model.schema.keywords import KEYWORDS
from haproxy_model.schema.line_order import CAPTURES, REST, row_of_order
from haproxy_model.values.unread import Unread

#: The sections that keep no order among each other.
_FREE = frozenset(("frontend", "listen", "backend"))


class Options(NamedTuple):
    """What counts."""

    #: the version of HAProxy that reads both
    version: str
    #: whether no order counts
    ignore_order: bool
    #: the lines that do not count, by their full names or first words
    lines: frozenset[str]
    #: the parameters that do not count, by the first words of their lines
    parameters: Mapping[str, frozenset[str]]

    def meaning(self, section: str, words: tuple[str, ...]) -> Meaning:
        """What a line means."""
        return meaning(section, words, self.version, self.parameters.get(words[0], _NONE))


class Sequence(NamedTuple):
    """The lines of one row: what they mean, with what their places decide; and as they are."""

    labels: list[Hashable]
    lines: list[tuple[Meaning, Line]]


_NONE: frozenset[str] = frozenset()


def equivalent(first: object, second: object, options: Options) -> bool:
    """Whether two parts say the same.

    Raises:
        TypeError: they are no two statements, sections or configurations.
    """
    _require(first)
    _require(second)
    if isinstance(first, Statement) and isinstance(second, Statement):
        return line_form(first, second, options) == line_form(second, first, options)
    if isinstance(first, Section) and isinstance(second, Section):
        return first.kind == second.kind and section_form(first, options) == section_form(second, options)
    if isinstance(first, Config) and isinstance(second, Config):
        return config_form(first, options) == config_form(second, options)
    return False


def options_of(ignore: Collection[str], ignore_order: bool, version: str) -> Options:
    """The options, as they are given.

    Raises:
        UnknownName: there is no such line or parameter.
        TypeError: one is of the wrong kind.
    """
    given_names(ignore, "ignore", '["description", "server weight"]')
    given_flag(ignore_order, "ignore_order")
    lines: set[str] = set()
    parameters: dict[str, set[str]] = {}
    for name in ignore:
        first, _, parameter = name.partition(" ")
        line = _PARAMETERS.get(first)
        if line is not None and parameter and vocabulary(line).row(parameter) is not None:
            parameters.setdefault(first, set()).add(parameter)
        elif any(row.name == name or row.name.partition(" ")[0] == name for row in KEYWORDS):
            lines.add(name)
        else:
            example = 'write "timeout client" or "server weight"'
            raise UnknownName(f"no line or parameter is called {name!r}: {example}{near(name, _named_alike(first))}")
    frozen = {line: frozenset(names) for line, names in parameters.items()}
    return Options(version, ignore_order, frozenset(lines), frozen)


def _named_alike(first: str) -> list[str]:
    """What lines and parameters are called, those with a first word before all others."""
    line = _PARAMETERS.get(first)
    names = {row.name: row.name.partition(" ")[0] for row in KEYWORDS}
    own = [f"{first} {keyword}" for keyword in vocabulary(line).rows] if line is not None else []
    return [*own, *sorted(names, key=lambda name: names[name] != first)]


_PARAMETERS: Final[Mapping[str, Literal["server", "bind"]]] = {
    "server": "server",
    "default-server": "server",
    "server-template": "server",
    "bind": "bind",
}


def _require(part: object) -> None:
    if not isinstance(part, (Line, Section, Config)):
        raise wrong_kind("two statements, two sections or two configurations", part)


def line_form(line: Statement, other: Statement, options: Options) -> Meaning:
    """What a line means; a free one is read as in the section of the other."""
    home = _home(line) or _home(other)
    return options.meaning(home, line._words)


def _home(line: Statement) -> str:
    return line.home if line._section is None else line._section.kind


def section_form(section: Section, options: Options) -> Hashable:
    """A section in one form: its header, and the lines of each row."""
    rows = {
        row: frozenset(Counter(found.labels).items()) if options.ignore_order else tuple(found.labels)
        for row, found in rows_of(section, options).items()
    }
    return section.header._words if section.kind else None, frozenset(rows.items())


def config_form(config: Config, options: Options) -> Hashable:
    """A configuration in one form: its sections in their order, or those of each name in theirs."""
    sections: dict[Hashable, list[Hashable]] = {}
    for row, label, section in placed_sections(config, options):
        sections.setdefault(row, []).append((label, section_form(section, options)))
    if options.ignore_order:
        return frozenset((row, frozenset(Counter(found).items())) for row, found in sections.items())
    return frozenset((row, tuple(found)) for row, found in sections.items())


def placed_sections(config: Config, options: Options) -> Iterator[tuple[Hashable, Hashable, Section]]:
    """The sections: the row in which each keeps its order, what its place decides, and itself.

    Frontends, backends and listens may change places between two other sections, which may decide what they start
    from; nothing may where `.if` takes part.
    """
    sections = said_sections(config)
    is_fixed = not options.ignore_order and any(map(_is_fixed, sections))
    others = 0
    for section in sections:
        if section.kind in _FREE and not is_fixed:
            yield (section.kind, section.name), 0 if options.ignore_order else others, section
        else:
            others += 1
            yield REST, 0, section


def said_sections(config: Config) -> list[Section]:
    """The sections, and before them the lines of a file's preamble where these say something."""
    blocks = (block for file in config.files for block in file._blocks())
    return [block for block in blocks if block.kind or _saying(block)]


def rows_of(section: Section, options: Options) -> dict[Hashable, Sequence]:
    """The lines of a section in the rows in which their order matters."""
    lines = _saying(section)
    is_fixed = _is_fixed(section)
    found: dict[Hashable, Sequence] = {}
    acls: Counter[str] = Counter()
    for line in lines:
        if not isinstance(line, Statement):
            said = Meaning("", (line.text,))
            _put(found, REST, said, (), line)
            continue
        said = options.meaning(section.kind, line._words)
        if said.name in options.lines or said.name.partition(" ")[0] in options.lines:
            continue
        if is_fixed and not options.ignore_order:
            _put(found, REST, said, (), line)
            continue
        reading = read_line(section.kind, line._words)
        # HAProxy looks names of ACLs up as it reads a rule: how many of their lines are above it decides.
        above = (
            ()
            if options.ignore_order
            else tuple([(term.name, acls[term.name]) for term in reading.every_term if term.name is not None])
        )
        if said.name == "acl" and len(line._words) > 1:
            acls[line._words[1]] += 1
            _put(found, ("acl", line._words[1]), said, above, line)
            continue
        row = row_of_order(section.kind, said.name) if reading.row is not None else REST
        _put(found, row, said, above, line)
        if reading.action is not None and reading.name == CAPTURES and row != CAPTURES:
            _put(found, CAPTURES, said, above, line)
    return found


def _put(rows: dict[Hashable, Sequence], row: Hashable, said: Meaning, above: Hashable, line: Line) -> None:
    sequence = rows.get(row)
    if sequence is None:
        sequence = rows[row] = Sequence([], [])
    sequence.labels.append((said, above))
    sequence.lines.append((said, line))


def _is_fixed(section: Section) -> bool:
    """Whether no line of a section may change places: with `.if`, and where nobody knows what a line names."""
    return any(_fixes(section.kind, line) for line in _saying(section))


def _fixes(section: str, line: Line) -> bool:
    if not isinstance(line, Statement) or line._words[0][:1] == ".":
        return True
    # The fetch `acl()` names ACLs wherever an expression may be.
    if any("acl(" in word for word in line._words):
        return True
    if not line._has_variables:
        return False
    reading = read_line(section, line._words)
    return reading.row is None or reading.row.name == "acl" or isinstance(reading.clause, Unread)


def _saying(section: Section) -> list[Line]:
    """The lines that are neither blank nor comments."""
    return [line for line in section._read() if isinstance(line, Statement) or not (line.is_blank or line.is_comment)]
