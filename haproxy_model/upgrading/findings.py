"""What an upgrade finds in a configuration as it is now: what `check` says for the later version, and what tables say.

What only follows from another finding (lines below a refused header) is no step.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from attrs import evolve

from haproxy_model.diagnostics import Diagnostic, Edit, Fix, Severity
from haproxy_model.lint.edits import Fixes
from haproxy_model.model.config import Config
from haproxy_model.model.line import Statement
from haproxy_model.model.masking import masked_message
from haproxy_model.model.places import places_of
from haproxy_model.model.unreadable import section_title
from haproxy_model.rewrites.fix import ByHand, Fix as Change
from haproxy_model.rewrites.occasion import Occasion, Surroundings
from haproxy_model.rewrites.rewritable import is_rewritable
from haproxy_model.rewrites.table import Rewrites, rewrite
from haproxy_model.schema.codes import CODES
from haproxy_model.schema.rows import Lifetime, deprecated
from haproxy_model.schema.versions import LINES, reached
from haproxy_model.upgrading.changes import changes
from haproxy_model.upgrading.step import UpgradeStep
from haproxy_model.verdicts.finding import Judged
from haproxy_model.verdicts.judgement import judge_active
from haproxy_model.views.active import active_of

_GONE, _DEPRECATED = CODES["keyword-removed"], CODES["keyword-deprecated"]
#: Codes and names of what `check` does not say.
_OLD: Final = _DEPRECATED.code, _DEPRECATED.name
_CHANGED: Final = "VER004", "behaviour-change"
#: Kinds of messages that name a release of their own.
_KINDS: Final = {_GONE.name: "removed", _DEPRECATED.name: "deprecated"}


class Findings:
    """The steps of an upgrade in a configuration as it is now.

    Args:
        config: the configuration.
        earlier: the version that it was written for.
        later: the version that it shall be right for.
        environment: the variables that HAProxy would see.
    """

    def __init__(self, config: Config, earlier: str, later: str, environment: Mapping[str, str] | None) -> None:
        self._config = config
        self._earlier = earlier
        self._later = later
        self._environment = environment
        active = active_of(config, version=later, environment=environment)
        self._judged: Judged = judge_active(active)
        self._around = Surroundings(active, earlier)
        self._rewrites = Rewrites(self._around)
        self._places = places_of(config)
        self._fixes = Fixes(self._places)
        self._refusals: dict[str, set[tuple[str | None, int]]] = {}

    def steps(self) -> Iterator[UpgradeStep]:
        """Everything that is found; of what one rewrite mends, the first."""
        made: set[tuple[Edit, ...]] = set()
        for step in self._every():
            fix = step.finding.fix
            if fix is None or fix.edits not in made:
                yield step
            if fix is not None:
                made.add(fix.edits)

    def _every(self) -> Iterator[UpgradeStep]:
        told: set[tuple[str | None, int]] = set()
        for found in self._judged.diagnostics:
            if not is_rewritable(found):
                continue
            if found.span is not None:
                told.add((found.span.file, found.span.line))
            kind = _KINDS.get(found.name, "refused")
            step = self._step(kind, self._release(found), found, self._rewrites.of(found))
            yield evolve(step, was_before=self._was_before(found))
        yield from self._untold(told)
        for change, hit in changes(self._around, self._earlier):
            finding = self._found(_CHANGED, Severity.INFO, hit.message, hit.line, hit.first, hit.last)
            yield self._step(change.row.kind, change.row.since, finding, hit.answer)

    def _step(self, kind: str, version: str, found: Diagnostic, answer: Change | ByHand) -> UpgradeStep:
        if isinstance(answer, ByHand):
            return UpgradeStep(kind, version, evolve(found, fix=None), self._masked(answer.reason, found))
        fix = self._fixes.reported(answer)
        if fix is None:
            reason = "the lines hold variables, or an `.if` block reaches over them: change them by hand"
            return UpgradeStep(kind, version, evolve(found, fix=None), reason)
        fix = Fix(self._masked(fix.title, found), fix.applicability, fix.edits)
        return UpgradeStep(kind, version, evolve(found, fix=fix))

    def _masked(self, text: str, found: Diagnostic) -> str:
        """A text without the secrets of the line that it speaks of."""
        line = self._rewrites.line_of(found)
        return text if line is None else masked_message(text, [line.text])

    def _release(self, found: Diagnostic) -> str:
        """The first release after the earlier version that says the same of the line; the earlier one where it does."""
        span = found.span
        if span is None:
            return self._later
        place = (span.file, span.line)
        releases = [line.name for line in LINES if reached(self._earlier, line.name)]
        releases = releases[: releases.index(self._later) + 1]
        if self._was_before(found):
            # It was gone before: the tables know since when.
            return self._gone_since(found) or self._earlier
        return next((each for each in releases if place in self._said(each, found.name)), self._later)

    def _was_before(self, found: Diagnostic) -> bool:
        """Whether the earlier version says the same of the line."""
        return found.span is not None and (found.span.file, found.span.line) in self._said(self._earlier, found.name)

    def _gone_since(self, found: Diagnostic) -> str:
        line = self._rewrites.line_of(found)
        row = line._reading.row if isinstance(line, Statement) else None
        return "" if row is None or found.name != _GONE.name else row.removed

    def _said(self, version: str, name: str) -> set[tuple[str | None, int]]:
        """The lines that a version refuses, or calls deprecated."""
        key = f"{version} {name if name == _DEPRECATED.name else ''}"
        if key not in self._refusals:
            judged = judge_active(active_of(self._config, version=version, environment=self._environment))
            for wanted in ("", _DEPRECATED.name):
                self._refusals[f"{version} {wanted}"] = {
                    (each.span.file, each.span.line)
                    for each in judged.diagnostics
                    if each.span is not None
                    and (
                        each.name == wanted
                        or (not wanted and CODES[each.name].fatal and each.severity is Severity.ERROR)
                    )
                }
        return self._refusals[key]

    def _untold(self, told: set[tuple[str | None, int]]) -> Iterator[UpgradeStep]:
        """What the tables call deprecated, and HAProxy does not warn of."""
        for section in self._around.active.sections:
            for line in self._around.active.statements(section):
                written = line._written
                row = self._deprecated(written)
                if row is None:
                    continue
                name, release, instead = row
                advice = f": use `{instead}`" if instead else ""
                message = f"`{name}` is deprecated since HAProxy {release}{advice}"
                found = self._found(_OLD, Severity.INFO, message, written, 0, 0)
                if found.span is not None and (found.span.file, found.span.line) not in told:
                    occasion = Occasion(self._around, written, _DEPRECATED.name, 0, 0)
                    yield self._step("deprecated", release, found, rewrite(occasion))

    def _deprecated(self, line: Statement) -> tuple[str, str, str] | None:
        """What of a line fell out of favour on the way: its name, the release, and what to write instead."""
        reading = line._reading
        for row in (reading.row, reading.action):
            if row is not None and self._is_on_the_way(row):
                return row.name, row.deprecated, row.instead
        return None

    def _is_on_the_way(self, row: Lifetime) -> bool:
        return deprecated(row, self._later) and not reached(row.deprecated, self._earlier)

    def _found(
        self, code: tuple[str, str], severity: Severity, message: str, line: Statement, first: int, last: int
    ) -> Diagnostic:
        shown = masked_message(message, [line.text])
        span = self._places.word_span(line, first, max(first, last))
        return Diagnostic(*code, severity, False, shown, span, section_title(line._section))
