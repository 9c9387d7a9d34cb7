"""SYN: settings that a later line replaces, in the section or by another `defaults`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, lint_rule, title, whole
from haproxy_model.lint.rules.listing import listed
from haproxy_model.lint.rules.statements import removal
from haproxy_model.lint.rules.word_places import setting
from haproxy_model.model.line import Statement
from haproxy_model.model.section import Section
from haproxy_model.model.section_classes import Defaults
from haproxy_model.schema.sections import SECTIONS
from haproxy_model.views.effective import Effective

#: settings of which the last line of a section counts, by the words that they begin with
_SINGLE = {
    **dict.fromkeys(
        ("mode", "balance", "maxconn", "default_backend", "cookie", "hash-type", "retries", "fullconn", "backlog",
         "monitor-uri", "log-tag", "unique-id-format", "unique-id-header", "server-state-file-name"), 1
    ),
    "timeout": 2, "stats uri": 2, "stats realm": 2, "stats refresh": 2, "rate-limit sessions": 2,
}  # fmt: skip
_FIRST = frozenset(path.partition(" ")[0] for path in _SINGLE)
#: what proxies rely on, each with what becomes of them without it
_RELIED_ON = ("mode http", "log global", "timeout client", "timeout connect", "timeout server", "timeout http-request")


def _path(line: Statement) -> str:
    """The words by which a line is one of those of which the last counts; empty for others."""
    keyword = line.keyword
    if keyword not in _FIRST or not setting(line):
        return ""
    pair = line._reading.said(2)
    if keyword in _SINGLE:
        return pair if _SINGLE[keyword] > 1 else keyword
    return pair if pair in _SINGLE else ""


@lint_rule("SYN007", "setting-overridden-in-section", severity=Severity.WARNING)
def overridden_in_section(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds settings that a later line of the same section replaces with another value.
    Why: the first one has no effect, and whoever changes it wonders why.
    In: a backend.
    Bad:
            balance source
            balance roundrobin
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Good:
            balance roundrobin
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Reference: 4.2 "balance".
    """
    for section in ctx.active.sections:
        if not SECTIONS[section.kind].proxy:
            continue
        last: dict[str, Statement] = {}
        for line in ctx.statements(section):
            path = _path(line)
            if not path:
                continue
            former = last.get(path)
            last[path] = line
            if former is None or former.arguments == line.arguments:
                continue
            if any(ctx.active.is_doubtful(each) or each._has_variables for each in (former, line)):
                continue
            yield Finding(
                f"`{former._reading.said(6)}` has no effect: `{line._reading.said(6)}` below replaces it; expected one "
                "of them",
                *whole(former),
                related=(("replaced here", line, 0),),
                fix=removal("remove the line that has no effect", section, [former], "unsafe"),
            )


@lint_rule("SYN009", "defaults-scope-surprise", severity=Severity.WARNING)
def defaults_without_the_former(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds a `defaults` section without a name that leaves out what the one above it says (`mode http`,
        `log global`, timeouts), where proxies below it say nothing of their own.
    Why: a `defaults` section takes the place of the one above, and takes nothing over from it.
    Bad:
        global
            log /dev/log local0
        defaults
            log global
            timeout connect 5s
            timeout client 1m
            timeout server 1m
        defaults
            timeout connect 5s
            timeout client 1h
            timeout server 1h
        listen shop
            bind 192.0.2.10:8000
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Good:
        global
            log /dev/log local0
        defaults common
            log global
            timeout connect 5s
            timeout client 1m
            timeout server 1m
        defaults long from common
            timeout client 1h
            timeout server 1h
        listen shop from long
            bind 192.0.2.10:8000
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Reference: 4 "defaults".
    """
    users: dict[int, list[Effective]] = {}
    for proxy in ctx.proxies:
        if proxy.defaults is not None:
            users.setdefault(id(proxy.defaults), []).append(proxy)
    former: Section | None = None
    for section in ctx.of(Defaults):
        if section.name or ctx.inheritance.parent(section) is not None:
            continue
        if former is not None and not ctx.active.is_doubtful(section.header):
            proxies = users.get(id(section), [])
            lost = [line for line in ctx.statements(former) if _is_missed(ctx, line, proxies)]
            if lost:
                yield _lost(section, lost, proxies)
        former = section


def _is_missed(ctx: LintContext, line: Statement, proxies: Sequence[Effective]) -> bool:
    """Whether a line of the former `defaults` is one that proxies rely on, and that some of them lack."""
    said = line._reading.said(2)
    if said not in _RELIED_ON or line.prefix is not None:
        return False
    return any(_lacks(proxy, said) for proxy in proxies if ctx.is_known(proxy.proxy))


def _lacks(proxy: Effective, said: str) -> bool:
    if said == "log global":
        return proxy.has_frontend and not proxy.logs and not proxy.refuses_logs
    keyword, _, name = said.partition(" ")
    if keyword == "mode":
        return proxy.setting("mode") is None
    if proxy.timeout(name).value is not None:
        return False
    if name in ("connect", "server"):
        return bool(proxy.servers)
    return proxy.has_frontend and (name == "client" or proxy.mode.value == "http")


def _lost(section: Section, lost: list[Statement], proxies: Sequence[Effective]) -> Finding:
    names = listed(line._reading.said(2) for line in lost)
    return Finding(
        f"this `defaults` takes nothing over from the one above: {names} is lost below; expected it here, or `from`",
        *title(section),
        related=(("said there", lost[0], 0), ("the first proxy that it would hold for", proxies[0].proxy.header, 0)),
    )
