"""CHK: which answers to health checks count."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, lint_rule, safe_if
from haproxy_model.lint.rules.health.check_settings import checked, inherits_checks, method_place
from haproxy_model.lint.rules.statements import removal
from haproxy_model.lint.rules.word_places import says, setting, step
from haproxy_model.model.line import Statement


@lint_rule("CHK009", "weak-http-expect", severity=Severity.INFO)
def weak_http_expect(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds several `http-check expect status` for one answer, and clusterchecks that expect no status.
    Why: each of them must be met: an answer has one status, so that with two different ones every server is down.
        Without any, a redirect counts as healthy too.
    In: a backend.
    Bad:
            option httpchk
            http-check expect status 404
            http-check expect status 200
            server shop1 192.0.2.11:8000 check
            server shop2 192.0.2.12:8000 check
    Good:
            option httpchk
            http-check expect status 200,404
            server shop1 192.0.2.11:8000 check
            server shop2 192.0.2.12:8000 check
    Reference: 4.2 "http-check expect".
    """
    for pool in ctx.pools:
        option = pool.check_method.origin.statement
        if pool.check_method.value[0] != "httpchk" or option is None:
            continue
        earlier: tuple[Statement, str] | None = None
        for line in pool.http_checks:
            status = _status(line)
            if step(line) in ("send", "connect"):
                earlier = None
            elif status is not None:
                if earlier is not None and _statuses(earlier[1]).isdisjoint(_statuses(status)):
                    yield Finding(
                        f"one answer cannot have status `{earlier[1]}` and status `{status}`: every server "
                        f"is marked DOWN; expected one line such as `http-check expect status "
                        f"{earlier[1]},{status}`",
                        line,
                        3,
                        severity=Severity.ERROR,
                        related=(("the other one", earlier[0], 3),),
                    )
                    break
                earlier = earlier or (line, status)
        expects = any(step(line) == "expect" for line in pool.http_checks)
        port = next((each.check_port for each in checked(pool) if each.check_port in ctx.roles.health_ports), None)
        if not expects and port is not None and option._section is pool.proxy:
            yield Finding(
                f"every status from 200 to 399 of the page on port `{port}` counts as healthy; "
                "expected `http-check expect status 200`",
                option,
                1,
            )


def _status(line: Statement) -> str | None:
    """The statuses that a line expects, and nothing else; None for other lines."""
    reading = line._reading
    return reading.value("status") if step(line) == "expect" and reading.place("status") == 3 else None


def _statuses(words: str) -> frozenset[int]:
    """The statuses of a list such as `200,300-399`; every one where it cannot be read."""
    found: set[int] = set()
    for part in words.split(","):
        first, dash, last = part.partition("-")
        if not (first.isdecimal() and first.isascii() and (not dash or (last.isdecimal() and last.isascii()))):
            return frozenset(range(1000))
        if len(first) > 3 or len(last) > 3:
            return frozenset(range(1000))
        found.update(range(int(first), int(last or first) + 1))
    return frozenset(found)


@lint_rule("CHK010", "tcp-check-without-expect", severity=Severity.INFO)
def tcp_check_without_expect(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds `tcp-check` rules that send something and expect nothing.
    Why: whatever the server answers, it counts as healthy: the rules prove no more than a connection does.
    In: a file with timeouts.
    Bad:
        backend store
            option tcp-check
            tcp-check connect
            tcp-check send PING
            server store1 192.0.2.11:6000 check
            server store2 192.0.2.12:6000 check
    Good:
        backend store
            option tcp-check
            tcp-check connect
            tcp-check send PING
            tcp-check expect string PONG
            server store1 192.0.2.11:6000 check
            server store2 192.0.2.12:6000 check
    Reference: 4.2 "tcp-check expect".
    """
    told: set[int] = set()
    for pool in ctx.pools:
        rules = pool.tcp_checks
        if pool.check_method.value[0] != "tcp-check" or not rules or id(rules[0]) in told:
            continue
        told.add(id(rules[0]))
        steps = [step(line) for line in rules]
        connects = [line for line in rules if step(line) == "connect"]
        if "expect" in steps or len(connects) > 1 or any(says(line, "ssl") for line in connects):
            continue
        yield Finding(
            "these `tcp-check` rules expect no answer: whatever the server says, it counts as healthy; "
            "expected a `tcp-check expect`",
            rules[-1],
            0,
            1,
            related=tuple(method_place(pool)),
        )


@lint_rule("CHK016", "disable-on-404-with-single-writer-or-no-404", severity=Severity.INFO)
def disable_on_404_with_single_writer_or_no_404(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds `http-check disable-on-404` in pools whose check is not HTTP.
    Why: no answer has a status there, so that the line does nothing.
    In: a backend.
    Bad:
            http-check disable-on-404
            server shop1 192.0.2.11:8000 check
            server shop2 192.0.2.12:8000 check
    Good:
            option httpchk
            http-check disable-on-404
            server shop1 192.0.2.11:8000 check
            server shop2 192.0.2.12:8000 check
    Reference: 4.2 "http-check disable-on-404".
    """
    for pool in ctx.proxies:
        if not pool.has_backend:
            continue
        http = pool.check_method.value[0] == "httpchk"
        for line in pool.statements:
            if setting(line) != "http-check" or step(line) != "disable-on-404" or (http and line in pool.http_checks):
                continue
            why = "no step or option of the check stands beside it" if http else "the check is not HTTP"
            # A server of 3.4 may have a check of its own, over HTTP.
            is_safe = not inherits_checks(ctx, pool.proxy) and not any(each.has("healthcheck") for each in pool.servers)
            yield Finding(
                f"`disable-on-404` does nothing: {why}; expected `option httpchk` in this {pool.proxy.kind}",
                line,
                1,
                related=tuple(method_place(pool)),
                fix=removal("remove the line", pool.proxy, [line], safe_if(is_safe)),
            )
