"""Many configurations linted as the command line does it, by whichever executor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from attrs import frozen

from haproxy_model.diagnostics import Report
from haproxy_model.errors import HaproxyModelError
from haproxy_model.model.config import Config
from haproxy_model.settings.asked import Input, inputs
from haproxy_model.settings.asking import linted, marked_version, shown
from haproxy_model.settings.nearest import Nearest
from haproxy_model.settings.setting_kinds import Values
from haproxy_model.settings.settings_files import read_settings
from haproxy_model.settings.settled import settled
from haproxy_model.storage.inputs import read_files
from haproxy_model.values.value import Value

if TYPE_CHECKING:
    from concurrent.futures import Executor


@frozen(eq=False, repr=False)
class Linted(Value):
    """What came of one of many configurations."""

    #: the file or directory as it was named, or the name of a set
    name: str
    #: what was found; None where it could not be read
    report: Report | None
    #: why it could not be read; None where it was
    unreadable: str | None


def lint_each(
    paths: Sequence[str], executor: Executor | None, given: Values, *, settings: str | None, isolated: bool
) -> Iterator[Linted]:
    """The answers of `hm.lint_many`, which documents the arguments."""
    if isolated:
        asked = list(inputs(paths, {}, lambda directory: None))
    elif settings is None:
        asked = list(inputs(paths, {}, Nearest().above))
    else:
        file = read_settings(settings)
        asked = list(inputs(paths, {}, lambda directory: file))
    return (map if executor is None else executor.map)(partial(lint_one, given=given), asked)


def lint_one(asked: Input, given: Values) -> Linted:
    """What comes of one configuration.

    Args:
        asked: the configuration.
        given: what outweighs its settings file.
    """
    try:
        config = Config([(each.content, each.path, True) for each in read_files(asked.paths)])
        names = [file.path for file in config.files if file.path is not None]
        holds = settled(given, asked.settings, [*asked.paths, *names], marked_version(config))
        report = linted(config, holds)
    except HaproxyModelError as error:
        return Linted(asked.name, None, str(error))
    return Linted(asked.name, shown(report, holds.severity(lints=True), holds.named), None)
