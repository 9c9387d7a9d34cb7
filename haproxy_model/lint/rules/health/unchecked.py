"""Servers that nothing can mark down: what that costs, which two rules say."""

from __future__ import annotations

from collections.abc import Sequence

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.rules.listing import listed
from haproxy_model.values.address import Address
from haproxy_model.views.effective import Effective, EffectiveServer
from haproxy_model.views.failover import PoolServer


def is_remote(server: EffectiveServer) -> bool:
    """Whether the server listens on the network, as far as is known: a local socket goes down with this machine."""
    address = server.address
    return isinstance(address, Address) and address.is_inet


def never_down(servers: Sequence[EffectiveServer], state: PoolServer, waiting: str) -> str:
    """What happens when one of the servers dies, for a message.

    Args:
        servers: those that nothing can mark down.
        state: the first of them as failover sees it.
        waiting: lists the backups of their pool; empty for none.
    """
    effect = f"with `{servers[0].name}` dead, new connections still go there"
    if not state.backup and waiting:
        effect += f" and {waiting} never take over"
    names = listed((server.name for server in servers), "or")
    return f"nothing can mark {names} down: {effect}; expected `check`, `agent-check` or `track`"


def unchecked_severity(pool: Effective, server: EffectiveServer, has_backups: bool, *, is_last: bool) -> Severity:
    """How bad it is that nothing can mark a server down; `is_last` where nobody comes after it."""
    if server.backup and is_last and not pool.option("allbackups").value:
        # Nobody comes after the last backup: up or down, the client gets nothing.
        return Severity.INFO
    retries = pool.retries.value
    tried_elsewhere = pool.option("redispatch").value and (not isinstance(retries, int) or retries > 0)
    if not has_backups and pool.mode.value == "http" and tried_elsewhere:
        return Severity.WARNING
    # A name that leaves the DNS takes its server out.
    return Severity.WARNING if server.has("resolvers") else Severity.ERROR
