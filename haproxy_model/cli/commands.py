"""The commands and their options, with click; what they do is in `run`."""

from __future__ import annotations

from typing import Any

import click

from haproxy_model import __version__
from haproxy_model.cli.formats import FORMATS
from haproxy_model.cli.questions import effective, failover, rename, symbols
from haproxy_model.cli.request import Request
from haproxy_model.cli.shared_options import (
    COLOR,
    DEBUG,
    DEFINE,
    USE_ENVIRONMENT,
    VERSION,
    choice,
    environment,
    flag,
    named,
    several,
    with_options,
)

_EXIT = """\b
Exit status:
  0  nothing at or above --fail-on
  1  findings
  2  wrong usage, or a file that cannot be read (the others are still done)
  3  a fault of haproxy-model itself"""


_SEVERITIES = ("error", "warning", "info")
_SHARED = (
    click.argument("files", nargs=-1, required=True, metavar="FILE..."),
    VERSION,
    choice("--format", *FORMATS, help="For people or programs."),
    choice("--fail-on", *_SEVERITIES, help="The lowest severity that makes the exit status 1."),
    choice("--severity", *_SEVERITIES, default="info", help="The lowest severity that is shown."),
    several(
        "--ignore",
        metavar="CODE",
        help="Leave out codes, names or prefixes; repeated or with commas."
        " What HAProxy refuses goes only by its own full code.",
    ),
    DEFINE,
    USE_ENVIRONMENT,
    COLOR,
    flag("-q", "--quiet", help="Only the diagnostics."),
    DEBUG,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="haproxy-model")
def commands() -> None:
    """Checks and lints HAProxy configurations, without HAProxy."""


for each in (effective, failover, symbols, rename):
    commands.add_command(each)


@commands.command(epilog=_EXIT)
@with_options(*_SHARED)
@several(
    "--without",
    metavar="FEATURE",
    help="A build feature that this HAProxy lacks, such as LUA: what needs it is refused; repeatable.",
)
@flag(
    "--files",
    "files_too",
    help="Look at the files that the text names, too: certificates, patterns, maps, error files, scripts.",
)
@flag("--statistics", help="Count the words of the lines that HAProxy executes: typed, free text, ignored, unknown.")
def check(**options: Any) -> int:
    """Say what `haproxy -c` would say.

    Each FILE is a configuration of its own; a directory is one configuration of its *.cfg files; - is standard input.
    """
    return _run(options, rules=False)


@commands.command(epilog=_EXIT)
@with_options(*_SHARED)
@several(
    "--select",
    metavar="CODE",
    help="Run only these rules: codes, names or prefixes; repeated or with commas.",
)
@named(
    "--option",
    "options",
    help="What the rules shall accept, such as galera.max_failover=1m; repeatable.",
)
@flag("--controllers", help="The files are those of several controllers: compare them too, with the first before all.")
@flag("--fix", help="Apply the safe fixes, then say what is left.")
@flag("--unsafe-fixes", help="With --fix or --diff: those too that are right in the usual case.")
@flag("--diff", help="Show what fixes would change, and write nothing.")
def lint(**options: Any) -> int:
    """Check, and run the lint rules too.

    Each FILE is a configuration of its own; a directory is one configuration of its *.cfg files; - is standard input.
    """
    if options["unsafe_fixes"] and not (options["fix"] or options["diff"]):
        raise click.UsageError("--unsafe-fixes goes with --fix or --diff")
    if options["fix"] and not options["diff"] and "-" in options["files"]:
        raise click.UsageError("standard input (-) cannot be written back: use --diff")
    if options["controllers"] and (options["fix"] or options["diff"]):
        raise click.UsageError("--controllers compares files: fix each by itself first")
    return _run(options, rules=True)


def _run(options: dict[str, Any], *, rules: bool) -> int:
    from haproxy_model.cli.run import run

    options["environment"] = environment(options)
    return run(Request(rules=rules, **options))
