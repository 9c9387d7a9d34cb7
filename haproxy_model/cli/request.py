"""What a user asked for on the command line, after it was read."""

from __future__ import annotations

from collections.abc import Mapping

from haproxy_model.records import NamedTuple


class Request(NamedTuple):
    """One call of `check` or `lint`."""

    #: files and directories as named, "-" for standard input
    files: tuple[str, ...]
    #: whether the lint rules run too
    rules: bool
    #: the HAProxy version that is asked about
    version: str
    #: the name of a format
    format: str
    #: the lowest severity that makes the exit status 1
    fail_on: str
    #: the lowest severity that is shown
    severity: str = "info"
    #: codes, names or prefixes
    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    #: the variables that HAProxy would see, None where none were given
    environment: Mapping[str, str] | None = None
    #: build features that are absent
    without: tuple[str, ...] = ()
    #: whether the files that the text names are looked at too
    files_too: bool = False
    #: "auto", "always" or "never"
    color: str = "auto"
    quiet: bool = False
    #: whether findings leave the exit status 0; what HAProxy refuses never does
    exit_zero: bool = False
    #: whether fixes are applied, and those too that are right in the usual case only
    fix: bool = False
    unsafe_fixes: bool = False
    #: whether files that are written may get another owner
    change_owner: bool = False
    #: whether what fixes would change is shown, and nothing written
    diff: bool = False
    #: what the rules shall accept, by option
    options: Mapping[str, str] | None = None
    debug: bool = False
    #: whether the words are to be counted by what they are
    statistics: bool = False
    #: whether the files are those of several controllers, which are compared
    controllers: bool = False
