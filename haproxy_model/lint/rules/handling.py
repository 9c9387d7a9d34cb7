"""Whether a proxy answers requests by itself, without a server: for all of them, or for some."""

from __future__ import annotations

from collections.abc import Iterable

from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rules.word_places import says, setting
from haproxy_model.model.line import Statement
from haproxy_model.model.proxy_lines import Stats
from haproxy_model.model.rules import Redirect, Rule
from haproxy_model.values.condition import read_condition
from haproxy_model.views.effective import Effective
from haproxy_model.views.logic import covers

#: actions behind which a request goes no further
_FINAL = frozenset(("deny", "tarpit", "return", "redirect", "reject", "silent-drop", "use-service", "auth"))
_RULES = frozenset(("http-request", "tcp-request", "quic-initial"))
#: keywords of what is answered with a status
_ERRORS = frozenset(("errorfile", "errorloc", "errorloc302", "errorloc303", "http-error"))
#: words of `stats` lines that make a page
_PAGE = frozenset(("enable", "uri", "admin", "auth", "realm", "refresh", "show-legends", "show-node", "hide-version"))
_IN_CLEAR = read_condition(("unless", "{", "ssl_fc", "}"))


def final_rules(proxy: Effective) -> list[Statement]:
    """The rules of a proxy that answer, or may: what a Lua action does is not known."""
    return [line for line in proxy.statements if _is_final(line)]


def _is_final(line: Statement) -> bool:
    if not isinstance(line, Rule) or setting(line) not in _RULES:
        return isinstance(line, Redirect)
    name = line.action.name
    return name in _FINAL or name.startswith("lua.")


def handles_all(ctx: LintContext, proxy: Effective) -> bool:
    """Whether every request is answered by a rule of the proxy."""
    return takes_all(ctx, proxy, final_rules(proxy))


def takes_all(ctx: LintContext, proxy: Effective, lines: Iterable[Statement]) -> bool:
    """Whether one of some rules of a frontend applies at any time."""
    over_tls = any(says(line, "ssl") for line in ctx.active.lines(proxy.proxy, "bind"))
    clauses = [line._reading.clause for line in lines]
    return covers(clauses, proxy.acls, () if over_tls else (_IN_CLEAR,)) is True


def may_answer(ctx: LintContext, proxy: Effective) -> bool:
    """Whether a proxy without servers answers something by itself: a rule, a page, a file for 503, or elsewhere."""
    if final_rules(proxy):
        return True
    if proxy.setting("dispatch") is not None or proxy.option("transparent").value or proxy.option("http_proxy").value:
        return True
    for keyword in ("stats", "use-fcgi-app", "monitor-uri", "use_backend", "default_backend"):
        if any(setting(line) == keyword and _serves(line) for line in proxy.statements):
            return True
    return any(
        setting(line) == "errorfiles" or (setting(line) in _ERRORS and line._reading.value("code") == "503")
        for line in proxy.statements
    )


def _serves(line: Statement) -> bool:
    return setting(line) != "stats" or (isinstance(line, Stats) and line.name in _PAGE)
