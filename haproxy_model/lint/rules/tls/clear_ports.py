"""TLS: clear text on ports where TLS is spoken, and checks over TLS of ports where it is not."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, lint_rule
from haproxy_model.lint.rules.availability.listening import Listener, at, of_proxy
from haproxy_model.lint.rules.health.check_settings import checked, connects_otherwise
from haproxy_model.lint.rules.health.ports import TLS_PORTS
from haproxy_model.lint.rules.listing import listed
from haproxy_model.lint.rules.origins import Related, is_loopback
from haproxy_model.lint.rules.word_places import position, says
from haproxy_model.model.section import Section
from haproxy_model.model.server import ServerTemplate
from haproxy_model.views.effective import Effective, EffectiveServer

_HTTPS = 443
#: where HTTPS is meant, mostly
_LIKELY = (8443, 9443)
_HTTP = 80


def _is_clear(listener: Listener) -> bool:
    line = listener.line
    if says(line, "ssl") or says(line, "accept-proxy") or line._has_variables or listener.transport != "stream":
        # What has a PROXY header comes from a proxy, which may have ended TLS.
        return False
    return not is_loopback(listener.host)


def _clear_listener(ctx: LintContext, section: Section) -> Listener | None:
    """The first listener of an HTTP proxy that accepts clear text where clients speak TLS."""
    marks = ctx.markers(section)
    found = [
        each
        for each in of_proxy(ctx, section)
        if each.first == each.last
        and each.first in (_HTTPS, *_LIKELY)
        and _is_clear(each)
        and "plain-443" not in marks | ctx.markers(each.line)
    ]
    return min(found, key=lambda each: each.first, default=None)


@lint_rule("TLS006", "bind-443-without-ssl", severity=Severity.WARNING)
def bind_443_without_ssl(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds HTTP proxies that accept clear text on port 443, or on 8443 and 9443 (info).
    Why: browsers speak TLS there: HAProxy refuses every one of them as a bad request.
    In: a file that serves HTTP.
    Bad:
        listen shop
            bind 192.0.2.10:443
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Good:
        listen shop
            bind 192.0.2.10:443 ssl crt /etc/haproxy/site.pem
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Reference: 5.1 "ssl"; 4.2 "mode".
    """
    for front in ctx.proxies:
        if not front.has_frontend or front.mode.value != "http":
            continue
        found = _clear_listener(ctx, front.proxy)
        if found is None:
            continue
        passing = next((server for pool in _pools(ctx, front) for server in pool.servers if _is_https(server)), None)
        instead = "`ssl crt` and a certificate"
        related: tuple[Related, ...] = ()
        if passing is not None:
            instead = "`mode tcp`, which passes TLS on, or `ssl crt`"
            related = (("TLS is spoken there", passing.statement, _word(passing)),)
        yield Finding(
            f"`{found.address}` accepts clear HTTP where clients speak TLS: they are refused; expected {instead}",
            found.line,
            1,
            severity=None if found.first == _HTTPS else Severity.INFO,
            related=related,
        )


def _pools(ctx: LintContext, front: Effective) -> Iterator[Effective]:
    for target in front.targets:
        if target.section is not None:
            yield ctx.effective(target.section)


def _is_https(server: EffectiveServer) -> bool:
    return server.address_port == _HTTPS and not server.has("ssl")


def _word(server: EffectiveServer) -> int:
    return 3 if isinstance(server.statement, ServerTemplate) else 2


@lint_rule("TLS008", "server-443-without-ssl", severity=Severity.WARNING, absorbs=("CHK006",))
def server_443_without_ssl(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds HTTP pools that send clear text to port 443 of their servers, or to 8443 and 9443 (info).
    Why: the server answers 400 to every request, or closes the connection.
    In: a frontend for HTTP.
    Bad:
        backend shop
            server a 192.0.2.11:443 check
            server b 192.0.2.12:443 check
    Good:
        backend shop
            default-server ssl verify required ca-file /etc/haproxy/ca.pem sni str(shop.example.com)
            server a 192.0.2.11:443 check check-sni shop.example.com
            server b 192.0.2.12:443 check check-sni shop.example.com
    Reference: 5.2 "ssl".
    """
    for pool in ctx.pools:
        if pool.mode.value != "http" or "plain-443" in ctx.markers(pool.proxy):
            continue
        plain = [server for server in pool.servers if _gets_clear_text(ctx, server)]
        if not plain:
            continue
        fronts = ctx.fronts(pool)
        if fronts and all(_clear_listener(ctx, front) is not None for front in fronts):
            # TLS comes in and goes out unread: TLS006 says it.
            continue
        first = min(plain, key=lambda server: server.address_port != _HTTPS)
        names = listed(str(server.statement.name) for server in plain)
        yield Finding(
            f"requests go in clear to port {first.address_port} of {names}, where TLS is spoken; expected `ssl` with "
            "`verify` and `sni`",
            first.statement,
            _word(first),
            severity=None if first.address_port == _HTTPS else Severity.INFO,
        )


def _gets_clear_text(ctx: LintContext, server: EffectiveServer) -> bool:
    port = server.address_port
    if port not in (_HTTPS, *_LIKELY) or server.has("ssl") or not server.is_certain:
        return False
    if "plain-443" in ctx.markers(server.statement):
        return False
    # A listener of this file may accept clear text there.
    own = at(ctx, server.host or "", port, port)
    return own is None or says(own.line, "ssl")


@lint_rule("CHK020", "check-ssl-to-clear-port", severity=Severity.WARNING)
def check_ssl_to_clear_port(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds checks over TLS of a port to which requests go in clear.
    Why: a port speaks the one or the other: the check fails, and the server is marked down although it works.
    In: a file that serves HTTP.
    Bad:
        backend shop
            server a 192.0.2.11:8000 check check-ssl verify none
            server b 192.0.2.12:8000 check check-ssl verify none
    Good:
        backend shop
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Reference: 5.2 "check-ssl".
    """
    for pool in ctx.pools:
        if not pool._any_server_has("check-ssl"):
            continue
        if pool.check_method.value[0] == "external-check" or connects_otherwise(pool):
            continue
        wrong = [server for server in checked(pool) if _is_clear_port(pool, server)]
        if not wrong:
            continue
        first = wrong[0]
        line = first.line("check-ssl") or first.statement
        yield Finding(
            f"the check of {listed(server.name for server in wrong)} speaks TLS to port {first.check_port}, which gets "
            "clear text; expected no `check-ssl`, or `ssl`",
            line,
            position(line, "check-ssl"),
        )


def _is_clear_port(pool: Effective, server: EffectiveServer) -> bool:
    port = server.check_port
    if not server.has("check-ssl") or server.has("ssl") or not server.is_certain or server.addr is not None:
        return False
    if not isinstance(port, int) or port in TLS_PORTS or port != server.address_port:
        return False
    return pool.mode.value == "http" or port == _HTTP
