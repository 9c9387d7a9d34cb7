"""Names of hosts that no resolver finds, whatever the network: those under `.invalid` (RFC 6761, 6.4)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from haproxy_model.check.finding import Finding, Near, shown
from haproxy_model.check.proxies.listeners import is_disabled
from haproxy_model.schema.line_words import address_places
from haproxy_model.syntax.words import Expandable
from haproxy_model.views.active import Active

_RESERVED = ".invalid"
#: A host under the reserved name, in an address that has nothing before the host.
_UNRESOLVABLE = re.compile(r"(?:[A-Za-z0-9_-]+\.)+invalid\.?(?::[^:]*)?", re.IGNORECASE).fullmatch
#: Lines with an address that HAProxy resolves as it starts, and which word that is.
_PLACES = address_places("server", "server-template")
#: Parameters with which a server may wait for its address.
_WAITING = frozenset(("init-addr", "resolvers"))


def host_findings(active: Active, near: Near) -> Iterator[Finding]:
    """Servers whose address HAProxy cannot resolve, and does not start for it."""
    if not any(_RESERVED in text for text in active.texts):
        return
    if any(
        not _WAITING.isdisjoint(line._words)
        for section in active.sections_with("default-server")
        for line in active.lines(section, "default-server")
    ):
        # Which servers that reaches is a long story.
        return
    for section in active.of_kind("backend", "listen"):
        lost = [
            (line, place)
            for keyword, place in _PLACES.items()
            for line in active.lines(section, keyword)
            if len(line._words) > place and _is_lost(line._words[place]) and _WAITING.isdisjoint(line._words)
        ]
        for line, place in () if is_disabled(section, active) else lost:
            message = f"`{shown(line._words[place])}`: names under `{_RESERVED}` never resolve"
            yield Finding("unresolvable-host", message, line, place)


def _is_lost(address: str) -> bool:
    return not isinstance(address, Expandable) and _UNRESOLVABLE(address) is not None
