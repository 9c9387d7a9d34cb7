"""CHK: what health checks send, and what runs them."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, Fix, lint_rule
from haproxy_model.lint.rules.health.check_settings import CONNECT, checked, method_place
from haproxy_model.lint.rules.listing import listed
from haproxy_model.lint.rules.statements import insertion, rewording
from haproxy_model.lint.rules.word_places import behind, setting, step
from haproxy_model.model.line import Statement
from haproxy_model.model.section_classes import Global
from haproxy_model.syntax.quoting import quote
from haproxy_model.views.check_steps import OPTIONS, SWITCHES
from haproxy_model.views.effective import Effective


@lint_rule("CHK003", "http-check-rules-ignored", severity=Severity.ERROR)
def http_check_rules_ignored(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds `http-check` and `tcp-check` rules without the option that makes HAProxy follow them.
    Why: HAProxy warns and ignores them: a server whose service is broken stays up as long as its port opens.
    In: a backend.
    Bad:
            http-check send meth GET uri /health
            server shop1 192.0.2.11:8000 check
            server shop2 192.0.2.12:8000 check
    Good:
            option httpchk
            http-check send meth GET uri /health
            server shop1 192.0.2.11:8000 check
            server shop2 192.0.2.12:8000 check
    Reference: 4.2 "http-check send", "tcp-check connect", "option httpchk".
    """
    inherited: dict[int, tuple[Statement, str, list[Effective]]] = {}
    for pool in ctx.proxies:
        if not pool.has_backend:
            continue
        used = pool.check_method.value[0]
        for keyword, lines in (("http-check", pool.http_checks), ("tcp-check", pool.tcp_checks)):
            rules = [line for line in lines if step(line) not in ("", *SWITCHES)]
            if not rules or used == OPTIONS[keyword]:
                continue
            first = rules[0]
            if first._section is pool.proxy:
                yield Finding(
                    f"{_ignored(keyword, used)} in `{pool.proxy.title}`",
                    first,
                    0,
                    1,
                    related=tuple(method_place(pool)),
                    fix=_followed(pool, first, keyword) if used == CONNECT else None,
                )
            elif used == CONNECT and checked(pool):
                inherited.setdefault(id(first), (first, keyword, []))[2].append(pool)
    for first, keyword, pools in inherited.values():
        names = listed(pool.proxy.title for pool in pools)
        yield Finding(f"{_ignored(keyword, CONNECT)} in {names}, which inherit them", first, 0, 1)


def _ignored(keyword: str, used: str) -> str:
    instead = "servers are checked by a connection" if used == CONNECT else f"`option {used}` is in force"
    return f"`{keyword}` rules are ignored without `option {OPTIONS[keyword]}`: {instead}"


def _followed(pool: Effective, first: Statement, keyword: str) -> Fix:
    option = f"option {OPTIONS[keyword]}"
    return insertion(f"add `{option}` above the rules", pool.proxy, first, option)


@lint_rule("CHK005", "httpchk-request-overridden", severity=Severity.WARNING)
def httpchk_request_overridden(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds a method or path of `option httpchk` that an `http-check send` below it replaces.
    Why: HAProxy sends the second one and does not say so: who reads the option expects another request.
    In: a backend.
    Bad:
            option httpchk GET /alive
            http-check send meth HEAD uri /health
            server shop1 192.0.2.11:8000 check
            server shop2 192.0.2.12:8000 check
    Good:
            option httpchk
            http-check send meth HEAD uri /health
            server shop1 192.0.2.11:8000 check
            server shop2 192.0.2.12:8000 check
    Reference: 4.2 "http-check send", "option httpchk".
    """
    for pool in ctx.pools:
        option = pool.check_method.origin.statement
        arguments = pool.check_method.value[1:]
        if option is None or pool.check_method.value[0] != "httpchk":
            continue
        if option._section is not pool.proxy:
            yield from _unsent(pool, option)
            continue
        sends = [line for line in pool.http_checks if step(line) == "send"]
        # What stands above the option, or is inherited, the option replaces (2.6.12, measured).
        below = {id(line) for line in pool.statements[pool.statements.index(option) :]}
        if not arguments or not sends or not all(id(line) in below for line in sends):
            continue
        send = sends[0]
        own = {"uri": arguments[0]} if len(arguments) == 1 else {"meth": arguments[0], "uri": arguments[1]}
        sent = {name: behind(send, name) for name in ("meth", "uri")}
        replaced = [name for name, word in own.items() if sent[name] not in (None, word)]
        if not replaced:
            continue
        yield Finding(
            f"`{' '.join(arguments[:2])}` is not what is sent: `http-check send` replaces "
            f"{listed(own[name] for name in replaced)} by {listed(str(sent[name]) for name in replaced)}; "
            "expected the request in one place",
            option,
            1,
            option._last(),
            related=(("this request is sent", send, 1),),
            fix=_bare(pool, option) if all(sent.values()) and len(arguments) < 3 and len(sends) == 1 else None,
        )


def _unsent(pool: Effective, option: Statement) -> Iterator[Finding]:
    """The request of an inherited option is a step, which the steps of the proxy replace together with the others."""
    steps = [line for line in pool.http_checks if step(line) not in ("", *SWITCHES)]
    own = [line for line in steps if line._section is pool.proxy]
    if not own or any(step(line) == "send" for line in steps) or not checked(pool):
        return
    yield Finding(
        f"the `http-check` lines of `{pool.proxy.title}` replace the request of the inherited `option httpchk`: "
        f"nothing is sent, and {listed(server.name for server in checked(pool))} are marked DOWN; expected "
        f"`option httpchk` or `http-check send` in this {pool.proxy.kind}",
        own[0],
        0,
        1,
        severity=Severity.ERROR,
        related=tuple(method_place(pool)),
        fix=_sent(pool, own[0], option),
    )


def _sent(pool: Effective, first: Statement, option: Statement) -> Fix:
    text = " ".join(map(quote, (option.keyword, *option.arguments)))
    return insertion(f"repeat `{option._reading.said()}` above these lines", pool.proxy, first, text)


def _bare(pool: Effective, option: Statement) -> Fix:
    title = "leave the request to `http-check send`"
    return rewording(title, pool.proxy, option, "option", "httpchk", applicability="safe")


@lint_rule("CHK008", "httpchk-http11-without-host", severity=Severity.WARNING)
def httpchk_http11_without_host(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds checks over HTTP/1.1 without a `Host` header.
    Why: the header is mandatory there: strict servers answer 400 and are marked down although they work.
    In: a backend.
    Bad:
            option httpchk GET /health HTTP/1.1
            server shop1 192.0.2.11:8000 check
            server shop2 192.0.2.12:8000 check
    Good:
            option httpchk
            http-check send meth GET uri /health ver HTTP/1.1 hdr Host shop.example.org
            server shop1 192.0.2.11:8000 check
            server shop2 192.0.2.12:8000 check
    Reference: 4.2 "option httpchk", "http-check send".
    """
    told: set[int] = set()
    for pool in ctx.pools:
        option = pool.check_method.origin.statement
        if pool.check_method.value[0] != "httpchk" or option is None or not checked(pool):
            continue
        sends = [line for line in pool.http_checks if step(line) == "send"]
        arguments = pool.check_method.value[1:]
        version = next((line for line in sends if behind(line, "ver") == "HTTP/1.1"), None)
        by_option = arguments[2:] == ("HTTP/1.1",) and not any(behind(line, "ver") for line in sends)
        line = option if by_option else version
        if line is None or id(line) in told or any(sends_host(send) for send in sends):
            continue
        if not by_option and len(arguments) > 3:
            continue
        told.add(id(line))
        yield Finding(
            "the check speaks `HTTP/1.1` without a `Host` header: strict servers answer 400 and are marked DOWN; "
            "expected `http-check send hdr Host NAME`",
            line,
            line._reading.place("version" if by_option else "ver") or 0,
            related=tuple(place for place in method_place(pool) if place[1] is not line),
        )


def sends_host(send: Statement) -> bool:
    """Whether a `send` rule of a check has a Host header."""
    reading = send._reading
    names = (reading.text(part) for part in reading.parts if part.type == "header_name")
    return any(name.lower() == "host" for name in names)


@lint_rule("CHK015", "external-check-insecure", severity=Severity.INFO)
def external_check_insecure(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds health checks by a program, and what keeps that program from running.
    Why: each check starts a process; without `insecure-fork-wanted` HAProxy may not, and after `chroot` the program
        is looked for inside that directory.
    Bad:
        global
            external-check
            insecure-fork-wanted
            chroot /var/lib/haproxy
        defaults
            timeout connect 5s
            timeout server 1m
        backend store
            option external-check
            external-check command /usr/local/bin/alive
            server store1 192.0.2.11:6000 check
            server store2 192.0.2.12:6000 check
    Good:
        defaults
            timeout connect 5s
            timeout server 1m
        backend store
            option tcp-check
            server store1 192.0.2.11:6000 check
            server store2 192.0.2.12:6000 check
    Reference: 4.2 "option external-check", "external-check command"; 3.1 "insecure-fork-wanted", "chroot".
    """
    settings = {setting(line): line for section in ctx.of(Global) for line in ctx.statements(section)}
    told: set[int] = set()
    for pool in ctx.pools:
        option = pool.check_method.origin.statement
        if pool.check_method.value[0] != "external-check" or option is None or id(option) in told or not checked(pool):
            continue
        told.add(id(option))
        command = pool.setting("external-check", "command")
        chroot = settings.get("chroot")
        root = None if chroot is None else next(iter(chroot.arguments), None)
        path = command.value[0] if command is not None and command.value else ""
        if settings and "insecure-fork-wanted" not in settings:
            yield Finding(
                "HAProxy may not start the program of this check; expected `insecure-fork-wanted` in `global`",
                option,
                1,
                severity=Severity.WARNING,
            )
        elif chroot is not None and root is not None and path and command is not None:
            where = command.origin.statement
            yield Finding(
                f"after `chroot {root}` HAProxy looks for `{path}` inside that directory, as `{root}{path}`; "
                "expected the program and what it needs there",
                where or option,
                2,
                severity=Severity.WARNING,
                related=(("the root directory is changed here", chroot, 1),),
            )
        else:
            yield Finding("each check starts a process of its own; expected a check that HAProxy does", option, 1)
