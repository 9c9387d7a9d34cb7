"""Runs every family of checks over a configuration and makes the report."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from haproxy_model.check.directives import directive_findings
from haproxy_model.check.finding import Finding, Near, diagnostics
from haproxy_model.check.keywords import keyword_findings
from haproxy_model.check.names import name_findings
from haproxy_model.check.placeholders import placeholder_findings
from haproxy_model.check.references import reference_findings
from haproxy_model.diagnostics import Diagnostic, Report, in_order
from haproxy_model.errors import InvalidValue
from haproxy_model.model.config import Config
from haproxy_model.model.reading import reading_diagnostics
from haproxy_model.schema.versions import VERSIONS, known
from haproxy_model.syntax.collector import paused_collector
from haproxy_model.views.active import Active

#: The families, in the order in which HAProxy would come upon their subjects.
FAMILIES: tuple[Callable[[Active, Near], Iterator[Finding]], ...] = (
    placeholder_findings,
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
    findings: list[Finding] = []
    claimed: set[int] = set()
    for family in FAMILIES:
        for finding in family(active, near):
            # One fact, one diagnostic: a line with a placeholder is judged again when that is filled in.
            if family is placeholder_findings:
                claimed.add(id(finding.line))
            elif id(finding.line) in claimed:
                continue
            findings.append(finding)
    return [*reading_diagnostics(active.config), *diagnostics(active.config, findings)]


def require_version(version: str) -> None:
    """Refuse a version that the tables do not cover.

    Raises:
        InvalidValue: it is none of the supported ones.
    """
    if not known(version):
        raise InvalidValue(f"{version!r} is no supported HAProxy version: choose one of {', '.join(VERSIONS)}")
