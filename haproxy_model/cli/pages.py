"""What is written about a code, for formats that carry it."""

from __future__ import annotations

from haproxy_model.report import Page


def page(code: str, name: str) -> Page | None:
    """What is written about a code under a name; None for one that does not exist."""
    from haproxy_model.lint.explanations import explained

    found = explained(code)
    for each in found:
        if each.name == name or len(found) == 1:
            return Page(each.summary, each.severity, each.text(), each.markdown(), each.url)
    return None
