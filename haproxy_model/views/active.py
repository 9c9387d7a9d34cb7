"""The lines that HAProxy executes: outside `.if` blocks, and in branches that are taken (language reference, 3).

A branch that nobody can decide is taken or left out as the caller says, so that rules can be asked about both.
Where the environment is known, a line with variables is given as HAProxy reads it: `model.derived`, made here alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, cast

from haproxy_model.model.blocks import has_directives
from haproxy_model.model.branches import MAX_NESTING
from haproxy_model.model.config import Config, File
from haproxy_model.model.line import Line, Statement
from haproxy_model.model.line_index import Lines
from haproxy_model.model.section import Section
from haproxy_model.records import NamedTuple
from haproxy_model.schema.islands import SIGNS as ISLAND_SIGNS
from haproxy_model.schema.quirks import IF_EXPRESSIONS
from haproxy_model.schema.variables import DIFFERING
from haproxy_model.values.unread import Unread
from haproxy_model.views.target import target

if TYPE_CHECKING:
    from haproxy_model.model.expansion import Environment
    from haproxy_model.values.predicate import Formula

#: Longer values that lines make of variables are not followed: one could double with every line.
MAX_VALUE = 1000
_BLOCK_WORDS = (".if", ".elif", ".else", ".endif")
#: Lines of `global` that set variables, which the lines below them see.
ENVIRONMENT_WORDS = frozenset(("setenv", "presetenv", "unsetenv", "resetenv"))


class Directive(NamedTuple):
    """A line that begins with a dot, as HAProxy meets it."""

    statement: Statement
    #: whether HAProxy executes it; None where nobody knows
    live: bool | None
    #: "orphan", "after-else" or "too-deep" where it has no place
    problem: str | None = None
    #: the `.if` of the block that it continues or ends
    opening: Statement | None = None
    #: its condition, where HAProxy reads it and the variables in it are known
    condition: Formula | Unread | None = None


class _Block:
    """An open block: what came before in the chain, and the branch that the lines now lie in; None is unknown."""

    __slots__ = ("has_else", "opening", "outer", "state", "taken")

    def __init__(self, opening: Statement, outer: bool | None) -> None:
        self.opening = opening
        #: whether the lines around the block are executed
        self.outer = outer
        #: whether a branch was taken
        self.taken: bool | None = False
        #: whether the lines of the present branch are executed
        self.state: bool | None = False
        self.has_else = False


def active_of(
    config: Config,
    *,
    version: str,
    environment: Mapping[str, str] | None,
    features: Collection[str] | None = None,
    undecided: bool = True,
    islands: bool = False,
) -> Active:
    """The active lines of a configuration, worked out once until the next edit; see `Active` for the arguments."""
    given = None if environment is None else frozenset(environment.items())
    question = ("active", target(version), given, None if features is None else frozenset(features), undecided, islands)
    return config._remembered(
        question,
        lambda: Active(
            config,
            version=version,
            environment=environment,
            features=features,
            undecided=undecided,
            islands=islands,
        ),
    )


class Active(Lines):
    """The active sections and statements of a configuration under a version, environment and features.

    Args:
        config: the configuration.
        version: the HAProxy version; that of one release is judged as its line.
        environment: the variables at the start; None is unknown.
        features: the build features that are present; None assumes every one.
        undecided: whether a branch counts whose condition cannot be decided.
        islands: whether a variable that nobody knows stands for what a template or a person has still to fill in.
    """

    def __init__(
        self,
        config: Config,
        *,
        version: str,
        environment: Mapping[str, str] | None,
        features: Collection[str] | None = None,
        undecided: bool = True,
        islands: bool = False,
    ) -> None:
        super().__init__()
        self._signs = (*DIFFERING, *ISLAND_SIGNS) if islands else DIFFERING
        self._islands = islands
        self.config = config
        #: the line of releases by which all is judged: "2.6" for "2.6.12"
        self.version = target(version)
        #: what was given, and what lines have made of it by the end
        self.given = environment
        self.environment = None if environment is None else dict(environment)
        self._derived: dict[int, Statement] = {}
        self._derived_sections: dict[int, Section] = {}
        #: variables that some line sets to what nobody knows
        self.unsure: set[str] = set()
        self._features = features
        self._undecided = undecided
        #: whether some branch could not be decided
        self.has_undecided = False
        #: the directives of all files, in order
        self.directives: list[Directive] = []
        #: the `.if` lines that their file never closes
        self.unclosed: list[Statement] = []
        #: the lines that lie in branches which nobody can decide
        self._doubtful: set[int] = set()
        for file in config.files:
            if has_directives(file):
                self._read_directed(file)
            else:
                self._read_plain(file)

    @cached_property
    def is_part(self) -> bool:
        """Whether this is a part of a configuration: what proxies inherit may stand in another file."""
        return not any(True for _ in self.of_kind("global", "defaults"))

    @cached_property
    def texts(self) -> list[str]:
        """The text of each file; cheaper before the lines are read."""
        return [file.dumps() for file in self.config.files]

    @property
    def _may_differ(self) -> bool:
        """Whether some line may be read otherwise than it is written; True where no text is at hand to tell."""
        return "texts" not in self.__dict__ or self._has_signs

    @cached_property
    def _has_signs(self) -> bool:
        return any(sign in text for text in self.texts for sign in self._signs)

    def is_doubtful(self, line: Line) -> bool:
        """Whether a line lies in a branch which nobody can decide."""
        return id(line._written) in self._doubtful

    @cached_property
    def filled(self) -> list[Statement]:
        """The lines that are not read as they are written, in order."""
        every = [(section, self.statements(section)) for section in self.sections]
        if not self._derived:
            return []
        lines = (line for section, statements in every for line in (section.header, *statements))
        return [line for line in lines if line._written is not line]

    def as_read(self, line: Statement) -> Statement:
        """A line as HAProxy reads it: the values of variables put in, where they are known."""
        if line._section is not None:
            self.statements(line._section)
        return self._derived.get(id(line), line)

    def section_as_read(self, section: Section) -> Section:
        """A section with the header as HAProxy reads it."""
        return self._derived_sections.get(id(section), section)

    def _add_section(self, section: Section, statements: list[Statement]) -> None:
        self.sections.append(section)
        self._statements[id(section)] = self._statements[id(section._written)] = statements
        # Whether it sets variables was asked of the lines as they are written.
        self._by_word.pop(id(section), None)
        self._keywords.pop(id(section), None)

    def _section_filled(self, section: Section) -> Section:
        """A section with the values of variables put in its header."""
        if not any(sign in section._header_text for sign in DIFFERING):
            return section
        from haproxy_model.model.filling import filled_section

        made = filled_section(section, self._environment)
        if made is not section:
            self._derived_sections[id(section)] = made
            self._remember(section.header, made.header)
        return made

    def _filled(self, statement: Statement, section: Section) -> Statement:
        """A line as HAProxy reads it."""
        from haproxy_model.model.filling import filled_line

        line = statement
        if self._islands:
            from haproxy_model.model.island_lines import island_line

            line = island_line(statement, section)
        if line is statement:
            line = filled_line(statement, section, self._environment)
        if line is not statement:
            self._remember(statement, line)
        return line

    def _remember(self, written: Statement, line: Statement) -> None:
        self._derived[id(written)] = line

    @property
    def _environment(self) -> Environment:
        from haproxy_model.model.expansion import Environment

        return Environment(self.environment, self.unsure, self.version)

    def _read_plain(self, file: File) -> None:
        """Follow a file without `.if` blocks: a section is read when somebody asks for its lines.

        Where lines set variables, what a line comes to depends on those above it: all are read at once.
        """
        self.orphans += _statements(file.preamble)
        sections = list(file.sections)
        sets = {id(each) for each in sections if each.kind == "global" and self._may_set(each)}
        for section in sections:
            made = self._section_filled(section)
            if not sets and made is section:
                self.sections.append(section)
                continue
            self._add_section(made, [])
            for statement in self._as_read(_statements(section), made):
                self._statements[id(made)].append(statement)
                if id(section) in sets:
                    self._set(statement, sure=True)

    def _may_set(self, section: Section) -> bool:
        return any(self.may_have(section, word) for word in ENVIRONMENT_WORDS)

    def _as_read(self, statements: list[Statement], section: Section) -> Iterator[Statement]:
        """The lines of a section as HAProxy reads them, one after the other."""
        differing = self._differing(statements) if section._written is section else range(len(statements))
        if not differing:
            yield from statements
            return
        for place, statement in enumerate(statements):
            yield self._filled(statement, section) if place in differing else statement

    def _differing(self, statements: list[Statement]) -> Collection[int]:
        """The places of the lines that HAProxy may read otherwise than they are written."""
        found = {place for place, line in enumerate(statements) if line._is_changed}
        texts = [line._text for line in statements]
        together = "\n".join(texts)
        for sign in self._signs:
            if sign in together:
                found.update([place for place, text in enumerate(texts) if sign in text])
        return found

    def statements(self, section: Section) -> list[Statement]:
        """The statements of a section, directives left out."""
        found = self._statements.get(id(section))
        if found is not None:
            return found
        if section.config is not self.config or not section.kind or has_directives(cast(File, section.file)):
            return []
        found = _statements(section)
        if self._may_differ:
            found = list(self._as_read(found, section))
        self._statements[id(section)] = found
        return found

    def may_have(self, section: Section, word: str) -> bool:
        """Whether a line of a section may begin with a word; a section that is not read yet stays so where none may."""
        if section._is_read or id(section) in self._statements:
            return word in self.first_words(section)
        return any(sign in text for text in section._written._lines for sign in (word, '"', "'", "\\"))

    def _read_directed(self, file: File) -> None:
        stack: list[_Block] = []
        state: bool | None = True
        target: Section | None = None
        for section in file._blocks():
            if section.kind and self._counts(state, section.header):
                target = self._section_filled(section)
                self._add_section(target, [])
            for statement in _statements(section):
                word = statement._first
                if word[:1] == ".":
                    state = self._direct(statement, word, stack, state)
                elif state is False or not self._counts(state, statement):
                    continue
                elif target is None:
                    self.orphans.append(statement)
                else:
                    if target._written is not target or self._differing([statement]):
                        statement = self._filled(statement, target)
                        word = statement._first
                    self._statements[id(target)].append(statement)
                    if word in ENVIRONMENT_WORDS and target.kind == "global":
                        self._set(statement, sure=state is True)
        self.unclosed += [block.opening for block in stack[:MAX_NESTING]]

    def _counts(self, state: bool | None, statement: Statement) -> bool:
        """Whether a line is among the active ones; one that nobody can decide is noted."""
        if state is not None:
            return state
        self._doubtful.add(id(statement))
        return self._undecided

    def _direct(self, statement: Statement, word: str, stack: list[_Block], state: bool | None) -> bool | None:
        """Follow a directive; gives whether the lines behind it are executed."""
        if state is None:
            self._doubtful.add(id(statement))
        if word not in _BLOCK_WORDS:
            self.directives.append(Directive(statement, state))
            return state
        if word == ".if":
            stack.append(_Block(statement, state))
            condition = self._enter(statement, stack[-1]) if state is not False else None
            problem = "too-deep" if len(stack) == MAX_NESTING + 1 else None
            self.directives.append(Directive(statement, state, problem, statement, condition))
            return stack[-1].state
        if not stack:
            self.directives.append(Directive(statement, state, "orphan"))
            return state
        block = stack[-1]
        condition = None
        problem = "after-else" if block.has_else and word != ".endif" else None
        if word == ".elif":
            block.state = False
            if block.outer is not False and block.taken is not True:
                condition = self._enter(statement, block)
        elif word == ".else":
            block.state = _both(block.outer, None if block.taken is None else not block.taken)
            block.taken = block.has_else = True
            self._note(block.state)
        else:
            stack.pop()
        self.directives.append(Directive(statement, block.outer, problem, block.opening, condition))
        return block.outer if word == ".endif" else block.state

    def _enter(self, statement: Statement, block: _Block) -> Formula | Unread | None:
        """Read the condition of an `.if` or `.elif` that HAProxy may come to, and enter its branch."""
        from haproxy_model.values.predicate import read_predicate
        from haproxy_model.views.predicates import Known, truth

        text = self._expression(statement)
        condition = None if text is None else read_predicate(text)
        value: bool | None = None
        if condition is not None:
            known = Known(self.version, self.environment, self._features, self.unsure)
            value = None if isinstance(condition, Unread) else truth(condition, known)
        block.state = _both(block.outer, _both(value, None if block.taken is None else not block.taken))
        block.taken = True if value is True else None if value is None else block.taken
        self._note(block.state)
        return condition

    def _note(self, state: bool | None) -> None:
        self.has_undecided = self.has_undecided or state is None

    def _expression(self, statement: Statement) -> str | None:
        """The words that follow `.if`, variables replaced; None where one is unknown."""
        said = self.directive_words(statement)
        if said is None:
            return None
        return " ".join(said[1:] if IF_EXPRESSIONS.holds(self.version) else said[1:2])

    def directive_words(self, statement: Statement) -> tuple[str, ...] | None:
        """The words of a directive with values put in; None where one is unknown."""
        if not statement._has_variables:
            return (statement.keyword, *statement.arguments)
        from haproxy_model.model.expansion import filled

        return filled(statement.text, self._environment).known

    def _set(self, statement: Statement, *, sure: bool) -> None:
        """Follow `setenv` and its kin, which later lines see."""
        environment, keyword, arguments = self.environment, statement._first, statement.arguments
        if environment is None or keyword not in ENVIRONMENT_WORDS:
            return
        is_long = statement._written is not statement and max(map(len, arguments), default=0) > MAX_VALUE
        if not sure or is_long or statement._has_variables:
            self.unsure.update(environment if keyword == "resetenv" else map(str, arguments))
        elif keyword in ("setenv", "presetenv") and len(arguments) == 2:
            if keyword == "setenv" or arguments[0] not in environment:
                environment[arguments[0]] = arguments[1]
                self.unsure.discard(arguments[0])
        elif keyword == "unsetenv":
            for name in arguments:
                environment.pop(name, None)
                self.unsure.discard(name)
        elif keyword == "resetenv":
            self.environment = {name: value for name, value in environment.items() if name in arguments}


def _statements(section: Section) -> list[Statement]:
    return cast("list[Statement]", [line for line in section._read() if line.__class__ is not Line])


def _both(first: bool | None, second: bool | None) -> bool | None:
    if first is False or second is False:
        return False
    return None if first is None or second is None else True
