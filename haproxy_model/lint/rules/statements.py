"""Edits that several fixes share."""

from __future__ import annotations

from collections.abc import Iterable

from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Fix, twins
from haproxy_model.model.line import Statement
from haproxy_model.model.proxy_lines import Option
from haproxy_model.model.section import Section
from haproxy_model.model.server import DefaultServer, Server, ServerParams, ServerTemplate
from haproxy_model.views.effective import Effective, EffectiveServer

_SERVERS = ("default-server", "server", "server-template")


def reword(line: Statement, *said: str) -> None:
    """Have a line of a copy say something else."""
    line._put_words(said)


def rewording(title: str, section: Section, line: Statement, *said: str, applicability: str = "unsafe") -> Fix:
    """Have a line of a section say something else."""
    return Fix(title, applicability, section, lambda copied: reword(copied.statements[0], *said), (line,))


def removal(title: str, section: Section, lines: Iterable[Statement], applicability: str = "unsafe") -> Fix:
    """Remove lines of a section."""

    def change(copied: Section) -> None:
        for line in copied.statements:
            copied.statements.remove(line)

    return Fix(title, applicability, section, change, tuple(lines))


def assignment(
    title: str, section: Section, lines: Iterable[Statement], applicability: str = "unsafe", **values: object
) -> Fix:
    """Give lines of a section other values, by the names of their attributes."""

    def change(copied: Section) -> None:
        for line in copied.statements:
            for name, value in values.items():
                setattr(line, name, value)

    return Fix(title, applicability, section, change, tuple(lines))


def insertion(title: str, section: Section, place: Statement, text: str) -> Fix:
    """Put a line above one of a section."""
    return Fix(
        title, "unsafe", section, lambda copied: copied.statements.insert_before(copied.statements[0], text), (place,)
    )


def add_option(section: Section, text: str) -> Statement:
    """Put an option line behind the others of its kind, else above the servers."""
    options = [line for line in section.statements if line.keyword == "option"]
    if options:
        return section.statements.insert_after(options[-1], text)
    servers = [line for line in section.statements if line.keyword in _SERVERS]
    return section.statements.insert_before(servers[0], text) if servers else section.statements.append(text)


def add_timeout(section: Section, text: str) -> Statement:
    """Put a timeout behind the others, else where options go."""
    timeouts = [line for line in section.statements if line.keyword == "timeout"]
    return section.statements.insert_after(timeouts[-1], text) if timeouts else add_option(section, text)


def switch_off(ctx: LintContext, pool: Effective, option: str) -> Fix:
    """Take an option back: its lines in the proxy go, and where it is inherited `no option` comes."""
    own = [line for line in pool.statements if isinstance(line, Option) and not line.prefix and line.name == option]
    parent = pool.defaults
    inherits = parent is not None and ctx.effective(parent).option(option).value

    def change(copied: Section) -> None:
        twin = twins(pool.proxy, copied)
        for line in own:
            copied.statements.remove(twin(line))
        if inherits:
            add_option(copied, f"no option {option}")

    title = f"add `no option {option}`" if inherits else f"remove `option {option}`"
    return Fix(title, "unsafe", pool.proxy, change)


def closing_sessions(pool: Effective, keeping: list[EffectiveServer]) -> Fix:
    """Close sessions on servers that go down: in the `default-server` above all of them, else on each line."""
    common: DefaultServer | None = None
    for line in pool.statements:
        if isinstance(line, DefaultServer):
            common = line
        elif isinstance(line, (Server, ServerTemplate)):
            break
    own = [server.statement for server in keeping if server.line("on-marked-down") in (None, common)]
    rest: list[ServerParams] = list(dict.fromkeys(server.statement for server in keeping))
    target = "`default-server`" if common is not None and own else "each server"

    def change(copied: Section) -> None:
        twin = twins(pool.proxy, copied)
        mended = rest if common is None else [common, *(line for line in rest if line not in own)]
        for line in mended:
            twin(line).on_marked_down = "shutdown-sessions"

    return Fix(f"add `on-marked-down shutdown-sessions` to {target}", "unsafe", pool.proxy, change)
