"""CHK: health checks that are missing, forgotten, or that cannot succeed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, Fix, lint_rule, safe_if, twins
from haproxy_model.lint.rules.health.check_settings import CHECK_PARAMETERS, inherits_checks
from haproxy_model.lint.rules.health.unchecked import is_remote, never_down, unchecked_severity
from haproxy_model.lint.rules.listing import listed, others
from haproxy_model.lint.rules.statements import assignment, removal
from haproxy_model.lint.rules.word_places import parameter_place, position, says
from haproxy_model.model.proxy_lines import Option
from haproxy_model.model.section import Section
from haproxy_model.model.section_classes import Backend, Defaults, Listen
from haproxy_model.model.server import DefaultServer, Server, ServerParams, ServerTemplate
from haproxy_model.syntax.words import Expandable
from haproxy_model.views.effective import CHECK_OPTIONS, Effective, EffectiveServer
from haproxy_model.views.failover import PoolServer
from haproxy_model.views.roles.databases import is_writer

#: how many lines with `no-check` a finding points to
_SHOWN = 3
#: parameters by which the servers below a `default-server` may differ from those above on purpose
_OF_GROUPS = frozenset(("backup", "weight", "disabled", "cookie", "maxconn"))


@lint_rule("CHK001", "server-without-check", severity=Severity.ERROR)
def server_without_check(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds servers of a pool that nothing can mark down: neither `check` nor `agent-check` nor `track`.
    Why: such a server counts as up for ever; dead, it goes on receiving connections, and backups never take over.
    In: a listener.
    Bad:
            server shop1 192.0.2.11:8000 check
            server shop2 192.0.2.12:8000
    Good:
            server shop1 192.0.2.11:8000 check
            server shop2 192.0.2.12:8000 check
    Reference: 5.2 "check".
    """
    for pool in ctx.pools:
        # GAL014 speaks of databases.
        if pool.mode.value == "log" or is_writer(ctx.roles, pool):
            continue
        if all(server.has_health_source or not server.is_certain for server in pool.servers):
            continue
        states = ctx.failover(pool.proxy).servers
        usable = [(server, state) for server, state in zip(pool.servers, states, strict=True) if state.may_serve]
        backups = [server for server in pool.servers if server.backup]
        if len(usable) < 2 and not backups:
            continue
        last = usable[-1][0] if usable else None
        waiting = listed(server.name for server in backups) if backups else ""
        unchecked = {id(server.statement) for server in pool.servers if not server.has("check")}
        lost: dict[Severity, list[tuple[EffectiveServer, PoolServer]]] = {}
        for server, state in usable:
            if not server.has_health_source and server.is_certain and is_remote(server):
                severity = unchecked_severity(pool, server, bool(backups), is_last=server is last)
                lost.setdefault(severity, []).append((server, state))
        for severity, found in lost.items():
            lines = list(dict.fromkeys(server.statement for server, _ in found))
            related = [("`no-check` stands here", line, position(line, "no-check")) for line in lines[:_SHOWN]]
            yield Finding(
                never_down([server for server, _ in found], found[0][1], waiting),
                lines[0],
                1,
                severity=severity,
                related=tuple(each for each in related if says(each[1], "no-check"))
                + others("this one, too", ((line, 1) for line in lines[1:])),
                fix=_checked(pool, lines, no_check=False) if len(unchecked) == 1 else None,
            )


@lint_rule("CHK004", "conflicting-check-options", severity=Severity.WARNING)
def conflicting_check_options(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds sections that set several methods of health check.
    Why: only the last one is used, and HAProxy does not say so.
    In: a file with timeouts.
    Bad:
        backend store
            option redis-check
            option tcp-check
            server store1 192.0.2.11:6000 check
    Good:
        backend store
            option tcp-check
            server store1 192.0.2.11:6000 check
    Reference: 4.2 "option tcp-check".
    """
    for section in ctx.of(Defaults, Backend, Listen):
        lines = [
            line
            for line in ctx.statements(section)
            if isinstance(line, Option) and line.prefix is None and line.name in CHECK_OPTIONS
        ]
        if len({line.name for line in lines}) < 2:
            continue
        last = lines[-1]
        unused = [line for line in lines if line.name != last.name]
        names = listed(f"option {line.name}" for line in unused)
        message = f"{names} {'is' if len(unused) == 1 else 'are'} not used: `option {last.name}` below replaces it"
        related = (("this one is used", last, 1),)
        fix = _only_the_last(section, lines, unused, is_safe=not inherits_checks(ctx, section))
        yield Finding(message, unused[0], 0, 1, related=related, fix=fix)


def _only_the_last(section: Section, lines: list[Option], unused: list[Option], *, is_safe: bool) -> Fix | None:
    if lines[: len(unused)] != unused:
        return None
    return removal("remove what is not used", section, unused, safe_if(is_safe))


@lint_rule("CHK002", "check-option-without-check", severity=Severity.WARNING)
def check_option_without_check(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds pools and servers that say how to check and never `check`.
    Why: nothing is checked, and HAProxy does not say so.
    In: a backend.
    Bad:
            option httpchk GET /health
            server shop1 192.0.2.11:8000 inter 2s rise 2 fall 5
    Good:
            option httpchk GET /health
            server shop1 192.0.2.11:8000 check inter 2s rise 2 fall 5
    Reference: 5.2 "check", "inter"; 4.2 "option httpchk".
    """
    for pool in ctx.pools:
        servers = [server for server in pool.servers if not server.disabled]
        if not servers or not all(server.is_certain for server in servers):
            continue
        lines = list(dict.fromkeys(server.statement for server in servers if not server.has_health_source))
        option = pool.check_method.origin.statement
        own = option is not None and option._section is pool.proxy
        if len(lines) == len({id(server.statement) for server in servers}) and own and option is not None:
            yield Finding(
                f"`{option._reading.said(2)}` says how to check, and nothing is checked: no server of "
                f"`{pool.proxy.title}` has `check`",
                option,
                1,
                related=(("the first server without `check`", lines[0], 1),),
                fix=_checked(pool, lines),
            )
            continue
        if len(servers) > 1:
            # Of a pool of several, CHK001 says that nothing can mark the server down.
            continue
        for line in lines:
            idle = [param.keyword for param in line.params if param.keyword in CHECK_PARAMETERS]
            if idle and not says(line, "observe") and not says(line, "no-check"):
                yield Finding(
                    f"{listed(idle)} {'does' if len(idle) == 1 else 'do'} nothing: `{line.arguments[0]}` is not "
                    "checked; expected `check`",
                    line,
                    position(line, idle[0]),
                    fix=_checked(pool, [line]),
                )


def _checked(pool: Effective, lines: Sequence[ServerParams], **before: bool) -> Fix:
    return assignment("add `check`", pool.proxy, lines, "unsafe", **before, check=True)


@lint_rule("CHK017", "check-hidden-by-default-server-order", severity=Severity.WARNING)
def check_hidden_by_default_server_order(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds `default-server` lines below servers that lack what they set.
    Why: a `default-server` is for the servers below it alone: those above stay without `check`, for example.
    In: a backend.
    Bad:
            server shop1 192.0.2.11:8000
            default-server agent-check agent-port 9000 inter 2s
    Good:
            default-server agent-check agent-port 9000 inter 2s
            server shop1 192.0.2.11:8000
    Reference: 5.2; 4.2 "default-server".
    """
    for pool in ctx.pools:
        above: list[EffectiveServer] = []
        servers: dict[int, list[EffectiveServer]] = {
            id(line): [] for line in pool.statements if isinstance(line, (Server, ServerTemplate))
        }
        if not any(isinstance(line, DefaultServer) for line in pool.statements):
            continue
        for server in pool.servers:
            servers[id(server.statement)].append(server)
        for line in pool.statements:
            above += servers.get(id(line), ())
            if not isinstance(line, DefaultServer) or not above:
                continue
            keywords = dict.fromkeys(param.keyword for param in line.params)
            lacking = {
                keyword: [
                    server.name for server in above if keyword not in server.parameters.params and server.is_certain
                ]
                for keyword in keywords
                if not keyword.startswith("no-") and not isinstance(keyword, Expandable)
            }
            lacking = {keyword: names for keyword, names in lacking.items() if names}
            if not lacking:
                continue
            severity = Severity.INFO if _OF_GROUPS.issuperset(lacking) else None
            first = next(iter(lacking))
            names = dict.fromkeys(name for each in lacking.values() for name in each)
            yield Finding(
                f"{listed(lacking)} {'is' if len(lacking) == 1 else 'are'} not for the servers above: "
                f"{listed(names)} {'does' if len(names) == 1 else 'do'} not have "
                f"{'it' if len(lacking) == 1 else 'them'}; expected `default-server` above every server",
                line,
                parameter_place(line, first),
                severity=severity,
                related=(("the first server above", above[0].statement, 1),),
                fix=_moved_up(pool, line, above[0].statement),
            )
            break


def _moved_up(pool: Effective, line: DefaultServer, server: Server | ServerTemplate) -> Fix | None:
    if sum(isinstance(each, DefaultServer) for each in pool.statements) > 1:
        return None

    def change(copied: Section) -> None:
        twin = twins(pool.proxy, copied)
        copied.statements.move_before(twin(line), twin(server))

    return Fix("put `default-server` above the servers", "unsafe", pool.proxy, change)
