"""What HAProxy objects to in the parameters of a `server` or `bind` line: each known, with a value that it takes.

Lines share their parameters, so the words behind the name are judged once for each version.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from haproxy_model.model.params import Param
from haproxy_model.reading.parameters import vocabulary
from haproxy_model.schema.parameter_values import MAY_LACK_VALUE
from haproxy_model.schema.rows import EXPOSE_EXPERIMENTAL, Parameter, available, deprecated, experimental, gone
from haproxy_model.schema.versions import VERSIONS
from haproxy_model.syntax.words import Expandable, spreads
from haproxy_model.verdicts.finding import shown
from haproxy_model.verdicts.problem import Problem, absence
from haproxy_model.verdicts.servers.addresses import address_problem, split_port
from haproxy_model.verdicts.servers.parameter_values import Line, expected, judge_of

#: The words that take the place of an address behind `usesrc`.
_CLIENTS = ("client", "clientip")


def are_fine(parameters: tuple[str, ...], line: Line, version: str, exposed: bool, default: bool) -> bool:
    """Whether nothing at all is to be said of the parameters of a line; False where a closer look must tell."""
    plain = _plain(line, version, exposed, default)
    place, end = 0, len(parameters)
    while place < end:
        keyword = parameters[place]
        kind = plain.get(keyword)
        if kind is None:
            return False
        place += 1
        if kind:
            if place == end:
                return False
            value = parameters[place]
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
        plain[name] = (2 if judge_of(row) else 1) if row.arguments else 0
    return plain


@lru_cache(maxsize=8192)
def _is_fine(keyword: str, value: str, line: Line, version: str) -> bool:
    row = vocabulary(line).rows[keyword]
    judge = judge_of(row)
    return judge is None or not any(judge(value, row, line, version, False))


@lru_cache(maxsize=8192)
def parameter_problems(
    parameters: tuple[str, ...], line: Line, version: str, exposed: bool, default: bool
) -> tuple[Problem, ...]:
    """What is wrong with the parameters of a line, up to the first that HAProxy refuses.

    Args:
        parameters: the words behind the fixed ones.
        line: `server` stands for all lines with its parameters, `bind` too.
        version: the HAProxy version.
        exposed: whether `expose-experimental-directives` is in force.
        default: whether it is a `default-server` line.
    """
    return tuple(until_fatal(_problems(parameters, line, version, exposed, default)))


def until_fatal(problems: Iterator[Problem]) -> Iterator[Problem]:
    """Problems up to the first that HAProxy refuses."""
    for problem in problems:
        yield problem
        if problem.fatal is not False:
            return


def _problems(parameters: tuple[str, ...], line: Line, version: str, exposed: bool, default: bool) -> Iterator[Problem]:
    known = vocabulary(line)
    place = 0
    for param in known.read(parameters):
        if _hides_words(param) or not param.keyword:
            # An empty word is the end for HAProxy.
            return
        width = 1 + len(param.values)
        if "" in param.values:
            # After an empty value it reads on.
            param = param._replace(values=param.values[: param.values.index("")])
        row = known.row(param.keyword)
        if row is None or not available(row, version) or param.keyword == "no-verifyhost":
            yield _unknown(param.keyword, row, place, line, version, default)
            return
        last = place + len(param.values)
        if default and not row.default_server:
            message = f"HAProxy ignores `{row.name}` on a `default-server` line: move it to the `server` lines"
            yield Problem("not-for-default-server", message, place, last, fatal=False)
        elif not (default and row.arguments == "sample_expr" and param.values):
            # The expressions of a `default-server` are read with the servers that inherit them.
            yield from _judge(param, row, place, line, version, exposed)
        place += width


def _hides_words(param: Param) -> bool:
    """Whether nobody knows which words HAProxy sees from here on."""
    return isinstance(param.keyword, Expandable) or any(map(spreads, param.values))


def _unknown(word: str, row: Parameter | None, place: int, line: Line, version: str, default: bool) -> Problem:
    if row is not None and not available(row, version) and not gone(row, VERSIONS[0]):
        return absence(row, word, version, place, place)
    message = f"`{shown(word)}` is not a parameter of a `{line}` line"
    if default and place == 0 and (split_port(word)[1] or word.count(".") == 3):
        message += ": a `default-server` line has no address"
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
        instead = f": use `{row.instead}`" if row.instead else ""
        message = f"`{row.name}` is deprecated since HAProxy {row.deprecated}{instead}"
        yield Problem("keyword-deprecated", message, place, last, fatal=False)
    if row.name == "usesrc":
        yield Problem("bad-parameter-value", "`usesrc` can only follow `source`", place, last)
        return
    if not row.arguments:
        return
    if not param.values:
        if not row.keyword_argument and not (line == "server" and row.name in MAY_LACK_VALUE):
            yield Problem("missing-parameter-value", f"`{row.name}` needs {expected(row, line, version)}", place, place)
        return
    if row.name == "source":
        yield from source_problems(param.values, place + 1, "server source", version, exposed)
        return
    value = param.values[0]
    if isinstance(value, Expandable) or row.keyword_argument:
        return
    judge = judge_of(row)
    if judge is None:
        return
    for problem in judge(value, row, line, version, exposed):
        if isinstance(problem, str):
            yield Problem("bad-parameter-value", f"`{row.name}`: {problem}", place, last)
        else:
            yield problem._replace(place=place, last=last)


def source_problems(values: Iterable[str], place: int, kind: str, version: str, exposed: bool) -> Iterator[Problem]:
    """What is wrong with the words behind `source`: an address, then `usesrc` and `interface`, each with a value.

    Args:
        values: the words.
        place: that of the first.
        kind: what the address is, see `schema.addresses.PLACES`.
        version: the HAProxy version.
        exposed: whether `expose-experimental-directives` is in force.
    """
    leader = kind
    for at, value in enumerate(values, place):
        if leader:
            clients = leader == "usesrc" and (value in _CLIENTS or value.startswith("hdr_ip("))
            problem = None if clients or leader == "interface" else address_problem(value, leader, version, exposed)
            if problem is not None:
                yield Problem(problem.kind, problem.message, at, at)
            leader = ""
        elif isinstance(value, Expandable):
            return
        elif value not in ("usesrc", "interface"):
            yield Problem("unknown-parameter", f"expected `usesrc` or `interface`, found `{shown(value)}`", at)
            return
        else:
            leader, place = value, at
    if leader in ("usesrc", "interface"):
        yield Problem("missing-parameter-value", f"`{leader}` needs a value", place, place)
