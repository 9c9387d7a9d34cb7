"""How answers name places: `line 7` in a configuration of one file, `haproxy.cfg:7` in one of several."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from haproxy_model.syntax.text import printable, visible

if TYPE_CHECKING:
    from haproxy_model.diagnostics import Span
    from haproxy_model.model.config import Config
    from haproxy_model.report.json import Object


def line_of(span: Span, config: Config) -> str:
    """The line of a place."""
    if len(config.files) == 1 or span.file is None:
        return f"line {span.line}"
    return f"{visible(span.file)}:{span.line}"


def name_from_here(name: str) -> str:
    """The name of a file as seen from the working directory, where it lies below: `patch` takes no absolute one."""
    here = os.path.join(os.getcwd(), "")
    rest = name.removeprefix(here)
    return rest if rest and rest != name and ".." not in rest.split(os.sep) else name


def place_object(span: Span | None) -> Object:
    """A place as JSON has it; null where there is none."""
    if span is None:
        return {"file": None, "line": None, "column": None, "end_column": None}
    file = None if span.file is None else printable(span.file)
    return {"file": file, "line": span.line, "column": span.column, "end_column": span.end_column}
