"""Applies the fixes of findings until nothing is left that a fix would change.

Each round lints the text, applies fixes that do not touch each other, and reads the result anew, so that every fix
speaks of what stands there.  A fix is taken back after which HAProxy would refuse what it accepted before, or the same
is found again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from attrs import frozen

from haproxy_model.diagnostics import Diagnostic, Edit, Fix, Report
from haproxy_model.errors import InvalidValue, Suggesting
from haproxy_model.model.config import Config
from haproxy_model.schema.codes import CODES
from haproxy_model.syntax.text import encode

#: How many rounds there are at most: a fix that undoes another one would never end.
MOST_ROUNDS = 50
#: What is said of a line below a refused header.
_UNOPENED = "line-of-unopened-section"


@frozen
class Mended(Suggesting):
    """A configuration after fixes were applied to it, and what is left to find."""

    #: the configuration as mended; the one that was given is as it was
    config: Config
    #: the findings whose fixes were applied, in that order
    applied: tuple[Diagnostic, ...]
    #: what is left to find
    report: Report


def mend(
    config: Config,
    lint: Callable[[Config], Report],
    *,
    unsafe: bool,
    refuses: Callable[[Config], bool] | None = None,
) -> Mended:
    """Apply fixes until nothing changes.

    Args:
        config: what to mend; it stays as it is.
        lint: gives the findings of a configuration.
        unsafe: whether fixes are applied too that are right in the usual case only.
        refuses: what a HAProxy that is asked says of a configuration; None where none is.
    """
    report = lint(config)
    was_refused = refuses is None or refuses(config)

    def is_worse(following: Config, after: Report) -> bool:
        return _refuses_more(report, after) or (not was_refused and refuses is not None and refuses(following))

    applied: list[Diagnostic] = []
    refused: set[tuple[str, str]] = set()
    seen = {_bytes(config)}
    for _ in range(MOST_ROUNDS):
        wanted = [each for each in _fixable(report, unsafe=unsafe) if (each.code, each.message) not in refused]
        chosen = apart(wanted)
        if not chosen:
            break
        following = edited(config, chosen)
        after = lint(following)
        left = _left(report, after, chosen)
        if left or is_worse(following, after):
            # One of them is to blame: each by itself tells which.
            chosen = (left or chosen)[:1]
            following = edited(config, chosen)
            after = lint(following)
            if _left(report, after, chosen) or is_worse(following, after):
                refused.add((chosen[0].code, chosen[0].message))
                continue
        content = _bytes(following)
        if content in seen:
            break
        seen.add(content)
        config, report = following, after
        was_refused = was_refused and (refuses is None or refuses(config))
        applied += chosen
    return Mended(config, tuple(applied), report)


def mend_one(config: Config, lint: Callable[[Config], Report], only: Diagnostic | Fix, *, unsafe: bool) -> Mended:
    """Apply one fix alone.

    A fix speaks of bytes: it is applied where linting what is there now finds the same one, and nowhere else.

    Args:
        config: what to mend; it stays as it is.
        lint: gives the findings of a configuration.
        only: the fix, or the finding that has it.
        unsafe: whether it may be one that is right in the usual case only.

    Raises:
        InvalidValue: it is not a fix of this configuration as it is now, is unsafe, or HAProxy would refuse the result.
    """
    report = lint(config)
    found = next((each for each in report if only in (each, each.fix)), None)
    if found is None:
        raise InvalidValue("no such finding in this configuration as it is now: validate it again, asked the same way")
    if found.fix is None or not found.fix.edits:
        raise InvalidValue(f"{found.code} has no fix here: choose a finding whose `fix` is not None")
    if not _is_allowed(found.fix, unsafe=unsafe):
        raise InvalidValue(f"the fix of {found.code} is {found.fix.applicability}: allow it with unsafe=True")
    following = edited(config, [found])
    after = lint(following)
    if _refuses_more(report, after):
        raise InvalidValue(f"after the fix of {found.code} HAProxy would refuse the file: make the change by hand")
    return Mended(following, (found,), after)


def edited(config: Config, findings: Iterable[Diagnostic]) -> Config:
    """The configuration with the edits of some findings, whose fixes do not touch each other."""
    edits: dict[str | None, list[Edit]] = {}
    for finding in findings:
        for edit in _edits(finding):
            edits.setdefault(edit.file, []).append(edit)
    sources = []
    for file in config.files:
        content, done = file.dump(), 0
        pieces: list[bytes] = []
        for edit in sorted(edits.get(file.path, ()), key=lambda each: (each.start, each.end)):
            pieces += (content[done : edit.start], encode(edit.text))
            done = edit.end
        sources.append((b"".join((*pieces, content[done:])), file.path, False))
    result = Config(sources)
    for new, old in zip(result.files, config.files, strict=True):
        # What stands on disk is what was read first: writing looks whether it is still so.
        new._on_disk = old._on_disk
    return result


def _fixable(report: Report, *, unsafe: bool) -> list[Diagnostic]:
    return [each for each in report if each.fix is not None and each.fix.edits and _is_allowed(each.fix, unsafe=unsafe)]


def _is_allowed(fix: Fix, *, unsafe: bool) -> bool:
    return unsafe or fix.applicability == "safe"


def apart(findings: list[Diagnostic]) -> list[Diagnostic]:
    """The findings whose fixes touch nothing that an earlier one changes; the worst come first."""
    taken: dict[str | None, bytearray] = {}
    for edit in (edit for each in findings for edit in _edits(each)):
        known = taken.setdefault(edit.file, bytearray())
        known.extend(bytes(max(2 * edit.end + 1 - len(known), 0)))
    chosen = []
    for finding in sorted(findings, key=lambda each: each.severity, reverse=True):
        edits = _edits(finding)
        if not any(_touches(taken[edit.file], edit) for edit in edits):
            for edit in edits:
                _take(taken[edit.file], edit)
            chosen.append(finding)
    return chosen


def _edits(finding: Diagnostic) -> tuple[Edit, ...]:
    return () if finding.fix is None else finding.fix.edits


#: What is taken: what an edit changes, and where lines that go begin and end, beside which others may go.
#: Of a file there is a mark for each byte, and for what lies before and behind it.
_CHANGED, _EDGE = 1, 2


def _touches(taken: bytearray, edit: Edit) -> bool:
    """Whether an edit meets one of those that are taken."""
    marks = taken[2 * edit.start : 2 * edit.end + 1]
    return _CHANGED in marks or (not _removes(edit) and _EDGE in marks)


def _take(taken: bytearray, edit: Edit) -> None:
    first, last = 2 * edit.start, 2 * edit.end
    for place in range(first, last + 1):
        taken[place] = _EDGE if place in (first, last) and _removes(edit) else _CHANGED


def _removes(edit: Edit) -> bool:
    return not edit.text and edit.start < edit.end


def _refuses_more(before: Report, after: Report) -> bool:
    """Whether HAProxy refuses something that it did not refuse before.

    Where it refused a line it did not come to what it checks when all is read, nor to the lines of a refused section.
    """
    count, now = _refusals(before), _refusals(after)
    if count[_UNOPENED] > now[_UNOPENED]:
        return False
    if any(not CODES[name].late for name in count):
        now = Counter({name: number for name, number in now.items() if not CODES[name].late})
    return any(number > count[name] for name, number in now.items())


def _left(before: Report, after: Report, chosen: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The findings that are there as before, though their fixes were applied."""
    count, now = (Counter((each.code, each.message) for each in report) for report in (before, after))
    return [each for each in chosen if now[each.code, each.message] >= count[each.code, each.message]]


def _refusals(report: Report) -> Counter[str]:
    return Counter(each.name for each in (*report, *report.suppressed) if each.fatal)


def _bytes(config: Config) -> tuple[bytes, ...]:
    return tuple(file.dump() for file in config.files)
