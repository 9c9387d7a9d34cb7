"""Names of other sections that lead nowhere, beside backends and ACLs (catalogue REF003, REF004, REF005).

What a word names is its type in the signature of the line.  What server lines name is judged with complete servers,
what expressions name with these.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from haproxy_model.model.line import Statement
from haproxy_model.model.proxy_lines import Filter
from haproxy_model.model.rules import StickRule
from haproxy_model.model.section import Section
from haproxy_model.reading.naming_words import Typed, typed_words
from haproxy_model.schema.quirks import RESOLVERS_OF_SYSTEM
from haproxy_model.schema.references import MADE_RESOLVERS
from haproxy_model.schema.rule_words import DROPPED
from haproxy_model.syntax.words import CONDITIONS, Expandable
from haproxy_model.verdicts.finding import Finding, Near, shown
from haproxy_model.verdicts.names.server_names import server_names
from haproxy_model.verdicts.names.table_keys import key_finding, tables_of
from haproxy_model.verdicts.proxies.inherited import looked_at
from haproxy_model.verdicts.proxies.whole_settings import Proxies, Proxy
from haproxy_model.views.active import Active
from haproxy_model.views.inheritance import inheritance_of

#: Type of a word -> the kind of section that it names.
_KINDS = {
    "cache_ref": "cache",
    "fcgi_app_ref": "fcgi-app",
    "http_errors_ref": "http-errors",
    "peers_ref": "peers",
    "resolvers_ref": "resolvers",
}
#: Some of these are in every line that names such a section, or a table.
_SIGNS = ("cache", "fcgi-app", "errorfiles", "peers", "do-resolve", "profile", "stick", "track-sc", "table", "write-to",
          "bwlim-")  # fmt: skip
#: Lines that a proxy with everything in them copies from its `defaults`.
_COPIED = ("errorfiles", "http-error")
#: Of a log target HAProxy does not mind whether the profile exists.
_PROFILES = "do-log"
#: In a `defaults` no rule asks for its cache.
_UNASKED = "cache_ref"
_CLIENT, _CLIENT_OFF = "httpclient.resolvers.id", "httpclient.resolvers.disabled"


def link_findings(proxies: Proxies, near: Near) -> Iterator[Finding]:
    """Names that lead to no section, no table and no server."""
    active = proxies.active
    names: dict[str, set[str]] = {}
    for section in active.sections:
        name = active.name(section)
        if name is not None:
            names.setdefault(section.kind, set()).add("" if isinstance(name, Expandable) else name)
    if RESOLVERS_OF_SYSTEM.holds(active.version):
        names.setdefault("resolvers", set()).add(MADE_RESOLVERS)
    tables = tables_of(proxies, active)
    yield from _lines(active, names, tables, near)
    yield from _client(active, names, near)
    for proxy in proxies.enabled:
        yield from _used_servers(proxy, proxies, near)
        if "email-alert mailers" in proxy.settings:
            yield from _mailers(proxy, names, near)
    yield from _ids(proxies)


def _lines(
    active: Active, names: Mapping[str, set[str]], tables: Mapping[str, Statement], near: Near
) -> Iterator[Finding]:
    telling = active.words_with(*_SIGNS)
    judged = list(looked_at(active)) if telling else []
    for section in judged:
        for line in active.holding(section, telling):
            if (section.kind, line.keyword) not in DROPPED:
                yield from _of_line(line, section, active, names, tables, near)
    known = set(map(id, judged))
    inheritance = inheritance_of(active)
    for section in judged if active.has_line(*_COPIED) else ():
        for source in inheritance.line_of(section):
            if id(source) not in known:
                known.add(id(source))
                for word in _COPIED:
                    for line in active.lines(source, word):
                        yield from _of_line(line, source, active, names, tables, near)


def _client(active: Active, names: Mapping[str, set[str]], near: Near) -> Iterator[Finding]:
    """The resolvers of HAProxy's own HTTP client, unless it has none."""
    last: dict[str, Statement] = {}
    for section in active.of_kind("global") if active.has_line(_CLIENT) else ():
        for keyword in (_CLIENT, _CLIENT_OFF):
            for line in active.lines(section, keyword):
                if line._argument(1) is not None:
                    last[keyword] = line
    chosen, switch = last.get(_CLIENT), last.get(_CLIENT_OFF)
    if chosen is not None and (switch is None or switch._argument(1) == "off"):
        yield from _unknown("resolvers", chosen._argument(1) or "", names, near, chosen, 1)


def _of_line(
    line: Statement,
    section: Section,
    active: Active,
    names: Mapping[str, set[str]],
    tables: Mapping[str, Statement],
    near: Near,
) -> Iterator[Finding]:
    reading = line._reading
    action = "" if reading.action is None else reading.action.name
    table: Typed | None = None
    for typed in typed_words(reading, server_names=False):
        if typed.type == "table_ref":
            table = typed
        elif typed.type == "log_profile_ref" and action == _PROFILES:
            yield from _unknown("log-profile", reading.word(typed.word), names, near, line, typed.word)
        elif typed.type in _KINDS and not (section.kind == "defaults" and typed.type == _UNASKED):
            name = reading.word(typed.word)[typed.start : typed.end]
            if typed.type == "cache_ref" and name in CONDITIONS and reading.action is not None:
                message = f"`{action}` reads `{name}` as the start of a condition: give the cache another name"
                yield Finding("missing-argument", message, line, typed.word)
            elif typed.start and not name:
                message = f"`{action or line.keyword}` needs the name of a `{_KINDS[typed.type]}` section"
                yield Finding("unknown-named-section", message, line, typed.word)
            yield from _unknown(_KINDS[typed.type], name, names, near, line, typed.word)
    if table is not None or _uses_a_table(line, action):
        yield from _table(line, table, section, active, tables, near)


def _unknown(
    kind: str, name: str, known: Mapping[str, set[str]], near: Near, line: Statement, place: int
) -> Iterator[Finding]:
    there = known.get(kind, set())
    if not isinstance(line._reading.word(place), Expandable) and name and name not in there and "" not in there:
        message = f"no `{kind}` section is called `{shown(name)}`{near.hint(name, there)}"
        yield Finding("unknown-named-section", message, line, place)


def _uses_a_table(line: Statement, action: str) -> bool:
    """Whether a line follows the table of its own proxy where it names none."""
    if isinstance(line, Filter):
        return line.name in ("bwlim-in", "bwlim-out") and line._reading.keyword("key") is not None
    if isinstance(line, StickRule):
        return line._argument(2) is not None
    return action.startswith("track-sc")


def _table(
    line: Statement,
    typed: Typed | None,
    section: Section,
    active: Active,
    tables: Mapping[str, Statement],
    near: Near,
) -> Iterator[Finding]:
    place = 0 if typed is None else typed.word
    name = line._reading.word(place) if typed is not None else active.name(section) or ""
    if line._has_variables or isinstance(name, Expandable):
        return
    if name in tables:
        found = key_finding(line, name, tables[name], active.version)
        if found is not None:
            yield found
        return
    if "" in tables:
        return
    if typed is not None:
        message = f"no proxy with a stick table is called `{shown(name)}`{near.hint(name, tables)}"
    elif section.kind == "defaults":
        message = "in a `defaults` section, this line must say which table it uses: write `table <name>`"
    else:
        message = f"{section.kind} `{shown(name)}` has no `stick-table`: add one, or write `table <name>` in this line"
    yield Finding("unknown-stick-table", message, line, place)


def _used_servers(proxy: Proxy, proxies: Proxies, near: Near) -> Iterator[Finding]:
    known: set[str] | None = None
    for line in proxies.lines(proxy, "use-server"):
        name = line._argument(1)
        if name is None or isinstance(name, Expandable) or "%" in name:
            continue
        known = server_names(proxy.section, proxies.active) if known is None else known
        if name not in known and "" not in known:
            message = f"no server of {proxy.title} is called `{shown(name)}`{near.hint(name, known)}"
            yield Finding("unknown-tracked-or-used-server", message, line, 1)


def _mailers(proxy: Proxy, names: Mapping[str, set[str]], near: Near) -> Iterator[Finding]:
    wanted = [proxy.settings.get(f"email-alert {word}") for word in ("mailers", "from", "to")]
    line = wanted[0]
    # HAProxy looks no further where one of the three is missing.
    name = None if line is None or None in wanted else line._argument(2)
    if line is not None and name is not None:
        yield from _unknown("mailers", name, names, near, line, 2)


def _ids(proxies: Proxies) -> Iterator[Finding]:
    """Two proxies of one number."""
    seen: dict[str, Statement] = {}
    for proxy in proxies.every:
        line = proxy.settings.get("id")
        own = "" if line is None else line._argument(1) or ""
        if line is None or not own.isdecimal() or own == "0":
            continue
        first = seen.setdefault(str(int(own[:20])), line)
        if first is not line:
            message = f"another proxy already has the id {shown(own)}: choose another one"
            yield Finding("duplicate-proxy-id", message, line, 1, related=(("used here", first),))
