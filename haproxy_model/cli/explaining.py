"""`haproxy-model explain` and `haproxy-model rules`: what is known of a code, and of which codes there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from haproxy_model.cli.complaints import complain
from haproxy_model.cli.formats import is_colored, screen_width
from haproxy_model.cli.run import CLEAN, UNUSABLE, standard_output
from haproxy_model.errors import near
from haproxy_model.lint.explanations import Explanation, explained, explanations
from haproxy_model.lint.selected import known_codes
from haproxy_model.report.json import Object, json_text
from haproxy_model.report.terminal import Pieces, line_writer
from haproxy_model.report.wrapping import broken

#: Lines of prose are no longer than that on a wide screen.
_WIDEST = 100
#: How far in examples stand.
_EXAMPLE = 4

_Lines = Callable[[Iterable[Explanation]], Iterator[Pieces]]


def explain(codes: Sequence[str], *, form: str, color: str) -> int:
    """Write what is known of codes or names, and give the exit status."""
    found: list[Explanation] = []
    status = CLEAN
    for code in codes:
        some = explained(code)
        if not some:
            names = [word for pair in known_codes() for word in pair]
            known = near(code.upper(), names) or near(code.lower(), names)
            complain(f"no code or name is {code!r}{known}: `haproxy-model rules` lists them")
            status = UNUSABLE
        found += some
    _write(found, _pages, form=form, color=color)
    return status


def rules(*, form: str, color: str) -> int:
    """Write the table of all codes, and give the exit status."""
    _write(list(explanations()), _table, form=form, color=color)
    return CLEAN


def _write(found: Sequence[Explanation], lines: _Lines, *, form: str, color: str) -> None:
    stream = standard_output()
    if form == "json":
        stream.write(json_text([_object(each) for each in found], stream, indent=1) + "\n")
        return
    write = line_writer(stream, color=is_colored(stream, color))
    for line in lines(found):
        write(line)
    stream.flush()


def _object(each: Explanation) -> Object:
    parts: list[Object] = [{"title": part.title, "text": part.text, "example": part.is_example} for part in each.parts]
    return {
        "code": each.code,
        "name": each.name,
        "severity": each.severity,
        "command": each.command,
        "fatal": each.fatal,
        "default": each.is_default,
        "fix": each.fix,
        "url": each.url,
        "parts": parts,
    }


def _pages(found: Iterable[Explanation]) -> Iterator[Pieces]:
    screen = screen_width(standard_output())
    width = min(screen or _WIDEST, _WIDEST)
    for number, each in enumerate(found):
        if number:
            yield []
        yield [(each.code, each.severity), (f" {each.headline}", "place")]
        for part in each.parts:
            yield []
            if part.is_example:
                yield [(f"{part.title}:", "strong")]
                for line in part.text.split("\n"):
                    inside = _EXAMPLE + len(line) - len(line.lstrip(" "))
                    yield from broken([(" " * _EXAMPLE + line, "")], screen, inside + _EXAMPLE)
                continue
            yield from broken([(f"{part.title}:", "strong"), (f" {part.text}", "")], width, 0)


def _table(found: Iterable[Explanation]) -> Iterator[Pieces]:
    for each in found:
        off = "" if each.is_default else " (off)"
        fix = (f"{each.fix:>6} fix  ", "help") if each.has_fix else (f"{'-':>10}  ", "gutter")
        yield [(f"{each.code:7}", "place"), (f" {each.severity:8}", each.severity), fix, (each.name + off, "")]
