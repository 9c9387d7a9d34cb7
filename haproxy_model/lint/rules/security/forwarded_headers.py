"""SEC: headers in which a client may say who it is, and which are believed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, lint_rule, whole
from haproxy_model.lint.rules.security.exposure import open_bind
from haproxy_model.lint.rules.word_places import action, says
from haproxy_model.model.bind import Bind
from haproxy_model.model.line import Statement
from haproxy_model.model.rules import Acl
from haproxy_model.values.condition import Condition, read_condition
from haproxy_model.values.expression import Call, Expression, read_expression
from haproxy_model.views.effective import Effective
from haproxy_model.views.logic import covers

_FORWARDED = "x-forwarded-for"
_REFUSING = ("deny", "reject", "tarpit", "silent-drop", "auth")
#: headers by which applications know who asks
_WHO = frozenset(("x-real-ip", "x-client-ip", "x-remote-user", "remote-user", "x-forwarded-user", "x-auth-user"))
_WHO_BEGINS = ("x-ssl-client", "x-client-cert", "ssl-client", "x-ssl-cert")
#: headers by which applications know how
_HOW = frozenset(("x-forwarded-proto", "x-forwarded-host", "x-forwarded-port", "x-forwarded-ssl", "x-forwarded-scheme"))
_OVER_TLS = read_condition(("if", "{", "ssl_fc", "}"))


@lint_rule("SEC006", "x-forwarded-for-spoofing", severity=Severity.WARNING)
def forwarded_for_believed(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds rules that let clients in by `X-Forwarded-For`, and `set-src` from it for everybody (info).
    Why: a client sends that header as it likes, and an ACL looks at every value of it: whoever names an address that
        is let in is let in, also behind another proxy.
    In: a frontend for HTTP.
    Bad:
            http-request deny unless { req.hdr_ip(x-forwarded-for) 192.0.2.0/24 }
        backend shop
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Good:
            http-request deny unless { src 192.0.2.0/24 }
        backend shop
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Reference: 7.3.6 "req.hdr_ip"; 4.2 "http-request set-src".
    """
    for proxy in ctx.proxies:
        if proxy.mode.value != "http" or "http-request" not in ctx.active.first_words(proxy.proxy):
            continue
        if not ctx.is_known(proxy.proxy):
            continue
        if proxy.has_frontend and open_bind(ctx, proxy.proxy) is None:
            continue
        for line in ctx.active.lines(proxy.proxy, "http-request"):
            name = action(line)
            if name in ("del-header", "set-header") and _header(line) == _FORWARDED:
                # From here on, the header is what HAProxy says.
                break
            if name in _REFUSING or name == "allow":
                if _lets_in(line, proxy.acls, by=name == "allow"):
                    yield Finding(
                        "every client may say in `X-Forwarded-For` who it is, and is let in; expected a condition on "
                        "`src`",
                        line,
                        line._reading.condition,
                        line._last(),
                    )
            elif name == "set-src" and line._reading.clause is None and _asks_header(line._reading.value("expr")):
                yield Finding(
                    "every client may say in `X-Forwarded-For` who it is; expected `if` with `src` of the proxies that "
                    "are believed",
                    *whole(line),
                    severity=Severity.INFO,
                )


def _header(line: Statement) -> str:
    return (line._reading.value("name") or "").lower()


def _lets_in(line: Statement, acls: Mapping[str, Sequence[Acl]], *, by: bool) -> bool:
    """Whether the address in the header lets clients in, and nothing else is asked with it.

    Args:
        line: a rule.
        acls: the ACLs of its section.
        by: whether what holds lets in, as for `allow`; else what does not hold.
    """
    clause = line._reading.clause
    if not isinstance(clause, Condition):
        return False
    found = False
    for term in clause.terms():
        lines = acls.get(term.name or "", ())
        criteria = [term.criterion] if term.criterion is not None else [each.arguments[1:] for each in lines]
        calls = [_fetch(criterion) for criterion in criteria]
        if any(call is None or call.name in ("src", "http_auth", "ssl_c_used") for call in calls):
            return False
        holds = term.negated == (clause.keyword == "unless")
        found = found or (holds == by and any(call is not None and _is_forwarded(call) for call in calls))
    return found


def _fetch(criterion: Sequence[str]) -> Call | None:
    found = read_expression(criterion[0]) if criterion else None
    return found.fetch if isinstance(found, Expression) else None


def _is_forwarded(call: Call) -> bool:
    """Whether a fetch looks at any value of the header, or at one that clients choose."""
    if not call.name.startswith(("hdr", "req.hdr")) or not call.arguments:
        return False
    header, *rest = (each.strip().lower() for each in call.arguments)
    # Counted from the end, the value is that of a proxy before this one.
    return header == _FORWARDED and not (rest and rest[0].startswith("-"))


def _asks_header(expression: str | None) -> bool:
    found = read_expression(expression or "")
    return isinstance(found, Expression) and _is_forwarded(found.fetch)


@lint_rule("SEC007", "forwarded-proto-spoofing", severity=Severity.WARNING)
def forwarded_header_kept(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds headers that tell applications who asks (`X-Real-IP`, `X-SSL-Client-…`) or how
        (`X-Forwarded-Proto`, an info), where what a client sends under that name stays: `add-header`, or `set-header`
        under a condition.
    Why: the application believes the client.
    In: a frontend for HTTP.
    Bad:
            http-request add-header X-Real-IP %[src]
        backend shop
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Good:
            http-request set-header X-Real-IP %[src]
        backend shop
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Reference: 4.2 "http-request add-header", "http-request set-header".
    """
    for front in ctx.proxies:
        if not front.has_frontend or front.mode.value != "http" or not ctx.is_known(front.proxy):
            continue
        if open_bind(ctx, front.proxy) is None:
            continue
        for name, lines in _by_header(front).items():
            first = lines[0]
            if _replaces(ctx, front, lines) or name in first._reading.said().lower().partition(name)[2]:
                continue
            keeps = "adds to" if action(first) == "add-header" else "may leave"
            yield Finding(
                f"`{action(first)} {first._reading.value('name')}` {keeps} what clients send under that name; expected "
                "`set-header` without a condition, or `del-header` before",
                first,
                first._reading.place("name") or 0,
                severity=Severity.INFO if name in _HOW else None,
            )


def _by_header(front: Effective) -> dict[str, list[Statement]]:
    """The rules about each header that applications believe, from the first that gives it a value."""
    found: dict[str, list[Statement]] = {}
    deleted: dict[str, list[Statement]] = {}
    for line in front.active.lines(front.proxy, "http-request"):
        if line._has_variables:
            continue
        name = _header(line)
        if name not in _WHO and name not in _HOW and not name.startswith(_WHO_BEGINS):
            continue
        if action(line) == "del-header" and name not in found:
            deleted.setdefault(name, []).append(line)
        elif action(line) in ("add-header", "set-header"):
            found.setdefault(name, []).append(line)
    return {name: deleted.get(name, []) + lines for name, lines in found.items()}


def _replaces(ctx: LintContext, front: Effective, lines: Sequence[Statement]) -> bool:
    """Whether no value of a client is left: some rule that takes it away applies to every request."""
    binds = [*ctx.active.of_family(front.proxy, Bind)]
    given = (_OVER_TLS,) if all(says(line, "ssl") for line in binds) else ()
    taking = [line._reading.clause for line in lines if action(line) in ("set-header", "del-header")]
    return covers(taking, front.acls, given) is True


@lint_rule("SEC008", "accept-invalid-http", severity=Severity.WARNING, absorbs=("VER002",))
def accept_invalid_http(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds options by which HAProxy takes malformed HTTP; for responses it is an info.
    Why: HAProxy and the server may read a malformed request differently: one request is smuggled in another, past
        every rule.
    In: a frontend for HTTP.
    Bad:
            option accept-unsafe-violations-in-http-request
        backend shop
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Good:
        backend shop
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Reference: 4.2 "option accept-unsafe-violations-in-http-request".
    """
    told: set[int] = set()
    for proxy in ctx.proxies:
        if proxy.mode.value != "http":
            continue
        sides = (("request", proxy.has_frontend), ("response", proxy.has_backend))
        for side, applies in sides:
            for option in (f"accept-invalid-http-{side}", f"accept-unsafe-violations-in-http-{side}"):
                value = proxy.option(option) if applies else None
                line = None if value is None or not value.value else value.origin.statement
                if line is None or id(line) in told:
                    continue
                told.add(id(line))
                yield Finding(
                    f"`option {option}` lets malformed HTTP through, with which requests are smuggled; expected it off",
                    *whole(line),
                    severity=Severity.INFO if side == "response" else None,
                )
