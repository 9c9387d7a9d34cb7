"""The `.if` blocks of a file, in document order and regardless of sections (language reference, 3.2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from haproxy_model.model.line import Statement

if TYPE_CHECKING:
    from haproxy_model.model.config import File
    from haproxy_model.model.section import Section

#: HAProxy refuses blocks nested deeper.
MAX_NESTING = 99


class Branch(NamedTuple):
    """One branch of a block: the conditions before it in the chain must be false, its own (None for `.else`) true."""

    earlier: tuple[str, ...]
    own: str | None


class Step(NamedTuple):
    """A header or statement as HAProxy meets it, and the branches that it lies in, outermost first."""

    section: Section
    statement: Statement
    branches: tuple[Branch, ...]
    #: a directive that has no place here: "orphan", "after-else", "too-deep"
    problem: str | None = None


def has_blocks(file: File) -> bool:
    """Whether any line of a file begins an `.if` block, or looks as if it did."""
    for section in file._blocks():
        for line in section._lines:
            text = line if isinstance(line, str) else line.text
            if "if" in text and isinstance(line, (str, Statement)) and ".if" in text:
                return True
    return False


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
            if word == ".if":
                too_deep = len(stack) >= MAX_NESTING
                yield Step(section, line, branches, "too-deep" if too_deep else None)
                stack.append(Branch((), _expression(line)))
            elif not stack:
                yield Step(section, line, (), "orphan")
            else:
                branch = stack.pop()
                problem = "after-else" if branch.own is None and word != ".endif" else None
                yield Step(section, line, tuple(stack[:MAX_NESTING]), problem)
                if word != ".endif":
                    stack.append(_next_branch(branch, line))
            if len(stack) <= MAX_NESTING:
                branches = tuple(stack)


def open_blocks(file: File) -> list[Statement]:
    """The `.if` lines that no `.endif` of the file closes."""
    opened: list[Statement] = []
    for step in walk(file):
        word = step.statement._words[0]
        if word == ".if" and step.statement.__class__.__name__ != "Header":
            opened.append(step.statement)
        elif word == ".endif" and opened:
            opened.pop()
    return opened


def conditions_at(file: File, section: Section, statement: Statement) -> tuple[tuple[str, bool], ...]:
    """The conditions under which HAProxy reads a statement: expression and the truth it must have, outermost first."""
    if not has_blocks(file):
        return ()
    for step in walk(file):
        if step.statement is statement:
            return tuple(
                pair
                for branch in step.branches
                for pair in (
                    *((expression, False) for expression in branch.earlier),
                    *(() if branch.own is None else ((branch.own, True),)),
                )
            )
    return ()


def _next_branch(branch: Branch, directive: Statement) -> Branch:
    earlier = branch.earlier if branch.own is None else (*branch.earlier, branch.own)
    return Branch(earlier, _expression(directive) if directive._words[0] == ".elif" else None)


def _expression(directive: Statement) -> str:
    return " ".join(directive._words[1:])
