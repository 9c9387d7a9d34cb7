"""SVC: SQL Server, of which one replica takes writes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, lint_rule
from haproxy_model.lint.rules.listing import listed
from haproxy_model.lint.rules.services.single_writers import asked, check_origin, check_place
from haproxy_model.views.effective import Effective
from haproxy_model.views.roles.elected import active_servers

_PORT = 1433
_READERS = re.compile(r"read|replica|secondar|report|(?:^|[_.-])ro(?:[_.-]|$)", re.IGNORECASE)


@lint_rule("SVC007", "mssql-without-role-check", severity=Severity.WARNING)
def sql_server_without_role_check(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds pools of several active SQL Servers whose check does not ask which one is the primary.
    Why: half of the connections end on a secondary replica, where every write fails.
    In: a file with timeouts of three hours.
    Bad:
        listen mssql
            bind 192.0.2.10:1433
            balance leastconn
            server sql1 192.0.2.11:1433 check
            server sql2 192.0.2.12:1433 check
    Good:
        listen mssql
            bind 192.0.2.10:1433
            balance leastconn
            default-server check agent-check agent-port 9999 on-marked-down shutdown-sessions
            server sql1 192.0.2.11:1433
            server sql2 192.0.2.12:1433
    Reference: 5.2 "agent-check"; 4.2 "tcp-check expect".
    """
    for pool in ctx.pools:
        if pool.mode.value != "tcp" or {server.address_port for server in pool.servers} != {_PORT}:
            continue
        if not ctx.is_known(pool.proxy) or ctx.markers(pool.proxy) & {"role=reader", "role=ignore", "elected-by-check"}:
            continue
        names = [pool.proxy.name or "", *(front.name or "" for front in ctx.fronts(pool))]
        active = active_servers(ctx.roles, pool)
        if len(active) < 2 or _may_ask(pool) or any(_READERS.search(name) for name in names):
            continue
        yield Finding(
            f"new connections go to {listed((server.name for server in active), 'AND')}, and {asked(pool)} does not "
            "ask which one is the primary; expected a check that does, or one active server",
            *check_place(pool, active),
            related=check_origin(pool),
        )


def _may_ask(pool: Effective) -> bool:
    """Whether something may tell the primary: an agent, a script, a page elsewhere, steps of the check."""
    if any(
        server.has("agent-check") or server.has("healthcheck") or server.has("track") or server.checks_elsewhere
        for server in pool.servers
    ):
        return True
    name = pool.check_method.value[0]
    return name in ("external-check", "httpchk") or (name == "tcp-check" and bool(pool.tcp_checks))
