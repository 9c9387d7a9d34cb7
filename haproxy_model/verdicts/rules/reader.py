"""The words of a line held against its signature: what is missing, too much, or no value of its type."""

from __future__ import annotations

from functools import cache
from typing import NoReturn

from haproxy_model.reading.reading import Reading
from haproxy_model.reading.steps import Slot
from haproxy_model.reading.walker import Part, Role
from haproxy_model.schema.enumerations import type_at
from haproxy_model.schema.rule_words import BOUNDS, Bound
from haproxy_model.syntax.words import Expandable, spreads
from haproxy_model.verdicts.arguments.digits import INTEGER, first_number
from haproxy_model.verdicts.arguments.fit import mismatch
from haproxy_model.verdicts.arguments.types import expected
from haproxy_model.verdicts.expressions.log_formats import log_format_problem
from haproxy_model.verdicts.expressions.samples import expression_words_problem
from haproxy_model.verdicts.finding import shown
from haproxy_model.verdicts.problem import Problem

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
            lenient: whether HAProxy drops what follows the last word that it takes.

        Raises:
            Stopped: the line is wrong, or cannot be judged further.
        """
        found = mismatch(self.reading, self.version, self.judge)
        if found is None or (lenient and found.is_surplus):
            return
        slot = found.slot
        if found.is_missing:
            # Behind its method of matching HAProxy does not miss the name of a header.
            may_lack = slot and ((self.name, slot.name) in _MAY_LACK or (slot.name == "name" and "-m" in self.found))
            if not may_lack:
                self.missing(found.message)
        elif isinstance(word := self.reading.word(found.place), Expandable):
            raise Stopped
        elif slot is None or not self._is_one_of(word, slot):
            self.fail(found.message, found.place, found.kind)

    def fail(
        self, message: str, place: int | None = None, kind: str = "bad-argument", last: int | None = None
    ) -> NoReturn:
        """Give up with a problem at a word; the last one without a place."""
        raise Stopped(Problem(kind, message, self.reading.last if place is None else place, last))

    def warn(self, message: str, place: int | None, last: int | None = None, kind: str = "ignored-keyword") -> None:
        """Note what HAProxy only warns of."""
        self.warnings.append(Problem(kind, message, place or 0, last, fatal=False))

    def missing(self, message: str) -> NoReturn:
        """Give up since the line ends too early, unless a word may come to several."""
        if any(map(spreads, self.reading.judged)):
            raise Stopped
        self.fail(message, kind="missing-argument")

    def _is_one_of(self, word: str, slot: Slot) -> bool:
        """Whether HAProxy takes a word for one of some fixed words, though it is written otherwise."""
        # C's atol() reads the code of a redirection.
        return (
            word.lower() in slot.leads.keys() & _ANY_CASE
            or (self.name == "redirect" and str(first_number(word)) in slot.leads)
            or (self.name in _UPPER and word.upper() in slot.leads)
        )

    def judge(self, part: Part) -> str | None:
        """What is wrong with a fixed word or a value.

        Raises:
            Stopped: it is told otherwise, or cannot be judged.
        """
        word, kind = self.reading.text(part), type_at(self.name, part.type, self.version)
        if isinstance(word, Expandable):
            # What follows a fixed word that nobody knows, nobody knows either.
            if spreads(word) or kind == "sample_expr" or part.role is Role.LITERAL:
                raise Stopped
            return None
        if part.role is Role.LITERAL:
            self._literal(part)
        elif kind == "sample_expr":
            self._expression(part)
        elif kind == "log_format":
            problem = log_format_problem(word, self.version, "", self.where)
            if problem is not None:
                self.fail(f"in the log format `{shown(word)}`: {problem}", part.start)
        elif kind == "int":
            return self._integer(part, word)
        else:
            return expected(kind, word, self.version, bounds="nonzero" if self.name in _NOT_ZERO else "")
        return None

    def _literal(self, part: Part) -> None:
        expects = self.name in _UPPER
        alone = _EXPECTED if expects else _BODIES
        other = next(filter(alone.__contains__, self.found), None) if part.name in alone else None
        if other is not None:
            why = "a step expects only one thing" if expects else "a response has only one body"
            self.fail(f"`{part.name}` cannot be used with `{other}`: {why}", part.start)
        self.found[part.name] = part.start

    def _expression(self, part: Part) -> None:
        pieces = self.reading.texts(part)
        problem, used = expression_words_problem(pieces, self.version, self.where)
        pieces = pieces[: max(used, 1)]
        if problem is not None and not isinstance(pieces[-1], Expandable):
            message = f"in the expression `{shown(' '.join(pieces))}`: {problem}"
            self.fail(message, part.start, last=part.start + len(pieces) - 1)

    def _integer(self, part: Part, word: str) -> str | None:
        bound = _bounds().get((self.name, part.name.partition(" ")[0]), _ANY)
        value = first_number(word) if bound.lenient or INTEGER(word) else None
        if bound.lenient and value is None:
            # C's atol() makes zero of what is no number.
            value = 0
        low, high = bound.minimum, bound.maximum
        if value is None or (low is not None and value < low) or (high is not None and value > high):
            return f"expected a whole number{_range(bound)}"
        return None


_ANY = Bound("", "", None)


def _range(bound: Bound) -> str:
    if bound.minimum is None:
        return ""
    return f", at least {bound.minimum}" if bound.maximum is None else f" from {bound.minimum} to {bound.maximum}"


@cache
def _bounds() -> dict[tuple[str, str], Bound]:
    return {(line, row.argument): row for row in BOUNDS for line in row.lines.split(",")}
