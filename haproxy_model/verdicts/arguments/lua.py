"""Lua scripts and `tune.lua.bool-sample-conversion`, which stands before the first of them (manual 3.2)."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.model.line import Statement
from haproxy_model.schema.keywords import rows
from haproxy_model.schema.references import LOADS_PROGRAMS
from haproxy_model.schema.rows import available
from haproxy_model.verdicts.finding import Finding, Near
from haproxy_model.views.active import Active

(_ROW,) = rows("global", "tune.lua.bool-sample-conversion")
_CONVERSION = _ROW.name


def lua_findings(active: Active, near: Near) -> Iterator[Finding]:
    """A first script before which nothing is said of booleans, and what is said after it in vain."""
    if not available(_ROW, active.version):
        return
    loaded: Statement | None = None
    is_told = False
    for section in active.of_kind("global"):
        for statement in active.beginning(section, _CONVERSION, *LOADS_PROGRAMS):
            word = statement.keyword
            if word == _CONVERSION and loaded is not None:
                message = f"`{_CONVERSION}` comes after the first script, so HAProxy ignores it: move it up"
                yield Finding("late-lua-setting", message, statement, related=(("the first script", loaded),))
            elif word == _CONVERSION:
                is_told = True
            elif LOADS_PROGRAMS.get(word) == () and loaded is None:
                loaded = statement
                if not is_told:
                    message = (
                        f"scripts need `{_CONVERSION}` before the first one is loaded: write `normal` or `pre-3.1-bug`"
                    )
                    yield Finding("untold-lua-conversion", message, statement)
