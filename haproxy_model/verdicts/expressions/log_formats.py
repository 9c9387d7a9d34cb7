"""Log formats as HAProxy judges them: aliases by version and mode, and the expressions in them (manual 8.2.6)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from haproxy_model.model.line import Statement
from haproxy_model.model.section import Section
from haproxy_model.schema.logformat import ALIASES
from haproxy_model.schema.quirks import NAMED_LOG_ITEMS
from haproxy_model.schema.rows import available, gone
from haproxy_model.schema.sections import WORKING_PROXIES
from haproxy_model.schema.versions import within
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.logformat import read_log_format
from haproxy_model.values.unread import Unread
from haproxy_model.verdicts.expressions.samples import place_of, unread_problem, usable_problem
from haproxy_model.verdicts.finding import Finding, Near, shown
from haproxy_model.verdicts.proxies.listeners import is_disabled
from haproxy_model.verdicts.servers.server_modes import mode_of
from haproxy_model.views.active import Active
from haproxy_model.views.inheritance import Inheritance, inheritance_of

#: Lines that hold a log format, and where HAProxy evaluates it; the last one that a proxy has, or inherits, counts.
FORMATS = {
    "log-format": "log",
    "log-format-sd": "log",
    "error-log-format": "log",
    "unique-id-format": "http-request",
}
#: Options that take the place of a `log-format` above them.
_LOG_OPTIONS = ("httplog", "tcplog", "httpslog")


def log_format_findings(active: Active, near: Near) -> Iterator[Finding]:
    """The log formats of proxies, which HAProxy compiles when all is read."""
    wanted = active.sections_with(*FORMATS)
    if any(section.kind == "defaults" for section in wanted):
        wanted = active.sections
    inheritance = inheritance_of(active)
    reported: set[int] = set()
    for section in wanted:
        if section.kind not in WORKING_PROXIES or is_disabled(section, active):
            continue
        mode: str | None = None
        for place, line in formats_in_force(section, active):
            if id(line) in reported:
                continue
            if mode is None:
                mode = mode_of(section, active, inheritance) or ""
            problem = log_format_problem(line._argument(1) or "", active.version, mode, place_of(place, section.kind))
            if problem is not None:
                reported.add(id(line))
                yield Finding("bad-log-format", f"in this log format: {problem}", line, 1)


def formats_in_force(section: Section, active: Active) -> Iterator[tuple[str, Statement]]:
    """The log formats that a proxy obeys, each with where HAProxy evaluates it."""
    if not active.has_line(*FORMATS):
        return
    inheritance = inheritance_of(active)
    for keyword, place in FORMATS.items():
        if not active.has_line(keyword):
            continue
        line = _line_in_force(section, keyword, active, inheritance)
        # A backend logs nothing, and does not inherit how; HAProxy drops such lines, but for two.
        if line is not None and (
            section.kind != "backend"
            or keyword == "unique-id-format"
            or (keyword == "error-log-format" and line._section is section)
        ):
            yield place, line


def log_format_problem(text: str, version: str, mode: str = "", place: str = "") -> str | None:
    """What HAProxy refuses about a log format: that of a log line, a header's value, a path, a name …

    Args:
        text: the value of the word; one that holds variables is never judged.
        version: the target version.
        mode: `tcp` or `http`, the mode of the proxy; empty where the mode is unknown or does not matter.
        place: where its expressions are fetched, see `expressions.place_of`.

    Returns:
        What is wrong, or None where nothing is for sure.
    """
    if "%" not in text or isinstance(text, Expandable):
        return None
    return _problem(text, version, mode, place)


@lru_cache(maxsize=4096)
def _problem(text: str, version: str, mode: str, place: str) -> str | None:
    if "%(" in text and not NAMED_LOG_ITEMS.holds(version):
        # Named items are plain text there, whatever follows the name.
        return None
    read = read_log_format(text)
    if isinstance(read, Unread):
        return unread_problem(read.text, version) or read.reason
    for item in read.parts:
        if isinstance(item, str):
            continue
        problem = None
        if item.expression is not None:
            problem = usable_problem(item.expression, version, place)
        elif item.alias is not None:
            problem = _alias_problem(item.alias, version, mode)
        if problem is not None:
            return problem
    return None


def _alias_problem(name: str, version: str, mode: str) -> str | None:
    row = ALIASES.get(name)
    if row is None:
        return f"unknown log variable `%{shown(name)}`: write `%%` for a percent sign"
    if not available(row, version):
        if gone(row, version):
            return f"`%{name}` was removed in HAProxy {row.removed}, the target is {version}: write `%{row.instead}`"
        return f"`%{name}` exists since HAProxy {row.since}, the target is {version}"
    if mode == "tcp" and within(row.http_only, version):
        return f"`%{name}` needs `mode http`, but this proxy is in mode tcp, which HAProxy {version} refuses"
    return None


def _line_in_force(section: Section, keyword: str, active: Active, inheritance: Inheritance) -> Statement | None:
    """The line of a keyword that a proxy obeys, its own or inherited; None where there is none, or an option wins."""
    found = inheritance.nearest(section, keyword, lambda each: _last(each, keyword, active))
    return None if found is None or found[0].keyword != keyword else found[0]


def _last(section: Section, keyword: str, active: Active) -> Statement | None:
    options = ("option",) if keyword == "log-format" else ()
    for statement in reversed(active.beginning(section, keyword, *options)):
        name = statement._argument(1)
        if name in _LOG_OPTIONS or (name and statement.keyword == keyword):
            return statement
    return None
