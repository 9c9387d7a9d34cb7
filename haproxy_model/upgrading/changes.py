"""What has another meaning or another default in a later version, while its words stay right (catalogue VER004).

Each row says from which release on, where a configuration feels it, and what keeps the old way: known from HAProxy's
change log and manuals, and tried with the programs of both sides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from haproxy_model.lint.rules.statements import add_option
from haproxy_model.model.bind import Bind
from haproxy_model.model.line import Statement
from haproxy_model.model.section import Section
from haproxy_model.model.section_classes import Global, LogForward, Resolvers
from haproxy_model.records import NamedTuple
from haproxy_model.rewrites.fix import ByHand, Fix, Rewording
from haproxy_model.rewrites.occasion import Surroundings
from haproxy_model.schema import behaviour
from haproxy_model.schema.behaviour import Behaviour
from haproxy_model.schema.rows import Keyword
from haproxy_model.schema.versions import reached
from haproxy_model.views.effective import Effective, resolve
from haproxy_model.views.origin import BUILT_IN

#: Something in a log format that was text, and is a name since 3.0.
_NAMED: Final = re.compile(r"(?<!%)((?:%%)*)%\(")
_WITH_UNIT: Final = re.compile(r"[0-9]+[kKmMgG]")
_PROTOCOLS: Final = ("alpn", "npn", "no-alpn")
_QUIET: Final = ("no-sni-auto", "no-check-sni-auto")
_LUA: Final = ("lua-load", "lua-load-per-thread")


class Hit(NamedTuple):
    """A place that feels a change."""

    line: Statement
    message: str
    answer: Fix | ByHand
    first: int = 0
    last: int = 0


class Change(NamedTuple):
    """One change between releases."""

    row: Behaviour
    #: where a configuration feels it
    hits: Callable[[Surroundings], Iterator[Hit]]


def _header(section: Section, message: str, answer: Fix | ByHand) -> Hit:
    return Hit(section.header, message, answer, 0, 1)


def _proxies(around: Surroundings, *kinds: str) -> Iterator[Effective]:
    for section in around.active.of_kind(*kinds):
        proxy = resolve(section, around.inheritance)
        if not proxy.disabled:
            yield proxy


def _homes(found: Iterator[Effective]) -> list[Section]:
    """Where a setting of proxies is said once: the `defaults` that they start from, else they themselves."""
    homes = (proxy.defaults or proxy.proxy for proxy in found)
    return list({id(home._written): home._written for home in homes}.values())


def _balance(around: Surroundings) -> Iterator[Hit]:
    pools = (
        proxy
        for proxy in _proxies(around, "listen", "backend")
        if proxy.balance.origin is BUILT_IN and proxy.mode.value != "log" and len(proxy.servers) > 1
    )
    for home in _homes(pools):
        message = "servers are chosen at random since HAProxy 3.3, no longer in turn, where `balance` says nothing"
        yield _header(home, message, Fix("add `balance roundrobin`", "safe", home, _round_robin))


def _round_robin(copied: Section) -> None:
    copied.balance = "roundrobin"  # type: ignore[attr-defined]  # every section that has servers, or their defaults


def _aborts(around: Surroundings) -> Iterator[Hit]:
    feeling = (
        proxy
        for proxy in _proxies(around, "frontend", "listen", "backend")
        if proxy.option("abortonclose").origin is BUILT_IN and (_serves_http(proxy) or _has_tls(proxy))
    )
    for home in _homes(feeling):
        message = "clients that closed are given up since HAProxy 3.3, as by `option abortonclose`"
        yield _header(home, message, Fix("add `no option abortonclose`", "safe", home, _no_abort))


def _no_abort(copied: Section) -> None:
    add_option(copied, "no option abortonclose")


def _serves_http(proxy: Effective) -> bool:
    return proxy.has_backend and proxy.mode.value == "http" and bool(proxy.servers)


def _has_tls(proxy: Effective) -> bool:
    return any(isinstance(line, Bind) and line._reading.keyword("ssl") for line in proxy.statements)


def _alpn(around: Surroundings) -> Iterator[Hit]:
    for proxy in _proxies(around, "frontend", "listen"):
        if proxy.mode.value != "http":
            continue
        for line in proxy.statements:
            reading = line._reading
            if isinstance(line, Bind) and reading.keyword("ssl") and not any(map(reading.keyword, _PROTOCOLS)):
                message = "this listener offers HTTP/2 since HAProxy 2.8: `alpn h2,http/1.1` is the default over TLS"
                yield Hit(
                    line._written, message, _with_words("add `no-alpn`", line, "no-alpn"), reading.keyword("ssl") or 0
                )


def _with_words(title: str, line: Statement, *added: str) -> Fix:
    written = line._written
    section = written._section
    assert section is not None
    return Fix(title, "safe", section, None, rewordings=(Rewording(written, (*written._words, *added)),))


def _sni(around: Surroundings) -> Iterator[Hit]:
    for proxy in _proxies(around, "listen", "backend"):
        if proxy.mode.value != "http":
            continue
        silent = [
            server.statement._written
            for server in proxy.servers
            if server.line("ssl") is not None
            and server.line("sni") is None
            and not server.statement._reading.keyword(_QUIET[0])
        ]
        if any(line._reading.keyword(_QUIET[0]) for line in proxy.statements if line.keyword == "default-server"):
            continue
        if not silent:
            continue
        section = proxy.proxy._written
        words = tuple([Rewording(line, (*line._words, *_QUIET)) for line in dict.fromkeys(silent)])
        title = f"add `{' '.join(_QUIET)}` to each server with `ssl`"
        message = "servers with `ssl` are sent the Host of requests and checks as SNI since HAProxy 3.3"
        yield _header(section, message, Fix(title, "safe", section, None, rewordings=words))


def _families(around: Surroundings) -> Iterator[Hit]:
    first = next(around.active.of_kind("resolvers"), None)
    if isinstance(first, Resolvers) and not around.in_globals("dns-accept-family"):
        message = "resolvers ask for IPv6 addresses only where the machine has an IPv6 route since HAProxy 3.3"
        yield _header(first._written, message, _in_global(around, "dns-accept-family ipv4,ipv6"))


def _in_global(around: Surroundings, text: str) -> Fix | ByHand:
    home = next(iter(around.globals), None)
    if home is None:
        return ByHand(f"write `{text}` in a `global` section to keep the old way")
    return Fix(f"add `{text}` to `global`", "safe", home, lambda copied: copied.statements.append(text))


def _threads(around: Surroundings) -> Iterator[Hit]:
    first = next(around.active.of_kind("global"), None)
    if isinstance(first, Global) and not any(map(around.in_globals, ("nbthread", "nbproc", "cpu-policy", "cpu-map"))):
        message = "how many threads there are is decided otherwise since HAProxy 3.3: `cpu-policy performance`"
        yield Hit(first._written.header, message, ByHand("only the machine tells the number: say it with `nbthread`"))


def _lua(around: Surroundings) -> Iterator[Hit]:
    found = [line for word in _LUA for line in around.in_globals(word)]
    if found and not around.in_globals("tune.lua.log.stderr"):
        message = "what Lua scripts log no longer goes to stderr since HAProxy 2.9 where a log target has it"
        yield Hit(found[0], message, _in_global(around, "tune.lua.log.stderr on"), 0, 1)


def _hosts(around: Surroundings) -> Iterator[Hit]:
    for section in around.active.of_kind("log-forward"):
        if isinstance(section, LogForward) and not around.active.lines(section, "option"):
            message = "a message without a host gets the sender's address since HAProxy 3.2, as by `option host fill`"
            yield _header(section._written, message, ByHand("say with `option host` what log servers shall see"))


def _sizes(around: Surroundings) -> Iterator[Hit]:
    for section in around.active.of_kind("global"):
        for line in around.active.statements(section):
            row = line._reading.row
            if row is None or "size" not in row.arguments or not _counts_units_since(row, behaviour.UNITS_OF_SIZES):
                continue
            for place, word in enumerate(line.arguments, 1):
                if _WITH_UNIT.fullmatch(word):
                    message = f"`{row.name} {word}` was {word[:-1]} bytes until HAProxy 3.1, which reads the unit"
                    reason = f"write the number that is meant: `{word[:-1]}` is what HAProxy read"
                    yield Hit(line._written, message, ByHand(reason), place)


def _counts_units_since(row: Keyword, change: Behaviour) -> bool:
    return reached(change.since, row.strict) and reached(row.strict, change.since) if row.strict else False


def _named_items(around: Surroundings) -> Iterator[Hit]:
    if not around.active.mentions("%("):
        return
    for section in around.active.sections:
        for line in around.active.statements(section):
            places = [part.start for part in line._reading.parts if part.type == "log_format"]
            meant = [place for place in places if _NAMED.search(line._words[place])]
            if not meant:
                continue
            written = line._written
            said = tuple(
                [_NAMED.sub(r"\1%%(", word) if place in meant else word for place, word in enumerate(written._words)]
            )
            fix = Fix(
                "write `%%(` instead of `%(`", "safe", section._written, None, rewordings=(Rewording(written, said),)
            )
            yield Hit(written, "`%(` was text until HAProxy 3.0, where it begins the name of an item", fix, meant[0])


def _redispatch(around: Surroundings) -> Iterator[Hit]:
    for section in around.active.of_kind("defaults", "listen", "backend"):
        for line in around.active.lines(section, "option"):
            if line._begins("option", "redispatch", "0"):
                message = "with `option redispatch 0` no connection leaves a server with a full queue since HAProxy 3.0"
                yield Hit(line._written, message, ByHand("say with another number how often it may move"), 0, 2)


#: Every change that is known, in the order of the releases, and where a configuration feels it.
CHANGES: Final = (
    Change(behaviour.ALPN_OFFERED, _alpn),
    Change(behaviour.LUA_LEAVES_STDERR, _lua),
    Change(behaviour.LOG_ITEMS_NAMED, _named_items),
    Change(behaviour.FULL_QUEUES_KEPT, _redispatch),
    Change(behaviour.UNITS_OF_SIZES, _sizes),
    Change(behaviour.LOG_HOSTS_FILLED, _hosts),
    Change(behaviour.BALANCE_RANDOM, _balance),
    Change(behaviour.ABORTS_FOLLOWED, _aborts),
    Change(behaviour.SNI_SENT, _sni),
    Change(behaviour.IPV6_WHERE_ROUTED, _families),
    Change(behaviour.THREADS_BY_POLICY, _threads),
)


def changes(around: Surroundings, earlier: str) -> Iterator[tuple[Change, Hit]]:
    """The changes between the two versions that a configuration feels, and where.

    Args:
        around: the configuration, as the later version reads it.
        earlier: the version that it was written for.
    """
    for change in CHANGES:
        if reached(change.row.since, around.version) and not reached(change.row.since, earlier):
            for hit in change.hits(around):
                yield change, hit
