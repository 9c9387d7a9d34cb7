"""TLS: whose certificate is believed, and which name is asked for."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, lint_rule
from haproxy_model.lint.rules.health.check_settings import checked
from haproxy_model.lint.rules.health.requests import sends_host
from haproxy_model.lint.rules.listing import listed
from haproxy_model.lint.rules.origins import Related, is_loopback
from haproxy_model.lint.rules.security.exposure import is_public
from haproxy_model.lint.rules.statements import assignment
from haproxy_model.lint.rules.word_places import position, says, step
from haproxy_model.model.line import Statement
from haproxy_model.model.section_classes import Global
from haproxy_model.schema.behaviour import SNI_SENT
from haproxy_model.schema.versions import reached
from haproxy_model.values.expression import Expression, read_expression
from haproxy_model.views.effective import Effective, EffectiveServer

#: files in which the certificates of all public authorities lie
_PUBLIC_AUTHORITIES = (
    "@system-ca",
    "ca-certificates.crt",
    "ca-bundle.crt",
    "ca-bundle.trust.crt",
    "cert.pem",
    "ca-bundle.pem",
)
#: last labels of names that no public resolver knows
_INNER = frozenset(
    ("local", "localdomain", "localhost", "internal", "intranet", "lan", "home", "corp", "private", "svc", "cluster",
     "consul", "docker", "test", "invalid", "example", "arpa", "node", "service")
)  # fmt: skip


def _is_far(server: EffectiveServer) -> bool:
    """Whether a server is somewhere on the internet."""
    if not server.is_named:
        return is_public(server.address)
    host = (server.host or "").rstrip(".").lower()
    last = host.rpartition(".")[2]
    return "." in host and last.isalpha() and last not in _INNER


def _is_here(server: EffectiveServer) -> bool:
    return server.host is None or is_loopback(server.host)


@lint_rule("TLS001", "server-verify-none", severity=Severity.WARNING)
def server_verify_none(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds servers whose certificate nobody verifies; those of an inner network are an info.
    Why: whoever stands between reads and changes everything, TLS or not.
    In: a frontend for HTTP.
    Bad:
        backend shop
            server a 203.0.113.11:443 check ssl verify none
    Good:
        backend shop
            server a 203.0.113.11:443 check ssl verify required ca-file @system-ca verifyhost shop.example.com
    Reference: 5.2 "verify"; 3.1 "ssl-server-verify".
    """
    everywhere = _never_verified(ctx)
    lines: dict[int, tuple[Statement, list[EffectiveServer]]] = {}
    for pool in ctx.pools:
        if not pool._any_server_has("ssl"):
            continue
        told = False
        for server in pool.servers:
            line = _unverified(server, everywhere)
            if line is None:
                continue
            if told and line is server.statement and id(line) not in lines:
                # One finding a pool, on the first line.
                continue
            told = True
            lines.setdefault(id(line), (line, []))[1].append(server)
    for line, servers in lines.values():
        far = next((server for server in servers if _is_far(server)), None)
        place = position(line, "verify") if line is not everywhere else 0
        names = listed(server.name for server in servers)
        yield Finding(
            f"nobody verifies the certificate of {names}; expected `verify required`, `ca-file` and a name",
            line,
            place,
            place + 1,
            severity=None if far is not None else Severity.INFO,
        )


def _never_verified(ctx: LintContext) -> Statement | None:
    lines = [line for section in ctx.of(Global) for line in ctx.active.lines(section, "ssl-server-verify")]
    return next((line for line in lines if says(line, "none")), None)


def _unverified(server: EffectiveServer, everywhere: Statement | None) -> Statement | None:
    """The line by which a server's certificate is not verified; None where it is, or TLS is not spoken."""
    if not server.has("ssl") or _is_here(server) or not server.is_certain:
        return None
    if server.has("verify"):
        return server.line("verify") if server.verify == "none" else None
    return everywhere


@lint_rule("TLS002", "verify-without-name", severity=Severity.WARNING)
def verify_without_name(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds servers of which any certificate is accepted that the authorities of `ca-file` signed: neither
        `verifyhost` nor `sni` says a name. With a private authority it is an info.
    Why: with public authorities, everybody has such a certificate for a name of their own.
    In: a file with timeouts.
    Bad:
        listen shop
            bind 192.0.2.10:8000
            server a 192.0.2.11:443 check ssl verify required ca-file @system-ca
            server b 192.0.2.12:443 check ssl verify required ca-file @system-ca
    Good:
        listen shop
            bind 192.0.2.10:8000
            default-server ssl verify required ca-file @system-ca verifyhost shop.example.com
            server a 192.0.2.11:443 check
            server b 192.0.2.12:443 check
    Reference: 5.2 "verifyhost", "sni".
    """
    sends_by_itself = reached(SNI_SENT.since, ctx.version)
    for pool in ctx.pools:
        if sends_by_itself and pool.mode.value == "http":
            # Since 3.3, the Host of requests is sent as name, and compared.
            continue
        nameless = [server for server in pool.servers if _accepts_any_name(server)]
        if not nameless:
            continue
        first = nameless[0]
        line = first.line("verify") or first.line("ca-file") or first.statement
        place = position(line, "verify") or position(line, "ca-file")
        is_public_authority = str(first.ca_file).rpartition("/")[2] in _PUBLIC_AUTHORITIES
        yield Finding(
            f"any certificate that `{first.ca_file}` vouches for is accepted for "
            f"{listed(server.name for server in nameless)}; expected `verifyhost`, or `sni`",
            line,
            place,
            place + 1,
            severity=None if is_public_authority else Severity.INFO,
        )


def _accepts_any_name(server: EffectiveServer) -> bool:
    if not server.has("ssl") or not server.has("ca-file") or not server.is_certain or _is_here(server):
        return False
    if server.has("verify") and server.verify != "required":
        return False
    return not server.has("verifyhost") and not server.has("sni") and isinstance(server.ca_file, str)


@lint_rule("TLS012", "check-without-sni", severity=Severity.INFO)
def check_without_sni(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds servers to which `sni` sends a name with requests, while checks send none.
    Why: a server of several names answers the check with another certificate, or refuses it.
    In: a frontend for HTTP.
    Bad:
        backend shop
            server a 192.0.2.11:443 check ssl verify required ca-file /etc/haproxy/ca.pem sni str(shop.example.com)
            server b 192.0.2.12:443 check ssl verify required ca-file /etc/haproxy/ca.pem sni str(shop.example.com)
    Good:
        backend shop
            default-server sni str(shop.example.com) check-sni shop.example.com
            server a 192.0.2.11:443 check ssl verify required ca-file /etc/haproxy/ca.pem
            server b 192.0.2.12:443 check ssl verify required ca-file /etc/haproxy/ca.pem
    Reference: 5.2 "check-sni", "sni".
    """
    for pool in ctx.pools:
        if not pool._any_server_has("sni"):
            continue
        if pool.check_method.value[0] == "external-check" or _names_itself(ctx, pool):
            continue
        silent = [server for server in checked(pool) if _checks_without_name(server)]
        if not silent:
            continue
        first = silent[0]
        line = first.line("sni") or first.statement
        name = _constant(first)
        place = position(line, "sni")
        fix = None
        if name is not None and all(_constant(server) == name for server in silent):
            fix = assignment(f"add `check-sni {name}`", pool.proxy, _lines(silent), check_sni=name)
        related: tuple[Related, ...] = (("checked here", first.statement, 1),) if line is not first.statement else ()
        yield Finding(
            f"the check of {listed(server.name for server in silent)} sends no name, as `sni` does with requests; "
            f"expected `check-sni{'' if name is None else ' ' + name}`",
            line,
            place,
            place + 1,
            related=related,
            fix=fix,
        )


def _lines(servers: list[EffectiveServer]) -> list[Statement]:
    return [*dict.fromkeys(server.statement for server in servers)]


def _checks_without_name(server: EffectiveServer) -> bool:
    over_tls = server.has("check-ssl") or (server.has("ssl") and not server.checks_elsewhere)
    return over_tls and server.has("sni") and not server.has("check-sni") and not server.has("no-check-ssl")


def _names_itself(ctx: LintContext, pool: Effective) -> bool:
    """Whether the steps of a check say whom they ask, or send a Host that HAProxy takes for the name."""
    steps = pool.http_checks if pool.check_method.value[0] == "httpchk" else pool.tcp_checks
    if any(step(line) == "connect" for line in steps):
        return True
    # Since 3.3, the Host of checks is sent as name.
    is_named = reached(SNI_SENT.since, ctx.version)
    return is_named and (
        any(step(line) == "send" and sends_host(line) for line in steps) or len(pool.check_method.value) > 4
    )


def _constant(server: EffectiveServer) -> str | None:
    """The one name that `sni` sends; None where the request tells it."""
    param = server.param("sni")
    found = read_expression(param.values[0]) if param is not None and param.values else None
    if not isinstance(found, Expression) or found.converters or found.fetch.name != "str":
        return None
    arguments = found.fetch.arguments
    return arguments[0] if arguments is not None and len(arguments) == 1 else None
