"""HA: addresses that are bound twice, by several listeners at once."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, lint_rule
from haproxy_model.lint.rules.availability.listening import Listener, listeners
from haproxy_model.model.section_classes import Global


@lint_rule("HA013", "duplicate-bind", severity=Severity.ERROR)
def duplicate_bind(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds addresses that are bound twice.
    Why: HAProxy does not complain, and the kernel deals connections out to both listeners: each sees a part.
    In: a file with timeouts.
    Bad:
        listen first
            bind 192.0.2.10:8000
            server a 192.0.2.11:8000 check
        listen second
            bind 192.0.2.10:8000
            server b 192.0.2.12:8000 check
    Good:
        listen first
            bind 192.0.2.10:8000
            server a 192.0.2.11:8000 check
        listen second
            bind 192.0.2.10:8001
            server b 192.0.2.12:8000 check
    Reference: 4.2 "bind"; 3.2 "noreuseport".
    """
    if any(not line.arguments for section in ctx.of(Global) for line in ctx.active.lines(section, "noreuseport")):
        return
    groups: dict[Hashable, list[Listener]] = {}
    for listener in listeners(ctx):
        groups.setdefault(listener.key, []).append(listener)
    for group in groups.values():
        if len(group) > 1:
            yield from _overlaps(group)


def _overlaps(listeners: list[Listener]) -> Iterator[Finding]:
    """Each listener that shares a port with an earlier one, in one pass over the ranges by their first ports."""
    reported: set[int] = set()
    reaching: Listener | None = None
    for listener in sorted(listeners, key=lambda each: (each.first, each.order)):
        if reaching is not None and listener.first <= reaching.last and not _is_meant(reaching, listener):
            earlier, later = sorted((reaching, listener), key=lambda each: each.order)
            if id(later.line) not in reported:
                reported.add(id(later.line))
                yield _twice(earlier, later)
        if reaching is None or listener.last > reaching.last:
            reaching = listener


def _is_meant(one: Listener, other: Listener) -> bool:
    """Whether two listeners of one proxy are told apart by threads, or made by `shards`."""
    if one.proxy is not other.proxy:
        # Processes of their own never share a listener (`process`, before 2.5).
        return one.sharing[2] != other.sharing[2]
    return one.sharing != other.sharing or one.sharing[0] is not None


def _twice(earlier: Listener, later: Listener) -> Finding:
    same = earlier.proxy is later.proxy
    where = f"this {later.proxy.kind}" if same else f"`{earlier.proxy.title}`"
    effect = "the kernel deals connections out to both listeners"
    if not same:
        effect = f"the kernel deals connections out to `{earlier.proxy.title}` AND `{later.proxy.title}`"
    shown = (
        f"`{later.address}`"
        if str(later.address) == str(earlier.address)
        else f"`{later.address}` (here `{earlier.address}`)"
    )
    return Finding(
        f"{shown} is bound in {where} already: {effect}; expected an address of its own",
        later.line,
        1,
        severity=Severity.WARNING if same else Severity.ERROR,
        related=(("bound first here", earlier.line, 1),),
    )
