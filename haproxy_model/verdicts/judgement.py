"""Runs every family of checks over a configuration and makes the report."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from attrs import evolve

from haproxy_model.diagnostics import Diagnostic, Report, in_order
from haproxy_model.model.config import Config
from haproxy_model.model.line import Statement
from haproxy_model.model.unreadable import reading_diagnostics
from haproxy_model.schema.codes import CODES
from haproxy_model.schema.versions import measured, unmeasured_note
from haproxy_model.syntax.collector import paused_collector
from haproxy_model.verdicts.finding import Finding, Judged, Near, diagnostics, variables_of
from haproxy_model.verdicts.keywords.placeholders import hidden_islands, placeholder_findings
from haproxy_model.verdicts.keywords.strict import refused_warnings
from haproxy_model.verdicts.proxies.listeners import may_listen, no_listener
from haproxy_model.verdicts.subjects import FAMILIES
from haproxy_model.views.active import Active, active_of

if TYPE_CHECKING:
    from haproxy_model.verdicts.subjects import Check

#: What says that something is not used -> the kind of name that it is; empty where any line may use it.
_UNUSED = {"unused-mailers": "mailers", "unused-exposure": ""}


def check_config(
    config: Config,
    *,
    version: str,
    environment: Mapping[str, str] | None = None,
    features: Collection[str] | None = None,
    files: str | None = None,
) -> Report:
    """The report of `hm.check`, which documents the arguments."""
    with paused_collector():
        active = active_of(config, version=version, environment=environment or {}, features=features)
        found = check_active(active, files)
    diagnostics = in_order(found, [file.path for file in config.files])
    return Report(diagnostics, active.version, texts_of(config, diagnostics), hides=False)


def texts_of(config: Config, found: Collection[Diagnostic]) -> tuple[tuple[str | None, str], ...]:
    """The files of a configuration with the texts that a report shows lines of; none where nothing was found."""
    return tuple((file.path, file.dumps() if found else "") for file in config.files)


def check_active(active: Active, files: str | None = None) -> list[Diagnostic]:
    """What HAProxy says of the active lines, and of every line that cannot be read; see `judge_active`."""
    return judge_active(active, files).diagnostics


def judge_active(active: Active, files: str | None = None) -> Judged:
    """What HAProxy says of the active lines, and of every line that cannot be read, and which of them it refuses.

    Args:
        active: the active lines.
        files: the directory in which HAProxy is started, where the files are to be looked at too.
    """
    near, texts = Near(), active.texts
    # One fact, one diagnostic: what an earlier family finds fatal on a line settles the line, and a line with a
    # placeholder is judged again when that is filled in.
    placeholders = list(placeholder_findings(active, near))
    claimed = {id(finding.line._written): False for finding in placeholders}
    findings: list[Finding] = []
    settled: set[int] = set()
    for check in _checks(active, files):
        fatal: set[int] = set()
        for finding in check(active, near):
            line = id(finding.line._written)
            if line in settled:
                continue
            if _is_fatal(finding):
                fatal.add(line)
            if line not in claimed:
                findings.append(finding)
        settled |= fatal
    if any("#{" in text for text in texts):
        hidden = list(hidden_islands(_refused_lines(findings, settled)))
        claimed |= {id(finding.line._written): False for finding in hidden}
        findings = [each for each in findings if id(each.line._written) not in claimed]
        placeholders += hidden
    for finding in placeholders:
        if id(finding.line._written) in settled:
            finding.fatal = True
    findings += placeholders
    if any(finding.kind in _UNUSED for finding in findings):
        findings = list(_surely_unused(findings, Judged([], frozenset(settled), active, {})))
    found = [*reading_diagnostics(active.config, texts), *diagnostics(active, findings)]
    if any(diagnostic.fatal and not CODES[diagnostic.name].late for diagnostic in found):
        # HAProxy does not come to what it checks when all is read.  It stays an error, to be mended in one go.
        found = [evolve(each, fatal=False) if each.fatal and CODES[each.name].late else each for each in found]
    if not any(diagnostic.fatal for diagnostic in found):
        found += refused_warnings(active, found)
        if not may_listen(active):
            found.append(no_listener())
    if not measured(active.version):
        found.append(_not_measured(active.version))
    unset = {
        use.name: (finding.line._written, use.place)
        for finding in reversed(findings)
        if _is_fatal(finding)
        for use in variables_of(finding.line, finding.word, finding.last)
        if use.value is None
    }
    return Judged(found, frozenset(settled), active, unset)


def _refused_lines(findings: list[Finding], settled: set[int]) -> list[Statement]:
    """The statements that are refused, each once."""
    lines = {id(each.line._written): each.line for each in findings if id(each.line._written) in settled}
    return [line for line in lines.values() if isinstance(line, Statement)]


def _is_fatal(finding: Finding) -> bool:
    return CODES[finding.kind].fatal if finding.fatal is None else finding.fatal


def _not_measured(version: str) -> Diagnostic:
    """What is said once where nobody asked this version itself for the facts."""
    code = CODES["version-not-measured"]
    return Diagnostic(code.code, code.name, code.severity, code.fatal, unmeasured_note(version), None)


def _surely_unused(findings: list[Finding], judged: Judged) -> Iterator[Finding]:
    """The findings without those that call something unused which a line that is not understood may use."""
    from haproxy_model.verdicts.word_meanings.unclear import Unclear

    unclear = Unclear(judged.active, judged)
    for finding in findings:
        kind, section = _UNUSED.get(finding.kind), finding.line._section
        if kind is None or section is None:
            is_sure = True
        else:
            is_sure = not (unclear.may_use(kind, section.name or "", section) if kind else unclear.has_any)
        if is_sure:
            yield finding


def _checks(active: Active, files: str | None) -> Iterator[Check]:
    """The families that may have something to say, and the one that looks at files where that is wanted."""
    for family in FAMILIES:
        if family.concerns(active):
            yield family.load()
    if files is not None:
        from haproxy_model.verdicts.files.opened import file_findings

        yield lambda active, near: file_findings(active, files)
