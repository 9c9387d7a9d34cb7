"""SEC: the process itself: its command socket, and what an intruder would find."""

from __future__ import annotations

from collections.abc import Iterator

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, Fix, lint_rule, title, whole
from haproxy_model.lint.rules.listing import listed
from haproxy_model.lint.rules.origins import is_loopback
from haproxy_model.lint.rules.security.exposure import open_address
from haproxy_model.lint.rules.statements import assignment
from haproxy_model.lint.rules.word_places import position, says
from haproxy_model.model.bind import StatsSocket
from haproxy_model.model.section_classes import Global
from haproxy_model.values.address import Address

#: what a socket permits where its line does not say
_LEVEL = "operator"
_MAY = {
    "admin": "stop servers and send them elsewhere",
    "operator": "clear tables and counters",
    "user": "read all that it knows",
}
#: the permission of everybody else to write, without which nobody connects
_OTHERS_WRITE = 0o002


@lint_rule("SEC003", "stats-socket-exposed", severity=Severity.ERROR)
def stats_socket_exposed(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds command sockets that other machines reach, or that every user of this machine may write to.
    Why: there is no password. With `level admin` anybody disables servers, changes where they are, and reads tables.
    Bad:
        global
            stats socket ipv4@192.0.2.10:9999 level admin expose-fd listeners
    Good:
        global
            stats socket /run/haproxy/admin.sock mode 660 level admin expose-fd listeners
    Reference: 3.1 "stats socket"; 5.1 "level", "mode".
    """
    for section in ctx.of(Global):
        for line in ctx.active.of_family(section, StatsSocket):
            level = line._reading.value("level") or _LEVEL
            if level not in _MAY or line._has_variables:
                continue
            reached = open_address(line, line.addresses)
            if reached is not None:
                yield Finding(
                    f"who reaches `{reached}` can {_MAY[level]} (`level {level}`); expected a unix socket with "
                    "`mode 660`",
                    *whole(line),
                    severity=Severity.WARNING if level == "user" else None,
                )
                continue
            yield from _local(line, level, section)


def _local(line: StatsSocket, level: str, section: Global) -> Iterator[Finding]:
    """What every user of this machine may do."""
    mode = line._reading.value("mode")
    if mode is None or not any(isinstance(each, Address) and each.is_unix for each in line.addresses):
        here = next((each for each in line.addresses if _is_loopback(each)), None)
        if here is not None and level == "admin" and not says(line, "ssl"):
            yield Finding(
                f"every user of this machine reaches `{here}` with `level {level}`; expected a unix socket "
                "with `mode 660`",
                *whole(line),
                severity=Severity.INFO,
            )
        return
    try:
        permitted = int(mode, 8)
    except ValueError:
        return
    if permitted & _OTHERS_WRITE:
        word = position(line, "mode")
        yield Finding(
            f"`mode {mode}` lets every user of this machine {_MAY[level]} (`level {level}`); expected `mode 660`",
            line,
            word,
            word + 1,
            severity=Severity.INFO if level == "user" else None,
            fix=_closed(section, line),
        )


def _is_loopback(address: object) -> bool:
    if not isinstance(address, Address) or not isinstance(address.host, str):
        return False
    host = address.normalized()[2]
    return isinstance(host, str) and is_loopback(host)


def _closed(section: Global, line: StatsSocket) -> Fix:
    return assignment("set `mode 660`", section, [line], mode="660")


@lint_rule("SEC004", "no-chroot", severity=Severity.INFO)
def no_chroot(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds a `global` section without `chroot`, or without `user` and `group`.
    Why: an intruder in the process sees the whole file system, and is who started it: perhaps root.
    Bad:
        global
            log /dev/log local0
    Good:
        global
            log /dev/log local0
            chroot /var/lib/haproxy
            user haproxy
            group haproxy
    Reference: 3.1 "chroot", "user", "group".
    """
    sections = [*ctx.of(Global)]
    if not sections or ctx.is_part or not all(ctx.is_known(section) for section in sections):
        return
    said = {keyword for section in sections for keyword in ctx.active.first_words(section)}
    lacking = [
        names[0]
        for names in (("chroot",), ("user", "uid"), ("group", "gid"))
        if not any(name in said for name in names)
    ]
    if not lacking or not any(ctx.statements(section) for section in sections):
        return
    what = "sees the whole file system" if lacking == ["chroot"] else "has the rights of who started HAProxy"
    yield Finding(
        f"`global` lacks {listed(lacking)}: an intruder {what}, unless a container sees to it",
        *title(sections[0]),
    )
