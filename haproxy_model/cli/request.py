"""What a user asked for on the command line, after it was read."""

from __future__ import annotations

from collections.abc import Mapping

from haproxy_model.records import NamedTuple

#: What the command line says of settings, as a settings file would: key and entry -> value.
Given = Mapping[tuple[str, str], object]


class Request(NamedTuple):
    """One call of `check` or `lint`."""

    #: files and directories as named, "-" for standard input
    files: tuple[str, ...]
    #: whether the lint rules run too
    rules: bool
    #: what outweighs the settings of files
    given: Given
    #: the name of a format
    format: str
    #: the settings file that holds for all, None for the nearest above each; or whether none does
    config: str | None = None
    isolated: bool = False
    #: the sets of files that are one configuration
    sets: Mapping[str, tuple[str, ...]] = {}
    #: the file of known findings, and whether it is written
    baseline: str | None = None
    write_baseline: bool = False
    #: where the report goes, None for standard output
    output_file: str | None = None
    #: how many processes there are
    jobs: int = 1
    #: whether settings are shown, and nothing is asked
    show_settings: bool = False
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
    debug: bool = False
    #: whether the words are to be counted by what they are
    statistics: bool = False
    #: the language of the templates that the files are, None where they are none; and what gives the variables
    template: str | None = None
    vars: tuple[str, ...] = ()
    #: the HAProxy that is asked, too
    haproxy: str | None = None
    #: whether codes are to be counted, in place of showing what was found
    counts: bool = False
    #: whether the files are those of several controllers, which are compared
    controllers: bool = False
