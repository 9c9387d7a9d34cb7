"""One run of `check` or `lint`: every file is done, whatever the one before it was; the worst sets the exit status."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, TextIO

from haproxy_model.cli.complaints import complain, show_traceback
from haproxy_model.cli.formats import writer
from haproxy_model.errors import FileChanged, InvalidValue, Unreadable, Unwritable
from haproxy_model.syntax.text import visible

if TYPE_CHECKING:
    from haproxy_model.cli.request import Request
    from haproxy_model.diagnostics import Diagnostic, Report
    from haproxy_model.model.config import Config
    from haproxy_model.report import Result

#: Exit statuses; of several the highest counts.
CLEAN, FINDINGS, UNUSABLE, FAULT = 0, 1, 2, 3
#: What a shell gives for programs that a signal ended.
INTERRUPTED, BROKEN_PIPE = 130, 141

#: The last configuration: taking a large one apart, object by object, takes time that nobody has any use for.
_KEPT: list[Config] = []

#: From so many files on a terminal shows how far we are.
_MANY = 20


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
        self._progress = _Progress(len(request.files))

    def status(self) -> int:
        request = self._request
        stream = standard_output()
        try:
            if self._is_sound():
                writer(request)(self._results(), stream, request)
                stream.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            self._complain(UNUSABLE, f"cannot write the report: {(error.strerror or str(error)).lower()}")
        except Exception as error:
            self._blame_ourselves(error, "writing the report")
        return self._worst

    def _is_sound(self) -> bool:
        """Whether the selectors mean something; asked of a configuration that says nothing."""
        if self._request.files.count("-") > 1:
            self._complain(UNUSABLE, "standard input (-) can be read only once: name it once")
            return False
        if self._request.controllers and len(self._request.files) < 2:
            self._complain(UNUSABLE, "--controllers needs two files or more to compare")
            return False
        request = self._request
        if request.select or request.extend_select or request.ignore or request.options:
            import haproxy_model.api as api

            try:
                self._report(api.parse(b""))
            except InvalidValue as error:
                self._complain(UNUSABLE, str(error))
                return False
        return True

    def _results(self) -> Iterator[Result]:
        if self._request.controllers:
            yield from self._compared()
            return
        for place, name in enumerate(self._request.files):
            if place == 1:
                # `main` turned the collector off for a short life; a life of several files needs it.
                gc.enable()
            self._progress.show(name)
            try:
                result = self._result(name)
            except (Unreadable, Unwritable, FileChanged, InvalidValue) as error:
                self._complain(UNUSABLE, str(error))
            except OSError as error:
                self._complain(UNUSABLE, f"{name}: cannot be written: {(error.strerror or str(error)).lower()}")
            except Exception as error:
                self._blame_ourselves(error, f"reading {name}")
            else:
                yield self._counted(result)

    def _compared(self) -> Iterator[Result]:
        """The results of the files of several controllers, each with what it does not have in common with others."""
        from attrs import evolve

        from haproxy_model.cli import sources
        from haproxy_model.report import Result

        gc.enable()
        read: list[tuple[str, Config]] = []
        for name in self._request.files:
            try:
                read.append((name, sources.read(name)))
            except Unreadable as error:
                self._complain(UNUSABLE, str(error))
        configs = [config for _, config in read]
        try:
            report = self._shown(self._report_of_controllers(configs))
        except Exception as error:
            self._blame_ourselves(error, "comparing the files")
            return
        lines = sources.lines_of(*configs)
        for name, config in read:
            paths = {file.path for file in config.files}
            own, hidden = (
                tuple(each for each in found if each.span is None or each.span.file in paths)
                for found in (report.diagnostics, report.suppressed)
            )
            shown = sources.STANDARD_INPUT if name == "-" else name
            yield self._counted(
                Result(
                    shown, evolve(report, diagnostics=own, suppressed=hidden), lines, is_file=not os.path.isdir(name)
                )
            )

    def _report_of_controllers(self, configs: list[Config]) -> Report:
        import haproxy_model.api as api

        request = self._request
        return api.validate_controllers(
            configs,
            version=request.version,
            select=request.select,
            extend_select=request.extend_select,
            ignore=request.ignore,
            environment=request.environment,
            options=request.options,
        )

    def _counted(self, result: Result) -> Result:
        """The result, after it had its say in the exit status."""
        request = self._request
        counted = result.changes if request.diff else filter(self._counts, result.report)
        # What is not understood is never well, whatever is asked.
        if result.report.fatal or (not request.exit_zero and any(True for _ in counted)):
            self._worst = max(self._worst, FINDINGS)
        self._progress.hide()
        return result

    def _result(self, name: str) -> Result:
        from haproxy_model.cli import sources
        from haproxy_model.report import Result

        if self._request.fix and not self._request.diff:
            sources.require_replaceable(name)
        config = sources.read(name)
        _KEPT[:] = [config]
        shown = sources.STANDARD_INPUT if name == "-" else name
        is_file = not os.path.isdir(name)
        if self._request.fix or self._request.diff:
            from haproxy_model.cli import fixing

            result = fixing.result(config, shown, self._request, is_file=is_file)
            result = result._replace(report=self._shown(result.report))
        else:
            report = self._shown(self._report(config))
            result = Result(
                shown, report, sources.lines_of(config), is_file=is_file, statistics=self._statistics(config)
            )
        if not result.report.errors:
            sources.require_sections(config, name)
        return result

    def _report(self, config: Config) -> Report:
        import haproxy_model.api as api
        from haproxy_model.verdicts.selection import selection

        request = self._request
        chosen = selection(request.select, request.ignore, request.extend_select)
        if request.rules:
            return api.validate(
                config,
                version=request.version,
                select=request.select,
                extend_select=request.extend_select,
                ignore=request.ignore,
                environment=request.environment,
                options=request.options,
                features=self._features(),
                files="." if request.files_too else None,
            )
        report = api.check(
            config,
            version=request.version,
            environment=request.environment,
            features=self._features(),
            files="." if request.files_too else None,
        )
        if any(True for _ in chosen.selectors):
            from haproxy_model.cli.chosen import only_chosen, require_known

            require_known(chosen)
            report = only_chosen(report, chosen)
        return report

    def _features(self) -> Collection[str] | None:
        if not self._request.without:
            return None
        from haproxy_model.cli.features import AllBut

        return AllBut(self._request.without)

    def _statistics(self, config: Config) -> Mapping[str, Mapping[str, int]] | None:
        request = self._request
        if not request.statistics:
            return None
        from haproxy_model.verdicts.word_meanings.counts import statistics

        counted = statistics(
            config, version=request.version, environment=request.environment, features=self._features()
        )
        return {keyword: {str(kind): count for kind, count in counts.items()} for keyword, counts in counted.items()}

    def _shown(self, report: Report) -> Report:
        """The diagnostics that are severe enough to be shown; what is fatal always is."""
        from attrs import evolve

        lowest = self._request.severity
        return evolve(report, diagnostics=tuple(each for each in report if each.fatal or each.severity >= lowest))

    def _counts(self, diagnostic: Diagnostic) -> bool:
        return diagnostic.fatal or diagnostic.severity >= self._request.fail_on

    def _blame_ourselves(self, error: Exception, doing: str) -> None:
        if self._request.debug:
            self._progress.hide()
            show_traceback(error)
        fault = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        hint = "" if self._request.debug else ", with what --debug shows"
        self._complain(FAULT, f"a bug in haproxy-model while {doing}: {fault}; please report it{hint}")

    def _complain(self, status: int, message: str) -> None:
        self._worst = max(self._worst, status)
        self._progress.hide()
        complain(message)


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
