"""OST: what OpenStack services need of the proxy before them, besides a check that they can answer."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, Fix, lint_rule, name_of
from haproxy_model.lint.rules.health.check_settings import CONNECT, checked, method, method_place, shown, timeout_place
from haproxy_model.lint.rules.listing import listed
from haproxy_model.lint.rules.statements import add_option
from haproxy_model.lint.rules.timeouts.waiting import client_timeouts
from haproxy_model.values.duration import Duration
from haproxy_model.views.effective import Effective
from haproxy_model.views.roles.services import (
    OBSOLETE,
    UPLOADS,
    Service,
    first_served,
    is_openstack,
    named_and_served,
    named_services,
    services_at,
)

#: ports that tell too little for a mismatch
_COMMON_PORTS = frozenset((80, 443, 8000, 8080, 9001, 1234))
#: TripleO's public ports with TLS are those of the service and 13000 more or less: 13774 for 8774
_TLS_OFFSET = 13000


@lint_rule("OST003", "http-api-with-tcp-check-only", severity=Severity.INFO)
def http_api_with_tcp_check_only(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds OpenStack APIs that are checked by a connection alone.
    Why: a process that accepts and answers nothing but errors stays in rotation.
    In: a file with timeouts.
    Bad:
        listen keystone_public
            bind 192.0.2.10:5000
            server ctl1 192.0.2.11:5000 check
            server ctl2 192.0.2.12:5000 check
    Good:
        listen keystone_public
            bind 192.0.2.10:5000
            option httpchk GET /healthcheck
            server ctl1 192.0.2.11:5000 check
            server ctl2 192.0.2.12:5000 check
    Reference: 4.2 "option httpchk".
    """
    if ctx.options.flag("openstack.allow_tcp_check"):
        return
    for pool in ctx.pools:
        servers = checked(pool)
        if not servers or method(pool) != CONNECT or any(server.checks_elsewhere for server in servers):
            continue
        service = next((row for row in named_and_served(ctx.roles, pool) if row.httpchk == "ok" and row.recipes), None)
        if service is None or (service.name == "Horizon" and not is_openstack(ctx.roles)):
            continue
        in_clear = all(server.address_port != 443 or server.has("ssl") for server in servers)
        yield Finding(
            f"{service.name} is checked by a connection alone: a process that only accepts stays in rotation; "
            f"expected `option httpchk {service.recipes[0]}`",
            *name_of(pool.proxy),
            related=tuple(method_place(pool)),
            fix=_asked_over_http(pool, service) if in_clear and pool.check_method.origin.kind != "explicit" else None,
        )


def _asked_over_http(pool: Effective, service: Service) -> Fix:
    option = f"option httpchk {service.recipes[0]}"
    return Fix(f"add `{option}`", "unsafe", pool.proxy, lambda copied: add_option(copied, option))


@lint_rule("OST006", "obsolete-openstack-endpoint", severity=Severity.INFO)
def obsolete_openstack_endpoint(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds proxies of OpenStack services that no longer exist.
    Why: nothing answers there in a release of today.
    In: a file with timeouts.
    Bad:
        listen glance_registry
            bind 192.0.2.10:9191
            server ctl1 192.0.2.11:9191 check
            server ctl2 192.0.2.12:9191 check
    Good:
        listen glance_api
            bind 192.0.2.10:9292
            option httpchk GET /healthcheck
            server ctl1 192.0.2.11:9292 check
            server ctl2 192.0.2.12:9292 check
    Reference: the release notes of OpenStack.
    """
    for pool in ctx.pools:
        services = named_and_served(ctx.roles, pool)
        port = next((port for row in services for port in row.ports if port in OBSOLETE and _serves(pool, port)), None)
        if port is not None:
            yield Finding(
                f"port `{port}`: {OBSOLETE[port]}; expected no proxy for it", pool.proxy.header, 1,
                related=(("the first server", pool.servers[0].statement, 1),),
            )  # fmt: skip


def _serves(pool: Effective, port: int) -> bool:
    return any(server.address_port == port for server in pool.servers)


@lint_rule("OST007", "service-port-mismatch", severity=Severity.WARNING)
def service_port_mismatch(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds proxies whose name speaks of one OpenStack service and whose servers' port of another.
    Why: a copied section sends the clients of one API to another.
    In: a file with timeouts.
    Bad:
        listen cinder
            bind 192.0.2.10:8776
            server ctl1 192.0.2.11:8777 check
            server ctl2 192.0.2.12:8777 check
    Good:
        listen cinder
            bind 192.0.2.10:8776
            option httpchk GET /healthcheck
            server ctl1 192.0.2.11:8776 check
            server ctl2 192.0.2.12:8776 check
    Reference: 5.2 "server".
    """
    for pool in ctx.pools:
        named = [row for row in named_services(pool.proxy.name or "") if not row.foreign]
        if not named:
            continue
        own = {port for row in named for port in row.ports}
        for server in pool.servers:
            port = server.address_port
            if port is None or port in own or port in _COMMON_PORTS or port - _TLS_OFFSET in own:
                continue
            others = services_at(port)
            if not others:
                continue
            bound = any(ctx.listening_ports(front) & (own - _COMMON_PORTS) for front in ctx.fronts(pool))
            if not (bound or is_openstack(ctx.roles)):
                continue
            yield Finding(
                f"`{server.name}` listens on port `{port}` ({others[0].name}) while the {pool.proxy.kind} is named "
                f"for {named[0].name}; expected port {listed((str(each) for each in named[0].ports), 'or')}",
                server.statement,
                2,
                related=(("named here", pool.proxy.header, 1),),
            )
            break


@lint_rule("OST011", "glance-swift-upload-timeouts", severity=Severity.INFO)
def glance_swift_upload_timeouts(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds image and object stores with short timeouts.
    Why: an upload pauses while the store writes: after `timeout client` or `timeout server` it is cut.
    Bad:
        defaults
            timeout connect 5s
            timeout client 1m
            timeout server 1m
        listen glance_api
            bind 192.0.2.10:9292
            option httpchk GET /healthcheck
            server ctl1 192.0.2.11:9292 check
            server ctl2 192.0.2.12:9292 check
    Good:
        defaults
            timeout connect 5s
            timeout client 10m
            timeout server 10m
        listen glance_api
            bind 192.0.2.10:9292
            option httpchk GET /healthcheck
            server ctl1 192.0.2.11:9292 check
            server ctl2 192.0.2.12:9292 check
    Reference: 4.2 "timeout client", "timeout server".
    """
    wanted = ctx.options.duration("openstack.upload_timeout")
    for pool in ctx.pools:
        service = first_served(ctx.roles, pool, UPLOADS)
        if service is None:
            continue
        timeouts = [("server", pool, pool.timeout("server").value), *client_timeouts(ctx, pool)]
        short = [
            (name, proxy, value)
            for name, proxy, value in timeouts
            if isinstance(value, Duration) and 0 < value.microseconds < wanted
        ]
        if short:
            names = listed(f"timeout {name} {value}" for name, _, value in short)
            yield Finding(
                f"{service.name}: an upload that pauses is cut ({names}); expected {shown(wanted)}",
                *name_of(pool.proxy),
                related=tuple(place for name, proxy, _ in short[:2] for place in timeout_place(proxy, name)),
            )
