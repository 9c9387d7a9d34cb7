"""Names of other sections that lead nowhere, beside backends and ACLs (catalogue REF003, REF004, REF005).

What server lines name is judged with the servers, tables and proxies in expressions in `expression_links`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from haproxy_model.check.finding import Finding, Near, shown
from haproxy_model.check.proxies.settings import Proxies, Proxy
from haproxy_model.model.line import Statement
from haproxy_model.model.server import Server, ServerTemplate
from haproxy_model.syntax.words import Expandable
from haproxy_model.views.active import Active


class _Link(NamedTuple):
    """Lines that begin with some words, and at a place name a section of a kind."""

    words: tuple[str, ...]
    place: int
    kind: str


_LINKS = (
    _Link(("http-request", "cache-use"), 2, "cache"),
    _Link(("http-response", "cache-store"), 2, "cache"),
    _Link(("filter", "cache"), 2, "cache"),
    _Link(("filter", "fcgi-app"), 2, "fcgi-app"),
    _Link(("use-fcgi-app",), 1, "fcgi-app"),
    _Link(("errorfiles",), 1, "http-errors"),
)
_FIRST = frozenset(link.words[0] for link in _LINKS)
#: First words of lines that look for a table.
_TRACKING = ("stick", "tcp-request", "tcp-response", "http-request", "http-response")
_RULES = ("tcp-request", "tcp-response", "http-request", "http-response")
_AUTHENTICATION = re.compile(r"!?http_auth(?:_group)?\(([^,()]+)")


def link_findings(proxies: Proxies, near: Near) -> Iterator[Finding]:
    """Names that lead to no section, no table and no server."""
    active = proxies.active
    names: dict[str, set[str]] = {}
    for section in active.sections:
        name = active.name(section)
        if name is not None:
            names.setdefault(section.kind, set()).add("" if isinstance(name, Expandable) else name)
    tables = _tables(proxies, active)
    linked = _FIRST if proxies.active.mentions("cache-") else _FIRST - {"http-request", "http-response"}
    tracking = frozenset(_RULES if proxies.active.mentions("track") else ()) | {"stick"}
    with_users = proxies.active.mentions("http_auth")
    for proxy in proxies.enabled:
        words = proxy.words
        if not words.isdisjoint(linked):
            yield from _sections(proxy, proxies, names, near)
        if "stick-table" in words:
            yield from _peers(proxy, proxies, names, near)
        if not words.isdisjoint(tracking):
            yield from _table_users(proxy, proxies, tables, near)
        if "use-server" in words:
            yield from _used_servers(proxy, proxies, near)
        if "email-alert mailers" in proxy.settings:
            yield from _mailers(proxy, names, near)
        if with_users:
            yield from _userlists(proxy, proxies, names, near)
    yield from _ids(proxies)


def _unknown(
    kind: str, name: str, known: Mapping[str, set[str]], near: Near, line: Statement, place: int
) -> Finding | None:
    there = known.get(kind, set())
    if isinstance(name, Expandable) or not name or name in there or "" in there:
        return None
    message = f"no `{kind}` section is named `{shown(name)}`{near.hint(name, there)}"
    return Finding("unknown-named-section", message, line, place)


def _sections(proxy: Proxy, proxies: Proxies, names: Mapping[str, set[str]], near: Near) -> Iterator[Finding]:
    for line in proxies.active.statements(proxy.section):
        words = line._words
        if words[0] not in _FIRST:
            continue
        for link in _LINKS:
            if words[: len(link.words)] == link.words and len(words) > link.place:
                finding = _unknown(link.kind, words[link.place], names, near, line, link.place)
                if finding is not None:
                    yield finding


def _peers(proxy: Proxy, proxies: Proxies, names: Mapping[str, set[str]], near: Near) -> Iterator[Finding]:
    from haproxy_model.check.rules.stick_tables import table_shape

    leaders = table_shape().leaders
    for line in proxies.lines(proxy, "stick-table"):
        words = line._words
        place = 1
        while place < len(words) - 1:
            if words[place] == "peers":
                finding = _unknown("peers", words[place + 1], names, near, line, place + 1)
                if finding is not None:
                    yield finding
            leader = leaders.get(words[place])
            place += 1 if leader is None else 1 + len(leader.alternatives[words[place]].slots)


def _tables(proxies: Proxies, active: Active) -> set[str]:
    """The names of all stick tables; with an empty one where a name is hidden."""
    found = {active.name(proxy.section) or "" for proxy in proxies.every if "stick-table" in proxy.words}
    for section in active.of_kind("peers"):
        if "table" in active.first_words(section):
            lines = [line._words for line in active.statements(section) if line._words[0] == "table"]
            found |= {f"{active.name(section)}/{words[1]}" for words in lines if len(words) > 1}
            if any(isinstance(word, Expandable) for words in lines for word in words[1:2]):
                found.add("")
    return found


def _table_users(proxy: Proxy, proxies: Proxies, tables: set[str], near: Near) -> Iterator[Finding]:
    for line in proxies.active.statements(proxy.section):
        if line.keyword not in _TRACKING:
            continue
        reading = line._reading
        words, place = reading.words, reading.place("table")
        if line.keyword == "stick":
            if not proxy.has_backend or reading.row is None or len(words) < 3:
                continue
        elif reading.action is None or not reading.action.name.startswith("track-sc"):
            continue
        name = words[place] if place is not None else proxy.section.name or ""
        if any(isinstance(word, Expandable) for word in words) or name in tables or "" in tables:
            continue
        message = f"{proxy.title} has no `stick-table`"
        if place is not None:
            message = f"no proxy with a stick table is named `{shown(name)}`{near.hint(name, tables)}"
        yield Finding("unknown-stick-table", message, line, place or 0)


def _used_servers(proxy: Proxy, proxies: Proxies, near: Near) -> Iterator[Finding]:
    known: set[str] | None = None
    for line in proxies.lines(proxy, "use-server"):
        words = line._words
        if len(words) < 2 or isinstance(words[1], Expandable) or "%" in words[1]:
            continue
        known = _server_names(proxy, proxies) if known is None else known
        if words[1] not in known and "" not in known:
            message = f"no server of {proxy.title} is named `{shown(words[1])}`{near.hint(words[1], known)}"
            yield Finding("unknown-tracked-or-used-server", message, line, 1)


def _server_names(proxy: Proxy, proxies: Proxies) -> set[str]:
    """The names of a proxy's servers; with an empty one where some are not known."""
    known: set[str] = set()
    for line in proxies.active.statements(proxy.section):
        if isinstance(line, ServerTemplate):
            numbers = line.numbers
            if isinstance(line._words[1], Expandable) or numbers is None or len(numbers) > 1000:
                known.add("")
            else:
                known.update(f"{line._words[1]}{each}" for each in numbers)
        elif isinstance(line, Server):
            known.add("" if isinstance(line._words[1], Expandable) else line._words[1])
    return known


def _mailers(proxy: Proxy, names: Mapping[str, set[str]], near: Near) -> Iterator[Finding]:
    wanted = [proxy.settings.get(f"email-alert {word}") for word in ("mailers", "from", "to")]
    line = wanted[0]
    # HAProxy looks no further where one of the three is missing.
    if line is not None and None not in wanted and len(line._words) > 2:
        finding = _unknown("mailers", line._words[2], names, near, line, 2)
        if finding is not None:
            yield finding


def _userlists(proxy: Proxy, proxies: Proxies, names: Mapping[str, set[str]], near: Near) -> Iterator[Finding]:
    for line in proxies.active.statements(proxy.section):
        words = line._words
        for index, word in enumerate(words):
            if "(" in word and (words[index - 1] in ("{", "!{") or (words[0] == "acl" and index == 2)):
                found = None if isinstance(word, Expandable) else _AUTHENTICATION.match(word)
                finding = found and _unknown("userlist", found.group(1).strip(), names, near, line, index)
                if finding:
                    yield finding


def _ids(proxies: Proxies) -> Iterator[Finding]:
    """Two proxies of one number."""
    seen: dict[str, Statement] = {}
    for proxy in proxies.every:
        line = proxy.settings.get("id") if "id" in proxy.words else None
        if line is None or len(line._words) < 2 or not line._words[1].isdecimal() or line._words[1] == "0":
            continue
        first = seen.setdefault(str(int(line._words[1][:20])), line)
        if first is not line:
            message = f"the id {shown(line._words[1])} is taken by another proxy"
            yield Finding("duplicate-proxy-id", message, line, 1, related=(("taken here", first),))
