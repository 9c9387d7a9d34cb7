"""MUL: the files of several controllers prefer the same servers, in the same order."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, Fix, lint_rule, twins
from haproxy_model.lint.rules.controllers.counterparts import Endpoint, endpoint_of, endpoints, file_name, pairs, shown
from haproxy_model.lint.rules.listing import listed
from haproxy_model.lint.rules.statements import reword
from haproxy_model.lint.rules.word_places import says
from haproxy_model.model.proxy_lines import StickTable
from haproxy_model.model.section import Section
from haproxy_model.model.server import Server
from haproxy_model.views.effective import Effective, EffectiveServer
from haproxy_model.views.roles.databases import Writer, writers

#: algorithms that go by the order of the servers, unless the hash is consistent
_ORDERED = frozenset(("source", "uri", "url_param", "hdr", "hash", "rdp-cookie", "static-rr"))


@lint_rule("MUL001", "controllers-differ-writer-preference", severity=Severity.ERROR)
def writer_preference_differs(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds database pools whose preferred server, or order of backups, differs between controllers.
    Why: when the virtual address moves, or while two controllers hold one each, two nodes are written.
    In: files of controllers.
    Bad:
            default-server on-marked-down shutdown-sessions
        # --- file 1
        listen galera
            bind 192.0.2.10:3306
            option httpchk
            server db1 192.0.2.11:3306 check port 9200
            server db2 192.0.2.12:3306 check port 9200 backup
        # --- file 2
        listen galera
            bind 192.0.2.10:3306
            option httpchk
            server db2 192.0.2.12:3306 check port 9200
            server db1 192.0.2.11:3306 check port 9200 backup
    Good:
            default-server on-marked-down shutdown-sessions
        # --- file 1
        listen galera
            bind 192.0.2.10:3306
            option httpchk
            server db1 192.0.2.11:3306 check port 9200
            server db2 192.0.2.12:3306 check port 9200 backup
        # --- file 2
        listen galera
            bind 192.0.2.10:3306
            option httpchk
            server db1 192.0.2.11:3306 check port 9200
            server db2 192.0.2.12:3306 check port 9200 backup
    Reference: 5.2 "backup".
    """
    for writer in writers(ctx.roles):
        own = _preference(ctx, writer.pool)
        found = _same_cluster(ctx, writer)
        if found is None or own is None:
            continue
        other, there = found
        theirs = _preference(other, there.pool)
        difference = _first_difference(own, theirs) if theirs is not None else None
        if difference is None or theirs is None or "shard" in _shards(ctx, writer) ^ _shards(other, there):
            continue
        place, mine, yours = difference
        down = [own[endpoint].name for endpoint in list(own)[:place]]
        state = f"with {listed(down)} down" if down else "with every node up"
        server = own[mine]
        yield Finding(
            f"{state}, `{writer.pool.proxy.title}` sends writes to `{server.name}` ({shown(mine)}) here and to "
            f"`{theirs[yours].name}` ({shown(yours)}) in {file_name(other)}: two nodes of a {writer.what} are written "
            f"when both files are in use; expected one order of preference {writer.because}",
            server.statement,
            1,
            severity=None if writer.is_galera else Severity.WARNING,
            related=((f"{file_name(other)} prefers this one", theirs[yours].statement, 1),),
            fix=_same_order(writer.pool, list(own), theirs),
        )


def _shards(ctx: LintContext, writer: Writer) -> set[str]:
    """Markers such as `shard=NAME`: pools of different shards are written each on its own."""
    return {"shard"} if any(each.startswith("shard=") for each in ctx.markers(writer.pool.proxy)) else set()


def _same_cluster(ctx: LintContext, writer: Writer) -> tuple[LintContext, Writer] | None:
    """The writer of an earlier file that has a server in common with this one: of that name, if there is one."""
    own = dict.fromkeys(each for each in map(endpoint_of, writer.pool.servers) if each is not None)
    for other in ctx.earlier:
        known = other.remembered("writers by endpoint", _by_endpoint)
        joined = [each for endpoint in own for each in known.get(endpoint, ())]
        if joined:
            return other, next((each for each in joined if each.pool.proxy.name == writer.pool.proxy.name), joined[0])
    return None


def _by_endpoint(ctx: LintContext) -> dict[Endpoint | None, list[Writer]]:
    found: dict[Endpoint | None, list[Writer]] = {}
    for writer in writers(ctx.roles):
        for endpoint in dict.fromkeys(endpoint_of(server) for server in writer.pool.servers):
            found.setdefault(endpoint, []).append(writer)
    return found


def _preference(ctx: LintContext, pool: Effective) -> dict[Endpoint, EffectiveServer] | None:
    """The servers in the order in which they come to serve; None where several serve at once, or one is unknown."""
    failover = ctx.failover(pool.proxy)
    pairs_ = [
        (server, state)
        for server, state in zip(pool.servers, failover.servers, strict=True)
        if state.may_serve and server.is_certain
    ]
    active = [server for server, state in pairs_ if not state.backup]
    if (len(active) > 1 and not failover.chooses_one) or failover.all_backups:
        return None
    found: dict[Endpoint, EffectiveServer] = {}
    for server in (*active, *(server for server, state in pairs_ if state.backup)):
        endpoint = endpoint_of(server)
        if endpoint is None:
            return None
        found.setdefault(endpoint, server)
    return found


def _first_difference(
    own: dict[Endpoint, EffectiveServer], theirs: dict[Endpoint, EffectiveServer]
) -> tuple[int, Endpoint, Endpoint] | None:
    """The first place at which the orders of the common servers differ, and who stands there in each."""
    mine, yours = [each for each in own if each in theirs], [each for each in theirs if each in own]
    for place, (one, other) in enumerate(zip(mine, yours, strict=True)):
        if one != other:
            return place, one, other
    return None


def _same_order(pool: Effective, own: list[Endpoint], theirs: dict[Endpoint, EffectiveServer]) -> Fix | None:
    """The server lines in the order of the other file, each a backup where it is one there."""
    servers = {endpoint_of(server): server for server in pool.servers}
    lines = [server.statement for server in pool.servers]
    if set(own) != set(theirs) or len(servers) != len(lines) or set(servers) != set(theirs):
        return None
    if not all(isinstance(line, Server) and line.comment is None for line in lines):
        return None
    if any(server.line("backup") not in (None, server.statement) for server in servers.values()):
        return None
    wanted = [(servers[endpoint].statement, theirs[endpoint].backup) for endpoint in theirs]

    def change(copied: Section) -> None:
        twin = twins(pool.proxy, copied)
        said = [(line.arguments, backup) for line, backup in wanted]
        for line, (arguments, backup) in zip(lines, said, strict=True):
            reword(twin(line), line.keyword, *arguments)
            twin(line).backup = backup

    return Fix("take the order of the other file", "unsafe", pool.proxy, change)


@lint_rule("MUL005", "controllers-differ-server-order", severity=Severity.WARNING)
def server_order_differs(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds proxies that have the same servers in another order, or with other ids, than on another
        controller.
    Why: hashes, the choice among backups and shared stick tables go by order and id: a client meets another server
        when the virtual address moves.
    In: files of controllers.
    Bad:
        # --- file 1
        listen nova
            bind 192.0.2.10:8774
            balance source
            server ctl1 192.0.2.11:8774 check
            server ctl2 192.0.2.12:8774 check
        # --- file 2
        listen nova
            bind 192.0.2.10:8774
            balance source
            server ctl2 192.0.2.12:8774 check
            server ctl1 192.0.2.11:8774 check
    Good:
        # --- file 1
        listen nova
            bind 192.0.2.10:8774
            balance source
            server ctl1 192.0.2.11:8774 check
            server ctl2 192.0.2.12:8774 check
        # --- file 2
        listen nova
            bind 192.0.2.10:8774
            balance source
            server ctl1 192.0.2.11:8774 check
            server ctl2 192.0.2.12:8774 check
    Reference: 4.2 "balance", "hash-type".
    """
    preferences = {id(writer.pool) for writer in writers(ctx.roles) if _preference(ctx, writer.pool) is not None}
    for pool, there, other in pairs(ctx):
        own, theirs = endpoints(pool), endpoints(there)
        if own is None or theirs is None or set(own) != set(theirs) or id(pool) in preferences:
            continue
        ids = [(own[each].id, theirs[each].id) for each in own]
        same_ids = all(one == two for one, two in ids)
        if list(own) == list(theirs) and same_ids:
            continue
        why = _minds_order(pool)
        place = next((one for one, two in zip(own, theirs, strict=True) if one != two), next(iter(own)))
        yield Finding(
            f"the servers of `{pool.proxy.title}` stand in another order, or have other ids, than in "
            f"{file_name(other)}: {why or 'only the start of the round differs'}; expected the same order",
            own[place].statement,
            1,
            severity=None if why else Severity.INFO,
            related=((f"in {file_name(other)}", next(iter(theirs.values())).statement, 1),),
        )


def _minds_order(pool: Effective) -> str:
    """What goes by the order of the servers, in words; empty where nothing does."""
    if len([server for server in pool.servers if server.backup]) > 1:
        return "the first backup that is up serves"
    algorithm = pool.balance.value[0].partition("(")[0]
    kind = pool.setting("hash-type")
    if algorithm == "first":
        return "`balance first` goes by it"
    if algorithm in _ORDERED and (kind is None or kind.value[:1] != ("consistent",)):
        return f"`balance {algorithm}` goes by it"
    shared = any(says(line, "peers") for line in pool.statements if isinstance(line, StickTable))
    return "shared stick tables name servers by id" if shared else ""
