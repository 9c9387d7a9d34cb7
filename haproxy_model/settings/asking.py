"""A configuration asked as its settings want it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from attrs import evolve

from haproxy_model.diagnostics import Diagnostic, Report, Severity
from haproxy_model.errors import InvalidValue
from haproxy_model.model.comments import MARKER
from haproxy_model.model.config import Config
from haproxy_model.settings.checking import checked
from haproxy_model.settings.settled import Settled

if TYPE_CHECKING:
    from haproxy_model.lint.added_rules import LintRule
    from haproxy_model.lint.engine import Question
    from haproxy_model.program.identified import Program
    from haproxy_model.verdicts.selection import Selection


def linted(config: Config, settings: Settled, program: Program | None = None, *, hears: bool = True) -> Report:
    """What `lint` says of a configuration, of whichever severity.

    Args:
        config: the configuration.
        settings: what holds for it.
        program: a HAProxy that is asked, too.
        hears: whether it is; otherwise only its build counts.

    Raises:
        Unreadable: that program does not end in time, or dies by a signal.
    """
    from haproxy_model.lint.engine import validate_configs

    report = validate_configs([config], question(settings, program))
    return weighed(_with_program(report, config, settings, program if hears else None), settings.severities)


def verdict(config: Config, settings: Settled, program: Program | None = None) -> Report:
    """What `check` says of a configuration, of whichever severity; the arguments are those of `linted`."""
    report = checked(
        config,
        version=settings.version,
        environment=settings.environment,
        features=features_of(settings, program),
        files="." if settings.files else None,
    )
    if settings.chooses:
        report = only_chosen(report, settings.selection)
    return weighed(_with_program(report, config, settings, program), settings.severities)


def refuses(program: Program, config: Config, settings: Settled) -> bool:
    """Whether a HAProxy refuses a configuration.

    Raises:
        Unreadable: it does not end in time, or dies by a signal.
    """
    from haproxy_model.program import heard

    return heard.refuses(program, config, settings.environment or {})


def _with_program(report: Report, config: Config, settings: Settled, program: Program | None) -> Report:
    if program is None:
        return report
    from haproxy_model.program.agreement import told_together

    return told_together(
        report,
        config,
        program,
        settings.selection,
        environment=settings.environment,
        features=features_of(settings, program),
        files="." if settings.files else None,
    )


def question(settings: Settled, program: Program | None = None) -> Question:
    """What settings ask of the rules, and of a build of HAProxy."""
    from haproxy_model.lint.engine import Question

    return Question(
        settings.version,
        settings.selection,
        settings.environment,
        settings.options,
        features_of(settings, program),
        "." if settings.files else None,
        settings.facts,
        added_rules(settings),
    )


def added_rules(settings: Settled) -> tuple[LintRule, ...]:
    """The rules of installed packages that settings name."""
    if not settings.rules:
        return ()
    from haproxy_model.lint.added_rules import given_rules

    return given_rules(settings.rules)


def features_of(settings: Settled, program: Program | None) -> Collection[str] | None:
    """The build features that are present: as settings say, or as a HAProxy of the version that is asked about has."""
    if settings.features is None and program is not None and program.is_judged_as(settings.version):
        return program.features
    return settings.features


def only_chosen(report: Report, chosen: Selection) -> Report:
    """The report with what is wanted; what is fatal goes only by its own full code, and is still counted."""
    from haproxy_model.verdicts.selection import kept

    found = kept(report, chosen)
    return evolve(
        report,
        diagnostics=tuple(each for each in found if each.suppression is None),
        hides=chosen.hides,
        suppressed=(*report.suppressed, *(each for each in found if each.suppression is not None)),
    )


def shown(report: Report, lowest: str, named: Collection[str] | None) -> Report:
    """The report with what is severe enough to be shown; what is fatal always is, and what is asked for by name.

    Args:
        report: everything.
        lowest: the lowest severity that is shown.
        named: selectors of what is shown however mild it is.
    """
    from haproxy_model.verdicts.selection import matches

    if lowest == "info":
        return report
    by_name = named or ()
    found = tuple(
        each
        for each in report
        if each.fatal or each.severity >= lowest or any(matches(selector, each.code, each.name) for selector in by_name)
    )
    return evolve(report, diagnostics=found)


def weighed(report: Report, severities: Mapping[str, str]) -> Report:
    """The report with the severities that a team wants; what is fatal stays an error."""
    if not severities:
        return report
    return evolve(report, diagnostics=tuple(_weighed(each, severities) for each in report))


def _weighed(diagnostic: Diagnostic, severities: Mapping[str, str]) -> Diagnostic:
    from haproxy_model.verdicts.selection import matches

    if diagnostic.fatal:
        return diagnostic
    # The most exact selector counts, whoever said it.
    meant = [each for each in severities if matches(each, diagnostic.code, diagnostic.name)]
    if not meant:
        return diagnostic
    exact = max(meant, key=lambda each: (each in (diagnostic.code, diagnostic.name), len(each)))
    return evolve(diagnostic, severity=Severity(severities[exact]))


def marked_version(config: Config) -> str | None:
    """The version that a marker in a configuration names; None without one, or where it names none that is known."""
    if not any(MARKER in file.dumps() for file in config.files):
        return None
    from haproxy_model.lint.markers import TARGET, bound_markers
    from haproxy_model.views.target import target

    for file in config.files:
        for block in file._blocks():
            for marker, _, _ in bound_markers(block):
                if marker.key == TARGET and marker.values:
                    try:
                        return target(marker.values[0])
                    except InvalidValue:
                        return None
    return None
