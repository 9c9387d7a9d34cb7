"""Lines that consist of addresses and parameters: `server`, `bind` and their kin, `source`, `log`, `nameserver` …"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import takewhile

from haproxy_model.model.line import Statement
from haproxy_model.model.section import Section
from haproxy_model.reading.parameters import vocabulary
from haproxy_model.schema.addresses import LOG_TARGETS
from haproxy_model.schema.line_words import LINE_WORDS, LineWords
from haproxy_model.schema.quirks import LOG_FORWARD_ERRORS_PASS
from haproxy_model.schema.rows import EXPOSE_EXPERIMENTAL, available
from haproxy_model.schema.sections import SECTIONS
from haproxy_model.syntax.patterns import match
from haproxy_model.syntax.words import Expandable
from haproxy_model.verdicts.finding import Finding, Near, found, shown
from haproxy_model.verdicts.servers.addresses import PLAIN, address_problem
from haproxy_model.verdicts.servers.parameter_problems import are_fine, parameter_problems, source_problems, until_fatal
from haproxy_model.views.active import Active

_LEADING_NUMBER = match(r"-?[0-9]{1,9}")


_KEYWORDS = frozenset(LINE_WORDS)
#: Lines that HAProxy warns of, and obeys, in a section of the wrong side: the section, and the side that it lacks.
_WRONG_SIDE = {"bind": ("backend", "client"), "source": ("frontend", "server")}
_STREAMS = ("stdout", "stderr")


def address_line_findings(active: Active, near: Near) -> Iterator[Finding]:
    """Addresses and parameters that HAProxy does not take, line by line."""
    exposed, version = False, active.version
    for section in active.sections:
        exposed = exposed or (section.kind == "global" and EXPOSE_EXPERIMENTAL in active.first_words(section))
        keywords = active.first_words(section) & _KEYWORDS
        if not keywords or not available(SECTIONS[section.kind], version):
            continue
        for keyword in keywords:
            shape = LINE_WORDS[keyword]
            kind, side = _WRONG_SIDE.get(keyword, ("", ""))
            if kind == section.kind:
                for statement in active.lines(section, keyword):
                    message = (
                        f"`{keyword}` does not belong in a `{kind}`, which has no {side} side: HAProxy warns of it"
                    )
                    yield Finding("ignored-keyword", message, statement)
            if keyword == "server" and _all_fine(section, active, exposed):
                continue
            for statement in _peculiar(active.lines(section, keyword), shape, version, exposed):
                yield from _judge(section, statement, shape, version, exposed, near)


def _all_fine(section: Section, active: Active, exposed: bool) -> bool:
    """Whether the `server` lines of a section have hosts with ports, and parameters without peculiarities."""
    columns = active.server_lines(section)
    return columns.are_plain and all(_are_fine(each, active.version, exposed) for each in columns.parameters)


@lru_cache(maxsize=2048)
def _are_fine(parameters: tuple[str, ...], version: str, exposed: bool) -> bool:
    return are_fine(parameters, "server", version, exposed, False)


def _peculiar(lines: list[Statement], shape: LineWords, version: str, exposed: bool) -> list[Statement]:
    """The lines that have anything to judge: most have a host with a port, and the parameters of the line above."""
    place, kind, first = shape.address, shape.parameters, shape.first
    if place is None or not kind or place > 2:
        # Of templates, the count is judged, too.
        return lines
    peculiar: list[Statement] = []
    fine: tuple[str, ...] | None = None
    for statement in lines:
        address = statement._argument(place)
        if address is not None and PLAIN(address):
            parameters = statement.arguments[first - 1 :]
            if parameters == fine or are_fine(parameters, kind, version, exposed, False):
                fine = parameters
                continue
        peculiar.append(statement)
    return peculiar


def _judge(
    section: Section, statement: Statement, shape: LineWords, version: str, exposed: bool, near: Near
) -> Iterator[Finding]:
    keyword = statement.keyword
    if keyword == "stats" and not (section.kind == "global" and statement._argument(1) == "socket"):
        return
    # For HAProxy the line ends at an empty word.
    given = [*takewhile(bool, statement.arguments[: shape.address])]
    if section.kind == "peers" and keyword == "server" and (len(given) < 2 or vocabulary("server").row(given[1])):
        # Only the machine knows its own name, and whether an address follows it.  It takes no other word for it.
        return
    if keyword == "server-template" and len(given) > 2 and not _has_count(given[1]):
        message = f"expected how many servers, a number or a range such as 1-5, found `{shown(given[1])}`"
        yield Finding("bad-argument", message, statement, 2)
        return
    if shape.address is not None:
        if len(given) < shape.address:
            if shape.needs and section.kind not in ("log-forward", "peers"):
                message = f"`{keyword}` needs {shape.needs}"
                yield Finding("missing-address", message, statement, 0, len(given))
            return
        place = _place(section, statement, shape, version)
        problem = None if place is None else address_problem(given[-1], place, version, exposed)
        if problem is not None:
            passes = section.kind == "log-forward" and keyword == "bind" and LOG_FORWARD_ERRORS_PASS.holds(version)
            yield Finding(problem.kind, problem.message, statement, shape.address, fatal=not passes)
            return
    if keyword == "source":
        values = takewhile(bool, statement.arguments)
        for problem in until_fatal(source_problems(values, 1, shape.place, version, exposed)):
            yield found(problem, statement, near)
    elif shape.parameters:
        default = keyword == "default-server"
        parameters = statement.arguments[shape.first - 1 :]
        for problem in parameter_problems(parameters, shape.parameters, version, exposed, default):
            last = None if problem.last is None else shape.first + problem.last
            yield found(problem._replace(place=shape.first + problem.place, last=last), statement, near)


def _has_count(word: str) -> bool:
    """Whether a word says how many servers a template makes; HAProxy reads the digits at the start of each end."""
    if isinstance(word, Expandable):
        return True
    _, dash, high = word.partition("-")
    low = _number(word)
    return 0 <= low <= _number(high) if dash else low >= 1


def _number(text: str) -> int:
    found = _LEADING_NUMBER(text)
    return int(found[0]) if found else 0


def _place(section: Section, statement: Statement, shape: LineWords, version: str) -> str | None:
    """The place of an address; None where it is no address."""
    if section.kind == "peers" and shape.place == "server":
        return "peer"
    if section.kind == "ring" and shape.place == "server":
        return "resolved server"
    if shape.place == "log":
        target = statement._argument(1) or ""
        named = any(target.startswith(row.name) and available(row, version) for row in LOG_TARGETS)
        # With the address alone another word is missing, and HAProxy does not look at it.
        return "log" if not named and target not in _STREAMS and statement._argument(2) else None
    return shape.place
