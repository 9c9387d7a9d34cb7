"""What HAProxy says when all is read: it looks at whole proxies, and from one section to another (language reference,
8.4).

It does not come so far where any line was refused: then what is wrong here is an error that is not fatal yet.
"""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.verdicts.finding import Finding, Near
from haproxy_model.verdicts.names.named_sections import link_findings
from haproxy_model.verdicts.proxies.lacking import missing_findings
from haproxy_model.verdicts.proxies.proxy_modes import mode_findings
from haproxy_model.verdicts.proxies.whole_settings import Proxies
from haproxy_model.views.active import Active


def whole_findings(active: Active, near: Near) -> Iterator[Finding]:
    """What is wrong with whole proxies, and between sections."""
    proxies = Proxies(active)
    yield from link_findings(proxies, near)
    yield from mode_findings(proxies)
    yield from missing_findings(proxies)
