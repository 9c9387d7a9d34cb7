"""The commands and their options, with click; what they do is in `run`."""

from __future__ import annotations

from typing import Any

import click

from haproxy_model import __version__
from haproxy_model.cli.formats import FORMATS
from haproxy_model.cli.questions import effective, failover, rename, symbols
from haproxy_model.cli.request import Request
from haproxy_model.cli.shared_options import (
    CHANGE_OWNER,
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
  2  wrong usage, or a file that cannot be read (the others are still checked)
  3  a bug in haproxy-model"""


_SEVERITIES = ("error", "warning", "info")
_SHARED = (
    click.argument("files", nargs=-1, required=True, metavar="FILE..."),
    VERSION,
    choice("--format", *FORMATS, help="For people or programs."),
    choice("--fail-on", *_SEVERITIES, help="The lowest severity that makes the exit status 1."),
    choice("--severity", *_SEVERITIES, default="info", help="The lowest severity that is shown."),
    flag("--exit-zero", help="Exit with 0 whatever is found, but with 1 where HAProxy refuses a file."),
    several(
        "--select",
        metavar="CODE",
        help="Codes, names or prefixes that alone are looked for; separate them by commas, or repeat the option.",
    ),
    several("--extend-select", metavar="CODE", help="Those to look for beside these, such as rules of style."),
    several(
        "--ignore",
        metavar="CODE",
        help="Those to leave out; what HAProxy refuses only by its full code, and the exit status is still 1.",
    ),
    DEFINE,
    USE_ENVIRONMENT,
    several(
        "--without",
        metavar="FEATURE",
        help="A feature that your build of HAProxy lacks, such as LUA; repeat it, or use commas.",
    ),
    flag(
        "--files",
        "files_too",
        help="Check also the files that the configuration names: certificates, patterns, maps, error files, scripts.",
    ),
    flag("--statistics", help="Count the words that HAProxy reads, by keyword: typed, free text, ignored, unknown."),
    COLOR,
    flag("-q", "--quiet", help="Print only what is found."),
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
def check(**options: Any) -> int:
    """Say what `haproxy -c` would say.

    Each FILE is a configuration of its own; a directory is one configuration of its *.cfg files; - is standard input.
    """
    return _run(options, rules=False)


@commands.command(epilog=_EXIT)
@with_options(*_SHARED)
@named(
    "--option",
    "options",
    help="What a rule should accept, such as galera.max_failover=1m; repeat it for more.",
)
@flag("--controllers", help="The files belong to several controllers: compare them too, each with the first.")
@flag("--fix", help="Apply the safe fixes and write the files, then show what is left.")
@flag("--unsafe-fixes", help="With --fix or --diff: apply also fixes that are right only in the usual case.")
@CHANGE_OWNER
@flag("--diff", help="Show what the fixes would change, and write nothing.")
def lint(**options: Any) -> int:
    """Say what `check` says, and what the lint rules find.

    Each FILE is a configuration of its own; a directory is one configuration of its *.cfg files; - is standard input.
    """
    if options["unsafe_fixes"] and not (options["fix"] or options["diff"]):
        raise click.UsageError("--unsafe-fixes does nothing alone: add --fix or --diff")
    if options["fix"] and not options["diff"] and "-" in options["files"]:
        raise click.UsageError("--fix cannot write to standard input: use --diff")
    if options["controllers"] and (options["fix"] or options["diff"]):
        raise click.UsageError("--controllers cannot be used with --fix or --diff: fix each file by itself first")
    return _run(options, rules=True)


def _run(options: dict[str, Any], *, rules: bool) -> int:
    from haproxy_model.cli.run import run

    options["environment"] = environment(options)
    return run(Request(rules=rules, **options))
