"""The commands and their options, with click; what they do is in `run`."""

from __future__ import annotations

from typing import Any

import click

from haproxy_model import __version__
from haproxy_model.cli.edit_commands import add, get, put, remove
from haproxy_model.cli.formats import COUNTING, FORMATS
from haproxy_model.cli.questions import effective, explain, failover, rename, rules, symbols
from haproxy_model.cli.request import Request
from haproxy_model.cli.shared_options import (
    CHANGE_OWNER,
    COLOR,
    DEBUG,
    DEFINE,
    USE_ENVIRONMENT,
    WISHED_VERSION,
    choice,
    environment,
    flag,
    lined,
    named,
    several,
    several_sets,
    wish,
    wished_default,
    with_options,
)
from haproxy_model.schema.versions import LATEST, is_later

_EXIT = """\b
Exit status:
  0  nothing at or above --fail-on
  1  findings
  2  wrong usage, or a file that cannot be read (the others are still checked)
  3  a bug in haproxy-model"""


_SEVERITIES = ("error", "warning", "info")
_SHARED = (
    click.argument("files", nargs=-1, metavar="FILE..."),
    WISHED_VERSION,
    choice("--format", *FORMATS, help="For people, for editors, for programs, or for a pipeline that shows it."),
    click.option("--output-file", metavar="FILE", help="Write the report there, and nothing to standard output."),
    wish("--fail-on", *_SEVERITIES, help="The lowest severity that makes the exit status 1."),
    click.option(
        "--severity",
        type=click.Choice(_SEVERITIES[::-1]),
        help=f"The lowest severity that is shown.  {wished_default('info; of lint: warning')}",
    ),
    flag("--exit-zero", help="Exit with 0 whatever is found, but with 1 where HAProxy refuses a file."),
    several(
        "--select",
        metavar="CODE",
        help="Codes, names or prefixes that alone are looked for; separate them by commas, or repeat the option.",
    ),
    several("--extend-select", metavar="CODE", help="Those to look for, too, such as rules of style."),
    several(
        "--ignore",
        metavar="CODE",
        help="Those to leave out; what HAProxy refuses only by its full code, and the exit status is still 1.",
    ),
    several("--profile", metavar="NAME", help="What holds for machines of a kind: openstack, galera, edge, internal."),
    click.option(
        "--baseline", metavar="FILE", help="Admit the findings in this file: only others are shown and counted."
    ),
    flag("--write-baseline", help="Write the findings of today into that file."),
    click.option("--config", metavar="FILE", help="The settings file, in place of the nearest above each FILE."),
    flag("--isolated", help="Read no settings file."),
    flag("--show-settings", help="Show which settings each FILE has and where each comes from, and check nothing."),
    click.option(
        "--config-set",
        "sets",
        multiple=True,
        metavar="NAME=FILE,FILE",
        callback=several_sets,
        help="These files are one configuration, in this order; repeat it for more.",
    ),
    click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, help="How many processes work."),
    click.option(
        "--template",
        type=click.Choice(["jinja"]),
        help="The files are templates of Jinja: they are rendered, and findings told on their lines.",
    ),
    click.option(
        "--vars",
        multiple=True,
        metavar="FILE",
        help="JSON or TOML with the variables of the templates; repeat it, a later one outweighs those before it.",
    ),
    click.option(
        "--haproxy",
        metavar="PROGRAM",
        help="Ask this HAProxy, too (PROGRAM -c), and tell what it says; its version counts unless another is named.",
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
    flag("--count", "counts", help="Count how often each code is found, in place of showing each finding."),
    COLOR,
    flag("-q", "--quiet", help="Print only what is found."),
    DEBUG,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="haproxy-model")
def commands() -> None:
    """Checks and lints HAProxy configurations, without HAProxy."""


for each in (effective, failover, symbols, rename, get, put, add, remove, explain, rules):
    commands.add_command(each)


@commands.command(epilog=_EXIT)
@with_options(*_SHARED)
def check(**options: Any) -> int:
    """Say what `haproxy -c` would say.

    Each FILE is a configuration of its own; a directory is one configuration of its *.cfg files; - is standard input.
    """
    return _run(options, lints=False)


@commands.command(epilog=_EXIT)
@with_options(*_SHARED)
@named(
    "--option",
    "options",
    help="What a rule should accept, such as galera.max_failover=1m; repeat it for more.",
)
@several("--rules", metavar="NAME", help="A package whose rules run, too: the name of its entry point.")
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
    if options["controllers"] and options["haproxy"]:
        raise click.UsageError("--controllers cannot be used with --haproxy: ask about each file by itself")
    if options["controllers"] and (options["fix"] or options["diff"]):
        raise click.UsageError("--controllers cannot be used with --fix or --diff: fix each file by itself first")
    return _run(options, lints=True)


_EXIT_OF_UPGRADE = """\b
Exit status:
  0  nothing is left to a person (with --diff: and nothing changes)
  1  something is: it was removed, is refused or means something else, and there is no rewrite or it was not made
  2  wrong usage, or a file that cannot be read or written (the others are still done)
  3  a bug in haproxy-model"""


@commands.command(epilog=_EXIT_OF_UPGRADE)
@with_options(
    click.argument("files", nargs=-1, required=True, metavar="FILE..."),
    click.option(
        "--from",
        "earlier",
        required=True,
        metavar="VERSION",
        callback=lined,
        help="The version of HAProxy that the files were written for.",
    ),
    click.option(
        "--to",
        "later",
        default=LATEST,
        show_default=True,
        metavar="VERSION",
        callback=lined,
        help="The version of HAProxy that will run them.",
    ),
    flag("--write", help="Write the files; without this option they stay as they are."),
    flag("--diff", help="Show what the rewrites change, and nothing else; exit status 1 where there is something."),
    choice("--format", "text", "json", "markdown", help="For people, programs or a pull request."),
    flag("--safe-only", help="Leave out rewrites that are right only in the usual case, such as another name."),
    flag("--keep-defaults", help="Write out the defaults that change, so that all stays as it was."),
    DEFINE,
    USE_ENVIRONMENT,
    CHANGE_OWNER,
    COLOR,
    DEBUG,
)
def upgrade(**options: Any) -> int:  # fmt: skip
    """Take files from one version of HAProxy to a later one, and say what was found on the way.

    Each FILE is a configuration of its own; a directory is one configuration of its *.cfg files; - is standard input.
    """
    from haproxy_model.cli.upgrading import UpgradeRequest, run

    if not is_later(options["later"], options["earlier"]):
        raise click.UsageError(f"--to {options['later']} is not later than --from {options['earlier']}")
    if options["write"] and options["diff"]:
        raise click.UsageError("--write and --diff exclude each other: look at the diff first, then write")
    if options["write"] and "-" in options["files"]:
        raise click.UsageError("--write cannot write to standard input: use --diff")
    options["environment"] = environment(options)
    return run(UpgradeRequest(**options))


def _run(options: dict[str, Any], *, lints: bool) -> int:
    if not options["files"] and not options["sets"]:
        raise click.UsageError("Missing argument 'FILE...': name a file, a directory, or - for standard input")
    if options["write_baseline"] and options.get("fix"):
        raise click.UsageError("--write-baseline cannot be used with --fix: fix first, then write what is left")
    for name, is_wanted in (("statistics", options["statistics"]), ("count", options["counts"])):
        if is_wanted and options["format"] not in COUNTING:
            raise click.UsageError(
                f"--{name} has no place in --format {options['format']}: use {' or '.join(COUNTING)}"
            )
    if options["counts"] and (options.get("fix") or options.get("diff")):
        raise click.UsageError("--count cannot be used with --fix or --diff: count before or after")
    if options["vars"] and not options["template"]:
        raise click.UsageError("--vars does nothing alone: add --template jinja")
    if options["template"] and (options.get("fix") or options.get("diff")):
        raise click.UsageError("--template cannot be used with --fix or --diff: change the template by hand")
    if options["template"] and options.get("controllers"):
        raise click.UsageError("--controllers cannot be used with --template: lint each template by itself")
    if options["config"] and options["isolated"]:
        raise click.UsageError("--config and --isolated exclude each other: give one")
    from haproxy_model.cli.run import run

    given = _given(options)
    return run(Request(rules=lints, given=given, **options))


def _given(options: dict[str, Any]) -> dict[tuple[str, str], object]:
    """Take out of the options what a settings file may say, too."""
    given: dict[tuple[str, str], object] = {}
    for name, key in _SETTINGS.items():
        value = options.pop(name, None)
        if isinstance(value, dict):
            given.update({(key, entry): each for entry, each in value.items()})
        elif value:
            given[key, ""] = value
    return given


#: options of the command line -> the settings that they are
_SETTINGS = {
    "version": "version",
    "fail_on": "fail-on",
    "severity": "severity",
    "select": "select",
    "extend_select": "extend-select",
    "ignore": "ignore",
    "profile": "profile",
    "define": "environment",
    "use_environment": "use-environment",
    "without": "without",
    "files_too": "files",
    "rules": "rules",
    "options": "options",
}
