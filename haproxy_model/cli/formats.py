"""The formats that `--format` offers; each imports its module when it is used."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from haproxy_model.cli.request import Request
    from haproxy_model.report import Result


def _text(results: Iterable[Result], stream: TextIO, request: Request) -> None:
    from haproxy_model.report.terminal import WIDTH, clean_words, write_text
    from haproxy_model.schema.versions import LATEST

    def clean(result: Result) -> str:
        report = result.report
        return clean_words(report.version, rules=request.rules, hides=report._hides, severity=result.severity)

    write_text(
        results,
        stream,
        haproxy=LATEST,
        color=is_colored(stream, request.color),
        width=screen_width(stream) or WIDTH,
        quiet=request.quiet,
        clean=clean,
        hides=None,
    )


def _diff(results: Iterable[Result], stream: TextIO, request: Request) -> None:
    from haproxy_model.report.diff import write_diff

    people = is_for_people(stream, request.color)
    color = people and is_colored(stream, request.color)
    for result in results:
        write_diff(result.changes, stream, people=people, color=color)


def _json(results: Iterable[Result], stream: TextIO, request: Request) -> None:
    from haproxy_model.report.json import write_json
    from haproxy_model.schema.versions import LATEST

    version = dict(request.given).get(("version", ""), LATEST)
    write_json(results, stream, haproxy=str(version))


#: name -> what writes the results of a run
FORMATS: dict[str, Callable[[Iterable[Result], TextIO, Request], None]] = {
    "text": _text,
    "json": _json,
}


def writer(request: Request) -> Callable[[Iterable[Result], TextIO, Request], None]:
    """What writes the results of a request."""
    return _diff if request.diff else FORMATS[request.format]


def is_for_people(stream: TextIO, wish: str) -> bool:
    """Whether a diff goes to a screen, or is wanted in colours: then it is no longer one that `patch` takes."""
    return wish == "always" or stream.isatty()


def is_colored(stream: TextIO, wish: str) -> bool:
    """Whether to colour what goes to a stream; the wish is "auto", "always" or "never"."""
    if wish != "auto":
        return wish == "always"
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return bool(os.environ.get("FORCE_COLOR")) or stream.isatty()


def screen_width(stream: TextIO) -> int | None:
    """The columns of the screen that a stream goes to; None for a file or a pipe."""
    try:
        return os.get_terminal_size(stream.fileno()).columns or None
    except (OSError, ValueError):
        return None
