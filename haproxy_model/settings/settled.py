"""What holds for one configuration when everybody was heard: the command line, a marker in the file, the settings
file for files of that name, the settings file, profiles, and the defaults.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from haproxy_model.diagnostics import Severity
from haproxy_model.errors import InvalidValue
from haproxy_model.records import NamedTuple
from haproxy_model.schema.versions import LATEST

if TYPE_CHECKING:
    from haproxy_model.settings.nearest import SettingsFile
    from haproxy_model.settings.setting_kinds import Values
    from haproxy_model.verdicts.selection import Selection, Wishes

#: What holds where nobody said anything.
DEFAULTS: Values = {("version", ""): LATEST, ("severity", ""): "info", ("fail-on", ""): "error"}
#: who says what nobody said
BUILT_IN = "default"
_CHOICE = ("select", "extend-select", "ignore")


class Layer(NamedTuple):
    """What was said in one place."""

    #: the place, as `--show-settings` names it
    origin: str
    values: Values


class Settled:
    """What holds, and who said so; a later layer outweighs those before it.

    Args:
        layers: what was said, the weightiest last.
    """

    def __init__(self, layers: Iterable[Layer]) -> None:
        self.layers = tuple(layers)
        #: the key and the entry of it -> its value, and where that was said
        self.values: dict[tuple[str, str], tuple[object, str]] = {}
        for origin, values in self.layers:
            self.values.update({key: (value, origin) for key, value in values.items() if key[0] not in _CHOICE})

    @property
    def chooses(self) -> bool:
        """Whether anybody said what is to be found."""
        return any((name, "") in values for _, values in self.layers for name in _CHOICE)

    @property
    def wishes(self) -> list[tuple[str, Wishes]]:
        """What was said of what is to be found, and where."""
        from haproxy_model.verdicts.selection import Wishes

        found = []
        for origin, values in self.layers:
            select, extend, ignore = (values.get((name, "")) for name in _CHOICE)
            each = Wishes(_names(select), _names(extend) or (), _names(ignore) or ())
            if each != Wishes():
                found.append((origin, each))
        return found

    @property
    def selection(self) -> Selection:
        """What is to be found."""
        from haproxy_model.verdicts.selection import Selection

        return Selection(*(wishes for _, wishes in self.wishes))

    @property
    def version(self) -> str:
        """The HAProxy version that is asked about."""
        return str(self._value("version"))

    def severity(self, *, lints: bool) -> str:
        """The lowest severity that is shown: where nobody said what to show or to look for, `lint` leaves advice out.

        Args:
            lints: whether the rules run.
        """
        said = str(self._value("severity"))
        if not lints or self._is_said("severity") or any(wishes.select for _, wishes in self.wishes):
            return said
        return str(min(Severity.WARNING, Severity(self.fail_on)))

    @property
    def named(self) -> tuple[str, ...] | None:
        """The selectors of what is shown however mild it is, being asked for beside all else; None where somebody said
        which severity is shown.
        """
        if self._is_said("severity"):
            return None
        return tuple(each for _, wishes in self.wishes for each in wishes.extend_select)

    @property
    def fail_on(self) -> str:
        """The lowest severity that makes the exit status 1."""
        return str(self._value("fail-on"))

    @property
    def files(self) -> bool:
        """Whether the files that the text names are looked at."""
        return bool(self._value("files"))

    @property
    def without(self) -> tuple[str, ...]:
        """The features that are said to be absent."""
        return _names(self._value("without")) or ()

    @property
    def features(self) -> Collection[str] | None:
        """The build features that are present; None where nothing was said."""
        without = self.without
        if not without:
            return None
        from haproxy_model.settings.features import AllBut

        return AllBut(without)

    @property
    def rules(self) -> tuple[str, ...]:
        """The packages whose rules run, too, by the names of their entry points."""
        return _names(self._value("rules")) or ()

    @property
    def options(self) -> dict[str, str]:
        """What the rules accept."""
        return {name: str(value) for name, value in self._entries("options")}

    @property
    def severities(self) -> dict[str, str]:
        """How bad findings are, by selector; a later one outweighs those before it."""
        return {name: str(value) for name, value in self._entries("severities")}

    @property
    def facts(self) -> frozenset[str]:
        """What is known of the machine, in the words of markers."""
        return frozenset(fact for _, value in self._entries("facts") for fact in _names(value) or ())

    @property
    def environment(self) -> Mapping[str, str] | None:
        """The variables that HAProxy will see; None where nobody said anything of them."""
        said = {name: str(value) for name, value in self._entries("environment")}
        if self._value("use-environment"):
            return {**os.environ, **said}
        return said or None

    def _is_said(self, key: str) -> bool:
        return self.values.get((key, ""), (None, BUILT_IN))[1] != BUILT_IN

    def _value(self, key: str) -> object:
        return self.values.get((key, ""), (None, ""))[0]

    def _entries(self, key: str) -> Iterator[tuple[str, object]]:
        return ((entry, value) for (name, entry), (value, _) in self.values.items() if name == key)


def settled(
    given: Values,
    file: SettingsFile | None = None,
    names: Collection[str] = (),
    marked: str | None = None,
    first: Layer | None = None,
) -> Settled:
    """What holds for a configuration.

    Args:
        given: what the command line says, or the caller.
        file: the settings file.
        names: the paths of the configuration.
        marked: the version that a marker in the configuration names.
        first: what everybody outweighs but the defaults.

    Raises:
        InvalidValue: the caller names a profile that does not exist.
    """
    layers = [Layer(BUILT_IN, DEFAULTS), *([] if first is None else [first])]
    if file is not None:
        shown = os.path.relpath(file.path)
        layers += _with_profiles(shown, file.values)
        for pattern, values in file.per_file:
            if any(_is_meant(pattern, name, os.path.dirname(file.path)) for name in names):
                layers += _with_profiles(f"{shown}, {pattern}", values)
    if marked is not None:
        layers.append(Layer("marker in the file", {("version", ""): marked}))
    return Settled([*layers, *_with_profiles("command line", given)])


def _with_profiles(origin: str, values: Values) -> Iterator[Layer]:
    """What a place says, after the profiles that it names: they give way to what it says itself."""
    for name in _names(values.get(("profile", ""))) or ():
        from haproxy_model.settings.profiles import PROFILES
        from haproxy_model.settings.setting_kinds import read_values

        if name not in PROFILES:
            raise InvalidValue(f"{name!r} is not a profile: give one of {', '.join(PROFILES)}")
        yield Layer(f"profile {name}", read_values(PROFILES[name].settings, f"profile {name}"))
    if values:
        yield Layer(origin, values)


def _is_meant(pattern: str, name: str, folder: str) -> bool:
    """Whether a pattern of a settings file means a file: one without `/` means its last name, in whichever folder."""
    from fnmatch import fnmatchcase

    path = os.path.relpath(os.path.abspath(name), os.path.abspath(folder)).replace(os.sep, "/")
    return fnmatchcase(path if "/" in pattern else path.rpartition("/")[2], pattern)


def _names(value: Any) -> tuple[str, ...] | None:
    return None if value is None else tuple(value)
