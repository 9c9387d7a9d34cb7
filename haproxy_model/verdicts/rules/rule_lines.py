"""Lines beside the rulesets that choose, capture, redirect or answer errors: their words (language reference, 8.4b).

The second word of lines that have several kinds (`capture`, `filter`, `tcp-request` …) is judged here, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, lru_cache

from haproxy_model.model.line import Statement
from haproxy_model.reading.reading import Reading, read
from haproxy_model.schema.actions import RULESETS
from haproxy_model.schema.keywords import rows
from haproxy_model.schema.quirks import ERROR_LINES_COUNT_WORDS
from haproxy_model.schema.rows import available, verdict
from haproxy_model.schema.rule_words import DROPPED
from haproxy_model.schema.sections import PROXIES
from haproxy_model.syntax.patterns import search
from haproxy_model.syntax.words import CONDITIONS, Expandable
from haproxy_model.verdicts.arguments.fit import listed
from haproxy_model.verdicts.expressions.samples import place_of
from haproxy_model.verdicts.expressions.variable_names import name_problem
from haproxy_model.verdicts.finding import Finding, Near, found, shown
from haproxy_model.verdicts.problem import Problem
from haproxy_model.verdicts.rules.reader import Reader, Stopped
from haproxy_model.verdicts.rules.replies import check_reply
from haproxy_model.verdicts.rules.stick_tables import check_stick_table
from haproxy_model.views.active import Active

#: Filters of add-ons that some builds have.
_OF_BUILDS = frozenset(("opentracing", "otel"))
#: What lines need, where they end too early; of others the next word is named.
_NEEDS = {
    **dict.fromkeys(("use_backend", "default_backend"), "the name of a backend"),
    "use-server": "the name of a server",
    **dict.fromkeys(
        ("capture cookie", "capture request header", "capture response header"), "a name, `len` and a length"
    ),
    "errorfile": "a status code and a file",
    **dict.fromkeys(("errorloc", "errorloc302", "errorloc303"), "a status code and a URL"),
    "errorfiles": "the name of an `http-errors` section",
    **dict.fromkeys(("set-var", "set-var-fmt"), "a variable and a value"),
}
#: Lines of which HAProxy drops what stands behind the last word that it takes.
_LENIENT = frozenset(
    ("declare capture", "set-var", "set-var-fmt", "tcp-request inspect-delay", "tcp-response inspect-delay")
)
#: Where the expressions of lines are fetched, by their first words.
_FETCHED = {
    "stick": "use-server",
    **dict.fromkeys(("set-var", "set-var-fmt"), "global"),
    **dict.fromkeys(("http-check", "tcp-check"), "check"),
}
#: The options of the two kinds of filters that limit bandwidth; the first two of each must stand.
_LIMITS = (("default-limit", "default-period"), ("limit", "key", "table"))
#: What the values of a cookie's options cannot hold.
_COOKIE_SIGNS = {"attr": search(r"[;\x00-\x1f\x7f]"), "domain": search("[^A-Za-z0-9._-]")}
_ERROR_LINES = ("errorfile", "errorloc", "errorloc302", "errorloc303")
_SECTIONS = ("global", "defaults", "frontend", "backend", "listen", "peers", "healthcheck", "http-errors")
#: The first words of the lines that are judged here.
_WORDS = (
    "capture", "cookie", "declare", "default_backend", *_ERROR_LINES, "errorfiles", "filter", "http-check",
    "http-error", "redirect", "set-var", "set-var-fmt", "stick", "stick-table", "table", "tcp-check", "tcp-request",
    "tcp-response", "use-server", "use_backend",
)  # fmt: skip


def line_findings(active: Active, near: Near) -> Iterator[Finding]:
    """What is wrong with such lines."""
    for section in active.of_kind(*_SECTIONS):
        for statement in active.beginning(section, *_WORDS):
            if not _is_plain(statement, section.kind):
                for problem in _judge(statement._reading.judged, section.kind, active.version):
                    yield found(problem, statement, near)


def _is_plain(statement: Statement, section: str) -> bool:
    """Whether a line is right at a glance, as most are."""
    keyword, name = statement.keyword, statement._argument(1)
    if keyword in ("use_backend", "default_backend") and section != "backend" and name and "%" not in name:
        behind = statement._argument(2)
        return behind is None or (keyword == "use_backend" and behind in CONDITIONS)
    return name == "content" and section == "listen" and keyword in ("tcp-request", "tcp-response")


@lru_cache(maxsize=8192)
def _judge(line: tuple[str, ...], section: str, version: str) -> tuple[Problem, ...]:
    reading = read(section, line)
    row, word = reading.row, reading.word(0)
    if (section, word) in DROPPED:
        message = f"`{word}` has no effect in a `frontend`: move it to a `backend`"
        return (Problem("ignored-keyword", message, 0, fatal=False),)
    if row is None:
        return tuple(_unknown(reading, section, version))
    if isinstance(reading.word(reading.shape.depth - 1), Expandable):
        return ()
    last = int(" " in row.name)
    outcome = verdict(row, section, version)
    if outcome == "absent":
        message = f"`{row.name}` exists since HAProxy {row.since}, the target is {version}"
        return (Problem("keyword-too-new", message, last),)
    if outcome == "refused":
        return (Problem("keyword-in-wrong-section", f"`{row.name}` cannot be used in a `{section}` section", 0, last),)
    place = "stick-store" if row.name == "stick store-response" else _FETCHED.get(word, "")
    reader = Reader(reading, version, place_of(place, section) if place else "")
    if outcome == "ignored":
        side = "frontend" if section == "backend" else "backend"
        reader.warn(f"`{word}` does not belong in a `{section}`, which has no {side} side: HAProxy warns of it", 0)
    misfit = reading.shape.misfit
    try:
        if row.name in _NEEDS and misfit is not None and misfit.is_end:
            reader.missing(f"`{row.name}` needs {_NEEDS[row.name]}")
        if row.name.replace(" ", ".") not in RULESETS:
            (_JUDGES.get(row.name) or _JUDGES.get(word) or _by_signature)(reader)
    except Stopped as stopped:
        return (*reader.warnings, *stopped.problems)
    return tuple(reader.warnings)


def _unknown(reading: Reading, section: str, version: str) -> Iterator[Problem]:
    """What is wrong with the second word of a line that has several kinds, and is of none."""
    word, *others = map(reading.text, reading.parts)
    second = others[0] if others else ""
    is_open = any(isinstance(each, Expandable) for each in others[:2]) or (word == "filter" and second in _OF_BUILDS)
    if is_open or not rows(section, word):
        return
    seconds = _seconds(section, word, version)
    expected = listed(seconds)
    elsewhere = [kind for kind in PROXIES if read(kind, reading.judged).row is not None]
    if not others:
        yield Problem("missing-argument", f"`{word}` needs {expected}", 0)
    elif word == "capture" and second in ("request", "response"):
        if others[1:]:
            yield Problem("bad-argument", f"expected `header` after `capture {second}`, found `{shown(others[1])}`", 2)
        else:
            yield Problem("missing-argument", f"`capture {second}` needs `header`, a name, `len` and a length", 1)
    elif elsewhere and section in PROXIES:
        message = f"`{word} {shown(second)}` cannot be used in a `{section}`: move it to a {listed(elsewhere)}"
        yield Problem("keyword-in-wrong-section", message, 0, 1)
    else:
        message = f"`{shown(second)}` is unknown after `{word}`: expected {expected}"
        yield Problem("unknown-keyword", message, 1, names=seconds)


@cache
def _seconds(section: str, word: str, version: str) -> tuple[str, ...]:
    names = [row.name.split(" ") for row in rows(section, word) if available(row, version)]
    return tuple(dict.fromkeys(name[1].removesuffix("()") for name in names if len(name) > 1))


def _by_signature(reader: Reader) -> None:
    drops = reader.name in _ERROR_LINES and not ERROR_LINES_COUNT_WORDS.holds(reader.version)
    reader.read(lenient=drops or reader.name in _LENIENT)


def _http_error(reader: Reader) -> None:
    reader.read()
    check_reply(reader)
    code = reader.reading.part("status")
    problem = None if code is None else reader.judge(code._replace(type="http_err_code"))
    if problem is not None:
        reader.fail(problem, reader.reading.place("status"))


def _global_variable(reader: Reader) -> None:
    """`set-var` of `global`, where nothing but the process is there."""
    name = reader.reading.value("var")
    if name is not None and not isinstance(name, Expandable):
        problem = name_problem(name, reader.version)
        if problem is None and not name.startswith("proc."):
            problem = f"`{shown(name)}` cannot be set here: `global` has only variables of the scope `proc`"
        if problem is not None:
            reader.fail(problem, 1)
    _by_signature(reader)


def _bandwidth(reader: Reader) -> None:
    """A limit of each stream, or one that streams share; the options stand in any order."""
    reader.read()
    own, shared = ([word for word in words if word in reader.found] for words in _LIMITS)
    if own and shared:
        message = f"`{own[0]}` (for each stream) and `{shared[0]}` (for all together) exclude each other: remove one"
        reader.fail(message, 2)
    wanted = _LIMITS[bool(shared)][:2]
    if not all(word in reader.found for word in wanted):
        reader.missing(f"`{reader.name}` needs `{wanted[0]}` and `{wanted[1]}`")


def _cookie(reader: Reader) -> None:
    reader.read()
    chosen = [word for word in ("rewrite", "insert", "prefix", "indirect") if word in reader.found]
    if "preserve" in reader.found and not {"insert", "indirect"} & reader.found.keys():
        reader.fail("`preserve` needs `insert` or `indirect`", reader.found["preserve"])
    if len(chosen) > 1 and (chosen[1] != "indirect" or chosen[0] == "rewrite"):
        reader.fail(f"`{chosen[0]}` and `{chosen[1]}` exclude each other: remove one", reader.found[chosen[1]])
    for part in reader.reading.parts:
        option, value = part.leader, reader.reading.text(part)
        if option not in _COOKIE_SIGNS or isinstance(value, Expandable):
            continue
        wrong = _COOKIE_SIGNS[option](value)
        if wrong is not None:
            reader.fail(f"the value of `{option}` cannot contain `{shown(wrong[0])}`", part.start)
        if option == "domain" and "." not in value:
            reader.warn(f"the domain `{shown(value)}` has no dot: browsers may refuse it", part.start)


def _check(reader: Reader) -> None:
    from haproxy_model.verdicts.rules.health_steps import check_step

    check_step(reader)


#: What lines have beyond their signature, by the name of their row or its first word.
_JUDGES: dict[str, Callable[[Reader], None]] = {
    "cookie": _cookie,
    **dict.fromkeys(("filter bwlim-in", "filter bwlim-out"), _bandwidth),
    **dict.fromkeys(("http-check", "tcp-check"), _check),
    "http-error": _http_error,
    **dict.fromkeys(("set-var", "set-var-fmt"), _global_variable),
    **dict.fromkeys(("stick-table", "table"), check_stick_table),
}
