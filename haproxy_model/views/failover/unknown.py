"""What no configuration says and yet decides who serves: Lua, clients' destinations, other writers, variables.

A proof that holds only as far as the text is known is no proof; a violation is one if it stands whatever the unknown
parts are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import evolve

from haproxy_model.model.line import Statement
from haproxy_model.model.proxy_lines import StickTable
from haproxy_model.model.rules import StickRule
from haproxy_model.model.server import ServerTemplate
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.address import Address
from haproxy_model.values.unread import Unread
from haproxy_model.views.effective import Effective, EffectiveServer
from haproxy_model.views.failover.constant_conditions import depends_on_health, holds, is_open
from haproxy_model.views.failover.pool import Pool
from haproxy_model.views.failover.pool_of_proxy import read_pool, unsure_rule
from haproxy_model.views.failover.unfollowed import may_stay_unresolved
from haproxy_model.views.failover.whole_file import Whole, quoted, whole_of

_LUA = re.compile(r"(?<![\w.-])lua\.[\w.]").search
#: What the class of servers and the choice among them is made of.
_DECISIVE = frozenset(
    ("server", "server-template", "default-server", "balance", "hash-type", "hash-balance-factor", "option", "retries",
     "stick", "stick-table", "use-server", "cookie", "persist", "force-persist", "mode", "disabled", "enabled",
     "dispatch", "acl", "http-check", "load-server-state-from-file", "tcp-request")
)  # fmt: skip
_DECISIVE_OPTIONS = frozenset(("allbackups", "persist", "redispatch", "prefer-last-server", "transparent", "httpchk"))
#: The lines that choose under a condition.
_CHOOSERS = frozenset(("use-server", "stick", "force-persist"))
#: The lines of servers: what they say is resolved, and asked of each server.
_SERVERS = frozenset(("server", "server-template", "default-server"))
#: The parameters that decide who serves.
_DECISIVE_PARAMETERS = frozenset(
    ("on-marked-down", "on-marked-up", "track", "id", "maxconn", "minconn", "maxqueue", "init-state", "init-addr",
     "resolvers")
)  # fmt: skip


def unknown_parts(effective: Effective, pool: Pool) -> Iterator[str]:
    """What nobody knows from the text, each in words that quote it.

    Args:
        effective: the settings of the proxy.
        pool: what was read from them.
    """
    whole = whole_of(effective)
    if whole.lua is not None:
        yield f"{quoted(whole.lua, 2)} {whole.place(whole.lua)} brings Lua code, which may change servers"
    for line in effective.statements:
        if _LUA(line._said()):
            yield f"{quoted(line, 3)} {whole.place(line)} asks Lua"
    for server, state in zip(effective.servers, pool.servers, strict=True):
        if state.may_serve:
            yield from asked_by_clients(server, whole)
    yield from entries_from_elsewhere(effective, pool)
    uncertain = uncertain_servers(effective)
    for server in effective.servers:
        if server.name in uncertain:
            yield f"a variable decides about server `{server.name}` {whole.place(server.statement)}"
    yield from variable_lines(effective)
    for line in chosen_by_health(effective):
        yield f"the health of servers decides about {quoted(line, 2)} {whole.place(line)}"
    if whole.doubtless is not None:
        yield from _undecided(effective, pool, whole)


def chosen_by_health(effective: Effective) -> list[Statement]:
    """The lines that choose by the health of servers, for every client alike."""
    lines = (line for line in effective.statements if line.keyword in _CHOOSERS)
    return [line for line in lines if depends_on_health(line, effective)]


def asked_by_clients(server: EffectiveServer, whole: Whole) -> Iterator[str]:
    """That a server has no address of its own."""
    if isinstance(server.address, Address) and server.address.is_wildcard:
        place = whole.place(server.statement)
        yield f"server `{server.name}` {place} connects to the address that each client asked for"


def variable_lines(effective: Effective) -> Iterator[str]:
    """The lines of which nobody knows what they are, or how they choose, for a variable that stands in them."""
    whole = whole_of(effective)
    line = effective.first_line("how many servers", _is_uncounted)
    if line is not None:
        yield f"how many servers `server-template` {whole.place(line)} makes is unknown"
    line = effective.first_line("variable lines", _is_variable)
    if line is not None:
        yield f"a variable decides about {quoted(line, 2)} {whole.place(line)}"


def _is_uncounted(line: Statement) -> bool:
    return isinstance(line, ServerTemplate) and line.numbers is None


def _is_variable(line: Statement) -> bool:
    if line.keyword in _SERVERS:
        return False
    return isinstance(line.keyword, Expandable) or (_decides(line) and line._has_variables)


def uncertain_servers(effective: Effective) -> frozenset[str]:
    """The servers with a parameter that nobody knows."""
    return frozenset(server.name for server in effective.servers if not _is_certain(server))


def _is_certain(server: EffectiveServer) -> bool:
    known = _DECISIVE_PARAMETERS.isdisjoint(server.parameters.with_variables)
    return known and server.is_certain and not isinstance(server.parameters.weight, Unread)


def other_readings(effective: Effective, pool: Pool) -> Iterator[Pool]:
    """The pool without what is unknown: a violation is certain if these have it too."""
    uncertain = uncertain_servers(effective)
    if uncertain:
        yield evolve(pool, servers=tuple(server for server in pool.servers if server.name not in uncertain))
    if any(line.keyword in _CHOOSERS and is_open(line, effective) for line in effective.statements):
        yield read_pool(effective, where_open=True)
        yield read_pool(effective, where_open=False)
    if pool.stick == "constant" and unsure_rule(effective) is not None:
        yield pool
        yield evolve(pool, stick="none")
        yield evolve(pool, stick="client")
    less = whole_of(effective).doubtless
    if less is not None:
        yield read_pool(Effective(effective.proxy, less))


def restored(effective: Effective, pool: Pool) -> Pool | None:
    """The pool with every server enabled and weighed, as a state file may leave it; None where none is loaded."""
    setting = effective.setting("load-server-state-from-file")
    if setting is None or setting.value[:1] == ("none",):
        return None
    servers = (evolve(server, weight=server.weight or 1, disabled=False) for server in pool.servers)
    return evolve(pool, servers=tuple(servers))


def unresolved(effective: Effective, pool: Pool) -> Pool | None:
    """The pool without the servers whose names may come to nothing at the start; None where there are none."""
    gone = {server.name for server in effective.servers if may_stay_unresolved(server)}
    if not gone:
        return None
    return evolve(
        pool, servers=tuple(evolve(each, disabled=each.disabled or each.name in gone) for each in pool.servers)
    )


def entries_from_elsewhere(effective: Effective, pool: Pool) -> Iterator[str]:
    """The stick tables that this proxy follows and others write, each in words."""
    own = effective.proxy.name or ""
    whole = whole_of(effective)
    for rule in effective.statements:
        if not isinstance(rule, StickRule) or rule.arguments[:1] not in (("on",), ("match",)):
            continue
        if holds(rule, effective) is False:
            continue
        table = rule.table or own
        others = {*whole.writers.get(table, ())} - {own}
        if others:
            yield f"the stick table of `{table}`, asked {whole.place(rule)}, is also written by `{min(others)}`"
        elif pool.stick == "none" and (peers := _peers(effective, table)) is not None:
            yield f"the stick table of `{table}` is also written by the `peers` {whole.place(peers)}"


def _peers(effective: Effective, table: str) -> StickTable | None:
    """The `stick-table` line of a table that other processes write, too."""
    holder = effective if table == effective.proxy.name else effective.pool(table)
    lines = () if holder is None else holder.statements
    return next((line for line in lines if isinstance(line, StickTable) and line.peers is not None), None)


def _undecided(effective: Effective, pool: Pool, whole: Whole) -> Iterator[str]:
    """The lines that decide who serves, in branches that nobody can decide; the first, and whom servers track."""
    active = effective.active
    doubtful = effective.first_line("doubtful lines", lambda line: active.is_doubtful(line) and _decides(line))
    if doubtful is not None:
        yield f"whether {quoted(doubtful, 2)} {whole.place(doubtful)} counts depends on a `.if` that cannot be decided"
    elsewhere = next((server for server in pool.servers if server.root is not None and "/" in server.root), None)
    if elsewhere is not None:
        yield f"what `{elsewhere.name}` tracks may depend on a `.if` that cannot be decided"


def _decides(line: Statement) -> bool:
    if line.keyword == "option":
        hidden = any(isinstance(word, Expandable) for word in line.arguments[-1:])
        return hidden or bool(_DECISIVE_OPTIONS.intersection(line.arguments[:1]))
    return line.keyword in _DECISIVE
