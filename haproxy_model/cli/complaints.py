"""What goes to standard error: one line, in which nothing that a file or a name holds moves a cursor or hides."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from haproxy_model.syntax.text import visible

if TYPE_CHECKING:
    from click import ClickException


def complain(message: str) -> None:
    """Say what went wrong."""
    _write(f"haproxy-model: {visible(message)}")


def show_traceback(error: BaseException) -> None:
    """Show where a fault of our own lies, for `--debug`."""
    for line in traceback_lines(error):
        show_line(line)


def traceback_lines(error: BaseException) -> list[str]:
    """The lines of a traceback."""
    import traceback

    return "".join(traceback.format_exception(error)).removesuffix("\n").split("\n")


def show_line(line: str) -> None:
    """Write a line as it is, escaped."""
    _write(visible(line))


def show_usage(error: ClickException) -> None:
    """Say what was wrong with the command line, as click does it."""
    import io

    said, message = io.StringIO(), error.format_message()
    error.show(file=said)
    # An LF in an argument begins no line.
    for line in said.getvalue().removesuffix("\n").replace(message, visible(message)).split("\n"):
        _write(visible(line))


def _write(line: str) -> None:
    # Where the stream is closed Python has None in its place.
    if sys.stderr is not None:
        print(line, file=sys.stderr)
