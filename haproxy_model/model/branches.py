"""The `.if` blocks of a file, in document order and regardless of sections (language reference, 3.2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias

from attrs import define

from haproxy_model.model.blocks import directive_of, has_directives
from haproxy_model.model.line import Line, Statement
from haproxy_model.records import NamedTuple

if TYPE_CHECKING:
    from haproxy_model.model.config import File
    from haproxy_model.model.section import Section

#: The branches around a line, outermost first: the expression, and whether it must be true or false.
Conditions: TypeAlias = tuple[tuple[str, bool], ...]
#: HAProxy refuses blocks nested deeper.
MAX_NESTING = 99


class Branch(NamedTuple):
    """One branch of a block: its own condition (None for `.else`) must be true, those of the branches before false."""

    own: str | None
    before: Branch | None = None

    def conditions(self) -> Iterator[tuple[str, bool]]:
        """Each condition of the chain that counts, and the truth it must have, first branch first."""
        chain = [self]
        while chain[-1].before is not None:
            chain.append(chain[-1].before)
        for branch in reversed(chain):
            if branch.own is not None:
                yield branch.own, branch is self


@define
class _Block:
    """A block that is being read: whether its branches have some line."""

    #: each of the branches that are over
    before: bool
    #: the branch that is being read
    here: bool = False
    #: that one is the `.else`
    is_whole: bool = False


class Step(NamedTuple):
    """A header or statement as HAProxy meets it, and the branches that it lies in, outermost first."""

    section: Section
    statement: Statement
    branches: tuple[Branch, ...]


def walk(file: File) -> Iterator[Step]:
    """Every header and statement of a file with its branches; a branch's own directives lie outside of it."""
    stack: list[Branch] = []
    branches: tuple[Branch, ...] = ()
    for section in file._blocks():
        if section.kind:
            yield Step(section, section.header, branches)
        for line in section._read():
            if not isinstance(line, Statement):
                continue
            word = line._words[0]
            if word[:1] != "." or word not in (".if", ".elif", ".else", ".endif"):
                yield Step(section, line, branches)
                continue
            before = stack.pop() if word != ".if" and stack else None
            if word == ".if" or before is not None:
                yield Step(section, line, tuple(stack[:MAX_NESTING]))
            else:
                yield Step(section, line, ())
            if word == ".if" or (before is not None and word != ".endif"):
                stack.append(Branch(None if word == ".else" else " ".join(line._words[1:]), before))
            if len(stack) <= MAX_NESTING:
                branches = tuple(stack)


def conditions_at(file: File, section: Section, statement: Statement) -> tuple[tuple[str, bool], ...]:
    """The conditions under which HAProxy reads a statement: expression and the truth it must have, outermost first."""
    if not has_directives(file):
        return ()
    known = file._config._remembered(
        ("branches", id(file)), lambda: {id(step.statement): step.branches for step in walk(file) if step.branches}
    )
    return tuple(pair for branch in known.get(id(statement), ()) for pair in branch.conditions())


def never_together(first: Statement, second: Statement) -> bool:
    """Whether two lines stand in different branches of one `.if` block, so that HAProxy reads one of them at most."""
    return contradict(first.conditions, second.conditions)


def contradict(first: Conditions, second: Conditions) -> bool:
    """Whether two chains of conditions cannot hold together."""
    wanted = dict(first)
    return any(wanted.get(expression, truth) is not truth for expression, truth in second)


def rivals_of(lines: Sequence[Line], found: Sequence[Statement], *, is_first: bool) -> list[Statement]:
    """Those of some lines of a section of which HAProxy uses one, as the branches of `.if` that it takes decide.

    Args:
        lines: all the lines of the section.
        found: the lines of one setting, in order.
        is_first: whether the first that HAProxy reads counts, not the last.
    """
    branches = _branches_of(lines)
    # One that is read whenever another is read, and counts before it, leaves nothing to that.
    counting: set[tuple[int, ...]] = set()
    rivals = []
    for line in found if is_first else reversed(found):
        branch = branches.get(id(line), ())
        if not any(branch[:depth] in counting for depth in range(len(branch) + 1)):
            counting.add(branch)
            rivals.append(line)
    return rivals if is_first else rivals[::-1]


def always_read(lines: Sequence[Line], found: Sequence[Statement]) -> bool:
    """Whether HAProxy reads one of some lines of a section whatever branches of `.if` it takes there.

    Args:
        lines: all the lines of the section.
        found: the lines of one setting.
    """
    wanted = {id(line) for line in found}
    blocks: list[_Block] = []
    for line in lines:
        word = directive_of(line)
        counts = id(line) in wanted
        if word == ".if" or (word in (".elif", ".else") and not blocks):
            # Without its `.if` it belongs to a block that begins above the section.
            blocks.append(_Block(before=word == ".if"))
        elif word and blocks:
            block = blocks[-1]
            block.before, block.here = block.before and block.here, False
            if word == ".endif":
                counts = blocks.pop().before and block.is_whole
            block.is_whole = word == ".else"
        if counts and not blocks:
            return True
        if counts:
            blocks[-1].here = True
    return False


def _branches_of(lines: Sequence[Line]) -> dict[int, tuple[int, ...]]:
    """By the identity of each statement that lies in a branch: its branches, outermost first, each by a number."""
    found: dict[int, tuple[int, ...]] = {}
    stack: list[int] = []
    branch: tuple[int, ...] = ()
    for number, line in enumerate(lines):
        word = directive_of(line)
        if not word:
            if branch:
                found[id(line)] = branch
            continue
        # An `.else` without its `.if` belongs to a block that begins above the section.
        if word != ".if" and stack:
            stack.pop()
        if word != ".endif":
            stack.append(number)
        branch = tuple(stack[:MAX_NESTING])
    return found
