"""REF: where Lua looks for modules."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, lint_rule, whole
from haproxy_model.model.line import Statement
from haproxy_model.model.section_classes import Global

_LOADING = ("lua-load", "lua-load-per-thread")


@lint_rule("REF012", "lua-path-too-late", severity=Severity.WARNING)
def lua_path_too_late(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds `lua-prepend-path` after the last `lua-load`.
    Why: a script runs when its line is read: what it requires at its top is not looked for there.
    Bad:
        global
            log /dev/log local0
            lua-load /etc/haproxy/guard.lua
            lua-prepend-path /usr/share/haproxy/?.lua
    Good:
        global
            log /dev/log local0
            lua-prepend-path /usr/share/haproxy/?.lua
            lua-load /etc/haproxy/guard.lua
    Reference: 3.1 "lua-prepend-path", "lua-load".
    """
    loaded: Statement | None = None
    late: list[tuple[Statement, Statement]] = []
    for section in ctx.of(Global):
        for line in ctx.active.beginning(section, "lua-prepend-path", *_LOADING):
            if line.keyword in _LOADING:
                loaded, late = line, []
            elif loaded is not None:
                late.append((line, loaded))
    for line, script in late:
        yield Finding(
            f"this path comes too late for `{script._reading.said(2)}`, which runs above; expected it before",
            *whole(line),
            related=(("this script runs first", script, 0),),
        )
