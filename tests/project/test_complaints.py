"""What exceptions and the command line say is the English of a colleague: plain words, in one short sentence."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

import haproxy_model as hm
from haproxy_model.cli.commands import commands

ROOM = Path(hm.__file__).parent
#: Longer ones are two; what is quoted is not counted.
MOST = 120
#: Words of a translation.
STIFF = re.compile(r"\b(behind|(?<!there )is no [a-z]+|all the same|taken by|one day|nobody|stands?|shall)\b")
QUOTED = re.compile(r"`[^`]*`|\"[^\"]*\"|'[^']*'|\S*/\S+")
#: What says something to the user, besides `raise`.
_CALLS = {"complain", "_complain"}


def _is_plain(message: str) -> bool:
    words = QUOTED.sub("``", message)
    return not STIFF.search(words) and len(words) <= MOST


def _texts(node: ast.AST) -> Iterator[str]:
    """The texts in a call: in place of what is filled in there is a short word."""
    for each in ast.iter_child_nodes(node):
        if isinstance(each, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "``" for part in each.values)
        elif isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value


def _messages(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text())):
        call: ast.AST | None = node.exc if isinstance(node, ast.Raise) else None
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in _CALLS:
            call = node
        if isinstance(call, ast.Call):
            for text in _texts(call):
                yield call.lineno, text


@pytest.mark.parametrize("path", sorted(ROOM.rglob("*.py")), ids=lambda path: path.relative_to(ROOM).as_posix())
def test_what_is_raised_or_complained_of_is_plain_and_short(path: Path) -> None:
    assert not [(line, text) for line, text in _messages(path) if not _is_plain(text)]


def test_many_messages_are_looked_at() -> None:
    assert sum(1 for path in ROOM.rglob("*.py") for _ in _messages(path)) > 100


_TEXT = b"global\n maxconn 9\nfrontend f\n bind :1\n default_backend b\nbackend b\n server s 192.0.2.1:1\n"
_COMMANDS = (
    ("check", "nowhere.cfg"),
    ("check", "-", "-"),
    ("check", "-", "--ignore", "nothing"),
    ("check", "-", "--haproxy-version", "1.5"),
    ("check", "-", "--define", "x"),
    ("check", "-", "--color", "pink"),
    ("check",),
    ("lint", "-", "--select", "nothing"),
    ("lint", "-", "--option", "galera.nothing=1"),
    ("lint", "-", "--option", "galera.max_failover=never"),
    ("lint", "-", "--fix"),
    ("lint", "-", "--unsafe-fixes"),
    ("lint", "-", "--controllers"),
    ("lint", "-", "--controllers", "--fix", "--diff"),
    ("effective", "-", "nope"),
    ("failover", "-", "nope"),
    ("symbols", "-", "nope"),
    ("symbols", "-", "nope/x"),
    ("symbols", "-", "backend/nope"),
    ("symbols", "-", "--at", "x"),
    ("symbols", "-", "--at", "1:1"),
    ("rename", "-", "backend/b", "f"),
    ("rename", "-", "backend/b", "a b"),
    ("rename", "-", "backend/b", "c", "--write"),
)


@pytest.mark.parametrize("arguments", _COMMANDS, ids=" ".join)
def test_complaints_of_the_command_line_are_one_plain_and_short_line(arguments: tuple[str, ...]) -> None:
    done = CliRunner().invoke(commands, arguments, input=_TEXT, standalone_mode=False)
    error = done.exception
    said = error.format_message() if isinstance(error, click.ClickException) else done.stderr.removesuffix("\n")

    assert said
    assert "\n" not in said
    # The versions and kinds to choose from are a list.
    assert _is_plain(re.sub(r"(choose|with) one of .*|found \d.*", "", said.removeprefix("haproxy-model: ")))


@pytest.mark.parametrize("command", commands.commands.values(), ids=lambda command: command.name)
def test_help_of_every_option_is_plain(command: click.Command) -> None:
    options = [each for each in command.params if isinstance(each, click.Option)]

    assert options
    assert all(option.help for option in options)
    assert not [text for text in (command.help, *(option.help for option in options)) if STIFF.search(text or "")]


_EDITS: dict[str, Callable[[hm.Config], Any]] = {
    "a name that nobody has": lambda config: config.backends["c"],
    "a section that is placed": lambda config: config.sections.append(config.backends["b"]),
    "a section of another kind": lambda config: config.backends.append(hm.Frontend("x")),
    "a name with a blank": lambda config: config.backends.rename("b", "a b"),
    "a number as text": lambda config: setattr(config.sections[0], "maxconn", "many"),
    "a flag as text": lambda config: setattr(config.backends["b"].servers["s"], "check", "yes"),
    "an object of another type": lambda config: setattr(config.backends["b"].servers["s"], "inter", object()),
    "an attribute that does not exist": lambda config: hm.Backend("x", intter="2s"),
    "a parameter that does not exist": lambda config: hm.Server("a", "192.0.2.1:1", intter="2s"),
    "a line with two": lambda config: hm.Server.parse("server a b\nserver c d"),
    "a statement of another family": lambda config: hm.Server.parse("bind :1"),
    "a keyword that opens a section": lambda config: config.backends["b"].lines.append("backend c"),
    "a write without a file": lambda config: config.write(),
    "a version that does not exist": lambda config: hm.check(config, version="1.5"),
    "a proxy of no configuration": lambda config: hm.failover(hm.Backend("x")),
    "an effective section that is not a proxy": lambda config: config.effective(config.sections[0]),
    "a file that does not exist": lambda config: hm.parse_file("nowhere.cfg"),
    "a path for a text": lambda config: hm.parse(Path("x")),  # type: ignore[arg-type]  # the mistake
    "a health root that does not exist": lambda config: hm.failover(config.backends["b"]).candidates(["x"]),
    "a rename to a name in use": lambda config: config.rename(config.symbols().find("backend", "b"), "f"),
}


@pytest.mark.parametrize("edit", _EDITS.values(), ids=_EDITS.keys())
def test_exceptions_are_one_plain_and_short_line(edit: Callable[[hm.Config], Any]) -> None:
    config = hm.parse(_TEXT)

    with pytest.raises((hm.HaproxyModelError, TypeError)) as raised:
        edit(config)

    assert "\n" not in str(raised.value)
    assert _is_plain(re.sub(r"choose one of .*", "", str(raised.value)))
    assert config.dump() == _TEXT


@pytest.mark.parametrize("message", ["`a` is no name", "`a` stands behind `b`", "it is taken by another", "x" * 121])
def test_stiff_and_long_ones_would_be_seen(message: str) -> None:
    assert not _is_plain(message)
