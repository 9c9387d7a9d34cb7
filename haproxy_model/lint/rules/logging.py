"""LOG: what is logged, and where to."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, Fix, lint_rule, title
from haproxy_model.lint.rules.listing import listed
from haproxy_model.lint.rules.origins import sharing
from haproxy_model.lint.rules.statements import add_option
from haproxy_model.model.line import Line, Statement
from haproxy_model.model.proxy_lines import Log
from haproxy_model.model.section import Section
from haproxy_model.model.section_classes import Global
from haproxy_model.values.address import Address
from haproxy_model.views.effective import Effective
from haproxy_model.views.roles.databases import is_writer
from haproxy_model.views.roles.elected import elected


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


@lint_rule("LOG002", "no-log-format", severity=Severity.INFO)
def no_log_format(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds listeners that are logged without `option tcplog`, `option httplog` or a `log-format`.
    Why: a line tells that a connection came, and neither which server had it, nor how it ended.
    In: a file with timeouts.
    Bad:
        listen shop
            bind 192.0.2.10:8000
            log 192.0.2.20:514 local0
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Good:
        listen shop
            bind 192.0.2.10:8000
            log 192.0.2.20:514 local0
            option tcplog
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Reference: 4.2 "option tcplog", "option httplog", "log-format"; 8.2.
    """
    targets = _targets_above(ctx)
    silent = []
    for proxy in ctx.proxies:
        if not proxy.has_frontend or proxy.mode.value not in ("tcp", "http") or not proxy.logs or _has_format(proxy):
            continue
        if _line_without_effect(proxy, targets) is not None or not _leads_to_servers(ctx, proxy):
            continue
        if not ctx.is_known(proxy.proxy):
            continue
        silent.append((proxy.logs[-1], proxy))
    for line, proxies in sharing(silent):
        names = listed(proxy.proxy.title for proxy in proxies)
        option = "httplog" if proxies[0].mode.value == "http" else "tcplog"
        yield Finding(
            f"the log of {names} tells neither servers nor how connections end; expected `option {option}`", line, 0, 1
        )


def _leads_to_servers(ctx: LintContext, proxy: Effective) -> bool:
    return any(target.section is None or ctx.effective(target.section).servers for target in proxy.targets)


def _has_format(proxy: Effective) -> bool:
    if any(proxy.option(name).value for name in ("httplog", "tcplog", "httpslog")):
        return True
    return proxy.setting("log-format") is not None or proxy.setting("log-format-sd") is not None


@lint_rule("LOG004", "health-changes-not-logged", severity=Severity.INFO)
def health_changes_not_logged(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds pools with one writer that is chosen by health checks, without `option log-health-checks`.
    Why: after a failover nobody can tell which check failed, and why.
    In: a Galera pool of checked nodes.
    Bad:
            server db1 192.0.2.11:3306 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 backup
    Good:
            option log-health-checks
            server db1 192.0.2.11:3306 on-marked-up shutdown-backup-sessions
            server db2 192.0.2.12:3306 backup
    Reference: 4.2 "option log-health-checks".
    """
    writers = [pool for pool in ctx.pools if is_writer(ctx.roles, pool)]
    chosen = [found.pool for found in elected(ctx.roles) if found.verdict in ("asks", "by its port")]
    for pool in dict.fromkeys([*writers, *chosen]):
        checked = [server for server in pool.servers if server.has("check")]
        if len(checked) < 2 or pool.option("log-health-checks").value or not ctx.is_known(pool.proxy):
            continue
        yield Finding(
            f"nothing tells why the writer of `{pool.proxy.title}` changed; expected `option log-health-checks`",
            *title(pool.proxy),
            fix=_logging_checks(pool.proxy),
        )


def _logging_checks(section: Section) -> Fix:
    return Fix(
        "add `option log-health-checks`", "safe", section, lambda copied: add_option(copied, "option log-health-checks")
    )


@lint_rule("LOG005", "log-target-in-chroot", severity=Severity.INFO)
def log_target_in_chroot(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds `log` targets that are sockets, in a process with `chroot`.
    Why: the path is looked for below that directory: without a socket there (rsyslog's `$AddUnixListenSocket`, or a
        bind mount), nothing is logged.
    Bad:
        global
            chroot /var/lib/haproxy
            user haproxy
            group haproxy
            log /dev/log local0
    Good:
        global
            chroot /var/lib/haproxy
            user haproxy
            group haproxy
            log 127.0.0.1:514 local0
    Reference: 3.1 "log", "chroot".
    """
    lines: dict[str, list[Statement]] = {keyword: [] for keyword in ("chroot", "log")}
    for section in ctx.of(Global):
        for keyword, found in lines.items():
            found += ctx.active.lines(section, keyword)
    if not lines["chroot"]:
        return
    where = lines["chroot"][0]
    for line in lines["log"]:
        address = line.address if isinstance(line, Log) else None
        if isinstance(address, Address) and address.is_unix and address.family in ("", "unix"):
            yield Finding(
                f"`{address}` is looked for below `{where._argument(1)}`; expected a socket there, or a target such as "
                "`127.0.0.1:514`",
                line,
                1,
                related=(("the directory that the process is locked into", where, 0),),
            )
            # Of further targets holds the same.
            return
