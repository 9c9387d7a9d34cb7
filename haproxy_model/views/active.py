"""The lines that HAProxy executes: those outside `.if` blocks and those in branches that are taken.

Without blocks that is every line.  A branch that nobody can decide is taken or left out as the caller says, so that rules
can be asked about both.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TypeVar

from haproxy_model.model.branches import Branch, walk
from haproxy_model.model.config import Config, File
from haproxy_model.model.line import Statement
from haproxy_model.model.section import Section

from haproxy_model.values.predicate import read_predicate
from haproxy_model.values.unread import Unread
from haproxy_model.views.predicates import Known, truth

S = TypeVar("S", bound=Statement)

_VARIABLE = re.compile(r"\$\{(\.?[A-Za-z0-9_]+)(\[\*\])?(?:-([^}]*))?\}|\$(\.?[A-Za-z0-9_]+)")


class Active:
    """The active sections and statements of a configuration under a version, environment and features.

    Args:
        config: the configuration.
        version: the HAProxy version.
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
        self.config = config
        self.version = version
        self._environment = None if environment is None else dict(environment)
        self._features = features
        self._undecided = undecided
        #: whether some branch could not be decided
        self.has_undecided = False
        self.sections: list[Section] = []
        #: the files that have directives
        self.directed: list[File] = []
        #: section -> its active statements
        self._statements: dict[int, list[Statement]] = {}
        for file in config.files:
            self._read_file(file)

    def statements(self, section: Section) -> list[Statement]:
        """The active statements of a section, directives left out."""
        return self._statements.get(id(section), [])

    def of_family(self, section: Section, family: type[S]) -> list[S]:
        """The active statements of one family."""
        return [statement for statement in self.statements(section) if isinstance(statement, family)]

    def of_kind(self, *kinds: str) -> Iterator[Section]:
        """The active sections of some kinds."""
        return (section for section in self.sections if section.kind in kinds)

    def _read_file(self, file: File) -> None:
        blocks = {
            id(section): [line for line in section._read() if isinstance(line, Statement)] for section in file._blocks()
        }
        if not any(statement._words[0][:1] == "." for block in blocks.values() for statement in block):
            self.sections += file._sections
            self._statements.update(blocks)
            return
        self.directed.append(file)
        decided: dict[tuple[Branch, ...], bool] = {(): True}
        target: Section | None = None
        for section, statement, branches, _ in walk(file):
            if branches not in decided:
                decided[branches] = decided[branches[:-1]] and self._taken(branches[-1])
            if statement is section._header:
                if decided[branches]:
                    target = section
                    self.sections.append(section)
                    self._statements[id(section)] = []
            elif decided[branches] and target is not None and statement._words[0][:1] != ".":
                self._statements[id(target)].append(statement)
                if target.kind == "global":
                    self._set(statement._words)

    def _taken(self, branch: Branch) -> bool:
        earlier = [self._truth(expression) for expression in branch.earlier]
        if True in earlier:
            return False
        own = True if branch.own is None else self._truth(branch.own)
        if own is False:
            return False
        if own is None or None in earlier:
            self.has_undecided = True
            return self._undecided
        return True

    def _truth(self, expression: str) -> bool | None:
        known = Known(self.version, self._environment, self._features)
        text = self._expand(expression)
        if text is None:
            return None
        formula = read_predicate(text)
        return None if isinstance(formula, Unread) else truth(formula, known)

    def _expand(self, expression: str) -> str | None:
        """The expression with its variables replaced; None where one is unknown."""
        if "$" not in expression:
            return expression
        if self._environment is None:
            return None
        environment = self._environment

        def value(match: re.Match[str]) -> str:
            name, default = match.group(1) or match.group(4), match.group(3)
            return environment.get(name, default or "")

        return _VARIABLE.sub(value, expression)

    def _set(self, words: Iterable[str]) -> None:
        """Follow `setenv` and its kin, which later lines see."""
        if self._environment is None:
            return
        keyword, *arguments = words
        if keyword == "setenv" and len(arguments) == 2:
            self._environment[arguments[0]] = arguments[1]
        elif keyword == "presetenv" and len(arguments) == 2:
            self._environment.setdefault(arguments[0], arguments[1])
        elif keyword == "unsetenv":
            for name in arguments:
                self._environment.pop(name, None)
        elif keyword == "resetenv":
            self._environment = {k: v for k, v in self._environment.items() if k in arguments}


