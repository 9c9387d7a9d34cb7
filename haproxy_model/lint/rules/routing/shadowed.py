"""RTE: rules that never apply, since rules above them take whatever they would."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, lint_rule
from haproxy_model.lint.rules.listing import listed
from haproxy_model.lint.rules.routing.conditional import is_odd
from haproxy_model.lint.rules.routing.never import contradictions
from haproxy_model.lint.rules.word_places import action, says
from haproxy_model.model.line import Statement
from haproxy_model.model.rules import Redirect, Rule, UseBackend
from haproxy_model.schema.rule_words import ALTERED, FINAL_ACTIONS, FINAL_TCP_ACTIONS
from haproxy_model.syntax.words import Expandable
from haproxy_model.views.effective import Effective
from haproxy_model.views.logic import decided
from haproxy_model.views.shadowing import Earlier

#: How many other lines a finding points to.
_NOTES = 3


@lint_rule("RTE001", "shadowed-use-backend", severity=Severity.WARNING)
def shadowed_use_backend(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds `use_backend` lines that never choose, since lines above them hold whenever they do.
    Why: the first one that holds chooses; what is meant as an exception must stand above the rule.
    In: a frontend for HTTP.
    Bad:
            use_backend shop if { path_beg /api }
            use_backend fresh if { path_beg /api/v2 }
        backend shop
            server a 192.0.2.11:8000
        backend fresh
            server b 192.0.2.12:8000
    Good:
            use_backend fresh if { path_beg /api/v2 }
            use_backend shop if { path_beg /api }
        backend shop
            server a 192.0.2.11:8000
        backend fresh
            server b 192.0.2.12:8000
    Reference: 4.2 "use_backend".
    """
    for proxy in ctx.proxies:
        if proxy.has_frontend:
            yield from _shadowed(proxy, contradictions(ctx))


def _shadowed(proxy: Effective, contradicting: Container[int]) -> Iterator[Finding]:
    lines = [line for line in proxy.statements if isinstance(line, UseBackend)]
    if len(lines) < 2:
        return
    earlier: Earlier[Statement] = Earlier(proxy.acls)
    covered = _Covered()
    for line in lines:
        if is_odd(line) or id(line) in contradicting:
            continue
        covering = earlier.covering(line._reading.clause)
        if covering:
            covered.add(line, covering)
        elif not _may_fall_through(line, proxy):
            earlier.add(line._reading.clause, line)
    for above, below in covered.groups():
        first = above[0]
        same = len({line._argument(1) for line in (*above, *below)}) == 1
        severity = Severity.INFO if same else None
        if decided(first._reading.clause, proxy.acls):
            message = (
                f"`{first._reading.said(2)}` always applies: {_named(below)} below never {_chooses(below)}; expected "
                "`default_backend`, or it as the last"
            )
            notes = tuple(("this line never chooses", line, 0) for line in below[:_NOTES])
            yield Finding(message, first, 0, 1, severity=severity, related=notes)
            continue
        way = _way(above, below, same=same)
        message = f"{_named(below)} never {_chooses(below)}: {_named(above)} above takes all that it would; {way}"
        notes = tuple(("this line comes first", line, 0) for line in above[:_NOTES])
        yield Finding(message, below[0], 0, 1, severity=severity, related=notes)


def _way(above: list[Statement], below: list[Statement], *, same: bool) -> str:
    """What is to be done with lines that never apply: no order lets two of one condition apply."""
    if same:
        return "expected no such line"
    conditions = {line._reading.condition_words for line in (*above, *below)}
    return "expected one of them" if len(conditions) == 1 else "put it above that"


def _may_fall_through(line: UseBackend, proxy: Effective) -> bool:
    """Whether the next line may be asked though this one holds: no backend may have a computed name, or it is off."""
    if isinstance(line.name, Expandable) or "%[" in line.name:
        return True
    target = proxy.pool(line.name)
    return target is not None and target.disabled


class _Covered:
    """Lines that never apply, by the lines that come before each."""

    def __init__(self) -> None:
        self._groups: dict[tuple[int, ...], tuple[list[Statement], list[Statement]]] = {}

    def add(self, line: Statement, covering: list[Statement]) -> None:
        """One more of them."""
        self._groups.setdefault(tuple(map(id, covering)), (covering, []))[1].append(line)

    def groups(self) -> Iterable[tuple[list[Statement], list[Statement]]]:
        """Lines, and those below that never apply since these do."""
        return self._groups.values()


def _named(lines: list[Statement]) -> str:
    return listed(line._reading.said(2) for line in lines)


def _chooses(lines: list[Statement]) -> str:
    return "chooses" if len({line._reading.said(2) for line in lines}) == 1 else "choose"


@lint_rule("RTE005", "rule-never-runs", severity=Severity.WARNING, absorbs=("CFG142",))
def rule_never_runs(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds rules of `http-request`, `http-response`, `tcp-request` and `redirect` that never run, since
        rules above them end the ruleset whenever their conditions hold.
    Why: a `deny` below an `allow` that covers it is lost.
    In: a frontend for HTTP.
    Bad:
            http-request allow if { src 192.0.2.0/24 }
            http-request deny if { src 192.0.2.128/25 } { path_beg /admin }
        backend shop
            server a 192.0.2.11:8000
    Good:
            http-request deny if { src 192.0.2.128/25 } { path_beg /admin }
            http-request allow if { src 192.0.2.0/24 }
        backend shop
            server a 192.0.2.11:8000
    Reference: 4.2 "http-request"; 4.4 "allow".
    """
    for proxy in ctx.proxies:
        rulesets: dict[str, list[Statement]] = {}
        for line in proxy.statements:
            if isinstance(line, (Rule, Redirect)) and not line.prefix:
                rulesets.setdefault(line.ruleset if isinstance(line, Rule) else line.keyword, []).append(line)
        for lines in rulesets.values():
            if len(lines) > 1:
                yield from _never_run(proxy, lines, contradictions(ctx))


def _never_run(proxy: Effective, lines: list[Statement], contradicting: Container[int]) -> Iterator[Finding]:
    # What stands above the first that ends the ruleset runs; most rulesets have none.
    first = next((place for place, line in enumerate(lines) if ends(line)), len(lines))
    if first + 1 >= len(lines):
        return
    earlier: Earlier[Statement] = Earlier(proxy.acls)
    covered = _Covered()
    for line in lines[first:]:
        if is_odd(line) or id(line) in contradicting:
            continue
        clause = line._reading.clause
        covering = earlier.covering(clause)
        if covering:
            covered.add(line, covering)
            continue
        if ends(line):
            earlier.add(clause, line)
        what = altered(line)
        if what:
            earlier.alter(what)
    for above, below in covered.groups():
        line = below[0]
        same = len({_done(each) for each in (*above, *below)}) == 1
        what = f"`{_said(line)}` and {len(below) - 1} more never run" if below[1:] else f"`{_said(line)}` never runs"
        always = decided(above[0]._reading.clause, proxy.acls)
        why = "ends the ruleset" if always else "takes all that it would"
        way = _way(above, below, same=same)
        yield Finding(
            f"{what}: `{_said(above[0])}` above {why}; {way}",
            line,
            0,
            line._reading.head.end - 1,
            severity=Severity.INFO if same else None,
            related=tuple(("this rule comes first", each, 0) for each in above[:_NOTES]),
        )


def ends(line: Statement) -> bool:
    """Whether the ruleset ends with a rule where its condition holds."""
    if isinstance(line, Redirect) or action(line) == "redirect":
        return not says(line, "ignore-empty")
    return action(line) in (FINAL_TCP_ACTIONS if line.keyword.startswith("tcp-") else FINAL_ACTIONS)


def altered(line: Statement) -> str:
    """What a rule alters, as `Earlier.alter` wants it; empty for nothing."""
    if isinstance(line, Redirect):
        return ""
    found = ALTERED.get(action(line).removesuffix("()"), "everything")
    if found != "header":
        return found
    name = line._reading.value("name")
    is_one = name is not None and not isinstance(name, Expandable) and not says(line, "-m")
    return f"header {name.lower()}" if is_one and name is not None else found


def _said(line: Statement) -> str:
    """The words of a rule up to its action."""
    return line._reading.said(line._reading.head.end)


def _done(line: Statement) -> tuple[str, ...]:
    """What a rule does, whatever its condition is."""
    return line._reading.judged[: line._reading.condition]
