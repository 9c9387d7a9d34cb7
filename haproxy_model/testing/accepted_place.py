"""Where a line is to stand that HAProxy shall accept, and what it may name there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from haproxy_model.records import NamedTuple
from haproxy_model.schema.references import REFERENCES
from haproxy_model.schema.rows import Experimental, Lifetime, available, experimental
from haproxy_model.schema.versions import reached


class Featured(Lifetime, Protocol):
    """A row of a table that may need a feature of the build."""

    @property
    def feature(self) -> str:
        """The features, with blanks between."""


class Setting(NamedTuple):
    """What decides which lines, actions, fetches and converters there are in a place."""

    #: the release that is to accept the line
    version: str
    #: the build features that it may rely on
    features: frozenset[str]
    #: the keyword of the section
    section: str
    #: the mode of every proxy of the configuration
    mode: str
    #: the kinds of things that can be named, as `schema.references` calls them
    kinds: frozenset[str]
    #: whether the section has a stick table of its own
    has_table: bool
    #: the ruleset, or what else the line is to sample fetches: `http-request`, `use-server`, `check` …
    ruleset: str

    def has(self, row: Featured) -> bool:
        """Whether the release and the build have what a row describes, and nobody discourages it."""
        return self.is_there(row) and set(row.feature.split()) <= self.features

    def is_there(self, row: Lifetime) -> bool:
        """Whether the release has what a row describes, and nobody discourages it."""
        return available(row, self.version) and not reached(row.deprecated, self.version)

    def is_plain(self, row: Experimental) -> bool:
        """Whether a row works without `expose-experimental-directives`."""
        return not experimental(row, self.version)


class Place(NamedTuple):
    """Where a line is to stand."""

    setting: Setting
    #: kind of a thing -> what a line may name of it
    names: Mapping[str, tuple[str, ...]]
    #: what the line itself is to be called, if it defines something
    called: str = ""
    #: the full name of the line's row, or of the action
    keyword: str = ""
    #: what the row says of its number, as `Keyword.bounds` writes it
    bounds: str = ""

    def named(self, kind: str) -> tuple[str, ...]:
        """What a word of a type may name here; nothing where the type is no reference."""
        return tuple(name for each in kinds_named(kind) for name in self.names.get(each, ()))

    def naming(self, **names: tuple[str, ...]) -> Place:
        """The place with other things of some kinds to name."""
        every = {**self.names, **names}
        kinds = frozenset(kind for kind, found in every.items() if found)
        return self._replace(names=every, setting=self.setting._replace(kinds=kinds))


def kinds_named(kind: str) -> tuple[str, ...]:
    """The kinds of things that a word of a type may name, where a name is all of the word."""
    reference = REFERENCES.get(kind)
    return tuple(reference.kinds.split()) if reference and reference.form in _ALONE else ()


_ALONE = ("name", "list", "table", "server")


def variable_scope(ruleset: str) -> str:
    """A scope of variables that exists in a ruleset."""
    if ruleset in ("global", "check"):
        return "proc"
    return "sess" if ruleset in ("tcp-request.connection", "tcp-request.session", "quic-initial") else "txn"
