"""The formats that `--format` offers; each imports its module when it is used."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from haproxy_model.cli.request import Request
    from haproxy_model.report import Found, Result


def _text(found: Iterable[Found], stream: TextIO, request: Request) -> None:
    from haproxy_model.report.terminal import WIDTH, clean_words, write_text
    from haproxy_model.schema.versions import LATEST

    def clean(result: Result) -> str:
        report = result.report
        return clean_words(report.version, rules=request.rules, hides=report._hides, severity=result.severity)

    write_text(
        _read(found),
        stream,
        haproxy=LATEST,
        color=is_colored(stream, request.color),
        width=screen_width(stream) or WIDTH,
        quiet=request.quiet,
        clean=clean,
        hides=None,
        screen=screen_width(stream),
    )


def _counts(found: Iterable[Found], stream: TextIO, request: Request) -> None:
    from haproxy_model.report.counted import write_counts
    from haproxy_model.schema.versions import LATEST

    write_counts(
        _read(found),
        stream,
        haproxy=LATEST,
        color=is_colored(stream, request.color),
        quiet=request.quiet,
        screen=screen_width(stream),
    )


def _diff(found: Iterable[Found], stream: TextIO, request: Request) -> None:
    from haproxy_model.report.diff import write_diff

    people = is_for_people(stream, request.color)
    color = people and is_colored(stream, request.color)
    for result in _read(found):
        write_diff(result.changes, stream, people=people, color=color)


def _json(found: Iterable[Found], stream: TextIO, request: Request) -> None:
    from haproxy_model.report.json import write_json
    from haproxy_model.schema.versions import LATEST

    version = dict(request.given).get(("version", ""), LATEST)
    write_json(found, stream, haproxy=str(version), counts=request.counts)


def _json_lines(found: Iterable[Found], stream: TextIO, request: Request) -> None:
    from haproxy_model.report.json import write_json_lines

    write_json_lines(found, stream)


def _concise(found: Iterable[Found], stream: TextIO, request: Request) -> None:
    from haproxy_model.report.concise import write_concise

    write_concise(found, stream, named=_named(), color=is_colored(stream, request.color))


def _grouped(found: Iterable[Found], stream: TextIO, request: Request) -> None:
    from haproxy_model.report.concise import write_grouped

    write_grouped(found, stream, named=_named(), color=is_colored(stream, request.color), screen=screen_width(stream))


def _sarif(found: Iterable[Found], stream: TextIO, request: Request) -> None:
    from haproxy_model import __version__
    from haproxy_model.cli.pages import page
    from haproxy_model.report.sarif import write_sarif

    write_sarif(found, stream, named=_named(), page=page, version=__version__)


def _github(found: Iterable[Found], stream: TextIO, request: Request) -> None:
    from haproxy_model.report.github import write_github

    write_github(found, stream, named=_named())


def _gitlab(found: Iterable[Found], stream: TextIO, request: Request) -> None:
    from haproxy_model.report.gitlab import write_gitlab

    write_gitlab(found, stream, named=_named())


def _junit(found: Iterable[Found], stream: TextIO, request: Request) -> None:
    from haproxy_model.report.junit import write_junit

    write_junit(found, stream, named=_named())


def _checkstyle(found: Iterable[Found], stream: TextIO, request: Request) -> None:
    from haproxy_model.report.checkstyle import write_checkstyle

    write_checkstyle(found, stream, named=_named())


def _rdjson(found: Iterable[Found], stream: TextIO, request: Request) -> None:
    from haproxy_model.report.rdjson import write_rdjson

    write_rdjson(found, stream, named=_named())


#: name -> what writes the results of a run
FORMATS: dict[str, Callable[[Iterable[Found], TextIO, Request], None]] = {
    "text": _text,
    "concise": _concise,
    "grouped": _grouped,
    "json": _json,
    "jsonl": _json_lines,
    "sarif": _sarif,
    "github": _github,
    "gitlab": _gitlab,
    "junit": _junit,
    "checkstyle": _checkstyle,
    "rdjson": _rdjson,
}
#: The formats that have a place for `--statistics` and `--count`.
COUNTING = ("text", "json")


def writer(request: Request) -> Callable[[Iterable[Found], TextIO, Request], None]:
    """What writes the results of a request."""
    if request.diff:
        return _diff
    return _counts if request.counts and request.format == "text" else FORMATS[request.format]


def _read(found: Iterable[Found]) -> Iterator[Result]:
    """Those that could be read: of the others people read on standard error."""
    from haproxy_model.report import Result

    return (each for each in found if isinstance(each, Result))


def _named() -> Callable[[str], str]:
    from haproxy_model.cli.shown_places import name_from_here

    return name_from_here


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
