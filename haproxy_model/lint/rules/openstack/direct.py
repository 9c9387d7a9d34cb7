"""OST: services whose clients know every server, and which HAProxy only gets in the way of."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, lint_rule, name_of
from haproxy_model.lint.rules.listing import listed
from haproxy_model.views.roles.services import SPREADING, is_openstack


@lint_rule("OST008", "memcached-behind-haproxy", severity=Severity.WARNING)
def memcached_behind_haproxy(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds memcached behind HAProxy.
    Why: the servers do not share what they hold: clients take the whole list and find each key by themselves.
    In: a file with timeouts.
    Bad:
        listen cache
            bind 192.0.2.10:11211
            server ctl1 192.0.2.11:11211 check
            server ctl2 192.0.2.12:11211 check backup
    Good:
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
        ports = {server.address_port for server in pool.servers}
        if 11211 not in ports or len(pool.servers) < 2:
            continue
        together = ctx.failover(pool.proxy).candidates()
        spreads = len(together) > 1 and pool.balance.value[0] in SPREADING
        effect = (
            f"a key that one of {listed(sorted(together))} holds is missing on the others"
            if spreads
            else "what it held is gone when another server takes over"
        )
        yield Finding(
            f"memcached behind HAProxy: {effect}; expected clients that know every server",
            *name_of(pool.proxy),
            severity=Severity.ERROR if spreads and is_openstack(ctx.roles) else None,
            related=(("the first server", pool.servers[0].statement, 2),),
        )


@lint_rule("OST009", "rabbitmq-behind-haproxy", severity=Severity.INFO)
def rabbitmq_behind_haproxy(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds RabbitMQ behind HAProxy in an OpenStack control plane.
    Why: oslo.messaging takes the list of all hosts and fails over by itself; a proxy between adds timeouts and a hop.
    In: a file with timeouts of three hours.
    Bad:
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
        listen keystone
            bind 192.0.2.10:5000
            option httpchk GET /healthcheck
            server ctl1 192.0.2.11:5000 check
            server ctl2 192.0.2.12:5000 check
    Reference: the high availability guide of OpenStack, "RabbitMQ".
    """
    if not is_openstack(ctx.roles):
        return
    for pool in ctx.pools:
        first = next((server for server in pool.servers if server.address_port in (5671, 5672)), None)
        if first is not None:
            yield Finding(
                f"AMQP (port `{first.address_port}`) behind HAProxy: expected the list of all RabbitMQ hosts in "
                "`transport_url` of the services",
                *name_of(pool.proxy),
                related=(("the first server", first.statement, 2),),
            )
