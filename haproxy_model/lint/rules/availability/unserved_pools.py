"""HA: pools that nobody can serve, that count a server twice, or whose backups never come to serve."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, lint_rule, safe_if, title
from haproxy_model.lint.rules.availability.listening import WILDCARDS
from haproxy_model.lint.rules.handling import handles_all, may_answer
from haproxy_model.lint.rules.listing import listed, others
from haproxy_model.lint.rules.origins import is_loopback
from haproxy_model.lint.rules.statements import removal
from haproxy_model.model.rules import UseServer
from haproxy_model.model.section import Section
from haproxy_model.model.server import ServerTemplate
from haproxy_model.schema.keywords import rows
from haproxy_model.values.address import Address
from haproxy_model.views.effective import Effective, EffectiveServer
from haproxy_model.views.failover import PoolServer
from haproxy_model.views.failover.pool_of_proxy import all_may_serve
from haproxy_model.views.roles.databases import is_writer

_Pair = tuple[EffectiveServer, PoolServer]
#: parameters by which two servers on one address differ
_APART = ("sni", "source", "namespace", "socks4", "redir", "proto")


def _pairs(ctx: LintContext, pool: Effective) -> list[_Pair]:
    """The servers with what decides whether they serve; none where a variable could change it."""
    known = ctx.remembered("pairs", lambda _: dict[int, list[_Pair]]())
    if id(pool) not in known:
        known[id(pool)] = _certain_pairs(ctx, pool)
    return known[id(pool)]


def _certain_pairs(ctx: LintContext, pool: Effective) -> list[_Pair]:
    pairs = list(zip(pool.servers, ctx.failover(pool.proxy).servers, strict=True))
    certain = all(server.is_certain and isinstance(server.weight, int) for server, _ in pairs)
    return pairs if certain and pool.mode.value in ("tcp", "http") else []


@lint_rule("HA001", "backup-only-pool-unmarked", severity=Severity.INFO)
def backup_only_pool(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds pools in which every server is a `backup`.
    Why: only the first backup that is up receives connections: the others share no load, which is rarely meant.
    In: a listener.
    Bad:
            server a 192.0.2.11:8000 check backup
            server b 192.0.2.12:8000 check backup
    Good:
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check backup
    Reference: 5.2 "backup"; 4.2 "option allbackups".
    """
    for pool in ctx.pools:
        if not pool._any_server_has("backup"):
            continue
        pairs = _pairs(ctx, pool)
        backups = [server for server, state in pairs if state.may_serve and state.backup]
        active = [server for server, state in pairs if state.may_serve and not state.backup]
        failover = ctx.failover(pool.proxy)
        if active or len(backups) < 2 or failover.chooses_one or failover.all_backups or is_writer(ctx.roles, pool):
            continue
        yield Finding(
            f"every server is a backup: with all of them up, only `{backups[0].name}` receives connections, and "
            f"{listed(server.name for server in backups[1:])} none; expected an active server",
            backups[0].statement,
            1,
            related=tuple(
                ("`backup` comes from here", line, 0)
                for line in [backups[0].line("backup")]
                if line is not None and line is not backups[0].statement
            ),
        )


@lint_rule("HA002", "allbackups-without-effect", severity=Severity.INFO, is_style=True)
def all_backups_without_effect(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds `option allbackups` in a proxy with fewer than two backups.
    Why: it changes nothing there, and says something else than what happens.
    In: a listener.
    Bad:
            option allbackups
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check backup
    Good:
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check backup
    Reference: 4.2 "option allbackups".
    """
    for pool in ctx.pools:
        option = pool.option("allbackups")
        line = option.origin.statement
        if not option.value or option.origin.kind != "explicit" or line is None or not _pairs(ctx, pool):
            continue
        backups = [server for server in pool.servers if server.backup]
        if len(backups) > 1:
            continue
        count = "there is one" if backups else "there is none"
        message = f"`option allbackups` has no effect: it needs two backups, and {count}; expected no such line"
        # One backup is chosen in another way, and clients queue elsewhere for it.
        fix = removal("remove `option allbackups`", pool.proxy, [line], safe_if(not backups))
        yield Finding(message, line, 0, 1, fix=fix)


@lint_rule("HA003", "backup-unreachable", severity=Severity.WARNING)
def backup_unreachable(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds backups that never come to serve, since nothing can mark an active server down.
    Why: HAProxy uses backups when no active server is up, and a server without a health check is always up.
    In: a backend.
    Bad:
            server a /run/shop.sock
            server sorry 127.0.0.1:8080 backup
    Good:
            server a /run/shop.sock check
            server sorry 127.0.0.1:8080 backup
    Reference: 5.2 "backup", "check".
    """
    for pool in ctx.pools:
        if not pool._any_server_has("backup"):
            continue
        pairs = _pairs(ctx, pool)
        backups = [server for server, state in pairs if state.may_serve and state.backup]
        # A name that leaves the DNS takes its server out; a redispatched connection never goes to a backup.
        always = [
            server
            for server, state in pairs
            if state.may_serve and not state.backup and state.root is None and not server.has("resolvers")
        ]
        if not backups or not always or is_writer(ctx.roles, pool):
            continue
        # A rule may send connections to a backup while others are up, and so may a line that is not understood.
        chosen = {line.name for line in pool.statements if isinstance(line, UseServer)}
        backups = [
            server
            for server in backups
            if server.name not in chosen and not ctx.may_use_server(server.name, pool.proxy)
        ]
        if not backups:
            continue
        message = (
            f"connections never come to {listed(server.name for server in backups)}: nothing marks "
            f"`{always[0].name}` down, so that it gets them even when it is dead; expected `check` there"
        )
        yield Finding(
            message, backups[0].statement, 1, related=(("the server that is always up", always[0].statement, 1),)
        )


@lint_rule("HA004", "single-server-pool", severity=Severity.INFO)
def single_server_pool(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds pools with exactly one server that can serve.
    Why: nobody takes over when it fails: HAProxy adds no availability there.
    In: a listener.
    Bad:
            server a 192.0.2.11:8000 check
    Good:
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Reference: 4.2 "server".
    """
    allowed = ctx.options.several("ha.allow_single")
    for pool in ctx.pools:
        if len(pool.servers) > 1 and all_may_serve(pool):
            continue
        usable = [server for server, state in _pairs(ctx, pool) if state.may_serve]
        if len(usable) != 1 or isinstance(usable[0].statement, ServerTemplate) or pool.proxy.name in allowed:
            continue
        server = usable[0]
        if server.host is None or is_loopback(server.host) or server.host in WILDCARDS:
            continue
        others = "" if len(pool.servers) == 1 else " (the others are disabled or have weight 0)"
        message = (
            f"`{server.name}` is the only server of `{pool.proxy.title}` that can serve{others}: with it down, "
            "nobody serves; expected a second one"
        )
        yield Finding(message, server.statement, 1)


@lint_rule("HA005", "pool-without-servers", severity=Severity.ERROR)
def pool_without_servers(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds proxies that receive connections and have neither servers nor an answer of their own.
    Why: HAProxy starts with them and answers 503, or closes the connection, for everyone.
    In: a frontend.
    Bad:
            default_backend shop
        backend shop
            balance roundrobin
    Good:
            default_backend shop
        backend shop
            balance roundrobin
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Reference: 4.2 "server".
    """
    for pool in ctx.proxies:
        if not pool.has_backend or pool.servers or pool.mode.value not in ("tcp", "http"):
            continue
        # A word that no keyword is may stand in the place of servers, in a template.
        if any(not rows(pool.proxy.kind, line.keyword) for line in pool.statements):
            continue
        fronts = [front for front in ctx.fronts(pool) if _reaches(ctx, pool, front)]
        if not fronts or may_answer(ctx, pool):
            continue
        what = "answers every request with 503" if pool.mode.value == "http" else "closes every connection"
        related = tuple(("connections come from here", front.header, 0) for front in fronts if front is not pool.proxy)
        yield Finding(
            f"`{pool.proxy.title}` has no server, and no rule that answers: HAProxy {what}; expected a `server`",
            *title(pool.proxy),
            related=related[:3],
        )


def _reaches(ctx: LintContext, pool: Effective, front: Section) -> bool:
    """Whether connections to a frontend come to the pool's own servers."""
    effective = ctx.effective(front)
    if effective.disabled or "bind" not in ctx.active.first_words(front):
        return False
    if front is pool.proxy and effective.setting("default_backend") is not None:
        return False
    return not handles_all(ctx, effective)


@lint_rule("HA006", "duplicate-server-endpoint", severity=Severity.WARNING)
def duplicate_endpoint(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds servers of one pool that have the same address and port.
    Why: the machine gets twice its share of the load, and the pool has one server less than it seems.
    In: a backend.
    Bad:
            server a 192.0.2.11:8000 check
            server b 192.0.2.11:8000 check
    Good:
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Reference: 4.2 "server".
    """
    for pool in ctx.pools:
        if _are_apart(ctx, pool):
            continue
        seen: dict[Hashable, list[EffectiveServer]] = {}
        apart: dict[int, Hashable] = {}
        for server in pool.servers:
            address = server.address
            if server.disabled or isinstance(server.statement, ServerTemplate) or not isinstance(address, Address):
                continue
            if server.is_named or address.is_wildcard or address.has_variables or address.path == "":
                continue
            same = id(server.parameters)
            if same not in apart:
                apart[same] = (*(server.param(name) for name in _APART), server.has("ssl"))
            seen.setdefault((server.normalized, apart[same]), []).append(server)
        for first, *more in seen.values():
            # Of a line that stands there twice, REF007 speaks.
            alike = [server for server in more if server.name != first.name]
            if alike:
                yield _one_address(first, alike)


def _are_apart(ctx: LintContext, pool: Effective) -> bool:
    """Whether the texts of the addresses show that each server has its own: plain ones have one spelling each."""
    addresses = [line._argument(2) for line in ctx.active.lines(pool.proxy, "server")]
    return ctx.active.server_lines(pool.proxy).are_plain and len(set(addresses)) == len(addresses)


def _one_address(first: EffectiveServer, alike: list[EffectiveServer]) -> Finding:
    """What is said of servers that have the address of another."""
    together = "both stand or fall together, and the machine gets the load of two"
    if len(alike) > 1:
        together = f"all stand or fall together, and the machine gets the load of {len(alike) + 1}"
    return Finding(
        f"{listed(server.name for server in alike)} {'has' if len(alike) == 1 else 'have'} the address of "
        f"`{first.name}`, `{first.address}`: {together}; expected an address of its own",
        alike[0].statement,
        2,
        related=(
            ("the same address", first.statement, 2),
            *others("this one, too", ((server.statement, 2) for server in alike[1:])),
        ),
    )


@lint_rule("HA020", "weight-zero-all", severity=Severity.WARNING)
def nobody_usable(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds pools in which every server is disabled or has weight 0.
    Why: no new connection is served until an operator changes that.
    In: a backend.
    Bad:
            server a 192.0.2.11:8000 check weight 0
            server b 192.0.2.12:8000 check disabled
    Good:
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check disabled
    Reference: 5.2 "weight", "disabled".
    """
    for pool in ctx.pools:
        if all_may_serve(pool):
            continue
        pairs = _pairs(ctx, pool)
        if not pairs or any(state.may_serve for _, state in pairs) or all(_is_slot(server) for server, _ in pairs):
            continue
        zero = [server.name for server, state in pairs if state.weight == 0]
        off = [server.name for server, state in pairs if state.disabled and state.weight]
        why = [
            f"{listed(names)} {'is' if len(names) == 1 else 'are'} {what}"
            for names, what in ((zero, "at weight 0"), (off, "disabled or never up"))
            if names
        ]
        server = pairs[0][0]
        line = server.line("weight") or server.line("disabled")
        yield Finding(
            f"no server of `{pool.proxy.title}` receives new connections: {' and '.join(why)}; expected one that can",
            server.statement,
            1,
            related=() if line in (None, server.statement) else (("this holds for it", line, 0),),
        )


def _is_slot(server: EffectiveServer) -> bool:
    """Whether a server is a place that a controller fills at run time: disabled, with no address of its own."""
    address = server.address
    wildcard = isinstance(address, Address) and address.is_wildcard
    return server.disabled and (wildcard or is_loopback(server.host))
