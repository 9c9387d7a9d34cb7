"""Keywords that are called otherwise now and mean the same, and those that did nothing any more.

What is written instead is said by the column `instead` of the row; here is for which rows that is exact.
"""

from __future__ import annotations

from typing import Final

from haproxy_model.reading.reading import Reading
from haproxy_model.rewrites.fix import ByHand, Fix
from haproxy_model.rewrites.occasion import Occasion
from haproxy_model.schema.rows import Keyword

#: Names of rows whose `instead` takes the same arguments and means the same (sources of HAProxy, by name).
SAME: Final = frozenset((
    "clitimeout", "contimeout", "srvtimeout", "redisp", "redispatch", "option forceclose",
    "option accept-invalid-http-request", "option accept-invalid-http-response",
    "tune.ssl.ocsp-update.maxdelay", "tune.ssl.ocsp-update.mindelay", "tune.ssl.capture-cipherlist-size",
    "tune.quic.cc-hystart", "tune.quic.cc.cubic.min-losses", "tune.quic.frontend.default-max-window-size",
    "tune.quic.frontend.glitches-threshold", "tune.quic.frontend.max-data-size",
    "tune.quic.frontend.max-idle-timeout", "tune.quic.frontend.max-streams-bidi", "tune.quic.frontend.max-tx-mem",
    "tune.quic.frontend.stream-data-ratio", "tune.quic.max-frame-loss", "tune.quic.reorder-ratio",
    "tune.quic.retry-threshold",
))  # fmt: skip

#: Names of rows that had no arguments -> what `instead` is given.
WITH: Final = {"no-quic": "off", "tune.quic.disable-tx-pacing": "off", "tune.quic.disable-udp-gso": "off"}

#: Names of rows -> what their argument is called now.
VALUES: Final = {"tune.quic.socket-owner": {"connection": "default-on", "listener": "force-off"}}

#: Spellings of timeouts that have no row of their own behind `instead`.
TIMEOUTS: Final = {
    "timeout clitimeout": "timeout client",
    "timeout contimeout": "timeout connect",
    "timeout srvtimeout": "timeout server",
}

#: Names of rows that did nothing in the last version that had them -> why.
IDLE: Final = {
    "option http-use-htx": "HAProxy has no other way to read HTTP since 2.1",
    "option http-tunnel": "HAProxy 2.4 ignores it",
    "tune.chksize": "HAProxy 2.4 ignores it",
    "resolution_pool_size": "it never was in a stable release",
    "tune.quic.backend.max-idle-timeou": "no QUIC servers existed then",
}

#: What names a keyword only people can replace -> why.
BY_HAND: Final = {
    "appsession": "a stick table takes its place: choose its size and how long it keeps entries",
    "grace": "when HAProxy stopped, listeners stayed open that long: tell the load balancer in front otherwise",
    "option http_proxy": "clients chose the server: say with `http-request set-dst` and `set-uri` where they may go",
    "master-worker": "start HAProxy with -W, or -Ws under systemd, and remove the line then",
    "email-alert mailers": "HAProxy sends no mail itself since 3.3: load its script examples/lua/mailers.lua",
    "dispatch": "its server has no check and no name: write a `server` line and decide on both",
    "option transparent": "write `server NAME 0.0.0.0` and decide on its name and checks",
    "transparent": "write `server NAME 0.0.0.0` and decide on its name and checks",
    "compression direction": "write `filter comp-req`, `filter comp-res` or both, in their order among the filters",
    "filter compression": "write `filter comp-req`, `filter comp-res` or both, in their order among the filters",
    "tune.quic.frontend.conn-tx-buffers.limit": "`tune.quic.mem.tx-max` limits all connections together: choose it",
    "command": "HAProxy starts no programs any more: have the service manager start it",
    "user": "HAProxy starts no programs any more: have the service manager start it",
    "group": "HAProxy starts no programs any more: have the service manager start it",
    "option start-on-reload": "HAProxy starts no programs any more: have the service manager start it",
    "monitor-net": "it answered before all rules: write `http-request return status 200 if { src NET }` first",
}  # fmt: skip


def renamed(o: Occasion, row: Keyword) -> Fix | ByHand | None:
    """The rewrite of a line whose keyword has another name now, or does nothing; None where it is of neither kind."""
    reading = o.line._reading
    if row.name in IDLE:
        return o.removed(f"remove `{row.name}`: {IDLE[row.name]}")
    instead = TIMEOUTS.get(row.name) or _instead(row, reading)
    if instead is None:
        return ByHand(BY_HAND[row.name]) if row.name in BY_HAND else None
    prefix = o.words[:1] if o.line.prefix else ()
    words = (*prefix, *instead.split(), *_arguments(row, reading))
    return o.reworded(f"write `{instead}` instead of `{row.name}`", *words)


def _instead(row: Keyword, reading: Reading) -> str | None:
    if row.name in VALUES:
        return row.instead if reading.words[-1] in VALUES[row.name] else None
    return row.instead if row.name in SAME or row.name in WITH else None


def _arguments(row: Keyword, reading: Reading) -> tuple[str, ...]:
    written = reading.words[reading.shape.depth :]
    if row.name in WITH:
        return (WITH[row.name],)
    values = VALUES.get(row.name, {})
    return tuple([values.get(word, word) for word in written])
