"""CHK: where health checks go, and whether over TLS."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, Fix, lint_rule, twins
from haproxy_model.lint.rules.health.check_settings import (
    CONNECT,
    checked,
    connects_otherwise,
    from_elsewhere,
    method,
    method_place,
)
from haproxy_model.lint.rules.listing import listed
from haproxy_model.lint.rules.statements import assignment
from haproxy_model.lint.rules.word_places import position, says, setting
from haproxy_model.model.bind import Bind
from haproxy_model.model.section import Section
from haproxy_model.model.server import ServerTemplate
from haproxy_model.values.address import Address
from haproxy_model.views.effective import Effective, EffectiveServer
from haproxy_model.views.roles.services import services_at

#: ports where TLS is spoken from the first byte
TLS_PORTS = frozenset((443, 465, 636, 993, 995, 5671, 6443, 8006, 8443, 9443, 15671))
#: ports that so many services use that they tell none
_PROXY_HEADERS = ("send-proxy", "send-proxy-v2", "send-proxy-v2-ssl", "send-proxy-v2-ssl-cn")
_COMMON_PORTS = frozenset((80, 443, 8000, 8080, 9001, 1234))


@lint_rule("CHK006", "httpchk-plain-to-tls-port", severity=Severity.ERROR)
def httpchk_plain_to_tls_port(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds HTTP health checks that go in clear to a port where TLS is spoken.
    Why: the server refuses the request or resets the connection: it is marked down although it works.
    In: a file with timeouts.
    Bad:
        listen portal
            bind 192.0.2.10:443
            option httpchk
            server portal1 192.0.2.11:443 check
            server portal2 192.0.2.12:443 check
    Good:
        listen portal
            bind 192.0.2.10:443
            option httpchk
            server portal1 192.0.2.11:443 check check-ssl verify none
            server portal2 192.0.2.12:443 check check-ssl verify none
    Reference: 5.2 "check-ssl"; 4.2 "option httpchk".
    """
    for pool in ctx.pools:
        method = pool.check_method
        option = method.origin.statement
        if method.value[0] != "httpchk" or option is None or "plain-443" in ctx.markers(pool.proxy):
            continue
        if connects_otherwise(pool):
            continue
        passes_tls = _passes_tls(ctx, pool)
        plain = [server for server in pool.servers if _is_checked_in_clear(server, passes_tls)]
        plain = [server for server in plain if "plain-443" not in ctx.markers(server.statement)]
        if not plain:
            continue
        # Where requests go in clear too, a check over TLS would let them fail on a server that counts as up.
        is_all_clear = pool.mode.value == "http" and all(server.check_port == server.address_port for server in plain)
        ports = listed(str(server.check_port) for server in plain)
        message = f"the HTTP check of {listed(server.name for server in plain)} goes in clear to port {ports}, "
        if is_all_clear:
            message += "as requests do: where TLS is spoken, they are marked DOWN; expected `ssl`, which checks use too"
        else:
            message += "where TLS is spoken: they are marked DOWN; expected `check-ssl`"
        inherited = method.origin.kind == "inherited"
        origin = "the HTTP check is inherited from here" if inherited else "the HTTP check is set here"
        first = plain[0]
        port = position(first.statement, "port")
        word = port + 1 if port > 2 else _address_word(first)
        yield Finding(
            message,
            first.statement,
            word,
            severity=Severity.WARNING if is_all_clear else None,
            related=((origin, option, 1),),
            fix=None if is_all_clear else _check_over_tls(pool, plain),
        )


def _is_checked_in_clear(server: EffectiveServer, passes_tls: bool) -> bool:
    if not server.has("check") or server.has("check-ssl") or server.has("healthcheck") or not server.is_certain:
        return False
    # CHK007 speaks of servers that speak TLS themselves.
    if server.has("ssl"):
        return False
    port = server.check_port
    if not isinstance(port, int):
        return False
    return port in TLS_PORTS or (passes_tls and port == server.address_port)


def _passes_tls(ctx: LintContext, pool: Effective) -> bool:
    """Whether all that comes in is TLS, passed on unread: every listener is on 443 and does not decrypt."""
    fronts = ctx.fronts(pool)
    if not fronts or pool.mode.value != "tcp":
        return False
    return all(_listens_for_tls(ctx, front) for front in fronts)


def _listens_for_tls(ctx: LintContext, front: Section) -> bool:
    statements = ctx.statements(front)
    binds = ctx.active.lines(front, "bind")
    return (
        bool(binds)
        and ctx.effective(front).mode.value == "tcp"
        and not any(setting(line) == "use_backend" for line in statements)
        and all(isinstance(line, Bind) and not line.ssl and str(line.listen).endswith(":443") for line in binds)
    )


def _address_word(server: EffectiveServer) -> int:
    return 3 if isinstance(server.statement, ServerTemplate) else 2


def _check_over_tls(pool: Effective, plain: list[EffectiveServer]) -> Fix:
    def change(copied: Section) -> None:
        twin = twins(pool.proxy, copied)
        for server in plain:
            copy = twin(server.statement)
            copy.no_check_ssl = False
            copy.check_ssl = True
            if not (server.has("verify") or server.has("ca-file")):
                copy.verify = "none"

    verified = all(server.has("verify") or server.has("ca-file") for server in plain)
    words = "`check-ssl`" if verified else "`check-ssl verify none`, which verifies no certificate"
    return Fix(f"check over TLS: add {words}", "unsafe", pool.proxy, change)


@lint_rule("CHK007", "ssl-server-check-port-drops-tls", severity=Severity.ERROR)
def ssl_server_check_port_drops_tls(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds servers with `ssl` whose check has its own `port` or `addr` and no `check-ssl`.
    Why: with these words the check no longer speaks TLS by itself: the server refuses it and is marked down.
    In: a backend.
    Bad:
            option httpchk
            server shop1 192.0.2.11:8000 ssl verify none check port 8000
            server shop2 192.0.2.12:8000 ssl verify none check port 8000
    Good:
            option httpchk
            server shop1 192.0.2.11:8000 ssl verify none check port 8000 check-ssl
            server shop2 192.0.2.12:8000 ssl verify none check port 8000 check-ssl
    Reference: 5.2 "check-ssl", "port", "addr".
    """
    for pool in ctx.pools:
        if pool.check_method.value[0] == "external-check" or connects_otherwise(pool):
            continue
        plain = [server for server in checked(pool) if _drops_tls(server)]
        same = [
            server for server in plain if server.check_port == server.address_port or server.check_port in TLS_PORTS
        ]
        for servers, severity in ((same, Severity.ERROR), ([each for each in plain if each not in same], None)):
            if not servers:
                continue
            if method(pool) == CONNECT:
                severity = Severity.INFO
            first = servers[0]
            line = first.line("port") or first.line("addr") or first.statement
            word = position(line, "port") or position(line, "addr")
            consequence = "proves a connection, not TLS" if method(pool) == CONNECT else "goes in clear"
            yield Finding(
                f"the check of {listed(server.name for server in servers)} {consequence}: with `port` or `addr` it "
                "does not take `ssl` over from the server; expected `check-ssl`",
                line,
                word,
                word + 1,
                severity=severity or Severity.WARNING,
                related=tuple(method_place(pool)),
                fix=_speak_tls(pool, servers) if servers is same else None,
            )


def _drops_tls(server: EffectiveServer) -> bool:
    return (
        server.has("ssl")
        and server.checks_elsewhere
        and not server.has("check-ssl")
        and isinstance(server.check_port, int)
        and not says(server.statement, "no-check-ssl")
    )


def _speak_tls(pool: Effective, servers: list[EffectiveServer]) -> Fix:
    return assignment("add `check-ssl`", pool.proxy, [server.statement for server in servers], check_ssl=True)


@lint_rule("CHK018", "check-port-of-other-service", severity=Severity.WARNING)
def check_port_of_other_service(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds checks that go to another service's port, or to another server of the pool.
    Why: the health of one thing decides the traffic of another.
    In: a file with timeouts.
    Bad:
        backend compute
            option httpchk
            server ctl1 192.0.2.11:8774 check port 9292
            server ctl2 192.0.2.12:8774 check port 9292
    Good:
        backend compute
            option httpchk
            server ctl1 192.0.2.11:8774 check
            server ctl2 192.0.2.12:8774 check
    Reference: 5.2 "port", "addr".
    """
    sidecars = ctx.options.ports("check.sidecar_ports")
    for pool in ctx.pools:
        servers = [server for server in checked(pool) if server.checks_elsewhere]
        if not servers:
            continue
        strange = [server for server in servers if _is_strange(server, sidecars)]
        if strange:
            first = strange[0]
            other = services_at(cast(int, first.check_port))[0].name
            served = services_at(first.address_port or 0)[0].name
            line = first.line("port") or first.line("addr") or first.statement
            yield Finding(
                f"the check of {listed(server.name for server in strange)} goes to port `{first.check_port}` "
                f"({other}) while port `{first.address_port}` ({served}) is served; expected a "
                "check of the service itself",
                line,
                (position(line, "port") or position(line, "addr")) + 1,
                related=tuple(from_elsewhere(first, "port")),
            )
        hosts = {_host(server.address): server for server in pool.servers}
        for server in servers:
            addr = server.addr
            other_server = hosts.get(_host(addr)) if _host(addr) is not None else None
            if other_server is None or _host(server.address) == _host(addr) or other_server is server:
                continue
            line = server.line("addr") or server.statement
            if line is not server.statement:
                # One address for all is a watchdog, not a slip.
                continue
            yield Finding(
                f"the check of `{server.name}` goes to `{addr}`, the address of `{other_server.name}`",
                line,
                position(line, "addr") + 1,
                related=(("that server", other_server.statement, 2),),
            )


def _is_strange(server: EffectiveServer, sidecars: frozenset[int]) -> bool:
    port = server.check_port
    if not isinstance(port, int) or port == server.address_port or port in sidecars or port in _COMMON_PORTS:
        return False
    served = services_at(server.address_port or 0) if server.address_port not in _COMMON_PORTS else ()
    return bool(served and services_at(port)) and not set(served) & set(services_at(port))


def _host(address: object) -> object:
    return address.host if isinstance(address, Address) and isinstance(address.host, str) else None


@lint_rule("CHK019", "send-proxy-check-mismatch", severity=Severity.WARNING)
def send_proxy_check_mismatch(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds servers with `send-proxy` whose check of the same port goes without that header.
    Why: with `port`, `addr` or `check-ssl` the check leaves the header out: a service that requires it refuses the
        check.
    In: a backend.
    Bad:
            server shop1 192.0.2.11:8000 send-proxy check port 8000
            server shop2 192.0.2.12:8000 send-proxy check port 8000
    Good:
            server shop1 192.0.2.11:8000 send-proxy check port 8000 check-send-proxy
            server shop2 192.0.2.12:8000 send-proxy check port 8000 check-send-proxy
    Reference: 5.2 "check-send-proxy", "send-proxy".
    """
    for pool in ctx.pools:
        silent = [server for server in checked(pool) if _drops_proxy_header(server)]
        if not silent:
            continue
        first = silent[0]
        line = first.line("port") or first.line("addr") or first.statement
        yield Finding(
            f"the check of {listed(server.name for server in silent)} goes to the server's port without the PROXY "
            "header that the server expects; expected `check-send-proxy`",
            line,
            position(line, "port") or position(line, "addr") or 1,
            related=tuple(from_elsewhere(first, "send-proxy", "send-proxy-v2")),
            fix=_send_header(pool, silent),
        )


def _drops_proxy_header(server: EffectiveServer) -> bool:
    if not server.checks_elsewhere or server.has("check-send-proxy"):
        return False
    port = server.check_port
    return isinstance(port, int) and port == server.address_port and any(map(server.has, _PROXY_HEADERS))


def _send_header(pool: Effective, servers: list[EffectiveServer]) -> Fix:
    lines = [server.statement for server in servers]
    return assignment("add `check-send-proxy`", pool.proxy, lines, check_send_proxy=True)
