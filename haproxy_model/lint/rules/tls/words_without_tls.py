"""TLS: words about TLS where it is not spoken, and certificates whose place nobody knows."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, lint_rule
from haproxy_model.lint.rules.availability.listening import of_proxy
from haproxy_model.lint.rules.health.check_settings import connects_otherwise
from haproxy_model.lint.rules.health.ports import TLS_PORTS
from haproxy_model.lint.rules.listing import listed
from haproxy_model.lint.rules.word_places import action, parameter_place, says, setting
from haproxy_model.model.bind import Bind
from haproxy_model.model.params import WithParams
from haproxy_model.model.rules import Redirect
from haproxy_model.model.section_classes import Global
from haproxy_model.model.server import ServerParams
from haproxy_model.views.effective import Effective, EffectiveServer

#: words that mean nothing without TLS
_OF_BINDS = ("crt", "crt-list", "ca-file", "verify", "alpn", "ciphers", "ciphersuites", "ssl-min-ver", "strict-sni",
             "curves", "ecdhe", "crl-file", "no-sslv3", "no-tlsv10", "no-tlsv11")  # fmt: skip
_OF_SERVERS = ("verify", "verifyhost", "ca-file", "crt", "crl-file", "ciphers", "ciphersuites", "sni", "ssl-min-ver")
_OF_CHECKS = ("check-sni", "check-alpn")
_ALL = frozenset(_OF_SERVERS + _OF_CHECKS)


def _first_word(line: WithParams, wanted: tuple[str, ...]) -> tuple[str, int] | None:
    return next(((param.keyword, place) for place, param in line._placed_params() if param.keyword in wanted), None)


@lint_rule("TLS007", "ssl-keyword-without-ssl", severity=Severity.WARNING, absorbs=("CFG092", "TLS006"))
def words_without_tls(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds words such as `crt`, `verify` or `ca-file` on lines without `ssl`.
    Why: they have no effect: what looks like TLS is clear text.
    In: a file that serves HTTP.
    Bad:
        listen shop
            bind 192.0.2.10:8000 crt /etc/haproxy/site.pem
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Good:
        listen shop
            bind 192.0.2.10:8000 ssl crt /etc/haproxy/site.pem
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Reference: 5.1 "ssl"; 5.2 "ssl".
    """
    for front in ctx.proxies:
        for line in ctx.active.of_family(front.proxy, Bind):
            found = None if says(line, "ssl") or _may_speak_tls(line) else _first_word(line, _OF_BINDS)
            if found is not None:
                word, place = found
                yield Finding(f"`{word}` has no effect without `ssl`: this line accepts clear text", line, place)
    for pool in ctx.pools:
        if pool._any_server_has(*_ALL) and not connects_otherwise(pool):
            yield from _of_pool(pool)


def _may_speak_tls(line: Bind) -> bool:
    return line._has_variables or any(str(address).startswith("quic") for address in line.addresses)


def _of_pool(pool: Effective) -> Iterator[Finding]:
    having = [server for server in pool.servers if not _ALL.isdisjoint(server.parameters.params)]
    speaking = {id(line) for server in having if _speaks_tls(server) for line in _lines(server)}
    told: set[int] = set()
    for server in having:
        if _speaks_tls(server):
            continue
        for line in _lines(server):
            if id(line) in told or id(line) in speaking or line._section is not pool.proxy or line._has_variables:
                continue
            found = _first_word(line, _OF_SERVERS + _OF_CHECKS)
            if found is None:
                continue
            told.add(id(line))
            # In `mode tcp` clients may speak TLS with the server themselves.
            passes = pool.mode.value != "http" or server.address_port in TLS_PORTS
            yield Finding(
                f"`{found[0]}` has no effect without `ssl`: `{server.name}` gets what comes as it is, in clear",
                line,
                found[1],
                severity=Severity.INFO if passes else None,
            )
            break


def _speaks_tls(server: EffectiveServer) -> bool:
    return server.has("ssl") or server.has("check-ssl") or server.has("healthcheck") or not server.is_certain


def _lines(server: EffectiveServer) -> list[ServerParams]:
    """The lines from which words about TLS come to a server."""
    found = [server.line(word) for word in (*_OF_SERVERS, *_OF_CHECKS)]
    return [*dict.fromkeys(line for line in found if line is not None)]


@lint_rule("TLS010", "no-hsts-or-redirect", severity=Severity.INFO)
def no_redirect(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds HTTP listeners on port 80 that serve the same as those on 443, and send nobody there.
    Why: who types a name stays on clear text.
    In: a file that serves HTTP.
    Bad:
        listen shop
            bind 192.0.2.10:80
            bind 192.0.2.10:443 ssl crt /etc/haproxy/site.pem
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Good:
        listen shop
            bind 192.0.2.10:80
            bind 192.0.2.10:443 ssl crt /etc/haproxy/site.pem
            http-request redirect scheme https unless { ssl_fc }
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Reference: 4.2 "redirect".
    """
    secure: dict[object, Effective] = {}
    fronts = [front for front in ctx.proxies if front.has_frontend and front.mode.value == "http"]
    for front in fronts:
        if any(each.first == 443 and says(each.line, "ssl") for each in of_proxy(ctx, front.proxy)):
            secure.setdefault(_served(front), front)
    for front in fronts:
        twin = secure.get(_served(front))
        plain = next((each for each in of_proxy(ctx, front.proxy) if each.first == 80), None)
        if twin is None or plain is None or says(plain.line, "ssl") or not ctx.is_known(front.proxy):
            continue
        pools = [pool for target in front.targets if target.section is not None for pool in [target.section]]
        if any(_sends_elsewhere(ctx, section) for section in (front.proxy, *pools)):
            continue
        yield Finding(
            f"`{plain.address}` serves in clear what is served over TLS too; expected `http-request redirect scheme "
            "https unless { ssl_fc }`",
            plain.line,
            1,
            related=() if twin is front else (("over TLS here", twin.proxy.header, 1),),
        )


def _served(front: Effective) -> object:
    """What a frontend serves where no rule says otherwise."""
    last = front.targets[-1] if front.targets else None
    return id(front.proxy) if last is None or last.section is None else id(last.section)


def _sends_elsewhere(ctx: LintContext, section: object) -> bool:
    lines = ctx.statements(section)  # type: ignore[arg-type]  # a section
    return any(
        isinstance(line, Redirect)
        or (setting(line) in ("http-request", "http-response") and action(line) in ("redirect", "return", "deny"))
        or "trict-Transport-Security" in line._reading.said()
        for line in lines
    )


@lint_rule("TLS011", "crt-path-trap", severity=Severity.INFO)
def relative_certificate(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds certificates with a relative path and no `crt-base`.
    Why: they are looked for in the directory where HAProxy was started, which a service manager chooses.
    In: a file that serves HTTP.
    Bad:
        listen shop
            bind 192.0.2.10:443 ssl crt site.pem
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Good:
        listen shop
            bind 192.0.2.10:443 ssl crt /etc/haproxy/site.pem
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Reference: 5.1 "crt"; 3.1 "crt-base", "default-path".
    """
    sections = [*ctx.of(Global)]
    if ctx.is_part or not all(ctx.is_known(section) for section in sections):
        return
    if any({"crt-base", "default-path"} & set(ctx.active.first_words(section)) for section in sections):
        return
    found = []
    for front in ctx.proxies:
        for line in ctx.active.of_family(front.proxy, Bind):
            place = parameter_place(line, "crt")
            path = line._reading.word(place + 1) if place and place < line._reading.last else "/"
            if says(line, "ssl") and not line._has_variables and "." in path and path[0] not in "/@%":
                found.append((line, place + 1, path))
    if found:
        line, place, _ = found[0]
        names = listed(path for _, _, path in found)
        yield Finding(
            f"{names} is looked for where HAProxy was started; expected an absolute path, or `crt-base`", line, place
        )
