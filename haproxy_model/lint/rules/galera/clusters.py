"""GAL: several proxies of one Galera cluster agree on who is written to (rule catalogue, B5)."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, Fix, lint_rule, name_of, twins
from haproxy_model.lint.rules.galera.writer_pools import WriterPool, state_of, writer_pools
from haproxy_model.lint.rules.health.check_settings import TIMINGS, from_elsewhere
from haproxy_model.lint.rules.listing import listed
from haproxy_model.lint.rules.word_places import says
from haproxy_model.model.line import Statement
from haproxy_model.model.rules import UseBackend
from haproxy_model.model.section import Section
from haproxy_model.model.server import DefaultServer, Server
from haproxy_model.views.effective import EffectiveServer
from haproxy_model.views.roles.databases import endpoints, undeclared_readers

#: how many servers in a row may go down while two preferences are compared
_MOST_DOWN = 50
#: sample fetches by which a frontend asks whether a backend has servers left
_ASKS_FOR_SERVERS = ("nbsrv", "srv_is_up", "be_server_count")


def _clusters(ctx: LintContext) -> list[list[WriterPool]]:
    """The pools that are written to, by the cluster that their common servers make."""
    return ctx.remembered("clusters", _joined)


def _joined(ctx: LintContext) -> list[list[WriterPool]]:
    groups: dict[int, list[WriterPool]] = {}
    owner: dict[Hashable, int] = {}
    for number, each in enumerate(writer_pools(ctx)):
        if not each.is_reached:
            continue
        group = [each]
        own = endpoints(each.pool)
        for other in dict.fromkeys(owner[endpoint] for endpoint in own if endpoint in owner):
            group = [*groups.pop(other), *group]
        groups[number] = group
        moved = [endpoint for member in group for endpoint in endpoints(member.pool)]
        owner.update(dict.fromkeys(moved, number))
    return [group for group in groups.values() if len(group) > 1]


@lint_rule("GAL006", "galera-writer-preference-differs", severity=Severity.ERROR)
def writer_preference_differs(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds proxies of one database cluster that prefer different servers.
    Why: each of them has one writer, and both together have two.
    In: a file of checked databases.
    Bad:
        listen galera_internal
            bind 192.0.2.10:3306
            server db1 192.0.2.11:3306 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 backup
        listen galera_public
            bind 198.51.100.10:3306
            server db2 192.0.2.12:3306 on-marked-up shutdown-backup-sessions
            server db1 192.0.2.11:3306 backup
    Good:
        listen galera
            bind 192.0.2.10:3306
            bind 198.51.100.10:3306
            server db1 192.0.2.11:3306 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 backup
    Reference: 5.2 "backup".
    """
    for group in _clusters(ctx):
        unlike: dict[frozenset[str], WriterPool] = {}
        for each in group:
            shards = frozenset(mark for mark in ctx.markers(each.pool.proxy) if mark.startswith("shard="))
            first = unlike.setdefault(shards, each)
            if first is each or "elected-by-check" in ctx.markers(each.pool.proxy):
                continue
            found = _disagreement(first, each)
            if found is None:
                continue
            down, one, other = found
            levels = [member.severity(spared=True, across=True) for member in (first, each)]
            yield Finding(
                f"{state_of(down)}, `{each.pool.proxy.title}` sends new connections to `{other.name}` "
                f"({other.statement.arguments[1]}) AND `{first.pool.proxy.title}` to `{one.name}` "
                f"({one.statement.arguments[1]}): expected one order in all proxies of a {each.writer.what} "
                f"{each.writer.because}",
                other.statement,
                1,
                severity=min(levels),
                related=(("the writer of the other proxy", one.statement, 1),),
                fix=_same_order(first, each),
            )


def _disagreement(first: WriterPool, second: WriterPool) -> tuple[list[str], EffectiveServer, EffectiveServer] | None:
    """The servers that are down when two pools write to different servers, and these two; None where they agree."""
    places = {id(server): endpoint for endpoint, server in endpoints(first.pool).items()}
    others = {id(server): endpoint for endpoint, server in endpoints(second.pool).items()}
    down: list[str] = []
    roots_of_first: set[str] = set()
    roots_of_second: set[str] = set()
    for _ in range(_MOST_DOWN):
        one = _only(first, frozenset(roots_of_first))
        other = _only(second, frozenset(roots_of_second))
        if one is None or other is None:
            return None
        here, there = places.get(id(one[0])), others.get(id(other[0]))
        if here is None or there is None:
            return None
        if here != there:
            return down, one[0], other[0]
        root, same = one[1], other[1]
        if root is None or same is None or root in roots_of_first:
            return None
        down.append(one[0].name)
        roots_of_first.add(root)
        roots_of_second.add(same)
    return None


def _only(each: WriterPool, down: frozenset[str]) -> tuple[EffectiveServer, str | None] | None:
    """The one server that takes new connections in a state, and its health root; None where there are more, or none."""
    serving = each.failover.balanced(down)
    if len(serving) > 1 and each.has_constant_stick:
        # With an empty table the first connection decides.
        return None
    found = [(server, state.root) for server, state in each.usable if server.name in serving]
    return found[0] if len(found) == 1 else None


def _same_order(first: WriterPool, second: WriterPool) -> Fix | None:
    """The servers of the second pool in the order of the first, with its backups."""
    wanted, own = endpoints(first.pool), endpoints(second.pool)
    lines = [line for line in second.pool.statements if isinstance(line, Server)]
    if wanted.keys() != own.keys() or len(lines) != len(own) or len(second.pool.servers) != len(own):
        return None
    if any(isinstance(line, DefaultServer) and says(line, "backup") for line in second.pool.statements):
        return None
    places = [index for index, line in enumerate(second.pool.statements) if isinstance(line, Server)]
    if places != list(range(places[0], places[0] + len(places))):
        return None
    order = [(own[endpoint].statement, wanted[endpoint].backup) for endpoint in wanted]

    def change(copied: Section) -> None:
        twin = twins(second.pool.proxy, copied)
        previous: Statement | None = None
        for line, backup in order:
            copy = twin(line)
            copy.no_backup = False
            copy.backup = backup
            if previous is not None:
                copied.statements.move_after(copy, previous)
            previous = copy

    return Fix(f"the order of `{first.pool.proxy.title}`", "unsafe", second.pool.proxy, change)


@lint_rule("GAL007", "galera-independent-health-views", severity=Severity.WARNING)
def independent_health_views(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds proxies of one database cluster that check the same servers each by themselves.
    Why: one may see a server down that the other still sees up: for that time they write to different servers.
        `track` gives both the same view.
    Bad:
        global
            hard-stop-after 30m
        defaults
            mode tcp
            option httpchk
            timeout connect 5s
            timeout client 90m
            timeout server 90m
            default-server check port 9200 inter 2s fall 2 on-marked-down shutdown-sessions
        listen galera_internal
            bind 192.0.2.10:3306
            server db1 192.0.2.11:3306 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 backup
        listen galera_public
            bind 198.51.100.10:3306
            server db1 192.0.2.11:3306 fall 5 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 fall 5 backup
    Good:
        global
            hard-stop-after 30m
        defaults
            mode tcp
            option httpchk
            timeout connect 5s
            timeout client 90m
            timeout server 90m
            default-server on-marked-down shutdown-sessions
        listen galera_internal
            bind 192.0.2.10:3306
            server db1 192.0.2.11:3306 check port 9200 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 check port 9200 backup
        listen galera_public
            bind 198.51.100.10:3306
            server db1 192.0.2.11:3306 track galera_internal/db1 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 track galera_internal/db2 backup
    Reference: 5.2 "track".
    """
    for group in _clusters(ctx):
        first = group[0]
        roots = _roots(first)
        for each in group[1:]:
            if _disagreement(first, each) is not None:
                # They differ in more than their checks: GAL006.
                continue
            own = _roots(each)
            apart = [
                (roots[endpoint][0], own[endpoint][0])
                for endpoint in roots.keys() & own.keys()
                if roots[endpoint][1] and own[endpoint][1] and roots[endpoint][1] != own[endpoint][1]
            ]
            if not apart:
                continue
            apart.sort(key=lambda pair: each.pool.servers.index(pair[1]) if len(apart) <= _MOST_DOWN else 0)
            different = [(one, other, _differences(first, one, each, other)) for one, other in apart]
            one, other, what = max(different, key=lambda each: bool(each[2]))
            difference = f" with another {listed(what)}" if what else ""
            yield Finding(
                f"`{each.pool.proxy.title}` checks {listed(other.name for _, other in apart)} by itself{difference}: "
                f"while it sees `{other.name}` down and `{first.pool.proxy.title}` does not, both write to different "
                f"servers; expected `track {first.pool.proxy.name}/{one.name}` {each.writer.because}",
                other.statement,
                1,
                severity=Severity.WARNING if what else Severity.INFO,
                related=(
                    ("the check of the other proxy", one.statement, 1),
                    *from_elsewhere(other, *(keyword for keyword in TIMINGS if keyword in what)),
                ),
            )


def _roots(each: WriterPool) -> dict[Hashable, tuple[EffectiveServer, str | None]]:
    """The servers by endpoint, with the health root that each goes down with, named as from anywhere."""
    states = {id(server): state for server, state in each.usable}
    found: dict[Hashable, tuple[EffectiveServer, str | None]] = {}
    for endpoint, server in endpoints(each.pool).items():
        root = states[id(server)].root if id(server) in states else None
        found[endpoint] = server, root if root is None or "/" in root else f"{each.pool.proxy.name}/{root}"
    return found


def _differences(first: WriterPool, one: EffectiveServer, second: WriterPool, other: EffectiveServer) -> list[str]:
    """What differs between two checks of the same server."""
    found = [
        keyword for keyword in (*TIMINGS, "port", "addr", "check-ssl") if one.param(keyword) != other.param(keyword)
    ]
    if first.pool.check_method.value != second.pool.check_method.value:
        found.append("kind of check")
    if first.pool.timeout("check").value != second.pool.timeout("check").value:
        found.append("timeout check")
    return found


@lint_rule("GAL038", "galera-nbsrv-chain-sessions", severity=Severity.INFO)
def nbsrv_chain_sessions(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds frontends that choose the database backend by the number of servers that are up.
    Why: sessions on one backend stay when an earlier backend is back: `on-marked-up` acts within one backend alone.
    In: a file of checked databases.
    Bad:
        frontend galera
            bind 192.0.2.10:3306
            use_backend galera_1 if { nbsrv(galera_1) gt 0 }
            default_backend galera_2
        backend galera_1
            server db1 192.0.2.11:3306
        backend galera_2
            server db2 192.0.2.12:3306
    Good:
        frontend galera
            bind 192.0.2.10:3306
            default_backend galera_nodes
        backend galera_nodes
            server db1 192.0.2.11:3306 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 backup
    Reference: 7.3.2 "nbsrv"; 4.2 "use_backend".
    """
    written = {each.pool.proxy.name: each for each in writer_pools(ctx)}
    fronts = {id(front): front for each in written.values() for front in ctx.fronts(each.pool)}
    for front in fronts.values():
        rules = [line for line in ctx.statements(front) if isinstance(line, UseBackend) and line.name in written]
        asking = [line for line in rules if _asks_for_servers(line)]
        default = ctx.effective(front).setting("default_backend")
        targets = dict.fromkeys(line.name for line in rules)
        if default is not None and default.value[:1] and default.value[0] in written:
            targets[default.value[0]] = None
        if not asking or len(targets) < 2:
            continue
        first, second = list(targets)[:2]
        yield Finding(
            f"when the servers of `{first}` are back, sessions stay on `{second}`: no option closes them across "
            f"backends; expected one backend with `backup` servers {written[first].writer.because}",
            asking[0],
            0,
            1,
            related=(("the backend that keeps its sessions", written[second].pool.proxy.header, 1),),
        )


@lint_rule("GAL039", "galera-reader-not-declared", severity=Severity.INFO)
def reader_not_declared(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds pools over the servers of a database writer that spread connections, and are not called readers.
    Why: who writes there writes to several nodes at once; for readers it is right, and says so.
    In: a file of checked databases.
    Bad:
        listen galera
            bind 192.0.2.10:3306
            server db1 192.0.2.11:3306 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 backup
        listen reports
            bind 192.0.2.10:3307
            server db1 192.0.2.11:3306
            server db2 192.0.2.12:3306
    Good:
        listen galera
            bind 192.0.2.10:3306
            server db1 192.0.2.11:3306 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 backup
        listen reports
            # haproxy-model: role=reader
            bind 192.0.2.10:3307
            server db1 192.0.2.11:3306
            server db2 192.0.2.12:3306
    Reference: 4.2 "balance".
    """
    for reader, writer in undeclared_readers(ctx.roles):
        servers = sorted(ctx.failover(reader.pool.proxy).balanced())
        yield Finding(
            f"`{reader.pool.proxy.title}` deals connections out to {listed(servers)}, servers of "
            f"`{writer.pool.proxy.title}`, which has one writer: expected a name that says it is for readers, or the "
            f"comment `# haproxy-model: role=reader` {reader.because}",
            *name_of(reader.pool.proxy),
            related=(("the pool that is written to", writer.pool.proxy.header, 1),),
        )


def _asks_for_servers(rule: UseBackend) -> bool:
    """Whether the condition of a rule asks how many servers are up."""
    condition = " ".join(rule._reading.condition_words)
    return any(word in condition for word in _ASKS_FOR_SERVERS)
