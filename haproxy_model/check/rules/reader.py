"""The words of a line held against its signature: what is missing, too much, or no value of its type."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import NoReturn

from haproxy_model.check.arguments.fit import VALUES, described, too_young
from haproxy_model.check.arguments.types import duration_part
from haproxy_model.check.expressions.log_formats import log_format_problem
from haproxy_model.check.expressions.samples import expression_problem, expression_words_problem, place_of
from haproxy_model.check.finding import shown
from haproxy_model.check.problem import Problem
from haproxy_model.check.servers.addresses import address_problem
from haproxy_model.reading.reading import Reading
from haproxy_model.reading.steps import Slot
from haproxy_model.reading.walker import Misfit, Part, Role
from haproxy_model.schema.enumerations import type_at
from haproxy_model.schema.parameter_values import PROTOCOLS
from haproxy_model.schema.rows import available
from haproxy_model.schema.rule_words import BOUNDS, ERROR_CODES, Bound
from haproxy_model.schema.versions import reached
from haproxy_model.syntax.patterns import fullmatch, match
from haproxy_model.syntax.words import Expandable, spreads
from haproxy_model.values.duration import Duration, read_duration
from haproxy_model.values.size import Size, read_size

_INTEGER = fullmatch(r"[ \t]*[+-]?(?:0[xX][0-9a-fA-F]+|[0-9]+)")
_LEADING = match(r"[ \t]*([+-]?[0-9]{1,18})")
#: Where HAProxy compares without regard to case.
_ANY_CASE = frozenset(("on", "off"))
_UPPER = frozenset(("http-check expect", "tcp-check expect"))
#: Types whose values come to nothing where a zero stands, with the lines that refuse that.
_NOT_ZERO = frozenset(("set-timeout", "pause"))
#: Values without which HAProxy accepts a line: of the line, or of the step, so called.
_MAY_LACK = frozenset(
    (
        *((action, "int or expr") for action in ("sc-add-gpc", "sc-set-gpt", "sc-set-gpt0")),
        *((line, "fmt") for line in ("set-var-fmt", "http-check set-var-fmt", "tcp-check set-var-fmt")),
        *((table, "types") for table in ("stick-table", "table")),
    )
)
#: Of the bodies of a response only one may stand, and of what a step expects; other lines take the last.
_BODIES = frozenset(("default-errorfiles", "errorfile", "errorfiles", "file", "lf-file", "string", "lf-string"))
_EXPECTED = frozenset(
    ("hdr", "fhdr", "status", "rstatus", "string", "rstring", "string-lf", "binary", "rbinary", "binary-lf", "custom")
)
_CODES = fullmatch("[0-9]*(?:-[0-9]*)?(?:,[0-9]*(?:-[0-9]*)?)*")
_HEX = fullmatch("(?:[0-9a-fA-F]{2})*")


class Stopped(Exception):
    """Reading came to a problem, or to a word that only the environment tells (then there is none)."""

    def __init__(self, problem: Problem | None = None) -> None:
        super().__init__()
        self.problems = () if problem is None else (problem,)


class Reader:
    """Judges the words of a line from left to right.

    Args:
        reading: the line.
        version: the target version.
        where: where expressions are fetched, see `expressions.place_of`.
    """

    __slots__ = ("found", "name", "reading", "version", "warnings", "where")

    def __init__(self, reading: Reading, version: str, where: str = "") -> None:
        self.reading = reading
        #: what the tables of words and bounds call the line
        self.name = reading.name
        self.version = version
        self.where = where
        #: the fixed words that lead others, and their places
        self.found: dict[str, int] = {}
        self.warnings: list[Problem] = []

    def read(self, *, lenient: bool = False) -> None:
        """Judge every word.

        Args:
            lenient: whether HAProxy drops what stands behind the last word that it takes.

        Raises:
            Stopped: the line is wrong, or cannot be judged further.
        """
        misfit = self.reading.shape.misfit
        for part in self.reading.fitting:
            if part.role is Role.LITERAL:
                self._literal(part)
            elif part.role in VALUES:
                self.value(part)
        if misfit is not None and not (lenient and misfit.expected is None):
            self.misfit(misfit)
        if self.reading.lacks_condition:
            self.fail(f"`{self.name}` needs a condition: `if` or `unless` and what holds", kind="missing-argument")

    def fail(
        self, message: str, place: int | None = None, kind: str = "bad-argument", last: int | None = None
    ) -> NoReturn:
        """Give up with a problem at a word; the last one without a place."""
        raise Stopped(Problem(kind, message, self.reading.last if place is None else place, last))

    def warn(self, message: str, place: int | None, last: int | None = None, kind: str = "ignored-keyword") -> None:
        """Note what HAProxy only warns of."""
        self.warnings.append(Problem(kind, message, place or 0, last, fatal=False))

    def missing(self, what: str) -> NoReturn:
        """Give up since the line ends too early, unless a word may come to several."""
        if any(map(spreads, self.reading.judged)):
            raise Stopped
        self.fail(f"`{self.name}` needs {what}", kind="missing-argument")

    def misfit(self, misfit: Misfit) -> None:
        """Give up at the first word that fits nowhere, where HAProxy does."""
        slot, place = misfit.expected, misfit.place
        if misfit.is_end:
            # Behind its method of matching HAProxy does not miss the name of a header.
            if slot is None or (self.name, slot.name) in _MAY_LACK or (slot.name == "name" and "-m" in self.found):
                return
            self.missing(described(slot))
        word = self.reading.word(place)
        if isinstance(word, Expandable):
            raise Stopped
        if slot is None:
            what = "a condition, `if` or `unless`," if self.reading.may_have_condition else "no more words"
            message = f"expected {what} behind `{shown(self.reading.word(place - 1))}`, found `{shown(word)}`"
            self.fail(message, place, "unexpected-argument")
        if misfit.is_anywhere:
            message = f"`{shown(word)}` is unexpected: `{self.name}` needs {described(slot)}"
            self.fail(message, place, "unexpected-argument")
        if slot.leads and not self._is_one_of(word, slot):
            self.fail(f"`{shown(word)}` of `{self.name}`: expected {described(slot)}", place)

    def _literal(self, part: Part) -> None:
        if not part.name:
            # Nobody knows which word it is, and so what may follow it.
            raise Stopped
        young = too_young(self.name, part.name, self.version)
        if young is not None:
            self.fail(young, part.start, "keyword-too-new")
        expects = self.name in _UPPER
        alone = _EXPECTED if expects else _BODIES
        other = next(filter(alone.__contains__, self.found), None) if part.name in alone else None
        if other is not None:
            why = "a step expects one thing" if expects else "a response has one body"
            self.fail(f"`{part.name}` cannot stand beside `{other}`: {why}", part.start)
        self.found[part.name] = part.start

    def _is_one_of(self, word: str, slot: Slot) -> bool:
        """Whether HAProxy takes a word for one of some fixed words, though it is written otherwise."""
        # C's atol() reads the code of a redirection.
        return (
            word.lower() in slot.leads.keys() & _ANY_CASE
            or (self.name == "redirect" and str(first_number(word)) in slot.leads)
            or (self.name in _UPPER and word.upper() in slot.leads)
        )

    def value(self, part: Part) -> None:
        """Judge a value.

        Raises:
            Stopped: it is wrong, or cannot be judged.
        """
        word, kind = self.reading.text(part), type_at(self.name, part.type, self.version)
        if isinstance(word, Expandable):
            if spreads(word) or kind == "sample_expr":
                raise Stopped
        elif kind == "sample_expr":
            self._expression(part)
        else:
            problem = self._value_problem(kind, part.name.partition(" ")[0], word)
            if problem is not None:
                self.fail(problem, part.start)

    def _value_problem(self, kind: str, name: str, word: str) -> str | None:
        if kind == "int":
            return self._integer_problem(name, word)
        if kind in ("duration", "duration_s"):
            # HAProxy only warns of what stands behind the unit.
            duration = read_duration(duration_part(word) or word, "s" if kind == "duration_s" else "ms")
            if not isinstance(duration, Duration):
                return f"`{shown(word)}` is no time: {duration.reason}"
            zero = not duration.microseconds and self.name in _NOT_ZERO
            return f"`{self.name}` needs a time above zero" if zero else None
        if kind == "size":
            size = read_size(word)
            return None if isinstance(size, Size) else f"`{shown(word)}` is no size: {size.reason}"
        if kind == "log_format":
            problem = log_format_problem(word, self.version, "", self.where)
            return None if problem is None else f"in the log format `{shown(word)}`: {problem}"
        return PLAIN_VALUES[kind](word, self.version) if kind in PLAIN_VALUES else None

    def _expression(self, part: Part) -> None:
        pieces = self.reading.texts(part)
        problem, used = expression_words_problem(pieces, self.version, self.where)
        pieces = pieces[: max(used, 1)]
        if problem is not None and not isinstance(pieces[-1], Expandable):
            message = f"in the expression `{shown(' '.join(pieces))}`: {problem}"
            self.fail(message, part.start, last=part.start + len(pieces) - 1)

    def _integer_problem(self, name: str, word: str) -> str | None:
        bound = _bounds().get((self.name, name), _ANY)
        value = first_number(word) if bound.lenient or _INTEGER(word) else None
        if bound.lenient and value is None:
            # C's atol() makes zero of what is no number.
            value = 0
        low, high = bound.minimum, bound.maximum
        if value is None or (low is not None and value < low) or (high is not None and value > high):
            return f"`{shown(word)}` is no {name} for `{self.name}`: expected a whole number{_range(bound)}"
        return None


def _hex_problem(word: str, version: str) -> str | None:
    return None if _HEX(word) else f"`{shown(word)}` is no row of bytes: expected pairs of hexadecimal digits"


def _address_problem(word: str, version: str) -> str | None:
    problem = address_problem(word, "addr", version, exposed=True)
    return None if problem is None else problem.message


def _port_problem(word: str, version: str) -> str | None:
    if word.isascii() and word.isdigit():
        good = len(word) < 9 and 1 <= int(word) <= 65535
        return None if good else f"`{shown(word)}` is no port: expected a number from 1 to 65535"
    problem = expression_problem(word, version, "BE_CHK_RUL")
    return None if problem is None else f"`{shown(word)}` is neither a port nor an expression: {problem}"


def _protocol_problem(word: str, version: str) -> str | None:
    known = [row.word for row in PROTOCOLS if available(row, version)]
    return None if word in known else f"`{shown(word)}` is no protocol: expected one of {', '.join(known)}"


def _regex_problem(word: str, version: str) -> str | None:
    from haproxy_model.check.expressions.regexes import regex_problem

    problem = regex_problem(word)
    return None if problem is None else f"`{shown(word)}` is no regular expression: {problem}"


def _name_problem(word: str, version: str) -> str | None:
    """A name may be a log format, which HAProxy reads as if it stood in an `http-request` rule of a frontend."""
    problem = log_format_problem(word, version, "", place_of("http-request", "frontend")) if "%" in word else None
    return None if problem is None else f"in the log format `{shown(word)}`: {problem}"


def _code_problem(word: str, version: str) -> str | None:
    number = first_number(word)
    return code_problem(word if number is None else str(number), version)


def _status_list_problem(word: str, version: str) -> str | None:
    ranges = [part[:40].partition("-") for part in word.split(",")] if _CODES(word) else [("1", "-", "0")]
    if all(not dash or int(low or 0) <= int(high or 0) for low, dash, high in ranges):
        return None
    return f"`{shown(word)}` is no list of status codes: expected such as 200-399,404"


def code_problem(code: str, version: str) -> str | None:
    """Why HAProxy handles no error file of a status; None if it does."""
    since = ERROR_CODES.get(code)
    if since is None:
        return f"HAProxy answers with no status {shown(code)} by itself"
    if not reached(since, version):
        return f"HAProxy answers with status {code} since {since}, the target is {version}"
    return None


#: Types whose values are judged by themselves.
PLAIN_VALUES: dict[str, Callable[[str, str], str | None]] = {
    "hex": _hex_problem,
    "http_err_code": _code_problem,
    "ip": _address_problem,
    "mux_proto": _protocol_problem,
    "port_or_expr": _port_problem,
    "regex": _regex_problem,
    **dict.fromkeys(("backend_ref_or_log_format", "server_ref_or_log_format"), _name_problem),
    "status_list": _status_list_problem,
    "tcp_mux_proto": _protocol_problem,
}
_ANY = Bound("", "", None)


def first_number(word: str) -> int | None:
    """The number that C's `atol` reads at the beginning of a word, a hexadecimal one included; None for none."""
    if word[:2] in ("0x", "0X") and _INTEGER(word):
        return int(word[:40], 16)
    match = _LEADING(word)
    return int(match[1]) if match else None


def _range(bound: Bound) -> str:
    if bound.minimum is None:
        return ""
    return f", at least {bound.minimum}" if bound.maximum is None else f" from {bound.minimum} to {bound.maximum}"


@cache
def _bounds() -> dict[tuple[str, str], Bound]:
    return {(line, row.argument): row for row in BOUNDS for line in row.lines.split(",")}
