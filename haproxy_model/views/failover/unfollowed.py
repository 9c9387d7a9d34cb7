"""What a file allows and nobody followed so far, so that no proof may hold; each was seen, or may be.

Of a pool with one server that may ever serve, none matters.
"""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.model.line import Statement
from haproxy_model.views.effective import Effective, EffectiveServer
from haproxy_model.views.failover.choice import Choice, places
from haproxy_model.views.failover.pool_of_proxy import unsure_rule
from haproxy_model.views.failover.pool_queue import shared_queues
from haproxy_model.views.failover.whole_file import Whole, quoted, whole_of


def unfollowed_parts(effective: Effective, choice: Choice) -> Iterator[str]:
    """What may lead to two servers although the model sees none, each in words that name its line.

    Args:
        effective: the settings of the proxy.
        choice: what was read from them.
    """
    usable = choice.may_serve | choice.directable
    if usable & (usable - 1) == 0:
        return
    whole = whole_of(effective)
    yield from _queues(effective, choice, whole)
    yield from _agents(effective, choice, whole)
    pool = choice.pool
    if pool.algorithm == "sticky" and choice.enabled & choice.backup and not (pool.leaves_open or pool.hands_over):
        yield "whom clients come to that `balance sticky` has wait for a backup is not known of this version"
    rule = unsure_rule(effective)
    if rule is not None:
        yield f"whether all clients have one key in {quoted(rule)} {whole.place(rule)}, stored for each, is unknown"
    yield from _called_alike(effective, whole)
    mode = effective.mode
    if mode.value not in ("tcp", "http"):
        line = mode.origin.statement
        where = "" if line is None else f" {whole.place(line)}"
        yield f"how `mode {mode.value}`{where} chooses servers is not modelled"
    processes = whole.processes
    if processes is not None and processes.arguments[:1] != ("1",):
        yield f"`nbproc` {whole.place(processes)} starts processes that check servers apart"


def _queues(effective: Effective, choice: Choice, whole: Whole) -> Iterator[str]:
    """Queues of which it is not known whom those that wait come to, in every release of a line."""
    waiting = 0 if choice.pool.leaves_open else shared_queues(choice)
    if choice.pool.requeues:
        # Threads may hand a server that goes down to one that waits before the others are balanced again.
        waiting |= choice.waits & choice.cuts & choice.served_once
    for place in places(waiting):
        server = effective.servers[place]
        for keyword in ("maxconn", "minconn", "agent-check"):
            line = server.line(keyword)
            if line is not None:
                effect = "may let" if keyword == "agent-check" else "lets"
                yield f"`{keyword}` {whole.place(line)} {effect} clients wait, and it is not known whom they come to"
                return


def _agents(effective: Effective, choice: Choice, whole: Whole) -> Iterator[str]:
    """A server that tracks one with an agent: what the agent says of the weight is not passed on."""
    for place in places(choice.with_roots(choice.pool.drained_by_agent)):
        server = effective.servers[place]
        if server.line("agent-check") is None:
            yield f"`{server.name}` {whole.place(server.statement)} tracks a server whose agent may drain it"
            return


def resolved_at_run_time(server: EffectiveServer) -> Statement | None:
    """The line that has the address of a server change while HAProxy runs; None where it is fixed."""
    return server.line("resolvers") if server.is_named else None


def may_stay_unresolved(server: EffectiveServer) -> bool:
    """Whether a server may begin without an address and stay so, as its name comes to nothing."""
    methods = server.init_addr
    waits = isinstance(methods, tuple) and "none" in methods
    return server.is_named and waits and not server.has("resolvers")


def _called_alike(effective: Effective, whole: Whole) -> Iterator[str]:
    if len(effective.server_names) == len(effective.servers):
        return
    first = effective.server_names
    again = next(server for server in effective.servers if first[server.name] is not server)
    yield f"server `{again.name}` {whole.place(again.statement)} is called like another one"
