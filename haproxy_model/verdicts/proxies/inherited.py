"""What a `defaults` section gives and to whom (language reference, 4.5): rules, which few proxies may inherit, and
sections that are used both by name and without.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import cast

from haproxy_model.diagnostics import Severity
from haproxy_model.model.section import Section
from haproxy_model.schema.actions import HTTP_RULESETS
from haproxy_model.schema.quirks import EVERY_DEFAULTS_IS_CHECKED, MIXED_DEFAULTS_ARE_ERRORS, MIXED_DEFAULTS_TOLD
from haproxy_model.schema.sections import PROXIES, SECTIONS, WORKING_PROXIES
from haproxy_model.verdicts.finding import Finding, Near, shown
from haproxy_model.verdicts.keywords.unopened import is_opened
from haproxy_model.verdicts.proxies.listeners import is_disabled
from haproxy_model.views.active import Active
from haproxy_model.views.inheritance import inheritance_of


def inheritance_findings(active: Active, near: Near) -> Iterator[Finding]:
    """What proxies cannot inherit, or should not."""
    defaults = list(active.of_kind("defaults"))
    if not defaults:
        return
    # Rules in a section without a name are refused on their own lines.
    rules = {id(section): found for section in defaults if section.name and (found := _rules(section, active))}
    named = any(section.from_defaults is not None for section in active.sections if SECTIONS[section.kind].proxy)
    if not named and not rules:
        return
    inheritance = inheritance_of(active)
    several = Counter(section.name for section in defaults)
    users: dict[int, str] = {}
    manners: dict[int, set[bool]] = {}
    for section in active.sections:
        if not SECTIONS[section.kind].proxy or not is_opened(section):
            continue
        parent = inheritance.parent(section)
        if parent is None:
            continue
        manner = manners.setdefault(id(parent), set())
        manner.add(section.from_defaults is not None)
        if len(manner) == 2 and several[parent.name] == 1 and MIXED_DEFAULTS_TOLD.holds(active.version):
            yield _mixed(section, parent, active)
        if id(parent) in rules:
            yield from _refused(section, parent, rules[id(parent)], users)


def looked_at(active: Active) -> Iterator[Section]:
    """The sections whose names HAProxy looks for when all is read, in order: proxies that are not disabled, and the
    `defaults` whose rules such a proxy inherits; from 3.4 on every `defaults`.
    """
    every = EVERY_DEFAULTS_IS_CHECKED.holds(active.version)
    for section in active.of_kind(*PROXIES):
        if section.kind != "defaults":
            if not is_disabled(section, active):
                yield section
        elif every or (section.name and _rules(section, active) and heirs(section, active)):
            yield section


def heirs(defaults: Section, active: Active) -> set[str]:
    """The kinds of the proxies that start from a `defaults` section and are not disabled."""
    found = cast("dict[int, set[str]] | None", active.views.get("heirs"))
    if found is None:
        active.views["heirs"] = found = {}
        inheritance = inheritance_of(active)
        for section in active.of_kind(*WORKING_PROXIES):
            parent = inheritance.parent(section)
            if parent is not None and not is_disabled(section, active):
                found.setdefault(id(parent), set()).add(section.kind)
    return found.get(id(defaults), set())


def _rules(section: Section, active: Active) -> frozenset[str]:
    """The kinds of rules that a `defaults` holds."""
    words = active.first_words(section)
    found = set(words.intersection(HTTP_RULESETS))
    for line in active.beginning(section, "tcp-request", "tcp-response"):
        level = line._argument(1)
        if level is not None and level != "inspect-delay":
            found.add(f"{line.keyword} {level}")
    return frozenset(found)


def _mixed(section: Section, parent: Section, active: Active) -> Finding:
    what = f"`defaults {shown(parent.name or '')}`" if parent.name else "the `defaults` above"
    message = f"{what} is used both with `from` and without: write `from` wherever it is used"
    return Finding(
        "defaults-used-both-ways",
        message,
        section.header,
        0,
        section.header._last(),
        related=(("the `defaults`", parent.header),) if parent.name else (),
        severity=Severity.ERROR if MIXED_DEFAULTS_ARE_ERRORS.holds(active.version) else None,
    )


def _refused(section: Section, parent: Section, rules: frozenset[str], users: dict[int, str]) -> Iterator[Finding]:
    kind = section.kind
    other = users.get(id(parent), kind)
    reason = ""
    if kind in ("defaults", "listen"):
        reason = f"a `{kind}` section cannot inherit rules"
    elif other != kind:
        reason = f"a `{other}` section already inherits them, so a {kind} cannot"
    elif kind == "backend" and (early := rules & {"tcp-request connection", "tcp-request session"}):
        reason = f"a backend cannot inherit `{min(early)}`"
    elif kind == "frontend" and "tcp-response content" in rules:
        reason = "a frontend cannot inherit `tcp-response content`"
    if reason:
        message = f"`defaults {shown(parent.name or '')}` has rules, and {reason}"
        related = (("the rules are here", parent.header),)
        yield Finding("uninheritable-rules", message, section.header, 0, section.header._last(), related=related)
    else:
        users[id(parent)] = kind
