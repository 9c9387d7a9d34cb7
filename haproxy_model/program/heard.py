"""What a HAProxy says of a configuration with `-c`: it reads the files that we read, in our order, with our variables.

Its messages are as strange as the text that it quotes: they are bounded, and nothing is believed of their form.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack

from haproxy_model.model.config import Config
from haproxy_model.program.bounded_run import run_program
from haproxy_model.program.identified import Program
from haproxy_model.program.sayings import is_summary
from haproxy_model.records import NamedTuple

#: How many messages are kept, and how long each may be.
_MOST, _LENGTH = 1000, 400
_MESSAGE = re.compile(
    r"^\[(ALERT|WARNING)\][ \t]{0,9}(?:[0-9/]{1,20}[ \t]{0,9})?(?:\([0-9]{1,20}\)[ \t]{0,9})?:[ \t]{0,9}(.*)$",
    re.MULTILINE,
)
_ROOM = re.compile(r"^[a-zA-Z_]{1,20} : ")
_PLACE = re.compile(r"^:([0-9]{1,9})\][ :]{0,9}(?:\([a-z]{1,20}\) ?)?")


class Message(NamedTuple):
    """One message, and the place that it names."""

    is_alert: bool
    text: str
    #: the number of the file, and the line, from 1; None where none is named
    file: int | None
    line: int | None


class Heard(NamedTuple):
    """What a program said of a configuration."""

    refuses: bool
    messages: tuple[Message, ...]


def ask(program: Program, config: Config, environment: Mapping[str, str]) -> Heard:
    """Ask a HAProxy for its verdict.

    Args:
        program: the HAProxy.
        config: the configuration; what is not on disk as it is read from copies.
        environment: the variables that HAProxy sees.

    Raises:
        Unreadable: the program does not end in time, or dies by a signal.
    """
    with ExitStack() as stack:
        paths = [
            path if path is not None and _is_there(path, content) else _copy(stack, path, content)
            for path, content in ((file.path, file.dump()) for file in config.files)
        ]
        files = [word for path in paths for word in ("-f", path)]
        ended = run_program([program.path, "-c", *files], environment, program.patience)
    shown = [(each, file.path or "the configuration") for each, file in zip(paths, config.files, strict=True)]
    # 2: it is valid, and there is nothing to listen on.
    return Heard(ended.status not in (0, 2), tuple(_messages(ended.err, shown)))


def refuses(program: Program, config: Config, environment: Mapping[str, str]) -> bool:
    """Whether a HAProxy refuses a configuration.

    Raises:
        Unreadable: as for `ask`.
    """
    return ask(program, config, environment).refuses


def _is_there(path: str, content: bytes) -> bool:
    """Whether a file has just this content, and a name that HAProxy takes for no option."""
    try:
        if path.startswith("-") or not os.path.isfile(path) or os.path.getsize(path) != len(content):
            return False
        with open(path, "rb") as file:
            return file.read() == content
    except (OSError, ValueError):
        return False


def _copy(stack: ExitStack, path: str | None, content: bytes) -> str:
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="haproxy-model-"))
    copy = os.path.join(folder, "haproxy.cfg")
    with open(copy, "wb") as file:
        file.write(content)
    return copy


def _messages(said: str, files: list[tuple[str, str]]) -> Iterator[Message]:
    seen: set[Message] = set()
    for found in _MESSAGE.finditer(said):
        message = _message(found[1] == "ALERT", found[2], files)
        if message not in seen and not is_summary(message.text):
            seen.add(message)
            yield message
        if len(seen) >= _MOST:
            return


def _message(is_alert: bool, text: str, files: list[tuple[str, str]]) -> Message:
    text = _ROOM.sub("", text, count=1)
    for number, (path, _) in enumerate(files):
        before, opened, behind = text.partition(f"[{path}")
        place = _PLACE.match(behind) if opened and len(before) <= 20 else None
        if place is not None:
            return Message(is_alert, _named(behind[place.end() :], files), number, int(place[1]))
    return Message(is_alert, _named(text, files), None, None)


def _named(text: str, files: list[tuple[str, str]]) -> str:
    """A message that speaks of files by the names that the user gave them, cut where it is too long."""
    # An excerpt follows a colon, on lines of its own.
    text = text[: 4 * _LENGTH].rstrip(": ")
    for path, name in files:
        text = text.replace(path, name)
    return text if len(text) <= _LENGTH else f"{text[:_LENGTH]}…"
