"""TLS: old versions, weak ciphers, small keys."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, lint_rule
from haproxy_model.lint.rules.listing import listed
from haproxy_model.lint.rules.word_places import parameter_place, position, says
from haproxy_model.model.bind import Bind
from haproxy_model.model.line import Statement
from haproxy_model.model.section_classes import Global
from haproxy_model.schema.behaviour import ALPN_OFFERED
from haproxy_model.schema.versions import reached

_OLD = ("SSLv3", "TLSv1.0", "TLSv1.1")
#: flags that allow one version alone
_FORCED = {"force-sslv3": "SSLv3", "force-tlsv10": "TLSv1.0", "force-tlsv11": "TLSv1.1"}
_DEFAULTS = "ssl-default-bind-options"
#: what names of ciphers and of groups of them hold that are broken
_WEAK = re.compile(r"(?:^|[-+])(A?NULL|ENULL|ADH|AECDH|EXP|EXPORT\d*|LOW|RC4|RC2|MD5|3DES|DES|CBC3)(?=$|[-+])", re.I)
_SMALLEST = 2048


@lint_rule("TLS003", "old-protocol-enabled", severity=Severity.WARNING)
def old_protocol_enabled(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds listeners that accept TLS 1.1 or older.
    Why: these are broken, and browsers have given them up. HAProxy itself begins at TLS 1.2: `no-sslv3` and its like
        change nothing.
    In: a file that serves HTTP.
    Bad:
        listen shop
            bind 192.0.2.10:443 ssl crt /etc/haproxy/site.pem ssl-min-ver TLSv1.0
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Good:
        listen shop
            bind 192.0.2.10:443 ssl crt /etc/haproxy/site.pem
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Reference: 5.1 "ssl-min-ver"; 3.1 "ssl-default-bind-options".
    """
    lines = _tls_binds(ctx)
    inherits = False
    for line in lines:
        found = _oldest(line)
        if found is None:
            inherits = True
            continue
        protocol, place = found
        if protocol in _OLD:
            yield _accepting(line, place, protocol)
    if not inherits:
        return
    for section in ctx.of(Global):
        for default in ctx.active.lines(section, _DEFAULTS):
            found = _oldest_of_words(default)
            if found is not None and found[0] in _OLD:
                yield _accepting(default, found[1], found[0])


def _tls_binds(ctx: LintContext) -> list[Bind]:
    fronts = (front for front in ctx.proxies if front.has_frontend)
    return [line for front in fronts for line in ctx.active.of_family(front.proxy, Bind) if says(line, "ssl")]


def _oldest(line: Bind) -> tuple[str, int] | None:
    """The oldest version that a listener accepts by its own words, and where it is said; None where none is."""
    for flag, version in _FORCED.items():
        if says(line, flag):
            return version, position(line, flag)
    for name in ("ssl-min-ver", "ssl-max-ver"):
        # Below an old maximum, HAProxy takes that for the minimum too.
        value = line._reading.value(name) if says(line, name) else None
        if value is not None and (name == "ssl-min-ver" or value in _OLD):
            return value, position(line, name) + 1
    return None


def _oldest_of_words(line: Statement) -> tuple[str, int] | None:
    reading = line._reading
    said = [(part.start, reading.text(part)) for part in reading.arguments]
    found: dict[str, tuple[str, int]] = {}
    for (_, option), (place, value) in pairwise(said):
        if option in ("ssl-min-ver", "ssl-max-ver"):
            found[option] = (value, place)
    for place, option in said:
        if option in _FORCED:
            return _FORCED[option], place
    return found.get("ssl-min-ver") or found.get("ssl-max-ver")


def _accepting(line: Statement, place: int, version: str) -> Finding:
    return Finding(f"`{version}` and later is accepted, which is broken; expected TLSv1.2 as the oldest", line, place)


@lint_rule("TLS004", "weak-ciphers", severity=Severity.WARNING)
def weak_ciphers(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds lists of ciphers that ask for broken ones: without encryption or authentication, RC4, DES,
        3DES, MD5, those of the export rules.
    Why: what is encrypted with them can be read; new libraries leave them out, and the list is shorter than it looks.
    Bad:
        global
            log /dev/log local0
            ssl-default-bind-ciphers ECDHE-RSA-AES128-GCM-SHA256:RC4-SHA
    Good:
        global
            log /dev/log local0
            ssl-default-bind-ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256
    Reference: 3.1 "ssl-default-bind-ciphers"; 5.1 "ciphers".
    """
    for section in ctx.of(Global):
        for keyword, severity in (("ssl-default-bind-ciphers", None), ("ssl-default-server-ciphers", Severity.INFO)):
            for line in ctx.active.lines(section, keyword):
                place = line._reading.place("ciphers")
                if place is not None:
                    yield from _asking(line, place, severity)
    for line in _tls_binds(ctx):
        place = parameter_place(line, "ciphers")
        if place:
            yield from _asking(line, place + 1, None)


def _asking(line: Statement, place: int, severity: Severity | None) -> Iterator[Finding]:
    if place > line._reading.last or line._has_variables:
        return
    weak = weak_names(re.split("[:, ]", line._reading.word(place)))
    if weak:
        yield Finding(
            f"the list asks for broken ciphers: {listed(weak)}; expected those of Mozilla's intermediate list, or none",
            line,
            place,
            severity=severity,
        )


def weak_names(names: Sequence[str]) -> list[str]:
    """The names of a list of ciphers, in OpenSSL's notation, that ask for broken ones and are not taken back."""
    gone = {_kind(part) for name in names if name[:1] == "!" for part in [name[1:]]}
    found = []
    for name in names:
        if name[:1] in ("!", "-", "+", "@") or not name:
            continue
        kinds = {_kind(each) for each in _WEAK.findall(name)}
        if kinds and not kinds & gone and _kind(name) not in gone:
            found.append(name)
    return found


def _kind(name: str) -> str:
    """One name for what has several."""
    upper = name.upper()
    return {"CBC3": "3DES", "DES-CBC3-SHA": "3DES", "ADH": "ANULL", "AECDH": "ANULL", "EXPORT40": "EXP",
            "EXPORT56": "EXP", "EXPORT": "EXP", "NULL": "ENULL"}.get(upper, upper)  # fmt: skip


@lint_rule("TLS009", "small-dh-param", severity=Severity.WARNING)
def small_dh_param(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds Diffie-Hellman parameters of less than 2048 bits.
    Why: those of 1024 bits are within reach of those who record connections.
    Bad:
        global
            log /dev/log local0
            tune.ssl.default-dh-param 1024
    Good:
        global
            log /dev/log local0
            tune.ssl.default-dh-param 2048
    Reference: 3.2 "tune.ssl.default-dh-param".
    """
    for section in ctx.of(Global):
        for line in ctx.active.lines(section, "tune.ssl.default-dh-param"):
            text = line._reading.value("n") or ""
            if text.isascii() and text.isdigit() and len(text) == 4 and int(text) < _SMALLEST:
                yield Finding(f"Diffie-Hellman with {text} bits is weak; expected {_SMALLEST} or more", line, 1)


@lint_rule("TLS005", "missing-alpn", severity=Severity.INFO)
def missing_alpn(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: before HAProxy 2.8, finds HTTP listeners with TLS that offer no HTTP/2.
    Why: clients fall back to HTTP/1.1; since 2.8, HAProxy offers both by itself.
    In: a file that serves HTTP.
    Version: 2.6
    Bad:
        listen shop
            bind 192.0.2.10:443 ssl crt /etc/haproxy/site.pem
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Good:
        listen shop
            bind 192.0.2.10:443 ssl crt /etc/haproxy/site.pem alpn h2,http/1.1
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check
    Reference: 5.1 "alpn".
    """
    if reached(ALPN_OFFERED.since, ctx.version):
        return
    for front in ctx.proxies:
        if not front.has_frontend or front.mode.value != "http":
            continue
        silent = [line for line in ctx.active.of_family(front.proxy, Bind) if _offers_nothing(line)]
        if silent:
            yield Finding(
                f"`{front.proxy.title}` offers no HTTP/2; expected `alpn h2,http/1.1`",
                silent[0],
                position(silent[0], "ssl"),
                related=tuple(("here too", line, 1) for line in silent[1:3]),
            )


def _offers_nothing(line: Bind) -> bool:
    words = ("alpn", "no-alpn", "npn", "proto", "crt-list")
    return says(line, "ssl") and not any(says(line, word) for word in words) and not line._has_variables
