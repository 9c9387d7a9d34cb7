"""Servers that nothing can mark down: what that costs, which two rules say."""

from __future__ import annotations

from haproxy_model.diagnostics import Severity
from haproxy_model.values.address import Address
from haproxy_model.views.effective import Effective, EffectiveServer
from haproxy_model.views.failover import PoolServer


def is_remote(server: EffectiveServer) -> bool:
    """Whether the server listens on the network, as far as is known: a local socket goes down with this machine."""
    address = server.address
    return isinstance(address, Address) and address.is_inet


def never_down(server: EffectiveServer, state: PoolServer, waiting: str) -> str:
    """What happens when the server dies, for a message; `waiting` lists the backups of its pool, empty for none."""
    if not state.backup and waiting:
        effect = f"with `{server.name}` dead, new connections still go there and {waiting} never take over"
    else:
        effect = f"with `{server.name}` dead, new connections still go there"
    return f"nothing can mark `{server.name}` down: {effect}; expected `check`, `agent-check` or `track`"


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
