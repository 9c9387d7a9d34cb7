"""OST: what the listeners of OpenStack services let through, and what they tell the services."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, Fix, lint_rule
from haproxy_model.lint.rules.security.exposure import is_public
from haproxy_model.lint.rules.word_places import action, position, says, setting, terms
from haproxy_model.model.bind import Bind
from haproxy_model.model.rules import Acl
from haproxy_model.model.section import Section
from haproxy_model.values.address import Address
from haproxy_model.views.roles.services import first_served, named_and_served

#: actions that refuse clients, or let them in
_FILTERING = ("deny", "reject", "silent-drop", "accept", "allow", "tarpit")


@lint_rule("OST010", "nova-metadata-exposed", severity=Severity.WARNING)
def nova_metadata_exposed(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds the metadata service of Nova on a public address without a filter on `src`.
    Why: who can forge the headers of an instance there reads its user data and keys.
    In: a file with timeouts.
    Bad:
        listen nova_metadata
            bind 203.0.113.10:8775
            option httpchk HEAD /
            server ctl1 192.0.2.11:8775 check
            server ctl2 192.0.2.12:8775 check
    Good:
        listen nova_metadata
            bind 203.0.113.10:8775
            tcp-request connection reject if !{ src 192.0.2.0/24 }
            option httpchk HEAD /
            server ctl1 192.0.2.11:8775 check
            server ctl2 192.0.2.12:8775 check
    Reference: 4.2 "tcp-request connection".
    """
    for pool in ctx.pools:
        if first_served(ctx.roles, pool, ("Nova metadata",)) is None:
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
        line.name
        for line in ctx.active.of_family(section, Acl)
        if any(term.head.startswith("src") for term in line._reading.criteria)
    }
    return any(
        setting(line) in ("http-request", "tcp-request")
        and action(line) in _FILTERING
        and any(term.name in sources or term.head == "src" for term in terms(line))
        for line in ctx.statements(section)
    )


def _is_public(ctx: LintContext, address: object) -> bool:
    if not isinstance(address, Address) or not isinstance(address.host, str):
        return False
    if address.host in ctx.options.several("openstack.public_vips"):
        return True
    return is_public(address)


@lint_rule("OST012", "no-forwarded-proto-behind-tls", severity=Severity.INFO)
def no_forwarded_proto_behind_tls(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds OpenStack APIs behind TLS that are not told so by `X-Forwarded-Proto`.
    Why: they put links with `http://` into their answers, which clients cannot follow.
    In: a file that serves HTTP.
    Bad:
        frontend keystone
            bind 192.0.2.10:5000 ssl crt /etc/haproxy/site.pem alpn h2,http/1.1
            default_backend keystone_api
        backend keystone_api
            option httpchk GET /healthcheck
            server ctl1 192.0.2.11:5000 check
            server ctl2 192.0.2.12:5000 check
    Good:
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
        service = next((row for row in named_and_served(ctx.roles, pool) if row.api), None)
        if service is None or pool.mode.value != "http" or _sets_proto(ctx, pool.proxy):
            continue
        for front in ctx.fronts(pool):
            tls = next((line for line in ctx.active.of_family(front, Bind) if says(line, "ssl")), None)
            if tls is None or id(front) in told or _sets_proto(ctx, front):
                continue
            told.add(id(front))
            yield Finding(
                f"{service.name} is not told that its clients use TLS; expected `http-request set-header "
                "X-Forwarded-Proto https if { ssl_fc }`",
                tls,
                position(tls, "ssl"),
                related=() if front is pool.proxy else (("the API behind it", pool.proxy.header, 1),),
                fix=_told(front),
            )


def _sets_proto(ctx: LintContext, section: Section) -> bool:
    return any(
        setting(line) in ("http-request", "reqadd", "reqiadd") and "forwarded-proto" in line._reading.said().lower()
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

    return Fix("set `X-Forwarded-Proto`", "unsafe", front, change)
