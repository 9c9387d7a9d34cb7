"""`lint --controllers`: the files of several controllers, each with what it does not have in common with others."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from attrs import evolve

from haproxy_model.cli import sources
from haproxy_model.cli.outcomes import UNUSABLE, Outcome, blamed, read
from haproxy_model.errors import InvalidValue, Unreadable
from haproxy_model.report import Result
from haproxy_model.settings.settled import settled

if TYPE_CHECKING:
    from haproxy_model.cli.request import Request
    from haproxy_model.model.config import Config
    from haproxy_model.settings.asked import Input


def compared(asked: Sequence[Input], request: Request) -> Iterator[Outcome]:
    """What comes of each controller's configuration; the settings of the first hold for all.

    Args:
        asked: the configurations.
        request: what the user asked for.
    """
    from haproxy_model.lint.engine import validate_configs
    from haproxy_model.settings.asking import question, weighed

    found: list[Config | Outcome] = []
    for each in asked:
        try:
            found.append(read(each))
        except Unreadable as error:
            found.append(Outcome(None, status=UNUSABLE, complaint=str(error)))
    configs = [each for each in found if not isinstance(each, Outcome)]
    settings = settled(dict(request.given), asked[0].settings, asked[0].paths)
    try:
        report = weighed(validate_configs(configs, question(settings)), settings.severities)
    except InvalidValue as error:
        yield Outcome(None, status=UNUSABLE, complaint=str(error))
        return
    except Exception as error:
        yield blamed(error, "comparing the files", request)
        return
    lines = sources.lines_of(*configs)
    lowest = settings.severity(lints=True)
    for each, config in zip(asked, found, strict=True):
        if isinstance(config, Outcome):
            yield config
            continue
        files = tuple(file.path for file in config.files)
        own, hidden = (
            tuple(one for one in ones if one.span is None or one.span.file in files)
            for ones in (report.diagnostics, report.suppressed)
        )
        shown = sources.shown_name(each.name)
        part = evolve(report, diagnostics=own, suppressed=hidden)
        is_file = not each.is_set and not os.path.isdir(each.name)
        yield Outcome(Result(shown, part, lines, is_file=is_file), files, lowest, settings.fail_on, settings.named)
