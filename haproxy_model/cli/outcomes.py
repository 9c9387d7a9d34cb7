"""What comes of one configuration: its result, or why there is none.  It may be worked out in another process."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from haproxy_model.cli.complaints import traceback_lines
from haproxy_model.errors import HaproxyModelError
from haproxy_model.records import NamedTuple
from haproxy_model.settings.settled import Layer, Settled, settled

if TYPE_CHECKING:
    from haproxy_model.cli.filled import Filled
    from haproxy_model.cli.request import Request
    from haproxy_model.model.config import Config
    from haproxy_model.program.identified import Program
    from haproxy_model.report import Result
    from haproxy_model.settings.asked import Input

#: Exit statuses; of several the highest counts.
CLEAN, FINDINGS, UNUSABLE, FAULT = 0, 1, 2, 3

#: The last configuration: taking a large one apart, object by object, takes time that nobody has any use for.
_KEPT: list[Config] = []


class Outcome(NamedTuple):
    """What comes of one configuration."""

    #: what was found, of whichever severity; None where that failed
    result: Result | None
    #: the paths of its files
    files: tuple[str | None, ...] = ()
    #: the lowest severities that are shown, and that make the exit status 1
    severity: str = "info"
    fail_on: str = "error"
    #: selectors of what is shown however mild it is; None where the user said which severity is shown
    named: tuple[str, ...] | None = None
    status: int = CLEAN
    #: what is said on standard error
    complaint: str | None = None
    #: a traceback, for `--debug`
    traceback: tuple[str, ...] = ()


def outcomes(
    asked: Iterable[Input], request: Request, before: Callable[[str], None] = lambda name: None
) -> Iterator[Outcome]:
    """What comes of each configuration, in their order, whatever the number of processes.

    Args:
        asked: the configurations.
        request: what the user asked for.
        before: is told the name of each that is begun.
    """
    asked = list(asked)
    if request.jobs > 1 and len(asked) > 1 and "-" not in request.files:
        from concurrent.futures import ProcessPoolExecutor
        from itertools import repeat

        with ProcessPoolExecutor(min(request.jobs, len(asked))) as executor:
            for each, found in zip(asked, executor.map(outcome, asked, repeat(request)), strict=True):
                before(each.name)
                yield found
        return
    for each in asked:
        before(each.name)
        yield outcome(each, request)


def outcome(asked: Input, request: Request) -> Outcome:
    """What comes of one configuration; nothing is raised but by an interrupt."""
    try:
        return _outcome(asked, request)
    except HaproxyModelError as error:
        return Outcome(None, status=UNUSABLE, complaint=str(error))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        return Outcome(None, status=UNUSABLE, complaint=f"{asked.name}: cannot be written: {reason}")
    except Exception as error:
        return blamed(error, f"reading {asked.name}", request)


def blamed(error: Exception, doing: str, request: Request) -> Outcome:
    """What is said of a fault of our own."""
    fault = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    hint = "" if request.debug else ", with what --debug shows"
    complaint = f"a bug in haproxy-model while {doing}: {fault}; please report it{hint}"
    return Outcome(
        None, status=FAULT, complaint=complaint, traceback=tuple(traceback_lines(error)) if request.debug else ()
    )


def settings_for(asked: Input, config: Config, request: Request) -> Settled:
    """What holds for a configuration."""
    from haproxy_model.settings.asking import marked_version

    paths = {path for path in (*asked.paths, *(file.path for file in config.files)) if path is not None}
    program = asked_program(request)
    first = None
    if program is not None and program.line is not None:
        first = Layer(f"{program.path} is {program.title}", {("version", ""): program.line})
    return settled(dict(request.given), asked.settings, sorted(paths), marked_version(config), first)


def asked_program(request: Request) -> Program | None:
    """The HAProxy that is asked, too; None where none is.

    Raises:
        Unreadable: it cannot be run, or is not HAProxy.
    """
    if request.haproxy is None:
        return None
    from haproxy_model.program.identified import identified

    return identified(request.haproxy)


def read(asked: Input) -> Config:
    """The configuration that is asked about.

    Raises:
        Unreadable: it cannot be read, or is no text.
    """
    from haproxy_model.cli import sources

    return sources.read_together(asked.paths) if asked.is_set else sources.read(asked.name)


def _outcome(asked: Input, request: Request) -> Outcome:
    from haproxy_model.cli import sources
    from haproxy_model.report import Result
    from haproxy_model.settings import asking

    if request.fix and not request.diff:
        for path in asked.paths:
            sources.require_replaceable(path)
    config = read(asked)
    filled = _filled(config, request)
    if filled is not None:
        config = filled.config
    _KEPT[:] = [config]
    settings = settings_for(asked, config, request)
    program = asked_program(request)
    shown = sources.shown_name(asked.name)
    is_file = not asked.is_set and not os.path.isdir(asked.name)
    if request.fix or request.diff:
        from haproxy_model.cli import fixing

        result = fixing.result(config, shown, request, settings, program, is_file=is_file)
    else:
        report = (asking.linted if request.rules else asking.verdict)(config, settings, program)
        result = Result(
            shown,
            report if filled is None else filled.told(report),
            sources.lines_of(config) if filled is None else filled.lines,
            is_file=is_file,
            statistics=_statistics(config, settings, program) if request.statistics else None,
        )
    if not result.report.errors:
        sources.require_sections(config, asked.name)
    files = tuple(file.path for file in config.files) if filled is None else filled.lines.files
    return Outcome(result, files, settings.severity(lints=request.rules), settings.fail_on, settings.named)


def _filled(config: Config, request: Request) -> Filled | None:
    """What templates give; None where the files are none."""
    if request.template is None:
        return None
    from haproxy_model.cli.filled import Filled

    return Filled(config, request)


def _statistics(config: Config, settings: Settled, program: Program | None) -> Mapping[str, Mapping[str, int]]:
    from haproxy_model.settings.asking import features_of
    from haproxy_model.verdicts.word_meanings.counts import statistics

    features = features_of(settings, program)
    counted = statistics(config, version=settings.version, environment=settings.environment, features=features)
    return {keyword: {str(kind): count for kind, count in counts.items()} for keyword, counts in counted.items()}
