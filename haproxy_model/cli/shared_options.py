"""Options that several commands share."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from typing import Any

import click

from haproxy_model.errors import InvalidValue
from haproxy_model.schema.versions import LATEST, UNMEASURED, VERSIONS, measured, unmeasured_note

Function = Callable[..., int]


def listed(context: click.Context, option: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """The values of an option that is repeated or has commas."""
    return tuple(part.strip() for value in values for part in value.split(",") if part.strip())


def defined(context: click.Context, option: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """The values of an option that is repeated and says NAME=VALUE."""
    pairs = [value.partition("=") for value in values]
    for (name, equals, _), value in zip(pairs, values, strict=True):
        if not (name and equals):
            raise click.BadParameter(f"expected NAME=VALUE, found {value!r}", context, option)
    return {name: value for name, _, value in pairs}


def wish(name: str, *values: str, help: str) -> Callable[[Function], Function]:  # noqa: A002
    """An option with one of some values, which is None where settings say; by default the first."""
    return click.option(name, type=click.Choice(values), help=f"{help}  {wished_default(values[0])}")


def wished_default(value: str) -> str:
    """How help says what holds where neither the command line nor a settings file says anything."""
    return f"[default: {value}]"


def several_sets(
    context: click.Context, option: click.Parameter, values: tuple[str, ...]
) -> dict[str, tuple[str, ...]]:
    """The values of an option that is repeated and says NAME=FILE,FILE."""
    found = {}
    for name, files in defined(context, option, values).items():
        found[name] = tuple(file for file in files.split(",") if file)
        if not found[name]:
            raise click.BadParameter(f"{name!r} has no file: write {name}=base.cfg,conf.d", context, option)
    return found


def lined(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """The line by which a version is judged; None where none was named."""
    if value is None:
        return None
    from haproxy_model.views.target import target

    try:
        return target(value)
    except InvalidValue as error:
        raise click.BadParameter(str(error), context, option) from None


def warn_unmeasured(version: str) -> None:
    """Say on standard error that a version was not measured, for answers that have no findings to say it."""
    if not measured(version):
        from haproxy_model.cli.complaints import complain

        complain(unmeasured_note(version))


#: An option that is there or not, one that is repeated or has commas, one that is repeated and says NAME=VALUE.
flag = partial(click.option, is_flag=True)
several = partial(click.option, multiple=True, callback=listed)
named = partial(click.option, multiple=True, metavar="NAME=VALUE", callback=defined)


def choice(name: str, *values: str, help: str, default: str = "") -> Callable[[Function], Function]:  # noqa: A002
    """An option with one of some values, by default the first."""
    return click.option(name, type=click.Choice(values), default=default or values[0], show_default=True, help=help)


def _version(default: str | None) -> Callable[[Function], Function]:
    said = f"The version of HAProxy that will run it, such as 2.6.12: {', '.join(VERSIONS)}; " + (
        f"not tested, but judged like the versions beside them: {', '.join(UNMEASURED)}."
    )
    return click.option(
        "--haproxy-version",
        "version",
        default=default,
        show_default=default is not None,
        metavar="VERSION",
        callback=lined,
        help=said if default is not None else said + f"  {wished_default(LATEST)}",
    )


VERSION = _version(LATEST)
#: The same, where settings may say.
WISHED_VERSION = _version(None)
FORMAT = choice("--format", "text", "json", help="For people or programs.")
DEFINE = named("--define", help="An environment variable that HAProxy will see; repeat it for more.")
USE_ENVIRONMENT = flag("--use-environment", help="HAProxy will see the environment variables of this shell.")
COLOR = choice("--color", "auto", "always", "never", help="auto: in colour on a terminal, unless NO_COLOR is set.")
CHANGE_OWNER = flag(
    "--change-owner", help="Also write files whose owner or group cannot be kept; they become your own."
)
DEBUG = flag("--debug", envvar="HAPROXY_MODEL_DEBUG", help="Show the traceback of a bug in haproxy-model.")


def with_options(*options: Callable[[Function], Function]) -> Callable[[Function], Function]:
    """A decorator that gives a command several arguments and options, in their order."""

    def decorate(function: Function) -> Function:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


def environment(options: dict[str, Any]) -> dict[str, str] | None:
    """Take `--define` and `--use-environment` out of the options; None where neither was given."""
    variables: dict[str, str] = options.pop("define")
    if options.pop("use_environment"):
        return {**os.environ, **variables}
    return variables or None
