"""The flags that a server line starts from: those of the `default-server` lines above it and of its `defaults` (5.2).

A flag counts where HAProxy may have it: what stands in a branch of `.if` is as good as there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

from haproxy_model.model.blocks import has_directives
from haproxy_model.model.line import Statement
from haproxy_model.model.parameter_attributes import undoing
from haproxy_model.reading.parameters import vocabulary
from haproxy_model.schema.sections import PROXIES

if TYPE_CHECKING:
    from haproxy_model.model.config import Config
    from haproxy_model.model.section import Section

_LINES, _PARENTS = "default-server lines", "parents of proxies"


class _DefaultLines:
    """The `default-server` lines of a section, kept among its indexes until one of them changes."""

    __slots__ = ("_early", "_section", "answers", "is_simple", "lines", "may_inherit", "token")

    def __init__(self, section: Section) -> None:
        lines = section._read()
        self.lines = [line for line in lines if isinstance(line, Statement) and line._words[0] == "default-server"]
        self._section = section
        #: how many of them are above a line, by the identity of those that are above the last of them
        self._early: dict[int, int] | None = None
        self.begin(None)

    def begin(self, token: object) -> None:
        """Forget what hangs on other sections, too."""
        #: what `Config._starting` was then
        self.token = token
        config = self._section.config
        self.may_inherit = token is not None and _has_parents_with_lines(self._section)
        #: whether no `.if` is anywhere, so that each flag has one answer for all lines behind so many of them
        self.is_simple = config is None or not any(map(has_directives, config._files))
        self.answers: dict[tuple[str, int], bool] = {}

    def note(self, member: object) -> bool:
        """Take note of a line that came, went, moved or changed; gives whether these are still the lines."""
        self._early = None
        if not isinstance(member, Statement):
            return True
        if member._words[0] != "default-server" and not any(line is member for line in self.lines):
            return True
        config = self._section.config
        if config is not None:
            config._starting = object()
        return False

    def above(self, statement: Statement) -> int:
        """How many of them are above a line of the section."""
        if self._early is None:
            self._early, count = {}, 0
            for line in self._section._read() if self.lines else ():
                self._early[id(line)] = count
                count += line is self.lines[count]
                if count == len(self.lines):
                    break
        return self._early.get(id(statement), len(self.lines))


class _Parents:
    """The `defaults` section that each section starts from, kept among the indexes until a section changes."""

    __slots__ = ("_before", "_first")

    def __init__(self, config: Config) -> None:
        self._first: dict[int, Section] = {}
        #: the one before a `defaults`, of the same name or of any
        self._before: dict[tuple[int, str | None], Section] = {}
        named: dict[str | None, Section] = {}
        for section in config.sections:
            if section.kind not in PROXIES:
                continue
            wanted = section.from_defaults
            if wanted in named and (wanted is not None or section.kind != "defaults"):
                self._first[id(section)] = named[wanted]
            if section.kind == "defaults":
                for name in {None, section.name}:
                    if name in named:
                        self._before[id(section), name] = named[name]
                    named[name] = section

    def note(self, member: object) -> bool:
        """Whether they are still the same: a section came, went, moved or has another header."""
        return False

    def of(self, section: Section) -> Iterator[Section]:
        """Those of which a section starts from one, as the branches of `.if` decide, the last one first."""
        found, wanted = self._first.get(id(section)), section.from_defaults
        while found is not None:
            yield found
            found = self._before.get((id(found), wanted))


def is_inherited(statement: Statement, section: Section, flag: str) -> bool:
    """Whether a server line starts from a flag, by its attribute, that it does not name itself."""
    statement, section = statement._written, section._written
    own, config = _lines_of(section), section.config
    token = None if config is None else config._starting
    if own.token is not token:
        own.begin(token)
    if not own.lines and not own.may_inherit:
        section._nothing = token
        return False
    count = own.above(statement) if own.lines else 0
    answer = own.answers.get((flag, count)) if own.is_simple else None
    if answer is None:
        answer = own.answers[flag, count] = _starts_with(statement, section, own.lines[:count], own.may_inherit, flag)
    return answer


def _starts_with(statement: Statement, section: Section, lines: list[Statement], may_inherit: bool, flag: str) -> bool:
    if vocabulary("server").attributes[flag].negates:
        return False  # such a word counts where it is
    opposite = undoing(flag)
    said = _said(lines, statement, flag, opposite)
    if said is not None or not may_inherit:
        return bool(said)
    parents = _parents_of(cast("Config", section.config))
    waiting, seen = [parents.of(section)], set()
    while waiting:
        parent = next(waiting[-1], None)
        if parent is None:
            waiting.pop()
            continue
        counts = None if id(parent) in seen else _counts(parent.header, statement)
        seen.add(id(parent))
        if counts is None:
            continue
        said = _said(_lines_of(parent).lines, statement, flag, opposite)
        if said:
            return True
        if counts:
            waiting.pop()
        if said is None:
            waiting.append(parents.of(parent))
    return False


def _has_parents_with_lines(section: Section) -> bool:
    """Whether a `defaults` section that a proxy may start from has such lines."""
    if section.kind not in PROXIES or section.config is None:
        return False
    parents = _parents_of(section.config)
    waiting, seen = [section], set()
    while waiting:
        for parent in parents.of(waiting.pop()):
            if id(parent) not in seen:
                if _lines_of(parent).lines:
                    return True
                seen.add(id(parent))
                waiting.append(parent)
    return False


def _said(lines: list[Statement], statement: Statement, flag: str, opposite: str) -> bool | None:
    """Whether some lines have a flag, for another that starts from them; None where none says so for certain."""
    for line in reversed(lines):
        has = cast(Any, line)._value
        if has(flag) is not None:
            if _counts(line, statement) is not None:
                return True
        elif opposite and has(opposite) is not None and _counts(line, statement):
            return False
    return None


def _counts(line: Statement, statement: Statement) -> bool | None:
    """Whether a line is read whenever another is; None where they are never read together."""
    given = line.conditions
    if not given:
        return True
    wanted = dict(statement.conditions)
    if any(wanted.get(expression, truth) is not truth for expression, truth in given):
        return None
    return all(expression in wanted for expression, _ in given)


def _lines_of(section: Section) -> _DefaultLines:
    found = section._indexes.get(_LINES)
    if found is None:
        found = section._indexes[_LINES] = _DefaultLines(section)
    return cast(_DefaultLines, found)


def _parents_of(config: Config) -> _Parents:
    found = config._indexes.get(_PARENTS)
    if found is None:
        found = config._indexes[_PARENTS] = _Parents(config)
    return cast(_Parents, found)
