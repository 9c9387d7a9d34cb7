"""What was found in a rendered text, told on the template's own lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import accumulate

from attrs import evolve

from haproxy_model.diagnostics import Diagnostic, Related, Report, Span, in_order
from haproxy_model.model.masking import masked_line
from haproxy_model.model.unreadable import shown
from haproxy_model.syntax.text import BLANKS, encode
from haproxy_model.template.rendered import Rendered
from haproxy_model.visible import counted


def told_of_templates(report: Report, rendered: Mapping[str | None, Rendered]) -> Report:
    """A report whose places are those of the templates; fixes are of no use there.

    Args:
        report: what was found in what templates give.
        rendered: what each gives, by the path that the configuration has for it.
    """
    origins = {path: _Origins(each) for path, each in rendered.items()}
    files = list(dict.fromkeys(file for each in rendered.values() for file in each.sources))
    found = _once(_told(each, origins) for each in report)
    hidden = _once(_told(each, origins) for each in report.suppressed)
    texts = {file: text for each in rendered.values() for file, text in each.sources.items()}
    return evolve(
        report,
        diagnostics=in_order(found, files),
        suppressed=in_order(hidden, files),
        texts=tuple((file, texts[file] if found else "") for file in files),
    )


def _once(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """What a loop or a macro repeats is one finding, with a note of how often."""
    same: dict[tuple[str, str, Span | None], list[Diagnostic]] = {}
    for each in found:
        same.setdefault((each.code, each.message, each.span), []).append(each)
    return [
        first if not others else evolve(first, related=(*first.related, Related(_again(others), None)))
        for first, *others in same.values()
    ]


def _again(others: list[Diagnostic]) -> str:
    sections = dict.fromkeys(each.section for each in others if each.section)
    where = f", in {', '.join(list(sections)[:3])}" if 0 < len(sections) <= 3 else ""
    return f"{counted(len(others), 'time')} more where the template repeats it{where}"


def _told(diagnostic: Diagnostic, origins: Mapping[str | None, _Origins]) -> Diagnostic:
    span, note = _place(diagnostic.span, origins)
    notes = [Related(each.message, _place(each.span, origins)[0]) for each in diagnostic.related]
    if note is not None:
        notes.append(Related(note, None))
    suppression = diagnostic.suppression
    if suppression is not None:
        suppression = evolve(suppression, span=_place(suppression.span, origins)[0])
    return evolve(diagnostic, span=span, related=tuple(notes), fix=None, suppression=suppression)


def _place(span: Span | None, origins: Mapping[str | None, _Origins]) -> tuple[Span | None, str | None]:
    found = origins.get(span.file) if span is not None else None
    return (span, None) if span is None or found is None else found.place(span)


class _Origins:
    """Where the lines of one rendered text come from.

    Args:
        rendered: the text.
    """

    def __init__(self, rendered: Rendered) -> None:
        self._lines = rendered.text.split("\n")
        self._origins = rendered.origins
        self._sources = {file: text.split("\n") for file, text in rendered.sources.items()}
        self._starts = {
            file: list(accumulate((len(encode(line)) + 1 for line in lines), initial=0))
            for file, lines in self._sources.items()
        }

    def place(self, span: Span) -> tuple[Span, str | None]:
        """The place in a template, and what stands there when it is rendered, where that is something else."""
        file, number = self._origins[min(span.line, len(self._origins)) - 1]
        lines = self._sources.get(file) or [""]
        number = min(max(number, 1), len(lines))
        written, line = lines[number - 1], self._lines[span.line - 1]
        first, last = span.column - 1, span.end_column - 1 if span.end_line == span.line else len(line)
        same, same_end = _shared(written, line), _shared(written[::-1], line[::-1])
        if last <= same:
            pass
        elif first >= len(line) - same_end:
            first, last = first + len(written) - len(line), last + len(written) - len(line)
        else:
            first, last = len(written) - len(written.lstrip(BLANKS)), len(written.rstrip(BLANKS))
        last = max(first, last)
        start = self._starts[file][number - 1] + len(encode(written[:first]))
        end = start + len(encode(written[first:last]))
        note = None if written == line else f"rendered: `{shown(masked_line(line).strip())}`"
        return Span(file, number, first + 1, number, last + 1, start, end), note


def _shared(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    ends = min(len(one), len(other))
    return next((place for place in range(ends) if one[place] != other[place]), ends)
