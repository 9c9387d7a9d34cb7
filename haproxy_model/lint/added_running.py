"""Rules of others run as ours are: what they find becomes findings, what removes a cause a fix."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

from haproxy_model.errors import HaproxyModelError, InvalidValue, wrong_kind
from haproxy_model.lint.added_rules import Finding, LintRule, Place
from haproxy_model.lint.asked_context import LintContext
from haproxy_model.lint.context import LintContext as Surroundings
from haproxy_model.lint.rule import Finding as Found, LintRule as Rule, title, whole
from haproxy_model.lint.selected import is_default
from haproxy_model.model.line import Line, Statement
from haproxy_model.model.parts import Part
from haproxy_model.model.section import Section
from haproxy_model.rewrites.fix import Fix, safe_if

#: a line, and the first and last word of it that a finding is about
_Words = tuple[Line, int, int | None]


def as_rule(added: LintRule) -> Rule:
    """The rule that runs the function of another's."""

    def run(ctx: Surroundings) -> Iterator[Found]:
        answers = ctx.config._answers
        with _Blaming(added, "failed"):
            found = added.find(LintContext(ctx))
            each_found = [] if found is None else list(found)
        if ctx.config._answers is not answers:
            raise InvalidValue(
                f"the rule {added.code} changed the configuration: rules only look; put what removes the cause into "
                "hm.Finding(change=...)"
            )
        for each in each_found:
            if not isinstance(each, Finding):
                raise _NoFinding(*wrong_kind(f"an hm.Finding from the rule {added.code}", each).args)
            yield _found(added, each)

    return Rule(added.code, added.name, added.severity, run, is_style=not added.is_default)


@cache
def ours() -> tuple[LintRule, ...]:
    """The rules of this package, as those of others are."""
    from haproxy_model.lint.rules import RULES

    return tuple(map(_published, RULES))


def _published(rule: Rule) -> LintRule:
    def find(ctx: LintContext) -> Iterator[Finding]:
        for each in rule.run(ctx._asked):
            related = [(said, _place(line, word, word)) for said, line, word in each.related]
            at = _place(each.line, each.word, each.word if each.last is None else each.last)
            yield Finding(each.message, at, related=related, severity=each.severity)

    find.__doc__ = rule.run.__doc__
    return LintRule(rule.code, rule.name, find, severity=rule.severity, is_default=is_default(rule))


def _place(line: Line, first: int, last: int) -> Place:
    """The words of a line that a finding of ours is about, as those of others say it."""
    section = line._section
    if section is not None and line._written is section._written.header:
        return section
    if not isinstance(line, Statement):
        return line
    inside = [each for each in line.parts if first <= each._place.start and each._place.end <= last + 1]
    return inside[0] if len(inside) == 1 else line


class _NoFinding(HaproxyModelError, TypeError):
    """A rule gave what is no finding: its fault, as what it raises is."""


class _Blaming:
    """Says of an exception which rule it comes from.

    Args:
        rule: the rule.
        what: what happened to it.
    """

    def __init__(self, rule: LintRule, what: str) -> None:
        self._said = f"the rule {rule.code} {rule.name} {what}"

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, Exception) and not isinstance(error, HaproxyModelError):
            raise HaproxyModelError(f"{self._said}: {type(error).__name__}: {error}") from error


def _found(rule: LintRule, finding: Finding) -> Found:
    line, first, last = _words(rule, finding.at)
    related = tuple((said, *_words(rule, place)[:2]) for said, place in finding.related)
    return Found(finding.message, line, first, last, finding.severity, related, _fix(rule, finding))


def _words(rule: LintRule, place: Place) -> _Words:
    if isinstance(place, Section):
        found: _Words = title(place)
    elif isinstance(place, Part):
        found = place.statement, place._place.start, place._place.end - 1
        if not place._is_current:
            raise InvalidValue(f"a finding of the rule {rule.code} is at a part of a line that has changed since")
    elif isinstance(place, Statement):
        found = whole(place)
    else:
        found = place, 0, None
    section = found[0]._section
    if section is None or section.config is None:
        raise InvalidValue(f"a finding of the rule {rule.code} is at {place!r}, which is in no configuration")
    return found


def _fix(rule: LintRule, finding: Finding) -> Fix | None:
    change, place = finding.change, finding.at
    if change is None:
        return None
    name = finding.title or f"apply the change of {rule.name}"
    applicability = safe_if(finding.safe)
    if isinstance(place, Section):
        return Fix(name, applicability, place, _blamed(rule, change))
    line = place.statement if isinstance(place, Part) else place
    section = line._section
    if section is None or not isinstance(line, Statement):
        return None
    made = _blamed(rule, change)
    # The copy of the section holds the copy of the line as its last one.
    return Fix(name, applicability, section, lambda copied: made(copied._read()[-1]), lines=(line,))


def _blamed(rule: LintRule, change: Callable[[Line | Section], object]) -> Callable[[Line | Section], object]:
    def made(copied: Line | Section) -> object:
        with _Blaming(rule, "failed to change a copy"):
            return change(copied)

    return made
