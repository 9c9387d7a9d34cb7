"""OST: what OpenStack services need of the proxy before them, besides a check that they can answer."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, Fix, lint_rule
from haproxy_model.lint.rules.health.settings import CONNECT, checked, method, method_place, shown, timeout_place
from haproxy_model.lint.rules.openstack.services import (
    CONSOLES,
    OBSOLETE,
    UPLOADS,
    Service,
    is_openstack,
    named_and_served,
    named_services,
    services_at,
)
from haproxy_model.lint.rules.origins import Related
from haproxy_model.lint.rules.phrases import listed
from haproxy_model.lint.rules.statements import add_option
from haproxy_model.lint.rules.timeouts.waiting import client_timeouts, longest_idle
from haproxy_model.model.bind import Bind
from haproxy_model.model.section import Section
from haproxy_model.values.address import Address
from haproxy_model.values.duration import Duration
from haproxy_model.views.effective import Effective

#: ports that tell too little for a mismatch
_COMMON_PORTS = frozenset((80, 443, 8000, 8080, 9001, 1234))
#: TripleO's public ports with TLS are those of the service and 13000 more or less: 13774 for 8774
_TLS_OFFSET = 13000
_PRIVATE = tuple(
    map(
        ipaddress.ip_network,
        ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
         "fc00::/7", "fe80::/10", "::1/128"),
    )
)  # fmt: skip
_SPREADING = ("roundrobin", "static-rr", "leastconn", "random")


@lint_rule("OST003", "http-api-with-tcp-check-only", severity=Severity.INFO)
def http_api_with_tcp_check_only(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds OpenStack APIs that are checked by a connection alone.
    Why: a process that accepts and answers nothing but errors stays in rotation.
    Bad:
        defaults
            timeout connect 5s
            timeout client 1m
            timeout server 1m
        listen keystone_public
            bind 192.0.2.10:5000
            server ctl1 192.0.2.11:5000 check
            server ctl2 192.0.2.12:5000 check
    Good:
        defaults
            timeout connect 5s
            timeout client 1m
            timeout server 1m
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
        service = next((row for row in named_and_served(ctx, pool) if row.httpchk == "ok" and row.recipes), None)
        if service is None or (service.name == "Horizon" and not is_openstack(ctx)):
            continue
        in_clear = all(server.port != 443 or server.has("ssl") for server in servers)
        yield Finding(
            f"{service.name} is checked by a connection alone: a process that only accepts stays in rotation; "
            f"expected `option httpchk {service.recipes[0]}`",
            pool.proxy.header,
            1,
            related=tuple(method_place(pool)),
            fix=_asked_over_http(pool, service) if in_clear and pool.check_method.origin.kind != "explicit" else None,
        )


def _asked_over_http(pool: Effective, service: Service) -> Fix:
    option = f"option httpchk {service.recipes[0]}"

    def change(copied: Section) -> None:
        add_option(copied, option)

    return Fix(f"add `{option}`", "unsafe", pool.proxy, change)


@lint_rule("OST004", "console-proxy-without-tunnel-timeout", severity=Severity.WARNING)
def console_proxy_without_tunnel_timeout(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds consoles whose connections HAProxy closes while nobody types.
    Why: a console is a WebSocket: without `timeout tunnel`, `timeout client` and `timeout server` end it.
    Bad:
        defaults
            timeout connect 5s
            timeout client 1m
            timeout server 1m
        listen nova_vncproxy
            bind 192.0.2.10:6080
            balance source
            server ctl1 192.0.2.11:6080 check
            server ctl2 192.0.2.12:6080 check
    Good:
        defaults
            timeout connect 5s
            timeout client 1m
            timeout server 1m
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
        service = _first(ctx, pool, CONSOLES)
        idle = longest_idle(ctx, pool) if service is not None else None
        if service is None or idle is None or idle.microseconds >= wanted:
            continue
        word = shown(wanted)
        yield Finding(
            f"{service.name}: a console is closed after {shown(idle.microseconds)} without a key ({idle.why}); "
            f"expected `timeout tunnel {word}`",
            pool.proxy.header,
            1,
            related=idle.places,
            fix=_tunnel(pool, word),
        )


def _first(ctx: LintContext, pool: Effective, names: tuple[str, ...]) -> Service | None:
    return next((row for row in named_and_served(ctx, pool) if row.name in names), None)


def _tunnel(pool: Effective, word: str) -> Fix:
    def change(copied: Section) -> None:
        copied.timeouts.tunnel = word  # type: ignore[attr-defined]  # a pool is a listen or backend section

    return Fix(f"`timeout tunnel {word}`", "safe", pool.proxy, change)


@lint_rule("OST005", "console-proxy-without-affinity", severity=Severity.WARNING)
def console_proxy_without_affinity(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds Horizon and consoles whose clients change servers between connections.
    Why: a session that only one server knows ends at the next request.
    Bad:
        defaults
            timeout connect 5s
            timeout client 1m
            timeout server 1m
        listen horizon
            bind 192.0.2.10:80
            balance roundrobin
            server ctl1 192.0.2.11:80 check
            server ctl2 192.0.2.12:80 check
    Good:
        defaults
            timeout connect 5s
            timeout client 1m
            timeout server 1m
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
        service = _first(ctx, pool, (*CONSOLES, "Horizon"))
        algorithm = pool.balance.value[0]
        if service is None or algorithm not in _SPREADING or len(ctx.failover(pool.proxy).candidates()) < 2:
            continue
        if service.name == "Horizon" and not ("horizon" in (pool.proxy.name or "").lower() or is_openstack(ctx)):
            continue
        if pool.setting("cookie") is not None or any(line._words[0] == "stick" for line in pool.statements):
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
    def change(copied: Section) -> None:
        copied.balance = "source"  # type: ignore[attr-defined]  # a pool is a listen or backend section

    return Fix("`balance source`", "unsafe", pool.proxy, change)


@lint_rule("OST006", "obsolete-openstack-endpoint", severity=Severity.INFO)
def obsolete_openstack_endpoint(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds proxies of OpenStack services that no longer exist.
    Why: nothing answers there in a release of today.
    Bad:
        defaults
            timeout connect 5s
            timeout client 1m
            timeout server 1m
        listen glance_registry
            bind 192.0.2.10:9191
            server ctl1 192.0.2.11:9191 check
            server ctl2 192.0.2.12:9191 check
    Good:
        defaults
            timeout connect 5s
            timeout client 1m
            timeout server 1m
        listen glance_api
            bind 192.0.2.10:9292
            option httpchk GET /healthcheck
            server ctl1 192.0.2.11:9292 check
            server ctl2 192.0.2.12:9292 check
    Reference: the release notes of OpenStack.
    """
    for pool in ctx.pools:
        services = named_and_served(ctx, pool)
        port = next((port for row in services for port in row.ports if port in OBSOLETE and _serves(pool, port)), None)
        if port is not None:
            yield Finding(
                f"port `{port}`: {OBSOLETE[port]}; expected no proxy for it", pool.proxy.header, 1,
                related=(("the first server", pool.servers[0].statement, 1),),
            )  # fmt: skip


def _serves(pool: Effective, port: int) -> bool:
    return any(server.port == port for server in pool.servers)


@lint_rule("OST007", "service-port-mismatch", severity=Severity.WARNING)
def service_port_mismatch(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds proxies whose name speaks of one OpenStack service and whose servers' port of another.
    Why: a copied section sends the clients of one API to another.
    Bad:
        defaults
            timeout connect 5s
            timeout client 1m
            timeout server 1m
        listen cinder
            bind 192.0.2.10:8776
            server ctl1 192.0.2.11:8777 check
            server ctl2 192.0.2.12:8777 check
    Good:
        defaults
            timeout connect 5s
            timeout client 1m
            timeout server 1m
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
            port = server.port
            if port is None or port in own or port in _COMMON_PORTS or port - _TLS_OFFSET in own:
                continue
            others = services_at(port)
            bound = any(ctx.listening_ports(front) & (own - _COMMON_PORTS) for front in ctx.fronts(pool))
            if not others or not (bound or is_openstack(ctx)):
                continue
            yield Finding(
                f"`{server.name}` listens on port `{port}` ({others[0].name}) while the {pool.proxy.kind} is named "
                f"for {named[0].name}; expected port {listed((str(each) for each in named[0].ports), 'or')}",
                server.statement,
                2,
                related=(("named here", pool.proxy.header, 1),),
            )
            break


@lint_rule("OST008", "memcached-behind-haproxy", severity=Severity.WARNING)
def memcached_behind_haproxy(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds memcached behind HAProxy.
    Why: the servers do not share what they hold: clients take the whole list and find each key by themselves.
    Bad:
        defaults
            timeout connect 5s
            timeout client 1m
            timeout server 1m
        listen cache
            bind 192.0.2.10:11211
            server ctl1 192.0.2.11:11211 check
            server ctl2 192.0.2.12:11211 check backup
    Good:
        defaults
            timeout connect 5s
            timeout client 1m
            timeout server 1m
        listen keystone_public
            bind 192.0.2.10:5000
            option httpchk GET /healthcheck
            server ctl1 192.0.2.11:5000 check
            server ctl2 192.0.2.12:5000 check
    Reference: 4.2 "balance".
    """
    if ctx.options.flag("openstack.allow_memcached"):
        return
    for pool in ctx.pools:
        ports = {server.port for server in pool.servers}
        if 11211 not in ports or len(pool.servers) < 2:
            continue
        together = ctx.failover(pool.proxy).candidates()
        spreads = len(together) > 1 and pool.balance.value[0] in _SPREADING
        effect = (
            f"a key that one of {listed(sorted(together))} holds is missing on the others"
            if spreads
            else "what it held is gone when another server takes over"
        )
        yield Finding(
            f"memcached behind HAProxy: {effect}; expected clients that know every server",
            pool.proxy.header,
            1,
            severity=Severity.ERROR if spreads and is_openstack(ctx) else None,
            related=(("the first server", pool.servers[0].statement, 2),),
        )


@lint_rule("OST009", "rabbitmq-behind-haproxy", severity=Severity.INFO)
def rabbitmq_behind_haproxy(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds RabbitMQ behind HAProxy in an OpenStack control plane.
    Why: oslo.messaging takes the list of all hosts and fails over by itself; a proxy between adds timeouts and a hop.
    Bad:
        defaults
            timeout connect 5s
            timeout client 3h
            timeout server 3h
        listen keystone
            bind 192.0.2.10:5000
            option httpchk GET /healthcheck
            server ctl1 192.0.2.11:5000 check
            server ctl2 192.0.2.12:5000 check
        listen cinder
            bind 192.0.2.10:8776
            option httpchk GET /healthcheck
            server ctl1 192.0.2.11:8776 check
            server ctl2 192.0.2.12:8776 check
        listen neutron
            bind 192.0.2.10:9696
            option httpchk GET /healthcheck
            server ctl1 192.0.2.11:9696 check
            server ctl2 192.0.2.12:9696 check
        listen rabbitmq
            bind 192.0.2.10:5672
            option clitcpka
            option srvtcpka
            server ctl1 192.0.2.11:5672 check
            server ctl2 192.0.2.12:5672 check
    Good:
        defaults
            timeout connect 5s
            timeout client 3h
            timeout server 3h
        listen keystone
            bind 192.0.2.10:5000
            option httpchk GET /healthcheck
            server ctl1 192.0.2.11:5000 check
            server ctl2 192.0.2.12:5000 check
    Reference: the high availability guide of OpenStack, "RabbitMQ".
    """
    if not is_openstack(ctx):
        return
    for pool in ctx.pools:
        first = next((server for server in pool.servers if server.port in (5671, 5672)), None)
        if first is not None:
            yield Finding(
                f"AMQP (port `{first.port}`) behind HAProxy: expected the list of all RabbitMQ hosts in "
                "`transport_url` of the services",
                pool.proxy.header,
                1,
                related=(("the first server", first.statement, 2),),
            )


@lint_rule("OST010", "nova-metadata-exposed", severity=Severity.WARNING)
def nova_metadata_exposed(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds the metadata service of Nova on a public address without a filter on `src`.
    Why: who can forge the headers of an instance there reads its user data and keys.
    Bad:
        defaults
            timeout connect 5s
            timeout client 1m
            timeout server 1m
        listen nova_metadata
            bind 203.0.113.10:8775
            option httpchk HEAD /
            server ctl1 192.0.2.11:8775 check
            server ctl2 192.0.2.12:8775 check
    Good:
        defaults
            timeout connect 5s
            timeout client 1m
            timeout server 1m
        listen nova_metadata
            bind 203.0.113.10:8775
            tcp-request connection reject if !{ src 192.0.2.0/24 }
            option httpchk HEAD /
            server ctl1 192.0.2.11:8775 check
            server ctl2 192.0.2.12:8775 check
    Reference: 4.2 "tcp-request connection".
    """
    for pool in ctx.pools:
        if _first(ctx, pool, ("Nova metadata",)) is None:
            continue
        for front in ctx.fronts(pool):
            if _filters(ctx, front) or _filters(ctx, pool.proxy):
                continue
            for line in ctx.active.of_family(front, Bind):
                public = next((each for each in line.addresses if _is_public(ctx, each)), None)
                if public is not None:
                    yield Finding(
                        f"the metadata service is reached on the public address `{public}` from anywhere; expected "
                        "a rule that refuses all but known sources (`src`)",
                        line,
                        1,
                        related=() if front is pool.proxy else (("the pool behind it", pool.proxy.header, 1),),
                    )


def _filters(ctx: LintContext, section: Section) -> bool:
    """Whether a rule refuses by the client's address."""
    sources = {
        line._words[1]
        for line in ctx.statements(section)
        if line._words[0] == "acl" and any(word.startswith("src") for word in line._words[2:3])
    }
    return any(
        line._words[0] in ("http-request", "tcp-request")
        and any(word in ("deny", "reject", "silent-drop", "accept", "allow", "tarpit") for word in line._words[1:4])
        and any(word in ("src", "{src") or word.lstrip("!") in sources for word in line._words)
        for line in ctx.statements(section)
    )


def _is_public(ctx: LintContext, address: object) -> bool:
    if not isinstance(address, Address) or not isinstance(address.host, str):
        return False
    if address.host in ctx.options.words("openstack.public_vips"):
        return True
    try:
        host = ipaddress.ip_address(address.host)
    except ValueError:
        return False
    return not host.is_unspecified and not any(
        host in network for network in _PRIVATE if network.version == host.version
    )


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
        service = _first(ctx, pool, UPLOADS)
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
                pool.proxy.header,
                1,
                related=tuple(place for name, proxy, _ in short[:2] for place in timeout_place(proxy, name)),
            )


@lint_rule("OST012", "no-forwarded-proto-behind-tls", severity=Severity.INFO)
def no_forwarded_proto_behind_tls(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds OpenStack APIs behind TLS that are not told so by `X-Forwarded-Proto`.
    Why: they put links with `http://` into their answers, which clients cannot follow.
    Bad:
        defaults
            mode http
            timeout connect 5s
            timeout client 1m
            timeout server 1m
            timeout http-request 10s
        frontend keystone
            bind 192.0.2.10:5000 ssl crt /etc/haproxy/site.pem alpn h2,http/1.1
            default_backend keystone_api
        backend keystone_api
            option httpchk GET /healthcheck
            server ctl1 192.0.2.11:5000 check
            server ctl2 192.0.2.12:5000 check
    Good:
        defaults
            mode http
            timeout connect 5s
            timeout client 1m
            timeout server 1m
            timeout http-request 10s
        frontend keystone
            bind 192.0.2.10:5000 ssl crt /etc/haproxy/site.pem alpn h2,http/1.1
            http-request del-header X-Forwarded-Proto
            http-request set-header X-Forwarded-Proto https if { ssl_fc }
            default_backend keystone_api
        backend keystone_api
            option httpchk GET /healthcheck
            server ctl1 192.0.2.11:5000 check
            server ctl2 192.0.2.12:5000 check
    Reference: 4.2 "http-request set-header".
    """
    told: set[int] = set()
    for pool in ctx.pools:
        service = next((row for row in named_and_served(ctx, pool) if row.api), None)
        if service is None or pool.mode.value != "http" or _sets_proto(ctx, pool.proxy):
            continue
        for front in ctx.fronts(pool):
            tls = next((line for line in ctx.active.of_family(front, Bind) if "ssl" in line._words), None)
            if tls is None or id(front) in told or _sets_proto(ctx, front):
                continue
            told.add(id(front))
            yield Finding(
                f"{service.name} is not told that its clients use TLS; expected `http-request set-header "
                "X-Forwarded-Proto https if { ssl_fc }`",
                tls,
                tls._words.index("ssl"),
                related=() if front is pool.proxy else (("the API behind it", pool.proxy.header, 1),),
                fix=_told(front),
            )


def _sets_proto(ctx: LintContext, section: Section) -> bool:
    return any(
        line._words[0] in ("http-request", "reqadd", "reqiadd") and "forwarded-proto" in " ".join(line._words).lower()
        for line in ctx.statements(section)
    )


def _told(front: Section) -> Fix:
    rules = (
        "http-request del-header X-Forwarded-Proto",
        "http-request set-header X-Forwarded-Proto https if { ssl_fc }",
    )

    def change(copied: Section) -> None:
        first = next((line for line in copied.statements if line.keyword == "http-request"), None)
        binds = [line for line in copied.statements if line.keyword == "bind"]
        for rule in rules if first is not None else rules[::-1]:
            if first is not None:
                copied.statements.insert_before(first, rule)
            else:
                copied.statements.insert_after(binds[-1], rule)

    return Fix("set `X-Forwarded-Proto`", "safe", front, change)
