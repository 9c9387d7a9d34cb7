"""The lines that HAProxy executes: outside `.if` blocks, and in branches that are taken (language reference, 3).

A branch that nobody can decide is taken or left out as the caller says, so that rules can be asked about both.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, cast

from haproxy_model.model.blocks import has_directives
from haproxy_model.model.branches import MAX_NESTING
from haproxy_model.model.config import Config, File
from haproxy_model.model.line import Line, Statement
from haproxy_model.model.section import Section
from haproxy_model.schema.quirks import IF_EXPRESSIONS
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.unread import Unread
from haproxy_model.views.lines import Lines
from haproxy_model.views.target import target

if TYPE_CHECKING:
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
) -> Active:
    """The active lines of a configuration, worked out once until the next edit; see `Active` for the arguments."""
    given = None if environment is None else frozenset(environment.items())
    question = ("active", target(version), given, None if features is None else frozenset(features), undecided)
    return config._remembered(
        question,
        lambda: Active(config, version=version, environment=environment, features=features, undecided=undecided),
    )


class Active(Lines):
    """The active sections and statements of a configuration under a version, environment and features.

    Args:
        config: the configuration.
        version: the HAProxy version; that of one release is judged as its line.
        environment: the variables at the start; None is unknown.
        features: the build features that are present; None assumes every one.
        undecided: whether a branch counts whose condition cannot be decided.
    """

    def __init__(
        self,
        config: Config,
        *,
        version: str,
        environment: Mapping[str, str] | None,
        features: Collection[str] | None = None,
        undecided: bool = True,
    ) -> None:
        super().__init__()
        self.config = config
        #: the line of releases by which all is judged: "2.6" for "2.6.12"
        self.version = target(version)
        self.environment = None if environment is None else dict(environment)
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
    def texts(self) -> list[str]:
        """The text of each file; cheaper before the lines are read."""
        return [file.dumps() for file in self.config.files]

    def is_doubtful(self, line: Line) -> bool:
        """Whether a line lies in a branch which nobody can decide."""
        return id(line) in self._doubtful

    def _read_plain(self, file: File) -> None:
        """Follow a file without `.if` blocks: each section is read when somebody asks for its lines."""
        self.orphans += _statements(file.preamble)
        for section in file.sections:
            self.sections.append(section)
            if section.kind == "global" and not ENVIRONMENT_WORDS.isdisjoint(self.first_words(section)):
                for statement in self.statements(section):
                    self._set(statement._words, sure=True)

    def statements(self, section: Section) -> list[Statement]:
        """The statements of a section, directives left out."""
        found = self._statements.get(id(section))
        if found is not None:
            return found
        if section.config is not self.config or not section.kind or has_directives(cast(File, section.file)):
            return []
        found = self._statements[id(section)] = _statements(section)
        return found

    def may_have(self, section: Section, word: str) -> bool:
        """Whether a line of a section may begin with a word; a section that is not read yet stays so where none may."""
        if section._is_read or id(section) in self._statements:
            return word in self.first_words(section)
        return any(sign in text for text in section._lines for sign in (word, '"', "'", "\\"))

    def _read_directed(self, file: File) -> None:
        stack: list[_Block] = []
        state: bool | None = True
        target: Section | None = None
        for section in file._blocks():
            if section.kind and self._counts(state, section.header):
                target = section
                self.sections.append(section)
                self._statements[id(section)] = []
            for statement in _statements(section):
                word = statement._words[0]
                if word[:1] == ".":
                    state = self._direct(statement, word, stack, state)
                elif state is False or not self._counts(state, statement):
                    continue
                elif target is None:
                    self.orphans.append(statement)
                else:
                    self._statements[id(target)].append(statement)
                    if word in ENVIRONMENT_WORDS and target.kind == "global":
                        self._set(statement._words, sure=state is True)
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

        text = self._expression(statement._words)
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

    def _expression(self, words: tuple[str, ...]) -> str | None:
        """What stands behind `.if`, variables replaced; None where one is unknown."""
        from haproxy_model.views.expansion import expand

        read = words[1:] if IF_EXPRESSIONS.holds(self.version) else words[1:2]
        expanded = expand(read, self.environment, self.unsure) if self.environment is not None else _plain(read)
        return None if expanded is None else " ".join(expanded)

    def _set(self, words: tuple[str, ...], *, sure: bool) -> None:
        """Follow `setenv` and its kin, which later lines see."""
        from haproxy_model.views.expansion import expand

        environment = self.environment
        if environment is None or words[0] not in ENVIRONMENT_WORDS:
            return
        keyword, arguments = words[0], expand(words[1:], environment, self.unsure)
        if arguments is None or not sure or max(map(len, arguments), default=0) > MAX_VALUE > len(words[-1]):
            self.unsure.update(environment if keyword == "resetenv" else words[1:] if arguments is None else arguments)
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


def _plain(words: tuple[str, ...]) -> list[str] | None:
    """The words, where no variable stands in them."""
    return None if any(isinstance(word, Expandable) for word in words) else list(words)
