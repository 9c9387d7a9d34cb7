"""CHK: how quickly, and how hastily, health checks notice."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, Fix, lint_rule
from haproxy_model.lint.rules.health.check_settings import (
    TIMINGS,
    Timing,
    checked,
    from_elsewhere,
    shown,
    timeout_place,
    timing,
    timings,
)
from haproxy_model.lint.rules.listing import as_written, listed
from haproxy_model.lint.rules.origins import Related
from haproxy_model.lint.rules.statements import assignment, rewording
from haproxy_model.lint.rules.word_places import position
from haproxy_model.model.line import Statement
from haproxy_model.values.duration import Duration
from haproxy_model.views.effective import Effective, EffectiveServer
from haproxy_model.views.roles.databases import writers
from haproxy_model.views.shared_parameters import Parameters

#: below so many milliseconds a number without a unit was surely meant as seconds
_SECONDS = 100_000


@lint_rule("CHK011", "detection-budget", severity=Severity.WARNING)
def detection_budget(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds pools in which a dead server, or one that is back, goes unnoticed for long.
    Why: until `fall` checks have failed, its share of the connections is lost; a server that accepts and never
        answers holds each of them up for `timeout check` besides.
    In: a file with timeouts.
    Bad:
            timeout check 30s
        backend shop
            option httpchk
            server shop1 192.0.2.11:8000 check inter 30s fall 3
            server shop2 192.0.2.12:8000 check inter 30s fall 3
    Good:
            timeout check 2s
        backend shop
            option httpchk
            server shop1 192.0.2.11:8000 check inter 5s fall 3
            server shop2 192.0.2.12:8000 check inter 5s fall 3
    Reference: 5.2 "inter", "fall", "rise"; 4.2 "timeout check".
    """
    detect, recover = ctx.options.duration("check.max_detect"), ctx.options.duration("check.max_recover")
    databases = {id(writer.pool) for writer in writers(ctx.roles)}
    for pool in ctx.pools:
        if id(pool) in databases or len(pool.servers) < 2:
            continue
        slowest = slowest_check(pool)
        if slowest is None:
            continue
        server, times = slowest
        if times.hung > detect:
            effect = f"a server that hangs counts as up for {shown(times.hung)}, {budget(times)}"
            limit = detect
        elif times.recovered > recover:
            effect = f"a server that is back counts as down for {shown(times.recovered)} (`downinter`, `rise`)"
            limit = recover
        else:
            continue
        yield Finding(
            f"{effect}; expected {shown(limit)} at most", server.statement, 1, related=timing_places(pool, server)
        )


def slowest_check(pool: Effective) -> tuple[EffectiveServer, Timing] | None:
    """The server whose failure is noticed last, with its timing."""
    return max(timings(pool), key=lambda each: (each[1].hung, each[1].recovered), default=None)


def budget(times: Timing) -> str:
    """How the longest time comes about."""
    fast = "" if times.fastinter == times.inter else f" at `fastinter` {shown(times.fastinter)}"
    text = f"`inter` {shown(times.inter)} + {times.fall - 1} more check{'s' if times.fall != 2 else ''}{fast}"
    if times.timeout:
        text += f" + {times.fall} x `timeout check` {shown(times.timeout)}"
    return f"{text} ({shown(times.refused)} where it refuses connections)"


def timing_places(pool: Effective, server: EffectiveServer) -> tuple[Related, ...]:
    """Where the values of a check's timing come from, other than the server's own line."""
    return (*from_elsewhere(server, *TIMINGS), *timeout_place(pool, "check"))


#: the numbers of checks that HAProxy has by itself
_PATIENCE = {"fall": 3, "rise": 2}


@lint_rule("CHK012", "flapping-prone-check", severity=Severity.WARNING)
def flapping_prone_check(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds servers that one failed check marks down, or one good check marks up before backups.
    Why: a single lost packet takes a working server out; with `on-marked-down shutdown-sessions` it ends every session.
    In: a backend.
    Bad:
            server shop1 192.0.2.11:8000 check fall 1
            server shop2 192.0.2.12:8000 check
    Good:
            server shop1 192.0.2.11:8000 check fall 3
            server shop2 192.0.2.12:8000 check
    Reference: 5.2 "fall", "rise".
    """
    told: dict[tuple[int, str], list[tuple[Effective, EffectiveServer]]] = {}
    for pool in ctx.pools:
        for keyword in _PATIENCE:
            for server in _hasty(pool, keyword):
                line = server.line(keyword)
                # Lines that servers have of their own are told of together, those of a pool; others by the line.
                is_own = line is None or line is server.statement
                told.setdefault((id(pool) if is_own else id(line), keyword), []).append((pool, server))
    for (_, keyword), found in told.items():
        yield _single_check(keyword, found)


def _hasty(pool: Effective, keyword: str) -> list[EffectiveServer]:
    """The servers of a pool of which one check decides."""
    servers = checked(pool)
    single = {each for each in {server.parameters for server in servers} if each.value(keyword) == 1}
    if not single or (keyword == "rise" and not any(server.backup for server in pool.servers)):
        return []
    return [server for server in servers if server.parameters in single and (keyword == "fall" or not server.backup)]


def _single_check(keyword: str, found: list[tuple[Effective, EffectiveServer]]) -> Finding:
    pool, first = found[0]
    line = first.line(keyword) or first.statement
    calm = all(
        server.has("fastinter") and (times := timing(each, server)) is not None and times.inter >= 5_000_000
        for each, server in found
    )
    mark = "marks it down" if keyword == "fall" else "brings it back, before every backup"
    count = _PATIENCE[keyword]
    hasty = [server for each, server in found if each is pool]
    return Finding(
        f"a single check of {listed(server.name for _, server in found)} {mark} (`{as_written(first, keyword)}`); "
        f"expected `{keyword} {count}`",
        line,
        position(line, keyword),
        position(line, keyword) + 1,
        severity=Severity.INFO if keyword == "fall" and calm else None,
        fix=_patient(pool, hasty, keyword, count) if line._section is pool.proxy else None,
    )


def _patient(pool: Effective, servers: list[EffectiveServer], keyword: str, count: int) -> Fix:
    every = dict.fromkeys(server.line(keyword) for server in servers)
    lines = [line for line in every if line is not None and line._section is pool.proxy]
    return assignment(f"`{keyword} {count}`", pool.proxy, lines, "unsafe", **{keyword: count})


@lint_rule("CHK013", "check-interval-extreme", severity=Severity.WARNING, absorbs=("CFG057",))
def check_interval_extreme(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds intervals of checks that are very short or very long.
    Why: a number without a unit is milliseconds: `inter 2` asks each server five hundred times a second.
    In: a backend.
    Bad:
            server shop1 192.0.2.11:8000 check inter 2
            server shop2 192.0.2.12:8000 check
    Good:
            server shop1 192.0.2.11:8000 check inter 2s
            server shop2 192.0.2.12:8000 check
    Reference: 5.2 "inter", "fastinter", "downinter"; 2.5 "Time format".
    """
    shortest, longest = ctx.options.duration("check.min_inter"), ctx.options.duration("check.max_inter")
    told: set[tuple[int, str]] = set()
    #: what servers share of which nothing is left to say
    done: set[Parameters] = set()
    for pool in ctx.pools:
        for server in checked(pool):
            if server.parameters in done:
                continue
            done.add(server.parameters)
            for keyword in ("inter", "fastinter", "downinter"):
                param, line = server.param(keyword), server.line(keyword)
                if param is None or line is None or (id(line), keyword) in told:
                    continue
                value = server.parameters.value(keyword)
                if not isinstance(value, Duration) or shortest <= value.microseconds <= longest:
                    continue
                told.add((id(line), keyword))
                done.discard(server.parameters)
                word = param.values[0]
                bare = word.isdecimal() and value.microseconds < _SECONDS
                if bare:
                    message = f"`{keyword} {word}` is {word} ms and looks like seconds; expected `{keyword} {word}s`"
                else:
                    message = (
                        f"`{keyword} {word}` checks every {value.canonical}; expected {shown(shortest)} to "
                        f"{shown(longest)}"
                    )
                yield Finding(
                    message,
                    line,
                    position(line, keyword) + 1,
                    severity=Severity.ERROR if bare else None,
                    fix=_seconds(line, keyword, f"{word}s") if bare and int(word) else None,
                )


def _seconds(line: Statement, keyword: str, word: str) -> Fix | None:
    section = line._section
    return None if section is None else assignment(f"`{keyword} {word}`", section, [line], "unsafe", **{keyword: word})


@lint_rule("CHK014", "timeout-check-larger-than-inter", severity=Severity.INFO)
def timeout_check_larger_than_inter(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds a `timeout check` of several times the interval.
    Why: a server that accepts and never answers is found out only after `fall` times that long.
    In: a file with timeouts.
    Bad:
            timeout check 10s
        backend shop
            option httpchk
            server shop1 192.0.2.11:8000 check inter 2s
            server shop2 192.0.2.12:8000 check inter 2s
    Good:
            timeout check 2s
        backend shop
            option httpchk
            server shop1 192.0.2.11:8000 check inter 2s
            server shop2 192.0.2.12:8000 check inter 2s
    Reference: 4.2 "timeout check".
    """
    if ctx.options.flag("check.slow_script"):
        return
    found: dict[int, tuple[Statement, list[tuple[Effective, EffectiveServer, Timing]]]] = {}
    for pool in ctx.pools:
        line = pool.timeout("check").origin.statement
        if line is None or pool.check_method.value[0] == "external-check":
            continue
        shortest = min(timings(pool), key=lambda each: each[1].inter, default=None)
        if shortest is not None and (shortest[1].timeout or 0) > 3 * shortest[1].inter:
            found.setdefault(id(line), (line, []))[1].append((pool, *shortest))
    for line, pools in found.values():
        first, server, times = pools[0]
        yield Finding(
            f"`timeout check` {shown(times.timeout or 0)} is more than three times `inter` {shown(times.inter)}: a "
            f"hung server of {listed(pool.proxy.title for pool, _, _ in pools)} is found out after "
            f"{shown(times.hung)}, not after {shown(times.refused)}",
            line,
            2,
            related=tuple(from_elsewhere(server, "inter")),
            fix=_as_short(first, line, times) if line._section is first.proxy else None,
        )


def _as_short(pool: Effective, line: Statement, times: Timing) -> Fix:
    word = shown(times.inter)
    return rewording(f"`timeout check {word}`", pool.proxy, line, "timeout", "check", word)
