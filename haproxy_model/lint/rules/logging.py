"""LOG: what is logged, and where to."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, lint_rule
from haproxy_model.lint.rules.listing import listed
from haproxy_model.model.line import Line, Statement
from haproxy_model.model.proxy_lines import Log
from haproxy_model.model.section import Section
from haproxy_model.model.section_classes import Global
from haproxy_model.views.effective import Effective


@lint_rule("LOG001", "log-global-without-target", severity=Severity.WARNING)
def log_global_without_target(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds `log global`, and log formats without any `log`, where no `global` above has a `log` line.
    Why: nothing is logged at all, neither requests nor servers that go down.
    Bad:
        global
            maxconn 1000
        defaults
            log global
            timeout connect 5s
            timeout client 1m
            timeout server 1m
        listen site
            bind 192.0.2.10:80
            server site1 192.0.2.11:80 check
    Good:
        global
            log /dev/log local0
            maxconn 1000
        defaults
            log global
            timeout connect 5s
            timeout client 1m
            timeout server 1m
        listen site
            bind 192.0.2.10:80
            server site1 192.0.2.11:80 check
    Reference: 4.2 "log"; 3.1 "log".
    """
    targets = _targets_above(ctx)
    first = next(ctx.of(Global), None)
    later = next((line for section in ctx.of(Global) for line in _log_lines(ctx, section)), None)
    # Without any `global` this may be a part of a configuration: the rest is unknown.
    severity = Severity.INFO if first is None else Severity.WARNING
    silent: dict[int, tuple[Statement, list[Effective]]] = {}
    for proxy in ctx.proxies:
        line = _line_without_effect(proxy, targets)
        if line is not None and (first is not None or isinstance(line, Log)):
            silent.setdefault(id(line), (line, []))[1].append(proxy)
    for line, proxies in silent.values():
        names = listed(proxy.proxy.title for proxy in proxies)
        what = "`log global`" if isinstance(line, Log) else f"`{line._reading.said(2)}`"
        where = "no `global` section above has a `log` line" if first is not None else "there is no `global` section"
        message = (
            f"{what} has no target: {where}, so that nothing is logged for {names}; "
            "expected a line such as `log /dev/log local0` there"
        )
        related: tuple[tuple[str, Line, int], ...] = ()
        if later is not None:
            related = (("this target comes too late", later, 0),)
        elif first is not None:
            related = (("the `global` section without a `log` line", first.header, 0),)
        yield Finding(message, line, 0, 1, severity=severity, related=related)


def _targets_above(ctx: LintContext) -> dict[int, bool]:
    """Of each section, whether a `global` above has a log target: `log global` copies those that it finds."""
    result: dict[int, bool] = {}
    found = False
    for section in ctx.active.sections:
        if section.kind == "global":
            found = found or bool(_log_lines(ctx, section))
        result[id(section)] = found
    return result


def _log_lines(ctx: LintContext, section: Section) -> list[Statement]:
    return [line for line in ctx.active.lines(section, "log") if line.arguments]


def _line_without_effect(proxy: Effective, targets: dict[int, bool]) -> Statement | None:
    """The line that asks for logs which go nowhere; None where there is a target, or logs are not wanted."""
    if proxy.logs:
        asking = proxy.logs[-1]
        wanted = all(isinstance(line, Log) and line.is_global and not targets[id(line._section)] for line in proxy.logs)
        return asking if wanted else None
    if targets[id(proxy.proxy)] or not proxy.has_frontend or proxy.refuses_logs:
        return None
    for name in ("httplog", "tcplog"):
        option = proxy.option(name)
        if option.value:
            return option.origin.statement
    return None
