"""One run of `check` or `lint`: every file is done, whatever the one before it was; the worst sets the exit status."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TextIO

from haproxy_model.cli.complaints import complain, show_line
from haproxy_model.cli.formats import writer
from haproxy_model.cli.outcomes import CLEAN, FAULT, FINDINGS, UNUSABLE, Outcome, blamed, outcomes
from haproxy_model.errors import HaproxyModelError, InvalidValue, Unreadable
from haproxy_model.report import Failure
from haproxy_model.settings.asked import Input, inputs
from haproxy_model.settings.asking import shown
from haproxy_model.syntax.text import visible

if TYPE_CHECKING:
    from haproxy_model.cli.request import Request
    from haproxy_model.diagnostics import Diagnostic, Report
    from haproxy_model.report import Found, Result
    from haproxy_model.settings.baseline import Baseline
    from haproxy_model.settings.nearest import SettingsFile

#: What shells give for programs that a signal ended.
INTERRUPTED, BROKEN_PIPE = 130, 141

#: The settings whose words may mean nothing.
_CHOSEN = ("select", "extend-select", "ignore", "options", "profile", "rules", "without")

#: From so many files on a terminal shows how far we are.
_MANY = 20

__all__ = ["BROKEN_PIPE", "CLEAN", "FAULT", "FINDINGS", "INTERRUPTED", "UNUSABLE", "run", "standard_output"]


def run(request: Request) -> int:
    """Do what was asked, print it, and give the exit status."""
    try:
        return _Run(request).status()
    except BrokenPipeError:
        # Nobody reads on; nor may the interpreter try to write the rest when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return BROKEN_PIPE
    except KeyboardInterrupt:
        return INTERRUPTED


class _Run:
    def __init__(self, request: Request) -> None:
        self._request = request
        self._worst = CLEAN
        self._baselines: dict[str, Baseline] = {}

    def status(self) -> int:
        request = self._request
        try:
            asked = self._asked()
            self._progress = _Progress(len(asked))
            if self._is_sound():
                self._write(asked)
                if request.write_baseline:
                    if not self._baselines:
                        self._complain(UNUSABLE, "--write-baseline needs the file to write: name it with --baseline")
                    for baseline in self._baselines.values():
                        baseline.write()
        except BrokenPipeError:
            raise
        except HaproxyModelError as error:
            # A settings file says nothing, or a file cannot be written.
            self._complain(UNUSABLE, str(error))
        except OSError as error:
            self._complain(UNUSABLE, f"cannot write the report: {(error.strerror or str(error)).lower()}")
        except Exception as error:
            self._fail(blamed(error, "writing the report", request))
        return self._worst

    def _asked(self) -> list[Input]:
        """The configurations of the run.

        Raises:
            InvalidValue: a settings file says something that is not a setting.
            Unreadable: a settings file cannot be read.
        """
        request = self._request
        self._progress = _Progress(0)
        return list(inputs(request.files, request.sets, _settings_of(request), complain))

    def _write(self, asked: list[Input]) -> None:
        request = self._request
        if request.show_settings:
            from haproxy_model.cli.shown_settings import write_settings

            write_settings(asked, request, standard_output())
            return
        if request.output_file is None:
            stream = standard_output()
            writer(request)(self._results(asked), stream, request)
            stream.flush()
            return
        from haproxy_model.cli.output_file import OutputFile

        with OutputFile(request.output_file) as file:
            writer(request)(self._results(asked), file.stream, request)

    def _is_sound(self) -> bool:
        """Whether what is asked means something; selectors are asked of a configuration that says nothing."""
        from haproxy_model.settings.settled import settled

        request = self._request
        if request.files.count("-") > 1:
            self._complain(UNUSABLE, "standard input (-) can be read only once: name it once")
        elif request.controllers and len(request.files) < 2:
            self._complain(UNUSABLE, "--controllers needs two files or more to compare")
        elif request.haproxy is not None and (refusal := _unusable(request)) is not None:
            self._complain(UNUSABLE, refusal)
        elif any(key in _CHOSEN for key, _ in request.given):
            from haproxy_model.cli.sound import require_sound

            try:
                require_sound(settled(dict(request.given)), rules=request.rules)
            except InvalidValue as error:
                self._complain(UNUSABLE, str(error))
        return self._worst == CLEAN

    def _results(self, asked: list[Input]) -> Iterator[Found]:
        request = self._request
        if len(asked) > 1:
            # `main` turned the collector off for a short life; a life of several files needs it.
            gc.enable()
        for each, found in zip(asked, self._found(asked), strict=False):
            if found.result is None:
                from haproxy_model.cli.sources import shown_name

                self._fail(found)
                yield Failure(shown_name(each.name), found.complaint or "", is_fault=found.status == FAULT)
                continue
            result = found.result
            try:
                report = self._admitted(result, found.files, each.settings)
            except Unreadable as error:
                self._complain(UNUSABLE, str(error))
                yield Failure(result.name, str(error))
                continue
            visible = shown(report, found.severity, found.named)
            result = result._replace(
                report=visible,
                severity=found.severity,
                fail_on=found.fail_on,
                hidden=0 if found.named is None else len(report.diagnostics) - len(visible.diagnostics),
            )
            counted = result.changes if request.diff else (one for one in result.report if _counts(one, found.fail_on))
            # What is not understood is never well, whatever is asked.
            if report.fatal or (not request.exit_zero and any(True for _ in counted)):
                self._worst = max(self._worst, FINDINGS)
            self._progress.hide()
            yield result

    def _found(self, asked: list[Input]) -> Iterable[Outcome]:
        if not self._request.controllers:
            return outcomes(asked, self._request, self._progress.show)
        from haproxy_model.cli.compared import compared

        gc.enable()
        return compared(asked, self._request)

    def _admitted(self, result: Result, files: tuple[str | None, ...], settings: SettingsFile | None) -> Report:
        """The report without what a baseline admits, or of which one is made.

        Raises:
            Unreadable: the baseline cannot be read.
        """
        request = self._request
        path = request.baseline or (settings.baseline if settings is not None else None)
        if path is None:
            return result.report
        from haproxy_model.settings.baseline import Baseline

        if path not in self._baselines:
            is_new = request.write_baseline and not os.path.exists(path)
            self._baselines[path] = Baseline(path) if is_new else Baseline.read(path)
        baseline = self._baselines[path]
        if request.write_baseline:
            baseline.take(result.report, result.lines, result.name, files)
        return baseline.admit(result.report, result.lines, result.name, files, is_whole=request.rules)

    def _fail(self, found: Outcome) -> None:
        if found.traceback:
            self._progress.hide()
            for line in found.traceback:
                show_line(line)
        self._complain(found.status, found.complaint or "")

    def _complain(self, status: int, message: str) -> None:
        self._worst = max(self._worst, status)
        self._progress.hide()
        complain(message)


def _unusable(request: Request) -> str | None:
    """Why the HAProxy that is to be asked cannot be; None where it can."""
    from haproxy_model.cli.outcomes import asked_program

    try:
        program = asked_program(request)
    except Unreadable as error:
        return str(error)
    if program is not None and program.line is None and ("version", "") not in request.given:
        return (
            f"{program.path}: HAProxy {program.release} is not a version that is known: name one with --haproxy-version"
        )
    return None


def _settings_of(request: Request) -> Callable[[str], SettingsFile | None]:
    if request.isolated:
        return lambda directory: None
    if request.config is None:
        from haproxy_model.settings.nearest import Nearest

        return Nearest().above
    from haproxy_model.settings.settings_files import read_settings

    settings = read_settings(request.config)
    return lambda directory: settings


def _counts(diagnostic: Diagnostic, lowest: str) -> bool:
    return diagnostic.fatal or diagnostic.severity >= lowest


class _Progress:
    """How far a run with many files is, on a terminal alone."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = 0
        self._is_shown = total >= _MANY and sys.stderr is not None and sys.stderr.isatty()

    def show(self, name: str) -> None:
        self._done += 1
        if self._is_shown:
            sys.stderr.write(f"\r\x1b[K{self._done}/{self._total} {visible(name)[-60:]}")
            sys.stderr.flush()

    def hide(self) -> None:
        if self._is_shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def standard_output() -> TextIO:
    """Standard output, which can write every character; nowhere where it is closed."""
    stream = sys.stdout
    if stream is None:
        return open(os.devnull, "w", encoding="utf-8")
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="backslashreplace")
    return stream
