"""What HAProxy objects to in the parameters of a `server` or `bind` line: each known, with a value that it takes.

Lines share their parameters, so the words behind the name are judged once for each version.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import Literal

from haproxy_model.check.arguments.digits import readings
from haproxy_model.check.finding import shown
from haproxy_model.check.problem import Problem
from haproxy_model.check.servers.addresses import address_problem, host_problem, is_ip
from haproxy_model.model.bind import BindParams
from haproxy_model.model.params import Param, Vocabulary
from haproxy_model.model.server import ServerParams
from haproxy_model.model.word_kinds import is_name
from haproxy_model.schema.parameter_values import (
    BOUNDS,
    CHOICES,
    MAY_LACK_VALUE,
    PROTOCOLS,
    Bounds,
    Choice,
    fixed_words,
)
from haproxy_model.schema.rows import EXPOSE_EXPERIMENTAL, Parameter, available, deprecated, experimental
from haproxy_model.schema.versions import number
from haproxy_model.syntax.patterns import fullmatch, match
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.unread import Unread

Line = Literal["server", "bind"]

_BOUNDS = {(row.line, row.name): row for row in BOUNDS}
_LATER = {(row.line, row.name, row.word): row for row in CHOICES}
_LEADING_NUMBER = match(r"[ \t\v\f]*([+-]?[0-9]*)")
_LEADING_DURATION = match(r"[0-9]+(?:us|ms|s|m|h|d)")
_WHOLE_NUMBER = fullmatch("[+-]?[0-9]+")
_OCTAL = fullmatch("[+-]?[0-7]+")
_THREADS = fullmatch("(?:[0-9]+/)?(?:(?:all|odd|even|0*[1-9][0-9]*(?:-[0-9]*)?|-[0-9]*)?,?)*")
_PROCESSES = fullmatch("all|odd|even|[0-9]+(?:-[0-9]*)?")
_DIGITS = fullmatch("[0-9]{1,9}")
#: The words that take the place of an address behind `usesrc`.
_CLIENTS = ("client", "clientip")


#: Says what is wrong with a value: it, the row, the kind of line, the version, and whether experiments are allowed.
_Judge = Callable[[str, Parameter, Line, str, bool], "Iterator[str | Problem]"]


def vocabulary(line: Line) -> Vocabulary:
    """The parameters that such a line knows."""
    return ServerParams.vocabulary() if line == "server" else BindParams.vocabulary()


def are_fine(words: tuple[str, ...], first: int, line: Line, version: str, exposed: bool, default: bool) -> bool:
    """Whether nothing at all is to be said of the parameters from a word on; False where a closer look must tell."""
    plain = _plain(line, version, exposed, default)
    place, end = first, len(words)
    while place < end:
        keyword = words[place]
        kind = plain.get(keyword)
        if kind is None:
            return False
        place += 1
        if kind:
            if place == end:
                return False
            value = words[place]
            if not value or type(value) is not str or (kind == 2 and not _is_fine(keyword, value, line, version)):
                return False
            place += 1
    return True


@cache
def _plain(line: Line, version: str, exposed: bool, default: bool) -> dict[str, int]:
    """The parameters without peculiarities: 0 for a flag, 1 where any value does, 2 where the value is judged."""
    plain: dict[str, int] = {}
    for name, row in vocabulary(line).rows.items():
        odd = row.keyword_argument or name in ("source", "usesrc") or (default and not row.default_server)
        if odd or not available(row, version) or deprecated(row, version) or row.experimental:
            continue
        plain[name] = (2 if _judge_of(row) else 1) if row.arguments else 0
    return plain


@lru_cache(maxsize=8192)
def _is_fine(keyword: str, value: str, line: Line, version: str) -> bool:
    row = vocabulary(line).rows[keyword]
    judge = _judge_of(row)
    return judge is None or not any(judge(value, row, line, version, False))


def _judge_of(row: Parameter) -> _Judge | None:
    kind = row.parts[0].partition(":")[0].partition("(")[0]
    return _JUDGES.get(row.name) or _JUDGES.get(kind)


@lru_cache(maxsize=8192)
def parameter_problems(
    words: tuple[str, ...], line: Line, version: str, exposed: bool, default: bool
) -> tuple[Problem, ...]:
    """What is wrong with the parameters of a line, up to the first that HAProxy refuses.

    Args:
        words: the words behind the fixed ones.
        line: `server` stands for all lines with its parameters, `bind` too.
        version: the HAProxy version.
        exposed: whether `expose-experimental-directives` is in force.
        default: whether it is a `default-server` line.
    """
    return tuple(_until_fatal(_problems(words, line, version, exposed, default)))


def _until_fatal(problems: Iterator[Problem]) -> Iterator[Problem]:
    for problem in problems:
        yield problem
        if problem.fatal is not False:
            return


def _problems(words: tuple[str, ...], line: Line, version: str, exposed: bool, default: bool) -> Iterator[Problem]:
    if "" in words:
        # An empty word is the end for HAProxy; that it is one is the business of another family.
        words = words[
            : next((i for i, word in enumerate(words) if not word and not isinstance(word, Expandable)), None)
        ]
    known = vocabulary(line)
    place = 0
    for param in known.read(words):
        if _hides_words(param):
            return
        row = known.row(param.keyword)
        if row is None or not available(row, version) or param.keyword == "no-verifyhost":
            yield _unknown(param.keyword, row, place, line, version)
            return
        last = place + len(param.values)
        if default and not row.default_server:
            message = f"`{row.name}` has no place on a `default-server` line; HAProxy leaves it out"
            yield Problem("not-for-default-server", message, place, last, fatal=False)
        elif not (default and row.arguments == "sample_expr" and param.values):
            # The expressions of a `default-server` are read with the servers that inherit them.
            yield from _judge(param, row, place, line, version, exposed)
        place = last + 1


def _hides_words(param: Param) -> bool:
    """Whether nobody knows which words HAProxy sees from here on."""
    if isinstance(param.keyword, Expandable):
        return True
    return any(isinstance(value, Expandable) and "[*]" in value.source for value in param.values)


def _unknown(word: str, row: Parameter | None, place: int, line: Line, version: str) -> Problem:
    if row is not None and row.removed and number(row.removed) <= number(version) and number(row.removed) > (2, 4):
        instead = f"; use `{row.instead}`" if row.instead else ""
        return Problem("keyword-removed", f"`{word}` is gone since HAProxy {row.removed}{instead}", place, place)
    if row is not None and number(row.since) > number(version):
        message = f"`{word}` exists since HAProxy {row.since}, the target is {version}"
        return Problem("keyword-too-new", message, place, place)
    message = f"`{shown(word)}` is no parameter of a `{line}` line"
    return Problem("unknown-parameter", message, place, names=_names(line, version))


@cache
def _names(line: Line, version: str) -> tuple[str, ...]:
    return tuple(row.name for row in vocabulary(line).rows.values() if available(row, version))


def _judge(param: Param, row: Parameter, place: int, line: Line, version: str, exposed: bool) -> Iterator[Problem]:
    """What is wrong with one parameter that exists."""
    last = place + len(param.values)
    if experimental(row, version) and not exposed:
        message = f"`{row.name}` is experimental: write `{EXPOSE_EXPERIMENTAL}` in a `global` section above"
        yield Problem("experimental-keyword", message, place, last)
        return
    if deprecated(row, version):
        instead = f"; use `{row.instead}`" if row.instead else ""
        message = f"`{row.name}` is deprecated since HAProxy {row.deprecated}{instead}"
        yield Problem("keyword-deprecated", message, place, last, fatal=False)
    if row.name == "usesrc":
        yield Problem("bad-parameter-value", "`usesrc` stands behind `source` only", place, last)
        return
    if not row.arguments:
        return
    if not param.values:
        if not row.keyword_argument and not (line == "server" and row.name in MAY_LACK_VALUE):
            yield Problem(
                "missing-parameter-value", f"`{row.name}` needs {_expected(row, line, version)}", place, place
            )
        return
    if row.name == "source":
        yield from _source(param.values, place + 1, version, exposed)
        return
    value = param.values[0]
    if isinstance(value, Expandable) or row.keyword_argument:
        return
    judge = _judge_of(row)
    if judge is None:
        return
    for problem in judge(value, row, line, version, exposed):
        if isinstance(problem, str):
            yield Problem("bad-parameter-value", f"`{row.name}`: {problem}", place, last)
        else:
            yield problem._replace(place=place, last=last)


def _source(values: tuple[str, ...], place: int, version: str, exposed: bool) -> Iterator[Problem]:
    """The value of `source`: an address, then `usesrc` and `interface` in any order."""
    expected: str | None = "server source"
    for index, value in enumerate(values):
        if expected is not None:
            clients = expected == "usesrc" and (value in _CLIENTS or value.startswith("hdr_ip("))
            if expected in ("server source", "usesrc") and not clients:
                problem = address_problem(value, expected, version, exposed)
                if problem is not None:
                    yield Problem(problem.kind, problem.message, place + index, place + index)
            expected = None
        else:
            expected = value
    if expected in ("usesrc", "interface"):
        yield Problem(
            "missing-parameter-value", f"`{expected}` needs a value", place + len(values) - 1, place + len(values) - 1
        )


def _expected(row: Parameter, line: Line, version: str) -> str:
    """What the value of a parameter shall be, for messages."""
    kind = row.parts[0]
    if kind.startswith("enum:") and "list(" not in kind:
        return f"one of {', '.join(_choices(row, line, version))}"
    names = {"duration": "a duration such as 3s", "int": "a number", "port": "a port", "address": "an address"}
    return names.get(kind, "a value")


@cache
def _choices(row: Parameter, line: Line, version: str) -> tuple[str, ...]:
    """The words that a parameter takes in a version."""
    words = fixed_words(row, line)
    later: list[Choice | None] = [_LATER.get((line, row.name, word)) for word in words]
    return tuple(word for word, each in zip(words, later, strict=True) if each is None or available(each, version))


def _number(value: str, row: Parameter, line: Line, version: str, exposed: bool) -> Iterator[str | Problem]:
    bounds = _BOUNDS.get((line, row.name))
    if bounds is None or (value in _choices(row, line, version) if "enum:" in row.arguments else False):
        return
    expected = _bounds(bounds)
    if bounds.whole and not _WHOLE_NUMBER(value):
        yield f"expected {expected}, not `{shown(value)}`"
        return
    found = _LEADING_NUMBER(value)
    text = found[1] if found else ""
    numbers = readings(text)
    if bounds.wraps and numbers[0] < 0:
        return
    if not any(_within(number, bounds) for number in numbers):
        as_read = "" if text == value else f", which HAProxy reads as {numbers[-1]}"
        yield f"expected {expected}, not `{shown(value)}`{as_read}"


def _within(number: int, bounds: Bounds) -> bool:
    return (
        number >= bounds.low and (bounds.high is None or number <= bounds.high) and not (bounds.nonzero and not number)
    )


def _bounds(row: Bounds) -> str:
    if row.nonzero:
        return f"a number from {row.low} to {row.high} other than 0"
    return f"a number from {row.low} to {row.high}" if row.high is not None else f"a number, at least {row.low}"


def _duration(value: str, row: Parameter, line: Line, version: str, exposed: bool) -> Iterator[str | Problem]:
    from haproxy_model.values.duration import read_duration

    read = read_duration(value)
    if isinstance(read, Unread):
        prefix = _LEADING_DURATION(value)
        if prefix is None or prefix[0] == value:
            yield f"{read.reason}, not `{shown(value)}`"
            return
        message = f"`{row.name}`: HAProxy ignores what follows the unit in `{shown(value)}`, and will refuse it one day"
        yield Problem("trailing-characters", message, 0, 0, fatal=False)
        read = read_duration(prefix[0])
        if isinstance(read, Unread):
            return
    bounds = _BOUNDS.get((line, row.name))
    if bounds is None:
        return
    if read.milliseconds < bounds.low:
        yield f"expected more than nothing, not `{shown(value)}`"
    elif _DIGITS(value) and int(value) < bounds.small and number(version) >= (3, 1):
        message = f"`{row.name} {value}` means {value} milliseconds: write the unit, `{value}ms` or `{value}s`"
        yield Problem("suspiciously-small", message, 0, 0, fatal=False)


def _choice(value: str, row: Parameter, line: Line, version: str, exposed: bool) -> Iterator[str | Problem]:
    choices = _choices(row, line, version)
    if value not in choices and not (row.name == "ktls" and value.lower() in choices):
        later = _LATER.get((line, row.name, value))
        since = "" if later is None else f", which exists since HAProxy {later.since}"
        yield f"expected one of {', '.join(choices)}, not `{shown(value)}`{since}"


def _named(value: str, row: Parameter, line: Line, version: str, exposed: bool) -> Iterator[str | Problem]:
    """A name, perhaps with an argument in parentheses."""
    choices = row.parts[0].partition(":")[2].split("|")
    if value.partition("(")[0] not in choices:
        yield f"expected one of {', '.join(choices)}, not `{shown(value)}`"


def _list(value: str, row: Parameter, line: Line, version: str, exposed: bool) -> Iterator[str | Problem]:
    if "enum:" not in row.arguments:
        return
    choices = _choices(row, line, version)
    for item in value.split(","):
        if not item and row.name in MAY_LACK_VALUE:
            return
        # Behind `init-addr`, `ip` stands for an address.
        if item not in choices and not ("ip" in choices and is_ip(item)):
            yield f"expected some of {', '.join(choices)} with commas between, not `{shown(item)}`"
            return


def _protocol(value: str, row: Parameter, line: Line, version: str, exposed: bool) -> Iterator[str | Problem]:
    known = [each.word for each in PROTOCOLS if available(each, version)]
    if value not in known:
        later = next((each.since for each in PROTOCOLS if each.word == value), "")
        since = f", which exists since HAProxy {later}" if later else ""
        yield f"expected one of {', '.join(known)}, not `{shown(value)}`{since}"


def _address(value: str, row: Parameter, line: Line, version: str, exposed: bool) -> Iterator[str | Problem]:
    problem = address_problem(value, row.name, version, exposed)
    if problem is not None:
        yield Problem(problem.kind, f"`{row.name}`: {problem.message}", 0, 0)


def _networks(value: str, row: Parameter, line: Line, version: str, exposed: bool) -> Iterator[str | Problem]:
    for item in value.split(","):
        if item and not is_ip(item.partition("/")[0]):
            yield f"expected networks such as 10.0.0.0/8 with commas between, not `{shown(item)}`"
            return


def _host(value: str, row: Parameter, line: Line, version: str, exposed: bool) -> Iterator[str | Problem]:
    problem = None if "$" in value else host_problem(value)
    if problem is not None:
        yield f"{problem}; no port may stand there" if ":" in value else problem


def _mode(value: str, row: Parameter, line: Line, version: str, exposed: bool) -> Iterator[str | Problem]:
    if not _OCTAL(value):
        yield f"expected permissions in octal such as 660, not `{shown(value)}`"


def _threads(value: str, row: Parameter, line: Line, version: str, exposed: bool) -> Iterator[str | Problem]:
    if len(value) < 100 and not _THREADS(value):
        yield f"expected threads such as 1-4, all or 1/odd, not `{shown(value)}`"


def _processes(value: str, row: Parameter, line: Line, version: str, exposed: bool) -> Iterator[str | Problem]:
    first = value.partition("/")[0]
    most = 64 if number(version) < (2, 5) else 1
    if not _PROCESSES(first) or (_DIGITS(first) and not 1 <= int(first) <= most):
        yield f"expected a process from 1 to {most}, not `{shown(first)}`"


def _expression(value: str, row: Parameter, line: Line, version: str, exposed: bool) -> Iterator[str | Problem]:
    from haproxy_model.check.expressions.samples import expression_problem, place_of

    problem = expression_problem(value, version, place_of("server", "backend"))
    if problem is not None:
        yield f"in the expression `{shown(value)}`: {problem}"


def _error_codes(value: str, row: Parameter, line: Line, version: str, exposed: bool) -> Iterator[str | Problem]:
    """Errors of certificates: OpenSSL's numbers, or since 2.7 its names."""
    items = filter(None, value.split(","))
    wrong = next((item for item in items if not item[0].isdigit() and item[:11] != "X509_V_ERR_"), None)
    if wrong is not None and value != "all":
        yield f"expected all, or numbers and names such as X509_V_ERR_CERT_REVOKED, not `{shown(wrong)}`"


def _guid(value: str, row: Parameter, line: Line, version: str, exposed: bool) -> Iterator[str | Problem]:
    if not is_name(value) or len(value) > 127:
        yield f"`{shown(value)}` is no identifier: letters, digits, '_', '.', ':' and '-' are permitted, 127 at most"


#: How a value is judged, by the parameter or else by the type that its row gives.
_JUDGES: dict[str, _Judge] = {
    "addr": _address,
    "socks4": _address,
    "agent-addr": _host,
    "proto": _protocol,
    "check-proto": _protocol,
    "guid": _guid,
    "resolve-net": _networks,
    "namespace": lambda *_: iter(()),
    "ca-ignore-err": _error_codes,
    "crt-ignore-err": _error_codes,
    "int": _number,
    "int|enum": _number,
    "tcp-ss": _number,
    "duration": _duration,
    "enum": _choice,
    "enum_with_args": _named,
    "list": _list,
    "octal_mode": _mode,
    "thread_set": _threads,
    "process_set": _processes,
    "sample_expr": _expression,
}
