"""`--template`: files that are templates, rendered before they are judged."""

from __future__ import annotations

import os
from collections.abc import Sequence

from haproxy_model.cli.request import Request
from haproxy_model.diagnostics import Report
from haproxy_model.model.config import Config
from haproxy_model.syntax.text import encode
from haproxy_model.template.given_values import read_variables
from haproxy_model.template.rendered import Rendered, render
from haproxy_model.template.told_lines import told_of_templates


class Lines:
    """The lines of templates.

    Args:
        sources: their texts, by path.
    """

    def __init__(self, sources: dict[str, str]) -> None:
        self._lines: dict[str | None, list[str]] = {file: text.split("\n") for file, text in sources.items()}

    def __call__(self, file: str | None) -> Sequence[str]:
        """The lines of one of them."""
        return self._lines.get(file, ())

    @property
    def files(self) -> tuple[str | None, ...]:
        """The templates."""
        return tuple(self._lines)


class Filled:
    """The configuration that templates give.

    Args:
        templates: the templates, as files.
        request: what the user asked for.

    Raises:
        Unreadable: one cannot be rendered, or the variables cannot be read.
    """

    def __init__(self, templates: Config, request: Request) -> None:
        variables = read_variables(request.vars)
        self._rendered: dict[str | None, Rendered] = {
            file.path: render(file.path or "template", file.dump(), os.path.dirname(file.path or "") or ".", variables)
            for file in templates.files
        }
        texts = ((self._rendered[file.path].text, file.path) for file in templates.files)
        #: what HAProxy would read
        self.config = Config([(encode(text), path, False) for text, path in texts])
        #: the lines as they are written
        self.lines = Lines({file: text for each in self._rendered.values() for file, text in each.sources.items()})

    def told(self, report: Report) -> Report:
        """A report with the places of the templates."""
        return told_of_templates(report, self._rendered)
