"""Runs every family of checks over a configuration and makes the report."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from attrs import evolve

from haproxy_model.check.address_lines import address_line_findings
from haproxy_model.check.arguments import argument_findings
from haproxy_model.check.binds import bind_findings
from haproxy_model.check.conditions import condition_findings
from haproxy_model.check.directives import directive_findings
from haproxy_model.check.experiments import experiment_findings
from haproxy_model.check.expression_links import expression_link_findings
from haproxy_model.check.features import feature_findings
from haproxy_model.check.finding import Finding, Near, diagnostics
from haproxy_model.check.hosts import host_findings
from haproxy_model.check.identifiers import identifier_findings
from haproxy_model.check.inherited import inheritance_findings
from haproxy_model.check.keywords import keyword_findings
from haproxy_model.check.listeners import may_listen, no_listener
from haproxy_model.check.log_formats import log_format_findings
from haproxy_model.check.names import name_findings
from haproxy_model.check.options import option_findings
from haproxy_model.check.placeholders import placeholder_findings
from haproxy_model.check.processes import process_findings
from haproxy_model.check.references import reference_findings
from haproxy_model.check.resolved import resolved_findings
from haproxy_model.check.rule_lines import line_findings
from haproxy_model.check.rule_order import order_findings
from haproxy_model.check.rules import rule_findings
from haproxy_model.check.servers import server_findings
from haproxy_model.check.settings import setting_findings
from haproxy_model.check.strict import refused_warnings
from haproxy_model.check.timeouts import timeout_findings
from haproxy_model.check.unopened import unopened_findings
from haproxy_model.check.whole import whole_findings
from haproxy_model.check.words import word_findings
from haproxy_model.codes import CODES
from haproxy_model.diagnostics import Diagnostic, Report, in_order
from haproxy_model.errors import InvalidValue
from haproxy_model.model.config import Config
from haproxy_model.model.reading import reading_diagnostics
from haproxy_model.schema.versions import VERSIONS, known
from haproxy_model.syntax.collector import paused_collector
from haproxy_model.views.active import Active

Family = Callable[[Active, Near], Iterator[Finding]]

#: The families, in the order in which HAProxy would come upon their subjects.
FAMILIES: tuple[Family, ...] = (
    word_findings,
    directive_findings,
    unopened_findings,
    name_findings,
    inheritance_findings,
    feature_findings,
    keyword_findings,
    address_line_findings,
    argument_findings,
    resolved_findings,
    process_findings,
    option_findings,
    timeout_findings,
    setting_findings,
    rule_findings,
    line_findings,
    order_findings,
    condition_findings,
    reference_findings,
    identifier_findings,
    server_findings,
    host_findings,
    bind_findings,
    log_format_findings,
    expression_link_findings,
    experiment_findings,
    whole_findings,
)


def check_config(
    config: Config,
    *,
    version: str,
    environment: Mapping[str, str] | None = None,
    features: Collection[str] | None = None,
    files: str | None = None,
) -> Report:
    """The report of `hm.check`, which documents the arguments."""
    require_version(version)
    with paused_collector():
        active = Active(config, version=version, environment=environment or {}, features=features)
        found = check_active(active, files)
    return Report(in_order(found, [file.path for file in config.files]), version)


def check_active(active: Active, files: str | None = None) -> list[Diagnostic]:
    """What HAProxy says of the active lines, and of every line that cannot be read.

    Args:
        active: the active lines.
        files: the directory in which HAProxy is started, where the files are to be looked at too.
    """
    near = Near()
    # One fact, one diagnostic: what an earlier family finds fatal on a line settles the line, and a line with a
    # placeholder is judged again when that is filled in.
    placeholders = list(placeholder_findings(active, near))
    claimed = {id(finding.line): False for finding in placeholders}
    findings: list[Finding] = []
    settled: set[int] = set()
    for family in FAMILIES if files is None else (*FAMILIES, _files_in(files)):
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
    for finding in placeholders:
        if id(finding.line) in settled:
            finding.fatal = True
    findings += placeholders
    found = [*reading_diagnostics(active.config, active.texts), *diagnostics(active, findings)]
    if any(diagnostic.fatal and not CODES[diagnostic.name].late for diagnostic in found):
        # HAProxy does not come to what it checks when all is read.  It stays an error, to be mended in one go.
        found = [evolve(each, fatal=False) if each.fatal and CODES[each.name].late else each for each in found]
    if not any(diagnostic.fatal for diagnostic in found):
        found += refused_warnings(active, found)
        if not may_listen(active):
            found.append(no_listener())
    return found


def _files_in(root: str) -> Family:
    """The family that looks at the files which a configuration names."""
    from haproxy_model.check.files import file_findings

    return lambda active, near: file_findings(active, root)


def require_version(version: str) -> None:
    """Refuse a version that the tables do not cover.

    Raises:
        InvalidValue: it is none of the supported ones.
    """
    if not known(version):
        raise InvalidValue(f"{version!r} is no supported HAProxy version: choose one of {', '.join(VERSIONS)}")
