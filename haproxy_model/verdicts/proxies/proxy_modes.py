"""What a proxy's mode makes of its lines (language reference, 7.4): HTTP settings in tcp proxies have no effect, and a
proxy cannot lead to one whose mode does not go with its own (catalogue LOG003, REF010, SYN008).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from haproxy_model.model.line import Statement
from haproxy_model.model.server import Server, ServerTemplate
from haproxy_model.schema.keywords import rows
from haproxy_model.schema.rows import verdict
from haproxy_model.syntax.words import Expandable
from haproxy_model.verdicts.finding import Finding, shown
from haproxy_model.verdicts.proxies.whole_settings import Proxies, Proxy, setting_of
from haproxy_model.views.active import Active

_RULES = ("http-request", "http-response", "http-after-response", "redirect")
_STATEMENTS = ("stats", "capture cookie", "monitor-uri")
#: Balance algorithms that look into HTTP requests.
_LAYER_7 = ("uri", "url_param", "hdr")
#: Options with arguments of their own that are for HTTP alone, in any proxy.
_HEADERS = frozenset(("option forwardfor", "option forwarded", "option originalto"))
_HTTP_LOGS = ("option httplog", "option httpslog")


def mode_findings(proxies: Proxies) -> Iterator[Finding]:
    """What the modes of proxies forbid or leave without effect."""
    fallen: dict[int, tuple[Statement, list[Proxy]]] = {}
    for proxy in proxies.enabled:
        upgrades = proxy.mode == "tcp" and _may_upgrade(proxy, proxies)
        yield from _edges(proxy, proxies)
        if proxy.mode != "tcp":
            continue
        yield from _never_http(proxy, proxies)
        line = proxy.settings.get("log format")
        if line is not None and proxy.has_frontend and setting_of(line) in _HTTP_LOGS:
            fallen.setdefault(id(line), (line, []))[1].append(proxy)
        if not upgrades:
            yield from _without_http(proxy, proxies)
    for line, users in fallen.values():
        many = f" and {len(users) - 1} more" if len(users) > 1 else ""
        message = (
            f"`{setting_of(line)}` needs `mode http`: HAProxy uses `option tcplog` for {users[0].title}{many} instead"
        )
        yield Finding("httplog-in-tcp-mode", message, line, 0, 1)


def _choices(proxy: Proxy, proxies: Proxies) -> Iterator[tuple[Statement, str]]:
    """The lines that name a backend for a proxy, and the name; a dynamic one is left empty."""
    default = proxy.settings.get("default_backend")
    for line in (*proxies.lines(proxy, "use_backend"), *(() if default is None else (default,))):
        name = line._argument(1)
        if name is not None:
            dynamic = isinstance(name, Expandable) or (line.keyword == "use_backend" and "%" in name)
            yield line, "" if dynamic else name


def _edges(proxy: Proxy, proxies: Proxies) -> Iterator[Finding]:
    if "use_backend" not in proxy.keywords and "default_backend" not in proxy.settings:
        return
    for line, name in _choices(proxy, proxies):
        target = proxies.pools.get(name) if name else None
        if target is None:
            continue
        place = proxy.place(line)
        word = place._last(1)
        if target.section is proxy.section:
            yield Finding(
                "backend-loop", f"{proxy.title} sends connections to itself: name another backend", place, word
            )
            continue
        modes = (proxy.mode, target.mode)
        doubtful = any(
            mode is not None and proxies.active.is_doubtful(mode)
            for mode in (proxy.settings.get("mode"), target.settings.get("mode"))
        )
        if modes in (("http", "tcp"), ("tcp", "log"), ("http", "log")) and not doubtful:
            both = f"{proxy.title} (mode {proxy.mode}) cannot use {target.title} (mode {target.mode})"
            message = f"{both}: give both the same mode"
            related = (("the backend", target.section.header),)
            yield Finding("mode-mismatch", message, place, word, related=related)


def _may_upgrade(proxy: Proxy, proxies: Proxies) -> bool:
    """Whether connections of a tcp proxy may become HTTP, which makes its HTTP settings count."""
    for _line, name in _choices(proxy, proxies):
        target = proxies.pools.get(name) if name else None
        if not name or (target is not None and target.mode != "tcp"):
            return True
    return any(
        line._reading.action is not None and line._reading.action.name == "switch-mode"
        for line in proxies.lines(proxy, "tcp-request")
    )


def _never_http(proxy: Proxy, proxies: Proxies) -> Iterator[Finding]:
    """What a tcp proxy has in vain even if connections become HTTP."""
    cookie = proxy.settings.get("cookie")
    if cookie is not None and proxy.has_backend:
        yield _ignored(proxy, cookie, "`cookie` has")
    balance = proxy.settings.get("balance")
    if balance is not None and proxy.has_backend:
        algorithm = (balance._argument(1) or "").partition("(")[0]
        if algorithm in _LAYER_7:
            message = f"`balance {shown(algorithm)}` needs `mode http`: {proxy.title} uses round robin instead"
            place = proxy.place(balance)
            yield Finding("http-balance-in-tcp-mode", message, place, 0, place._last(1))
    if proxy.has_servers and proxies.active.mentions("cookie"):
        yield from _servers(proxy, proxies.active)


def _servers(proxy: Proxy, active: Active) -> Iterator[Finding]:
    """The cookies of servers, where any of them may have one."""
    parameters = active.server_lines(proxy.section).parameters
    if "server-template" not in proxy.keywords and not any("cookie" in each for each in parameters):
        return
    for line in active.beginning(proxy.section, "server", "server-template"):
        if isinstance(line, (Server, ServerTemplate)) and line.param("cookie") is not None:
            message = f"the `cookie` of this server has no effect: {proxy.title} is not in `mode http`"
            yield Finding("http-rule-in-tcp-proxy", message, line, line._reading.keyword("cookie") or 0)


def _without_http(proxy: Proxy, proxies: Proxies) -> Iterator[Finding]:
    for word in _RULES:
        rule = next(proxies.lines(proxy, word), None)
        if rule is not None:
            yield _ignored(proxy, rule, f"the `{word}` rules have")
    for key in _STATEMENTS:
        line = proxy.settings.get(key)
        if line is not None:
            yield _ignored(proxy, line, f"`{key}` has")
    options = _http_options(proxy.kind, proxies.active.version)
    for key in options.intersection(proxy.settings):
        yield _ignored(proxy, proxy.settings[key], f"`{key}` has")


def _ignored(proxy: Proxy, line: Statement, what: str) -> Finding:
    place = proxy.place(line)
    message = f"{what} no effect: {proxy.title} is not in `mode http`"
    related = () if place is line else (("it is inherited from here", line),)
    return Finding("http-rule-in-tcp-proxy", message, place, 0, place._last(1), related=related)


@cache
def _http_options(kind: str, version: str) -> frozenset[str]:
    """The options that a proxy of a kind has for HTTP alone: some headers, and the flags that take `default`."""
    return _HEADERS.union(
        row.name
        for row in rows(kind, "option")
        if row.mode == "http"
        and ("default" in row.prefixes.split() or row.name.startswith("option accept-invalid"))
        and verdict(row, kind, version) == "accepted"
    )
