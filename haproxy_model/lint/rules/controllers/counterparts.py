"""What one controller's file has in the file of another: the proxies that belong together, and their servers."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rules.availability.listening import listeners, of_proxy
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.address import Address
from haproxy_model.views.effective import Effective, EffectiveServer

#: a proxy, its counterpart in an earlier file, and that file
Pair = tuple[Effective, Effective, LintContext]
#: what a server listens on: the class of the address, the host, the port
Endpoint = tuple[str, str, int | None]


def file_name(ctx: LintContext) -> str:
    """How messages call the file of a controller."""
    path = ctx.config.files[0].path if ctx.config.files else None
    return path or f"file {len(ctx.earlier) + 1}"


def pairs(ctx: LintContext) -> list[Pair]:
    """The proxies with their counterparts in the first of the earlier files that has one; none for marked ones."""
    return ctx.remembered("counterparts", lambda ctx: list(_pairs(ctx)))


def counterpart(proxy: Effective, ctx: LintContext, other: LintContext) -> Effective | None:
    """The proxy of another file that does the same: of the same name, else one of another name on the same address."""
    named = _by_name(other)
    found = named.get((proxy.proxy.name, proxy.has_backend)) or named.get((proxy.proxy.name, not proxy.has_backend))
    if found is not None:
        return found
    bound = _by_address(other)
    for listener in of_proxy(ctx, proxy.proxy):
        same = bound.get((listener.host, listener.first))
        if same is not None and not listener.is_wildcard and not _has_name(ctx, same.proxy.name):
            return same
    return None


def is_node_local(ctx: LintContext, proxy: Effective) -> bool:
    """Whether a proxy is for its own machine: by a marker, or since all that it binds is there only."""
    if "node-local" in ctx.markers(proxy.proxy):
        return True
    own = of_proxy(ctx, proxy.proxy)
    return bool(own) and all(
        listener.host in ctx.local_addresses or listener.host == "::1" or listener.host.startswith("127.")
        for listener in own
    )


def endpoints(pool: Effective) -> dict[Endpoint, EffectiveServer] | None:
    """The servers by what they listen on, in the order of the file; None where one is not known."""
    found: dict[Endpoint, EffectiveServer] = {}
    for server in pool.servers:
        endpoint = endpoint_of(server)
        if endpoint is None:
            return None
        # Two servers on one endpoint are two: the second has its name with it.
        found.setdefault(
            endpoint if endpoint not in found else (endpoint[0], f"{endpoint[1]} {server.name}", None), server
        )
    return found


def endpoint_of(server: EffectiveServer) -> Endpoint | None:
    """What a server listens on; None where a variable hides it."""
    address = server.address
    if not isinstance(address, Address) or address.has_variables:
        return None
    kind, _, host, port, *_ = address.normalized()
    return (kind, host, port if isinstance(port, int) else None) if isinstance(host, str) else None


def shown(endpoint: Endpoint) -> str:
    """An endpoint for a message."""
    _, host, port = endpoint
    return host if port is None else f"{f'[{host}]' if ':' in host else host}:{port}"


def _pairs(ctx: LintContext) -> Iterator[Pair]:
    for proxy in ctx.proxies:
        if "node-local" in ctx.markers(proxy.proxy):
            continue
        for other in ctx.earlier:
            found = counterpart(proxy, ctx, other)
            if found is not None:
                if "node-local" not in other.markers(found.proxy):
                    yield proxy, found, other
                break


def _by_name(ctx: LintContext) -> dict[tuple[str | None, bool], Effective]:
    return ctx.remembered("proxies by name", _named)


def _named(ctx: LintContext) -> dict[tuple[str | None, bool], Effective]:
    found: dict[tuple[str | None, bool], Effective] = {}
    for proxy in ctx.proxies:
        if not isinstance(proxy.proxy.name, Expandable):
            found.setdefault((proxy.proxy.name, proxy.has_backend), proxy)
    return found


def _has_name(ctx: LintContext, name: str | None) -> bool:
    return (name, True) in _by_name(ctx) or (name, False) in _by_name(ctx)


def _by_address(ctx: LintContext) -> dict[Hashable, Effective]:
    return ctx.remembered("proxies by address", _bound)


def _bound(ctx: LintContext) -> dict[Hashable, Effective]:
    return {(each.host, each.first): ctx.effective(each.proxy) for each in reversed(listeners(ctx))}
