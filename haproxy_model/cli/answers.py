"""One question about one configuration: read it, write the answer, give the exit status."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TextIO

from haproxy_model.cli.complaints import complain, show_traceback
from haproxy_model.cli.formats import is_colored, is_for_people
from haproxy_model.cli.run import BROKEN_PIPE, CLEAN, FAULT, INTERRUPTED, UNUSABLE, standard_output
from haproxy_model.errors import HaproxyModelError
from haproxy_model.records import NamedTuple
from haproxy_model.report.terminal import Pieces, line_writer, written_lines

if TYPE_CHECKING:
    from haproxy_model.model.config import Config
    from haproxy_model.report import Change
    from haproxy_model.report.json import Object
    from haproxy_model.storage.replacement import Written


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
    #: the exit status, asked when everything was said
    status: Callable[[], int] = lambda: CLEAN
    #: the same as a picture, by the name of the configuration and the format; None where there is none
    picture: Callable[[str, str], Iterable[str]] | None = None


class Difference(NamedTuple):
    """What was changed, or would be: said as a diff."""

    changes: Iterable[Change]
    #: what writing did, None where nothing was written
    written: Written | None = None


def answer(name: str, how: Shown, question: Callable[[Config], Answer | Difference], *, writes: bool = False) -> int:
    """Ask a configuration and write the answer.

    Args:
        name: its file or directory, "-" for standard input.
        how: how the answer is shown.
        question: what to ask; what it raises of the library's own exceptions is said, and the status is 2.
        writes: whether it writes the files.
    """
    from haproxy_model.cli import sources

    try:
        stream = standard_output()
        if writes:
            sources.require_replaceable(name)
        config = sources.read(name)
        sources.require_sections(config, sources.shown_name(name))
        said = question(config)
        _write(said, stream, how, name)
        stream.flush()
        return CLEAN if isinstance(said, Difference) else said.status()
    except HaproxyModelError as error:
        return _complain(str(error), UNUSABLE)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return BROKEN_PIPE
    except OSError as error:
        return _complain(f"cannot write the answer: {(error.strerror or str(error)).lower()}", UNUSABLE)
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        if how.debug:
            show_traceback(error)
        hint = "" if how.debug else ", with what --debug shows"
        return _complain(f"a bug in haproxy-model: {type(error).__name__}: {error}; please report it{hint}", FAULT)


def _write(said: Answer | Difference, stream: TextIO, how: Shown, name: str) -> None:
    if isinstance(said, Difference):
        from haproxy_model.report.diff import write_diff

        people = is_for_people(stream, how.color)
        write_diff(said.changes, stream, people=people, color=people and is_colored(stream, how.color))
        # Nothing else may stand in a text that `patch` takes.
        for line in written_lines(said.written):
            complain("".join(text for text, _ in line))
        return
    if how.format == "json":
        from haproxy_model.report.json import json_text

        stream.write(json_text(said.document(), stream, indent=1) + "\n")
        return
    if how.format != "text" and said.picture is not None:
        stream.writelines(said.picture(name, how.format))
        return
    write = line_writer(stream, color=is_colored(stream, how.color))
    for line in said.lines():
        write(line)


def _complain(message: str, status: int) -> int:
    complain(message)
    return status
