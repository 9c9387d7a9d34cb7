"""SVC: services whose clients hold their connections open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, Fix, lint_rule, title, twins
from haproxy_model.lint.rules.listing import listed
from haproxy_model.lint.rules.origins import microseconds, origin
from haproxy_model.lint.rules.services.single_writers import asked, check_origin, check_place
from haproxy_model.lint.rules.statements import add_option, reword
from haproxy_model.lint.rules.word_places import step
from haproxy_model.model.section import Section
from haproxy_model.values.duration import Duration, read_duration
from haproxy_model.views.effective import Effective, EffectiveServer, Value

_AMQP_PORTS = frozenset((5671, 5672))
_KUBERNETES_PORT = 6443


@lint_rule("SVC004", "amqp-timeouts-and-mode", severity=Severity.WARNING)
def amqp_timeouts(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds AMQP pools (ports 5672 and 5671) in mode http, or whose idle connections are cut before the
        kernel's keep-alive, or two heartbeats (`heartbeat=60s` in a marker), could show that they live.
    Why: clients hold connections open for hours; what HAProxy closes in silence, they notice at the next message.
    Bad:
        defaults
            timeout connect 5s
            timeout client 1m
            timeout server 1m
        listen rabbitmq
            bind 192.0.2.10:5672
            server mq1 192.0.2.11:5672 check
            server mq2 192.0.2.12:5672 check
    Good:
        defaults
            timeout connect 5s
            timeout client 3h
            timeout server 3h
        listen rabbitmq
            bind 192.0.2.10:5672
            option clitcpka
            option srvtcpka
            server mq1 192.0.2.11:5672 check
            server mq2 192.0.2.12:5672 check
    Reference: 4.2 "timeout client", "timeout server", "option clitcpka".
    """
    for pool in ctx.pools:
        if not any(server.address_port in _AMQP_PORTS for server in pool.servers):
            continue
        if pool.mode.value == "http":
            yield Finding(
                f"`{pool.proxy.title}` is in mode http, and AMQP is no HTTP: every connection fails; expected "
                "`mode tcp`",
                *title(pool.proxy),
                related=origin("the mode", pool.mode, 0),
            )
            continue
        beats = [value for value in (_heartbeat(marker) for marker in ctx.markers(pool.proxy)) if value]
        least = 2 * beats[0] if beats else ctx.options.duration("amqp.min_idle")
        short = _short(ctx, pool, least)
        if short:
            why = "two heartbeats" if beats else "what the kernel's keep-alive takes to find a dead client"
            yield _cut(pool, short, least, f"idle connections of clients and consumers are cut before {why}")


def _heartbeat(marker: str) -> int | None:
    key, _, value = marker.partition("=")
    return microseconds(read_duration(value, "s")) if key == "heartbeat" else None


def _short(ctx: LintContext, pool: Effective, least: int) -> list[tuple[str, Value[object]]]:
    """The timeouts that end an idle connection of a pool earlier than that."""
    tunnel = pool.timeout("tunnel")
    if tunnel.value is not None:
        value = microseconds(tunnel.value)
        return [("timeout tunnel", cast("Value[object]", tunnel))] if value and value < least else []
    found = [("timeout server", cast("Value[object]", pool.timeout("server")))]
    found += [
        ("timeout client", cast("Value[object]", ctx.effective(front).timeout("client"))) for front in ctx.fronts(pool)
    ]
    short = []
    for name, setting in found:
        value = microseconds(setting.value)
        if value and value < least:
            short.append((name, setting))
    return short


def _cut(pool: Effective, short: list[tuple[str, Value[object]]], least: int, effect: str) -> Finding:
    values = listed(dict.fromkeys(f"{name} {setting.value}" for name, setting in short))
    places = dict(reversed(short))
    related = [each for name, setting in places.items() for each in origin(f"`{name}`", setting)]
    return Finding(
        f"{values} in `{pool.proxy.title}`: {effect}; "
        f"expected {Duration(microseconds=least)} or more, or `timeout tunnel`",
        *title(pool.proxy),
        related=tuple(related),
    )


@lint_rule("SVC005", "kubernetes-api-check", severity=Severity.WARNING)
def kubernetes_api_check(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds pools of the Kubernetes API (port 6443) whose check goes in clear to that TLS port, only
        connects, or whose timeouts cut watches.
    Why: in clear, every server is marked down; a bare connection succeeds while the API refuses its work.
    Bad:
        defaults
            timeout connect 5s
            timeout client 1m
            timeout server 1m
        listen kubernetes
            bind 192.0.2.10:6443
            option httpchk GET /readyz
            server m1 192.0.2.11:6443 check check-ssl verify none
            server m2 192.0.2.12:6443 check check-ssl verify none
    Good:
        defaults
            timeout connect 5s
            timeout client 10m
            timeout server 10m
        listen kubernetes
            bind 192.0.2.10:6443
            option httpchk GET /readyz
            server m1 192.0.2.11:6443 check check-ssl verify none
            server m2 192.0.2.12:6443 check check-ssl verify none
    Reference: 4.2 "option httpchk"; 5.2 "check-ssl".
    """
    for pool in ctx.pools:
        servers = [server for server in pool.servers if server.address_port == _KUBERNETES_PORT and server.is_certain]
        if not servers or pool.mode.value != "tcp":
            continue
        method = pool.check_method.value[0]
        checked = [server for server in servers if server.has("check") and not server.has("healthcheck")]
        here = [server for server in checked if server.check_port == _KUBERNETES_PORT]
        clear = [server for server in here if not server.has("check-ssl") and not server.has("ssl")]
        if method == "httpchk" and clear and not any(step(line) == "connect" for line in pool.http_checks):
            yield Finding(
                f"the HTTP check of the Kubernetes API goes in clear to port {_KUBERNETES_PORT}, where TLS is spoken: "
                f"{listed(server.name for server in clear)} are marked DOWN; expected `option httpchk GET /readyz` "
                "with `check-ssl verify none`",
                *check_place(pool, clear),
                related=check_origin(pool),
                fix=_ready(pool, clear),
            )
        elif here and len(servers) > 1 and _only_connects(pool):
            yield Finding(
                f"{asked(pool)} succeeds while the Kubernetes API of {listed(server.name for server in here)} is not "
                "ready; expected `option httpchk GET /readyz` with `check-ssl verify none`",
                *check_place(pool, here),
                severity=Severity.INFO,
                related=check_origin(pool),
                fix=_ready(pool, here),
            )
        least = ctx.options.duration("kubernetes.min_idle")
        short = _short(ctx, pool, least)
        if short:
            yield _cut(pool, short, least, "watches that have nothing to tell are cut, and begin anew")


def _only_connects(pool: Effective) -> bool:
    """Whether the check asks for a connection, and for nothing of the service."""
    method = pool.check_method.value[0]
    says_more = any(step(line) == "expect" for line in pool.tcp_checks)
    return method in ("connect", "ssl-hello-chk") or (method == "tcp-check" and not says_more)


def _ready(pool: Effective, servers: list[EffectiveServer]) -> Fix:
    option = pool.check_method.origin.statement
    own = [line for line in pool.statements if line is option]
    lines = list(dict.fromkeys(server.statement for server in servers))

    def change(copied: Section) -> None:
        twin = twins(pool.proxy, copied)
        if own and option is not None:
            reword(twin(option), "option", "httpchk", "GET", "/readyz")
        else:
            add_option(copied, "option httpchk GET /readyz")
        for line in lines:
            copy = twin(line)
            copy.check_ssl = True
            if copy.verify is None and copy.ca_file is None:
                copy.verify = "none"

    what = "ask `/readyz` over TLS: `option httpchk GET /readyz`, `check-ssl`, and `verify none` where nothing verifies"
    return Fix(what, "unsafe", pool.proxy, change)
