"""Whether the features of a build matter: every one is assumed unless `check` is told of them."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.check.finding import Finding, Near
from haproxy_model.views.active import Active


def feature_findings(active: Active, near: Near) -> Iterator[Finding]:
    """Lines that need a feature which the build does not have."""
    if active._features is not None:
        from haproxy_model.check.builds import build_findings

        yield from build_findings(active)
