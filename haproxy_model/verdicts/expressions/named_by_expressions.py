"""Proxies, servers, tables and userlists that expressions name: HAProxy looks for them when all is read
(catalogue REF).

Which words of a line are expressions, the signature of its row says.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from haproxy_model.model.line import Statement
from haproxy_model.model.section import Section
from haproxy_model.schema.acl_keywords import CRITERIA
from haproxy_model.schema.references import NAMING
from haproxy_model.schema.rule_words import DROPPED
from haproxy_model.schema.samples import Converter, Fetch, arguments, converters, fetches
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.expression import Call
from haproxy_model.verdicts.expressions.log_formats import FORMATS, formats_in_force
from haproxy_model.verdicts.finding import Finding, Near, shown
from haproxy_model.verdicts.names.server_names import server_names
from haproxy_model.verdicts.proxies.inherited import heirs, looked_at
from haproxy_model.views.active import Active
from haproxy_model.views.expressions import line_expressions

#: Type of an argument -> the kind of message that none is there.
_KINDS = {
    "table": "unknown-stick-table",
    "own_table": "unknown-stick-table",
    "backend": "unknown-backend",
    "frontend": "unknown-named-section",
    "server": "unknown-tracked-or-used-server",
    "userlist": "unknown-named-section",
}
#: Type of an argument and name; an empty name is the proxy that it stands in.
_Link = tuple[str, str]


def expression_link_findings(active: Active, near: Near) -> Iterator[Finding]:
    """What expressions ask about and that does not exist."""
    telling = active.words_with(*NAMING)
    if not telling:
        return
    names = _Names(active)
    told: set[int] = set()
    has_formats = any(
        line.keyword in FORMATS
        for section in active.sections_with(*FORMATS)
        for line in active.holding(section, telling)
    )
    for section in looked_at(active):
        for statement in _telling_lines(section, active, telling, has_formats):
            if id(statement) not in told:
                found = list(_of_line(statement, section, names, active, near))
                told.update(map(id, [statement] if found else ()))
                yield from found


def _telling_lines(section: Section, active: Active, telling: set[str], has_formats: bool) -> Iterator[Statement]:
    """The lines of a proxy that may name something in an expression."""
    for statement in active.holding(section, telling):
        if statement.keyword not in FORMATS and (section.kind, statement.keyword) not in DROPPED:
            yield statement
    yield from active.servers_holding(section, telling)
    if has_formats and section.kind != "defaults":
        # Of log formats the one in force alone is read, be it inherited.
        yield from (line for _, line in formats_in_force(section, active) if line._holds(telling))


def _of_line(statement: Statement, section: Section, names: _Names, active: Active, near: Near) -> Iterator[Finding]:
    done: set[int] = set()
    for place, links in _linked(statement, active.version):
        # Of the expressions in one word, the first that leads nowhere is told.
        for kind, name in links if place not in done else ():
            missing = _missing(kind, name, section, names, active, near)
            if missing is not None:
                done.add(place)
                yield Finding(_KINDS[kind], missing, statement, place)
                break


def _missing(kind: str, name: str, section: Section, names: _Names, active: Active, near: Near) -> str | None:
    """That what is named does not exist; None where it does, or nobody knows."""
    own = active.name(section) or ""
    if not name or (kind == "server" and "/" not in name):
        if section.kind == "defaults" and kind in ("table", "server"):
            return _unowned(kind, name)
        if kind in ("backend", "frontend"):
            return _without_side(kind, section, active)
        if isinstance(own, Expandable):
            return None
    wanted = name or own
    if kind == "server" and "/" not in name:
        wanted = f"{own}/{name}"
    if isinstance(wanted, Expandable) or wanted in names[kind] or "" in names[kind]:
        return None
    hint = near.hint(wanted, names[kind]) if name else ""
    if kind == "server":
        return (
            f"there is no server `{shown(wanted)}`{hint}" if name else "this asks about a server but does not name one"
        )
    if kind == "userlist":
        return f"no `userlist` section is called `{shown(wanted)}`{hint}"
    if kind != "table":
        return f"no {kind} or listen section is called `{shown(wanted)}`{hint}"
    if not name:
        return f"this reads the table of `{shown(wanted)}` itself, but this {section.kind} has no `stick-table`"
    return f"no proxy `{shown(wanted)}` has a `stick-table`{hint}"


def _unowned(kind: str, name: str) -> str:
    """A `defaults` section has neither a table nor servers."""
    if kind == "table":
        return "this reads a table without a name: in a `defaults` section, name the proxy that has it"
    return f"the server `{shown(name)}` has no backend before it: in a `defaults` section, write it as in `app/s1`"


def _without_side(kind: str, section: Section, active: Active) -> str | None:
    """That a proxy is asked about a side of its own which it lacks; a `defaults` has those of its users."""
    kinds = heirs(section, active) if section.kind == "defaults" else {section.kind}
    if not kinds or not kinds.isdisjoint((kind, "listen")):
        return None
    return f"this asks about its own {kind}, but it is in a {min(kinds)}: name one, `...({kind})`"


def _linked(statement: Statement, version: str) -> Iterator[tuple[int, tuple[_Link, ...]]]:
    """What the expressions of a line name, each with its word."""
    for each in line_expressions(statement):
        yield each.word, _links(each.fetch, each.converters, version)


@lru_cache(maxsize=4096)
def _links(fetch: Call | None, behind: tuple[Call, ...], version: str) -> tuple[_Link, ...]:
    called: list[tuple[Call, Fetch | Converter | None]] = []
    if fetch is not None:
        head = CRITERIA.get(fetch.name)
        called.append((fetch, fetches(version).get(fetch.name if head is None else head.fetch)))
    called += [(call, converters(version).get(call.name)) for call in behind]
    found: list[_Link] = []
    for call, row in called:
        if row is None:
            return ()
        given = call.arguments or ()
        for place, argument in enumerate(arguments(row.arguments)):
            if argument.type not in _KINDS:
                continue
            value = given[place] if place < len(given) else ""
            own = argument.type == "own_table"
            if value or own or not argument.optional or argument.type in ("backend", "frontend"):
                found.append(("table" if own else argument.type, value))
    return tuple(found)


class _Names(dict[str, set[str]]):
    """The names of what can be asked about, by kind; with an empty one where a name is hidden."""

    def __init__(self, active: Active) -> None:
        self._active = active

    def __missing__(self, kind: str) -> set[str]:
        found = self[kind] = set(_named(kind, self._active))
        return found


#: Kind of what is named -> the kinds of sections that have it, or are it.
_OWNERS = {
    "backend": ("listen", "backend"),
    "frontend": ("frontend", "listen"),
    "server": ("listen", "backend"),
    "table": ("frontend", "listen", "backend", "peers"),
    "userlist": ("userlist",),
}


def _named(kind: str, active: Active) -> Iterator[str]:
    for section in active.of_kind(*_OWNERS[kind]):
        name = active.name(section) or ""
        name = "" if isinstance(name, Expandable) else name
        if kind == "server":
            yield from (name and each and f"{name}/{each}" for each in server_names(section, active))
        elif kind != "table":
            yield name
        elif section.kind != "peers":
            yield from [name] if "stick-table" in active.first_words(section) else ()
        else:
            for line in active.lines(section, "table"):
                own = line._argument(1)
                if own is not None:
                    yield "" if not name or isinstance(own, Expandable) else f"{name}/{own}"
