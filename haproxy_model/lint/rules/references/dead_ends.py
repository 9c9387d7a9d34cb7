"""REF: proxies of one name, frontends that lead nowhere, modes that differ; what HAProxy refuses, `check` says."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, lint_rule, name_of, title
from haproxy_model.lint.rules.handling import final_rules, takes_all
from haproxy_model.lint.rules.origins import Related, origin
from haproxy_model.lint.rules.word_places import action
from haproxy_model.model.line import Statement
from haproxy_model.model.section import Section
from haproxy_model.model.section_classes import Backend, Frontend
from haproxy_model.schema.quirks import SHARED_NAMES_REFUSED
from haproxy_model.syntax.words import Expandable
from haproxy_model.views.effective import Effective

_PAGES = ("stats", "monitor-uri", "monitor-net")


@lint_rule("REF006", "duplicate-section-name", severity=Severity.WARNING)
def duplicate_section_name(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds a frontend and a backend of one name.
    Why: HAProxy before 3.1 says nothing, 3.1 and 3.2 warn, and from 3.3 on it refuses the file, which `check` says;
        logs and the statistics page show two things under one name.
    In: a file with timeouts.
    Bad:
        frontend shop
            bind 192.0.2.10:8000
            default_backend shop
        backend shop
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Good:
        frontend public
            bind 192.0.2.10:8000
            default_backend shop
        backend shop
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Version: 3.0
    Reference: 4 "Proxies".
    """
    if SHARED_NAMES_REFUSED.holds(ctx.version):
        return
    seen: dict[str, Section] = {}
    for section in ctx.of(Frontend, Backend):
        name = section.name
        if name is None or isinstance(name, Expandable):
            continue
        first = seen.setdefault(name, section)
        if first.kind != section.kind:
            yield Finding(
                f"a {first.kind} is called `{name}` too: HAProxy 3.3 refuses that; expected a name of its own",
                *name_of(section),
                related=((f"the {first.kind}", first.header, 1),),
            )


@lint_rule("REF009", "frontend-without-backend", severity=Severity.WARNING)
def frontend_without_backend(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds frontends without `default_backend` whose rules do not take every request.
    Why: what no rule takes is answered with 503, or closed.
    Bad:
        defaults
            mode http
            timeout connect 5s
            timeout client 1m
            timeout http-request 10s
            timeout server 1m
        frontend public
            bind 192.0.2.10:8000
            use_backend shop if { path_beg /shop }
        backend shop
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Good:
        defaults
            mode http
            timeout connect 5s
            timeout client 1m
            timeout http-request 10s
            timeout server 1m
        frontend public
            bind 192.0.2.10:8000
            use_backend shop if { path_beg /shop }
            default_backend shop
        backend shop
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Reference: 4.2 "default_backend", "use_backend".
    """
    for proxy in ctx.proxies:
        section = proxy.proxy
        if section.kind != "frontend" or proxy.mode.value not in ("tcp", "http"):
            continue
        if "bind" not in ctx.active.first_words(section) or proxy.setting("default_backend") is not None:
            continue
        chosen = ctx.active.lines(section, "use_backend")
        final = final_rules(proxy)
        if takes_all(ctx, proxy, (*chosen, *final)):
            continue
        if not chosen and (final or not ctx.active.first_words(section).isdisjoint(_PAGES)):
            continue
        what = "answered with 503" if proxy.mode.value == "http" else "closed"
        rules = f"no `use_backend` rule of `{section.title}` takes" if chosen else f"comes to `{section.title}`"
        # Connections of a name that nobody serves are closed on purpose, often.
        lesser = ctx.is_part or (bool(chosen) and proxy.mode.value == "tcp")
        yield Finding(
            f"what {rules} is {what}, since it has no `default_backend`; expected one, or a last rule without a "
            "condition",
            *title(section),
            severity=Severity.INFO if lesser else None,
            related=tuple(("the last rule has a condition", line, 0) for line in chosen[-1:]),
        )


@lint_rule("REF010", "mode-mismatch", severity=Severity.WARNING)
def mode_mismatch(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds tcp frontends that lead to HTTP backends; the other way round HAProxy refuses, as `check` says.
    Why: connections are made HTTP on the way: the frontend logs them as tcp, has no HTTP rules, and holds them to
        `timeout client` where `timeout http-request` is meant.
    Bad:
        defaults
            timeout connect 5s
            timeout client 1m
            timeout server 1m
        frontend public
            bind 192.0.2.10:8000
            default_backend shop
        backend shop
            mode http
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Good:
        defaults
            mode http
            timeout connect 5s
            timeout client 1m
            timeout http-request 10s
            timeout server 1m
        frontend public
            bind 192.0.2.10:8000
            default_backend shop
        backend shop
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Reference: 4.2 "mode".
    """
    for proxy in ctx.proxies:
        if not proxy.has_frontend or proxy.mode.value != "tcp" or _switches(ctx, proxy):
            continue
        for line, name in _named(ctx, proxy):
            target = proxy.pool(name)
            if target is None or target.mode.value != "http" or target.disabled:
                continue
            inherited = line._section is not proxy.proxy
            related: tuple[Related, ...] = (
                *origin("the frontend's mode", proxy.mode, 1),
                *origin("the backend's mode", target.mode, 1),
                *((("the backend is named here", line, 1),) if inherited else ()),
            )
            yield Finding(
                f"`{proxy.proxy.title}` in mode tcp leads to `{target.proxy.title}` in mode http: requests are logged "
                "as connections, and no HTTP rule or timeout of the frontend holds; expected `mode http` in both",
                proxy.proxy.header if inherited else line,
                1,
                related=related,
            )


def _switches(ctx: LintContext, proxy: Effective) -> bool:
    """Whether connections become HTTP on purpose."""
    if "upgrade" in ctx.markers(proxy.proxy):
        return True
    return any(action(line) == "switch-mode" for line in ctx.active.lines(proxy.proxy, "tcp-request"))


def _named(ctx: LintContext, proxy: Effective) -> Iterator[tuple[Statement, str]]:
    """The lines that name a backend for a frontend."""
    seen: set[str] = set()
    default = proxy.setting("default_backend")
    lines = [*ctx.active.lines(proxy.proxy, "use_backend")]
    if default is not None and default.origin.statement is not None:
        lines.append(default.origin.statement)
    for line in lines:
        name = next(iter(line.arguments), None)
        if name is not None and name not in seen:
            seen.add(name)
            yield line, name
