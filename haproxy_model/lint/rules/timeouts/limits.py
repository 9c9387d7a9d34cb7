"""TMO: timeouts that are missing, too long, or that do not go together."""

from __future__ import annotations

import re
from collections.abc import Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, Fix, lint_rule, safe_if, title, whole
from haproxy_model.lint.rules.listing import listed
from haproxy_model.lint.rules.origins import Related, microseconds, origin
from haproxy_model.lint.rules.statements import add_timeout
from haproxy_model.lint.rules.timeouts.shortening import ends_more_than_headers, tunnel_harms
from haproxy_model.lint.rules.word_places import terms
from haproxy_model.model.rules import Acl, UseBackend
from haproxy_model.model.section import Section
from haproxy_model.model.section_classes import Frontend, Listen
from haproxy_model.values.duration import Duration
from haproxy_model.views.effective import Effective
from haproxy_model.views.roles.services import UNLIMITED, named_services

_WEBSOCKET_NAME = re.compile(r"(?:^|[_.-])wss?(?:[_.-]|$)|web-?socket|novnc|spice|serial", re.IGNORECASE)
_REQUEST = "10s"
_TUNNEL = Duration(microseconds=3_600_000_000)


#: one finding speaks of several frontends: those that suppress it are left out
_REQUEST_LIMIT = ("TMO002", "missing-http-request-timeout")


@lint_rule(*_REQUEST_LIMIT, severity=Severity.WARNING)
def missing_http_request(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds HTTP frontends that give clients more than a minute to send their headers, or no limit of its
        own (`timeout client` then ends those that are silent).
    Why: some hundred clients that send a byte now and then take every slot.
    Bad:
        defaults
            mode http
            timeout connect 5s
            timeout client 1m
            timeout server 1m
        listen shop
            bind 192.0.2.10:8000
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Good:
        defaults
            mode http
            timeout connect 5s
            timeout client 1m
            timeout http-request 10s
            timeout server 1m
        listen shop
            bind 192.0.2.10:8000
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Reference: 4.2 "timeout http-request".
    """
    most = ctx.options.duration("timeout.max_http_request")
    without: dict[int, list[Effective]] = {}
    for proxy in ctx.proxies:
        if not proxy.has_frontend or proxy.mode.value != "http" or "bind" not in ctx.active.first_words(proxy.proxy):
            continue
        limit = proxy.timeout("http-request")
        value = microseconds(limit.value)
        if limit.value is not None and (value is None or 0 < value <= most):
            continue
        if limit.value is None:
            if not ctx.is_excused(proxy.proxy, *_REQUEST_LIMIT):
                without.setdefault(id(proxy.defaults or proxy), []).append(proxy)
            continue
        section = proxy.proxy
        yield Finding(
            f"clients of `{section.title}` may take {'for ever' if value == 0 else limit.value} to send each "
            f"request's headers; expected `timeout http-request` of less than {Duration(microseconds=most)}, "
            f"such as {_REQUEST}",
            *title(section),
            severity=Severity.INFO if ctx.is_part else None,
            related=origin("`timeout http-request`", limit),
            # A limit that somebody set is long on purpose, perhaps.
            fix=Fix(f"set `timeout http-request {_REQUEST}`", "unsafe", section, _limit_requests),
        )
    for fronts in without.values():
        yield _unlimited_headers(ctx, fronts)


def _unlimited_headers(ctx: LintContext, fronts: list[Effective]) -> Finding:
    """What is said of frontends of one `defaults` that has no limit: there, where there are several."""
    client = fronts[0].timeout("client")
    silence = {str(front.timeout("client").value) for front in fronts}
    only = (
        f", and `timeout client`, {client.value}, ends silence only"
        if microseconds(client.value) and len(silence) == 1
        else ""
    )
    defaults = fronts[0].defaults
    section = fronts[0].proxy if len(fronts) == 1 or defaults is None else defaults
    is_safe = not any(ends_more_than_headers(ctx, front) for front in fronts)
    return Finding(
        f"nothing limits how long clients of {listed(front.proxy.title for front in fronts)} take to send each "
        f"request's headers: no `timeout http-request` is set{only}; expected one such as {_REQUEST}",
        *title(section),
        severity=Severity.INFO if ctx.is_part else None,
        related=origin("`timeout client`", client),
        fix=Fix(f"set `timeout http-request {_REQUEST}`", safe_if(is_safe), section, _limit_requests),
    )


def _limit_requests(copied: Section) -> None:
    copied.timeouts.http_request = _REQUEST  # type: ignore[attr-defined]  # proxies and `defaults` have timeouts


@lint_rule("TMO005", "client-server-timeout-mismatch", severity=Severity.INFO)
def client_and_server_differ(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds tcp pools where `timeout client` and `timeout server` differ.
    Why: the shorter one ends the connection, and the log blames the side that it belongs to.
    Bad:
        defaults
            timeout connect 5s
            timeout client 1m
            timeout server 5m
        listen shop
            bind 192.0.2.10:8000
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Good:
        defaults
            timeout connect 5s
            timeout client 5m
            timeout server 5m
        listen shop
            bind 192.0.2.10:8000
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Reference: 4.2 "timeout client", "timeout server".
    """
    for pool in ctx.pools:
        if pool.mode.value != "tcp" or pool.timeout("tunnel").value is not None:
            continue
        server = pool.timeout("server")
        for front in ctx.fronts(pool):
            effective = ctx.effective(front)
            client = effective.timeout("client")
            values = microseconds(client.value), microseconds(server.value)
            if effective.disabled or effective.mode.value != "tcp" or not all(values) or values[0] == values[1]:
                continue
            shorter = "client" if values[0] < values[1] else "server"  # type: ignore[operator]  # neither is None
            where = "" if front is pool.proxy else f" of `{front.title}`"
            related: tuple[Related, ...] = (
                *origin("`timeout client`", client),
                *origin("`timeout server`", server),
            )
            yield Finding(
                f"`timeout client`{where} is {client.value} and `timeout server` {server.value}: in a tcp connection "
                f"that is idle, the shorter one, of the {shorter}, ends it; expected equal values, or `timeout tunnel`",
                *title(pool.proxy),
                related=related,
            )
            break


@lint_rule("TMO006", "websocket-without-tunnel-timeout", severity=Severity.WARNING)
def websocket_without_tunnel(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds HTTP pools of WebSockets where a short `timeout server` holds for the open connection.
    Why: it is cut whenever nobody says anything for that long; `timeout tunnel` replaces it once it is open.
    Bad:
        defaults
            mode http
            timeout connect 5s
            timeout client 1m
            timeout http-request 10s
            timeout server 1m
        frontend public
            bind 192.0.2.10:8000
            acl upgrades hdr(upgrade) -i websocket
            use_backend chat if upgrades
            default_backend shop
        backend chat
            server a 192.0.2.11:8001 check
            server b 192.0.2.12:8001 check
        backend shop
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Good:
        defaults
            mode http
            timeout connect 5s
            timeout client 1m
            timeout http-request 10s
            timeout server 1m
            timeout tunnel 1h
        frontend public
            bind 192.0.2.10:8000
            acl upgrades hdr(upgrade) -i websocket
            use_backend chat if upgrades
            default_backend shop
        backend chat
            server a 192.0.2.11:8001 check
            server b 192.0.2.12:8001 check
        backend shop
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Reference: 4.2 "timeout tunnel".
    """
    least = ctx.options.duration("timeout.websocket")
    upgraded: dict[str, Acl] | None = None
    for pool in ctx.pools:
        server = pool.timeout("server")
        value = microseconds(server.value)
        if pool.mode.value != "http" or pool.timeout("tunnel").value is not None or not value or value >= least:
            continue
        name = pool.proxy.name or ""
        if any(service.name in UNLIMITED for service in named_services(name)):
            continue
        upgraded = _upgraded(ctx) if upgraded is None else upgraded
        acl = upgraded.get(name)
        if acl is None and _WEBSOCKET_NAME.search(name) is None:
            continue
        why = "the name says so" if acl is None else f"the ACL `{acl.name}` leads them there"
        related: tuple[Related, ...] = (
            *origin("`timeout server`", server),
            *((("connections that become WebSockets", acl, 1),) if acl is not None else ()),
        )
        yield Finding(
            f"`{pool.proxy.title}` takes WebSockets ({why}), which are cut after {server.value} without data; expected "
            "`timeout tunnel` such as 1h",
            *title(pool.proxy),
            related=related,
            fix=Fix(
                f"add `timeout tunnel {_TUNNEL}`",
                safe_if(not tunnel_harms(ctx, pool, _TUNNEL.microseconds)),
                pool.proxy,
                lambda copied: add_timeout(copied, f"timeout tunnel {_TUNNEL}"),
            ),
        )


def _upgraded(ctx: LintContext) -> dict[str, Acl]:
    """The pools that a `use_backend` with an ACL on the header Upgrade chooses, and that ACL."""
    found: dict[str, Acl] = {}
    for section in ctx.of(Frontend, Listen):
        acls = {
            line.name: line
            for line in ctx.active.lines(section, "acl")
            if isinstance(line, Acl)
            and "upgrade" in str(line.criterion).lower()
            and any("websocket" in word.lower() for word in line.parameters)
        }
        if not acls:
            continue
        for line in ctx.active.lines(section, "use_backend"):
            name = next((term.name for term in terms(line) if term.name in acls), None)
            if name is not None and isinstance(line, UseBackend) and line._reading.condition_words[0] == "if":
                found.setdefault(line.name, acls[name])
    return found


@lint_rule("TMO008", "connect-timeout-too-long", severity=Severity.INFO)
def connect_too_long(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: multiplies `timeout connect` by the number of tries, and finds more than half a minute.
    Why: a client whose server does not answer waits that long before it gets an error, or another server.
    Bad:
        defaults
            timeout connect 10s
            timeout server 1m
        backend shop
            retries 3
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Good:
        defaults
            timeout connect 5s
            timeout server 1m
        backend shop
            retries 3
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Reference: 4.2 "timeout connect", "retries".
    """
    most = ctx.options.duration("timeout.max_connect")
    groups: dict[tuple[int, int | None], list[Effective]] = {}
    for pool in ctx.pools:
        line = pool.timeout("connect").origin.statement
        if line is None or pool.mode.value not in ("tcp", "http"):
            continue
        retries = pool.retries.origin.statement
        groups.setdefault((id(line), None if retries is None else id(retries)), []).append(pool)
    for pools in groups.values():
        connect, tries = pools[0].timeout("connect"), pools[0].retries
        value = microseconds(connect.value)
        line = connect.origin.statement
        if value is None or line is None or not isinstance(tries.value, int):
            continue
        together = value * (tries.value + 1)
        if together <= most:
            continue
        built_in = "" if tries.origin.statement is not None else " (built in)"
        yield Finding(
            f"`timeout connect {connect.value}` times {tries.value + 1} tries (`retries {tries.value}`{built_in}) is "
            f"{Duration(microseconds=together)}, which a client of {listed(pool.proxy.title for pool in pools)} "
            "waits for a server "
            f"that does not answer; expected {Duration(microseconds=most)} or less together",
            *whole(line),
            related=origin("`retries`", tries),
        )
