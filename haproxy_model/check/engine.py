"""Runs every family of checks over a configuration and makes the report."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from attrs import evolve

from haproxy_model.check.directives import directive_findings
from haproxy_model.check.finding import Finding, Near, diagnostics
from haproxy_model.check.keywords import keyword_findings
from haproxy_model.check.listeners import may_listen, no_listener
from haproxy_model.check.names import name_findings
from haproxy_model.check.placeholders import placeholder_findings
from haproxy_model.check.references import reference_findings
from haproxy_model.check.words import word_findings
from haproxy_model.codes import CODES
from haproxy_model.diagnostics import Diagnostic, Report, in_order
from haproxy_model.errors import InvalidValue
from haproxy_model.model.config import Config
from haproxy_model.model.reading import reading_diagnostics
from haproxy_model.schema.versions import VERSIONS, known
from haproxy_model.syntax.collector import paused_collector
from haproxy_model.views.active import Active

#: The families, in the order in which HAProxy would come upon their subjects.
FAMILIES: tuple[Callable[[Active, Near], Iterator[Finding]], ...] = (
    word_findings,
    directive_findings,
    name_findings,
    keyword_findings,
    reference_findings,
)


def check_config(
    config: Config,
    *,
    version: str,
    environment: Mapping[str, str] | None = None,
    features: Collection[str] | None = None,
) -> Report:
    """The report of `hm.check`, which documents the arguments."""
    require_version(version)
    with paused_collector():
        active = Active(config, version=version, environment=environment or {}, features=features)
        found = check_active(active)
    return Report(in_order(found, [file.path for file in config.files]), version)


def check_active(active: Active) -> list[Diagnostic]:
    """What HAProxy says of the active lines, and of every line that cannot be read."""
    near = Near()
    # One fact, one diagnostic: what an earlier family finds fatal on a line settles the line, and a line with a
    # placeholder is judged again when that is filled in.
    placeholders = list(placeholder_findings(active, near))
    claimed = {id(finding.line): False for finding in placeholders}
    findings: list[Finding] = []
    settled: set[int] = set()
    for family in FAMILIES:
        fatal: set[int] = set()
        for finding in family(active, near):
            line = id(finding.line)
            if line in settled:
                continue
            if CODES[finding.kind].fatal if finding.fatal is None else finding.fatal:
                fatal.add(line)
            if line not in claimed:
                findings.append(finding)
        settled |= fatal
    findings += [evolve(each, fatal=True) if id(each.line) in settled else each for each in placeholders]
    found = [*reading_diagnostics(active.config, active.texts), *diagnostics(active, findings)]
    if not may_listen(active) and not any(diagnostic.fatal for diagnostic in found):
        found.append(no_listener())
    return found


def require_version(version: str) -> None:
    """Refuse a version that the tables do not cover.

    Raises:
        InvalidValue: it is none of the supported ones.
    """
    if not known(version):
        raise InvalidValue(f"{version!r} is no supported HAProxy version: choose one of {', '.join(VERSIONS)}")
