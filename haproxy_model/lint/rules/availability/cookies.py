"""HA: cookies that should keep clients on their server, and do not."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, lint_rule
from haproxy_model.lint.rules.listing import listed
from haproxy_model.lint.rules.origins import Related, origin
from haproxy_model.lint.rules.word_places import position, says
from haproxy_model.model.line import Statement
from haproxy_model.views.effective import Effective, EffectiveServer


def _pools(ctx: LintContext) -> Iterator[tuple[Effective, list[EffectiveServer]]]:
    """The HTTP pools whose lines are all understood, each with its servers that clients share."""
    for pool in ctx.pools:
        if pool.mode.value != "http":
            continue
        if pool.setting("cookie") is None and not any("cookie" in server.parameters.params for server in pool.servers):
            continue
        if not ctx.is_known(pool.proxy):
            continue
        if any("cookie" in server.parameters.with_variables or not server.is_certain for server in pool.servers):
            continue
        yield pool, [server for server in pool.servers if not server.has("backup") and not server.has("disabled")]


def _is_computed(pool: Effective) -> bool:
    """Whether HAProxy makes the cookies of servers itself."""
    found = pool.setting("cookie")
    line = None if found is None else found.origin.statement
    return line is not None and says(line, "dynamic")


def _place(server: EffectiveServer) -> tuple[Statement, int, int]:
    line = server.line("cookie") or server.statement
    place = position(line, "cookie")
    return line, place, place + 1


@lint_rule("HA026", "cookie-without-cookie-line", severity=Severity.WARNING)
def cookie_without_line(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds servers with a `cookie` in a pool without a `cookie` line, and the other way around.
    Why: nobody is kept on a server: sessions that live there are lost with the next request.
    In: a frontend for HTTP.
    Bad:
        backend shop
            server a 192.0.2.11:8000 check cookie a
            server b 192.0.2.12:8000 check cookie b
    Good:
        backend shop
            option redispatch
            cookie SERVER insert indirect nocache
            server a 192.0.2.11:8000 check cookie a
            server b 192.0.2.12:8000 check cookie b
    Reference: 4.2 "cookie"; 5.2 "cookie".
    """
    for pool, shared in _pools(ctx):
        having = [server for server in pool.servers if server.has("cookie")]
        line = pool.setting("cookie")
        if having and line is None:
            names = listed(server.name for server in having)
            yield Finding(
                f"the `cookie` of {names} does nothing: the pool has no `cookie` line; expected one such as "
                "`cookie SERVER insert indirect nocache`",
                *_place(having[0]),
            )
        statement = None if line is None or line.origin.kind != "explicit" else line.origin.statement
        if statement is not None and not having and len(shared) > 1 and not _is_computed(pool):
            yield Finding(
                "nobody is kept on a server: no server has a `cookie`; expected one on each, or `dynamic`",
                statement,
                0,
                statement._last(),
            )


@lint_rule("HA027", "duplicate-server-cookie", severity=Severity.WARNING)
def duplicate_cookie(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds active servers with one and the same `cookie`.
    Why: all clients of both go to the first of them. (A backup may have the cookie of the server that it stands in
        for.)
    In: a backend that keeps clients.
    Bad:
            server a 192.0.2.11:8000 check cookie a
            server b 192.0.2.12:8000 check cookie a
    Good:
            server a 192.0.2.11:8000 check cookie a
            server b 192.0.2.12:8000 check cookie b
    Reference: 5.2 "cookie".
    """
    for pool, shared in _pools(ctx):
        if pool.setting("cookie") is None:
            continue
        first: dict[str, EffectiveServer] = {}
        told: set[int] = set()
        for server in shared:
            param = server.param("cookie")
            if param is None or not param.values:
                continue
            other = first.setdefault(param.values[0], server)
            line, *_ = _place(server)
            if other is server or (server.has("weight") and server.weight == 0) or id(line) in told:
                continue
            told.add(id(line))
            yield Finding(
                f"`{server.name}` has the cookie of `{other.name}`, where its clients go with their next request; "
                "expected one of its own",
                *_place(server),
                related=(("the same cookie", other.line("cookie") or other.statement, _place(other)[1]),),
            )


@lint_rule("HA028", "server-without-cookie", severity=Severity.WARNING)
def server_without_cookie(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds active servers without a `cookie` beside others that have one.
    Why: clients that come to them are not kept there: their sessions are lost with the next request.
    In: a backend that keeps clients.
    Bad:
            server a 192.0.2.11:8000 check cookie a
            server b 192.0.2.12:8000 check
    Good:
            server a 192.0.2.11:8000 check cookie a
            server b 192.0.2.12:8000 check cookie b
    Reference: 5.2 "cookie".
    """
    for pool, shared in _pools(ctx):
        line = pool.setting("cookie")
        if line is None or _is_computed(pool):
            continue
        lacking = [server for server in shared if not server.has("cookie")]
        if lacking and len(lacking) < len(shared):
            related: tuple[Related, ...] = origin("the `cookie` line", line, 0)
            yield Finding(
                f"nobody is kept on {listed(server.name for server in lacking)}, which has no `cookie` as the others "
                "have; expected one",
                lacking[0].statement,
                1,
                related=related,
            )
