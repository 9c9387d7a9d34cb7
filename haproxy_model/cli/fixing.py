"""`lint --fix` and `lint --diff`: fixes applied, and written back or shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from haproxy_model.cli import sources
from haproxy_model.cli.shown_places import name_from_here
from haproxy_model.lint.mending import mend
from haproxy_model.report import Change, Result
from haproxy_model.settings.asking import linted, refuses

if TYPE_CHECKING:
    from haproxy_model.cli.request import Request
    from haproxy_model.model.config import Config
    from haproxy_model.program.identified import Program
    from haproxy_model.settings.settled import Settled


def result(
    config: Config, name: str, request: Request, settings: Settled, program: Program | None, *, is_file: bool
) -> Result:
    """What fixes make of a configuration, and what they leave; the files are written unless a diff is asked for.

    Args:
        config: the configuration as read.
        name: the file or directory as the user named it.
        request: what the user asked for.
        settings: what holds for the configuration.
        program: a HAProxy that must not refuse what it accepted before.
        is_file: whether the configuration is the one file `name`.

    Raises:
        FileChanged: a file is no longer what was read; nothing was written.
        Unreadable: the program does not end in time, or dies by a signal.
        Unwritable: the directory or the disk refuses, or an owner cannot be kept.
    """
    mended = mend(
        config,
        lambda one: linted(one, settings, program, hears=False),
        unsafe=request.unsafe_fixes,
        refuses=None if program is None else lambda one: refuses(program, one, settings),
    )
    pairs = list(zip(config.files, mended.config.files, strict=True))
    changes = [
        Change(name_from_here(name if old.path is None else old.path), old.dumps(), new.dumps())
        for old, new in pairs
        if old.dump() != new.dump()
    ]
    written = mended.config.write(change_owner=request.change_owner) if changes and not request.diff else None
    return Result(
        name,
        mended.report if program is None else linted(mended.config, settings, program),
        sources.lines_of(mended.config),
        is_file=is_file,
        fixed=mended.applied,
        changes=changes,
        written=written,
    )
