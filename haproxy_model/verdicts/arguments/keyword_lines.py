"""The words after a keyword: missing, too many, malformed (language reference, 5.3 to 5.10 and 6).

What a keyword takes is its row in `schema`; here is what HAProxy makes of a line that does not fit.
Lines with a language of their own (rules, servers, ACLs ...) are other families'.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache

from haproxy_model.model.section import Section
from haproxy_model.reading.reading import Reading
from haproxy_model.reading.walker import Part, Role
from haproxy_model.schema.codes import CODES
from haproxy_model.schema.enumerations import DROPPED_UNREAD, FORBIDDEN, GONE
from haproxy_model.schema.keywords import ALONE, accepted, rows
from haproxy_model.schema.quirks import BARE_DURATIONS_TOLD
from haproxy_model.schema.rows import EXPOSE_DEPRECATED, Keyword, bounds_of, deprecated, verdict
from haproxy_model.schema.versions import reached, within
from haproxy_model.verdicts.arguments.fit import listed, mismatch
from haproxy_model.verdicts.arguments.traces import trace_problems
from haproxy_model.verdicts.arguments.types import duration_part, expected
from haproxy_model.verdicts.arguments.untold_options import (
    case_problems,
    httpchk_problems,
    node_problems,
    retry_problems,
)
from haproxy_model.verdicts.finding import Finding, Near, found, shown
from haproxy_model.verdicts.problem import Problem, absence
from haproxy_model.verdicts.proxies.inherited import heirs
from haproxy_model.views.active import Active

#: First words that other families judge.
_ELSEWHERE = frozenset(("server", "server-template", "default-server", "peer", "bind", "default-bind", "dgram-bind",
                        "nameserver", "mailer", "acl", "http-request", "http-response", "http-after-response",
                        "tcp-request", "tcp-response", "quic-initial", "http-check", "tcp-check", "redirect", "set-var",
                        "set-var-fmt", "stick-table", "stick", "use_backend", "use-server", "default_backend", "filter",
                        "capture", "cookie", "errorfile", "errorfiles", "errorloc", "errorloc302", "errorloc303",
                        "http-error", "declare", "table", "source"))  # fmt: skip
#: Types whose words are judged elsewhere, if at all.
_ENDLESS = frozenset(("regex", "converter_list", "server_options", "bind_options", "crtlist_options", "action_args"))
#: Rows whose signature says less than HAProxy's parser knows -> what judges their lines.
_ALONE_JUDGED: dict[str, Callable[[Reading, str], Iterable[Problem]]] = {
    "option httpchk": httpchk_problems,
    "h1-case-adjust": case_problems,
    "node": node_problems,
    "retry-on": retry_problems,
    "stats show-node": node_problems,
    "ssl-f-use": lambda reading, version: _certificate_problems(reading, version),
    "trace": trace_problems,
    **dict.fromkeys(("challenge", "challenge-ready", "keytype", "stats socket"), lambda reading, version: ()),
}
#: Those of them that the signature tells the rest of.
_JUDGED_FURTHER = frozenset(("h1-case-adjust", "node", "option httpchk", "retry-on", "stats show-node"))
#: Lines of `defaults` whose expressions are read for each proxy that starts from there.
_READ_BY_HEIRS = frozenset(("balance hash",))
#: Lines of the wrong side that HAProxy drops without a message.
_SILENT = frozenset(("hash-balance-factor", "persist rdp-cookie", "transparent", "ssl-f-use", "unique-id-header"))
#: Keywords that only the manual discourages, or HAProxy together with other lines alone.
_TOLERATED = frozenset(
    {
        *("nbproc", "compression direction", "email-alert mailers", "filter compression"),
        "tune.quic.frontend.conn-tx-buffers.limit",
        *("tune.ssl.ocsp-update.maxdelay", "tune.ssl.ocsp-update.mindelay"),
        "tune.takeover-other-tg-connections",
    }
)
#: The line that silences HAProxy about deprecated keywords, and the first words of which it then says nothing.
_EXPOSED = frozenset(("dispatch", "transparent", "option"))
_FORBIDDEN = {(row.keyword, word): row for row in FORBIDDEN for word in row.choices.split()}
#: Words that a type does not have, and HAProxy takes nevertheless.
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
        first = active.first_words(section)
        exposed = exposed or (section.kind == "global" and EXPOSE_DEPRECATED in first)
        for statement in active.beginning(section, *(first - _ELSEWHERE)):
            reading = statement._reading
            for problem in line_problems(section.kind, active.version, reading):
                if reading.has_variables:
                    break
                if exposed and problem.kind == "keyword-deprecated" and statement.keyword in _EXPOSED:
                    continue
                if problem.kind == "bad-argument" and _waits(section, reading) and not heirs(section, active):
                    continue
                yield found(problem, statement, near)
        if section.kind != "global":
            below = True
        elif below:
            yield from _misplaced(section, active)


def _waits(section: Section, reading: Reading) -> bool:
    """Whether HAProxy reads the values of a line for the proxies that inherit it, and not where it stands."""
    return section.kind == "defaults" and reading.row is not None and reading.row.name in _READ_BY_HEIRS


def _misplaced(section: Section, active: Active) -> Iterator[Finding]:
    """Settings that HAProxy wants before everything that is not `global`."""
    wanted = {
        row.name
        for word in active.first_words(section)
        for row in rows("global", word)
        if reached(row.first_section, active.version)
    }
    for statement in active.beginning(section, *wanted):
        message = f"`{statement.keyword}` comes too late: move it to a `global` section before all other sections"
        yield Finding("misplaced-setting", message, statement)


@lru_cache(maxsize=4096)
def _judges(kind: str, version: str, word: str) -> bool:
    """Whether lines that begin with a word are judged here."""
    return word not in _ELSEWHERE and accepted(kind, word, version)


@lru_cache(maxsize=8192)
def line_problems(kind: str, version: str, reading: Reading) -> tuple[Problem, ...]:
    """What is wrong with a line; lines of equal words occur again and again.

    Args:
        kind: the kind of section it stands in.
        version: the target version.
        reading: the line; of one with an empty word nothing is said.
    """
    keyword = reading.text(reading.head)
    return () if reading.is_cut or not _judges(kind, version, keyword) else tuple(_judged(kind, version, reading))


def _judged(kind: str, version: str, reading: Reading) -> Iterator[Problem]:
    row = reading.row
    if row is None:
        yield from _unknown(kind, version, reading)
        return
    start, last = reading.head.start, reading.head.end - 1
    outcome, discouraged = _outcome(kind, version, reading.text(reading.head), row.name)
    if outcome == "absent":
        yield absence(row, row.name, version, start, last)
        return
    if outcome == "refused":
        elsewhere = [each for each in row.sections.split() if verdict(row, each, version) == "accepted"]
        remedy = f": move it to {listed(elsewhere)}" if elsewhere else ""
        message = f"`{row.name}` cannot be used in a `{kind}` section{remedy}"
        yield Problem("keyword-in-wrong-section", message, start, last)
        return
    refused = _prefix(row, version, reading) if reading.prefix else None
    if outcome == "ignored":
        # Most of these lines HAProxy reads to their end before it drops them.
        wrong = () if refused or row.name in DROPPED_UNREAD else _arguments(row, kind, version, reading)
        refused = refused or next((each for each in wrong if each.fatal is not False and CODES[each.kind].fatal), None)
        if refused is not None:
            yield refused
        elif row.name not in _SILENT:
            message = f"`{row.name}` is ignored: a `{kind}` has no {_side(kind)} side"
            yield Problem("ignored-keyword", message, start, last)
        return
    if discouraged:
        instead = f": use `{row.instead}`" if row.instead else ""
        message = f"`{row.name}` is deprecated since HAProxy {row.deprecated}{instead}"
        yield Problem("keyword-deprecated", message, start, last)
    if refused is not None:
        yield refused
    elif not (reading.prefix == "no" and row.name == "log"):
        yield from _arguments(row, kind, version, reading)


def _first_refused(row: Keyword, kind: str, version: str, reading: Reading) -> Problem | None:
    """That the first argument is one which a version, or every version, refuses for what it means."""
    if not reading.arguments:
        return None
    place, word = reading.arguments[0].start, reading.text(reading.arguments[0])
    instead, forbidden = GONE.get((row.name, word)), _FORBIDDEN.get((row.name, word.lower()))
    if instead is not None:
        return Problem("keyword-removed", f"`{row.name} {word}` was removed: use `{instead}`", place)
    if forbidden is not None and reached(forbidden.since, version):
        message = f"HAProxy refuses `{shown(word)}` since {forbidden.since}: {forbidden.reason}"
        return Problem("bad-argument", message, place)
    if row.name == "log" and kind == word == "global" and place == reading.last:
        message = "`log global` cannot be used in `global` itself: move it to a proxy"
        return Problem("bad-argument", message, place)
    return None


def _arguments(row: Keyword, kind: str, version: str, reading: Reading) -> Iterator[Problem]:
    refused = _first_refused(row, kind, version, reading)
    if refused is not None:
        yield refused
        return
    if row.name in _ALONE_JUDGED:
        own = tuple(_ALONE_JUDGED[row.name](reading, version))
        yield from own
        if own or row.name not in _JUDGED_FURTHER:
            return
    strict, bounds = reached(row.strict, version), bounds_of(row, version)
    durations: list[Part] = []

    def judge(part: Part) -> str | None:
        word = reading.text(part)
        if part.role is Role.LITERAL or (row.name, word) in EXTRA or part.type in _ENDLESS:
            return None
        if part.type in ("duration", "duration_s"):
            durations.append(part)
        if part.role is Role.EXPRESSION:
            return _expression(row, reading.texts(part), version)
        return expected(part.type, word, version, strict=strict, bounds=bounds)

    wrong = mismatch(reading, version, judge)
    tolerated = wrong is not None and within(row.bare if wrong.is_missing else row.surplus * wrong.is_surplus, version)
    if wrong is not None and not tolerated:
        place, last = (0 if wrong.is_missing else wrong.place), None
        if wrong.is_missing or wrong.is_surplus:
            last = reading.last
        fatal = False if row.name in _WARNING_ONLY and not wrong.is_surplus else None
        yield Problem(wrong.kind, wrong.message, place, last, fatal=fatal)
        return
    for part in durations:
        yield from _warned(row, kind, version, reading.text(part), part.start)


def _certificate_problems(reading: Reading, version: str) -> Iterator[Problem]:
    from haproxy_model.verdicts.servers.crt_lists import crt_list_problems

    return crt_list_problems(reading, version)


def _expression(row: Keyword, pieces: tuple[str, ...], version: str) -> str | None:
    from haproxy_model.verdicts.expressions.samples import expression_words_problem, place_of

    # What `balance` looks at is there when a server is chosen; of `option forwarded` HAProxy asks nothing of the kind.
    place = place_of("use-server", "backend") if row.name == "balance hash" else ""
    problem, _ = expression_words_problem(pieces, version, place)
    return None if problem is None else f"expected a sample expression: {problem}"


def _warned(row: Keyword, kind: str, version: str, word: str, place: int) -> Iterator[Problem]:
    part = duration_part(word)
    if part is not None:
        message = f"HAProxy reads `{shown(word)}` as `{part}` and a later version will refuse it: write `{part}`"
        yield Problem("trailing-characters", message, place)
    elif (
        word.isdigit()
        and 0 < int(word) < 100
        and kind in _SMALL.get(row.name.partition(" ")[0], ())
        and BARE_DURATIONS_TOLD.holds(version)
    ):
        message = (
            f"`{word}` has no unit and means milliseconds: write `{int(word)}s`, or `{int(word)}ms` if you mean that"
        )
        yield Problem("suspiciously-small", message, place)


def _prefix(row: Keyword, version: str, reading: Reading) -> Problem | None:
    """What is wrong with `no` or `default` before a line."""
    prefix, name = reading.prefix, row.name
    if name == "log" and prefix == "no":
        surplus = reading.arguments
        message = "`no log` takes no arguments"
        return Problem("unexpected-argument", message, surplus[0].start, reading.last) if surplus else None
    if prefix not in row.prefixes.split() and name != "log":
        return Problem("bad-prefix", f"`{prefix}` cannot be used with `{name}`")
    if prefix == "default" and not reached(row.default_since, version):
        return Problem("bad-prefix", f"`default` can be used with `{name}` only since HAProxy {row.default_since}")
    if prefix == "no" and reached(row.no_until, version):
        return Problem("bad-prefix", f"`no` cannot be used with `{name}` since HAProxy {row.no_until}")
    return None


def _unknown(kind: str, version: str, reading: Reading) -> Iterator[Problem]:
    """No row for the second word, where every row of the first has one."""
    first = reading.text(reading.head)
    if (kind, first) in _LENIENT:
        return
    known = [row for row in rows(kind, first) if verdict(row, kind, version) in ("accepted", "ignored")]
    names = tuple(row.name.partition(" ")[2] for row in known)
    if not reading.arguments:
        if first not in ALONE:
            yield Problem("missing-argument", f"`{first}` needs {listed(names)}", reading.last)
        return
    place, word = reading.arguments[0].start, shown(reading.text(reading.arguments[0]))
    if first == "option":
        yield Problem("unknown-option", f"`{word}` is not an option of a `{kind}` section", place, names=names)
    else:
        yield Problem("bad-argument", f"`{first}` does not take `{word}`: expected {listed(names)}", place, names=names)


@cache
def _outcome(kind: str, version: str, word: str, name: str) -> tuple[str, bool]:
    """The verdict of a row, and whether HAProxy calls it deprecated."""
    row = next(each for each in rows(kind, word) if each.name == name)
    return verdict(row, kind, version), deprecated(row, version) and name not in _TOLERATED


def _side(kind: str) -> str:
    return "server" if kind == "frontend" else "client"
