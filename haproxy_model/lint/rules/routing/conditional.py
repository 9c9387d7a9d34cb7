"""The lines that have criteria, and what is wrong with these by themselves: what other rules then leave alone."""

from __future__ import annotations

from typing import Final

from haproxy_model.lint.context import LintContext
from haproxy_model.model.line import Statement
from haproxy_model.reading.conditions import Term
from haproxy_model.schema.keywords import KEYWORDS
from haproxy_model.views.effective import Effective
from haproxy_model.views.impossible import misfits
from haproxy_model.views.stray_words import stray

#: First words of lines that may have a condition.
_WORDS: Final = ("acl", *sorted({row.name.partition(" ")[0] for row in KEYWORDS if row.condition}))


def conditional_lines(ctx: LintContext) -> list[tuple[Effective, Statement]]:
    """The ACLs, and the lines that may have conditions, each with its proxy."""
    return ctx.remembered("conditional lines", _lines)


def _lines(ctx: LintContext) -> list[tuple[Effective, Statement]]:
    return [(proxy, line) for proxy in ctx.proxies for line in ctx.active.beginning(proxy.proxy, *_WORDS)]


def criteria(line: Statement) -> tuple[Term, ...]:
    """The criteria of a line, each with its place."""
    return line._reading.criteria


def is_odd(line: Statement) -> bool:
    """Whether a criterion of a line is itself a mistake."""
    return any(stray(term.criterion) or misfits(term.criterion) for term in criteria(line))
