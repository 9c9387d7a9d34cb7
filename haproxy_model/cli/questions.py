"""The commands that answer about one configuration, with click; what they do is in modules of their own."""

from __future__ import annotations

from typing import Any

import click

from haproxy_model.cli.shared_options import (
    CHANGE_OWNER,
    COLOR,
    DEBUG,
    DEFINE,
    FORMAT,
    USE_ENVIRONMENT,
    VERSION,
    choice,
    environment,
    flag,
    warn_unmeasured,
    with_options,
)

_EXIT = """\b
Exit status:
  0  answered
  2  wrong usage, a file that cannot be read, or a question that cannot be answered
  3  a bug in haproxy-model"""
_PROOF_EXIT = """\b
Exit status:
  0  one server at a time, or unknown
  1  two servers at a time, or unknown with --strict
  2  wrong usage, a file that cannot be read, or a question that cannot be answered
  3  a bug in haproxy-model"""
_FILE = click.argument("file", metavar="FILE")


@click.command(epilog=_EXIT)
@with_options(_FILE, click.argument("proxy", required=False, metavar="[PROXY]"))
@flag("--diff-defaults", "differences", help="Show only what the proxy's own lines change.")
@with_options(VERSION, FORMAT, DEFINE, USE_ENVIRONMENT, COLOR, DEBUG)
def effective(**options: Any) -> int:
    """Show every setting of PROXY, or of all proxies, with the line that it comes from.

    PROXY is a name, or kind and name: `galera_cluster`, `listen/galera_cluster`.  FILE may be a directory, which is one
    configuration of its *.cfg files, or - for standard input.
    """
    from haproxy_model.cli.answers import Shown, answer
    from haproxy_model.cli.effective import show

    variables = environment(options)
    warn_unmeasured(options["version"])
    how = Shown(options.pop("format"), options.pop("color"), options.pop("debug"))
    return answer(options.pop("file"), how, lambda config: show(config, environment=variables, **options))


@click.command(epilog=_PROOF_EXIT)
@with_options(_FILE, click.argument("proxy", required=False, metavar="[PROXY]"))
@flag("--strict", help="Exit with status 1 also where it is unknown whether two servers are used at a time.")
@choice(
    "--format", "text", "json", "svg", "html", help="text is for people, json for programs, svg and html are pictures."
)
@with_options(VERSION, DEFINE, USE_ENVIRONMENT, COLOR, DEBUG)
def failover(**options: Any) -> int:
    """Show which servers of PROXY, or of every proxy, get connections in each health state, and whether two ever do.

    NEW marks servers that receive new connections, old those on which older sessions may remain.  PROXY is a name, or
    kind and name: `galera_cluster`, `listen/galera_cluster`.  FILE may be a directory, which is one configuration of
    its *.cfg files, or - for standard input.
    """
    from haproxy_model.cli.answers import Shown, answer
    from haproxy_model.cli.failover import show

    variables = environment(options)
    warn_unmeasured(options["version"])
    how = Shown(options.pop("format"), options.pop("color"), options.pop("debug"))
    return answer(options.pop("file"), how, lambda config: show(config, environment=variables, **options))


@click.command(epilog=_EXIT)
@with_options(_FILE, click.argument("symbol", required=False, metavar="[SYMBOL]"))
@click.option("--at", "place", metavar="LINE:COLUMN", help="Show only the symbol whose name is at this place.")
@with_options(FORMAT, COLOR, DEBUG)
def symbols(**options: Any) -> int:
    """List everything that has a name, where the name is given, and where it is used.

    SYMBOL is a kind with slashes and names: `backend/app`, `server/app/s1`, `acl/www/is_api`; a kind alone lists all of
    it.
    """
    from haproxy_model.cli.answers import Shown, answer
    from haproxy_model.cli.symbols import show

    how = Shown(options.pop("format"), options.pop("color"), options.pop("debug"))
    return answer(options.pop("file"), how, lambda config: show(config, **options))


@click.command(epilog=_EXIT)
@with_options(_FILE, click.argument("symbol", metavar="SYMBOL"), click.argument("new", metavar="NEW"))
@flag("--write", help="Write the file; without this option, the change is only shown.")
@with_options(CHANGE_OWNER, COLOR, DEBUG)
def rename(**options: Any) -> int:
    """Rename SYMBOL to NEW wherever it is used, and show the change as a diff.

    SYMBOL is a kind with slashes and names: `backend/app`, `server/app/s1`, `acl/www/is_api`.  Where a name is computed
    at run time, and might be this one, nothing is changed.
    """
    from haproxy_model.cli.answers import Shown, answer
    from haproxy_model.cli.symbols import rename as change

    if options["write"] and options["file"] == "-":
        raise click.UsageError("--write cannot write to standard input: name a file, or leave out --write")
    how = Shown("text", options.pop("color"), options.pop("debug"))
    return answer(options.pop("file"), how, lambda config: change(config, **options), writes=options["write"])


@click.command()
@with_options(click.argument("codes", nargs=-1, required=True, metavar="CODE..."), FORMAT, COLOR)
def explain(codes: tuple[str, ...], **options: Any) -> int:
    """Explain what CODE means: what it finds, why, an example of each kind, what it can be told.

    CODE is a code or a name of what `check` or `lint` says: `GAL001`, `server-without-check`.
    """
    from haproxy_model.cli.explaining import explain as show

    return show(codes, form=options["format"], color=options["color"])


@click.command()
@with_options(FORMAT, COLOR)
def rules(**options: Any) -> int:
    """List every code that `check` and `lint` say: its severity, whether it has a fix, its name."""
    from haproxy_model.cli.explaining import rules as show

    return show(form=options["format"], color=options["color"])
