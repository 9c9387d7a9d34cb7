"""The words behind a keyword: missing, too many, malformed (language reference, 5.3 to 5.10 and 6).

What a keyword takes is its row in `schema`; here is what HAProxy makes of a line that does not fit.
Lines with a language of their own (rules, servers, ACLs ...) are other families'.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

from haproxy_model.check.arguments.fit import Mismatch, listed, mismatch, too_young
from haproxy_model.check.arguments.options import httpchk_problem, is_known
from haproxy_model.check.arguments.types import duration_part, expected
from haproxy_model.check.finding import Finding, Near, shown
from haproxy_model.check.problem import Problem
from haproxy_model.check.proxies.inherited import heirs
from haproxy_model.codes import CODES
from haproxy_model.diagnostics import Severity
from haproxy_model.model.line import Statement
from haproxy_model.model.section import Section
from haproxy_model.reading.reading import read
from haproxy_model.reading.rows import find_row
from haproxy_model.reading.walker import Part, Role
from haproxy_model.schema.enumerations import DROPPED_UNREAD, FORBIDDEN, GONE
from haproxy_model.schema.keywords import accepted, rows
from haproxy_model.schema.quirks import BARE_DURATIONS_TOLD
from haproxy_model.schema.rows import EXPOSE_DEPRECATED, Keyword, bounds_of, deprecated, gone, verdict
from haproxy_model.schema.versions import reached, within
from haproxy_model.views.active import Active

#: First words that other families judge.
_ELSEWHERE = frozenset(
    (
        "server",
        "server-template",
        "default-server",
        "peer",
        "bind",
        "default-bind",
        "dgram-bind",
        "nameserver",
        "mailer",
        "acl",
        "http-request",
        "http-response",
        "http-after-response",
        "tcp-request",
        "tcp-response",
        "quic-initial",
        "http-check",
        "tcp-check",
        "redirect",
        "set-var",
        "set-var-fmt",
        "stick-table",
        "stick",
        "use_backend",
        "use-server",
        "default_backend",
        "filter",
        "capture",
        "cookie",
        "errorfile",
        "errorfiles",
        "errorloc",
        "errorloc302",
        "errorloc303",
        "http-error",
        "declare",
        "table",
        "source",
    )
)
#: Types whose words are judged elsewhere, if at all.
_ENDLESS = frozenset(("converter_list", "server_options", "bind_options", "crtlist_options", "action_args"))
#: Rows whose signature says less than HAProxy's parser knows.
_UNTOLD = frozenset(("challenge", "challenge-ready", "keytype", "stats socket"))
#: Keywords of several words that stand alone, too.
_ALONE = frozenset(("balance",))
#: Lines of `defaults` whose expressions are read for each proxy that starts from there.
_READ_BY_HEIRS = frozenset(("balance hash",))
#: Lines of the wrong side that HAProxy drops without a message.
_SILENT = frozenset(("hash-balance-factor", "persist rdp-cookie", "transparent", "ssl-f-use", "unique-id-header"))
#: Keywords that only the manual discourages, or HAProxy together with other lines alone.
_TOLERATED = frozenset(
    (
        "nbproc",
        "compression direction",
        "email-alert mailers",
        "filter compression",
        "tune.quic.frontend.conn-tx-buffers.limit",
        "tune.ssl.ocsp-update.maxdelay",
        "tune.ssl.ocsp-update.mindelay",
        "tune.takeover-other-tg-connections",
    )
)
#: The line that silences HAProxy about deprecated keywords, and the first words of which it then says nothing.
_EXPOSED = frozenset(("dispatch", "transparent", "option"))
_FORBIDDEN = {(row.keyword, word): row for row in FORBIDDEN for word in row.choices.split()}
#: Words that a type does not have, and HAProxy takes all the same.
EXTRA = frozenset((("close-spread-time", "infinite"),))
#: (section, first word): what nobody knows is dropped without a message.
_LENIENT = frozenset((("ring", "timeout"),))
#: Keywords whose wrong or missing words HAProxy only warns of.
_WARNING_ONLY = frozenset(("max-age", "process-vary"))
#: First words whose bare numbers below 100 are most likely meant as seconds.
_SMALL = {"timeout": ("defaults", "frontend", "listen", "backend", "resolvers"), "hold": ("resolvers",)}


def argument_findings(active: Active, near: Near) -> Iterator[Finding]:
    """Lines whose arguments HAProxy does not take, or warns of."""
    below, exposed = False, False
    for section in active.sections:
        exposed = exposed or (section.kind == "global" and EXPOSE_DEPRECATED in active.first_words(section))
        for statement in active.apart(section) if _concerns(section, active) else ():
            if statement._words[0] in _ELSEWHERE:
                continue
            for problem in line_problems(section.kind, active.version, statement._words):
                if not is_known(statement._words):
                    break
                if exposed and problem.kind == "keyword-deprecated" and statement.keyword in _EXPOSED:
                    continue
                if problem.kind == "bad-argument" and _waits(section, statement) and not heirs(section, active):
                    continue
                hint = near.hint(statement._words[problem.place], problem.names) if problem.names else ""
                severity = Severity.WARNING if problem.fatal is False else None
                yield Finding(
                    problem.kind,
                    problem.message + hint,
                    statement,
                    problem.place,
                    problem.last,
                    fatal=problem.fatal,
                    severity=severity,
                )
        if section.kind != "global":
            below = True
        elif below:
            yield from _misplaced(section, active)


def _waits(section: Section, statement: Statement) -> bool:
    """Whether HAProxy reads the values of a line for the proxies that inherit it, and not where it stands."""
    row = statement._reading.row if section.kind == "defaults" else None
    return row is not None and row.name in _READ_BY_HEIRS


def _concerns(section: Section, active: Active) -> bool:
    return not active.first_words(section) <= _ELSEWHERE


def _misplaced(section: Section, active: Active) -> Iterator[Finding]:
    """Settings that HAProxy wants before everything that is not `global`."""
    wanted = {
        row.name
        for word in active.first_words(section)
        for row in rows("global", word)
        if reached(row.first_section, active.version)
    }
    for statement in active.apart(section) if wanted else ():
        if statement._words[0] in wanted:
            message = f"`{statement._words[0]}` has its place in a `global` section before all other sections"
            yield Finding("misplaced-setting", message, statement)


@lru_cache(maxsize=4096)
def _judges(kind: str, version: str, word: str) -> bool:
    """Whether lines that begin with a word are judged here."""
    return word not in _ELSEWHERE and accepted(kind, word, version)


@lru_cache(maxsize=8192)
def line_problems(kind: str, version: str, words: tuple[str, ...]) -> tuple[Problem, ...]:
    """What is wrong with a line; lines of equal words occur again and again.

    Args:
        kind: the kind of section it stands in.
        version: the target version.
        words: the words of the line; with an empty one nothing is said.
    """
    start = 1 if words[0] in ("no", "default") and len(words) > 1 else 0
    if "" in words or not _judges(kind, version, words[start]):
        return ()
    return tuple(_judged(kind, version, words, start))


def _judged(kind: str, version: str, words: tuple[str, ...], start: int) -> Iterator[Problem]:
    known = rows(kind, words[start])
    row, end = find_row(kind, words, start)
    if row is None:
        yield from _unknown(kind, version, words, start, known)
        return
    outcome, discouraged = _outcome(kind, version, words[start], row.name)
    if outcome == "absent":
        yield _absent(row, version, start, end)
        return
    if outcome == "refused":
        yield Problem("keyword-in-wrong-section", f"`{row.name}` has no place in a `{kind}` section", start, end - 1)
        return
    refused = _prefix(row, version, words, end) if start else None
    if outcome == "ignored":
        # Most of these lines HAProxy reads to their end before it drops them.
        wrong = () if refused or row.name in DROPPED_UNREAD else _arguments(row, kind, version, words, end)
        refused = refused or next((each for each in wrong if each.fatal is not False and CODES[each.kind].fatal), None)
        if refused is not None:
            yield refused
        elif row.name not in _SILENT:
            message = f"`{row.name}` is ignored: a `{kind}` has no {_side(kind)} side"
            yield Problem("ignored-keyword", message, start, end - 1)
        return
    if discouraged:
        instead = f"; use `{row.instead}`" if row.instead else ""
        yield Problem(
            "keyword-deprecated", f"`{row.name}` is deprecated since HAProxy {row.deprecated}{instead}", start, end - 1
        )
    if start:
        if refused is not None:
            yield refused
        if refused is not None or (words[0] == "no" and row.name == "log"):
            return
    yield from _arguments(row, kind, version, words, end)


def _forbidden(row: Keyword, version: str, words: tuple[str, ...], end: int) -> Problem | None:
    """That the first argument is one which a version refuses for what it means."""
    found = _FORBIDDEN.get((row.name, words[end].lower())) if words[end:] else None
    if found is None or not reached(found.since, version):
        return None
    message = f"`{shown(words[end])}` is refused since HAProxy {found.since}: {found.reason}"
    return Problem("bad-argument", message, end)


def _arguments(row: Keyword, kind: str, version: str, words: tuple[str, ...], end: int) -> Iterator[Problem]:
    if words[end : end + 1] and (row.name, words[end]) in GONE:
        yield Problem("keyword-removed", f"`{row.name} {words[end]}` is gone; use `{GONE[row.name, words[end]]}`", end)
        return
    forbidden = _forbidden(row, version, words, end)
    if forbidden is not None:
        yield forbidden
        return
    if row.name == "trace":
        from haproxy_model.check.arguments.traces import trace_problem

        wrong = trace_problem(words, version)
        if wrong is not None:
            yield wrong
        return
    if row.name == "ssl-f-use":
        from haproxy_model.check.servers.crt_lists import crt_list_problems

        yield from crt_list_problems(words, end, version)
        return
    problem = httpchk_problem(words, end, version) if words[end - 1] == "httpchk" else None
    if problem is not None:
        yield problem
    if problem is not None or row.name in _UNTOLD:
        return
    if kind == "global" and words[end - 1 :] == ("log", "global"):
        yield Problem("bad-argument", "`log global` has its place in proxies: here the global log is defined", end)
        return
    strict = reached(row.strict, version)
    durations: list[int] = []

    def judge(part: Part, mine: tuple[str, ...]) -> str | None:
        word = mine[0]
        if (row.name, word) in EXTRA or part.type in _ENDLESS:
            return None
        if part.type in ("duration", "duration_s"):
            durations.append(part.start)
        if part.role is Role.EXPRESSION:
            return _expression(row, mine, version)
        return expected(part.type, word, strict, bounds_of(row, version) if row.earlier_bounds else row.bounds)

    found = mismatch(read(kind, words), judge, lambda word: too_young(row.name, word, version) is None)
    if found is not None:
        told = _told(row, version, words, end, found)
        if told is not None:
            yield told._replace(fatal=False) if row.name in _WARNING_ONLY and found.kind != "surplus" else told
            return
    for place in durations:
        yield from _warned(row, kind, version, words[place], place)


def _expression(row: Keyword, words: tuple[str, ...], version: str) -> str | None:
    from haproxy_model.check.expressions.samples import expression_words_problem, place_of

    # What `balance` looks at is there when a server is chosen; of `option forwarded` HAProxy asks nothing of the kind.
    place = place_of("use-server", "backend") if row.name == "balance hash" else ""
    problem, _ = expression_words_problem(words, version, place)
    return None if problem is None else f"expected a sample expression: {problem}"


def _told(row: Keyword, version: str, words: tuple[str, ...], end: int, found: Mismatch) -> Problem | None:
    name, wanted = row.name, found.expected
    if found.kind == "missing":
        if within(row.bare, version):
            return None
        message = (
            f"`{name}` expects {wanted or _signature(row)}"
            if found.place == end
            else (f"`{name}` expects {wanted or _signature(row)} behind `{shown(words[-1])}`")
        )
        return Problem("missing-argument", message, 0, len(words) - 1)
    word = shown(words[found.place])
    young = too_young(name, words[found.place], version)
    if young is not None:
        return Problem("keyword-too-new", young, found.place)
    if found.kind == "surplus" and within(row.surplus, version):
        return None
    if found.kind == "surplus":
        takes = f"`{name}` takes {_signature(row)}" if row.arguments else f"`{name}` takes no argument"
        return Problem("unexpected-argument", f"unexpected `{word}`: {takes}", found.place, len(words) - 1)
    wanted = wanted if wanted.startswith("expected") else f"expected {wanted}"
    return Problem("bad-argument", f"`{word}` is no argument of `{name}`: {wanted}", found.place)


def _warned(row: Keyword, kind: str, version: str, word: str, place: int) -> Iterator[Problem]:
    part = duration_part(word)
    if part is not None:
        message = f"HAProxy reads `{shown(word)}` as `{part}` and will refuse it one day"
        yield Problem("trailing-characters", message, place)
    elif (
        word.isdigit()
        and 0 < int(word) < 100
        and kind in _SMALL.get(row.name.partition(" ")[0], ())
        and BARE_DURATIONS_TOLD.holds(version)
    ):
        message = f"`{word}` without a unit is {int(word)} milliseconds: write `{int(word)}ms` if that is meant"
        yield Problem("suspiciously-small", message, place)


def _prefix(row: Keyword, version: str, words: tuple[str, ...], end: int) -> Problem | None:
    """What is wrong with `no` or `default` before a line."""
    prefix, name = words[0], row.name
    if name == "log" and prefix == "no":
        return (
            Problem("unexpected-argument", "`no log` takes no argument", end, len(words) - 1) if words[end:] else None
        )
    if prefix not in row.prefixes.split() and name != "log":
        return Problem("bad-prefix", f"`{prefix}` cannot stand before `{name}`")
    if prefix == "default" and not reached(row.default_since, version):
        return Problem("bad-prefix", f"`default` can stand before `{name}` since HAProxy {row.default_since} only")
    if prefix == "no" and reached(row.no_until, version):
        return Problem("bad-prefix", f"`no` cannot stand before `{name}` since HAProxy {row.no_until}")
    return None


def _absent(row: Keyword, version: str, start: int, end: int) -> Problem:
    name = row.name
    if gone(row, version):
        instead = f"; use `{row.instead}`" if row.instead else ""
        return Problem("keyword-removed", f"`{name}` is gone since HAProxy {row.removed}{instead}", start, end - 1)
    message = f"`{name}` exists since HAProxy {row.since}, the target is {version}"
    return Problem("keyword-too-new", message, start, end - 1)


def _unknown(
    kind: str, version: str, words: tuple[str, ...], start: int, known: tuple[Keyword, ...]
) -> Iterator[Problem]:
    """No row for the second word, where every row of the first has one."""
    first = words[start]
    if (kind, first) in _LENIENT:
        return
    names = tuple(row.name.partition(" ")[2] for row in known if verdict(row, kind, version) in ("accepted", "ignored"))
    if len(words) == start + 1:
        if first not in _ALONE:
            yield Problem("missing-argument", f"`{first}` expects {listed(names)}", start)
        return
    word = shown(words[start + 1])
    if first == "option":
        yield Problem("unknown-option", f"a `{kind}` section has no option `{word}`", start + 1, names=names)
    else:
        message = f"`{word}` is no argument of `{first}`: expected {listed(names)}"
        yield Problem("bad-argument", message, start + 1, names=names)


@cache
def _outcome(kind: str, version: str, word: str, name: str) -> tuple[str, bool]:
    """The verdict of a row, and whether HAProxy calls it deprecated."""
    row = next(each for each in rows(kind, word) if each.name == name)
    return verdict(row, kind, version), deprecated(row, version) and name not in _TOLERATED


def _side(kind: str) -> str:
    return "server" if kind == "frontend" else "client"


def _signature(row: Keyword) -> str:
    return f"`{row.arguments}`" if len(row.arguments) < 80 else "other arguments"
