"""GAL: clients of a database that wait for a server, and are served while others go to another one."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, lint_rule
from haproxy_model.lint.rules.galera.writer_pools import WriterPool, writer_pools
from haproxy_model.lint.rules.word_places import position
from haproxy_model.model.line import Line
from haproxy_model.views.failover.proof import Event, Proof

#: What clients do at a server that is full.
_FULL = ("queued", "pooled", "fills")
#: The parameters that limit a server.
_LIMITS = ("maxconn", "minconn", "agent-check")


@lint_rule("GAL040", "galera-waiting-clients-split-writers", severity=Severity.WARNING)
def waiting_clients_split_writers(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds database pools in which clients that wait for a full server lead to two writers.
    Why: a client that waits in the queue of a backup gets it although the active server is back; one that finds the
        active server full is handed another one that is up (3.2 on); one that waited for the pool keeps its session
        when the server goes down (2.6 to 3.0). A database limits its connections itself.
    In: a Galera pool.
    Bad:
            default-server check port 9200 maxconn 500 on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 backup
    Good:
            default-server check port 9200 on-marked-down shutdown-sessions
            server db1 192.0.2.11:3306 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 backup
    Reference: 5.2 "maxconn", "minconn", "agent-check".
    """
    for each in writer_pools(ctx):
        for proof in (each.failover.new_connections, each.failover.sessions):
            full = next((event for event in proof.events if event.kind in _FULL), None)
            if full is not None:
                yield _finding(each, proof, full)
                break


def _finding(each: WriterPool, proof: Proof, full: Event) -> Finding:
    line: Line = each.pool.proxy.header
    word = 1
    for server in each.pool.servers:
        keyword = next((limit for limit in _LIMITS if server.has(limit)), None) if server.name in full.servers else None
        found = None if keyword is None else server.line(keyword)
        if found is not None and keyword is not None:
            line, word = found, position(found, keyword)
            break
    way = ", ".join(map(str, proof.events))
    return Finding(
        f"{way}: two writers; expected no limit in HAProxy, but in the {each.writer.what} {each.writer.because}",
        line,
        word,
        severity=Severity.WARNING if each.is_reached else Severity.INFO,
    )
