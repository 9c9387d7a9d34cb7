"""MUL: the files of several controllers check, wait and share tables in the same way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from haproxy_model.diagnostics import Diagnostic, Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, lint_rule, title, whole
from haproxy_model.lint.rules.controllers.counterparts import file_name, pairs
from haproxy_model.lint.rules.listing import listed
from haproxy_model.lint.rules.origins import Related, microseconds
from haproxy_model.model.line import Line, Statement
from haproxy_model.model.params import Param
from haproxy_model.model.proxy_lines import StickTable
from haproxy_model.model.section import Section
from haproxy_model.model.section_classes import Global, Peers
from haproxy_model.model.server import Peer, Server
from haproxy_model.schema.versions import line_of
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.duration import Duration, read_duration
from haproxy_model.verdicts.judgement import check_active
from haproxy_model.views.active import active_of
from haproxy_model.views.effective import Effective, EffectiveServer

_TIMEOUTS = ("client", "connect", "server", "tunnel", "queue", "check", "http-request", "http-keep-alive")
#: parameters by which servers are checked and taken out
_CHECKED = (
    "check", "inter", "fastinter", "downinter", "rise", "fall", "port", "addr", "check-ssl", "check-send-proxy",
    "agent-check", "agent-port", "agent-inter", "track", "observe", "on-marked-down", "on-marked-up", "on-error",
)  # fmt: skip
#: global keywords that say what one machine is, or can do
_OWN_GLOBALS = frozenset(
    ("chroot", "cpu-map", "cpu-policy", "cpu-set", "daemon", "description", "localpeer", "log", "log-send-hostname",
     "log-tag", "maxconn", "nbproc", "nbthread", "node", "pidfile", "presetenv", "server-state-base",
     "server-state-file", "setenv", "stats", "thread-group", "thread-groups", "ulimit-n", "unix-bind")
)  # fmt: skip
_TABLE_WORDS = ("type", "size", "expire", "store")


@lint_rule("MUL006", "controllers-differ-checks-or-timeouts", severity=Severity.WARNING)
def checks_or_timeouts_differ(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds proxies whose health checks or timeouts differ between controllers.
    Why: what happens in an outage then depends on who holds the virtual address.
    In: files of controllers.
    Bad:
        # --- file 1
        listen nova
            bind 192.0.2.10:8774 transparent
            server ctl1 192.0.2.11:8774 check inter 2s
            server ctl2 192.0.2.12:8774 check inter 2s
        # --- file 2
        listen nova
            bind 192.0.2.10:8774 transparent
            server ctl1 192.0.2.11:8774 check inter 2s
            server ctl2 192.0.2.12:8774 check inter 20s
    Good:
        # --- file 1
        listen nova
            bind 192.0.2.10:8774 transparent
            server ctl1 192.0.2.11:8774 check inter 2s
            server ctl2 192.0.2.12:8774 check inter 2s
        # --- file 2
        listen nova
            bind 192.0.2.10:8774 transparent
            server ctl1 192.0.2.11:8774 check inter 2s
            server ctl2 192.0.2.12:8774 check inter 2000
    Reference: 5.2 "inter"; 4.2 "timeout server".
    """
    jitter = ctx.options.number("controllers.inter_jitter")
    for proxy, there, other in pairs(ctx):
        found = [*_timeouts(proxy, there), *(_checks(proxy, there) if proxy.has_backend else ())]
        if not found:
            continue
        small = all(_is_jitter(what, jitter) for what, _ in found)
        related: list[Related] = [(f"in {file_name(other)}", there.proxy.header, 0)]
        related += [("this value differs", line, 0) for _, line in found[:2] if line is not None]
        told = "; ".join(dict.fromkeys(_told(what) for what, _ in found[:4]))
        more = f" and {len(found) - 4} more" if len(found) > 4 else ""
        yield Finding(
            f"`{proxy.proxy.title}` differs from {file_name(other)}: {told}{more}; expected the same in both",
            *title(proxy.proxy),
            severity=Severity.INFO if small else None,
            related=tuple(related),
        )


#: what differs: its name, the value here, the value there
_Difference = tuple[str, str, str]


def _told(what: _Difference) -> str:
    name, mine, yours = what
    return f"`{name}` is {mine or 'not set'} here and {yours or 'not set'} there"


def _is_jitter(what: _Difference, percent: int) -> bool:
    name, mine, yours = what
    if not name.endswith("inter"):
        return False
    one, two = microseconds(read_duration(mine)), microseconds(read_duration(yours))
    return one is not None and two is not None and abs(one - two) * 100 <= percent * max(one, two)


def _timeouts(proxy: Effective, there: Effective) -> Iterator[tuple[_Difference, Line | None]]:
    for name in _TIMEOUTS:
        mine, yours = proxy.timeout(name), there.timeout(name)
        known = all(value is None or isinstance(value, Duration) for value in (mine.value, yours.value))
        if known and microseconds(mine.value) != microseconds(yours.value):
            line = mine.origin.statement
            yield (f"timeout {name}", _word(mine.value), _word(yours.value)), line


def _word(value: object) -> str:
    return "" if value is None else str(value)


def _checks(proxy: Effective, there: Effective) -> Iterator[tuple[_Difference, Line | None]]:
    mine, yours = proxy.check_method, there.check_method
    if mine.value != yours.value:
        yield ("option", " ".join(mine.value), " ".join(yours.value)), mine.origin.statement
    for name, own, theirs in (
        ("http-check", proxy.http_checks, there.http_checks),
        ("tcp-check", proxy.tcp_checks, there.tcp_checks),
    ):
        one, two = [line.arguments for line in own], [line.arguments for line in theirs]
        if one != two:
            place = next((index for index, pair in enumerate(zip(one, two, strict=False)) if pair[0] != pair[1]), None)
            if place is None:
                yield (name, f"{len(one)} lines", f"{len(two)} lines"), own[0] if own else None
            else:
                yield (name, " ".join(one[place]), " ".join(two[place])), own[place]
    names = there.server_names
    for server in proxy.servers:
        same = names.get(server.name)
        if same is not None:
            yield from _parameters(server, same)


def _words(param: Param | None) -> str | None:
    return None if param is None else param.values[0] if param.values else ""


def _parameters(server: EffectiveServer, same: EffectiveServer) -> Iterator[tuple[_Difference, Line | None]]:
    for keyword in _CHECKED:
        mine, yours = _words(server.param(keyword)), _words(same.param(keyword))
        if mine == yours or isinstance(mine, Expandable) or isinstance(yours, Expandable):
            continue
        one, two = microseconds(read_duration(mine or "")), microseconds(read_duration(yours or ""))
        if one is not None and one == two:
            continue
        shown = [("on" if value == "" else value or "") for value in (mine, yours)]
        yield (f"{server.name} {keyword}", shown[0], shown[1]), server.line(keyword) or server.statement


@lint_rule("MUL007", "controllers-differ-global", severity=Severity.WARNING)
def globals_differ(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds settings of `global` that differ between controllers, but for what a machine has of its own.
    Why: ciphers, limits of reloads and the like then change when the virtual address moves.
    Bad:
        # --- file 1
        global
            log /dev/log local0
            hard-stop-after 30m
        # --- file 2
        global
            log /dev/log local0
            hard-stop-after 30s
    Good:
        # --- file 1
        global
            log /dev/log local0
            nbthread 4
            hard-stop-after 30m
        # --- file 2
        global
            log /dev/log local0
            nbthread 8
            hard-stop-after 30m
    Reference: 3 "Global section".
    """
    if not ctx.earlier:
        return
    other = ctx.earlier[0]
    own, theirs = _globals(ctx), _globals(other)
    for key in {**own, **theirs}:
        mine, yours = own.get(key, []), theirs.get(key, [])
        if [_meant(line) for line in mine] == [_meant(line) for line in yours]:
            continue
        if any(line._has_variables for line in (*mine, *yours)):
            continue
        line = (mine or yours)[-1]
        here = " and ".join(f"`{each._reading.said()}`" for each in mine[:2]) or "not set"
        there = " and ".join(f"`{each._reading.said()}`" for each in yours[:2]) or "not set"
        file, differing = (file_name(other), there) if mine else (file_name(ctx), "not set")
        yield Finding(
            f"`{key}` is {here if mine else there} here and {differing} in {file}; expected the same in both",
            *whole(line),
            related=((f"in {file_name(other)}", yours[-1], 0),) if mine and yours else (),
        )


def _globals(ctx: LintContext) -> dict[str, list[Statement]]:
    own = _OWN_GLOBALS | set(ctx.options.several("controllers.own_globals"))
    found: dict[str, list[Statement]] = {}
    for section in ctx.of(Global):
        for line in ctx.statements(section):
            if line.keyword not in own:
                found.setdefault(line.keyword, []).append(line)
    return found


def _meant(line: Statement) -> tuple[str, ...]:
    """What a line says, durations in one spelling."""
    arguments = line.arguments
    value = read_duration(arguments[0]) if len(arguments) == 1 and not arguments[0].isdecimal() else None
    said = (value.canonical,) if isinstance(value, Duration) else arguments
    return (line.prefix or "", line.keyword, *said)


@lint_rule("MUL009", "peers-addresses-not-reciprocal", severity=Severity.WARNING)
def peers_not_reciprocal(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds `peers` sections that name other machines or addresses on one controller than on another, and
        stick tables of one name that differ.
    Why: tables are exchanged between peers that know each other, and between equal tables, only.
    Bad:
        # --- file 1
        peers controllers
            peer ctl1 192.0.2.11:1024
            peer ctl2 192.0.2.12:1024
        # --- file 2
        peers controllers
            peer ctl1 192.0.2.11:1024
            peer ctl2 192.0.2.13:1024
    Good:
        # --- file 1
        peers controllers
            peer ctl1 192.0.2.11:1024
            peer ctl2 192.0.2.12:1024
        # --- file 2
        peers controllers
            peer ctl1 192.0.2.11:1024
            peer ctl2 192.0.2.12:1024
    Reference: 10.1 "peers"; 4.2 "stick-table".
    """
    for section in ctx.of(Peers):
        for other in ctx.earlier:
            there = next((each for each in other.of(Peers) if each.name == section.name), None)
            if there is not None:
                yield from _peers_differ(ctx, section, other, there)
                break
    for proxy, same, other in pairs(ctx):
        mine, yours = _table(ctx, proxy), _table(other, same)
        if mine is None or yours is None:
            continue
        differing = [word for word in _TABLE_WORDS if _part(mine, word) != _part(yours, word)]
        if differing:
            yield Finding(
                f"the stick table of `{proxy.proxy.title}` differs in {listed(differing)} from {file_name(other)}: "
                "peers exchange equal tables only; expected the same line in both",
                *whole(mine),
                related=((f"in {file_name(other)}", yours, 0),),
            )


def _peers_differ(ctx: LintContext, section: Section, other: LintContext, there: Section) -> Iterator[Finding]:
    own, theirs = _members(ctx, section), _members(other, there)
    names = [name for name in {**own, **theirs} if (name in own) != (name in theirs)]
    moved = [
        name
        for name in own
        if name in theirs and own[name] and theirs[name] and own[name] != theirs[name]
    ]  # fmt: skip
    if names or moved:
        parts = [f"{listed(names)} {'is' if len(names) == 1 else 'are'} in one of them only"] if names else []
        parts += [f"`{name}` is {own[name]} here and {theirs[name]} there" for name in moved[:3]]
        yield Finding(
            f"`{section.title}` differs from {file_name(other)}: {'; '.join(parts)}; expected the same peers in both",
            *title(section),
            related=((f"in {file_name(other)}", there.header, 0),),
        )


def _members(ctx: LintContext, section: Section) -> Mapping[str, str]:
    """The peers by name, with their addresses; empty for this machine's own, which `bind` gives."""
    lines = [line.arguments[:2] for line in ctx.statements(section) if isinstance(line, (Peer, Server))]
    return {
        name: address[0] if address and ":" in address[0] else ""
        for name, *address in lines
        if not any(isinstance(word, Expandable) for word in (name, *address))
    }


def _table(ctx: LintContext, proxy: Effective) -> StickTable | None:
    lines = ctx.active.lines(proxy.proxy, "stick-table")
    return lines[0] if len(lines) == 1 and isinstance(lines[0], StickTable) else None


def _part(line: StickTable, word: str) -> object:
    if word == "size":
        return line.size
    if word == "expire":
        return line.expire
    return [value for each, value in pairwise(line.arguments) if each == word]


@lint_rule("MUL010", "haproxy-version-mix", severity=Severity.INFO)
def version_mix(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: where the files declare their versions (`haproxy-version=2.6` in a marker of `global`), finds what
        the HAProxy of another controller refuses of a file.
    Why: files are copied from one controller to the next, which then does not start.
    Bad:
        # --- every file
        defaults
            timeout connect 5s
            timeout server 1m
        # --- file 1
        global  # haproxy-model: haproxy-version=2.6
            log /dev/log local0
        backend nova
            server ctl1 192.0.2.11:8774 check
        # --- file 2
        global  # haproxy-model: haproxy-version=3.4
            log /dev/log local0
        backend nova
            server ctl1 192.0.2.11:8774 check init-state up
    Good:
        # --- every file
        defaults
            timeout connect 5s
            timeout server 1m
        # --- file 1
        global  # haproxy-model: haproxy-version=2.6
            log /dev/log local0
        backend nova
            server ctl1 192.0.2.11:8774 check
        # --- file 2
        global  # haproxy-model: haproxy-version=3.4
            log /dev/log local0
        backend nova
            server ctl1 192.0.2.11:8774 check
    Reference: 3 "Global section".
    """
    own = _declared(ctx)
    if own is None:
        return
    for other in ctx.earlier:
        theirs = _declared(other)
        if theirs is None or theirs == own:
            continue
        yield from _refused(ctx, own, other, theirs)
        yield from _refused(other, theirs, ctx, own)


def _declared(ctx: LintContext) -> str | None:
    return next(filter(None, map(line_of, sorted(ctx.facts("haproxy-version")))), None)


def _refused(ctx: LintContext, own: str, other: LintContext, theirs: str) -> Iterator[Finding]:
    accepted = {(each.code, each.span) for each in _fatal(ctx, own)}
    found = [each for each in _fatal(ctx, theirs) if (each.code, each.span) not in accepted]
    header = next((section.header for section in ctx.of(Global)), None)
    if found and header is not None:
        first = found[0]
        place = "" if first.span is None else f" in line {first.span.line}"
        yield Finding(
            f"HAProxy {theirs} of {file_name(other)} refuses {len(found)} things of {file_name(ctx)}, which is for "
            f"{own}: first{place}, {first.message}; expected what both take",
            header,
            0,
        )


def _fatal(ctx: LintContext, version: str) -> list[Diagnostic]:
    active = active_of(ctx.config, version=version, environment=ctx.active.given or {})
    return [each for each in check_active(active) if each.fatal]
