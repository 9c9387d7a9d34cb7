"""HA: servers that lead back to HAProxy itself."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, lint_rule
from haproxy_model.lint.rules.availability.listening import WILDCARDS, Listener, at, by_host
from haproxy_model.lint.rules.listing import listed
from haproxy_model.lint.rules.origins import is_loopback
from haproxy_model.model.rules import UseBackend
from haproxy_model.model.section import Section
from haproxy_model.values.address import Address
from haproxy_model.views.effective import Effective, EffectiveServer
from haproxy_model.views.logic import decided


@frozen(eq=False)
class _Step:
    """A way from one pool to another: a server of the first is a listener that leads to the second."""

    server: EffectiveServer
    listener: Listener
    target: Effective
    #: whether every connection to that listener takes it
    is_sure: bool


@lint_rule("HA015", "proxy-loop", severity=Severity.ERROR)
def proxy_loop(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds servers that are a listener of the same file which leads back to the same pool.
    Why: each connection makes another one, until no slot is left.
    In: a listener.
    Bad:
            server a 192.0.2.10:8000 check
            server b 192.0.2.12:8000 check
    Good:
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Reference: 4.2 "server".
    """
    steps = {id(pool.proxy): _steps(ctx, pool) for pool in ctx.pools}
    edges = {key: [id(step.target.proxy) for step in found] for key, found in steps.items()}
    component = _components(edges)
    # A circle is sure where every pool on it has a way on that all connections take.
    doubtful = {
        component[key]
        for key, found in steps.items()
        if not any(step.is_sure for step in found if component.get(id(step.target.proxy)) == component[key])
    }
    for pool in ctx.pools:
        here = id(pool.proxy)
        inside = [step for step in steps[here] if component.get(id(step.target.proxy)) == component[here]]
        # A pool that leads to itself, or on along a circle.
        if not inside:
            continue
        first = min(inside, key=lambda step: not step.is_sure)
        through = first.target.proxy
        back = "back here" if through is pool.proxy else f"to `{through.title}` and from there back here"
        yield Finding(
            f"`{first.server.name}` is `{first.listener.address}` of `{first.listener.proxy.title}`, which leads "
            f"{back}: each connection makes another, until no slot is left; expected the address of a service",
            first.server.statement,
            2,
            severity=Severity.WARNING if component[here] in doubtful else None,
            related=(("the listener", first.listener.line, 1),),
        )


def _steps(ctx: LintContext, pool: Effective) -> list[_Step]:
    result = []
    for server in pool.servers:
        if server.disabled or server.has("namespace"):
            continue
        listener = _own_listener(ctx, server)
        if listener is not None:
            result += [_Step(server, listener, target, sure) for target, sure in _led_to(ctx, listener.proxy)]
    return result


def _own_listener(ctx: LintContext, server: EffectiveServer) -> Listener | None:
    """The listener of the file that a server's address and port are; the one on that very address before others."""
    name = server.host
    if name is None:
        return None
    is_bound = name in by_host(ctx)
    if not (is_bound or is_loopback(name) or name in ctx.local_addresses or name in ctx.vips):
        # So is nearly every server: on another machine.
        return None
    address = server.address
    port = server.address_port
    if not isinstance(address, Address) or port is None or address.port_offset is not None:
        return None
    hosts = [name]
    everywhere = "0.0.0.0" if ":" not in name else "::"
    if name == "localhost":
        hosts += ["127.0.0.1", "0.0.0.0", "::"]
    else:
        hosts.append(everywhere)
    found = (at(ctx, each, port, port) for each in dict.fromkeys(hosts))
    return next((each for each in found if each is not None and each.apart[1] is None), None)


def _led_to(ctx: LintContext, front: Section) -> Iterator[tuple[Effective, bool]]:
    """The pools that a frontend's connections go to, and whether all of them go there."""
    found = ctx.remembered("led to", lambda _: dict[int, list[tuple[Effective, bool]]]())
    if id(front) not in found:
        found[id(front)] = list(_leads(ctx, front))
    yield from found[id(front)]


def _serving(ctx: LintContext) -> dict[str, tuple[Listener, str]]:
    """The hosts on which servers are reached: a listener, and the proxies in words.

    A page of statistics, which leads to no server, is bound on the address of its machine.
    """
    result: dict[str, tuple[Listener, str]] = {}
    for name, found in by_host(ctx).items():
        leading = [each for each in found if any(target.servers for target, _ in _led_to(ctx, each.proxy))]
        if leading:
            result[name] = leading[0], listed(each.proxy.title for each in leading)
    return result


def _leads(ctx: LintContext, front: Section) -> Iterator[tuple[Effective, bool]]:
    effective = ctx.effective(front)
    chosen = [line for line in effective.statements if isinstance(line, UseBackend)]
    for line in chosen:
        target = effective.pool(line.name)
        if target is not None:
            yield target, decided(line._reading.clause, effective.acls) is True
    default = effective.setting("default_backend")
    target = effective.pool(default.value[0]) if default is not None and default.value else None
    if target is None and default is None and front.kind == "listen":
        target = effective
    if target is not None:
        yield target, not chosen


def _components(edges: dict[int, list[int]]) -> dict[int, int]:
    """The strongly connected component of each node (Tarjan, without recursion)."""
    index: dict[int, int] = {}
    low: dict[int, int] = {}
    component: dict[int, int] = {}
    stack: list[int] = []
    for root in edges:
        if root in index:
            continue
        work = [(root, iter(edges[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        while work:
            node, targets = work[-1]
            for target in targets:
                if target not in edges:
                    continue
                if target not in index:
                    index[target] = low[target] = len(index)
                    stack.append(target)
                    work.append((target, iter(edges[target])))
                    break
                if target not in component:
                    low[node] = min(low[node], index[target])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    while True:
                        member = stack.pop()
                        component[member] = node
                        if member == node:
                            break
    return component


@lint_rule("HA016", "server-is-vip", severity=Severity.WARNING)
def server_is_vip(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds servers whose address is a virtual one, or one that the file binds itself.
    Why: the server moves with the address from machine to machine, and HAProxy depends on itself.
    In: a listener.
    Bad:
            server a 192.0.2.10:8001 check
            server b 192.0.2.12:8000 check
    Good:
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Reference: 4.2 "server".
    """
    serving = ctx.remembered("hosts that serve", _serving)
    for pool in ctx.pools:
        hosts = {server.host for server in pool.servers}
        for server in pool.servers:
            name = server.host
            if name is None or is_loopback(name) or name in WILDCARDS or name in ctx.local_addresses:
                continue
            bound = serving.get(name)
            if name not in ctx.vips and bound is None:
                continue
            chained = _own_listener(ctx, server)
            if chained and any(target.proxy is pool.proxy for target, _ in _led_to(ctx, chained.proxy)):
                continue
            # One machine alone may hold the address for good, and a chain of listeners is made on purpose.
            lesser = chained is not None or (name not in ctx.vips and len(hosts) == 1)
            what = "is a virtual address" if name in ctx.vips or bound is None else f"is bound by {bound[1]}"
            yield Finding(
                f"the address of `{server.name}`, `{name}`, {what}: the server moves with it and HAProxy depends on "
                "itself; expected the address of one machine",
                server.statement,
                2,
                severity=Severity.INFO if lesser else None,
                related=() if bound is None else (("bound here", bound[0].line, 1),),
            )
