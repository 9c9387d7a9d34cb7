"""How long a connection may be idle: `timeout client`, `timeout server` and `timeout tunnel` taken together."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rules.health.check_settings import timeout_place
from haproxy_model.lint.rules.origins import Related
from haproxy_model.values.duration import Duration
from haproxy_model.values.unread import Unread
from haproxy_model.views.effective import Effective


@frozen
class Idle:
    """How long a connection may be idle, why, and where that is said."""

    microseconds: int
    why: str
    places: tuple[Related, ...]


def longest_idle(ctx: LintContext, pool: Effective) -> Idle | None:
    """How long connections of a pool may be idle once both sides have talked; None where nothing ends them.

    `timeout tunnel` stands for both others then; else the shorter one of `timeout client` and `timeout server` counts.
    Of a value that cannot be read nothing is said.
    """
    tunnel = pool.timeout("tunnel").value
    if isinstance(tunnel, Unread):
        return None
    if isinstance(tunnel, Duration) and tunnel.microseconds:
        return Idle(tunnel.microseconds, f"`timeout tunnel {tunnel}`", tuple(timeout_place(pool, "tunnel")))
    limits = [("server", pool, pool.timeout("server").value), *client_timeouts(ctx, pool)]
    if any(isinstance(value, Unread) for _, _, value in limits):
        return None
    finite = [
        (value.microseconds, name, proxy, value)
        for name, proxy, value in limits
        if isinstance(value, Duration) and value.microseconds
    ]
    if not finite:
        return None
    shortest = min(each[0] for each in finite)
    short = [(name, proxy, value) for microseconds, name, proxy, value in finite if microseconds == shortest]
    names = dict.fromkeys(f"`timeout {name} {value}`" for name, _, value in short)
    return Idle(
        shortest,
        " and ".join(names),
        tuple(dict.fromkeys(place for name, proxy, _ in short for place in timeout_place(proxy, name))),
    )


def client_timeouts(ctx: LintContext, pool: Effective) -> Iterator[tuple[str, Effective, Duration | Unread | None]]:
    """`timeout client` of each section whose listeners lead to a pool."""
    for front in ctx.fronts(pool):
        proxy = ctx.effective(front)
        yield "client", proxy, proxy.timeout("client").value
