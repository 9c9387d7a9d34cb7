"""The health check of a pool as its servers have it: how often, how many times, how long, and of what kind.

Durations are microseconds; what is not set is built in (manual 5.2 "inter", "rise", "fall").
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rules.origins import Related
from haproxy_model.lint.rules.word_places import position, says, step
from haproxy_model.model.section import Section
from haproxy_model.values.duration import Duration
from haproxy_model.views.effective import CHECK_OPTIONS, Effective, EffectiveServer

#: parameters that mean nothing without a check
CHECK_PARAMETERS = ("inter", "fastinter", "downinter", "rise", "fall", "port", "addr", "check-ssl", "check-sni")
TIMINGS = ("inter", "fastinter", "downinter", "rise", "fall")
#: methods that send nothing
CONNECT = "connect"

_INTER, _RISE, _FALL = 2_000_000, 2, 3


@frozen
class Timing:
    """When a server that is dead, or back, is found out."""

    inter: int
    fastinter: int
    downinter: int
    rise: int
    fall: int
    #: `timeout check`: how long an answer may take once connected; None where `inter` is the limit of it all
    timeout: int | None

    @property
    def refused(self) -> int:
        """How long a server that refuses connections counts as up, at worst."""
        return self.inter + (self.fall - 1) * self.fastinter

    @property
    def hung(self) -> int:
        """How long a server that accepts and never answers counts as up, at worst."""
        return self.refused + self.fall * (self.timeout or 0)

    @property
    def recovered(self) -> int:
        """How long a server that is back counts as down, at worst."""
        return self.downinter + (self.rise - 1) * self.fastinter


def timings(pool: Effective) -> list[tuple[EffectiveServer, Timing]]:
    """The servers that are checked in the pool's own way, with the timing of each; without those that have none."""
    known: dict[int, Timing | None] = {}
    found = []
    for server in checked(pool):
        key = id(server.parameters)
        if key not in known:
            known[key] = timing(pool, server)
        times = known[key]
        if times is not None:
            found.append((server, times))
    return found


def timing(pool: Effective, server: EffectiveServer) -> Timing | None:
    """The timing of a server's check, which its parameters decide; None where a value cannot be read."""
    inter = _duration(server, "inter", _INTER)
    rise, fall = _number(server, "rise", _RISE), _number(server, "fall", _FALL)
    limit = pool.timeout("check").value
    if inter is None or rise is None or fall is None or not (limit is None or isinstance(limit, Duration)):
        return None
    fastinter, downinter = _duration(server, "fastinter", inter), _duration(server, "downinter", inter)
    if fastinter is None or downinter is None:
        return None
    # A check that only connects waits for no answer.
    waits = limit is not None and (method(pool) != CONNECT or server.has("ssl") or server.has("check-ssl"))
    return Timing(inter, fastinter, downinter, rise, fall, limit.microseconds if limit and waits else None)


def _duration(server: EffectiveServer, keyword: str, built_in: int) -> int | None:
    value = server.parameters.value(keyword)
    return built_in if value is None else value.microseconds if isinstance(value, Duration) else None


def _number(server: EffectiveServer, keyword: str, built_in: int) -> int | None:
    value = server.parameters.value(keyword)
    return built_in if value is None else value if isinstance(value, int) else None


def shown(microseconds: int) -> str:
    """A span of time for a message."""
    return Duration(microseconds=microseconds).canonical


def checked(pool: Effective) -> list[EffectiveServer]:
    """The servers that HAProxy checks in the pool's own way, as far as every parameter is known."""
    return [server for server in pool.servers if server.parameters.is_checked]


def method(pool: Effective) -> str:
    """How the servers are checked: "connect", or the option's name; `tcp-check` without rules is "connect" too."""
    name = pool.check_method.value[0]
    return CONNECT if name == "tcp-check" and not pool.tcp_checks else name


def inherits_checks(ctx: LintContext, section: Section) -> bool:
    """Whether a section inherits a method or steps of checks: what its own lines leave of those depends on each of them
    (2.6.12, measured: behind a method that is replaced, no inherited step is left).
    """
    parent = ctx.inheritance.parent(section)
    if parent is None:
        return False
    found = (("http-check",), ("tcp-check",), *(("option", name) for name in CHECK_OPTIONS))
    return any(ctx.has_line(parent, *words) for words in found)


def connects_otherwise(pool: Effective) -> bool:
    """Whether a `connect` rule of the check names its own port, address or TLS."""
    rules = pool.http_checks if pool.check_method.value[0] == "httpchk" else pool.tcp_checks
    return any(
        step(line) == "connect" and (any(says(line, word) for word in ("ssl", "port", "addr")) or line._has_variables)
        for line in rules
    )


def from_elsewhere(server: EffectiveServer, *keywords: str) -> Iterator[Related]:
    """Where parameters come from that do not stand on the server's own line."""
    for keyword in keywords:
        line = server.line(keyword)
        if line is not None and line is not server.statement:
            yield f"`{keyword}` comes from here", line, position(line, keyword)


def method_place(pool: Effective) -> Iterator[Related]:
    """Where the method of the check comes from, if a line says it."""
    origin = pool.check_method.origin
    if origin.statement is not None:
        inherited = "inherited from" if origin.kind == "inherited" else "set"
        yield f"the kind of check is {inherited} here", origin.statement, 1


def timeout_place(pool: Effective, name: str) -> Iterator[Related]:
    """Where a timeout comes from, if a line says it."""
    origin = pool.timeout(name).origin
    if origin.statement is not None:
        inherited = "inherited from here" if origin.kind == "inherited" else "set here"
        yield f"`timeout {name}` is {inherited}", origin.statement, 2
