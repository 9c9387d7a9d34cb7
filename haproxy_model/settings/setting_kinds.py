"""The keys of settings files: what each means, what its value is, and how it is said that it is something else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from haproxy_model.diagnostics import Severity
from haproxy_model.errors import InvalidValue, near
from haproxy_model.records import NamedTuple

R = TypeVar("R")

#: What settings say: the key, with the entry of those that are tables, and its value.
Values = dict[tuple[str, str], object]


class Key(NamedTuple):
    """One key of a settings file."""

    name: str
    #: how its value is read, a row of `_READS`; or of `_READS_ENTRY`, where it is a table
    kind: str
    meaning: str


KEYS = (
    Key("version", "version", "the HAProxy version that will run the files"),
    Key("profile", "profiles", "what holds for machines of a kind: one name, or a list"),
    Key("select", "selectors", "codes, families or names that alone are looked for"),
    Key("extend-select", "selectors", "those to look for, too"),
    Key("ignore", "selectors", "those to leave out"),
    Key("severity", "severity", "the lowest severity that is shown"),
    Key("fail-on", "severity", "the lowest severity that makes the exit status 1"),
    Key("severities", "weights", "how bad findings are, by code, family or name"),
    Key("options", "options", "what the rules accept, by name"),
    Key("environment", "variables", "the variables that HAProxy will see"),
    Key("use-environment", "flag", "whether HAProxy will see the variables of this shell"),
    Key("without", "features", "features that your build of HAProxy lacks"),
    Key("files", "flag", "whether the files that the text names are looked at, too"),
    Key("rules", "names", "packages whose rules run, too, by the names of their entry points"),
    Key("facts", "facts", "what is known of the machine, in the words of markers"),
)
#: What stands once in a file, beside what may also stand in `per-file`.
OUTER = ("per-file", "sets", "baseline")
#: The facts of the machine, which are markers, too -> what they are.
FACTS = {
    "vip": "names",
    "local-address": "names",
    "hostname": "text",
    "nofile": "number",
    "nonlocal-bind": "flag",
    "master-worker": "flag",
}

_ROWS = {key.name: key for key in KEYS}


def read_values(table: Mapping[str, object], where: str, others: Iterable[str] = ()) -> Values:
    """What a table of settings says.

    Args:
        table: the table.
        where: what messages call it: the file, and the table in it.
        others: keys that are read elsewhere.

    Raises:
        InvalidValue: a key does not exist, or a value is not of its kind.
    """
    values: Values = {}
    for name, value in table.items():
        if name in others:
            continue
        if name not in _ROWS:
            raise InvalidValue(f"{where}: `{name}` is not a setting{near(name, [*_ROWS, *others])}")
        kind = _ROWS[name].kind
        if kind not in _READS_ENTRY:
            values[name, ""] = _read(_READS[kind], value, f"{where}: `{name}`")
            continue
        for entry, word in as_table(value, f"{where}: `{name}`").items():
            values[name, entry] = _READS_ENTRY[kind](entry, word, f"{where}: `{name}`")
    return values


def as_table(value: object, where: str) -> Mapping[str, object]:
    """A value that is a table.

    Raises:
        InvalidValue: it is something else.
    """
    if not isinstance(value, dict):
        raise InvalidValue(f"{where} needs a table")
    return value


def as_paths(value: object, where: str) -> tuple[str, ...]:
    """A value that is a list of files and directories.

    Raises:
        InvalidValue: it is something else, or has none.
    """
    if not isinstance(value, list) or not value or not all(isinstance(each, str) and each for each in value):
        raise InvalidValue(f'{where} needs a list of files and directories, such as ["base.cfg", "conf.d"]')
    return tuple(value)


def _read(read: Callable[[object], R], value: object, where: str) -> R:
    try:
        return read(value)
    except InvalidValue as error:
        # What is a sentence of its own stands behind a colon.
        between = "" if str(error).startswith(":") else " "
        raise InvalidValue(f"{where}{between}{error}") from None


def _version(value: object) -> str:
    from haproxy_model.views.target import target

    if not isinstance(value, str):
        raise InvalidValue('needs a version as text, such as "3.4"')
    try:
        return target(value)
    except InvalidValue as error:
        raise InvalidValue(f"is not one that is known: {error}") from None


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise InvalidValue("needs a text")
    return value


def _names(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list) or not all(isinstance(each, str) and each for each in value):
        raise InvalidValue("needs a list of texts")
    return tuple(value)


def _features(value: object) -> tuple[str, ...]:
    from haproxy_model.settings.features import require_features

    found = _names(value)
    try:
        require_features(found)
    except InvalidValue as error:
        raise InvalidValue(f": {error}") from None
    return found


def _profiles(value: object) -> tuple[str, ...]:
    from haproxy_model.settings.profiles import PROFILES

    names = _names(value)
    for name in names:
        if name not in PROFILES:
            raise InvalidValue(f"has {name!r}, which is not a profile: give one of {', '.join(PROFILES)}")
    return names


def _selectors(value: object) -> tuple[str, ...]:
    found = _names(value)
    for selector in found:
        _require_selector(selector)
    return found


def _require_selector(selector: str) -> None:
    from haproxy_model.lint.selected import require_selectors

    try:
        require_selectors([selector])
    except InvalidValue as error:
        from haproxy_model.lint.added_rules import is_installed

        # Whether the rule runs here is seen later.
        if not is_installed(selector):
            raise InvalidValue(f": {error}") from None


def _severity(value: object) -> str:
    if value not in list(Severity):
        raise InvalidValue(
            f"needs one of {', '.join(Severity)}{near(value, Severity) if isinstance(value, str) else ''}"
        )
    return str(value)


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise InvalidValue("needs true or false")
    return value


def _number(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 10**9:
        raise InvalidValue("needs a whole number")
    return str(value)


_READS: dict[str, Callable[[object], object]] = {
    "version": _version,
    "profiles": _profiles,
    "selectors": _selectors,
    "severity": _severity,
    "flag": _flag,
    "names": _names,
    "features": _features,
}


def _weight(entry: str, value: object, where: str) -> object:
    _read(lambda selector: _require_selector(str(selector)), entry, where)
    return _read(_severity, value, f"{where}.`{entry}`")


def _option(entry: str, value: object, where: str) -> object:
    from haproxy_model.lint.preferences import Options

    if isinstance(value, bool):
        word = "yes" if value else "no"
    elif isinstance(value, list) and all(isinstance(each, (str, int)) for each in value):
        word = ",".join(map(str, value))
    elif isinstance(value, (str, int)):
        word = str(value)
    else:
        raise InvalidValue(f"{where}: `{entry}` needs a text, a number, true or false, or a list")
    try:
        Options({entry: word})
    except InvalidValue as error:
        raise InvalidValue(f"{where}: {error}") from None
    return word


def _variable(entry: str, value: object, where: str) -> object:
    if not isinstance(value, str):
        raise InvalidValue(f"{where}: `{entry}` needs a text, as variables have")
    return value


def _fact(entry: str, value: object, where: str) -> object:
    if entry not in FACTS:
        raise InvalidValue(f"{where} has `{entry}`, which is not a fact{near(entry, FACTS)}")
    read = {"names": _names, "text": _text, "number": _number, "flag": _flag}[FACTS[entry]]
    given = _read(read, value, f"{where}: `{entry}`")
    if isinstance(given, bool):
        return (entry,) if given else ()
    return tuple(f"{entry}={each}" for each in (given if isinstance(given, tuple) else (given,)))


_READS_ENTRY: dict[str, Callable[[str, object, str], object]] = {
    "weights": _weight,
    "options": _option,
    "variables": _variable,
    "facts": _fact,
}
