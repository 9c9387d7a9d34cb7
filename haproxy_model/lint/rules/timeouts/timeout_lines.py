"""TMO: timeout lines that say something else than what is meant, or that stand where they have no effect."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, Fix, lint_rule, safe_if, whole
from haproxy_model.lint.rules.listing import listed
from haproxy_model.lint.rules.statements import assignment, removal
from haproxy_model.model.line import Statement
from haproxy_model.model.proxy_lines import Timeout
from haproxy_model.model.section import Section
from haproxy_model.model.section_classes import Defaults
from haproxy_model.syntax.words import Expandable
from haproxy_model.views.effective import Effective

#: timeouts that only HTTP knows
_HTTP = ("http-request", "http-keep-alive")
#: timeouts that are short on purpose now and then, in milliseconds
_SHORT = frozenset(("check", "connect"))
#: From here on, a number alone may be meant in milliseconds; from there on, it is.
_DOUBTFUL, _MEANT = 100, 1000
_SECTIONS = ("defaults", "frontend", "backend", "listen", "resolvers", "peers", "mailers", "log-forward")
#: what has no effect in a section of a kind, and what such a section lacks
_WRONG = {
    "frontend": (frozenset(("server", "server-fin", "connect", "queue", "check", "tunnel")), "server side", "backend"),
    "backend": (frozenset(("client", "client-fin", "client-hs", *_HTTP)), "client side", "frontend"),
}


@lint_rule("TMO003", "http-timeout-in-tcp-mode", severity=Severity.INFO)
def http_timeout_in_tcp_mode(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds `timeout http-request` and `timeout http-keep-alive` in a `defaults` whose proxies are all in
        mode tcp.
    Why: they have no effect there, and HAProxy does not say so; without any `mode` line, tcp is the mode.
    Bad:
        defaults
            timeout http-request 10s
            timeout connect 5s
            timeout client 1m
            timeout server 1m
        listen shop
            bind 192.0.2.10:8000
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Good:
        defaults
            mode http
            timeout http-request 10s
            timeout connect 5s
            timeout client 1m
            timeout server 1m
        listen shop
            bind 192.0.2.10:8000
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Reference: 4.2 "timeout http-request", "mode".
    """
    users: dict[int, tuple[Effective, int]] = {}
    other: set[int] = set()
    for proxy in ctx.proxies:
        parent = proxy.defaults
        if parent is None:
            continue
        first, count = users.get(id(parent), (proxy, 0))
        users[id(parent)] = first, count + 1
        if proxy.mode.value != "tcp":
            other.add(id(parent))
    # What a `defaults` section has, it has from those that it starts from, which stand above it.
    for section in reversed(list(ctx.of(Defaults))):
        above = ctx.inheritance.parent(section)
        if above is not None and id(section) in users:
            first, count = users.get(id(above), (users[id(section)][0], 0))
            users[id(above)] = first, count + users[id(section)][1]
            if id(section) in other:
                other.add(id(above))
    for section in ctx.of(Defaults):
        lines = [line for line in _timeouts(ctx, section) if line.name in _HTTP]
        if not lines or id(section) not in users or id(section) in other:
            continue
        proxy, count = users[id(section)]
        mode = proxy.mode.origin.statement
        why = " (no `mode` line says otherwise)" if mode is None else ""
        its = "its" if count == 1 else "their"
        names = f"`{proxy.proxy.title}`" + (f" and {count - 1} more" if count > 1 else "")
        what = listed(f"timeout {line.name}" for line in lines)
        are = "has" if len(lines) == 1 else "have"
        yield Finding(
            f"{what} {are} no effect in {names}: {its} mode is tcp{why}; expected `mode http` where HTTP is spoken",
            lines[0],
            0,
            1,
            related=() if mode is None else (("the mode is set here", mode, 0),),
        )


@lint_rule("TMO004", "timeout-without-unit", severity=Severity.WARNING, absorbs=("CFG057",))
def timeout_without_unit(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds timeouts that are a small number without a unit; CHK013 speaks of check intervals.
    Why: a number alone counts milliseconds: `timeout server 30` closes every connection that pauses for 30 ms.
    Bad:
        defaults
            timeout connect 5s
            timeout server 300
        backend shop
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Good:
        defaults
            timeout connect 5s
            timeout server 30s
        backend shop
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Reference: 2.5 "Time format".
    """
    for section in ctx.active.of_kind(*_SECTIONS):
        for line in _timeouts(ctx, section):
            if line.value is not None and not _has_no_effect(section, line.name):
                yield from _bare(section, line)


def _timeouts(ctx: LintContext, section: Section) -> list[Timeout]:
    return [line for line in ctx.active.lines(section, "timeout") if isinstance(line, Timeout)]


def _has_no_effect(section: Section, name: str) -> bool:
    row = _WRONG.get(section.kind)
    return row is not None and name in row[0]


def _bare(section: Section, line: Timeout) -> Iterator[Finding]:
    name, word = line.name, line.arguments[1]
    if isinstance(word, Expandable) or not (word.isascii() and word.isdigit()) or len(word) > 9:
        return
    value = int(word)
    if not 0 < value < _MEANT:
        return
    severity = None
    if value < _DOUBTFUL:
        severity = Severity.ERROR
    elif name in _SHORT:
        severity = Severity.INFO
    yield Finding(
        f"`timeout {name} {word}` is {value} milliseconds, since a number alone counts these; expected a unit: "
        f"`{word}s`, or `{word}ms` if that is meant",
        line,
        2,
        severity=severity,
        fix=assignment(f"write `{word}s`", section, [line], value=f"{word}s"),
    )


@lint_rule("TMO007", "timeout-wrong-section", severity=Severity.WARNING, absorbs=("CFG054",))
def timeout_in_wrong_section(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds timeouts of the server side in a frontend, and of the client side in a backend.
    Why: they have no effect there: the value in force is another one, or none.
    In: a frontend.
    Bad:
            timeout tunnel 1h
            default_backend shop
        backend shop
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Good:
            default_backend shop
        backend shop
            timeout tunnel 1h
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Reference: 4.1 "Proxy keywords matrix".
    """
    for section in ctx.active.of_kind(*_WRONG):
        names, lacking, other = _WRONG[section.kind]
        for line in _timeouts(ctx, section):
            name = line.name
            if name not in names:
                continue
            severity = None
            if name in _HTTP:
                # HAProxy says nothing of these; a backend waits for a body with the first.
                if name == "http-request" and ctx.effective(section).option("http-buffer-request").value:
                    continue
                severity = Severity.INFO
            yield Finding(
                f"`timeout {name}` has no effect in a {section.kind}, which has no {lacking}; expected it in a "
                f"{other}, in a `listen` or in `defaults`",
                *whole(line),
                severity=severity,
                fix=_removed(section, line, is_safe=not _is_for_tarpits(ctx, section, name))
                if severity is None
                else None,
            )


def _is_for_tarpits(ctx: LintContext, section: Section, name: str) -> bool:
    """Whether a frontend keeps clients waiting for `timeout connect` after all, in a tarpit (2.6.12, measured)."""
    return name == "connect" and ctx.has_line(section, "http-request", "tarpit")


def _removed(section: Section, line: Statement, *, is_safe: bool) -> Fix:
    return removal("remove the line", section, [line], safe_if(is_safe))
