"""The methods of `Report` that answer through the writers of the report room, imported when they are called.

The only module below that room which knows of it: `Report` has these functions as its methods.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from haproxy_model.errors import wrong_kind

if TYPE_CHECKING:
    from haproxy_model.diagnostics import Report
    from haproxy_model.report import Result


def text(report: Report, name: str | None = None) -> str:
    """The report for people, as the command line prints it without colours.

    The lines that it shows are those that were checked, whatever was changed since.

    Args:
        report: what was found.
        name: what the configuration is called; None is the path of its file, if it has one.
    """
    from haproxy_model.report.terminal import clean_words, write_text

    stream = io.StringIO()
    write_text(
        [_result(report, name)],
        stream,
        haproxy=report.version,
        clean=clean_words(report.version, rules=report._rules, hides=report._hides),
        hides=report._hides,
    )
    return stream.getvalue()


def json(report: Report, name: str | None = None) -> str:
    """The report for programs, the document that `--format json` prints.

    Args:
        report: what was found.
        name: what the configuration is called; None is the path of its file, if it has one.
    """
    from haproxy_model.report.json import write_json

    stream = io.StringIO()
    write_json([_result(report, name)], stream, haproxy=report.version)
    return stream.getvalue()


def _result(report: Report, name: str | None) -> Result:
    from haproxy_model.report import Result

    if name is not None and not isinstance(name, str):
        raise wrong_kind("the name of the configuration as text, or None", name)
    texts = dict(report._texts)
    path = next(iter(texts)) if len(texts) == 1 else None

    @cache
    def lines(file: str | None) -> Sequence[str]:
        return texts[file].split("\n") if file in texts else ()

    called = name or path
    return Result(called or "the configuration", report, lines, is_file=called is not None and len(texts) < 2)
