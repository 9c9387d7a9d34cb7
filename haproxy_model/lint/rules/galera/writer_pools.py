"""The pools that are written to, with who serves in them: what the rules of databases ask first."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from attrs import frozen

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rules.listing import listed
from haproxy_model.values.unread import Unread
from haproxy_model.views.effective import Effective, EffectiveServer
from haproxy_model.views.failover import Failover, HealthChange
from haproxy_model.views.failover.pool import PoolServer
from haproxy_model.views.roles.databases import Writer, writers


@frozen
class WriterPool:
    """A pool that is written to, and its servers that may ever serve."""

    writer: Writer
    failover: Failover
    #: the servers that load balancing may pick in some state
    usable: tuple[tuple[EffectiveServer, PoolServer], ...]
    #: whether a listener is known that leads to it
    is_reached: bool

    @property
    def pool(self) -> Effective:
        """The settings of the proxy."""
        return self.writer.pool

    @cached_property
    def active(self) -> list[EffectiveServer]:
        """The servers that serve while everything is up."""
        return [server for server, state in self.usable if not state.backup]

    @cached_property
    def backups(self) -> list[EffectiveServer]:
        """The servers that serve when no active one can."""
        return [server for server, state in self.usable if state.backup]

    @property
    def has_constant_stick(self) -> bool:
        """Whether a stick rule holds all clients on one server."""
        return self.failover.pool.stick == "constant"

    @cached_property
    def is_held_together(self) -> bool:
        """Whether what chooses one of several servers, for all clients, can name each of them."""
        if not self.has_constant_stick:
            return self.failover.chooses_one
        return not any(state.non_stick for _, state in self.usable)

    @cached_property
    def is_sure(self) -> bool:
        """Whether every parameter of the usable servers is known."""
        return all(server.is_certain and not isinstance(server.weight, Unread) for server, _ in self.usable)

    def severity(self, *, spared: bool, is_sure: bool | None = None, across: bool = False) -> Severity:
        """Error for a Galera cluster; for another database a warning where the rule is spared.

        A level less where a fact is unknown: a parameter, or who uses the backend.  Information alone where it is
        proved that there is one writer as things are.

        Args:
            spared: whether another database than a Galera cluster gets a warning.
            is_sure: whether the facts of the finding are known; None asks every parameter of the servers.
            across: whether the finding is about several pools, of which each may well have one writer.
        """
        if not across and self.failover.sessions.holds:
            return Severity.INFO
        severity = Severity.WARNING if spared and not self.writer.is_galera else Severity.ERROR
        sure = self.is_sure if is_sure is None else is_sure
        return severity if sure and self.is_reached else severity.lowered()


def writer_pools(ctx: LintContext) -> list[WriterPool]:
    """The pools that are written to."""
    return ctx.remembered("writer pools", _writer_pools)


def _writer_pools(ctx: LintContext) -> list[WriterPool]:
    found = []
    for writer in writers(ctx.roles):
        failover = ctx.failover(writer.pool.proxy)
        # `balance sticky` ignores weights.
        weightless = failover.pool.algorithm == "sticky"
        pairs = zip(writer.pool.servers, failover.servers, strict=True)
        usable = tuple(pair for pair in pairs if pair[1].may_serve or (weightless and not pair[1].disabled))
        found.append(WriterPool(writer, failover, usable, bool(ctx.fronts(writer.pool))))
    return found


def state_of(down: Iterable[str]) -> str:
    """A health state in words."""
    down = sorted(down)
    return f"with {listed(down)} down" if down else "with every node up"


def told(steps: tuple[HealthChange, ...]) -> str:
    """The way to two writers in words: what happens, and where connections are at its end."""
    if not steps:
        return ""
    last = steps[-1]
    changes = ", ".join(f"`{step.root}` {str(step).partition(' ')[2]}" if step.root else str(step) for step in steps)
    new = f", new connections to {listed(sorted(last.new))}" if last.new else ""
    return f"{changes}: sessions on {listed(sorted(last.sessions))}{new}"
