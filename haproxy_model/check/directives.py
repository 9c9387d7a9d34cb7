"""Preprocessor lines: balance of `.if` blocks, unknown directives, expressions (language reference, 3)."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.check.finding import Finding, Near
from haproxy_model.model.branches import MAX_NESTING, walk
from haproxy_model.model.config import File
from haproxy_model.model.line import Statement
from haproxy_model.schema.directives import DIRECTIVES
from haproxy_model.schema.versions import number
from haproxy_model.values.predicate import read_predicate
from haproxy_model.values.unread import Unread
from haproxy_model.views.active import Active

_KNOWN = frozenset(row.name for row in DIRECTIVES)
_MESSAGES = (".notice", ".warning", ".alert", ".diag")


def directive_findings(active: Active, near: Near) -> Iterator[Finding]:
    """What is wrong with the directives of each file."""
    for file in active.directed:
        yield from _unknown(file, active, near)
        yield from _blocks(file, active)


def _directives(file: File) -> Iterator[Statement]:
    for section in file._blocks():
        for line in section._read():
            if isinstance(line, Statement) and line._words[0][:1] == ".":
                yield line


def _unknown(file: File, active: Active, near: Near) -> Iterator[Finding]:
    for directive in _directives(file):
        word = directive._words[0]
        if word not in _KNOWN:
            if all(truth for _, truth in directive.conditions):
                message = f"`{word}` is no directive{near.hint(word, _KNOWN)}; HAProxy reads no further in this file"
                yield Finding("unknown-directive", message, directive)
        elif word in _MESSAGES and number(active.version) >= (2, 6) and len(directive._words) > 2:
            message = f"`{word}` takes one word: put the message in quotes"
            yield Finding("unexpected-directive-argument", message, directive, 2, len(directive._words) - 1)


def _blocks(file: File, active: Active) -> Iterator[Finding]:
    opened: list[Statement] = []
    for step in walk(file):
        directive, word = step.statement, step.statement._words[0]
        if word[:1] != ".":
            continue
        if word == ".if":
            opened.append(directive)
        if step.problem == "orphan":
            yield Finding("unbalanced-if", f"`{word}` without an `.if` before it", directive)
        elif step.problem == "after-else":
            message = f"`{word}` behind `.else`: a block ends with one `.else`"
            yield Finding("unbalanced-if", message, directive, related=(("the block begins here", opened[-1]),))
        elif step.problem == "too-deep":
            yield Finding("too-deep-if", f"more than {MAX_NESTING} nested `.if` blocks", directive)
            return
        elif word in (".if", ".elif"):
            yield from _expression(directive)
        if word in (".else", ".endif") and len(directive._words) > 1 and number(active.version) >= (2, 6):
            message = f"`{word}` takes no argument"
            yield Finding("unexpected-directive-argument", message, directive, 1, len(directive._words) - 1)
        if word == ".endif" and opened:
            opened.pop()
    for directive in opened:
        yield Finding("unbalanced-if", "this `.if` is never closed: `.endif` is missing in this file", directive)


def _expression(directive: Statement) -> Iterator[Finding]:
    text = " ".join(directive._words[1:])
    if "$" in text:
        return
    formula = read_predicate(text)
    if isinstance(formula, Unread):
        message = f"`{text}` cannot be read as a condition: {formula.reason}"
        yield Finding("bad-if-expression", message, directive, 1, len(directive._words) - 1)
