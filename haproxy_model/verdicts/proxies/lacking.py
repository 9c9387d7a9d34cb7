"""What a proxy or another section lacks, or has to no effect (language reference, 8.4): mostly warnings."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from haproxy_model.diagnostics import Severity
from haproxy_model.model.line import Statement
from haproxy_model.model.section import Section
from haproxy_model.model.server import Peer, Server
from haproxy_model.model.word_kinds import DURATION
from haproxy_model.schema.quirks import SWITCHES_BELONG_TO_STEPS
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.duration import Duration
from haproxy_model.verdicts.arguments.digits import readings
from haproxy_model.verdicts.arguments.fit import listed
from haproxy_model.verdicts.arguments.userlists import userlist_findings
from haproxy_model.verdicts.finding import Finding, shown
from haproxy_model.verdicts.proxies.whole_settings import Proxies, Proxy, setting_of
from haproxy_model.views.active import Active
from haproxy_model.views.check_steps import OPTIONS, SWITCHES

_RULED = frozenset(("connect", "send", "expect", "comment", "set-var", "set-var-fmt", "unset-var"))


def missing_findings(proxies: Proxies) -> Iterator[Finding]:
    """What each section lacks."""
    mailing = proxies.active.mentions("email-alert")
    for proxy in proxies.enabled:
        if proxy.mode in ("tcp", "http"):
            yield from _timeouts(proxy)
            yield from _log_target(proxy)
        yield from _listening(proxy)
        yield from _checks(proxy, proxies)
        if proxy.has_backend and "option external-check" in proxy.settings:
            yield from _external_check(proxy, proxies)
        if "stats" in proxy.keywords:
            yield from _statistics(proxy, proxies)
        if mailing:
            yield from _mail(proxy)
    yield from _sections(proxies)
    yield from userlist_findings(proxies.active)


def _timeouts(proxy: Proxy) -> Iterator[Finding]:
    wanted = []
    if proxy.has_frontend:
        wanted.append("client")
    if proxy.has_servers:
        wanted.append("connect")
        if proxy.mode == "http" or _is_unlimited(proxy, "tunnel"):
            wanted.append("server")
    missing = [f"timeout {name}" for name in wanted if _is_unlimited(proxy, name)]
    if missing:
        message = f"{proxy.title} needs {listed(missing, 'and')} above 0, or connections never expire"
        yield _about(proxy, "missing-timeouts", message)


def _is_unlimited(proxy: Proxy, name: str) -> bool:
    """Whether a timeout is known to be unset or 0."""
    line = proxy.settings.get(f"timeout {name}")
    value = None if line is None else line._argument(2)
    return line is None if value is None else _is_zero(value)


@lru_cache(maxsize=256)
def _is_zero(word: str) -> bool:
    value = DURATION.read(word)
    return isinstance(value, Duration) and value.microseconds == 0


def _log_target(proxy: Proxy) -> Iterator[Finding]:
    if proxy.has_frontend and proxy.is_logged is False:
        line = proxy.settings.get("log format", proxy.settings.get("log-format-sd"))
        if line is not None:
            message = f"{proxy.title} has no log target, so `{setting_of(line)}` is ignored: add a `log` line"
            place = proxy.place(line)
            yield Finding("log-global-without-target", message, place, 0, place._last(1))


def _listening(proxy: Proxy) -> Iterator[Finding]:
    if proxy.has_frontend and "bind" not in proxy.keywords:
        yield _about(proxy, "listener-without-bind", f"{proxy.title} has no `bind`, so nothing reaches it: add one")
    line = proxy.settings.get("default_backend")
    if line is not None and proxy.has_servers and proxy.has_frontend:
        message = f"the servers of {proxy.title} are never used: its `default_backend` takes precedence"
        yield Finding("servers-never-used", message, proxy.place(line), 0, proxy.place(line)._last())


def _checks(proxy: Proxy, proxies: Proxies) -> Iterator[Finding]:
    check = proxy.settings.get("check")
    method = "" if check is None else setting_of(check)
    for word, name in OPTIONS.items():
        option = f"option {name}"
        if method == option or not proxy.has_backend or word not in proxy.keywords:
            continue
        rules = [line for line in proxies.lines(proxy, word) if line._argument(1) in _RULED]
        for rule in rules[:1]:
            message = f"the `{word}` rules of {proxy.title} are ignored without `{option}`"
            yield Finding("http-check-rules-ignored", message, rule, 0, 1)
    if method != "option httpchk" and not SWITCHES_BELONG_TO_STEPS.holds(proxies.active.version):
        for key in [f"http-check {word}" for word in SWITCHES]:
            line = proxy.settings.get(key)
            if line is not None:
                place = proxy.place(line)
                message = f"`{key}` is ignored in {proxy.title} without `option httpchk`"
                yield Finding("http-check-rules-ignored", message, place, 0, place._last(1))
    if method != "option external-check":
        for key in ("external-check command", "external-check path"):
            line = proxy.settings.get(key)
            if line is not None:
                message = f"`{key}` is ignored in {proxy.title} without `option external-check`"
                place = proxy.place(line)
                yield Finding("external-check-ignored", message, place, 0, place._last(1))


def _external_check(proxy: Proxy, proxies: Proxies) -> Iterator[Finding]:
    line = proxy.settings["option external-check"]
    if proxy.settings.get("check") is not line:
        return
    allowed = frozenset[str]().union(*(proxies.active.first_words(each) for each in proxies.active.of_kind("global")))
    place = proxy.place(line)
    last = place._last(1)
    lacking = [] if "external-check" in allowed else ["`external-check` in `global`"]
    if "external-check command" not in proxy.settings:
        lacking.append("`external-check command`")
    if lacking:
        message = f"the external check of {proxy.title} needs {' and '.join(lacking)}"
        yield Finding("incomplete-external-check", message, place, 0, last)
    elif "insecure-fork-wanted" not in allowed:
        message = f"the checks of {proxy.title} will fail without `insecure-fork-wanted` in `global`"
        yield Finding("incomplete-external-check", message, place, 0, last, fatal=False, severity=Severity.WARNING)


def _statistics(proxy: Proxy, proxies: Proxies) -> Iterator[Finding]:
    lines = {line._argument(1): line for line in proxies.lines(proxy, "stats")}
    for word in ("auth", "realm"):
        if word in lines and "http-request" in lines:
            message = f"`stats {word}` cannot be used with `stats http-request`: remove one of them"
            related = (("the rules", lines["http-request"]),)
            yield Finding("stats-auth-beside-rules", message, lines[word], 0, 1, related=related)
            return


def _mail(proxy: Proxy) -> Iterator[Finding]:
    present = {key.partition(" ")[2]: line for key, line in proxy.settings.items() if key.startswith("email-alert ")}
    lacking = [f"email-alert {name}" for name in ("from", "mailers", "to") if name not in present]
    if present and lacking:
        line = proxy.place(next(iter(present.values())))
        message = f"{proxy.title} sends no mail without {listed(lacking, 'and')}"
        yield Finding("incomplete-email-alert", message, line, 0, line._last(1))


def _sections(proxies: Proxies) -> Iterator[Finding]:
    """Sections beside the proxies that do nothing."""
    active = proxies.active
    used = [line for proxy in proxies.every if (line := proxy.settings.get("email-alert mailers")) is not None]
    mailed = {name for line in used if (name := line._argument(2)) is not None}
    local = _local_peer(proxies)
    for section in active.of_kind("cache", "mailers", "resolvers", "peers"):
        name = active.name(section) or ""
        present = active.first_words(section)
        if section.kind == "cache":
            if "total-max-size" not in present:
                message = f"the cache `{shown(name)}` needs `total-max-size`"
                yield Finding("cache-without-size", message, section.header, 0, section.header._last())
            elif "max-object-size" in present:
                yield from _large_objects(section, active)
        elif section.kind == "mailers" and name not in mailed and not isinstance(name, Expandable):
            if not any(isinstance(each, Expandable) for each in mailed):
                yield Finding("unused-mailers", f"no `email-alert` uses the mailers `{shown(name)}`", section.header, 1)
        elif section.kind == "resolvers" and present.isdisjoint(("nameserver", "parse-resolv-conf")):
            message = f"the resolvers `{shown(name)}` have no `nameserver`: add one"
            yield Finding("resolvers-without-nameserver", message, section.header, 1)
        elif section.kind == "peers" and "disabled" not in present:
            peers = [
                line.name for line in active.beginning(section, "peer", "server") if isinstance(line, (Peer, Server))
            ]
            if any(isinstance(peer, Expandable) for peer in peers) or (peers and (local is None or local in peers)):
                continue
            wanted = "this machine" if local is None else f"`{shown(local)}`"
            message = f"HAProxy drops the peers `{shown(name)}`, because none of them is {wanted}"
            yield Finding("peers-without-local-peer", message, section.header, 1)


def _large_objects(section: Section, active: Active) -> Iterator[Finding]:
    """An object may take half of a cache."""
    total, largest = _size(section, active, "total-max-size"), _size(section, active, "max-object-size")
    if total is None or largest is None:
        return
    (cache, cache_size), (line, size) = total, largest
    if not (cache_size.isdecimal() and size.isdecimal()):
        return
    half = readings(cache_size)[0] * 2**19
    if half and min(readings(size)) > half:
        message = f"`{shown(size)}` bytes is more than half of `total-max-size`: write at most {half}"
        yield Finding("bad-argument", message, line, 1, related=(("the size of the cache", cache),))


def _size(section: Section, active: Active, word: str) -> tuple[Statement, str] | None:
    """The last line that gives a size and no more, with the size."""
    for line in reversed(active.lines(section, word)):
        if len(line.arguments) == 1:
            return line, line.arguments[0]
    return None


def _local_peer(proxies: Proxies) -> str | None:
    """The name of this machine among peers, where the text says it; else only the machine knows."""
    active = proxies.active
    for section in active.of_kind("global"):
        for line in active.lines(section, "localpeer"):
            name = line._argument(1)
            if name is not None:
                return None if isinstance(name, Expandable) else name
    return None


def _about(proxy: Proxy, kind: str, message: str) -> Finding:
    header = proxy.section.header
    return Finding(kind, message, header, 0, header._last(1))
