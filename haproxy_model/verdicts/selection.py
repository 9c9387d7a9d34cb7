"""Which findings a user wants to see: by code, by the beginning of a code such as `GAL`, or by name."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from haproxy_model.diagnostics import Diagnostic


def matches(selector: str, code: str, name: str) -> bool:
    """Whether a selector means a code: it is the name, or what the code begins with."""
    return bool(selector) and (selector == name or code.startswith(selector))


def kept(
    found: Iterable[Diagnostic], *, select: Collection[str] = (), ignore: Collection[str] = ()
) -> list[Diagnostic]:
    """The diagnostics that the selectors leave: what is fatal goes only by its own full code."""
    return [
        diagnostic
        for diagnostic in found
        if diagnostic.code not in ignore
        and (
            diagnostic.fatal
            or (
                (not select or any(matches(each, diagnostic.code, diagnostic.name) for each in select))
                and not any(matches(each, diagnostic.code, diagnostic.name) for each in ignore)
            )
        )
    ]
