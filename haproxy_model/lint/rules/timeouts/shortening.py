"""Whether a timeout that is added ends, or holds up, what worked without it: then the fix that adds it is not safe."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import frozen

from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rules.origins import microseconds
from haproxy_model.values.duration import Duration
from haproxy_model.values.unread import Unread
from haproxy_model.views.effective import Effective

#: The argument of `balance` that makes HAProxy wait for bodies.
_LOOKS_INTO_BODIES = "check_post"
#: Options under which either side of a connection is timed by itself.
_APART = ("independent-streams",)
_LIMITS = ("maxconn", "minconn")


def ends_more_than_headers(ctx: LintContext, front: Effective) -> bool:
    """Whether a first `timeout http-request` of a frontend ends more than headers that come too slowly.

    Idle connections fall back on it where `timeout http-keep-alive` is not set (manual 4.2), and bodies that are
    buffered must come in that time too.
    """
    if not microseconds(front.timeout("http-keep-alive").value):
        return True
    # Of a name that is computed, any pool may be the one.
    computes = any(target.how in ("map", "dynamic") for target in front.targets)
    if computes and ctx.remembered("some pool buffers", _some_pool_buffers):
        return True
    return any(_buffers(ctx, each) for each in (front, *_pools(ctx, front)))


def _pools(ctx: LintContext, front: Effective) -> Iterator[Effective]:
    """The pools that a frontend leads to by their names."""
    return (ctx.effective(target.section) for target in front.targets if target.section is not None)


def _some_pool_buffers(ctx: LintContext) -> bool:
    return any(_buffers(ctx, proxy) for proxy in ctx.proxies if proxy.has_backend)


def _buffers(ctx: LintContext, proxy: Effective) -> bool:
    """Whether a proxy waits for bodies, or may."""
    return (
        proxy.option("http-buffer-request").value
        or _LOOKS_INTO_BODIES in proxy.balance.value[2:]
        or ctx.has_line(proxy.proxy, "http-request", "wait-for-body")
        or not ctx.is_known(proxy.proxy)
    )


@frozen
class _Fronts:
    """What decides, of all frontends together that lead to a pool."""

    #: the longest `timeout client` in microseconds
    client: float
    #: whether the number of their connections is limited
    are_limited: bool
    #: whether each side is timed by itself
    are_apart: bool

    @classmethod
    def of(cls, fronts: Iterable[Effective]) -> _Fronts:
        """Of some frontends."""
        every = tuple(fronts)
        return cls(
            max((_limit(front.timeout("client").value) for front in every), default=0),
            any(front.setting("maxconn") is not None for front in every),
            any(_is_apart(front) for front in every),
        )


def tunnel_harms(ctx: LintContext, pool: Effective, tunnel: int) -> bool:
    """Whether a first `timeout tunnel` of a pool ends connections that live now, or lets others wait for their place.

    It stands for `timeout client` and `timeout server` together: a connection that these let be idle for longer is cut,
    and one that may be idle for longer than before keeps its place under a `maxconn`.

    Args:
        ctx: the configuration.
        pool: where it is set.
        tunnel: the value in microseconds.
    """
    named = pool.frontends
    computing = ctx.remembered("computing frontends", lambda _: _Fronts.of(pool.computing_frontends))
    if not named and not computing.client:
        # Nobody knows from where connections come.
        return True
    every = (_Fronts.of(named), computing)
    if any(server.has(limit) for server in pool.servers for limit in _LIMITS) or any(
        each.are_limited for each in every
    ):
        return True
    client, server = max(each.client for each in every), _limit(pool.timeout("server").value)
    is_apart = _is_apart(pool) or any(each.are_apart for each in every)
    return (max(client, server) if is_apart else min(client, server)) > tunnel


def _is_apart(proxy: Effective) -> bool:
    return any(proxy.option(name).value for name in _APART)


def _limit(value: Duration | Unread | None) -> float:
    """A timeout in microseconds; without end where it is unset, 0 or unknown."""
    return microseconds(value) or float("inf")
