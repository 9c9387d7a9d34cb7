"""SEC: the pages of statistics, and who may look at them, or stop servers there."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, lint_rule, whole
from haproxy_model.lint.rules.listing import listed
from haproxy_model.lint.rules.origins import Related
from haproxy_model.lint.rules.security.exposure import asks_who, open_bind, refuses_by_client
from haproxy_model.lint.rules.statements import removal
from haproxy_model.lint.rules.word_places import action, says
from haproxy_model.model.bind import Bind
from haproxy_model.model.proxy_lines import Stats
from haproxy_model.model.rules import Acl, Rule
from haproxy_model.model.section import Section
from haproxy_model.values.address import Address
from haproxy_model.views.effective import Effective
from haproxy_model.views.logic import decided

_EXPORTER = "prometheus-exporter"


@frozen(eq=False)
class Page:
    """A page of statistics that other machines reach, and whose rules turn nobody away."""

    front: Effective
    bind: Bind
    address: Address
    #: where the lines stand that make it: the proxy, or what it inherits from
    section: Section
    lines: list[Stats]
    #: lines with passwords that the proxy's own lines replace
    lost: list[Stats]

    @property
    def asks_password(self) -> bool:
        """Whether it asks for a password."""
        return any(line.name == "auth" for line in self.lines)

    @property
    def admin(self) -> Stats | None:
        """The line that lets everybody who sees the page stop servers; None where there is none, or not for all."""
        acls: dict[str, list[Acl]] = {}
        for line in self.section.statements:
            if isinstance(line, Acl):
                acls.setdefault(line.name, []).append(line)
        found = (line for line in self.lines if line.name == "admin")
        return next((line for line in found if decided(line._reading.clause, acls) is True), None)


def _pages(ctx: LintContext) -> list[Page]:
    return ctx.remembered("open pages of statistics", _open_pages)


def _open_pages(ctx: LintContext) -> list[Page]:
    result = []
    for front in ctx.proxies:
        if not front.has_frontend or front.mode.value != "http" or not ctx.is_known(front.proxy):
            continue
        # Of `stats` lines, one of a proxy's own takes the place of all that it inherits (2.6.12, measured).
        found = ctx.inheritance.nearest(front.proxy, "stats lines", lambda section: _lines(ctx, section) or None)
        if found is None:
            continue
        lines, section = found
        if any(line.name == "http-request" for line in lines):
            # Rules of its own say who may look.
            continue
        reached = open_bind(ctx, front.proxy)
        if reached is None or refuses_by_client(ctx, front):
            continue
        above = next((each for each in ctx.inheritance.line_of(section) if each is not section), None)
        lost = [] if above is None else [line for line in _lines(ctx, above) if line.name == "auth"]
        result.append(Page(front, *reached, section, lines, lost))
    return result


def _lines(ctx: LintContext, section: Section) -> list[Stats]:
    return [line for line in ctx.active.of_family(section, Stats) if line.prefix is None and line.name]


@lint_rule("SEC001", "stats-admin-unprotected", severity=Severity.ERROR)
def stats_admin_unprotected(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds pages of statistics on which everybody who reaches them may stop servers: `stats admin` without
        a password or a rule about who asks. With a password that goes in clear over the network, it is an info.
    Why: one click takes a server, or all of them, out of service.
    In: a file that serves HTTP.
    Bad:
        listen stats
            bind 192.0.2.10:8404
            stats enable
            stats admin if TRUE
    Good:
        listen stats
            bind 127.0.0.1:8404
            stats enable
            stats admin if TRUE
    Reference: 4.2 "stats admin", "stats auth".
    """
    told: set[int] = set()
    for page in _pages(ctx):
        line = page.admin
        if line is None or id(line) in told:
            continue
        where = f"`{page.front.proxy.title}` (`{page.address}`)"
        if not page.asks_password:
            told.add(id(line))
            yield Finding(
                f"everybody who reaches {where} can stop servers; expected `stats auth`, or a condition on `src`",
                *whole(line),
                related=(_reached(page), *_lost(page)),
                fix=removal("remove the line: nobody stops servers on the page", page.section, [line]),
            )
        elif not says(page.bind, "ssl"):
            told.add(id(line))
            yield Finding(
                f"the password with which servers are stopped crosses the network in clear to {where}; expected `ssl`",
                *whole(line),
                severity=Severity.INFO,
                related=(_reached(page),),
            )


@lint_rule("SEC002", "stats-without-auth", severity=Severity.WARNING)
def stats_without_auth(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds pages of statistics, and metrics for Prometheus (info), that other machines read without a
        password or a rule about who asks.
    Why: they list every server with its address and state. A `stats` line of a proxy's own takes the place of all that
        it inherits, `stats auth` among it.
    In: a file that serves HTTP.
    Bad:
        listen stats
            bind :8404
            stats enable
            stats uri /
    Good:
        listen stats
            bind :8404
            http-request deny unless { src 192.0.2.0/24 }
            stats enable
            stats uri /
    Reference: 4.2 "stats enable", "stats auth".
    """
    shared: dict[int, list[Page]] = {}
    for page in _pages(ctx):
        if not page.asks_password and page.admin is None:
            shared.setdefault(id(page.section), []).append(page)
    for pages in shared.values():
        page = pages[0]
        names = listed(each.front.proxy.title for each in pages)
        yield Finding(
            f"everybody who reaches {names} (`{page.address}`) reads the statistics; expected `stats auth`, or a rule "
            "on `src`",
            *whole(page.lines[0]),
            related=(_reached(page), *_lost(page)),
        )
    yield from _open_metrics(ctx)


def _open_metrics(ctx: LintContext) -> Iterator[Finding]:
    for front in ctx.proxies:
        if not front.has_frontend or front.mode.value != "http" or not ctx.is_known(front.proxy):
            continue
        line = next((each for each in front.statements if _exports(each)), None)
        if line is None:
            continue
        reached = open_bind(ctx, front.proxy)
        clause = line._reading.clause
        if reached is None or refuses_by_client(ctx, front) or (clause is not None and asks_who(clause, front.acls)):
            continue
        yield Finding(
            f"everybody who reaches `{front.proxy.title}` (`{reached[1]}`) reads the metrics; expected a condition on "
            "`src`",
            *whole(line),
            severity=Severity.INFO,
            related=(("reached here", reached[0], 1),),
        )


def _exports(line: object) -> bool:
    return isinstance(line, Rule) and action(line) == "use-service" and line._reading.value("service") == _EXPORTER


def _reached(page: Page) -> Related:
    return "reached here", page.bind, 1


def _lost(page: Page) -> Iterator[Related]:
    if page.lost:
        yield "this password is lost: the proxy's own `stats` lines take the place of it", page.lost[0], 1
