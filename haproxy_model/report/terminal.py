"""The report for people: what, where, the line with the place marked, other places, what would help.

Lines are built as pieces with a role each; the writers escape them, so that nothing in them moves a cursor or hides.
Colours come last, from rich, which is imported for them alone.  What a file says is never read as markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TextIO

from haproxy_model.report.excerpt import cells, excerpts
from haproxy_model.report.wrapping import broken
from haproxy_model.syntax.text import visible

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.text import Text

    from haproxy_model.diagnostics import Diagnostic, Report, Span
    from haproxy_model.report import Result
    from haproxy_model.storage.replacement import Written

#: A line as pieces of text, each with its role in `_STYLES`.
Pieces = list[tuple[str, str]]

#: How long a source line may be where no screen sets a width.
WIDTH = 200

#: How far in prose goes on that is broken; below remarks behind the number of the line.
_INDENT, _REMARK = 4, 5

_STYLES = {
    "error": "bold red",
    "warning": "bold yellow",
    "info": "bold cyan",
    "place": "bold",
    "gutter": "cyan",
    "other": "cyan",
    "removed": "red",
    "help": "bold green",
    "good": "green",
    "strong": "bold",
}


def write_text(
    results: Iterable[Result],
    stream: TextIO,
    *,
    haproxy: str,
    color: bool = False,
    width: int = WIDTH,
    quiet: bool = False,
    clean: str | Callable[[Result], str] = "accepted",
    hides: bool | None = False,
    screen: int | None = None,
) -> None:
    """Write what was found, each configuration as it comes, and a summary.

    Args:
        results: what was found, in order.
        stream: where to write.
        haproxy: the HAProxy version that was asked about.
        color: whether to colour it.
        width: how many cells a source line may take with its number.
        quiet: write the diagnostics and nothing else.
        clean: what to say of a configuration in which nothing was found.
        hides: whether findings may have been left out, so that nothing can be said of what HAProxy makes of it all;
            None asks the reports.
        screen: the columns of the screen, at whose edge prose is broken at blanks; None for no screen.
    """
    write = line_writer(stream, color=color)
    summary = Summary(haproxy, hides=hides)
    counted = []
    for result in results:
        summary.add(result)
        for fixed in result.fixed or ():
            write(_fixed_line(fixed, result.name))
        for line in written_lines(result.written):
            write(line)
        for diagnostic in result.report:
            for line in diagnostic_lines(diagnostic, result, haproxy=result.report.version, width=width, screen=screen):
                write(line)
            write([])
        if not result.report.diagnostics:
            if result.report.fatal:
                write(
                    [
                        (result.name, "place"),
                        (f": HAProxy {result.report.version} refuses it, which is suppressed", "error"),
                    ]
                )
            elif not quiet:
                words = clean if isinstance(clean, str) else clean(result)
                write(
                    [
                        (result.name, "place"),
                        (f": {words}", "good"),
                        (_suppressed(result.report) + _hidden(result.hidden), ""),
                    ]
                )
        if result.statistics is not None:
            counted.append(result.statistics)
        stream.flush()
    if summary.found and not quiet:
        for line in broken(summary.line(), screen, _INDENT):
            write(line)
    if counted:
        from haproxy_model.report.statistics import added, write_statistics

        write_statistics(added(counted), stream, color=color)


#: what was not found either, by the lowest severity that is shown
_NOTHING = {"info": ", no findings", "warning": ", no errors or warnings", "error": ", no errors"}


def clean_words(haproxy: str, *, rules: bool, hides: bool, severity: str = "info") -> str:
    """What to say of a configuration in which nothing was found.

    Args:
        haproxy: the HAProxy version that was asked about.
        rules: whether the lint rules ran.
        hides: whether findings may have been left out.
        severity: the lowest severity that is shown.
    """
    if hides:
        return "no findings, except what was ignored"
    return f"accepted by HAProxy {haproxy}" + (_NOTHING[severity] if rules else "")


def diagnostic_lines(
    diagnostic: Diagnostic, result: Result, *, haproxy: str, width: int = WIDTH, screen: int | None = None
) -> Iterator[Pieces]:
    """The lines of one diagnostic: headline, excerpt, notes, help."""
    severity = str(diagnostic.severity)
    place = _place(diagnostic.span, result.name)
    headline: Pieces = [
        (f"{place}: ", "place"),
        (f"{severity}[{diagnostic.code}]", severity),
        (f" {diagnostic.message}", ""),
    ]
    yield from broken(headline, screen, _INDENT)
    spans = [diagnostic.span, *(related.span for related in diagnostic.related)]
    margin = max([len(str(span.end_line)) for span in spans if span is not None], default=1)
    refusal = f"HAProxy {haproxy} refuses this" if diagnostic.fatal else ""
    labelled = False
    if diagnostic.span is not None:
        for line, is_labelled in _marked(diagnostic.span, result, margin, width, "^", severity, refusal):
            labelled = labelled or is_labelled
            yield line
    if refusal and not labelled:
        yield from broken(_remark(margin, "fatal", refusal, severity), screen, margin + _REMARK)
    for related in diagnostic.related:
        where = f"{_place(related.span, result.name)}: " if related.span is not None else ""
        yield from broken(_remark(margin, "note", where + related.message, "strong"), screen, margin + _REMARK)
        if related.span is not None:
            for line, _ in _marked(related.span, result, margin, width, "-", "other", ""):
                yield line
    if diagnostic.fix is not None:
        safety = "" if diagnostic.fix.applicability == "safe" else f" ({diagnostic.fix.applicability} fix)"
        yield from broken(_remark(margin, "help", diagnostic.fix.title + safety, "help"), screen, margin + _REMARK)


def _fixed_line(fixed: Diagnostic, name: str) -> Pieces:
    title = "" if fixed.fix is None else fixed.fix.title
    section = f" in `{fixed.section}`" if fixed.section else ""
    return [
        (f"{name}: ", "place"),
        (f"fixed[{fixed.code}]", "good"),
        (f" {title}{section}", ""),
    ]


def written_lines(written: Written | None) -> Iterator[Pieces]:
    """What writing did, a line for each file."""
    if written is None:
        return
    notes = (
        ("its owner or group is another one now", written.owner_changed),
        ("other names of it (hard links) have the old text", written.hard_link_broken),
    )
    for path in written.paths:
        line = [(f"{path}: ", "place"), ("written", "good")]
        yield line + [(f"; {note}", "warning") for note, paths in notes if path in paths]
    for path in written.unchanged:
        yield [(f"{path}: ", "place"), ("unchanged", "gutter")]


def _place(span: Span | None, name: str) -> str:
    if span is None:
        return name
    file = name if span.file is None else span.file
    return f"{file}:{span.line}:{span.column}"


def _remark(margin: int, kind: str, text: str, role: str) -> Pieces:
    return [(f"{'':{margin}} = ", "gutter"), (f"{kind}: ", role), (text, "")]


def _marked(
    span: Span, result: Result, margin: int, width: int, mark: str, role: str, label: str
) -> Iterator[tuple[Pieces, bool]]:
    """The lines of a span with marks under it, and whether the label stands behind these marks."""
    room = max(width - margin - 3, 20)
    shown = excerpts(result.lines(span.file), span, room)
    for index, excerpt in enumerate(shown):
        if excerpt is None:
            yield [("...", "gutter")], False
            continue
        text = f" {excerpt.text}" if excerpt.text else ""
        yield [(f"{excerpt.number:{margin}} |", "gutter"), (text, "")], False
        marks = mark * excerpt.marked
        fits = index == len(shown) - 1 and excerpt.indent + excerpt.marked + 1 + cells(label) <= room
        behind = f" {label}" if label and fits else ""
        yield [(f"{'':{margin}} | ", "gutter"), (" " * excerpt.indent, ""), (marks + behind, role)], bool(behind)


class Summary:
    """Counts over the results of a run, and what they come to in one line."""

    def __init__(self, haproxy: str, *, hides: bool | None) -> None:
        self.haproxy = haproxy
        self.hides = bool(hides)
        self._asks = hides is None
        self.versions: dict[str, None] = {}
        self.counts = {"error": 0, "warning": 0, "info": 0}
        self.names: list[str] = []
        self.found = 0
        self.refused = 0
        self.suppressed = 0
        self.hidden = 0

    def add(self, result: Result) -> None:
        """Take what was found in a configuration."""
        report = result.report
        self.names.append(result.name)
        self.versions[report.version] = None
        self.hides |= self._asks and report._hides
        for key, count in report.summary().items():
            if key in self.counts:
                self.counts[key] += count
        self.found += bool(report.diagnostics)
        self.refused += report.fatal
        self.suppressed += len(report.suppressed)
        self.hidden += result.hidden

    def line(self) -> Pieces:
        """What they come to."""
        worst = next((key for key, count in self.counts.items() if count), "good")
        counts = ", ".join(_counted(count, key) for key, count in self.counts.items() if count) or "no findings"
        counts += f", {self.suppressed} suppressed" if self.suppressed else ""
        counts += _hidden(self.hidden)
        haproxy = f"({', '.join(self.versions)})" if len(self.versions) > 1 else "".join(self.versions) or self.haproxy
        if len(self.names) == 1:
            verdict = f"HAProxy {haproxy} {'refuses' if self.refused else 'accepts'} {self.names[0]}"
        else:
            counts += f" in {self.found} of {len(self.names)} configurations"
            verdict = f"HAProxy {haproxy} {f'refuses {self.refused}' if self.refused else 'accepts all'} of them"
        if self.hides and not self.refused:
            return [(counts, worst)]
        return [(counts, worst), (f"; {verdict}", "")]


def _suppressed(report: Report) -> str:
    return f", {len(report.suppressed)} suppressed" if report.suppressed else ""


def _hidden(count: int) -> str:
    """What is said of findings that are too mild to be shown."""
    return f", {count} milder not shown (--severity info)" if count else ""


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 or noun == "info" else f"{count} {noun}s"


def line_writer(stream: TextIO, *, color: bool) -> Callable[[Pieces], None]:
    """A function that writes one line, escaped, and coloured or plain."""
    return _colored(stream) if color else _plain(stream)


def _rich_text(pieces: Pieces) -> Text:
    """A line as rich has it, escaped and in colours."""
    from rich.text import Text

    text = Text()
    for piece, role in pieces:
        text.append(visible(piece), _STYLES.get(role))
    return text


def _plain(stream: TextIO) -> Callable[[Pieces], None]:
    def write(pieces: Pieces) -> None:
        stream.write("".join(visible(text) for text, _ in pieces) + "\n")

    return write


def _colored(stream: TextIO) -> Callable[[Pieces], None]:
    from rich.console import Console

    console = Console(
        file=stream, force_terminal=True, no_color=False, color_system="standard", markup=False, highlight=False
    )

    def write(pieces: Pieces) -> None:
        console.print(_rich_text(pieces), soft_wrap=True)

    return write
