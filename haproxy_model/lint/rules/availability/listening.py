"""Every address and port that a configuration listens on, which several rules ask."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable

from attrs import frozen

from haproxy_model.lint.context import LintContext
from haproxy_model.model.bind import Bind
from haproxy_model.model.section import Section
from haproxy_model.values.address import Address

#: parameters by which two listeners on one address differ
_APART = ("interface", "namespace", "proto")
#: parameters that make several listeners of one proxy out of one address on purpose
_SHARED = ("shards", "thread", "process")
#: what stands for every address of a machine behind `bind`, and behind `server` for the one that the client asked for
WILDCARDS = frozenset(("0.0.0.0", "::"))


@frozen(eq=False)
class Listener:
    """A range of ports that a `bind` line takes on one address."""

    #: its place among all
    order: int
    line: Bind
    proxy: Section
    address: Address
    #: "ipv4", "ipv6" or "inet" for a name
    kind: str
    #: "stream" or "dgram"
    transport: str
    #: the host in one spelling
    host: str
    first: int
    last: int
    #: the parameters by which two listeners on one address differ
    apart: tuple[str | None, ...]
    #: the parameters by which listeners of one proxy share an address on purpose
    sharing: tuple[str | None, ...]
    #: whether it takes what comes for addresses that the machine does not have, or from one interface only
    is_special: bool
    v4v6: bool

    @property
    def is_wildcard(self) -> bool:
        """Whether it listens on every address."""
        return self.host in WILDCARDS

    @property
    def key(self) -> Hashable:
        """What two listeners share that differ in their ports at most."""
        return self.kind, self.transport, self.host, self.apart


def listeners(ctx: LintContext) -> list[Listener]:
    """The listeners whose address and port are known, in the order of the file."""
    return ctx.remembered("listeners", _listeners)


def by_host(ctx: LintContext) -> dict[str, list[Listener]]:
    """The listeners by their host in one spelling."""
    return ctx.remembered("listeners by host", _by_host)


def at(ctx: LintContext, host: str, port: int, last: int, transport: str = "stream") -> Listener | None:
    """A listener that takes a range of ports of a host; None where no single one does."""
    found = ctx.remembered("listeners by port", _by_port).get((host, transport))
    if found is None:
        return None
    firsts, widest = found
    place = bisect_right(firsts, port) - 1
    return widest[place] if place >= 0 and widest[place].last >= last else None


def of_proxy(ctx: LintContext, section: Section) -> list[Listener]:
    """The listeners of a proxy."""
    return ctx.remembered("listeners by proxy", _by_proxy).get(id(section), [])


def _listeners(ctx: LintContext) -> list[Listener]:
    result: list[Listener] = []
    for proxy in ctx.proxies:
        if not proxy.has_frontend:
            continue
        for line in ctx.active.of_family(proxy.proxy, Bind):
            params = {param.keyword: param.values[0] if param.values else "" for param in line.params}
            apart = tuple(params.get(name) for name in _APART)
            sharing = tuple(params.get(name) for name in _SHARED)
            special = "transparent" in params or "interface" in params
            for address in line.addresses:
                if not isinstance(address, Address) or not isinstance(address.port, int) or not address.port:
                    continue
                kind, transport, host, *_ = address.normalized()
                if not isinstance(address.host, str) or not isinstance(host, str):
                    continue
                last = address.last_port or address.port
                result.append(
                    Listener(
                        len(result), line, proxy.proxy, address, kind, transport, host, address.port, last,
                        apart, sharing, special, "v4v6" in params,
                    )
                )  # fmt: skip
    return result


def _by_host(ctx: LintContext) -> dict[str, list[Listener]]:
    result: dict[str, list[Listener]] = {}
    for listener in listeners(ctx):
        result.setdefault(listener.host, []).append(listener)
    return result


def _by_proxy(ctx: LintContext) -> dict[int, list[Listener]]:
    result: dict[int, list[Listener]] = {}
    for listener in listeners(ctx):
        result.setdefault(id(listener.proxy), []).append(listener)
    return result


def _by_port(ctx: LintContext) -> dict[tuple[str, str], tuple[list[int], list[Listener]]]:
    """For each host, the first ports in ascending order, and of those up to each the listener that reaches farthest."""
    result: dict[tuple[str, str], tuple[list[int], list[Listener]]] = {}
    for listener in sorted(listeners(ctx), key=lambda each: (each.first, each.order)):
        firsts, widest = result.setdefault((listener.host, listener.transport), ([], []))
        firsts.append(listener.first)
        widest.append(listener if not widest or listener.last > widest[-1].last else widest[-1])
    return result
