"""The commands that answer about one configuration, with click; what they do is in modules of their own."""

from __future__ import annotations

from typing import Any

import click

from haproxy_model.cli.shared_options import (
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
  2  wrong usage, a file that cannot be read, or a question without an answer
  3  a fault of haproxy-model itself"""
_FILE = click.argument("file", metavar="FILE")


@click.command(epilog=_EXIT)
@with_options(_FILE, click.argument("proxy", required=False, metavar="[PROXY]"))
@flag("--diff-defaults", "differences", help="Only what the proxy's own lines make different.")
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


@click.command(epilog=_EXIT)
@with_options(_FILE, click.argument("proxy", required=False, metavar="[PROXY]"))
@choice("--format", "text", "json", "svg", "html", help="For people or programs, or a picture.")
@with_options(VERSION, DEFINE, USE_ENVIRONMENT, COLOR, DEBUG)
def failover(**options: Any) -> int:
    """Show who receives connections in every health state of PROXY, or of all pools, and whether it is ever two.

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
@click.option("--at", "place", metavar="LINE:COLUMN", help="Only the symbol whose name is there.")
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
@flag("--write", help="Write the file; without it the change is only shown.")
@with_options(COLOR, DEBUG)
def rename(**options: Any) -> int:
    """Give SYMBOL the name NEW wherever it stands, and show the change as a diff.

    SYMBOL is a kind with slashes and names: `backend/app`, `server/app/s1`, `acl/www/is_api`.  Where a name is computed
    at run time, and might be this one, nothing is changed.
    """
    from haproxy_model.cli.answers import Shown, answer
    from haproxy_model.cli.symbols import rename as change

    if options["write"] and options["file"] == "-":
        raise click.UsageError("standard input cannot be written: name a file, or leave out --write")
    how = Shown("text", options.pop("color"), options.pop("debug"))
    return answer(options.pop("file"), how, lambda config: change(config, **options), writes=options["write"])
