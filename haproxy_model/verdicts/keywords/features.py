"""Whether what a build or a script brings matters: few files speak of either.

Every feature is assumed unless `check` is told of them; what a Lua script registers is assumed where one is loaded.
"""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.schema.build_parts import LOADERS, SCRIPTED
from haproxy_model.verdicts.finding import Finding, Near
from haproxy_model.views.active import Active


def feature_findings(active: Active, near: Near) -> Iterator[Finding]:
    """Lines that need a feature which the build does not have, or a script that no line loads."""
    if active._features is not None:
        from haproxy_model.verdicts.keywords.builds import build_findings

        yield from build_findings(active)
    if active.mentions(SCRIPTED[0]) and not active.sections_with(*LOADERS):
        from haproxy_model.verdicts.keywords.builds import script_findings

        yield from script_findings(active)
