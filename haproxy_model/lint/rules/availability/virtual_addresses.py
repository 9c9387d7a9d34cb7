"""HA: listeners that leave the virtual address, or cannot start on a machine that does not hold it."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, Fix, lint_rule
from haproxy_model.lint.rules.availability.listening import Listener, by_host, listeners
from haproxy_model.lint.rules.listing import listed
from haproxy_model.lint.rules.origins import is_loopback
from haproxy_model.lint.rules.statements import assignment
from haproxy_model.views.effective import Effective, EffectiveServer
from haproxy_model.views.roles.services import named_services

#: ports of pages that are there for every machine by itself
_EDGE = frozenset((80, 443))


def _behind(ctx: LintContext) -> dict[int, list[Effective]]:
    """The pools behind the listeners of a section, by its identity."""
    result: dict[int, list[Effective]] = {}
    for pool in ctx.pools:
        for front in ctx.fronts(pool):
            result.setdefault(id(front), []).append(pool)
    return result


def _pools(ctx: LintContext, listener: Listener) -> list[Effective]:
    return ctx.remembered("pools behind", _behind).get(id(listener.proxy), [])


@lint_rule("HA010", "bind-wildcard-on-controller", severity=Severity.WARNING)
def wildcard_on_controller(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds a service's port bound on every address of a machine that runs the service on that port too.
    Why: the service and HAProxy contend for the port: whichever comes second does not start, or takes over
        connections that were meant for the virtual address.
    In: a file with timeouts.
    Bad:
        listen keystone
            bind *:5000
            server ctl1 192.0.2.11:5000 check
            server ctl2 192.0.2.12:5000 check
    Good:
        listen keystone
            bind 192.0.2.10:5000 transparent
            server ctl1 192.0.2.11:5000 check
            server ctl2 192.0.2.12:5000 check
    Reference: 4.2 "bind".
    """
    if ctx.options.flag("ha.edge"):
        return
    local = ctx.local_addresses
    for listener in listeners(ctx):
        if not listener.is_wildcard or listener.is_special or listener.transport != "stream":
            continue
        if listener.apart != (None, None, None):
            continue
        here: EffectiveServer | None = None
        severity: Severity | None = None
        if local:
            here = _local_server(ctx, listener.first)
            why = "which this machine has"
        else:
            pools = _pools(ctx, listener)
            severity, here = _same_port(listener, pools)
            why = "where the service has the same port"
        if here is None:
            continue
        vip = min(ctx.vips, default=None)
        instead = (
            f"`bind {vip}:{listener.first}`" if vip else f"`bind` of the virtual address and port {listener.first}"
        )
        yield Finding(
            f"`{listener.address}` takes port {listener.first} of every address, but `{here.name}` listens on "
            f"`{here.address}`, {why}: on a controller one of the two does not start; expected {instead}",
            listener.line,
            1,
            severity=severity,
            related=(("the service itself", here.statement, 2),),
            fix=_on_vip(listener, vip) if vip else None,
        )


def _local_server(ctx: LintContext, port: int) -> EffectiveServer | None:
    """A server on this machine that has a port."""
    found = ctx.remembered("servers on this machine", _local_servers)
    return found.get(port)


def _local_servers(ctx: LintContext) -> dict[int | None, EffectiveServer]:
    found: dict[int | None, EffectiveServer] = {}
    for pool in ctx.pools:
        for server in pool.servers:
            if server.host in ctx.local_addresses:
                found.setdefault(server.address_port, server)
    return found


def _same_port(listener: Listener, pools: list[Effective]) -> tuple[Severity | None, EffectiveServer | None]:
    """A server of a known service with the listener's port; that of an OpenStack API runs beside HAProxy for sure."""
    if listener.first in _EDGE:
        return None, None
    for pool in pools:
        names = (pool.proxy.name or "", listener.proxy.name or "")
        services = [row for name in names for row in named_services(name) if listener.first in row.ports]
        if not services:
            continue
        for server in pool.servers:
            if server.address_port == listener.first and not is_loopback(server.host) and _is_address(server):
                return (None if services[0].api else Severity.INFO), server
    return None, None


def _is_address(server: EffectiveServer) -> bool:
    """Whether a server is given by its address: a name such as a container's tells nothing of the machine."""
    return server.host is not None and not server.is_named


def _on_vip(listener: Listener, vip: str) -> Fix | None:
    line = listener.line
    if len(line.addresses) > 1:
        return None
    word = f"{vip}:{str(listener.address).rpartition(':')[2]}"
    return assignment(f"bind `{word}`", listener.proxy, [line], address=word)


@lint_rule("HA011", "bind-not-on-vip", severity=Severity.WARNING)
def bind_not_on_vip(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: with the virtual addresses declared, finds services that are bound to another address.
    Why: that address dies with its machine, and clients that use it are not served by the next one.
    Bad:
        global # haproxy-model: vip=192.0.2.10
            log /dev/log local0
        defaults
            log global
            timeout connect 5s
            timeout client 1m
            timeout server 1m
        listen shop
            bind 192.0.2.11:8000
            server a 192.0.2.12:8000 check
            server b 192.0.2.13:8000 check
    Good:
        global # haproxy-model: vip=192.0.2.10
            log /dev/log local0
        defaults
            log global
            timeout connect 5s
            timeout client 1m
            timeout server 1m
        listen shop
            bind 192.0.2.10:8000
            server a 192.0.2.12:8000 check
            server b 192.0.2.13:8000 check
    Reference: 4.2 "bind".
    """
    vips = ctx.vips
    if not vips:
        return
    for listener in listeners(ctx):
        if listener.is_wildcard or is_loopback(listener.host) or listener.host in vips:
            continue
        remote = [server for pool in _pools(ctx, listener) for server in pool.servers if not is_loopback(server.host)]
        if not remote or "monitor-uri" in ctx.active.first_words(listener.proxy):
            continue
        if "node-local" in ctx.markers(listener.proxy) | ctx.markers(listener.line):
            continue
        yield Finding(
            f"`{listener.address}` is no virtual address ({listed(sorted(vips), 'or')}): the service ends with the "
            "machine that has it; expected a virtual address",
            listener.line,
            1,
        )


@lint_rule("HA012", "nonlocal-bind-needed", severity=Severity.INFO)
def nonlocal_bind_needed(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: says that a virtual address is bound: one that is declared, that several controllers bind, or that
        an OpenStack service has beside the addresses of its servers.
    Why: on a machine that does not hold the address now, HAProxy starts only with `net.ipv4.ip_nonlocal_bind=1`
        (`net.ipv6.ip_nonlocal_bind=1`), or with `transparent` on the line.
    In: a file with timeouts.
    Bad:
        listen keystone
            bind 192.0.2.10:5000
            server ctl1 192.0.2.11:5000 check
            server ctl2 192.0.2.12:5000 check
    Good:
        listen keystone
            bind 192.0.2.10:5000 transparent
            server ctl1 192.0.2.11:5000 check
            server ctl2 192.0.2.12:5000 check
    Reference: 5.1 "transparent".
    """
    if ctx.is_fact("nonlocal-bind"):
        return
    found = [listener for listener in listeners(ctx) if _may_be_elsewhere(ctx, listener)]
    if not found:
        return
    addresses = listed(listener.host for listener in found)
    several = len({listener.host for listener in found}) > 1
    what = "are virtual addresses" if several else "is a virtual address"
    family = "ipv6" if found[0].kind == "ipv6" else "ipv4"
    yield Finding(
        f"{addresses} {what}: a machine that does not hold it cannot start HAProxy unless "
        f"`net.{family}.ip_nonlocal_bind` is 1 there, or the line says `transparent`",
        found[0].line,
        1,
        related=tuple(
            ("bound here too", listener.line, 1) for listener in found[1:3] if listener.line is not found[0].line
        ),
    )


def _may_be_elsewhere(ctx: LintContext, listener: Listener) -> bool:
    if listener.is_wildcard or listener.is_special or is_loopback(listener.host) or listener.kind == "inet":
        return False
    if listener.host in ctx.vips or any(listener.host in by_host(other) for other in ctx.earlier):
        return True
    for pool in _pools(ctx, listener):
        if not any(row.api and listener.first in row.ports for row in named_services(pool.proxy.name or "")):
            continue
        hosts = {server.host for server in pool.servers if server.address_port == listener.first}
        if len(hosts) > 1 and listener.host not in hosts:
            return True
    return False


@lint_rule("HA014", "overlapping-wildcard-bind", severity=Severity.WARNING)
def overlapping_wildcard(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds a port that one proxy binds on an address, and another proxy on every address.
    Why: the address decides which proxy serves a client; without the first line, the second takes over in silence.
    In: a listener.
    Bad:
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
        listen store
            bind :8000
            server c 192.0.2.13:8000 check
            server d 192.0.2.14:8000 check
    Good:
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
        listen store
            bind :8001
            server c 192.0.2.13:8000 check
            server d 192.0.2.14:8000 check
    Reference: 4.2 "bind".
    """
    specific: dict[tuple[str, str, int], list[Listener]] = {}
    for listener in listeners(ctx):
        if not listener.is_wildcard and listener.first == listener.last:
            specific.setdefault((listener.kind, listener.transport, listener.first), []).append(listener)
    told: set[Hashable] = set()
    for wildcard in listeners(ctx):
        key = (wildcard.key, wildcard.first)
        if not wildcard.is_wildcard or wildcard.first != wildcard.last or key in told:
            continue
        told.add(key)
        kinds = ("ipv4", "ipv6") if wildcard.v4v6 else (wildcard.kind,)
        same = [
            each
            for kind in kinds
            for each in specific.get((kind, wildcard.transport, wildcard.first), ())
            if each.proxy is not wildcard.proxy and each.apart == wildcard.apart
        ]
        if not same:
            continue
        yield Finding(
            f"`{wildcard.address}` overlaps {listed(str(each.address) for each in same)} of "
            f"{listed(each.proxy.title for each in same)}: clients of "
            f"{'that address' if len(same) == 1 else 'these addresses'} are served there, all others by "
            f"`{wildcard.proxy.title}`; expected an address, or a port of its own",
            wildcard.line,
            1,
            related=tuple(("the same port on one address", each.line, 1) for each in same[:3]),
        )
