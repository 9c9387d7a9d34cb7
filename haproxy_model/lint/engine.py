"""Runs the rules over a configuration and joins their findings with what `check` says."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from attrs import evolve

from haproxy_model.diagnostics import Diagnostic, Fix, Related, Report, Severity, in_order
from haproxy_model.errors import InvalidValue, near
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.edits import Fixes
from haproxy_model.lint.preferences import Options
from haproxy_model.lint.rule import Finding, LintRule
from haproxy_model.lint.rules import RULES
from haproxy_model.model.config import Config
from haproxy_model.model.line import Line
from haproxy_model.model.masking import masked_message
from haproxy_model.model.places import Places
from haproxy_model.model.unreadable import section_title
from haproxy_model.schema.codes import CODES
from haproxy_model.syntax.collector import paused_collector
from haproxy_model.verdicts.finding import Judged, variable_notes
from haproxy_model.verdicts.judgement import judge_active, texts_of
from haproxy_model.verdicts.selection import kept, matches
from haproxy_model.verdicts.unset import unset_variables
from haproxy_model.views.active import active_of
from haproxy_model.views.target import target

#: Families that run only when they are selected.
OFF_BY_DEFAULT = ("STY",)


def validate_config(
    config: Config,
    *,
    version: str,
    select: Collection[str] = (),
    ignore: Collection[str] = (),
    environment: Mapping[str, str] | None = None,
    options: Mapping[str, str] | None = None,
) -> Report:
    """The report of `hm.validate`, which documents the arguments."""
    return validate_configs(
        [config], version=version, select=select, ignore=ignore, environment=environment, options=options
    )


def validate_configs(
    configs: Sequence[Config],
    *,
    version: str,
    select: Collection[str] = (),
    ignore: Collection[str] = (),
    environment: Mapping[str, str] | None = None,
    options: Mapping[str, str] | None = None,
) -> Report:
    """The report of `hm.validate_controllers`, which documents the arguments."""
    version = target(version)
    rules = selected_rules(select, ignore)
    run = _Run(rules, version, environment, Options(options), several=len(configs) > 1)
    found: list[Diagnostic] = []
    with paused_collector():
        for config in configs:
            judged = judge_active(active_of(config, version=version, environment=environment))
            found += kept(unset_variables(judged), select=select, ignore=ignore)
            linted = run.lint(config, judged)
            found += _said_once(kept(judged.diagnostics, select=select, ignore=ignore), rules, linted)
    once = list({(each.code, each.span, each.message): each for each in found}.values())
    diagnostics = in_order(once, [file.path for config in configs for file in config.files])
    texts = tuple(each for config in configs for each in texts_of(config, diagnostics))
    return Report(diagnostics, version, texts, rules=True, hides=bool(ignore))


def selected_rules(select: Collection[str], ignore: Collection[str]) -> list[LintRule]:
    """The rules that run.

    Raises:
        InvalidValue: a selector matches no code and no name.
    """
    known = [*((rule.code, rule.name) for rule in RULES), *((code.code, code.name) for code in CODES.values())]
    for selector in (*select, *ignore):
        if not any(matches(selector, *row) for row in known):
            names = [word for code, name in known for word in (name, code, code.rstrip("0123456789"))]
            raise InvalidValue(
                f"{selector!r} selects nothing: give a code such as GAL001, a family such as GAL, or a name"
                f"{near(selector, names)}"
            )
    return [
        rule
        for rule in RULES
        if (
            any(matches(each, rule.code, rule.name) for each in select)
            if select
            else rule.code[:3] not in OFF_BY_DEFAULT and not rule.is_style
        )
        and not any(matches(each, rule.code, rule.name) for each in ignore)
    ]


class _Run:
    """The rules over one configuration after the other, those of several controllers."""

    def __init__(
        self,
        rules: list[LintRule],
        version: str,
        environment: Mapping[str, str] | None,
        options: Options,
        *,
        several: bool,
    ) -> None:
        self._rules = rules
        self._version = version
        self._environment = environment
        self._options = options
        self._several = several
        self._places = _Places()
        #: what makes the edits of fixes, by the identity of the places of a configuration
        self._fixes: dict[int, Fixes] = {}
        #: the contexts so far, with undecided `.if` branches taken, and left out
        self._earlier: tuple[list[LintContext], list[LintContext]] = ([], [])

    def lint(self, config: Config, judged: Judged) -> list[Diagnostic]:
        """The findings; with undecided `.if` branches, those that hold either way, and the others as info.

        Args:
            config: the configuration.
            judged: what `check` says of it.
        """
        taken = self._context(config, judged, undecided=True)
        left = self._context(config, judged, undecided=False) if taken.active.has_undecided else taken
        is_sure = left is taken and self._earlier[0] == self._earlier[1]
        found = self._findings(taken)
        other = found if is_sure else self._findings(left)
        self._earlier[0].append(taken)
        self._earlier[1].append(left)
        if is_sure:
            return found
        here, there = ({_but_for_safety(each): each for each in findings} for findings in (found, other))
        common = [_safe_in_both(each, there[key]) for key, each in here.items() if key in there]
        either = [*here.items(), *((key, each) for key, each in there.items() if key not in here)]
        return [*common, *(_as_info(each) for key, each in either if key not in here or key not in there)]

    def _context(self, config: Config, judged: Judged, *, undecided: bool) -> LintContext:
        active = active_of(config, version=self._version, environment=self._environment, undecided=undecided)
        earlier = tuple(self._earlier[0 if undecided else 1])
        return LintContext(active, judged, self._options, earlier=earlier, several=self._several)

    def _findings(self, ctx: LintContext) -> list[Diagnostic]:
        return [
            self._diagnostic(rule, finding, ctx)
            for rule in self._rules
            for finding in rule.run(ctx)
            if not _is_ignored(rule, finding, ctx)
        ]

    def _diagnostic(self, rule: LintRule, finding: Finding, ctx: LintContext) -> Diagnostic:
        every = self._places
        places = every.of(finding.line, ctx)
        lines = [finding.line.text, *(line.text for _, line, _ in finding.related)]
        if finding.line._written is not finding.line:
            lines.append(finding.line._written.text)
        return Diagnostic(
            code=rule.code,
            name=rule.name,
            severity=finding.severity or rule.severity,
            fatal=False,
            message=masked_message(finding.message, lines),
            span=places.word_span(finding.line, finding.word, finding.last),
            section=section_title(finding.line._section),
            related=tuple(
                Related(masked_message(message, [lines[0], line.text]), every.of(line, ctx).word_span(line, word))
                for message, line, word in finding.related
            )
            + tuple(variable_notes(finding.line, finding.word, finding.last, places)),
            fix=self._fix(finding, places, ctx),
        )

    def _fix(self, finding: Finding, places: Places, ctx: LintContext) -> Fix | None:
        """The edits of a finding's fix; where not all is known that holds for the section, none is safe."""
        if finding.fix is None:
            return None
        if id(places) not in self._fixes:
            self._fixes[id(places)] = Fixes(places)
        fix = self._fixes[id(places)].reported(finding.fix)
        if fix is None:
            return None
        is_safe = fix.applicability == "safe" and ctx.is_known(finding.fix.section)
        title = masked_message(fix.title, [finding.line.text])
        return evolve(fix, title=title, applicability="safe" if is_safe else "unsafe")


class _Places:
    """Where lines stand, in whichever configuration."""

    def __init__(self) -> None:
        self._known: dict[int, Places] = {}

    def of(self, line: Line, ctx: LintContext) -> Places:
        """The places of the configuration that a line stands in."""
        section = line._section
        config = (section.config if section is not None else None) or ctx.config
        found = self._known.get(id(config))
        if found is None:
            found = self._known[id(config)] = Places(config)
        return found


def _but_for_safety(diagnostic: Diagnostic) -> Diagnostic:
    """A finding whatever its fix is: a line that may not be there can make it unsafe."""
    return (
        diagnostic if diagnostic.fix is None else evolve(diagnostic, fix=evolve(diagnostic.fix, applicability="unsafe"))
    )


def _safe_in_both(one: Diagnostic, other: Diagnostic) -> Diagnostic:
    return one if one.fix is None or one.fix.applicability == "unsafe" else other


def _as_info(diagnostic: Diagnostic) -> Diagnostic:
    message = f"{diagnostic.message} (depends on an .if that only the environment decides)"
    # What may not be so is not mended without being asked.
    fix = None if diagnostic.fix is None else evolve(diagnostic.fix, applicability="unsafe")
    return evolve(diagnostic, severity=Severity.INFO, message=message, fix=fix)


def _is_ignored(rule: LintRule, finding: Finding, ctx: LintContext) -> bool:
    markers = ctx.markers(finding.line)
    if finding.line._section is not None:
        markers |= ctx.markers(finding.line._section)
    return not markers.isdisjoint((f"ignore={rule.code}", f"ignore={rule.name}"))


def _said_once(checked: list[Diagnostic], rules: list[LintRule], linted: list[Diagnostic]) -> Iterator[Diagnostic]:
    """One fact, one diagnostic: of what HAProxy only warns about, a rule under the same code judges instead; and a rule
    may say better what is said of the same line.

    It knows more: the line behind all those warnings, a proxy where the thing is meant.
    """
    codes = {rule.code for rule in rules}
    checked = [each for each in checked if each.fatal or each.code not in codes]
    absorbs = {rule.code: rule.absorbs for rule in rules if rule.absorbs}
    better = {
        (code, each.span.file, each.span.line)
        for each in linted
        if each.code in absorbs and each.span is not None
        for code in absorbs[each.code]
    }
    for each in (*checked, *linted):
        is_said_better = each.span is not None and (each.code, each.span.file, each.span.line) in better
        if each.fatal or not is_said_better:
            yield each
