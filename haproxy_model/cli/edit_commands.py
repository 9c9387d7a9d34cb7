"""The commands that read and change one place of a configuration, with click; what they do is in `editing`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from haproxy_model.cli.shared_options import (
    CHANGE_OWNER,
    COLOR,
    DEBUG,
    DEFINE,
    FORMAT,
    USE_ENVIRONMENT,
    VERSION,
    environment,
    flag,
    with_options,
)

if TYPE_CHECKING:
    from haproxy_model.cli.answers import Answer, Difference
    from haproxy_model.cli.editing import How
    from haproxy_model.model.config import Config

_PATHS = """\b
PATH is the keyword of a section and its name, then the keyword of a line and
its name or number, then an attribute:
  listen/galera_cluster/server/controller2/backup
  frontend/public/bind[2]/alpn
  defaults/timeout/client
\\/ and \\[ are these characters in a name."""
_EXIT_OF_GET = """\b
Exit status:
  0  the value was printed, or the list of what can be there
  1  nothing is there
  2  wrong usage, a file that cannot be read, or a path that leads nowhere
  3  a bug in haproxy-model"""
_EXIT = """\b
Exit status:
  0  done
  2  wrong usage, a file that cannot be read or written, a path that leads
     nowhere, a value that is none, or HAProxy would refuse the result
  3  a bug in haproxy-model"""
_FILE = click.argument("file", metavar="FILE")
_PATH = click.argument("path", metavar="PATH")
_CHANGING = (
    flag("--diff", help="Show what would change, and write nothing."),
    flag("--force", help="Make the change though HAProxy would refuse the result."),
    VERSION,
    DEFINE,
    USE_ENVIRONMENT,
    CHANGE_OWNER,
    COLOR,
    DEBUG,
)


@click.command(epilog=f"{_PATHS}\n\n{_EXIT_OF_GET}")
@with_options(_FILE, click.argument("path", required=False, metavar="[PATH]"), FORMAT, COLOR, DEBUG)
def get(**options: Any) -> int:
    """Print what is at PATH; of a line with attributes, a section, or without PATH, what can be there."""
    from haproxy_model.cli.answers import Shown, answer
    from haproxy_model.cli.editing import get as ask

    how = Shown(options["format"], options["color"], options["debug"])
    return answer(options["file"], how, lambda config: ask(config, options["path"]))


@click.command("set", epilog=f"{_PATHS}\n\n{_EXIT}")
@with_options(_FILE, _PATH, click.argument("value", metavar="VALUE"), *_CHANGING)
def put(**options: Any) -> int:
    """Put VALUE at PATH, and write FILE: one word of it changes.

    A flag is on or off.  From standard input (-), the result goes to standard output.
    """
    from haproxy_model.cli import editing

    return _change(options, lambda config, how: editing.put(config, options["path"], options["value"], how))


@click.command(epilog=f"{_PATHS}\n\n{_EXIT}")
@with_options(_FILE, _PATH, click.argument("words", nargs=-1, metavar="[WORDS]"), *_CHANGING)
def add(**options: Any) -> int:
    """Add the section or the line that PATH names, with WORDS after these, and write FILE.

    `add haproxy.cfg listen/app/server/c4 '10.0.0.14:80 check'` adds a server after the last one.
    """
    from haproxy_model.cli import editing

    return _change(options, lambda config, how: editing.add(config, options["path"], " ".join(options["words"]), how))


@click.command(epilog=f"{_PATHS}\n\n{_EXIT}")
@with_options(_FILE, _PATH, *_CHANGING)
def remove(**options: Any) -> int:
    """Take away the attribute, the line or the section at PATH, and write FILE."""
    from haproxy_model.cli import editing

    return _change(options, lambda config, how: editing.remove(config, options["path"], how))


def _change(options: dict[str, Any], change: Callable[[Config, How], Answer | Difference]) -> int:
    from haproxy_model.cli.answers import Shown, answer
    from haproxy_model.cli.editing import How

    is_stream = options["file"] == "-"
    how = How(
        options["version"],
        environment(options),
        options["diff"],
        options["force"],
        is_stream,
        options["change_owner"],
    )
    writes = not (options["diff"] or is_stream)
    shown = Shown("text", options["color"], options["debug"])
    return answer(options["file"], shown, lambda config: change(config, how), writes=writes)
