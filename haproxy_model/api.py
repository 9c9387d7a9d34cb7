"""The functions of the public surface: reading, checking, linting, proving, comparing."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from haproxy_model.errors import InvalidValue, Unreadable, wrong_kind
from haproxy_model.model.config import Config
from haproxy_model.model.given import (
    given,
    given_names,
    given_target,
    given_text,
    given_texts,
)
from haproxy_model.schema.versions import LATEST, is_later
from haproxy_model.storage.inputs import Source, read_file, read_files
from haproxy_model.storage.names import path_of
from haproxy_model.syntax.text import encode

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from haproxy_model.diagnostics import Diagnostic, Fix, Report
    from haproxy_model.lint.added_rules import LintRule
    from haproxy_model.lint.engine import Question
    from haproxy_model.lint.mending import Mended
    from haproxy_model.model.equivalence import Options
    from haproxy_model.model.section import Section
    from haproxy_model.settings.many import Linted
    from haproxy_model.upgrading.step import Upgraded
    from haproxy_model.views.failover import Failover


def parse(source: bytes | str, filename: str | None = None) -> Config:
    """Read a configuration from its bytes or its text.  Its mistakes raise nothing: `check` tells them.

    Args:
        source: the file's content; text may hold lone surrogates for bytes that are not UTF-8.
        filename: what diagnostics call the file, and where `write()` writes it.

    Raises:
        InvalidValue: the text holds surrogates that are not the form of a byte.
        TypeError: the source is neither bytes nor text, perhaps a path: `parse_file` reads one.
    """
    if not isinstance(source, (bytes, bytearray, memoryview, str)):
        raise wrong_kind("bytes or text (hm.parse_file reads a path)", source)
    if filename is not None:
        given_text(filename, "the name of the file as text, or None")
    content = encode(source) if isinstance(source, str) else bytes(source)
    return Config([(content, filename, False)])


def parse_file(path: str | os.PathLike[str]) -> Config:
    """Read one file, or a pipe or a device up to its end.

    Raises:
        Unreadable: it does not exist, is a directory or a socket, or cannot be read; or a FIFO that stays empty.
    """
    return _config([read_file(path)])


def parse_files(paths: Iterable[str | os.PathLike[str]]) -> Config:
    """Read files and directories as HAProxy's `-f` does: in order, of a directory its `*.cfg` files sorted by bytes.

    A file that is named twice is read twice, as HAProxy does; such a configuration cannot be written.

    Raises:
        Unreadable: a path cannot be read, a directory holds no `.cfg` file, or there is no path at all.
    """
    if isinstance(paths, (str, os.PathLike)):
        paths = [paths]
    elif isinstance(paths, (bytes, bytearray, memoryview, Mapping)) or not isinstance(paths, Iterable):
        raise wrong_kind("paths of files and directories", paths)
    sources = read_files(paths)
    if not sources:
        raise Unreadable("no file was given: name at least one")
    return _config(sources)


def _config(sources: list[Source]) -> Config:
    return Config([(source.content, source.path, True) for source in sources])


def check(
    config: Config,
    *,
    version: str = LATEST,
    environment: Mapping[str, str] | None = None,
    features: Collection[str] | None = None,
    files: str | os.PathLike[str] | None = None,
) -> Report:
    """What `haproxy -c` of a version says of the text (not of files, users or names that only the machine knows).

    What comments in the file suppress (docs/linting.md) is in `Report.suppressed`, and counts for `Report.fatal`.
    No settings file is read.

    Args:
        config: what to check.
        version: an HAProxy version, such as "3.4".
        environment: the variables that HAProxy would see; None is an empty environment.
        features: the build features that are present, as `haproxy -vv` names them; what needs another one is refused,
            as a build without it does.  None assumes every one.
        files: the directory in which HAProxy is started: the files that the text names (certificates, patterns, maps,
            error files, scripts, namespaces, descriptors) are looked for from there, too.  None looks at no file.

    Raises:
        InvalidValue: the version is not supported.
    """
    from haproxy_model.settings.checking import checked

    _given_question(config, version, environment)
    features, root = _machine(features, files)
    return checked(config, version=version, environment=environment, features=features, files=root)


def validate(
    config: Config,
    *,
    version: str = LATEST,
    select: Collection[str] = (),
    extend_select: Collection[str] = (),
    ignore: Collection[str] = (),
    environment: Mapping[str, str] | None = None,
    options: Mapping[str, str] | None = None,
    features: Collection[str] | None = None,
    files: str | os.PathLike[str] | None = None,
    facts: Collection[str] = (),
    rules: Collection[LintRule | str] = (),
) -> Report:
    """Everything that `check` says, and what the lint rules find.  No settings file is read: `lint_many` reads them.

    Args:
        config: what to validate.
        version: an HAProxy version, such as "3.4".
        select: codes, names or code prefixes of rules; empty selects all that are on by default.
        extend_select: those to find beside these, such as rules of style.
        ignore: codes, names or code prefixes of rules to leave out; what HAProxy refuses needs
            its full code, and stays in `Report.suppressed`.
        environment: the variables that HAProxy would see; None is unknown: what depends on a variable is then an info.
        options: what the rules should accept, by name (docs/rules.md), such as `{"galera.max_failover": "1m"}`.
        features: as for `check`.
        files: as for `check`.
        facts: what is known of the machine, in the words of markers: `["vip=10.0.0.11", "nonlocal-bind"]`.
        rules: rules of others that run beside ours, and names of entry points of packages that have some.

    Raises:
        InvalidValue: the version is not supported, a selector matches no rule, an option is unknown, or a rule is
            called like another.
        UnknownName: no installed package has rules under a name.
        HaproxyModelError: a rule of others failed; what it raised is the cause.
    """
    from haproxy_model.lint.engine import validate_configs

    _given_question(config, version, environment)
    asked = _question(version, select, extend_select, ignore, environment, options, features, files, facts, rules)
    return validate_configs([config], asked)


def validate_controllers(
    configs: Iterable[Config | str | os.PathLike[str]],
    *,
    version: str = LATEST,
    select: Collection[str] = (),
    extend_select: Collection[str] = (),
    ignore: Collection[str] = (),
    environment: Mapping[str, str] | None = None,
    options: Mapping[str, str] | None = None,
    features: Collection[str] | None = None,
    files: str | os.PathLike[str] | None = None,
    facts: Collection[str] = (),
    rules: Collection[LintRule | str] = (),
) -> Report:
    """What `validate` says of each configuration, and where those of several controllers do not agree (rules MUL).

    The first is what the others are compared with; what it lacks is compared with the next that has it.

    Args:
        configs: one configuration for each controller, or the path of its file, in the order in which they count.
        version: the HAProxy version that all are validated for.
        select: as for `validate`.
        extend_select: as for `validate`.
        ignore: as for `validate`.
        environment: as for `validate`; the same for all.
        options: as for `validate`; markers in a file's `global` section say what only this machine has.
        features: as for `check`.
        files: as for `check`.
        facts: as for `validate`; the same for all.
        rules: as for `validate`; each looks at one configuration after the other.

    Raises:
        InvalidValue: as for `validate`.
        Unreadable: a path cannot be read.
    """
    from haproxy_model.lint.engine import validate_configs

    given_target(version, environment)
    asked = _question(version, select, extend_select, ignore, environment, options, features, files, facts, rules)
    expected = "a list of configurations or of paths of their files"
    if isinstance(configs, (str, os.PathLike, Mapping)) or not isinstance(configs, Iterable):
        raise wrong_kind(expected, configs)
    configs = [each if isinstance(each, Config) else path_of(each, expected) for each in configs]
    read = [each if isinstance(each, Config) else parse_file(each) for each in configs]
    return validate_configs(read, asked)


def lint_many(
    paths: Iterable[str | os.PathLike[str]],
    *,
    executor: Executor | None = None,
    settings: str | os.PathLike[str] | None = None,
    isolated: bool = False,
    version: str | None = None,
    select: Collection[str] = (),
    extend_select: Collection[str] = (),
    ignore: Collection[str] = (),
    environment: Mapping[str, str] | None = None,
    options: Mapping[str, str] | None = None,
    rules: Collection[str] = (),
) -> Iterator[Linted]:
    """What `haproxy-model lint` finds in many configurations, each with its settings, in the order of the paths.

    Args:
        paths: files, and directories that are one configuration each.
        executor: what works them out, such as a `concurrent.futures.ProcessPoolExecutor`; None does it here.
        settings: the settings file that holds for all; None is the nearest above each (docs/settings.md).
        isolated: whether no settings file is read.
        version: the HAProxy version; None is what the files and their settings say.
        select: as for `validate`; these and the following outweigh the settings.
        extend_select: as for `validate`.
        ignore: as for `validate`.
        environment: as for `validate`.
        options: as for `validate`.
        rules: names of entry points of packages that have rules: those run, too.

    Raises:
        InvalidValue: a settings file says something that is not a setting; or as for `validate`.
        Unreadable: a settings file cannot be read.
    """
    from haproxy_model.lint.preferences import Options as RuleOptions
    from haproxy_model.lint.selected import require_selectors
    from haproxy_model.settings.many import lint_each
    from haproxy_model.views.target import target

    if isinstance(paths, (str, os.PathLike, Mapping)) or not isinstance(paths, Iterable):
        raise wrong_kind("a list of paths", paths)
    given_names(rules, "rules", '["acme"]')
    names = tuple(rules)
    asked = _question(version or LATEST, select, extend_select, ignore, environment, options, None, None, (), names)
    given_target(LATEST if version is None else version, environment)
    if version is not None:
        target(version)
    RuleOptions(asked.options)
    require_selectors(asked.selection.selectors, asked.rules)
    tables = {"environment": environment, "options": options}
    said = {"version": version, "select": select, "extend-select": extend_select, "ignore": ignore, "rules": names}
    wishes: dict[tuple[str, str], object] = {(key, ""): value for key, value in said.items() if value}
    wishes |= {(key, entry): each for key, table in tables.items() for entry, each in (table or {}).items()}
    place = None if settings is None else path_of(settings, "the path of a settings file")
    given(isolated, bool, "True or False for isolated")
    if executor is not None and not callable(getattr(executor, "map", None)):
        raise wrong_kind("an executor such as concurrent.futures.ThreadPoolExecutor(), or None", executor)
    return lint_each([path_of(each) for each in paths], executor, wishes, settings=place, isolated=isolated)


def mend(
    config: Config,
    *,
    only: Diagnostic | Fix | None = None,
    unsafe: bool = False,
    version: str = LATEST,
    select: Collection[str] = (),
    extend_select: Collection[str] = (),
    ignore: Collection[str] = (),
    environment: Mapping[str, str] | None = None,
    options: Mapping[str, str] | None = None,
    features: Collection[str] | None = None,
    files: str | os.PathLike[str] | None = None,
    facts: Collection[str] = (),
    rules: Collection[LintRule | str] = (),
) -> Mended:
    """The configuration after the fixes of what `validate` finds, and what is left; `config` itself stays as it is.

    No settings file is read.

    Args:
        config: what to mend.
        only: one fix, or the finding that has it: it alone is applied; None applies all, until none is left.
        unsafe: whether to apply also fixes that are right only in the usual case.
        version: an HAProxy version, such as "3.4".
        select: codes, names or code prefixes of rules; empty selects all that are on by default.
        extend_select: those to find beside these, such as rules of style.
        ignore: codes, names or code prefixes of rules to leave out.
        environment: the variables that HAProxy would see.
        options: what the rules should accept.
        features: as for `check`.
        files: as for `check`.
        facts: as for `validate`.
        rules: as for `validate`.

    Raises:
        InvalidValue: the version is not supported, a selector matches no rule, or an option is unknown; or the one
            fix is not found in this configuration as it is now, is unsafe, or HAProxy would refuse the result.
    """
    from haproxy_model.diagnostics import Diagnostic, Fix
    from haproxy_model.lint.engine import validate_configs
    from haproxy_model.lint.mending import mend as mended, mend_one

    _given_question(config, version, environment)
    asked = _question(version, select, extend_select, ignore, environment, options, features, files, facts, rules)
    given(unsafe, bool, "True or False for unsafe")

    def lint(one: Config) -> Report:
        return validate_configs([one], asked)

    if only is None:
        return mended(config, lint, unsafe=unsafe)
    if not isinstance(only, (Diagnostic, Fix)):
        raise wrong_kind("a finding of `validate` or its fix", only)
    return mend_one(config, lint, only, unsafe=unsafe)


def upgrade(
    config: Config,
    *,
    earlier: str,
    later: str = LATEST,
    unsafe: bool = True,
    keep_defaults: bool = False,
    environment: Mapping[str, str] | None = None,
) -> Upgraded:
    """The configuration taken from one version of HAProxy to a later one; `config` itself stays as it is.

    Everything is found that was removed, is refused now, means something else, has another default or fell out of
    favour on the way: with its line, the release and a rewrite, or why a person decides.

    Args:
        config: what to take along.
        earlier: the version that it was written for, such as "2.4".
        later: the version that will run it.
        unsafe: whether to make also rewrites that are right only in the usual case.
        keep_defaults: whether to write out the defaults that change, so that all stays as it was.
        environment: the variables that HAProxy would see; None is an empty environment.

    Raises:
        InvalidValue: a version is not supported, or the later one is not later.
    """
    from haproxy_model.upgrading.running import upgrade_config
    from haproxy_model.views.target import target

    _given_question(config, later, environment)
    given_target(earlier, environment)
    given(unsafe, bool, "True or False for unsafe")
    given(keep_defaults, bool, "True or False for keep_defaults")
    first, last = target(earlier), target(later)
    if not is_later(last, first):
        raise InvalidValue(f"{later} is not later than {earlier}: give the version that the file was written for first")
    return upgrade_config(
        config, earlier=first, later=last, environment=environment or {}, unsafe=unsafe, keep_defaults=keep_defaults
    )


def rules(name: str | None = None) -> tuple[LintRule, ...]:
    """The rules of this package, and those of installed packages, which `validate` runs where it is given their name.

    Args:
        name: an entry point under `haproxy_model.rules`: its rules alone; None is every one, ours first.

    Raises:
        UnknownName: no installed package has rules under this name.
        InvalidValue: a package gives something else than rules, or cannot be imported.
    """
    from haproxy_model.lint.added_rules import installed
    from haproxy_model.lint.added_running import ours

    if name is None:
        return (*ours(), *installed())
    return installed(given_text(name, "the name of an entry point, or None"))


def failover(proxy: Section, *, version: str = LATEST, environment: Mapping[str, str] | None = None) -> Failover:
    """Which servers of a proxy may receive connections, in every health state.

    Args:
        proxy: a `backend` or `listen` section of a configuration.
        version: an HAProxy version, such as "3.4".
        environment: the variables that HAProxy would see; None is unknown.
    """
    from haproxy_model.model.section import Section
    from haproxy_model.views.failover import Failover

    given(proxy, Section, 'a backend or listen section, such as config.backends["app"]')
    given_target(version, environment)
    return Failover(proxy, version=version, environment=environment)


def equivalent(
    first: object,
    second: object,
    *,
    ignore: Collection[str] = (),
    ignore_order: bool = False,
    version: str = LATEST,
) -> bool:
    """Whether two statements, sections or configurations say the same.

    Layout, quotes, comments and blank lines do not count, nor do the files that sections lie in, nor how a value is
    written: `30s` and `30000`, `*:80` and `:80`, `1m` and `1048576`, `||` and `or` are equal where the line takes a
    time, an address, a size, a condition.  Order counts where HAProxy goes by it: rules of one ruleset, servers,
    `acl` lines and what names them; settings, parameters and frontends and backends may change places.

    Args:
        first: a statement, a section or a configuration.
        second: another one.
        ignore: lines and parameters that do not count: `["description", "timeout client", "server weight"]`.
        ignore_order: whether no order of lines and sections counts.
        version: the HAProxy version that reads both: before 3.1, some sizes have no units.

    Raises:
        UnknownName: no line or parameter is called so, or the version is unknown.
        TypeError: the two are no statements, sections or configurations.
    """
    from haproxy_model.model.equivalence import equivalent as compare

    return compare(first, second, _comparison(ignore, ignore_order, version))


def differences(
    first: object,
    second: object,
    *,
    ignore: Collection[str] = (),
    ignore_order: bool = False,
    version: str = LATEST,
) -> list[str]:
    """What differs between two statements, sections or configurations, in sentences; empty if `equivalent` is true.

    A sentence is such as "in listen `galera`, server `c1`: `inter` is 2s in the first and 3s in the second".  Secrets
    are masked.

    Args:
        first: a statement, a section or a configuration.
        second: another one.
        ignore: lines and parameters that do not count, as for `equivalent`.
        ignore_order: whether no order of lines and sections counts.
        version: the HAProxy version that reads both.

    Raises:
        UnknownName: no line or parameter is called so, or the version is unknown.
        TypeError: the two are no statements, sections or configurations.
    """
    from haproxy_model.model.differences import differences as compare

    return compare(first, second, _comparison(ignore, ignore_order, version))


def _comparison(ignore: Collection[str], ignore_order: bool, version: str) -> Options:
    """How two things are compared, as the caller wants it."""
    from haproxy_model.model.equivalence import options_of
    from haproxy_model.views.target import target

    given_target(version, None)
    return options_of(ignore, ignore_order, target(version))


def _given_question(config: object, version: object, environment: object) -> None:
    """Refuse what cannot be asked about.

    Raises:
        TypeError: it is no configuration, or one is of the wrong kind.
    """
    given(config, Config, "a configuration such as hm.parse_file gives")
    given_target(version, environment)


def _question(
    version: str,
    select: Collection[str],
    extend_select: Collection[str],
    ignore: Collection[str],
    environment: Mapping[str, str] | None,
    options: Mapping[str, str] | None,
    features: Collection[str] | None,
    files: str | os.PathLike[str] | None,
    facts: Collection[str],
    rules: Collection[LintRule | str] = (),
) -> Question:
    """What is asked of the rules.

    Raises:
        TypeError: something is of the wrong kind.
    """
    from haproxy_model.lint.engine import Question
    from haproxy_model.verdicts.selection import selection

    given_names(select, "select", '["GAL"]')
    given_names(extend_select, "extend_select", '["HA002"]')
    given_names(ignore, "ignore", '["GAL"]')
    given_names(facts, "facts", '["vip=10.0.0.11"]')
    if options is not None:
        given_texts(options, "options", '{"galera.max_failover": "5m"}')
    chosen = selection(select, ignore, extend_select)
    present, root = _machine(features, files)
    added = () if rules == () else _rules(rules)
    return Question(version, chosen, environment, options, present, root, frozenset(facts), added)


def _rules(rules: object) -> tuple[LintRule, ...]:
    """The rules of others that a caller gives."""
    from haproxy_model.lint.added_rules import given_rules

    return given_rules(rules)


def _machine(
    features: Collection[str] | None, files: str | os.PathLike[str] | None
) -> tuple[Collection[str] | None, str | None]:
    """What is said of the build and the files of the machine.

    Raises:
        TypeError: it is of the wrong kind.
    """
    if features is not None:
        given_names(features, "features", '["OPENSSL"]')
    return features, None if files is None else path_of(files, "the directory in which HAProxy is started")
