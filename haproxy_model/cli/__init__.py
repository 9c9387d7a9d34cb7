"""The command line `haproxy-model`.  What it needs is imported when it is needed: see `commands` and `run`."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit status.

    Args:
        arguments: what follows the program's name; None takes them from the process.
    """
    if arguments is not None:
        return _main(arguments)
    # A short life makes little garbage, and nobody needs it taken apart object by object at its end: together that
    # costs an eighth of a run.
    gc.disable()
    status = _main(None)
    try:
        for stream in (sys.stdout, sys.stderr):
            # Where a stream is closed Python has None in its place.
            if stream is not None:
                stream.flush()
    except (OSError, ValueError):
        return status
    os._exit(status)


def _main(arguments: Sequence[str] | None) -> int:
    try:
        import click
    except ModuleNotFoundError as error:
        if error.name != "click":
            raise
        print(
            "haproxy-model: click is not installed, which the command line needs: pip install 'haproxy-model[cli]'",
            file=sys.stderr,
        )
        return 2
    except KeyboardInterrupt:
        return 130
    try:
        from haproxy_model.cli.commands import commands

        status = commands.main(arguments, prog_name="haproxy-model", standalone_mode=False)
    except click.ClickException as error:
        from haproxy_model.cli.complaints import show_usage

        show_usage(error)
        return 2
    except (click.Abort, KeyboardInterrupt):
        return 130
    return status if isinstance(status, int) else 0
