"""Which rules run, and every code that a selector may mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from haproxy_model.errors import InvalidValue, near
from haproxy_model.lint.rule import LintRule
from haproxy_model.lint.rules import RULES
from haproxy_model.schema.codes import CODES
from haproxy_model.verdicts.selection import Selection, matches

#: Families that run only when they are selected.
OFF_BY_DEFAULT = ("STY",)


class Coded(Protocol):
    """What has a code and a name."""

    @property
    def code(self) -> str:
        """The code."""

    @property
    def name(self) -> str:
        """The name."""


def known_codes(added: Iterable[Coded] = ()) -> list[tuple[str, str]]:
    """Every code with its name: those of the rules, of those that others added, and what `check` says."""
    return [
        *((rule.code, rule.name) for rule in RULES),
        *((rule.code, rule.name) for rule in added),
        *((code.code, code.name) for code in CODES.values()),
    ]


def require_selectors(selectors: Iterable[str], added: Iterable[Coded] = ()) -> None:
    """Refuse selectors that mean nothing.

    Args:
        selectors: codes, names or prefixes.
        added: the rules of others.

    Raises:
        InvalidValue: one matches no code and no name.
    """
    known = known_codes(added)
    for selector in selectors:
        if not any(matches(selector, *row) for row in known):
            names = [word for code, name in known for word in (name, code, code.rstrip("0123456789"))]
            raise InvalidValue(
                f"{selector!r} selects nothing: give a code such as GAL001, a family such as GAL, or a name"
                f"{near(selector, names)}"
            )


def selected_rules(chosen: Selection, added: Sequence[LintRule] = ()) -> list[LintRule]:
    """The rules that run.

    Args:
        chosen: what is to be found.
        added: the rules of others.

    Raises:
        InvalidValue: a selector matches no code and no name.
    """
    require_selectors(chosen.selectors, added)
    return [rule for rule in (*RULES, *added) if chosen.wants(rule.code, rule.name, by_default=is_default(rule))]


def is_default(rule: LintRule) -> bool:
    """Whether a rule runs where nobody said anything of it."""
    return rule.code[:3] not in OFF_BY_DEFAULT and not rule.is_style
