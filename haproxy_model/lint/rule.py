"""What a rule is: a generator over a context, with its metadata in the decorator and its documentation in the
docstring.

    @lint_rule("CHK001", "server-without-check", severity=Severity.ERROR)
    def server_without_check(ctx: LintContext) -> Iterator[Finding]:
        \"\"\"
        What it does: …
        Why: …
        Bad:
            backend b …
        Good:
            backend b …
        Reference: 5.2 "check".
        \"\"\"
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeVar, cast

from attrs import field, frozen

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.surroundings import SURROUNDINGS
from haproxy_model.model.line import Line, Statement
from haproxy_model.model.section import Section
from haproxy_model.rewrites.fix import Fix as Fix, safe_if as safe_if

if TYPE_CHECKING:
    from haproxy_model.lint.context import LintContext

L = TypeVar("L", bound=Line)


def twins(section: Section, copied: Section) -> Callable[[L], L]:
    """What gives for each line of a section, with values put in or not, the line of a fresh copy that stands for it."""
    found = {id(line): twin for line, twin in zip(section._read(), copied._read(), strict=False)}

    def twin(line: L) -> L:
        return cast(L, found[id(line._written)])

    return twin


def title(section: Section) -> tuple[Line, int, int]:
    """Where a finding stands that is about a section: the keyword and the name."""
    return section.header, 0, 1


def name_of(section: Section) -> tuple[Line, int]:
    """Where a finding stands that is about what a section is called."""
    return section.header, 1


def whole(line: Statement) -> tuple[Line, int, int]:
    """Where a finding stands that is about all words of a line."""
    return line, 0, line._last()


def part_of(documentation: str, title: str) -> str:
    """A part of a documentation, such as "Why" or "Bad", without its indent; empty where it is missing."""
    match = re.search(rf"^{title}:(.*?)(?=^\w[\w ]*:|\Z)", documentation, re.MULTILINE | re.DOTALL)
    if match is None:
        return ""
    return re.sub("^ {1,4}", "", match.group(1), flags=re.MULTILINE).strip("\n") + "\n"


@frozen
class Finding:
    """One finding of a rule, before its place is known."""

    message: str
    #: the line it is about; a section's header speaks for the section
    line: Line
    #: the first word that it is about, and the last one; None for the same one
    word: int = 0
    last: int | None = None
    #: where it differs from the rule's own
    severity: Severity | None = None
    #: other places: what they are, the line, and the word of it
    related: tuple[tuple[str, Line, int], ...] = field(default=())
    fix: Fix | None = None


@frozen
class LintRule:
    """A rule: its code never changes and is never used again, its name reads after "allow"."""

    code: str
    name: str
    severity: Severity
    run: Callable[[LintContext], Iterator[Finding]]
    #: codes of what `check` or other rules say about the same line, and which the rule says better
    absorbs: tuple[str, ...] = ()
    #: whether it runs only where it is selected by its code or name
    is_style: bool = False

    @property
    def documentation(self) -> str:
        """The docstring, without its indent."""
        return inspect.cleandoc(self.run.__doc__ or "")

    def part(self, title: str) -> str:
        """A part of the documentation, such as "Why" or "Bad", without its indent; empty where it is missing.

        `Bad` and `Good` are the lines that matter; `example` gives the whole files.
        """
        return part_of(self.documentation, title)

    @property
    def surroundings(self) -> str:
        """Where the lines of its examples stand, such as "a Galera pool"; empty where they are whole files."""
        return self.part("In").strip().rstrip(".")

    def example(self, title: str) -> str:
        """An example as a whole file, or as those of several controllers: its lines in their surroundings."""
        return SURROUNDINGS.get(self.surroundings, "") + self.part(title)


def lint_rule(
    code: str, name: str, *, severity: Severity, absorbs: tuple[str, ...] = (), is_style: bool = False
) -> Callable[[Callable[[LintContext], Iterator[Finding]]], LintRule]:
    """Make a rule of a generator.

    Args:
        code: its code in the catalogue.
        name: what it forbids, in words joined by `-`.
        severity: how bad a finding is, where the finding does not say otherwise.
        absorbs: codes of other rules, or of what `check` says without refusing the file, which a finding on the same
            line replaces.
        is_style: whether it runs only where it is selected.
    """

    def make(run: Callable[[LintContext], Iterator[Finding]]) -> LintRule:
        return LintRule(code, name, severity, run, absorbs, is_style)

    return make
