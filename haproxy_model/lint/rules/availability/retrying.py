"""HA: how connections are tried again, and how a balance algorithm spreads them."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, Fix, lint_rule, title, twins, whole
from haproxy_model.lint.rules.listing import listed
from haproxy_model.lint.rules.origins import origin, sharing
from haproxy_model.lint.rules.statements import add_option, reword, rewording
from haproxy_model.lint.rules.word_places import action, chooses
from haproxy_model.model.line import Statement
from haproxy_model.model.proxy_lines import HashType
from haproxy_model.model.rules import HttpRequestRule
from haproxy_model.model.section import Section
from haproxy_model.model.server import ServerParams
from haproxy_model.views.effective import Effective
from haproxy_model.views.roles.databases import is_writer
from haproxy_model.views.roles.elected import active_servers

#: answers behind which the request was processed, perhaps: sending it again repeats what it did
_PROCESSED = frozenset(("all-retryable-errors", "response-timeout", "500", "502", "503", "504"))


@lint_rule("HA007", "redispatch-disabled", severity=Severity.INFO)
def redispatch_disabled(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds pools that keep clients on their server and have no `option redispatch`.
    Why: a client whose server refuses connections, but is not marked down yet, fails although others are up.
    In: a backend.
    Bad:
            balance source
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Good:
            balance source
            option redispatch
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Reference: 4.2 "option redispatch", "retries".
    """
    for pool in ctx.pools:
        if pool.mode.value not in ("tcp", "http") or is_writer(ctx.roles, pool):
            continue
        option = pool.option("redispatch")
        # Who says `no option redispatch` means it.
        if option.value or option.origin.kind != "built in" or pool.retries.value == 0:
            continue
        found = _persistence(pool)
        if found is None or len(ctx.failover(pool.proxy).candidates()) < 2:
            continue
        if ctx.failover(pool.proxy).chooses_one or _retry_on(pool) == {"none"}:
            continue
        what, related = found
        yield Finding(
            f"{what} keeps clients of `{pool.proxy.title}` on their server, and without `option redispatch` the "
            f"retries (`retries {pool.retries.value}`) go to that server too: they fail until the check marks it "
            "down; expected `option redispatch`",
            *title(pool.proxy),
            related=related,
            fix=Fix(
                "add `option redispatch`", "unsafe", pool.proxy, lambda copied: add_option(copied, "option redispatch")
            ),
        )


def _persistence(pool: Effective) -> tuple[str, tuple[tuple[str, Statement, int], ...]] | None:
    """What keeps a client on one server, and where it is said."""
    if pool.balance.value[0] == "source":
        line = pool.balance.origin.statement
        return "`balance source`", () if line is None else (("set here", line, 1),)
    for line in pool.statements:
        if chooses(line):
            return "`stick`", (("set here", line, 0),)
    cookie = pool.setting("cookie")
    if cookie is not None and pool.mode.value == "http" and any(server.has("cookie") for server in pool.servers):
        line = cookie.origin.statement
        return "`cookie`", () if line is None else (("set here", line, 0),)
    return None


def _retry_on(pool: Effective) -> set[str]:
    setting = pool.setting("retry-on")
    return set() if setting is None else set(setting.value)


@lint_rule("HA008", "retries-zero", severity=Severity.WARNING)
def retries_zero(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds `retries 0` in pools of several servers.
    Why: one lost packet, or one server that restarts, becomes an error that the client sees.
    In: a backend.
    Bad:
            retries 0
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Good:
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Reference: 4.2 "retries".
    """
    zero = [
        (pool.retries.origin.statement, pool)
        for pool in ctx.pools
        if pool.retries.value == 0 and len(pool.servers) > 1 and pool.mode.value in ("tcp", "http")
    ]
    for line, pools in sharing((line, pool) for line, pool in zero if line is not None):
        chosen = all(is_writer(ctx.roles, pool) for pool in pools)
        yield Finding(
            f"`retries 0`: a connection to a server of {listed(pool.proxy.title for pool in pools)} is tried once, and "
            "the client sees each lost packet; expected a number such as 3",
            line,
            0,
            1,
            severity=Severity.INFO if chosen else None,
            fix=_tried_again(line),
        )


def _tried_again(line: Statement) -> Fix | None:
    section = line._section
    return None if section is None else rewording("set `retries 3`", section, line, "retries", "3")


@lint_rule("HA009", "retry-on-non-idempotent", severity=Severity.WARNING)
def retry_of_what_is_not_idempotent(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds pools that send requests again after answers behind which they may have been processed.
    Why: an order that was sent twice is two orders: only requests such as GET may be repeated.
    Bad:
        defaults
            mode http
            timeout connect 5s
            timeout server 1m
        backend shop
            retry-on all-retryable-errors
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Good:
        defaults
            mode http
            timeout connect 5s
            timeout server 1m
        backend shop
            http-request disable-l7-retry unless METH_GET
            retry-on all-retryable-errors
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Reference: 4.2 "retry-on", "http-request disable-l7-retry".
    """
    for pool in ctx.pools:
        setting = pool.setting("retry-on")
        line = None if setting is None else setting.origin.statement
        if setting is None or line is None or pool.mode.value != "http" or pool.retries.value == 0:
            continue
        repeated = [word for word in setting.value if word in _PROCESSED]
        if not repeated or _has_rule(pool) or _all_fronts_have(ctx, pool):
            continue

        def change(copied: Section) -> None:
            copied.statements.insert_before(_first_line(copied), "http-request disable-l7-retry unless METH_GET")

        inherited = setting.origin.kind == "inherited"
        yield Finding(
            f"`retry-on` with {listed(repeated)} sends requests again that a server of `{pool.proxy.title}` may have "
            "processed, POST too; expected `http-request disable-l7-retry unless METH_GET`",
            pool.proxy.header if inherited else line,
            0 if inherited else 1,
            1 if inherited else line._last(),
            related=origin("`retry-on`", setting, 0) if inherited else (),
            fix=Fix("do not repeat requests other than GET", "unsafe", pool.proxy, change),
        )


def _has_rule(proxy: Effective) -> bool:
    return any(isinstance(line, HttpRequestRule) and action(line) == "disable-l7-retry" for line in proxy.statements)


def _all_fronts_have(ctx: LintContext, pool: Effective) -> bool:
    fronts = [front for front in ctx.fronts(pool) if front is not pool.proxy]
    return bool(fronts) and all(_has_rule(ctx.effective(front)) for front in fronts)


def _first_line(section: Section) -> Statement:
    """The first rule of its kind, else the first server: rules stand above them."""
    lines = list(section.statements)
    rules = [line for line in lines if isinstance(line, HttpRequestRule)]
    servers = [line for line in lines if isinstance(line, ServerParams)]
    return (rules or servers)[0]


@lint_rule("HA021", "balance-source-skew", severity=Severity.INFO)
def balance_source_skew(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds pools of three or more active servers with `balance source` and the map-based hash.
    Why: when one server goes down, nearly every client moves to another one; and clients behind one address, such as
        controllers behind their own proxy, all go to one server.
    In: a backend.
    Bad:
            balance source
            option redispatch
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
            server c 192.0.2.13:8000 check
    Good:
            balance source
            hash-type consistent
            option redispatch
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
            server c 192.0.2.13:8000 check
    Reference: 4.2 "balance", "hash-type".
    """
    found = [pool for pool in ctx.pools if _is_reshuffled(ctx, pool)]
    found = [pool for pool in found if not ctx.is_excused(pool.proxy, "HA021", "balance-source-skew")]
    if not found:
        return
    line = found[0].balance.origin.statement
    own = found[0].balance.origin.kind == "explicit"
    assert line is not None
    names = listed(pool.proxy.title for pool in found)
    first = found[0].proxy
    others = [(pool, pool.balance.origin.statement) for pool in found[1:4]]
    yield Finding(
        f"`balance source` without `hash-type consistent` in {names}: when one server goes down, nearly all clients "
        "move, and clients that share an address share a server; expected `hash-type consistent` where that matters",
        *whole(line),
        related=tuple((f"in `{pool.proxy.title}`", other, 0) for pool, other in others if other not in (None, line)),
        fix=_consistent(first, line) if own and len(found) == 1 else None,
    )


def _is_reshuffled(ctx: LintContext, pool: Effective) -> bool:
    if pool.balance.value[0] != "source" or pool.mode.value not in ("tcp", "http") or is_writer(ctx.roles, pool):
        return False
    kind = pool.setting("hash-type")
    if kind is not None and kind.value[:1] == ("consistent",):
        return False
    return len(active_servers(ctx.roles, pool)) > 2


def _consistent(section: Section, line: Statement) -> Fix:
    def change(copied: Section) -> None:
        own = [each for each in copied.statements if isinstance(each, HashType)]
        if own:
            reword(own[-1], "hash-type", "consistent")
        else:
            copied.statements.insert_after(twins(section, copied)(line), "hash-type consistent")

    return Fix("add `hash-type consistent`", "unsafe", section, change)
