"""Lines beside the rulesets that choose, capture, redirect or answer errors: their words (language reference, 8.4b).

The second word of lines that have several kinds (`capture`, `filter`, `tcp-request` …) is judged here, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from haproxy_model.check.expressions.log_formats import log_format_problem
from haproxy_model.check.expressions.samples import place_of
from haproxy_model.check.expressions.variables import name_problem
from haproxy_model.check.finding import Finding, Near, shown
from haproxy_model.check.problem import Problem
from haproxy_model.check.rules.reader import Reader, Stopped, as_read, first_number, judged_words
from haproxy_model.check.rules.replies import check_reply, code_problem
from haproxy_model.check.rules.stick_tables import check_stick_table
from haproxy_model.diagnostics import Severity
from haproxy_model.model.line import Statement
from haproxy_model.reading.reading import Reading, read
from haproxy_model.reading.rows import find_row
from haproxy_model.schema.keywords import rows
from haproxy_model.schema.quirks import ERROR_LINES_COUNT_WORDS
from haproxy_model.schema.rows import Keyword, available, verdict
from haproxy_model.schema.rule_words import DROPPED
from haproxy_model.syntax.patterns import search
from haproxy_model.syntax.words import CONDITIONS, Expandable
from haproxy_model.views.active import Active

#: Filters of add-ons that some builds have.
_OF_BUILDS = frozenset(("opentracing", "otel"))
#: Lines whose second word says what kind they are.
_KINDS = frozenset(("capture", "declare", "filter", "http-check", "stick", "tcp-check", "tcp-request", "tcp-response"))
#: The options of the two kinds of filters that limit bandwidth; the first two of each must stand.
_LIMITS = (("default-limit", "default-period"), ("limit", "key", "table"))
#: What the values of a cookie's options cannot hold.
_COOKIE_SIGNS = {"attr": search(r"[;\x00-\x1f\x7f]"), "domain": search("[^A-Za-z0-9._-]")}
_ERROR_LINES = ("errorfile", "errorloc", "errorloc302", "errorloc303")
_SECTIONS = ("global", "defaults", "frontend", "backend", "listen", "peers", "healthcheck", "http-errors")


class _Line(NamedTuple):
    """A line that is judged, and where it stands."""

    reading: Reading
    section: str
    version: str
    row: Keyword
    #: how many words the row's name has
    depth: int

    @property
    def words(self) -> tuple[str, ...]:
        return self.reading.words

    def reader(self, name: str = "", *, ruleset: str = "") -> Reader:
        where = place_of(ruleset, self.section) if ruleset else ""
        return Reader(self.reading, name or self.row.name, self.version, where)


def line_findings(active: Active, near: Near) -> Iterator[Finding]:
    """What is wrong with such lines."""
    for section in active.of_kind(*_SECTIONS):
        present = active.first_words(section) & _JUDGES.keys()
        if not present:
            continue
        for statement in active.apart(section):
            if statement._words[0] not in present:
                continue
            for problem in _problems(statement, section.kind, active.version):
                message = problem.message
                if problem.kind == "unknown-keyword":
                    known = _seconds(section.kind, statement._words[0], active.version)
                    message += near.hint(statement._words[problem.place], known)
                severity, fatal = (None, None) if problem.fatal is None else (Severity.WARNING, problem.fatal)
                yield Finding(
                    problem.kind, message, statement, problem.place, problem.last, severity=severity, fatal=fatal
                )


def _problems(statement: Statement, section: str, version: str) -> tuple[Problem, ...]:
    """What is wrong with a line; lines that are plainly right are told at a glance, for most are."""
    words = statement._words
    word, count = words[0], len(words)
    if word == "use_backend" and section != "backend":
        if count > 1 and "%" not in words[1] and words[1] and (count == 2 or words[2] in CONDITIONS):
            return ()
    elif word == "default_backend" and section != "backend":
        if count == 2 and words[1]:
            return ()
    elif word in ("tcp-request", "tcp-response") and count > 1 and words[1] == "content" and section == "listen":
        return ()
    return _judge(judged_words(statement._reading), section, version)


@lru_cache(maxsize=8192)
def _judge(words: tuple[str, ...], section: str, version: str) -> tuple[Problem, ...]:
    words = as_read(words)
    word = words[0] if words else ""
    known = rows(section, word)
    if not known:
        return ()
    if (section, word) in DROPPED:
        return (Problem("ignored-keyword", f"`{word}` is ignored: a frontend has no backend side", 0, fatal=False),)
    if word not in _KINDS:
        line = _Line(read(section, words), section, version, known[0], 1)
    elif len(words) < 2:
        listed = ", ".join(f"`{each}`" for each in _seconds(section, word, version))
        return (Problem("missing-argument", f"`{word}` expects one of {listed}", 0),)
    elif isinstance(words[1], Expandable) or (word == "filter" and words[1] in _OF_BUILDS):
        return ()
    else:
        row = _kind_row(section, words)
        if row is None:
            return (_unknown(words, section, version),)
        line = _Line(read(section, words), section, version, row, 2)
    outcome = verdict(line.row, section, version)
    if outcome == "absent":
        message = f"`{line.row.name}` exists since HAProxy {line.row.since}, the target is {version}"
        return (Problem("keyword-too-new", message, line.depth - 1),)
    if outcome == "refused":
        message = f"`{line.row.name}` has no place in a `{section}` section"
        return (Problem("keyword-in-wrong-section", message, 0, line.depth - 1),)
    warned: tuple[Problem, ...] = ()
    if outcome == "ignored":
        side = "frontend" if section == "backend" else "backend"
        message = f"`{word}` in a `{section}`: HAProxy warns that it has no {side} side"
        warned = (Problem("ignored-keyword", message, 0, fatal=False),)
    try:
        _JUDGES[word](line)
    except Stopped as stopped:
        return warned if stopped.problem is None else (*warned, stopped.problem)
    except _Warned as told:
        return (*warned, *told.problems)
    return warned


class _Warned(Exception):
    """A line that HAProxy takes with a warning."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__()
        self.problems = problems


def _kind_row(section: str, words: tuple[str, ...]) -> Keyword | None:
    """The row of a line whose second word says what kind it is; that of a line that ends before the third, too."""
    row, _ = find_row(section, words)
    if row is None and len(words) == 2:
        row = next((each for each in rows(section, words[0]) if each.name.startswith(" ".join((*words, "")))), None)
    return row


def _unknown(words: tuple[str, ...], section: str, version: str) -> Problem:
    word, second = words[0], words[1]
    if word == "capture" and second in ("request", "response"):
        return Problem("bad-argument", f"`{shown(words[2])}` behind `capture {second}`: expected `header`", 2)
    elsewhere = [kind for kind in ("frontend", "backend", "listen", "defaults") if _kind_row(kind, words)]
    if elsewhere and section in ("frontend", "backend", "listen", "defaults"):
        message = f"`{word} {shown(second)}` has no place in a `{section}`; it belongs in {' and '.join(elsewhere)}"
        return Problem("keyword-in-wrong-section", message, 0, 1)
    listed = ", ".join(f"`{each}`" for each in _seconds(section, word, version))
    return Problem("unknown-keyword", f"`{word}` has no `{shown(second)}`: expected one of {listed}", 1)


@cache
def _seconds(section: str, word: str, version: str) -> tuple[str, ...]:
    names = [row.name.split(" ") for row in rows(section, word) if available(row, version)]
    return tuple(dict.fromkeys(name[1].removesuffix("()") for name in names if len(name) > 1))


def _by_signature(line: _Line, name: str = "", ruleset: str = "") -> None:
    reader = line.reader(name, ruleset=ruleset)
    reader.read()
    reader.end()


def _use_backend(line: _Line) -> None:
    reader = line.reader()
    if len(line.words) < 2:
        reader.fail("`use_backend` needs the name of a backend", 0, "missing-argument")
    _computed(line, reader)


def _use_server(line: _Line) -> None:
    reader = line.reader()
    if len(line.words) < 2:
        reader.fail("`use-server` needs the name of a server", 0, "missing-argument")
    _computed(line, reader)


def _computed(line: _Line, reader: Reader) -> None:
    """A name that may be a log format, which HAProxy reads as if it stood in an `http-request` rule of a frontend."""
    name = line.words[1]
    if "%" in name and not isinstance(name, Expandable):
        problem = log_format_problem(name, line.version, "", place_of("http-request", "frontend"))
        if problem is not None:
            reader.fail(f"in the log format `{shown(name)}`: {problem}", 1)
    reader.read()
    reader.end()


def _default_backend(line: _Line) -> None:
    reader = line.reader()
    if len(line.words) < 2:
        reader.fail("`default_backend` needs the name of a backend", 0, "missing-argument")
    reader.no_more(2)


def _stick(line: _Line) -> None:
    response = line.row.name == "stick store-response"
    _by_signature(line, ruleset="stick-store" if response else "use-server")


def _stick_table(line: _Line) -> None:
    told = check_stick_table(line.reading, line.version)
    if told:
        raise _Warned(told)


def _capture(line: _Line) -> None:
    reader = line.reader()
    words = line.words
    if line.row.name == "capture cookie":
        # HAProxy looks neither at the word `len` nor at the one behind the length.
        if len(words) < 5:
            reader.missing("a name, `len` and a length")
    else:
        if len(words) < 6 or (words[4] != "len" and not isinstance(words[4], Expandable)):
            reader.missing("a name, `len` and a length")
    reader.no_more(6)


def _declare(line: _Line) -> None:
    line.reader("declare").read(lenient=True)


def _error_line(line: _Line) -> None:
    reader = line.reader()
    words = line.words
    if len(words) < 3:
        what = "a file" if words[0] == "errorfile" else "a URL"
        reader.missing(f"a status code and {what}")
    _code(line, reader, 1)
    if len(words) > 3 and ERROR_LINES_COUNT_WORDS.holds(line.version):
        reader.no_more(3)


def _code(line: _Line, reader: Reader, place: int) -> None:
    word = line.words[place]
    if isinstance(word, Expandable):
        raise Stopped
    problem = code_problem(str(first_number(word) or 0) if first_number(word) is not None else word, line.version)
    if problem is not None:
        reader.fail(problem, place)


def _error_files(line: _Line) -> None:
    reader = line.reader()
    if len(line.words) < 2:
        reader.missing("the name of an `http-errors` section")
    for place in range(2, len(line.words)):
        _code(line, reader, place)


def _http_error(line: _Line) -> None:
    reader = line.reader()
    reader.read()
    check_reply(reader)
    _code(line, reader, reader.found["status"] + 1)
    if reader.warnings:
        raise _Warned(reader.warnings)


def _global_variable(line: _Line) -> None:
    """`set-var` of `global`, where nothing but the process is there; what follows the value is dropped."""
    reader = line.reader(ruleset="global")
    if len(line.words) < 3:
        reader.missing("a variable and a value")
    if not isinstance(line.words[1], Expandable):
        problem = name_problem(line.words[1], line.version)
        if problem is None and not line.words[1].startswith("proc."):
            problem = f"`{shown(line.words[1])}` cannot be set here: only variables of the scope `proc` exist"
        if problem is not None:
            reader.fail(problem, 1)
    reader.read(lenient=True)


def _delay(line: _Line) -> None:
    """`inspect-delay`; other kinds are rules with actions."""
    if line.words[1] == "inspect-delay":
        line.reader().read(lenient=True)


def _filter(line: _Line) -> None:
    if line.row.name.startswith("filter bwlim"):
        _bandwidth(line)
        return
    _by_signature(line)


def _bandwidth(line: _Line) -> None:
    """A limit of each stream, or one that streams share; the options stand in any order."""
    reader = line.reader()
    if len(line.words) < 3:
        reader.missing("a name")
    reader.read()
    own, shared = (tuple(word for word in words if word in reader.found) for words in _LIMITS)
    if own and shared:
        reader.fail(f"`{own[0]}` is of each stream and `{shared[0]}` of several: they exclude each other", 2)
    wanted = _LIMITS[bool(shared)][:2]
    if not all(word in reader.found for word in wanted):
        reader.missing(f"`{wanted[0]}` and `{wanted[1]}`")


def _cookie(line: _Line) -> None:
    reader = line.reader()
    reader.read()
    chosen = [word for word in ("rewrite", "insert", "prefix", "indirect") if word in reader.found]
    clash = chosen[:2] if len(chosen) > 1 and (chosen[1] != "indirect" or chosen[0] == "rewrite") else []
    if "preserve" in reader.found and not {"insert", "indirect"} & reader.found.keys():
        reader.fail("`preserve` needs `insert` or `indirect`", reader.found["preserve"])
    if clash:
        reader.fail(f"`{clash[0]}` and `{clash[1]}` exclude each other", reader.found[clash[1]])
    warned = []
    for part in line.reading.parts:
        option, place = part.leader, part.start
        if option not in _COOKIE_SIGNS:
            continue
        value = line.words[place]
        wrong = None if isinstance(value, Expandable) else _COOKIE_SIGNS[option](value)
        if wrong is not None:
            reader.fail(f"`{shown(wrong[0])}` is not permitted in the value of `{option}`", place)
        if option == "domain" and "." not in value and not isinstance(value, Expandable):
            message = f"the domain `{shown(value)}` has no dot: browsers may refuse it"
            warned.append(Problem("ignored-keyword", message, place, fatal=False))
    if warned:
        raise _Warned(warned)


def _check(line: _Line) -> None:
    from haproxy_model.check.rules.health_steps import check_step

    check_step(line.reading, line.row, line.version)


_JUDGES: dict[str, Callable[[_Line], None]] = {
    "capture": _capture,
    "cookie": _cookie,
    "declare": _declare,
    "default_backend": _default_backend,
    **dict.fromkeys(_ERROR_LINES, _error_line),
    "errorfiles": _error_files,
    "filter": _filter,
    "http-check": _check,
    "http-error": _http_error,
    "redirect": _by_signature,
    "set-var": _global_variable,
    "set-var-fmt": _global_variable,
    "stick": _stick,
    "stick-table": _stick_table,
    "table": _stick_table,
    "tcp-check": _check,
    "tcp-request": _delay,
    "tcp-response": _delay,
    "use-server": _use_server,
    "use_backend": _use_backend,
}
