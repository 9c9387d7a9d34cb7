"""How much of a configuration the tables understand: what each word of every active line is, counted by keyword.

This is asked of the signatures themselves; that `check` has nothing to say of a line accounts for none of its words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from haproxy_model.model.config import Config
from haproxy_model.model.line import Statement
from haproxy_model.records import NamedTuple
from haproxy_model.schema.free_text import PRINTED_DIRECTIVES
from haproxy_model.schema.versions import LATEST
from haproxy_model.values.unread import Unread
from haproxy_model.verdicts.word_meanings.line_meanings import header_kinds, line_kinds
from haproxy_model.verdicts.word_meanings.part_meanings import Kind
from haproxy_model.views.active import Directive, active_of


class Account(NamedTuple):
    """What the words of a line are."""

    #: the keyword under which the line is counted: its first word, `no` and `default` left out
    keyword: str
    statement: Statement
    #: one for each word of the line
    kinds: tuple[Kind, ...]


def accounts(
    config: Config,
    *,
    version: str = LATEST,
    environment: Mapping[str, str] | None = None,
    features: Collection[str] | None = None,
) -> Iterator[Account]:
    """What each word of every line is that HAProxy executes, directives included.

    Args:
        config: the configuration.
        version: the HAProxy version, such as "3.4".
        environment: the variables of its environment; none where it is None, as for `check`.
        features: the build features that are present; every one where it is None.

    Raises:
        InvalidValue: the version is none of the supported ones.
    """
    active = active_of(config, version=version, environment=environment or {}, features=features)
    for directive in active.directives:
        if directive.live is not False:
            yield Account(directive.statement.keyword, directive.statement, _directive(directive))
    for statement in active.orphans:
        yield Account(statement.keyword, statement, tuple(line_kinds(statement._reading, "", active.version)))
    for section in active.sections:
        header = section.header._written
        yield Account(section.kind, header, tuple(header_kinds(header._reading, section.kind, active.version)))
        # A word with a variable is what its place says, whatever it comes to.
        for statement in [line._written for line in active.statements(section)]:
            kinds = line_kinds(statement._reading, section.kind, active.version)
            yield Account(statement.keyword, statement, tuple(kinds))


def statistics(
    config: Config,
    *,
    version: str = LATEST,
    environment: Mapping[str, str] | None = None,
    features: Collection[str] | None = None,
) -> dict[str, dict[Kind, int]]:
    """The words of `accounts`, counted: keyword -> kind -> how many; the arguments are the same.

    Example:
        >>> from haproxy_model import parse
        >>> statistics(parse("global\\n maxconn 10\\n"))["maxconn"][Kind.TYPED]
        2

    Raises:
        InvalidValue: the version is none of the supported ones.
    """
    counted: dict[str, dict[Kind, int]] = {}
    for account in accounts(config, version=version, environment=environment, features=features):
        counts = counted.setdefault(account.keyword, dict.fromkeys(Kind, 0))
        for kind in account.kinds:
            counts[kind] += 1
    return counted


def _directive(directive: Directive) -> tuple[Kind, ...]:
    keyword = directive.statement.keyword
    if keyword in PRINTED_DIRECTIVES:
        rest = Kind.FREE
    elif keyword in (".else", ".endif"):
        rest = Kind.IGNORED
    else:
        rest = Kind.UNKNOWN if isinstance(directive.condition, Unread) else Kind.TYPED
    return (Kind.TYPED, *[rest] * len(directive.statement.arguments))
