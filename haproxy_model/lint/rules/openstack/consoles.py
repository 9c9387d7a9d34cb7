"""OST: consoles, whose connections stay open and belong to one server."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, Fix, lint_rule, name_of, safe_if
from haproxy_model.lint.rules.health.check_settings import shown
from haproxy_model.lint.rules.origins import Related
from haproxy_model.lint.rules.timeouts.shortening import tunnel_harms
from haproxy_model.lint.rules.timeouts.waiting import longest_idle
from haproxy_model.model.rules import StickRule
from haproxy_model.model.section import Section
from haproxy_model.views.effective import Effective
from haproxy_model.views.roles.services import CONSOLES, SPREADING, first_served, is_openstack


@lint_rule("OST004", "console-proxy-without-tunnel-timeout", severity=Severity.WARNING)
def console_proxy_without_tunnel_timeout(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds consoles whose connections HAProxy closes while nobody types.
    Why: a console is a WebSocket: without `timeout tunnel`, `timeout client` and `timeout server` end it.
    In: a file with timeouts.
    Bad:
        listen nova_vncproxy
            bind 192.0.2.10:6080
            balance source
            server ctl1 192.0.2.11:6080 check
            server ctl2 192.0.2.12:6080 check
    Good:
        listen nova_vncproxy
            bind 192.0.2.10:6080
            balance source
            timeout tunnel 1h
            server ctl1 192.0.2.11:6080 check
            server ctl2 192.0.2.12:6080 check
    Reference: 4.2 "timeout tunnel".
    """
    wanted = ctx.options.duration("openstack.console_timeout")
    for pool in ctx.pools:
        service = first_served(ctx.roles, pool, CONSOLES)
        idle = longest_idle(ctx, pool) if service is not None else None
        if service is None or idle is None or idle.microseconds >= wanted:
            continue
        word = shown(wanted)
        yield Finding(
            f"{service.name}: a console is closed after {shown(idle.microseconds)} without a key ({idle.why}); "
            f"expected `timeout tunnel {word}`",
            *name_of(pool.proxy),
            related=idle.places,
            fix=_tunnel(pool, word, is_safe=not tunnel_harms(ctx, pool, wanted)),
        )


def _tunnel(pool: Effective, word: str, *, is_safe: bool) -> Fix:
    def change(copied: Section) -> None:
        copied.timeouts.tunnel = word  # type: ignore[attr-defined]  # a pool is a listen or backend section

    return Fix(f"`timeout tunnel {word}`", safe_if(is_safe), pool.proxy, change)


@lint_rule("OST005", "console-proxy-without-affinity", severity=Severity.WARNING)
def console_proxy_without_affinity(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds Horizon and consoles whose clients change servers between connections.
    Why: a session that only one server knows ends at the next request.
    In: a file with timeouts.
    Bad:
        listen horizon
            bind 192.0.2.10:80
            balance roundrobin
            server ctl1 192.0.2.11:80 check
            server ctl2 192.0.2.12:80 check
    Good:
        listen horizon
            bind 192.0.2.10:80
            balance source
            server ctl1 192.0.2.11:80 check
            server ctl2 192.0.2.12:80 check
    Reference: 4.2 "balance".
    """
    if ctx.options.flag("openstack.shared_sessions"):
        return
    for pool in ctx.pools:
        service = first_served(ctx.roles, pool, (*CONSOLES, "Horizon"))
        algorithm = pool.balance.value[0]
        if service is None or algorithm not in SPREADING or len(ctx.failover(pool.proxy).candidates()) < 2:
            continue
        if service.name == "Horizon" and not ("horizon" in (pool.proxy.name or "").lower() or is_openstack(ctx.roles)):
            continue
        if pool.setting("cookie") is not None or any(isinstance(line, StickRule) for line in pool.statements):
            continue
        origin = pool.balance.origin
        line = origin.statement if origin.kind == "explicit" else None
        related: tuple[Related, ...] = ()
        if line is None and origin.statement is not None:
            related = (("`balance` is inherited from here", origin.statement, 0),)
        yield Finding(
            f"clients of {service.name} go to another server with each connection (`balance {algorithm}`"
            f"{'' if origin.statement is not None else ', built in'}); expected `balance source`",
            line or pool.proxy.header,
            1,
            severity=None if service.name == "Horizon" else Severity.INFO,
            related=related,
            fix=_by_source(pool) if pool.mode.value == "tcp" else None,
        )


def _by_source(pool: Effective) -> Fix:
    return Fix("`balance source`", "unsafe", pool.proxy, lambda copied: setattr(copied, "balance", "source"))
