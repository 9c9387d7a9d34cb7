"""The report of an upgrade: for people, grouped by file; for programs; and for a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final, TextIO

from haproxy_model.records import NamedTuple
from haproxy_model.report.json import Object, Value, diagnostic_object, json_text
from haproxy_model.report.terminal import Pieces, line_writer, written_lines
from haproxy_model.report.wrapping import broken
from haproxy_model.syntax.text import printable, visible

if TYPE_CHECKING:
    from haproxy_model.diagnostics import Span
    from haproxy_model.report import Change
    from haproxy_model.storage.replacement import Written
    from haproxy_model.upgrading.step import Upgraded, UpgradeStep

#: The version of the document; it grows when a key changes its meaning or goes.
DOCUMENT: Final = 1
#: how far in lines go on that are broken
_INDENT: Final = 8
#: kind -> its role on a screen; the message of most names the release
_ROLES: Final = {
    "removed": "error",
    "refused": "error",
    "meaning": "warning",
    "default": "warning",
    "deprecated": "note",
}
#: what is to be done -> heading in Markdown
_PARTS: Final = (("hand", "For a person to decide"), ("made", "Rewritten"), ("offered", "Not rewritten"))


class UpgradeResult(NamedTuple):
    """What an upgrade made of one configuration."""

    #: the file or directory as the user named it
    name: str
    upgraded: Upgraded
    #: the files that the rewrites change
    changes: tuple[Change, ...]
    #: what writing did, None where nothing was written
    written: Written | None = None

    @property
    def needs_person(self) -> bool:
        """Whether something is left that the later version refuses, or that a person decides."""
        steps = self.upgraded.by_hand
        return self.upgraded.report.fatal or any(each.kind in ("removed", "refused", "meaning") for each in steps)


def write_text(
    results: Iterable[UpgradeResult], stream: TextIO, *, color: bool, width: int | None, earlier: str, later: str
) -> None:
    """Write the report for people, a file after the other.

    Args:
        results: what the upgrades made.
        stream: where to write.
        color: whether to colour it.
        width: the columns of the screen, at whose edge lines are broken at blanks; None for no screen.
        earlier: the version that the files were written for.
        later: the version that will run them.
    """
    write = line_writer(stream, color=color)
    for result in results:
        write([(visible(result.name), "place"), (f"  {earlier} to {later}", "gutter")])
        for step in result.upgraded.steps:
            for line in _step_lines(step, result.name):
                for part in broken(line, width, _INDENT):
                    write(part)
        for line in (*_left_out(result), *written_lines(result.written), _verdict(result, earlier, later)):
            for part in broken(line, width, _INDENT):
                write(part)
        stream.flush()


def _left_out(result: UpgradeResult) -> Iterator[Pieces]:
    places = _left_places(result)
    if places:
        yield [
            ("  note: ", "note"),
            (f"{places} in `.if` branches that are not taken: not looked at; say what is set with --define", ""),
        ]


def _left_places(result: UpgradeResult) -> str:
    """The lines of branches that are not taken; empty without any."""
    runs = [
        f"{'' if each.file in (None, result.name) else f'{visible(each.file or str())}:'}"
        + (f"{each.line}" if each.line == each.end_line else f"{each.line}-{each.end_line}")
        for each in result.upgraded.left_out
    ]
    more = f" and {len(runs) - 10} more" if len(runs) > 10 else ""
    return f"lines {', '.join(runs[:10])}{more}" if runs else ""


def _step_lines(step: UpgradeStep, name: str) -> Iterator[Pieces]:
    yield [(f"  {_where(step, name)} ", "gutter"), (step.kind, _ROLES[step.kind]), (f": {_said(step)}", "")]
    yield [("      ", ""), *_remedy(step)]


def _said(step: UpgradeStep) -> str:
    since = f" (since {step.version})" if step.kind == "refused" and not step.was_before else ""
    return visible(step.finding.message) + since


def _where(step: UpgradeStep, name: str) -> str:
    span = step.finding.span
    if span is None:
        return "-"
    return f"{span.line}:" if span.file in (None, name) else f"{visible(span.file or '')}:{span.line}:"


def _remedy(step: UpgradeStep) -> Pieces:
    fix = step.finding.fix
    if fix is None:
        return [("by hand: ", "warning"), (visible(step.reason or ""), "")]
    unsafe = " (unsafe)" if fix.applicability == "unsafe" else ""
    if step.is_done:
        return [(f"rewritten{unsafe}: ", "good"), (visible(fix.title), "")]
    how = "to keep it" if step.kind == "default" else f"not rewritten{unsafe}"
    return [(f"{how}: ", "warning"), (visible(fix.title), "")]


def _verdict(result: UpgradeResult, earlier: str, later: str) -> Pieces:
    done = sum(step.is_done for step in result.upgraded.steps)
    hand = sum(step.finding.fix is None for step in result.upgraded.steps)
    counted = f"{done} rewritten, {hand} by hand, {len(result.upgraded.steps) - done - hand} offered"
    fatal = sum(each.fatal for each in result.upgraded.report)
    before = f"; HAProxy {earlier} refuses the file as it is, too" if result.upgraded.before.fatal else ""
    if fatal:
        return [(f"  {counted}; HAProxy {later} still refuses {fatal} of it{before}", "error")]
    return [(f"  {counted}; HAProxy {later} accepts it then{before}", "good")]


def write_json(results: Iterable[UpgradeResult], stream: TextIO, *, earlier: str, later: str) -> None:
    """Write one document for all configurations."""
    found = [_object(each) for each in results]
    document: Object = {"version": DOCUMENT, "from": earlier, "to": later, "configurations": list(found)}
    stream.write(json_text(document, stream, indent=1) + "\n")


def _object(result: UpgradeResult) -> Object:
    upgraded = result.upgraded
    written: Value = None if result.written is None else [printable(path) for path in result.written.paths]
    return {
        "configuration": printable(result.name),
        "accepted_before": not upgraded.before.fatal,
        "accepted": not upgraded.report.fatal,
        "steps": [_step_object(step, result.name) for step in upgraded.steps],
        "left_out": [_run_object(each) for each in upgraded.left_out],
        "left": [diagnostic_object(each, result.name) for each in upgraded.report if each.fatal],
        "written": written,
    }


def _run_object(run: Span) -> Object:
    return {"file": None if run.file is None else printable(run.file), "line": run.line, "end_line": run.end_line}


def _step_object(step: UpgradeStep, name: str) -> Object:
    return {
        "kind": step.kind,
        "release": step.version,
        "before": step.was_before,
        "rewritten": step.is_done,
        "by_hand": None if step.reason is None else printable(step.reason),
        **diagnostic_object(step.finding, name),
    }


def write_markdown(results: Iterable[UpgradeResult], stream: TextIO, *, earlier: str, later: str) -> None:
    """Write what a pull request says: a heading for each file, what a person decides first."""
    stream.write(f"# HAProxy {earlier} to {later}\n")
    for result in results:
        upgraded = result.upgraded
        fatal = sum(each.fatal for each in upgraded.report)
        verdict = f"still refuses {fatal} of it" if fatal else "accepts it then"
        stream.write(f"\n## {_code(result.name)}\n\nHAProxy {later} {verdict}.\n")
        for part, heading in _PARTS:
            steps = [step for step in upgraded.steps if _part(step) == part]
            if steps:
                stream.write(f"\n### {heading}\n\n")
            for step in steps:
                stream.write(_item(step, result.name))
        if places := _left_places(result):
            stream.write(f"\nNot looked at: {places} in `.if` branches that are not taken.\n")
    stream.flush()


def _part(step: UpgradeStep) -> str:
    return "made" if step.is_done else "hand" if step.finding.fix is None else "offered"


def _item(step: UpgradeStep, name: str) -> str:
    fix = step.finding.fix
    remedy = step.reason or "" if fix is None else f"{fix.title}{' (unsafe)' if fix.applicability == 'unsafe' else ''}"
    where = _where(step, name).rstrip(":")
    box = "x" if step.is_done else " "
    return f"- [{box}] line {where}, {step.kind}: {_said(step)}.\n  {visible(remedy)}.\n"


def _code(text: str) -> str:
    """A name as code of Markdown, whatever signs it holds."""
    shown = visible(text)
    ticks = "`" * (1 + max((len(run) for run in shown.split("`")), default=0)) if "`" in shown else "`"
    return f"{ticks}{shown}{ticks}" if ticks == "`" else f"{ticks} {shown} {ticks}"
