"""Runs the rules over a configuration and joins their findings with what `check` says."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from attrs import evolve

from haproxy_model.diagnostics import Diagnostic, Fix, Related, Report, Severity, in_order
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.edits import Fixes
from haproxy_model.lint.preferences import OPTIONS, Options
from haproxy_model.lint.rule import Finding, LintRule
from haproxy_model.lint.rules import RULES
from haproxy_model.lint.selected import is_default, known_codes, selected_rules
from haproxy_model.lint.suppressions import Suppressions
from haproxy_model.lint.templates import named_once
from haproxy_model.model.config import Config
from haproxy_model.model.island_lines import has_islands
from haproxy_model.model.line import Line
from haproxy_model.model.masking import masked_message
from haproxy_model.model.places import Places, places_of
from haproxy_model.model.unreadable import section_title
from haproxy_model.records import NamedTuple
from haproxy_model.rewrites.fix import Fix as Rewrite
from haproxy_model.rewrites.rewritable import is_rewritable
from haproxy_model.schema.versions import VERSIONS
from haproxy_model.syntax.collector import paused_collector
from haproxy_model.verdicts.finding import Judged, variable_notes
from haproxy_model.verdicts.judgement import judge_active, texts_of
from haproxy_model.verdicts.selection import Selection, kept, matches
from haproxy_model.verdicts.unset import unset_variables
from haproxy_model.views.active import active_of
from haproxy_model.views.target import target

if TYPE_CHECKING:
    from haproxy_model.lint.added_rules import LintRule as AddedRule
    from haproxy_model.rewrites.table import Rewrites

_RULED = frozenset(rule.code for rule in RULES)


class Question(NamedTuple):
    """What is asked of configurations."""

    version: str
    #: what is to be found
    selection: Selection
    environment: Mapping[str, str] | None = None
    options: Mapping[str, str] | None = None
    #: the build features that are present, and the directory in which HAProxy is started, as for `hm.check`
    features: Collection[str] | None = None
    files: str | None = None
    #: what is known of the machine, in the words of markers: `vip=192.0.2.1`
    facts: frozenset[str] = frozenset()
    #: the rules of others that run beside ours
    rules: tuple[AddedRule, ...] = ()


def validate_configs(configs: Sequence[Config], asked: Question) -> Report:
    """The report of `hm.validate`, or of `hm.validate_controllers` where there are several configurations."""
    version, chosen = target(asked.version), asked.selection
    added = _added(asked.rules)
    rules = selected_rules(chosen, added)
    options = Options(asked.options)
    found: list[Diagnostic] = []
    with paused_collector():
        suppressions = Suppressions(configs)
        run = _Run(rules, asked._replace(version=version), options, suppressions, several=len(configs) > 1)
        for config in configs:
            active = active_of(config, version=version, environment=asked.environment, features=asked.features)
            judged = judge_active(active, asked.files)
            found += kept(unset_variables(judged), chosen)
            linted = run.lint(config, judged)
            checked = named_once(run.with_rewrites(kept(_of_part(judged), chosen), judged), config)
            found += _said_once(checked, rules, linted)
    once = list({(each.code, each.span, each.message): each for each in found}.values())
    shown, suppressed = suppressions.split(once)
    known = known_codes(added)
    oddities = suppressions.oddities(known, _ran(rules, chosen, options, found, known, several=len(configs) > 1))
    more, silenced = suppressions.split(kept(oddities, chosen))
    files = [file.path for config in configs for file in config.files]
    diagnostics = in_order([*shown, *more], files)
    texts = tuple(each for config in configs for each in texts_of(config, diagnostics))
    return Report(
        diagnostics,
        version,
        texts,
        rules=True,
        hides=chosen.hides,
        suppressed=in_order([*suppressed, *silenced], files),
    )


def _added(rules: tuple[AddedRule, ...]) -> list[LintRule]:
    """The rules of others, as ours are run."""
    if not rules:
        return []
    from haproxy_model.lint.added_running import as_rule

    return [as_rule(rule) for rule in rules]


#: What HAProxy says for want of `mode http`, which the `defaults` of a part of a configuration may say elsewhere.
_OF_MODE = frozenset(("http-rule-in-tcp-proxy", "httplog-in-tcp-mode"))


def _of_part(judged: Judged) -> list[Diagnostic]:
    """What `check` says, in which a part of a configuration is not judged by what another file may say."""
    active = judged.active
    found = list(judged.diagnostics)
    if not active.is_part or not any(each.name in _OF_MODE for each in found):
        return found
    said = {section_title(section) for section in active.sections if active.lines(section, "mode")}
    return [
        evolve(each, severity=Severity.INFO) if each.name in _OF_MODE and each.section not in said else each
        for each in found
    ]


def _ran(
    rules: list[LintRule],
    chosen: Selection,
    options: Options,
    found: Iterable[Diagnostic],
    known: list[tuple[str, str]],
    *,
    several: bool,
) -> Callable[[str], bool]:
    """What tells of a selector whether all that it means was looked for: where HAProxy refuses the file, nobody knows
    what else would be found.
    """
    is_refused = any(each.fatal for each in found)
    running = {rule.code for rule in rules}
    silent = {rule.code for rule in RULES if rule.code[:3] == "MUL"} if not several else set()
    silent |= {option.rules for option in OPTIONS if option.kind == "word" and not options.word(option.name)}
    asked = {code for code, name in known if chosen.wants(code, name)}
    off = {rule.code for rule in RULES if not is_default(rule)} - running

    def ran(selector: str) -> bool:
        meant = {code for code, name in known if matches(selector, code, name)}
        looked_for = (meant & running) | {code for code in meant & asked if code not in _RULED}
        return not is_refused and bool(looked_for - silent) and meant - off - silent <= looked_for

    return ran


class _Run:
    """The rules over one configuration after the other, those of several controllers."""

    def __init__(
        self,
        rules: list[LintRule],
        asked: Question,
        options: Options,
        suppressions: Suppressions,
        *,
        several: bool,
    ) -> None:
        self._rules = rules
        self._suppressions = suppressions
        self._asked = asked
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

    def with_rewrites(self, checked: list[Diagnostic], judged: Judged) -> list[Diagnostic]:
        """What `check` says, with the rewrites of what HAProxy refuses or discourages."""
        wanted = [each for each in checked if is_rewritable(each)]
        if not wanted:
            return checked
        from haproxy_model.rewrites.occasion import Surroundings
        from haproxy_model.rewrites.table import Rewrites

        rewrites = Rewrites(Surroundings(judged.active, VERSIONS[0]))
        fixes = Fixes(places_of(judged.active.config))
        return [self._with_rewrite(each, rewrites, fixes) if is_rewritable(each) else each for each in checked]

    def _with_rewrite(self, found: Diagnostic, rewrites: Rewrites, fixes: Fixes) -> Diagnostic:
        answer = rewrites.of(found)
        fix = fixes.reported(answer) if isinstance(answer, Rewrite) else None
        if fix is None:
            return found
        line = rewrites.line_of(found)
        shown = fix.title if line is None else masked_message(fix.title, [line.text])
        # What may not be so is not mended without being asked.
        is_sure = found.fatal or found.severity < Severity.ERROR
        return evolve(found, fix=evolve(fix, title=shown, applicability=fix.applicability if is_sure else "unsafe"))

    def _context(self, config: Config, judged: Judged, *, undecided: bool) -> LintContext:
        asked = self._asked
        active = active_of(
            config,
            version=asked.version,
            environment=asked.environment,
            features=asked.features,
            undecided=undecided,
            islands=has_islands(judged.active.texts),
        )
        earlier = tuple(self._earlier[0 if undecided else 1])
        return LintContext(
            active,
            judged,
            self._options,
            earlier=earlier,
            several=self._several,
            facts=asked.facts,
            is_excused=self._suppressions.excuses,
        )

    def _findings(self, ctx: LintContext) -> list[Diagnostic]:
        return [self._diagnostic(rule, finding, ctx) for rule in self._rules for finding in rule.run(ctx)]

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
