"""RTE: limits on what stick tables count, where the table does not store it or nobody counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from haproxy_model.diagnostics import Severity
from haproxy_model.lint.context import LintContext
from haproxy_model.lint.rule import Finding, lint_rule
from haproxy_model.lint.rules.routing.conditional import conditional_lines, criteria
from haproxy_model.model.line import Statement
from haproxy_model.model.rules import Rule
from haproxy_model.model.section import Section
from haproxy_model.records import NamedTuple
from haproxy_model.schema.rule_words import ARRAYS, DATA_TYPES, REQUEST_ORDER
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.expression import Expression, read_expression
from haproxy_model.views.effective import Effective

_FETCH: Final = re.compile(
    r"(?:sc(?P<counter>[012])?|(?P<src>src))_(?P<verb>get_|updt_)?(?P<data>[a-z_]+[01]?(?:_rate)?)"
)
#: fetches whose names are not those of what the table stores
_STORED_AS: Final = {"kbytes_in": "bytes_in_cnt", "kbytes_out": "bytes_out_cnt"}
_DATA: Final = frozenset(row.name for row in DATA_TYPES) - {"server_id", "server_key", "gpt", "gpc", "gpc_rate"}
#: what rules count into entries that others made, too
_GENERAL: Final = ("gpc", "gpt")
_TRACKS: Final = "track-sc"


class _Question(NamedTuple):
    """What a condition asks of a stick table."""

    fetch: str
    data: str
    #: the counter that holds the entry; empty where the address of the client is looked up
    counter: str
    #: the table that is named
    table: str
    word: int


class _Track(NamedTuple):
    """A rule that counts."""

    proxy: Section
    line: Statement
    counter: str
    table: str


class _Tables(NamedTuple):
    """The stick tables of a configuration, and who counts into them."""

    #: name -> the line that makes it
    lines: dict[str, Statement]
    tracks: list[_Track]
    #: the order of the rules of requests and responses, by their identity
    places: dict[int, int]
    #: whether some name is hidden in a variable
    is_hidden: bool


@lint_rule("RTE011", "limit-never-counted", severity=Severity.WARNING)
def limit_never_counted(ctx: LintContext) -> Iterator[Finding]:
    """
    What it does: finds conditions on rates and counts whose stick table does not store them, or which no `track-sc`
        rule counts.
    Why: there is nothing to compare with, so that the condition never holds: the limit does not exist.
    In: a frontend for HTTP.
    Bad:
            stick-table type ip size 100k expire 1m store conn_cur
            http-request track-sc0 src
            http-request deny if { sc_http_req_rate(0) gt 100 }
        backend shop
            server a 192.0.2.11:8000
    Good:
            stick-table type ip size 100k expire 1m store conn_cur,http_req_rate(10s)
            http-request track-sc0 src
            http-request deny if { sc_http_req_rate(0) gt 100 }
        backend shop
            server a 192.0.2.11:8000
    Reference: 4.2 "stick-table"; 4.4 "track-sc0"; 7.3.3 "sc_http_req_rate".
    """
    told: set[tuple[str, ...]] = set()
    yield from _early(ctx)
    for proxy, line in conditional_lines(ctx):
        for question in _questions(line):
            found = _answer(ctx, proxy, line, question)
            if found is None:
                continue
            cause, finding = found
            if cause not in told:
                told.add(cause)
                yield finding


def _early(ctx: LintContext) -> Iterator[Finding]:
    """Rules that ask for what is tracked later only."""
    tables: _Tables = ctx.remembered("stick tables", _tables)
    for proxy, line in conditional_lines(ctx):
        if not isinstance(line, Rule) or not tables.tracks:
            continue
        found = [each for each in _asked(line, proxy) if each.counter]
        for question in found[:1]:
            tracks = _reaching(ctx, proxy, question.counter, tables) or []
            here = [track.line for track in tracks if track.proxy is proxy.proxy]
            if here and len(here) == len(tracks) and all(_runs_before(line, each, tables) for each in here):
                message = (
                    f"`{question.fetch}` has no value yet: `{_said(here[0])}` runs later; expected "
                    f"`{line.ruleset} track-sc{question.counter}` above this"
                )
                yield Finding(
                    message, line, question.word or line._reading.condition, related=(("tracked here", here[0], 0),)
                )


def _asked(line: Statement, proxy: Effective) -> Iterator[_Question]:
    """What a rule asks, itself and by the ACLs that it names."""
    yield from _questions(line)
    for term in line._reading.every_term:
        for each in proxy.acls.get(term.name or "", ()):
            yield from (question._replace(word=term.word) for question in _questions(each))


def _runs_before(line: Rule, other: Statement, tables: _Tables) -> bool:
    if not isinstance(other, Rule) or other.ruleset not in REQUEST_ORDER or line.ruleset not in REQUEST_ORDER:
        return False
    ranks = REQUEST_ORDER.index(line.ruleset), REQUEST_ORDER.index(other.ruleset)
    return ranks[0] < ranks[1] or (ranks[0] == ranks[1] and tables.places[id(line)] < tables.places[id(other)])


def _said(line: Statement) -> str:
    return line._reading.said(line._reading.head.end)


def _questions(line: Statement) -> Iterator[_Question]:
    for term in criteria(line):
        if not term.head.startswith(("sc", "src_")) or isinstance(term.head, Expandable):
            continue
        expression = read_expression(term.head)
        match = _FETCH.fullmatch(expression.fetch.name) if isinstance(expression, Expression) else None
        if match is None or not isinstance(expression, Expression):
            continue
        data = _STORED_AS.get(match["data"], match["data"])
        arguments = list(expression.fetch.arguments or ())
        counter = ""
        if not match["src"]:
            counter = match["counter"] or (arguments.pop(0) if arguments else "")
        if data in _DATA and (match["src"] or counter in ("0", "1", "2")):
            table = arguments[0] if arguments else ""
            yield _Question(expression.fetch.name, data, counter, table, term.word)


def _answer(
    ctx: LintContext, proxy: Effective, line: Statement, question: _Question
) -> tuple[tuple[str, ...], Finding] | None:
    """What is wrong, and by what it is told apart."""
    tables: _Tables = ctx.remembered("stick tables", _tables)
    tracks = _reaching(ctx, proxy, question.counter, tables) if question.counter else None
    if question.counter and tracks is not None and not tracks:
        message = (
            f"`{question.fetch}` never has a value: no rule before it tracks counter {question.counter}; expected "
            f"`http-request track-sc{question.counter} src`"
        )
        return ("untracked", question.counter, proxy.proxy.title), Finding(message, line, question.word)
    if question.table:
        names = [question.table]
    elif question.counter:
        names = list(dict.fromkeys(track.table for track in tracks or ()))
    else:
        names = [proxy.proxy.name or ""]
    found = [tables.lines[name] for name in names if name in tables.lines]
    if not found or len(found) < len(names) or any(each._has_variables for each in found):
        return None
    if not any(_stores(each, question.data) for each in found):
        message = (
            f"`{question.fetch}` never has a value: table `{names[0]}` does not store `{question.data}`; expected it "
            "in its `store` list"
        )
        place = Finding(message, line, question.word, related=(("the table", found[0], 0),))
        return ("unstored", names[0], question.data), place
    if question.counter or question.data.startswith(_GENERAL) or tables.is_hidden or _is_shared(found[0]):
        return None
    if any(track.table == names[0] for track in tables.tracks):
        return None
    message = (
        f"`{question.fetch}` is always 0: no rule counts into table `{names[0]}`; expected "
        f"`http-request track-sc0 src{f' table {question.table}' if question.table else ''}`"
    )
    return ("uncounted", names[0]), Finding(message, line, question.word, related=(("the table", found[0], 0),))


def _tables(ctx: LintContext) -> _Tables:
    lines: dict[str, Statement] = {}
    tracks: list[_Track] = []
    places: dict[int, int] = {}
    is_hidden = False
    for section in ctx.active.of_kind("frontend", "backend", "listen", "defaults", "peers"):
        name = ctx.active.name(section) or ""
        word = "table" if section.kind == "peers" else "stick-table"
        for line in ctx.active.lines(section, word):
            table = f"{name}/{line._reading.value('name') or ''}" if section.kind == "peers" else name
            lines.setdefault(table, line)
        for line in ctx.active.beginning(section, "tcp-request", "http-request", "http-response"):
            places[id(line)] = len(places)
            reading = line._reading
            if reading.action is not None and reading.name == _TRACKS:
                is_hidden = is_hidden or line._has_variables
                tracks.append(_Track(section, line, reading.glued.strip("()"), reading.value("table") or name))
            elif reading.name == "?":
                is_hidden = True
    return _Tables(lines, tracks, places, is_hidden)


def _reaching(ctx: LintContext, proxy: Effective, counter: str, tables: _Tables) -> list[_Track] | None:
    """The rules that track a counter for what comes to a proxy; None where nobody knows."""
    if tables.is_hidden:
        return None
    sections = [proxy.proxy, *ctx.inheritance.lineage(proxy.proxy)]
    if not proxy.has_frontend:
        fronts = proxy.frontends
        if not fronts or proxy.computing_frontends:
            sections = []
        for front in fronts:
            sections += [front.proxy, *ctx.inheritance.lineage(front.proxy)]
    places = {id(section) for section in sections}
    return [track for track in tables.tracks if track.counter == counter and (not places or id(track.proxy) in places)]


def _stores(table: Statement, data: str) -> bool:
    reading = table._reading
    lists = [reading.text(part) for part in reading.parts if part.leader == "store"]
    stored = {each.partition("(")[0] for text in lists for each in text.split(",")}
    return data in stored or any(data in replaced and array in stored for array, replaced in ARRAYS.items())


def _is_shared(table: Statement) -> bool:
    """Whether others may count into a table, too."""
    return table.keyword == "table" or table._reading.value("peers") is not None
