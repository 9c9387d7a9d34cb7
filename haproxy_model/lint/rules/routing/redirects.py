"""RTE: redirects that lead to themselves."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, Fix, lint_rule
from haproxy_model.lint.rules.routing.shadowed import altered, ends
from haproxy_model.lint.rules.statements import assignment
from haproxy_model.lint.rules.word_places import action, says
from haproxy_model.model.bind import Bind
from haproxy_model.model.line import Statement
from haproxy_model.model.rules import HttpRequestRule, Redirect
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.address import Address
from haproxy_model.views.effective import Effective
from haproxy_model.views.redirection import Target, loops, target_of

_REDIRECT = frozenset(("redirect",))
_KINDS = ("location", "prefix", "scheme")
#: What rules before a redirect may alter without changing whether it applies.
_HARMLESS = ("", "other", "address")


@lint_rule("RTE010", "redirect-loop", severity=Severity.ERROR)
def redirect_loop(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds redirects whose condition also holds for the request that follows them.
    Why: the browser is sent around until it gives up, and nobody sees the page.
    In: a frontend for HTTP.
    Bad:
            http-request redirect location /shop/ unless { path_beg /cart }
        backend shop
            server a 192.0.2.11:8000
    Good:
            http-request redirect location /shop/ unless { path_beg /cart /shop/ }
        backend shop
            server a 192.0.2.11:8000
    Reference: 4.2 "redirect"; 4.4 "redirect".
    """
    for proxy in ctx.proxies:
        if proxy.has_frontend and proxy.mode.value == "http":
            yield from _loops(ctx, proxy)


def _loops(ctx: LintContext, proxy: Effective) -> Iterator[Finding]:
    rules = [line for line in proxy.statements if isinstance(line, HttpRequestRule)]
    above: list[Statement] = []
    # HAProxy comes to `redirect` lines after the rules, and after a page of statistics.
    has_page = any(proxy.setting("stats", word) is not None for word in ("auth", "enable", "uri"))
    late = [] if has_page else [line for line in proxy.statements if isinstance(line, Redirect)]
    if not late and not any(line._holds(_REDIRECT) for line in rules):
        return
    for line in (*rules, *late):
        if isinstance(line, Redirect) or action(line) == "redirect":
            target = _target(line)
            clauses = [each._reading.clause for each in above]
            comes_back = target is not None and _comes_back(ctx, proxy, target)
            if target is not None and comes_back and loops(line._reading.clause, target, proxy.acls, clauses):
                yield _finding(proxy, line, target)
        if ends(line):
            above.append(line)
        if altered(line) not in _HARMLESS and altered(line).partition(" ")[2] in ("", "host"):
            return


def _target(line: Statement) -> Target | None:
    reading = line._reading
    kind = next((each for each in _KINDS if says(line, each)), "")
    to = reading.value("to")
    if not kind or to is None or isinstance(to, Expandable) or "%" in to or says(line, "ignore-empty"):
        return None
    return target_of(kind, to, sets_cookie=says(line, "set-cookie") or says(line, "clear-cookie"))


def _comes_back(ctx: LintContext, proxy: Effective, target: Target) -> bool:
    """Whether a listener of the proxy takes what the redirect leads to, on the host that a client asked for."""
    if not target.scheme:
        return True
    binds = [line for line in ctx.active.lines(proxy.proxy, "bind") if isinstance(line, Bind)]
    fitting = [line for line in binds if says(line, "ssl") is (target.scheme == "https")]
    ports = [line.address.port for line in fitting if isinstance(line.address, Address)]
    return target.port in ports if target.port else bool(fitting)


def _finding(proxy: Effective, line: Statement, target: Target) -> Finding:
    place = line._reading.place("to") or 0
    to = line._reading.word(place)
    fix: Fix | None = None
    if target.scheme and not target.host:
        message = (
            f"requests over {'TLS' if target.scheme == 'https' else 'clear HTTP'} are redirected to `{to}` as well, "
            "again and again; expected "
            f"`{'unless' if target.scheme == 'https' else 'if'} {{ ssl_fc }}`"
        )
        if line._reading.clause is None and target.scheme == "https":
            fix = assignment("add `unless { ssl_fc }`", proxy.proxy, (line,), condition="unless { ssl_fc }")
    else:
        message = f"what is redirected to `{to}` is redirected again, for ever; expected a condition that leaves it out"
    return Finding(message, line, place, fix=fix)
