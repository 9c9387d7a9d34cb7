"""STY: what works, and could be read more easily; nothing of it runs unless it is selected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, lint_rule, title, whole
from haproxy_model.lint.rules.statements import removal
from haproxy_model.model.line import Statement
from haproxy_model.model.server import Server
from haproxy_model.schema.sections import PROXIES
from haproxy_model.views.effective import Effective

#: How many servers that say the same are worth a `default-server`.
_ENOUGH = 3


@lint_rule("STY001", "no-op-setting", severity=Severity.INFO, is_style=True)
def setting_without_effect(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds `balance` in pools where one server at a time can be chosen.
    Why: readers look for a balance that is not there.
    In: a backend.
    Bad:
            balance source
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check backup
    Good:
            server a 192.0.2.11:8000 check
            server b 192.0.2.12:8000 check backup
    Reference: 4.2 "balance"; 5.2 "backup".
    """
    for pool in ctx.pools:
        line = pool.balance.origin.statement
        if line is None or pool.balance.origin.kind != "explicit" or not _chooses_one(pool):
            continue
        yield Finding(
            f"`{line._reading.said(2)}` has no effect: one server at a time can be chosen; expected no `balance`",
            *whole(line),
            fix=removal("remove the line", pool.proxy, [line]),
        )


def _chooses_one(pool: Effective) -> bool:
    active = [server for server in pool.servers if not server.has("backup")]
    if not all(server.is_certain for server in pool.servers) or pool.option("allbackups").value:
        return False
    return len(pool.servers) > 1 and len(active) == 1


@lint_rule("STY002", "redundant-repeat", severity=Severity.INFO, is_style=True)
def repeated_parameters(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds parameters that three or more servers of a pool, all of them, repeat.
    Why: the one that differs one day is overlooked.
    In: a backend.
    Bad:
            server a 192.0.2.11:8000 check inter 2s fall 5
            server b 192.0.2.12:8000 check inter 2s fall 5
            server c 192.0.2.13:8000 check inter 2s fall 5
    Good:
            default-server check inter 2s fall 5
            server a 192.0.2.11:8000
            server b 192.0.2.12:8000
            server c 192.0.2.13:8000
    Reference: 4.2 "default-server".
    """
    for pool in ctx.pools:
        lines = [line for line in pool.statements if isinstance(line, Server)]
        if len(lines) < _ENOUGH:
            continue
        first, *others = ([(param.keyword, param.values) for param in line.params] for line in lines)
        common = [param for param in first if all(param in other for other in others)]
        if len(common) > 1:
            words = " ".join(" ".join((keyword, *values)) for keyword, values in common)
            yield Finding(f"all servers repeat `{words}`; expected `default-server {words}`", lines[0], 1)


@lint_rule("STY003", "time-unit-style", severity=Severity.INFO, is_style=True)
def units_mixed(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds times without a unit in a file that has others with one.
    Why: `2000` beside `10s` is read as seconds.
    In: a backend.
    Bad:
            server a 192.0.2.11:8000 check inter 2000
            server b 192.0.2.12:8000 check inter 2000
    Good:
            server a 192.0.2.11:8000 check inter 2s
            server b 192.0.2.12:8000 check inter 2s
    Reference: 2.5 "Time format".
    """
    bare: tuple[Statement, int] | None = None
    unit: tuple[Statement, int] | None = None
    for section in ctx.active.sections:
        for line in ctx.statements(section):
            for place, text in _times(line):
                if text.isdigit() and text != "0":
                    bare = bare or (line, place)
                elif text[:1].isdigit() and text[-1:].isalpha():
                    unit = unit or (line, place)
    if bare is not None and unit is not None:
        line, place = bare
        yield Finding(
            f"`{line._reading.word(place)}` has no unit, as other times of this file have; expected one",
            line,
            place,
            related=(("this one has a unit", *unit),),
        )


def _times(line: Statement) -> Iterator[tuple[int, str]]:
    reading = line._reading
    for part in reading.parts:
        if part.type.startswith("duration"):
            yield part.start, reading.text(part)


@lint_rule("STY005", "section-order-and-dup-defaults", severity=Severity.INFO, is_style=True)
def sections_out_of_order(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds a second `global` section, and a `global` after proxies.
    Why: what holds for the process is looked for in one place, at the top.
    Bad:
        global
            log /dev/log local0
        global
            maxconn 1000
    Good:
        global
            log /dev/log local0
            maxconn 1000
    Reference: 3 "global".
    """
    first = None
    proxy = None
    for section in ctx.active.sections:
        if section.kind == "global":
            if first is not None:
                related = (("the first one", first.header, 0),)
                yield Finding("a second `global` section; expected one, at the top", *title(section), related=related)
            elif proxy is not None:
                yield Finding("`global` comes after proxies; expected it at the top", *title(section))
            first = first or section
        elif section.kind in PROXIES:
            proxy = proxy or section


@lint_rule("STY006", "suspicious-inline-server-order", severity=Severity.INFO, is_style=True)
def parameters_in_other_order(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds servers of a pool that have the same parameters in another order.
    Why: differences that mean something are lost among those that mean nothing.
    In: a backend.
    Bad:
            server a 192.0.2.11:8000 check inter 2s backup
            server b 192.0.2.12:8000 backup check inter 2s
    Good:
            server a 192.0.2.11:8000 check inter 2s backup
            server b 192.0.2.12:8000 check inter 2s backup
    Reference: 5.2.
    """
    for pool in ctx.pools:
        lines = [line for line in pool.statements if isinstance(line, Server)]
        if len(lines) < 2:
            continue
        order = {keyword: place for place, keyword in reversed([*enumerate(_keywords(lines[0]))])}
        for line in lines[1:]:
            places = [order[keyword] for keyword in _keywords(line) if keyword in order]
            if places != sorted(places):
                yield Finding(
                    f"the parameters of `{line.name}` stand in another order than those of `{lines[0].name}`; expected "
                    "the same",
                    line,
                    1,
                    related=(("the first server", lines[0], 1),),
                )
                break


def _keywords(line: Server) -> Sequence[str]:
    return [param.keyword for param in line.params]
