"""What a file allows and the model does not follow, so that no proof may hold: queues, agents, keys that are stored
late, names that are resolved at run time, HTTP, several processes.

Each was seen to give two servers at once on a running HAProxy.  Of a pool with one server that may ever serve, none
matters.
"""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.model.line import Statement
from haproxy_model.model.rules import StickRule, TcpRequestRule
from haproxy_model.views.effective import Effective, EffectiveServer
from haproxy_model.views.failover.choice import Choice, is_several, places
from haproxy_model.views.failover.constant_conditions import holds
from haproxy_model.views.failover.whole_file import Whole, quoted, whole_of

#: parameter -> what it does to a proof; without effect at the value 0
_QUEUES = {
    "maxconn": "lets clients wait",
    "minconn": "lets clients wait",
    "maxqueue": "sends clients elsewhere when the queue is full",
}
_AGENT = "lets an agent set `maxconn`, drain servers and enable disabled ones"


def unfollowed_parts(effective: Effective, choice: Choice) -> Iterator[str]:
    """What may lead to two servers although the model sees none, each in words that name its line.

    Args:
        effective: the settings of the proxy.
        choice: what was read from them.
    """
    servers = _usable(effective, choice)
    if len(servers) < 2:
        return
    whole = whole_of(effective)
    for keyword, effect in _QUEUES.items():
        yield from _first(whole, servers, keyword, effect)
    yield from _agents(effective, choice, whole)
    yield from _keys(effective, choice, whole)
    yield from _resolved(servers, whole)
    yield from _called_alike(effective, whole)
    yield from _mode(effective, whole)
    processes = whole.processes
    if processes is not None and processes.arguments[:1] != ("1",):
        yield f"`nbproc` {whole.place(processes)} starts processes that check servers apart"


def _usable(effective: Effective, choice: Choice) -> list[EffectiveServer]:
    """The servers that may ever receive a connection, by an agent's doing, too."""
    enabled_by_agent = choice.with_roots(choice.pool.drained_by_agent) & ~choice.enabled
    usable = choice.may_serve | choice.directable | enabled_by_agent
    return [effective.servers[place] for place in places(usable)]


def _first(whole: Whole, servers: list[EffectiveServer], keyword: str, effect: str) -> Iterator[str]:
    """The first of some servers that have a parameter."""
    for server in servers:
        line = server.line(keyword)
        if line is not None and server.parameters.value(keyword) != 0:
            yield f"`{keyword}` {whole.place(line)} {effect}"
            return


def _agents(effective: Effective, choice: Choice, whole: Whole) -> Iterator[str]:
    agents = choice.with_roots(choice.pool.drained_by_agent)
    for place in places(agents):
        server = effective.servers[place]
        line = server.line("agent-check")
        if line is not None:
            yield f"`agent-check` {whole.place(line)} {_AGENT}"
        else:
            yield f"`{server.name}` {whole.place(server.statement)} tracks a server whose agent may drain it"
        return


def _keys(effective: Effective, choice: Choice, whole: Whole) -> Iterator[str]:
    several = any(map(is_several, choice.chain))
    if choice.pool.algorithm == "hash" and several:
        line = effective.balance.origin.statement
        where = "" if line is None else f" {whole.place(line)}"
        yield f"`balance hash`{where} keeps several servers apart by its key alone"
    if choice.pool.stick != "constant":
        return
    effect = (
        "clients that arrive together may go to several servers"
        if several
        else "meanwhile a server that comes back may receive clients, too"
    )
    asking = (rule for rule in effective.statements if isinstance(rule, StickRule) and rule.type in ("on", "match"))
    rule = next((rule for rule in asking if holds(rule, effective) is not False), None)
    if rule is not None:
        yield f"{quoted(rule)} {whole.place(rule)} is stored late: {effect}"


def _resolved(servers: list[EffectiveServer], whole: Whole) -> Iterator[str]:
    for server in servers:
        line = resolved_at_run_time(server)
        if line is not None:
            yield f"the name of server `{server.name}` {whole.place(line)} is resolved at run time"
            return


def resolved_at_run_time(server: EffectiveServer) -> Statement | None:
    """The line that has the address of a server change while HAProxy runs; None where it is fixed."""
    if not server.is_named:
        return None
    methods = server.init_addr
    may_wait = isinstance(methods, tuple) and "none" in methods
    return server.line("resolvers") or (server.line("init-addr") if may_wait else None)


def _called_alike(effective: Effective, whole: Whole) -> Iterator[str]:
    if len(effective.server_names) == len(effective.servers):
        return
    first = effective.server_names
    again = next(server for server in effective.servers if first[server.name] is not server)
    yield f"server `{again.name}` {whole.place(again.statement)} is called like another one"


def _mode(effective: Effective, whole: Whole) -> Iterator[str]:
    mode = effective.mode
    line = mode.origin.statement
    where = "" if line is None else f" {whole.place(line)}"
    if mode.value == "http":
        yield f"`mode http`{where} lets a client stay with its server after NTLM or Negotiate"
    elif mode.value != "tcp":
        yield f"how `mode {mode.value}`{where} chooses servers is not modelled"
    rule = effective.first_line("switch-mode", _switches)
    if rule is not None:
        yield f"{quoted(rule, 3)} {whole.place(rule)} speaks HTTP with some clients"


def _switches(line: Statement) -> bool:
    return isinstance(line, TcpRequestRule) and line.action.name == "switch-mode"
