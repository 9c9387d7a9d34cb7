"""GAL: cookies, sticks and `use-server` rules that direct clients to several database servers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, Fix, lint_rule, whole
from haproxy_model.lint.rules.galera.one_writer import is_elected
from haproxy_model.lint.rules.galera.writer_pools import WriterPool, writer_pools
from haproxy_model.lint.rules.listing import listed
from haproxy_model.lint.rules.statements import removal
from haproxy_model.lint.rules.word_places import action, chooses, setting
from haproxy_model.model.line import Statement
from haproxy_model.model.rules import StickRule, UseServer
from haproxy_model.syntax.words import Expandable
from haproxy_model.views.effective import Effective
from haproxy_model.views.failover.constant_conditions import holds
from haproxy_model.views.failover.pool import PoolServer

#: keys that are constant where there is one listener: GAL024 speaks of them
_DESTINATIONS = ("dst", "dst_port")


@lint_rule("GAL003", "galera-persistence-splits-writers", severity=Severity.ERROR)
def persistence_splits_writers(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds stick rules, and RDP cookies, that keep each client on a database server of its own.
    Why: persistence goes before load balancing, and before `backup`: after fail-back some clients go on writing on the
        standby while the others write on the server that came back.
    In: a Galera pool.
    Bad:
            stick-table type ip size 10k
            stick on src
            default-server check port 9200 on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 backup
    Good:
            default-server check port 9200 on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 backup
    Reference: 4.2 "stick on", "persist rdp-cookie"; 5.2 "backup", "non-stick".
    """
    for each in writer_pools(ctx):
        pool = each.pool
        if len(each.usable) < 2 or is_elected(ctx, each):
            continue
        line: Statement | None = None
        rules: list[StickRule] = []
        if each.failover.pool.stick == "client":
            rules = [rule for rule in pool.statements if isinstance(rule, StickRule)]
            line = next((rule for rule in rules if chooses(rule)), None)
            if line is not None and key_of(line).partition(",")[0] in _DESTINATIONS:
                line = None
        cookie = pool.setting("persist", "rdp-cookie")
        if line is None and cookie is not None:
            line = cookie.origin.statement
        proof = each.failover.new_connections
        if line is None or proof.holds is True:
            continue
        names = [server.name for server, _ in each.usable]
        both = [name for name in names if name in proof.servers] or names
        inside = line._section is pool.proxy
        yield Finding(
            f"`{line._reading.said()}` keeps each client on its server: once a server was down and is back, new "
            f"connections go to {listed(both, 'AND')}; expected no key that differs between clients in a "
            f"{each.writer.what} {each.writer.because}",
            line if inside else pool.proxy.header,
            1,
            line._last() if inside else None,
            severity=each.severity(spared=True),
            related=() if inside else (("it is inherited from here", line, 1),),
            fix=_without(pool, list(rules), "remove the stick rules") if rules else None,
        )


def key_of(rule: StickRule) -> str:
    """The expression of a stick rule's key as one text."""
    return " ".join(rule.pattern)


def _without(pool: Effective, lines: list[Statement], title: str) -> Fix | None:
    return removal(title, pool.proxy, lines) if all(line._section is pool.proxy for line in lines) else None


@lint_rule("GAL005", "galera-use-server-second-writer", severity=Severity.ERROR)
def use_server_second_writer(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds rules that send some connections to another database server than load balancing does.
    Why: `use-server` goes before load balancing, and reaches backups while the active server is up; `option persist`
        and `force-persist` reach servers that are marked down.
    In: a Galera pool.
    Bad:
            use-server db2 if { src 192.0.2.128/25 }
            default-server check port 9200 on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 backup
    Good:
            default-server check port 9200 on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 backup
    Reference: 4.2 "use-server", "option persist", "force-persist".
    """
    for each in writer_pools(ctx):
        if len(each.pool.servers) < 2 or is_elected(ctx, each):
            continue
        yield from _use_server(each)
        yield from _persisting(each)
        yield from _set_dst(ctx, each)


def _use_server(each: WriterPool) -> Iterator[Finding]:
    enabled = [server for server in each.failover.servers if not server.disabled]
    named: dict[str, list[PoolServer]] = {}
    for server in enabled:
        named.setdefault(server.name, []).append(server)
    everyone = listed((server.name for server in enabled), "OR") if enabled else ""

    @cache
    def serving(down: str | None) -> tuple[frozenset[str], str, tuple[tuple[str, Statement, int], ...]]:
        """Whom load balancing picks while a root is down, how a message lists them, and the line of the first."""
        names = each.failover.balanced(frozenset(() if down is None else (down,)))
        first = min(names, default=None)
        lines = (server.statement for server, state in each.usable if state.name == first)
        related = tuple(("the server of load balancing", line, 1) for line in lines)
        return names, listed(sorted(names), "OR") if names else "nobody", related

    for rule in each.pool.statements:
        if not isinstance(rule, UseServer) or holds(rule, each.pool) is False:
            continue
        name = rule.name
        anyone = "%" in name or isinstance(name, Expandable)
        targets = enabled if anyone else named.get(name, [])
        serves_all = len(targets) == 1 and serving(None)[0] == {targets[0].name}
        drains = bool(targets) and targets[0].root in each.failover.pool.drainable
        if not targets or (serves_all and not drains and not each.has_constant_stick):
            # Where everybody goes as long as it is up.
            continue
        state = "with every node up"
        if serves_all:
            # Under a stick rule others stay where they went while it was down.
            state = f"with `{targets[0].name}` {'drained' if drains else 'back after it was down'}"
        to = everyone if anyone else listed((target.name for target in targets), "OR")
        _, others, related = serving(targets[0].root if serves_all else None)
        yield Finding(
            f"{state}, `use-server` sends some connections to {to} AND the others go to {others}: expected one server "
            f"at a time in a {each.writer.what} {each.writer.because}",
            rule,
            1,
            severity=each.severity(spared=len(each.active) < 2),
            related=related,
        )


def _persisting(each: WriterPool) -> Iterator[Finding]:
    pool = each.failover.pool
    directs = pool.stick != "none" or pool.cookies or pool.rdp_cookie or bool(pool.use_server)
    if not pool.persists or not directs:
        return
    line = each.pool.option("persist").origin.statement if each.pool.option("persist").value else None
    if line is None:
        line = next((rule for rule in each.pool.statements if setting(rule) == "force-persist"), None)
    if line is None:
        return
    inside = line._section is each.pool.proxy
    first = each.pool.servers[0].name
    yield Finding(
        f"with `{first}` down, `{line._reading.said(2)}` still sends clients there that were there before, AND "
        f"load balancing sends others elsewhere: expected one server at a time in a {each.writer.what} "
        f"{each.writer.because}",
        line if inside else each.pool.proxy.header,
        0 if inside else 1,
        1,
        severity=each.severity(spared=True),
        related=() if inside else (("it is inherited from here", line, 1),),
    )


def _set_dst(ctx: LintContext, each: WriterPool) -> Iterator[Finding]:
    sections = dict.fromkeys((each.pool.proxy, *ctx.fronts(each.pool)))
    for section in sections:
        for line in ctx.statements(section):
            if setting(line) in ("tcp-request", "http-request") and action(line) in ("set-dst", "set-dst-port"):
                yield Finding(
                    "where connections go is decided by each of them: nobody can prove that this "
                    f"{each.writer.what} has one writer {each.writer.because}",
                    *whole(line),
                    severity=Severity.INFO,
                )
                return
