"""The words of a line held against its signature: what is missing, too much, or no value of its type."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from haproxy_model.check.arguments.types import duration_part
from haproxy_model.check.expressions.log_formats import log_format_problem
from haproxy_model.check.expressions.samples import expression_problem, expression_words_problem
from haproxy_model.check.finding import shown
from haproxy_model.check.problem import Problem
from haproxy_model.check.servers.addresses import address_problem
from haproxy_model.reading.slots import Group, Signature, Slot
from haproxy_model.schema.enumerations import YOUNG
from haproxy_model.schema.parameter_values import PROTOCOLS
from haproxy_model.schema.quirks import MARKS_ARE_EXPRESSIONS
from haproxy_model.schema.rows import available
from haproxy_model.schema.rule_words import BOUNDS, Bound
from haproxy_model.schema.versions import reached
from haproxy_model.syntax.patterns import fullmatch, match
from haproxy_model.syntax.words import CONDITIONS, Expandable
from haproxy_model.values.duration import Duration, read_duration
from haproxy_model.values.size import Size, read_size

_INTEGER = fullmatch(r"[ \t]*[+-]?(?:0[xX][0-9a-fA-F]+|[0-9]+)")
_LEADING = match(r"[ \t]*([+-]?[0-9]{1,18})")
#: Where HAProxy compares without regard to case.
_ANY_CASE = frozenset(("on", "off"))
#: Types whose values come to nothing where a zero stands, with the lines that refuse that.
_NOT_ZERO = frozenset(("set-timeout", "pause"))
#: Actions that HAProxy accepts although their value is missing.
_MAY_LACK = frozenset(("sc-add-gpc", "sc-set-gpt", "sc-set-gpt0", "set-var-fmt"))
#: Actions that read each of their groups once; others let the last one count.
_ONCE = frozenset(("normalize-uri",))
#: What stands for the words of a condition: nothing takes it for its own.
_CONDITION_SIGNS = ("{", "}")
_HEX = fullmatch("(?:[0-9a-fA-F]{2})*")


class Stopped(Exception):
    """Reading came to a problem, or to a word that only the environment tells (then there is none)."""

    def __init__(self, problem: Problem | None = None) -> None:
        super().__init__()
        self.problem = problem


class Reader:
    """Reads the words of a line from left to right.

    Args:
        words: the words up to the first empty one.
        place: the next word.
        name: the action or keyword, as the tables of words and bounds name it.
        version: the target version.
        where: where expressions are fetched, see `expressions.place_of`.
    """

    __slots__ = ("found", "name", "place", "version", "warnings", "where", "words")

    def __init__(self, words: tuple[str, ...], place: int, name: str, version: str, where: str = "") -> None:
        self.words = words
        self.place = place
        self.name = name
        self.version = version
        self.where = where
        #: the words that lead groups, and their places
        self.found: dict[str, int] = {}
        self.warnings: list[Problem] = []

    def read(self, signature: Signature) -> None:
        """Read what a signature says.

        Raises:
            Stopped: the line is wrong, or cannot be judged further.
        """
        self._slots(signature)
        if not signature.groups:
            return
        while self.place < len(self.words):
            word = self._word()
            group = signature.leaders.get(word)
            if group is None or (self.name in _ONCE and not self.found.keys().isdisjoint(group.alternatives)):
                break
            self._since(word)
            self._exclusive(group, word)
            self.found[word] = self.place
            self.place += 1
            body = group.alternatives[word]
            if body.slots or body.groups:
                self.read(body)
        for group in signature.groups:
            if group.required and self.found.keys().isdisjoint(group.alternatives):
                if self.place < len(self.words) and self._word() not in CONDITIONS:
                    message = f"`{shown(self._word())}` is unexpected: `{self.name}` needs {group}"
                    self.fail(message, kind="unexpected-argument")
                self._missing(str(group))

    def end(self, condition: str) -> None:
        """Read the end of the line: nothing, or the condition, which others judge."""
        if self.place >= len(self.words):
            if condition == "required":
                message = f"`{self.name}` needs a condition: `if` or `unless` and what holds"
                raise Stopped(Problem("missing-argument", message, len(self.words) - 1))
            return
        word = self._word()
        if condition and word in CONDITIONS:
            return
        expected = "expected a condition, `if` or `unless`," if condition else "expected no more words"
        message = f"{expected} behind `{shown(self.words[self.place - 1])}`, found `{shown(word)}`"
        raise Stopped(Problem("unexpected-argument", message, self.place))

    def fail(self, message: str, place: int | None = None, kind: str = "bad-argument") -> None:
        """Give up with a problem at a word, by default the present one."""
        raise Stopped(Problem(kind, message, self.place if place is None else place))

    def _word(self) -> str:
        word = self.words[self.place]
        if isinstance(word, Expandable):
            raise Stopped
        return word

    def _missing(self, what: str) -> None:
        if any(isinstance(word, Expandable) and "[*]" in word.source for word in self.words):
            raise Stopped
        self.fail(f"`{self.name}` needs {what}", len(self.words) - 1, "missing-argument")

    def _since(self, word: str) -> None:
        since = later_words().get((self.name, word))
        if since is not None and not reached(since, self.version):
            message = f"`{word}` of `{self.name}` exists since HAProxy {since}, the target is {self.version}"
            self.fail(message, kind="keyword-too-new")

    def _exclusive(self, group: Group, word: str) -> None:
        """Of the bodies of a response only one may stand; other lines take the last."""
        if "default-errorfiles" not in group.alternatives:
            return
        other = next((each for each in group.alternatives if each in self.found), None)
        if other is not None:
            self.fail(f"`{word}` cannot stand beside `{other}`: a response has one body")

    def _slots(self, signature: Signature) -> None:
        for slot in signature.slots:
            if self.place >= len(self.words):
                # HAProxy does not mind a `store` without a list, either.
                if signature.repeats or (self.name in _MAY_LACK and slot.types) or slot.name == "types":
                    return
                self._missing(str(slot))
            self._slot(slot)
        while signature.repeats and self.place < len(self.words):
            self._slot(signature.slots[-1])

    def _slot(self, slot: Slot) -> None:
        word = self.words[self.place]
        if isinstance(word, Expandable):
            if "[*]" in word.source or "sample_expr" in slot.types:
                raise Stopped
            self.place += 1
            return
        if slot.words:
            if not self._is_one_of(word, slot.words):
                self.fail(f"`{shown(word)}` of `{self.name}`: expected {slot}")
            self._since(word)
            self.place += 1
            return
        self._value(slot, word)

    def _is_one_of(self, word: str, words: tuple[str, ...]) -> bool:
        if word in words or (word.lower() in _ANY_CASE and word.lower() in words):
            return True
        # C's atol() reads the code of a redirection.
        return self.name == "redirect" and str(first_number(word)) in words

    def _value(self, slot: Slot, word: str) -> None:
        kinds = slot.types
        if "int" in kinds and self._integer(slot, word):
            return
        if "duration" in kinds or "duration_s" in kinds:
            # HAProxy only warns of what stands behind the unit.
            duration = read_duration(duration_part(word) or word, "s" if "duration_s" in kinds else "ms")
            if isinstance(duration, Duration):
                if not duration.microseconds and self.name in _NOT_ZERO:
                    self.fail(f"`{self.name}` needs a time above zero")
                self.place += 1
                return
            if len(kinds) == 1:
                self.fail(f"`{shown(word)}` is no time: {duration.reason}")
        if "size" in kinds:
            size = read_size(word)
            if isinstance(size, Size):
                self.place += 1
                return
            if len(kinds) == 1:
                self.fail(f"`{shown(word)}` is no size: {size.reason}")
        if "sample_expr" in kinds:
            problem, used = expression_words_problem(self.words[self.place :], self.version, self.where)
            if problem is not None and not isinstance(self.words[self.place + max(used, 1) - 1], Expandable):
                last = self.place + max(used, 1) - 1
                message = f"in the expression `{shown(' '.join(self.words[self.place : last + 1]))}`: {problem}"
                raise Stopped(Problem("bad-argument", message, self.place, last))
            self.place += used
            return
        if "log_format" in kinds:
            problem = log_format_problem(word, self.version, "", self.where)
            if problem is not None:
                self.fail(f"in the log format `{shown(word)}`: {problem}")
        elif kinds[0] in PLAIN_VALUES:
            problem = PLAIN_VALUES[kinds[0]](word, self.version)
            if problem is not None:
                self.fail(problem)
        self.place += 1

    def _integer(self, slot: Slot, word: str) -> bool:
        """Whether the word is the number that is asked for; False where it may yet be an expression."""
        bound = _bounds().get((self.name, slot.name.partition(" ")[0]), _ANY)
        value = first_number(word) if bound.lenient or _INTEGER(word) else None
        if bound.lenient and value is None:
            # C's atol() makes zero of what is no number.
            value = 0
        if value is None:
            if "sample_expr" in slot.types or (
                self.name in _ALSO_EXPRESSIONS and MARKS_ARE_EXPRESSIONS.holds(self.version)
            ):
                return "sample_expr" not in slot.types and self._expression_instead()
            self.fail(f"`{shown(word)}` is no {slot.name} for `{self.name}`: expected a whole number{_range(bound)}")
        elif (bound.minimum is not None and value < bound.minimum) or (
            bound.maximum is not None and value > bound.maximum
        ):
            self.fail(f"`{shown(word)}` is no {slot.name} for `{self.name}`: expected a whole number{_range(bound)}")
        self.place += 1
        return True

    def _expression_instead(self) -> bool:
        self._value(Slot("value", ("sample_expr",)), self.words[self.place])
        return True


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


#: Types whose values are judged by themselves.
PLAIN_VALUES: dict[str, Callable[[str, str], str | None]] = {
    "hex": _hex_problem,
    "ip": _address_problem,
    "mux_proto": _protocol_problem,
    "port_or_expr": _port_problem,
    "regex": _regex_problem,
    "tcp_mux_proto": _protocol_problem,
}
_ANY = Bound("", "", None)
#: Actions whose number may be an expression since they are others' old names (3.0).
_ALSO_EXPRESSIONS = frozenset(("set-mark", "set-tos"))


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
def later_words() -> dict[tuple[str, str], str]:
    """(line, fixed word) -> the first release that has it, where that came later than the line."""
    return {(row.keyword, word): row.since for row in YOUNG for word in row.words.split()}


@cache
def _bounds() -> dict[tuple[str, str], Bound]:
    return {(line, row.argument): row for row in BOUNDS for line in row.lines.split()}


def without_condition(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words up to what may be the beginning of a condition, and a sign for each of the next two.

    So lines that differ in their conditions only are judged once, and a condition that is taken for an argument leaves
    something behind.
    """
    if "if" not in words and "unless" not in words:
        return words
    start = words.index("if" if "if" in words else "unless") + 1
    return (*words[:start], *_CONDITION_SIGNS[: len(words) - start])


def as_read(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words up to the first empty one, which ends a line's arguments (language reference, 2.7)."""
    return words if all(words) else words[: words.index("")]
