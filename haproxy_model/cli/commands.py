"""The commands and their options, with click; what they do is in `run`."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import click

from haproxy_model import __version__
from haproxy_model.cli.formats import FORMATS
from haproxy_model.cli.request import Request
from haproxy_model.schema.versions import LATEST, VERSIONS

Function = Callable[..., int]

_EXIT = """\b
Exit status:
  0  nothing at or above --fail-on
  1  findings
  2  wrong usage, or a file that cannot be read (the others are still done)
  3  a fault of haproxy-model itself"""


def _listed(context: click.Context, option: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """The values of an option that is repeated or has commas."""
    return tuple(part.strip() for value in values for part in value.split(",") if part.strip())


def _defined(context: click.Context, option: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """The variables of `--define`."""
    pairs = [value.partition("=") for value in values]
    for (name, equals, _), value in zip(pairs, values, strict=True):
        if not (name and equals):
            raise click.BadParameter(f"{value!r} should be NAME=VALUE", context, option)
    return {name: value for name, _, value in pairs}


_SHARED = (
    click.argument("files", nargs=-1, required=True, metavar="FILE..."),
    click.option(
        "--haproxy-version",
        "version",
        type=click.Choice(VERSIONS),
        default=LATEST,
        show_default=True,
        metavar="VERSION",
        help=f"The HAProxy that is to run it: {', '.join(VERSIONS)}.",
    ),
    click.option(
        "--format", type=click.Choice(tuple(FORMATS)), default="text", show_default=True, help="For people or programs."
    ),
    click.option(
        "--fail-on",
        type=click.Choice(("error", "warning", "info")),
        default="error",
        show_default=True,
        help="The lowest severity that makes the exit status 1.",
    ),
    click.option(
        "--severity",
        type=click.Choice(("error", "warning", "info")),
        default="info",
        show_default=True,
        help="The lowest severity that is shown.",
    ),
    click.option(
        "--ignore",
        multiple=True,
        metavar="CODE",
        callback=_listed,
        help="Leave out codes, names or prefixes; repeated or with commas."
        " What HAProxy refuses goes only by its own full code.",
    ),
    click.option(
        "--define",
        multiple=True,
        metavar="NAME=VALUE",
        callback=_defined,
        help="A variable of the environment in which HAProxy will run; repeatable.",
    ),
    click.option("--use-environment", is_flag=True, help="Take the variables of this process's environment."),
    click.option(
        "--color",
        type=click.Choice(("auto", "always", "never")),
        default="auto",
        show_default=True,
        help="auto: in a terminal, where NO_COLOR is not set.",
    ),
    click.option("-q", "--quiet", is_flag=True, help="Only the diagnostics."),
    click.option("--debug", is_flag=True, envvar="HAPROXY_MODEL_DEBUG", help="Show a traceback of our own faults."),
)


def _shared(function: Function) -> Function:
    for option in reversed(_SHARED):
        function = option(function)
    return function


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="haproxy-model")
def commands() -> None:
    """Checks and lints HAProxy configurations, without HAProxy."""


@commands.command(epilog=_EXIT)
@_shared
@click.option(
    "--without",
    multiple=True,
    metavar="FEATURE",
    callback=_listed,
    help="A build feature that this HAProxy lacks, such as LUA; repeatable.",
)
def check(**options: Any) -> int:
    """Say what `haproxy -c` would say.

    Each FILE is a configuration of its own; a directory is one configuration of its *.cfg files; - is standard input.
    """
    return _run(options, rules=False)


@commands.command(epilog=_EXIT)
@_shared
@click.option(
    "--select",
    multiple=True,
    metavar="CODE",
    callback=_listed,
    help="Run only these rules: codes, names or prefixes; repeated or with commas.",
)
@click.option(
    "--option",
    "options",
    multiple=True,
    metavar="NAME=VALUE",
    callback=_defined,
    help="What the rules shall accept, such as galera.max_failover=1m; repeatable.",
)
def lint(**options: Any) -> int:
    """Check, and run the lint rules too.

    Each FILE is a configuration of its own; a directory is one configuration of its *.cfg files; - is standard input.
    """
    return _run(options, rules=True)


def _run(options: dict[str, Any], *, rules: bool) -> int:
    from haproxy_model.cli.run import run

    defined = options.pop("define")
    if options.pop("use_environment"):
        options["environment"] = {**os.environ, **defined}
    elif defined:
        options["environment"] = defined
    return run(Request(rules=rules, **options))
