"""CHK: health checks that are missing, forgotten, or that cannot succeed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, Fix, lint_rule, twins
from haproxy_model.lint.rules.phrases import listed, position
from haproxy_model.model.line import Statement
from haproxy_model.model.section import Section
from haproxy_model.model.server import ServerParams
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.address import Address
from haproxy_model.views.effective import CHECK_OPTIONS, Effective, EffectiveServer
from haproxy_model.views.failover import PoolServer

#: ports where TLS is spoken from the first byte
TLS_PORTS = frozenset((443, 465, 636, 993, 995, 5671, 6443, 8006, 8443, 9443, 15671))


@lint_rule("CHK001", "server-without-check", severity=Severity.ERROR)
def server_without_check(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds servers of a pool that nothing can mark down: neither `check` nor `agent-check` nor `track`.
    Why: such a server counts as up for ever; dead, it goes on receiving connections, and backups never take over.
    Bad:
        defaults
            timeout connect 5s
            timeout client 1m
            timeout server 1m
        listen shop
            bind 192.0.2.10:8000
            server shop1 192.0.2.11:8000 check
            server shop2 192.0.2.12:8000
    Good:
        defaults
            timeout connect 5s
            timeout client 1m
            timeout server 1m
        listen shop
            bind 192.0.2.10:8000
            server shop1 192.0.2.11:8000 check
            server shop2 192.0.2.12:8000 check
    Reference: 5.2 "check".
    """
    for pool in ctx.pools:
        if pool.mode.value == "log":
            continue
        states = ctx.failover(pool.proxy).servers
        usable = [(server, state) for server, state in zip(pool.servers, states, strict=True) if state.may_serve]
        backups = [server for server in pool.servers if server.backup]
        if len(usable) < 2 and not backups:
            continue
        last = usable[-1][0] if usable else None
        unchecked = {id(server.statement) for server in pool.servers if not server.has("check")}
        reported: set[int] = set()
        for server, state in usable:
            line = server.statement
            if server.has_health_source or not server.is_certain or id(line) in reported or not _is_remote(server):
                continue
            reported.add(id(line))
            yield Finding(
                _never_down(server, state, backups),
                line,
                1,
                severity=_unchecked_severity(pool, server, bool(backups), is_last=server is last),
                related=(("`no-check` stands here", line, position(line._words, "no-check")),)
                if "no-check" in line._words
                else (),
                fix=_check_too(pool, line) if len(unchecked) == 1 else None,
            )


def _is_remote(server: EffectiveServer) -> bool:
    """Whether the server listens on the network, as far as is known: a local socket goes down with this machine."""
    address = server.address
    return isinstance(address, Address) and address.is_inet


def _never_down(server: EffectiveServer, state: PoolServer, backups: list[EffectiveServer]) -> str:
    waiting = [backup.name for backup in backups if backup is not server]
    if not state.backup and waiting:
        effect = f"with `{server.name}` dead, new connections still go there and {listed(waiting)} never take over"
    else:
        effect = f"with `{server.name}` dead, new connections still go there"
    return f"nothing can mark `{server.name}` down: {effect}; expected `check`, `agent-check` or `track`"


def _unchecked_severity(pool: Effective, server: EffectiveServer, has_backups: bool, *, is_last: bool) -> Severity:
    if server.backup and is_last and not pool.option("allbackups").value:
        # Nobody comes after the last backup: up or down, the client gets nothing.
        return Severity.INFO
    retries = pool.retries.value
    tried_elsewhere = pool.option("redispatch").value and (not isinstance(retries, int) or retries > 0)
    if not has_backups and pool.mode.value == "http" and tried_elsewhere:
        return Severity.WARNING
    # A name that leaves the DNS takes its server out.
    return Severity.WARNING if server.has("resolvers") else Severity.ERROR


def _check_too(pool: Effective, line: ServerParams) -> Fix:
    def change(copied: Section) -> None:
        twin = cast(ServerParams, twins(pool.proxy, copied)[id(line)])
        twin.no_check = False
        twin.check = True

    return Fix("add `check`", "safe", pool.proxy, change)


@lint_rule("CHK004", "conflicting-check-options", severity=Severity.WARNING)
def conflicting_check_options(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds sections that set several methods of health check.
    Why: only the last one is used, and HAProxy does not say so.
    Bad:
        defaults
            timeout connect 5s
            timeout server 1m
        backend store
            option redis-check
            option tcp-check
            server store1 192.0.2.11:6000 check
    Good:
        defaults
            timeout connect 5s
            timeout server 1m
        backend store
            option tcp-check
            server store1 192.0.2.11:6000 check
    Reference: 4.2 "option tcp-check".
    """
    for section in ctx.active.of_kind("defaults", "backend", "listen"):
        lines = [
            line
            for line in ctx.statements(section)
            if line._words[0] == "option" and len(line._words) > 1 and line._words[1] in CHECK_OPTIONS
        ]
        if len({line._words[1] for line in lines}) < 2:
            continue
        last = lines[-1]
        unused = [line for line in lines if line._words[1] != last._words[1]]
        names = listed(f"option {line._words[1]}" for line in unused)
        message = f"{names} {'is' if len(unused) == 1 else 'are'} not used: `option {last._words[1]}` below replaces it"
        related = (("this one is used", last, 1),)
        yield Finding(message, unused[0], 0, 1, related=related, fix=_only_the_last(section, lines, unused))


def _only_the_last(section: Section, lines: list[Statement], unused: list[Statement]) -> Fix | None:
    if lines[: len(unused)] != unused:
        return None

    def change(copied: Section) -> None:
        twin = twins(section, copied)
        for line in unused:
            copied.statements.remove(cast(Statement, twin[id(line)]))

    return Fix("remove what is not used", "safe", section, change)


@lint_rule("CHK006", "httpchk-plain-to-tls-port", severity=Severity.ERROR)
def httpchk_plain_to_tls_port(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds HTTP health checks that go in clear to a port where TLS is spoken.
    Why: the server refuses the request or resets the connection: it is marked down although it works.
    Bad:
        defaults
            timeout connect 5s
            timeout client 1m
            timeout server 1m
        listen portal
            bind 192.0.2.10:443
            option httpchk
            server portal1 192.0.2.11:443 check
            server portal2 192.0.2.12:443 check
    Good:
        defaults
            timeout connect 5s
            timeout client 1m
            timeout server 1m
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
        if any(_connects_otherwise(line) for line in pool.http_checks):
            continue
        passes_tls = _passes_tls(ctx, pool)
        plain = [server for server in pool.servers if _is_checked_in_clear(server, passes_tls)]
        plain = [server for server in plain if "plain-443" not in ctx.markers(server.statement)]
        if not plain:
            continue
        ports = listed(str(server.check_port) for server in plain)
        message = (
            f"the HTTP check of {listed(server.name for server in plain)} goes in clear to port {ports}, "
            "where TLS is spoken: they are marked DOWN; expected `check-ssl`"
        )
        inherited = method.origin.kind == "inherited"
        origin = "the HTTP check is inherited from here" if inherited else "the HTTP check is set here"
        first = plain[0]
        port = position(first.statement._words, "port")
        word = port + 1 if port > 2 else _address_word(first)
        yield Finding(message, first.statement, word, related=((origin, option, 1),), fix=_check_over_tls(pool, plain))


def _is_checked_in_clear(server: EffectiveServer, passes_tls: bool) -> bool:
    port = server.check_port
    if not server.has("check") or server.has("check-ssl") or server.has("healthcheck") or not server.is_certain:
        return False
    if server.has("ssl") and not server.checks_elsewhere:
        return False
    if not isinstance(port, int):
        return False
    return port in TLS_PORTS or (passes_tls and port == server.port)


def _connects_otherwise(line: Statement) -> bool:
    """Whether an `http-check connect` names its own port, address or TLS."""
    words = line._words[2:]
    return line._words[1:2] == ("connect",) and any(
        word in ("ssl", "port", "addr") or isinstance(word, Expandable) for word in words
    )


def _passes_tls(ctx: LintContext, pool: Effective) -> bool:
    """Whether all that comes in is TLS, passed on unread: every listener is on 443 and does not decrypt."""
    fronts = ctx.fronts(pool)
    if not fronts or pool.mode.value != "tcp":
        return False
    return all(_listens_for_tls(ctx, front) for front in fronts)


def _listens_for_tls(ctx: LintContext, front: Section) -> bool:
    statements = ctx.statements(front)
    binds = [line for line in statements if line._words[0] == "bind"]
    return (
        bool(binds)
        and ctx.effective(front).mode.value == "tcp"
        and not any(line._words[0] == "use_backend" for line in statements)
        and all("ssl" not in line._words and line._words[1].endswith(":443") for line in binds)
    )


def _address_word(server: EffectiveServer) -> int:
    return 2 if server.statement._words[0] == "server" else 3


def _check_over_tls(pool: Effective, plain: list[EffectiveServer]) -> Fix:
    def change(copied: Section) -> None:
        lines = twins(pool.proxy, copied)
        for server in plain:
            twin = cast(ServerParams, lines[id(server.statement)])
            twin.no_check_ssl = False
            twin.check_ssl = True
            if not (server.has("verify") or server.has("ca-file")):
                twin.verify = "none"

    return Fix("check over TLS, without verifying the certificate", "unsafe", pool.proxy, change)
