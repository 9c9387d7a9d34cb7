"""HA: limits of connections that do not go together."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, Fix, lint_rule, title
from haproxy_model.lint.rules.availability.listening import listeners
from haproxy_model.lint.rules.listing import as_written, listed
from haproxy_model.lint.rules.origins import Related, sharing
from haproxy_model.lint.rules.statements import add_timeout
from haproxy_model.model.line import Statement
from haproxy_model.model.section_classes import Global
from haproxy_model.model.word_kinds import INTEGER
from haproxy_model.views.effective import Effective

#: What HAProxy waits for a place on a server where nothing is said: as long as for a connection.
_QUEUE = "30s"


def _global_maxconn(ctx: LintContext) -> tuple[int, Statement] | None:
    """The limit of the process, and its line: of several lines the first counts (language reference, 5.8)."""
    for section in ctx.of(Global):
        for line in ctx.active.lines(section, "maxconn"):
            if line.arguments:
                value = INTEGER.read(line.arguments[0])
                return (value, line) if isinstance(value, int) and value else None
    return None


@lint_rule("HA017", "maxconn-inconsistent", severity=Severity.WARNING)
def maxconn_inconsistent(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: compares `maxconn` of frontends with that of the process.
    Why: one busy frontend whose limit is that of the process takes every slot, and the others accept nobody; a higher
        one is never reached.
    Bad:
        global
            log /dev/log local0
            maxconn 1000
        defaults
            log global
            maxconn 2000
            timeout connect 5s
            timeout client 1m
            timeout server 1m
        listen shop
            bind 192.0.2.10:8000
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Good:
        global
            log /dev/log local0
            maxconn 4000
        defaults
            log global
            maxconn 2000
            timeout connect 5s
            timeout client 1m
            timeout server 1m
        listen shop
            bind 192.0.2.10:8000
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Reference: 3.2 "maxconn"; 4.2 "maxconn".
    """
    top = _global_maxconn(ctx)
    if top is None and not any(True for _ in ctx.of(Global)):
        return
    limited = []
    values: dict[int, int] = {}
    for proxy in ctx.proxies:
        setting = proxy.setting("maxconn") if proxy.has_frontend else None
        value = INTEGER.read(setting.value[0]) if setting is not None and setting.value else None
        line = None if setting is None else setting.origin.statement
        if isinstance(value, int) and value and line is not None:
            limited.append((line, proxy))
            values[id(line)] = value
    several = len([proxy for proxy in ctx.proxies if proxy.has_frontend]) > 1
    for line, proxies in sharing(limited):
        finding = _compared(line, proxies, values[id(line)], top, several=several)
        if finding is not None:
            yield finding
            if finding.severity is Severity.INFO:
                return


def _compared(
    line: Statement, proxies: list[Effective], value: int, top: tuple[int, Statement] | None, *, several: bool
) -> Finding | None:
    names = listed(proxy.proxy.title for proxy in proxies)
    each = " each" if len(proxies) > 1 else ""
    if top is None:
        message = (
            f"{names} may take {value} connections{each}, and `global` sets no `maxconn`: the limit of the process "
            "comes from `ulimit -n`, whatever that is; expected one above that of the frontends"
        )
        return Finding(message, line, 0, 1, severity=Severity.INFO)
    limit, place = top
    related: tuple[Related, ...] = (("the limit of the process", place, 1),)
    if value > limit:
        message = f"{names} may take {value} connections, but the process takes {limit}: that limit is never reached"
        return Finding(f"{message}; expected less than {limit}", line, 0, 1, related=related)
    if value == limit and several:
        message = (
            f"{names} may take {value} connections{each}, which are all that the process takes: one busy proxy leaves "
            "none for the others; expected a lower limit here or a higher one in `global`"
        )
        return Finding(message, line, 0, 1, severity=Severity.INFO, related=related)
    return None


@lint_rule("HA018", "maxconn-exceeds-fd-limit", severity=Severity.INFO)
def maxconn_exceeds_files(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: with the limit of open files declared (`ha.nofile`, or `nofile=` in a marker), compares `maxconn`
        of the process with it.
    Why: a connection takes a file towards the client and one towards the server; HAProxy lowers its limit, or
        refuses to start.
    Bad:
        global # haproxy-model: nofile=1024
            log /dev/log local0
            maxconn 4000
        defaults
            log global
            timeout connect 5s
            timeout client 1m
            timeout server 1m
        listen shop
            bind 192.0.2.10:8000
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Good:
        global # haproxy-model: nofile=65536
            log /dev/log local0
            maxconn 4000
        defaults
            log global
            timeout connect 5s
            timeout client 1m
            timeout server 1m
        listen shop
            bind 192.0.2.10:8000
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Reference: 3.2 "maxconn"; 3.1 "ulimit-n".
    """
    declared = [int(word) for word in ctx.facts("nofile") if word.isascii() and word.isdigit() and len(word) < 10]
    nofile = min(declared, default=ctx.options.number("ha.nofile"))
    top = _global_maxconn(ctx)
    if not nofile or top is None:
        return
    checks = sum(1 for pool in ctx.pools for server in pool.servers if server.has("check"))
    needed = 2 * top[0] + len(listeners(ctx)) + checks
    if needed > nofile:
        yield Finding(
            f"`maxconn {top[0]}` takes {needed} open files with listeners and checks, and {nofile} are allowed; "
            f"expected `LimitNOFILE` of {needed} or more",
            top[1],
            0,
            1,
        )


@lint_rule("HA019", "queue-timeout-missing", severity=Severity.INFO)
def queue_timeout_missing(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds servers with `maxconn` where nothing says how long clients queue.
    Why: a client that finds every server at its limit waits as long as `timeout connect`, then gets an error; it
        never goes to a backup.
    Bad:
        defaults
            timeout connect 5s
            timeout server 1m
        backend shop
            server a 192.0.2.11:8000 check maxconn 100
            server b 192.0.2.12:8000 check maxconn 100
    Good:
        defaults
            timeout connect 5s
            timeout queue 30s
            timeout server 1m
        backend shop
            server a 192.0.2.11:8000 check maxconn 100
            server b 192.0.2.12:8000 check maxconn 100
    Reference: 4.2 "timeout queue"; 5.2 "maxconn".
    """
    for pool in ctx.pools:
        limited = [server for server in pool.servers if server.maxconn]
        if not limited or pool.timeout("queue").value is not None or pool.mode.value not in ("tcp", "http"):
            continue
        connect = pool.timeout("connect")
        waited = "for ever" if connect.origin.statement is None else f"`timeout connect`, {connect.value}"
        first = limited[0]
        are = "is" if len(limited) == 1 else "are"
        yield Finding(
            f"clients of `{pool.proxy.title}` queue when {listed(server.name for server in limited)} {are} at "
            f"`{as_written(first, 'maxconn')}`, and without `timeout queue` they wait {waited}; "
            "expected `timeout queue`",
            *title(pool.proxy),
            related=(("the limit of the server", first.line("maxconn") or first.statement, 0),),
            fix=Fix(
                f"add `timeout queue {_QUEUE}`",
                "unsafe",
                pool.proxy,
                lambda copied: add_timeout(copied, f"timeout queue {_QUEUE}"),
            ),
        )
