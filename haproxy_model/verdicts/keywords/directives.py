"""Preprocessor lines: balance of `.if` blocks, unknown directives, expressions (language reference, 3)."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.model.branches import MAX_NESTING
from haproxy_model.schema.directives import DIRECTIVES
from haproxy_model.schema.quirks import DIRECTIVES_COUNT_WORDS
from haproxy_model.values.unread import Unread
from haproxy_model.verdicts.finding import Finding, Near, shown
from haproxy_model.views.active import Active, Directive

_KNOWN = frozenset(row.name for row in DIRECTIVES)
_MESSAGES = (".notice", ".warning", ".alert", ".diag")


def directive_findings(active: Active, near: Near) -> Iterator[Finding]:
    """What is wrong with the directives of each file."""
    too_deep: set[object] = set()
    for directive in active.directives:
        section = directive.statement._section
        if section is not None and section.file in too_deep:
            continue
        if directive.problem == "too-deep":
            yield Finding(
                "too-deep-if",
                f"`.if` blocks are nested too deeply: HAProxy takes at most {MAX_NESTING} levels",
                directive.statement,
            )
            too_deep.add(None if section is None else section.file)
        elif directive.statement.keyword in _MESSAGES:
            yield from _message(directive, active)
        elif directive.statement.keyword in _KNOWN:
            yield from _block(directive, active)
        elif directive.live is not False:
            word = directive.statement.keyword
            message = (
                f"unknown directive `{shown(word)}`{near.hint(word, _KNOWN)}; HAProxy stops reading this file here"
            )
            yield Finding("unknown-directive", message, directive.statement)
    for statement in active.unclosed:
        if statement._section is None or statement._section.file not in too_deep:
            message = "this `.if` is not closed: write an `.endif` in this file"
            yield Finding("unbalanced-if", message, statement)


def _message(directive: Directive, active: Active) -> Iterator[Finding]:
    if directive.live is False:
        return
    statement = directive.statement
    word, arguments = statement.keyword, statement.arguments
    known = active.directive_words(statement)
    # An empty word ends the arguments.
    if DIRECTIVES_COUNT_WORDS.holds(active.version) and known is not None and len(known) > 2 and known[2]:
        message = f"`{word}` takes one word: put the message in quotes"
        yield Finding("unexpected-directive-argument", message, statement, 2, statement._last())
    elif word == ".alert":
        text = f" says `{shown(' '.join(arguments))}`" if arguments else ""
        yield Finding("alert", f"`.alert`{text}: HAProxy refuses the configuration here", statement)
    elif word == ".warning":
        yield Finding("warned", f"`.warning` says `{shown(' '.join(arguments))}`", statement)


def _block(directive: Directive, active: Active) -> Iterator[Finding]:
    statement = directive.statement
    word = statement.keyword
    if directive.problem == "orphan":
        yield Finding("unbalanced-if", f"`{word}` has no `.if` before it: write one, or remove this line", statement)
    elif directive.problem == "after-else":
        message = f"`{word}` comes after `.else`: a block has one `.else`, which is the last"
        related = () if directive.opening is None else (("the block begins here", directive.opening),)
        yield Finding("unbalanced-if", message, statement, related=related)
    elif directive.condition is not None:
        yield from _condition(directive, active.version)
    if word in (".else", ".endif") and statement.arguments and DIRECTIVES_COUNT_WORDS.holds(active.version):
        message = f"`{word}` takes no arguments"
        yield Finding("unexpected-directive-argument", message, statement, 1, statement._last())


def _condition(directive: Directive, version: str) -> Iterator[Finding]:
    from haproxy_model.values.predicate import MAX_DEPTH
    from haproxy_model.views.predicates import refusal

    statement, condition = directive.statement, directive.condition
    if condition is None:
        return
    fatal: bool | None = None
    if isinstance(condition, Unread):
        text, reason = condition.text, condition.reason
        # What is nested too deeply for us may be fine for HAProxy.
        fatal = None if text.count("(") + text.count("!") <= MAX_DEPTH else False
    else:
        text, reason = condition.spelling, refusal(condition, version) or ""
        if not reason:
            return
    message = f"`{shown(text)}` is not a condition: {reason}"
    yield Finding("bad-if-expression", message, statement, 1, statement._last(), fatal=fatal)
