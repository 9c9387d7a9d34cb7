"""One question about one configuration: read it, write the answer, give the exit status."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple, TextIO

from haproxy_model.cli.formats import is_colored
from haproxy_model.cli.run import BROKEN_PIPE, CLEAN, FAULT, INTERRUPTED, UNUSABLE, standard_output
from haproxy_model.errors import HaproxyModelError
from haproxy_model.report.text import Pieces, line_writer
from haproxy_model.syntax.text import printable

if TYPE_CHECKING:
    from haproxy_model.model.config import Config
    from haproxy_model.report.json import Object


class Shown(NamedTuple):
    """How an answer is shown."""

    #: "text", "json", or a picture's "svg" or "html"
    format: str
    #: "auto", "always" or "never"
    color: str
    debug: bool


class Answer(NamedTuple):
    """What is to be said, for people and for programs."""

    lines: Callable[[], Iterator[Pieces]]
    document: Callable[[], Object]


def answer(name: str, how: Shown, question: Callable[[Config], Answer]) -> int:
    """Ask a configuration and write the answer.

    Args:
        name: its file or directory, "-" for standard input.
        how: how the answer is shown.
        question: what to ask; what it raises of the library's own exceptions is said, and the status is 2.
    """
    from haproxy_model.cli import sources

    try:
        stream = standard_output()
        config = sources.read(name)
        sources.require_sections(config, sources.STANDARD_INPUT if name == "-" else name)
        said = question(config)
        _write(said, stream, how, name)
        stream.flush()
    except HaproxyModelError as error:
        return _complain(str(error), UNUSABLE)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return BROKEN_PIPE
    except OSError as error:
        return _complain(f"cannot write: {(error.strerror or str(error)).lower()}", UNUSABLE)
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        if how.debug:
            import traceback

            traceback.print_exception(error)
        hint = "" if how.debug else ", with what --debug shows"
        return _complain(
            f"fault of haproxy-model itself: {type(error).__name__}: {error}; please report it{hint}", FAULT
        )
    return CLEAN


def _write(said: Answer, stream: TextIO, how: Shown, name: str) -> None:
    if how.format == "json":
        ascii_only = not (stream.encoding or "utf-8").lower().replace("-", "").startswith("utf")
        stream.write(json.dumps(said.document(), ensure_ascii=ascii_only, indent=1) + "\n")
        return
    if how.format != "text":
        from haproxy_model.report.picture import picture

        stream.write(picture(said.lines(), f"haproxy-model {printable(name)}", how.format))
        return
    write = line_writer(stream, color=is_colored(stream, how.color))
    for line in said.lines():
        write(line)


def _complain(message: str, status: int) -> int:
    print(f"haproxy-model: {printable(message)}", file=sys.stderr)
    return status
