"""MUL: the files of several controllers name the same proxies, servers and addresses, with the same addresses."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, lint_rule, title
from haproxy_model.lint.rules.availability.listening import Listener, at, by_host, of_proxy
from haproxy_model.lint.rules.controllers.counterparts import (
    counterpart,
    endpoint_of,
    endpoints,
    file_name,
    is_node_local,
    pairs,
    shown,
)
from haproxy_model.lint.rules.listing import listed
from haproxy_model.lint.rules.origins import Related
from haproxy_model.lint.rules.word_places import says
from haproxy_model.model.bind import Bind
from haproxy_model.model.proxy_lines import DefaultBackend
from haproxy_model.model.rules import UseBackend
from haproxy_model.model.section import Section
from haproxy_model.views.effective import Effective, EffectiveServer

#: parameters of `bind` that are a machine's own
_OWN_PARAMETERS = frozenset(
    ("crt", "crt-list", "name", "interface", "id", "process", "thread", "shards", "nice", "maxconn", "backlog",
     "transparent", "tls-ticket-keys", "guid-prefix", "default-crt", "label")
)  # fmt: skip
#: In how many proxies a server's name must stand for one host before another host is taken for a slip.
_ENOUGH = 3


@lint_rule("MUL002", "controllers-differ-server-set", severity=Severity.ERROR)
def server_sets_differ(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds proxies that have other servers on one controller than on another.
    Why: one of the files was not brought up to date: when the virtual address moves, servers are gone, or come back.
    In: files of controllers.
    Bad:
        # --- file 1
        listen nova
            bind 192.0.2.10:8774
            server ctl1 192.0.2.11:8774 check
            server ctl2 192.0.2.12:8774 check
        # --- file 2
        listen nova
            bind 192.0.2.10:8774
            server ctl1 192.0.2.11:8774 check
    Good:
        # --- file 1
        listen nova
            bind 192.0.2.10:8774
            server ctl1 192.0.2.11:8774 check
            server ctl2 192.0.2.12:8774 check
        # --- file 2
        listen nova
            bind 192.0.2.10:8774
            server ctl1 192.0.2.11:8774 check
            server ctl2 192.0.2.12:8774 check
    Reference: 4.2 "server".
    """
    for pool, there, other in pairs(ctx):
        own, theirs = endpoints(pool), endpoints(there)
        if own is None or theirs is None or "prefer_local" in ctx.markers(pool.proxy) | other.markers(there.proxy):
            continue
        missing = [each for each in theirs if each not in own]
        extra = [each for each in own if each not in theirs]
        related: list[Related] = [(f"in {file_name(other)}", there.proxy.header, 0)]
        if missing or extra:
            lacks = [f"lacks {listed(map(shown, missing))}"] if missing else []
            has = [f"has {listed(map(shown, extra))} besides"] if extra else []
            related += [("this server is missing here", theirs[each].statement, 1) for each in missing[:2]]
            yield Finding(
                f"`{pool.proxy.title}` {' and '.join(lacks + has)}, unlike {file_name(other)}: when the virtual "
                "address moves, clients meet other servers; expected the same servers in both",
                own[extra[0]].statement if extra else pool.proxy.header,
                1,
                related=tuple(related),
            )
            continue
        off = [own[each].name for each in own if own[each].disabled != theirs[each].disabled]
        if off:
            yield Finding(
                f"{listed(off)} of `{pool.proxy.title}` {'is' if len(off) == 1 else 'are'} disabled in one file only, "
                f"compared with {file_name(other)}; expected the same in both",
                *title(pool.proxy),
                severity=Severity.WARNING,
                related=tuple(related),
            )


@lint_rule("MUL003", "server-name-address-mismatch", severity=Severity.ERROR)
def names_differ(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds a server's name that stands for one address in one file and for another in the next, or, within
        a file, for another host than in all other proxies.
    Why: operators drain servers by name, and peers tell each other by name where a client belongs: both mean another
        machine then.
    In: files of controllers.
    Bad:
        # --- file 1
        backend nova
            server ctl1 192.0.2.11:8774 check
            server ctl2 192.0.2.12:8774 check
        # --- file 2
        backend nova
            server ctl1 192.0.2.12:8774 check
            server ctl2 192.0.2.11:8774 check
    Good:
        # --- file 1
        backend nova
            server ctl1 192.0.2.11:8774 check
            server ctl2 192.0.2.12:8774 check
        # --- file 2
        backend nova
            server ctl1 192.0.2.11:8774 check
            server ctl2 192.0.2.12:8774 check
    Reference: 4.2 "server"; 10.1 "peers".
    """
    for pool, there, other in pairs(ctx):
        theirs = {server.name: server for server in there.servers}
        known = {endpoint_of(server) for server in pool.servers} & {endpoint_of(server) for server in there.servers}
        for server in pool.servers:
            same = theirs.get(server.name)
            mine, yours = endpoint_of(server), None if same is None else endpoint_of(same)
            if same is None or mine is None or yours is None or mine == yours or not {mine, yours} & known:
                continue
            shared = any(says(line, "peers") for line in ctx.active.lines(pool.proxy, "stick-table"))
            yield Finding(
                f"`{server.name}` of `{pool.proxy.title}` is {shown(mine)} here and {shown(yours)} in "
                f"{file_name(other)}: commands{' and shared stick tables' if shared else ''} that name it mean another "
                "machine there; expected one address for one name",
                server.statement,
                1,
                severity=None if shared else Severity.WARNING,
                related=((f"in {file_name(other)}", same.statement, 1),),
            )
    yield from _slips(ctx)


def _slips(ctx: LintContext) -> Iterator[Finding]:
    """Within one file: names that stand for one host in many proxies, and for the host of another name in one."""
    named: dict[str, dict[str, list[EffectiveServer]]] = {}
    for pool in ctx.pools:
        for server in pool.servers:
            if server.host is not None:
                named.setdefault(server.name, {}).setdefault(server.host, []).append(server)
    usual: dict[str, str] = {}
    for name, hosts in named.items():
        if len(hosts) <= 2:
            where = max(hosts, key=lambda each: len(hosts[each])) if len(hosts) > 1 else next(iter(hosts))
            if len(hosts[where]) >= _ENOUGH:
                usual[name] = where
    owners = {where: name for name, where in usual.items()}
    for name, where in usual.items():
        for other, servers in named[name].items():
            if other != where and len(servers) == 1 and owners.get(other, name) != name:
                server = servers[0]
                yield Finding(
                    f"`{name}` is {other} here, which is `{owners[other]}` elsewhere in this file, where `{name}` is "
                    f"{where}; expected one host for one name",
                    server.statement,
                    1,
                    severity=Severity.WARNING,
                    related=((f"`{name}` elsewhere", named[name][where][0].statement, 1),),
                )


@lint_rule("MUL004", "controllers-differ-binds", severity=Severity.ERROR)
def binds_differ(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds virtual addresses and ports that a proxy binds on one controller and not on another.
    Why: the service is gone when that controller gets the address.
    In: files of controllers.
    Bad:
        # --- file 1
        listen nova
            bind 192.0.2.10:8774
            bind 192.0.2.20:8774
            server ctl1 192.0.2.11:8774 check
            server ctl2 192.0.2.12:8774 check
        listen glance
            bind 192.0.2.20:9292
            server ctl1 192.0.2.11:9292 check
            server ctl2 192.0.2.12:9292 check
        # --- file 2
        listen nova
            bind 192.0.2.10:8774
            server ctl1 192.0.2.11:8774 check
            server ctl2 192.0.2.12:8774 check
        listen glance
            bind 192.0.2.20:9292
            server ctl1 192.0.2.11:9292 check
            server ctl2 192.0.2.12:9292 check
    Good:
        # --- file 1
        listen nova
            bind 192.0.2.10:8774
            bind 192.0.2.20:8774
            server ctl1 192.0.2.11:8774 check
            server ctl2 192.0.2.12:8774 check
        # --- file 2
        listen nova
            bind 192.0.2.10:8774
            bind 192.0.2.20:8774
            server ctl1 192.0.2.11:8774 check
            server ctl2 192.0.2.12:8774 check
    Reference: 4.2 "bind".
    """
    for proxy in ctx.proxies:
        if not proxy.has_frontend or is_node_local(ctx, proxy) or not _matters(proxy):
            continue
        own = of_proxy(ctx, proxy.proxy)
        lacking: set[tuple[str, int]] = set()
        is_first = True
        for other in ctx.earlier:
            there = counterpart(proxy, ctx, other)
            if there is None or not there.has_frontend or is_node_local(other, there):
                continue
            theirs = of_proxy(other, there.proxy)
            for listener in theirs:
                if (listener.host, listener.first) not in lacking and _is_bound_in_vain(ctx, listener, other, ctx):
                    lacking.add((listener.host, listener.first))
                    yield _not_bound(listener, other, ctx, proxy.proxy)
            for listener in own:
                if _is_bound_in_vain(ctx, listener, ctx, other):
                    yield _not_bound(listener, ctx, other, there.proxy)
            if is_first:
                yield from _parameters_differ(own, theirs, other)
            is_first = False


def _is_bound_in_vain(ctx: LintContext, listener: Listener, where: LintContext, other: LintContext) -> bool:
    """Whether an address that is meant to move is bound in one file and not in another."""
    if listener.host in where.local_addresses | other.local_addresses:
        return False
    files = [each for each in (*ctx.earlier, ctx) if listener.host in by_host(each)]
    is_virtual = listener.host in where.vips | other.vips or len(files) > 1
    return is_virtual and not _serves(other, listener)


def _not_bound(listener: Listener, where: LintContext, other: LintContext, proxy: Section) -> Finding:
    return Finding(
        f"`{listener.address}` of `{listener.proxy.title}` is bound in {file_name(where)} and not in "
        f"{file_name(other)}: the service is gone when that controller has the address; expected it in both",
        listener.line,
        1,
        related=((f"the proxy in {file_name(other)}", proxy.header, 0),),
    )


def _serves(ctx: LintContext, wanted: Listener) -> bool:
    """Whether a file has a listener for an address and its ports, be it one for every address."""
    hosts = (wanted.host, "::" if wanted.kind == "ipv6" else "0.0.0.0")
    return any(at(ctx, host, wanted.first, wanted.last, wanted.transport) is not None for host in hosts)


def _parameters_differ(own: list[Listener], theirs: list[Listener], other: LintContext) -> Iterator[Finding]:
    known = {(each.host, each.first, each.transport): each for each in theirs}
    for listener in own:
        there = known.get((listener.host, listener.first, listener.transport))
        if there is None:
            continue
        mine, yours = _parameters(listener.line), _parameters(there.line)
        differing = [name for name in {**mine, **yours} if mine.get(name) != yours.get(name)]
        if differing:
            yield Finding(
                f"`{listener.address}` is bound with other parameters than in {file_name(other)}: {listed(differing)}; "
                "expected the same in both",
                listener.line,
                1,
                severity=Severity.WARNING,
                related=((f"in {file_name(other)}", there.line, 1),),
            )


def _parameters(line: Bind) -> dict[str, tuple[str, ...]]:
    return {param.keyword: param.values for param in line.params if param.keyword not in _OWN_PARAMETERS}


@lint_rule("MUL008", "proxy-missing-on-controller", severity=Severity.ERROR)
def proxy_missing(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds proxies that only some controllers have, but for those marked `node-local`.
    Why: the service is gone when a controller without it gets the virtual address.
    In: files of controllers.
    Bad:
        # --- file 1
        listen nova
            bind 192.0.2.10:8774
            server ctl1 192.0.2.11:8774 check
            server ctl2 192.0.2.12:8774 check
        listen glance
            bind 192.0.2.10:9292
            server ctl1 192.0.2.11:9292 check
            server ctl2 192.0.2.12:9292 check
        # --- file 2
        listen nova
            bind 192.0.2.10:8774
            server ctl1 192.0.2.11:8774 check
            server ctl2 192.0.2.12:8774 check
    Good:
        # --- file 1
        listen nova
            bind 192.0.2.10:8774
            server ctl1 192.0.2.11:8774 check
            server ctl2 192.0.2.12:8774 check
        listen glance  # haproxy-model: node-local
            bind 127.0.0.1:9292
            server ctl1 192.0.2.11:9292 check
            server ctl2 192.0.2.12:9292 check
        # --- file 2
        listen nova
            bind 192.0.2.10:8774
            server ctl1 192.0.2.11:8774 check
            server ctl2 192.0.2.12:8774 check
    Reference: 4 "Proxies".
    """
    seen: set[tuple[str | None, str]] = set()
    for other in ctx.earlier:
        for proxy in other.proxies:
            key = proxy.proxy.name, proxy.proxy.kind
            if key in seen or is_node_local(other, proxy) or not _matters(proxy):
                continue
            seen.add(key)
            if counterpart(proxy, other, ctx) is None:
                yield _missing(proxy, ctx)
    lacking: dict[int, tuple[Effective, LintContext]] = {}
    for proxy in ctx.proxies:
        if is_node_local(ctx, proxy) or not _matters(proxy):
            continue
        for other in ctx.earlier:
            if counterpart(proxy, ctx, other) is None:
                lacking.setdefault(id(proxy.proxy), (proxy, other))
    for proxy, other in lacking.values():
        yield _missing(proxy, other)


def _matters(proxy: Effective) -> bool:
    """Whether a proxy passes connections on; a page of statistics is for its machine."""
    leads = any(isinstance(line, (UseBackend, DefaultBackend)) for line in proxy.statements)
    return bool(proxy.servers) or leads


def _missing(proxy: Effective, where: LintContext) -> Finding:
    return Finding(
        f"{file_name(where)} has no `{proxy.proxy.title}`: the service is gone when that controller has the virtual "
        "address; expected it in each file, or the marker `node-local`",
        *title(proxy.proxy),
    )
