"""`haproxy-model upgrade`: every file taken from one version to another; the worst of them sets the exit status."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import TextIO

from haproxy_model.cli import sources
from haproxy_model.cli.complaints import complain, show_traceback
from haproxy_model.cli.formats import is_colored, is_for_people, screen_width
from haproxy_model.cli.run import BROKEN_PIPE, CLEAN, FAULT, FINDINGS, INTERRUPTED, UNUSABLE, standard_output
from haproxy_model.cli.shown_places import name_from_here
from haproxy_model.errors import HaproxyModelError
from haproxy_model.records import NamedTuple
from haproxy_model.report import Change
from haproxy_model.report.upgrade import UpgradeResult, write_json, write_markdown, write_text


class UpgradeRequest(NamedTuple):
    """What a user asked for."""

    files: tuple[str, ...]
    earlier: str
    later: str
    format: str
    color: str
    write: bool
    diff: bool
    safe_only: bool
    keep_defaults: bool
    environment: dict[str, str] | None
    change_owner: bool
    debug: bool


def run(request: UpgradeRequest) -> int:
    """Do it, print it, and give the exit status."""
    worst = [CLEAN]
    stream = standard_output()
    try:
        _writer(request)(_results(request, worst), stream)
        stream.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return BROKEN_PIPE
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        complain(f"cannot write the report: {(error.strerror or str(error)).lower()}")
        return max(*worst, UNUSABLE)
    return max(worst)


def _results(request: UpgradeRequest, worst: list[int]) -> Iterator[UpgradeResult]:
    for name in request.files:
        try:
            result = _result(name, request)
        except HaproxyModelError as error:
            complain(str(error))
            worst.append(UNUSABLE)
        except OSError as error:
            complain(f"{name}: cannot be written: {(error.strerror or str(error)).lower()}")
            worst.append(UNUSABLE)
        except Exception as error:
            if request.debug:
                show_traceback(error)
            hint = "" if request.debug else ", with what --debug shows"
            complain(
                f"a bug in haproxy-model while reading {name}: {type(error).__name__}: {error}; please report it{hint}"
            )
            worst.append(FAULT)
        else:
            worst.append(FINDINGS if result.needs_person or (request.diff and result.changes) else CLEAN)
            yield result


def _result(name: str, request: UpgradeRequest) -> UpgradeResult:
    import haproxy_model.api as api

    if request.write:
        sources.require_replaceable(name)
    config = sources.read(name)
    shown = sources.shown_name(name)
    sources.require_sections(config, shown)
    upgraded = api.upgrade(
        config,
        earlier=request.earlier,
        later=request.later,
        unsafe=not request.safe_only,
        keep_defaults=request.keep_defaults,
        environment=request.environment,
    )
    changes = tuple(
        Change(name_from_here(shown if old.path is None else old.path), old.dumps(), new.dumps())
        for old, new in zip(config.files, upgraded.config.files, strict=True)
        if old.dump() != new.dump()
    )
    written = upgraded.config.write(change_owner=request.change_owner) if changes and request.write else None
    return UpgradeResult(shown, upgraded, changes, written)


def _writer(request: UpgradeRequest) -> Callable[[Iterable[UpgradeResult], TextIO], None]:
    return _diff(request) if request.diff else _FORMATS[request.format](request)


def _text(request: UpgradeRequest) -> Callable[[Iterable[UpgradeResult], TextIO], None]:
    return lambda results, stream: write_text(
        results,
        stream,
        color=is_colored(stream, request.color),
        width=screen_width(stream),
        earlier=request.earlier,
        later=request.later,
    )


def _json(request: UpgradeRequest) -> Callable[[Iterable[UpgradeResult], TextIO], None]:
    return lambda results, stream: write_json(results, stream, earlier=request.earlier, later=request.later)


def _markdown(request: UpgradeRequest) -> Callable[[Iterable[UpgradeResult], TextIO], None]:
    return lambda results, stream: write_markdown(results, stream, earlier=request.earlier, later=request.later)


#: name -> what gives the writer of a run
_FORMATS = {"text": _text, "json": _json, "markdown": _markdown}


def _diff(request: UpgradeRequest) -> Callable[[Iterable[UpgradeResult], TextIO], None]:
    def write(results: Iterable[UpgradeResult], stream: TextIO) -> None:
        from haproxy_model.report.diff import write_diff

        people = is_for_people(stream, request.color)
        for result in results:
            write_diff(result.changes, stream, people=people, color=people and is_colored(stream, request.color))

    return write
