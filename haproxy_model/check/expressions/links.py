"""Proxies, servers and tables that the expressions of ACLs and rules name: HAProxy looks for them when all is read
(catalogue REF).

The arguments of expressions in the log formats of other lines are not followed here.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from haproxy_model.check.finding import Finding, Near, shown
from haproxy_model.check.proxies.listeners import is_disabled
from haproxy_model.model.section import Section
from haproxy_model.reading.reading import Reading
from haproxy_model.schema.acl_keywords import CRITERIA
from haproxy_model.schema.actions import RULESETS
from haproxy_model.schema.samples import arguments, converters, fetches
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.expression import Expression, read_expression
from haproxy_model.values.unread import Unread
from haproxy_model.views.active import Active

#: Type of an argument -> the kind of message that none is there.
_KINDS = {
    "table": "unknown-stick-table",
    "own_table": "unknown-stick-table",
    "backend": "unknown-backend",
    "frontend": "unknown-named-section",
    "server": "unknown-tracked-or-used-server",
}
#: One of these is in the name of every fetch and converter that names a table or a proxy, or in its argument.
_SIGNS = ("table", "src_", "sc_", "sc0_", "sc1_", "sc2_", "be_", "fe_", "nbsrv", "queue", "connslots", "srv_")
_RULES = frozenset(ruleset.partition(".")[0] for ruleset in RULESETS)


def expression_link_findings(active: Active, near: Near) -> Iterator[Finding]:
    """Tables, backends and frontends that an ACL asks about and that do not exist."""
    telling = active.words_with(*_SIGNS)
    if not telling:
        return
    names: dict[str, set[str]] | None = None
    for section in active.of_kind("frontend", "listen", "backend"):
        if is_disabled(section, active):
            continue
        for statement in active.apart(section):
            words = statement._words
            if telling.isdisjoint(words):
                continue
            told = -1
            for place, links in _linked(statement._reading, active.version):
                # Of the expressions in one word, the first that leads nowhere is told.
                for kind, name in links if place != told else ():
                    names = _names(active) if names is None else names
                    own = active.name(section) or ""
                    wanted = name or own
                    if kind == "server" and "/" not in name and not isinstance(own, Expandable):
                        wanted = f"{own}/{name}"
                    if isinstance(wanted, Expandable) or wanted in names[kind] or "" in names[kind]:
                        continue
                    if kind not in ("table", "server") and not name:
                        continue
                    hint = near.hint(wanted, names[kind]) if name else ""
                    message = f"{_missing(kind, wanted, name, section)}{hint}"
                    yield Finding(_KINDS[kind], message, statement, place)
                    told = place
                    break


def _missing(kind: str, wanted: str, name: str, section: Section) -> str:
    if kind == "server":
        return f"there is no server `{shown(wanted)}`" if name else "this asks about a server, and names none"
    if kind != "table":
        return f"no {kind} or listen section is named `{shown(wanted)}`"
    if not name:
        return f"this asks the table of `{shown(wanted)}` itself, and this {section.kind} has no `stick-table`"
    return f"no proxy `{shown(wanted)}` has a `stick-table`"


def _linked(reading: Reading, version: str) -> Iterator[tuple[int, tuple[tuple[str, str], ...]]]:
    """What the expressions of a line name, each with its place: those of ACLs, of conditions and of actions."""
    for term in reading.criteria:
        yield term.word, _criterion_links(term.words[0], version)
    if reading.words[0] in _RULES:
        from haproxy_model.check.rules.expressions import rule_expressions

        for place, expression in rule_expressions(reading.words, version):
            yield place, _links(expression, version)


@lru_cache(maxsize=2048)
def _criterion_links(text: str, version: str) -> tuple[tuple[str, str], ...]:
    read = read_expression(text)
    return () if isinstance(read, Unread) else _links(read, version)


@lru_cache(maxsize=2048)
def _links(read: Expression, version: str) -> tuple[tuple[str, str], ...]:
    """What an expression names: type and name; an empty name is the proxy that it stands in."""
    head = CRITERIA.get(read.fetch.name)
    called = [(read.fetch, fetches(version).get(read.fetch.name if head is None else head.fetch))]
    called += [(call, converters(version).get(call.name)) for call in read.converters]  # type: ignore[misc]  # rows alike
    found: list[tuple[str, str]] = []
    for call, row in called:
        if row is None:
            return ()
        given = call.arguments or ()
        for place, argument in enumerate(arguments(row.arguments)):
            if argument.type not in _KINDS:
                continue
            value = given[place] if place < len(given) else ""
            own = argument.type == "own_table"
            if value or own or not argument.optional:
                found.append(("table" if own else argument.type, value))
    return tuple(found)


def _names(active: Active) -> dict[str, set[str]]:
    """The names of what can be asked about; with an empty one where a name is hidden."""
    names: dict[str, set[str]] = {kind: set() for kind in _KINDS}
    for section in active.of_kind("frontend", "listen", "backend", "peers"):
        name = active.name(section) or ""
        name = "" if isinstance(name, Expandable) else name
        words = active.first_words(section)
        if section.kind != "peers":
            if section.kind != "backend":
                names["frontend"].add(name)
            if section.kind != "frontend":
                names["backend"].add(name)
                names["server"].update(_servers(section, name, active))
            if "stick-table" in words:
                names["table"].add(name)
        elif "table" in words:
            for statement in active.apart(section):
                line = statement._words
                if line[0] == "table" and len(line) > 1:
                    hidden = not name or isinstance(line[1], Expandable)
                    names["table"].add("" if hidden else f"{name}/{line[1]}")
    return names


def _servers(section: Section, name: str, active: Active) -> Iterator[str]:
    """The servers of a proxy with its name before them; an empty one where a name is hidden."""
    for line in active.statements(section) if "server" in active.first_words(section) else ():
        if line._words[0] == "server" and len(line._words) > 1:
            hidden = not name or isinstance(line._words[1], Expandable)
            yield "" if hidden else f"{name}/{line._words[1]}"
    if "server-template" in active.first_words(section):
        yield ""
