"""TMO: timeouts."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, lint_rule
from haproxy_model.lint.rules.listing import listed
from haproxy_model.model.line import Line
from haproxy_model.values.duration import Duration
from haproxy_model.views.effective import Effective
from haproxy_model.views.roles.services import UNLIMITED, foreign_service, named_services

#: what happens without a limit, and one that is usual
_IDLE = ("connections that are idle never expire", "1m")
_CONNECTING = ("attempts to connect last until the kernel gives up", "5s")


@lint_rule("TMO001", "missing-timeouts", severity=Severity.ERROR)
def missing_timeouts(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds proxies without `timeout client`, `timeout connect` or `timeout server`, where these apply.
    Why: without a limit, connections of clients and servers that are gone stay until every slot is taken.
    Bad:
        defaults
            mode http
            timeout client 1m
        frontend web
            bind 192.0.2.10:80
            default_backend pages
        backend pages
            server page1 192.0.2.11:80 check
    Good:
        defaults
            mode http
            timeout client 1m
            timeout connect 5s
            timeout server 1m
        frontend web
            bind 192.0.2.10:80
            default_backend pages
        backend pages
            server page1 192.0.2.11:80 check
    Reference: 4.2 "timeout client", "timeout connect", "timeout server".
    """
    for proxy in ctx.proxies:
        if proxy.mode.value == "log":
            continue
        missing = [name for name in _needed(proxy) if _is_unlimited(proxy, name)]
        if not missing:
            continue
        zeros = [proxy.timeout(name).origin.statement for name in missing]
        defaults = proxy.defaults
        where = "in its `defaults`" if defaults is not None else "in a `defaults` above it (there is none)"
        are = "is" if len(missing) == 1 else "are"
        names = listed(f"timeout {name}" for name in missing)
        lasting, limit = _CONNECTING if missing == ["connect"] else _IDLE
        message = (
            f"{names} {are} set neither in this {proxy.proxy.kind} nor {where}: "
            f"{lasting}; expected a limit such as {limit}"
        )
        related: list[tuple[str, Line, int]] = [
            ("0 stands for no limit", line, 2) for line in zeros if line is not None
        ]
        if defaults is not None and None in zeros:
            related.append(("its `defaults`", defaults.header, 0))
        severity = Severity.ERROR
        if None not in zeros:
            message = f"{names} {are} 0, which stands for no limit: {lasting}; expected a limit such as {limit}"
            severity = Severity.INFO if _may_stay_open(proxy) else severity
        if ctx.is_part and None in zeros:
            # The `defaults` may stand in another file, which was not given.
            severity = Severity.INFO
        last = 1 if proxy.proxy.header.arguments else None
        yield Finding(message, proxy.proxy.header, 0, last, severity=severity, related=tuple(related))


def _needed(proxy: Effective) -> Iterator[str]:
    """The timeouts that HAProxy asks for."""
    if proxy.has_frontend:
        yield "client"
    if proxy.servers:
        yield "connect"
        # With `timeout tunnel`, a tcp pool has its limit (`proxy_finalize` in HAProxy).
        if proxy.mode.value != "tcp" or _is_unlimited(proxy, "tunnel"):
            yield "server"


def _is_unlimited(proxy: Effective, name: str) -> bool:
    """Whether a timeout is known to be unset or 0."""
    value = proxy.timeout(name).value
    return value is None or (isinstance(value, Duration) and value.microseconds == 0)


def _may_stay_open(proxy: Effective) -> bool:
    """Whether the proxy serves message queues or consoles, whose connections are meant to stay."""
    services = [
        *named_services(proxy.proxy.name or ""),
        *(foreign_service(server.address_port or 0) for server in proxy.servers),
    ]
    return any(service is not None and service.name in UNLIMITED for service in services)
