"""What each word of a line is to HAProxy, by the signatures that `check` judges the line with.

A line is read from left to right; from the first word that fits nowhere, the rest of it is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from haproxy_model.check.accounts.words import (
    SPANS,
    Kind,
    condition_kinds,
    criterion_kinds,
    expression_kinds,
    parameter_kinds,
    value_kind,
)
from haproxy_model.check.arguments.lines import EXTRA
from haproxy_model.check.arguments.signatures import Match, Mismatch
from haproxy_model.check.arguments.traces import trace_problem
from haproxy_model.check.expressions.variables import check_variable
from haproxy_model.check.rules.reader import Reader, Stopped
from haproxy_model.check.rules.stick_tables import check_stick_table, table_shape
from haproxy_model.reading.parameters import vocabulary
from haproxy_model.reading.reading import read
from haproxy_model.reading.rows import ADDED, DEPTHS, find_action, find_row
from haproxy_model.reading.signatures import Argument, Condition, Literal, Node, compiled
from haproxy_model.reading.slots import Signature, Slot, signature
from haproxy_model.schema.actions import RULESETS
from haproxy_model.schema.keywords import rows
from haproxy_model.schema.rows import Keyword, verdict, within
from haproxy_model.schema.sections import SECTIONS
from haproxy_model.syntax.words import CONDITIONS, Expandable

#: Lines of the wrong side that work all the same.
_WORKING = frozenset(("bind", "default_backend", "use_backend", "use-server"))
#: Lines whose address has a place of its own in `schema.addresses`.
_ADDRESSES = {**{name: name for name in ("dispatch", "mailer", "nameserver", "peer")}, "stats socket": "bind"}
#: How a header is matched, behind `-m`.
_METHOD = Slot("method", words=("str", "beg", "end", "sub", "reg"))
#: Words of `expect` beside those of its row.
_HEADER_MATCHES = {
    "name-lf": (Slot("name", ("log_format",)),),
    "value-lf": (Slot("value", ("log_format",)),),
}


def line_kinds(words: tuple[str, ...], section: str, version: str) -> list[Kind]:
    """What each word of a line is.

    Args:
        words: the words of the line, at least one.
        section: the kind of section it stands in.
        version: the target version.
    """
    end = words.index("") if "" in words else len(words)
    kinds = _line(words[:end], section, version) if end else []
    kinds += [Kind.UNKNOWN] * (end - len(kinds))
    # An empty word ends the arguments.
    return kinds + [Kind.IGNORED] * (len(words) - end)


def header_kinds(words: tuple[str, ...], section: str, version: str) -> list[Kind]:
    """What each word of the line that opens a section is."""
    row = SECTIONS[section]
    kinds = [Kind.TYPED, *_matched(row.arguments, words, 1, version, surplus=row.surplus)]
    return kinds + [Kind.UNKNOWN] * (len(words) - len(kinds))


def _line(words: tuple[str, ...], section: str, version: str) -> list[Kind]:
    start = 1 if words[0] in ("no", "default") and len(words) > 1 else 0
    word = words[start]
    if not start and word in DEPTHS and words[1:2] != ("inspect-delay",):
        return _rule(words, version)
    known = rows(section, word)
    row, place = find_row(section, words, start)
    if row is None:
        # Some keywords stand alone, too.
        alone = bool(known) and len(words) == start + 1
        return [Kind.TYPED] * (start + 1) if alone else []
    outcome = verdict(row, section, version)
    if outcome == "ignored" and word not in _WORKING:
        return [Kind.IGNORED] * len(words)
    if outcome not in ("accepted", "ignored"):
        return []
    if start and words[:2] == ("no", "log"):
        return [Kind.TYPED] * 2
    name = [Kind.TYPED] * place
    if row.parenthesised and "(" in words[place - 1]:
        name[-1] = _glued_kind(words[place - 1], version)
    reader = _READERS.get(word)
    if reader is not None:
        return name + reader(row, words, place, version)
    return name + _matched(row.arguments, words, place, version, row=row, surplus=within(row.surplus, version))


def _glued_kind(word: str, version: str) -> Kind:
    """What a word is whose argument is glued to it in parentheses; the names of variables have a form of their own."""
    name, _, rest = word.partition("(")
    problem = check_variable(name, "(" + rest, version) if name.endswith(("set-var", "set-var-fmt")) else None
    return Kind.TYPED if problem is None and word.endswith(")") else Kind.UNKNOWN


class _Walk(Match):
    """A line held against a signature of the tables; what each word is met as is noted."""

    def __init__(self, words: Sequence[str], version: str, row: Keyword | None) -> None:
        super().__init__(words, lambda kind, word: None, lambda word: True)
        self.version = version
        self.row = row
        self.kinds: dict[int, Kind] = {}

    def _once(self, node: Node, place: int) -> tuple[int, Mismatch | None]:
        if place >= len(self.words):
            return super()._once(node, place)
        word = self.words[place]
        if isinstance(node, Condition):
            if word not in CONDITIONS:
                return place, Mismatch("wrong", place, "")
            return self._note(place, condition_kinds(tuple(self.words[place:]), self.version))
        if isinstance(node, Argument):
            return self._argument(node, word, place)
        if isinstance(word, Expandable) and not node.is_free:
            # One of the fixed words that may stand here.
            return self._note(place, [Kind.TYPED])
        if isinstance(node, Literal) and word == node.word:
            return self._note(place, [Kind.TYPED])
        return super()._once(node, place)

    def _argument(self, node: Argument, word: str, place: int) -> tuple[int, Mismatch | None]:
        if node.type in SPANS:
            return self._note(place, SPANS[node.type](self.words[place:], self.version))
        if node.type == "acl_value":
            return self._note(place, [Kind.TYPED])
        name = "" if self.row is None else self.row.name
        kind = node.type if "address" not in node.type else _ADDRESSES.get(name, node.type)
        found = Kind.TYPED if (name, word) in EXTRA else value_kind(node.name, (kind,), word, self.version)
        if found is Kind.UNKNOWN:
            return place, Mismatch("wrong", place, "")
        return self._note(place, [found])

    def _note(self, place: int, kinds: list[Kind]) -> tuple[int, None]:
        self.kinds.update(zip(range(place, len(self.words)), kinds, strict=False))
        return min(place + len(kinds), len(self.words)), None


def _matched(
    arguments: str,
    words: tuple[str, ...],
    place: int,
    version: str,
    *,
    row: Keyword | None = None,
    surplus: bool = False,
) -> list[Kind]:
    walk = _Walk(words, version, row)
    end, found = walk.sequence(compiled(arguments), place)
    kinds = [walk.kinds.get(each, Kind.UNKNOWN) for each in range(place, end)]
    if found is None and surplus:
        kinds += [Kind.IGNORED] * (len(words) - end)
    return kinds


class _Reading(Reader):
    """A rule read by the reader of `check`; what each word is read as is noted."""

    __slots__ = ("kinds",)

    def __init__(self, words: tuple[str, ...], place: int, name: str, version: str) -> None:
        super().__init__(words, place, name, version)
        self.kinds: dict[int, Kind] = {}

    def _slot(self, slot: Slot) -> None:
        start, word = self.place, self.words[self.place]
        if slot.types == ("sample_expr",):
            kinds = expression_kinds(self.words[start:], self.version)
            self.kinds.update(zip(range(start, len(self.words)), kinds, strict=False))
            self.place += len(kinds)
            if Kind.UNKNOWN in kinds:
                raise Stopped
            return
        if isinstance(word, Expandable) and slot.words:
            self.place += 1
        else:
            super()._slot(slot)
        kind = Kind.TYPED
        if slot.types and self.place == start + 1:
            types = () if "sample_expr" in slot.types else slot.types
            kind = value_kind(slot.name, types, word, self.version) if types else Kind.TYPED
        self.kinds.update(dict.fromkeys(range(start, self.place), kind))

    def _since(self, word: str) -> None:
        self.kinds[self.place] = Kind.TYPED
        super()._since(word)

    def noted(self, start: int) -> list[Kind]:
        """The kinds of the words that were read, from one on; the condition, if it comes next, included."""
        end = min(self.place, len(self.words))
        kinds = [self.kinds.get(place, Kind.UNKNOWN) for place in range(start, end)]
        if self.words[end : end + 1] and self.words[end] in CONDITIONS:
            kinds += condition_kinds(self.words[end:], self.version)
        return kinds


def _read(shape: Signature, name: str, words: tuple[str, ...], place: int, version: str) -> list[Kind]:
    reading = _Reading(words, place, name, version)
    try:
        reading.read(shape)
    except Stopped:
        pass
    return reading.noted(place)


def _rule(words: tuple[str, ...], version: str) -> list[Kind]:
    depth = DEPTHS[words[0]]
    ruleset = ".".join(words[:depth])
    if len(words) <= depth or ruleset not in RULESETS:
        return []
    word = words[depth]
    name = [Kind.TYPED] * (depth + 1)
    if word.startswith(ADDED):
        end = read("listen", words).condition
        return [*name, *[Kind.FREE] * (end - depth - 1), *condition_kinds(words[end:], version)]
    found = find_action(ruleset, word, version)
    if found is None:
        return name[:-1]
    if "(" in word:
        name[-1] = _glued_kind(word, version)
    return name + _read(signature(found.row.arguments), found.name, words, depth + 1, version)


def _by_signature(row: Keyword, words: tuple[str, ...], place: int, version: str) -> list[Kind]:
    return _read(signature(row.arguments), row.name.removesuffix("()"), words, place, version)


def _any_order(row: Keyword, words: tuple[str, ...], place: int, version: str) -> list[Kind]:
    """Lines whose fixed words, each with what follows it, stand in any order."""
    shape = signature(row.arguments)
    leaders = {**_leaders(shape), **(_HEADER_MATCHES if row.name.endswith(" expect") else {})}
    reading = _Reading(words, place, row.name, version)
    try:
        for slot in shape.slots:
            reading._slot(slot)
        while reading.place < len(words):
            bare = words[reading.place].lstrip("!")
            if bare and bare not in leaders:
                break
            reading.kinds[reading.place] = Kind.TYPED
            reading.place += 1
            if words[reading.place : reading.place + 1] == ("-m",):
                reading.kinds[reading.place] = Kind.TYPED
                reading.place += 1
                reading._slot(_METHOD)
            for slot in leaders.get(bare, ()):
                reading._slot(slot)
    except (Stopped, IndexError):
        pass
    return reading.noted(place)


def _leaders(shape: Signature) -> dict[str, tuple[Slot, ...]]:
    found: dict[str, tuple[Slot, ...]] = {}
    waiting = [shape]
    while waiting:
        for group in waiting.pop().groups:
            for word, body in group.alternatives.items():
                found[word] = body.slots
                waiting.append(body)
    return found


def _stick_table(row: Keyword, words: tuple[str, ...], place: int, version: str) -> list[Kind]:
    start = 2 if words[0] == "table" else 1
    try:
        check_stick_table(words, start, version)
    except Stopped as stopped:
        if stopped.problem is not None:
            return []
    return [Kind.TYPED] * (start - place) + _read(table_shape(), "stick-table", words, start, version)


def _trace(row: Keyword, words: tuple[str, ...], place: int, version: str) -> list[Kind]:
    wrong = trace_problem(words, version)
    end = len(words) if wrong is None else wrong.place
    if words[1:2] == ("0",):
        return [Kind.TYPED, *[Kind.IGNORED] * (len(words) - 2)]
    return [Kind.TYPED] * (end - place)


def _acl(row: Keyword, words: tuple[str, ...], place: int, version: str) -> list[Kind]:
    return [Kind.TYPED, *criterion_kinds(words[2:], version)] if len(words) > 1 else []


def _default_server(row: Keyword, words: tuple[str, ...], place: int, version: str) -> list[Kind]:
    return parameter_kinds(words[place:], "server", version, default=True)


def _peer(row: Keyword, words: tuple[str, ...], place: int, version: str) -> list[Kind]:
    """The address of the machine itself may be missing."""
    if len(words) > 2 and vocabulary("server").row(words[2]) is not None:
        return [Kind.TYPED, *parameter_kinds(words[2:], "server", version)]
    return _matched(row.arguments, words, place, version, row=row)


_Lines = Callable[[Keyword, tuple[str, ...], int, str], list[Kind]]


def _all(reader: _Lines, lines: Iterable[str]) -> dict[str, _Lines]:
    return dict.fromkeys(lines, reader)


_READERS: dict[str, _Lines] = {
    "acl": _acl,
    "default-server": _default_server,
    "peer": _peer,
    "stick-table": _stick_table,
    "table": _stick_table,
    "trace": _trace,
    **_all(_any_order, ("filter", "http-check", "tcp-check", "cookie")),
    **_all(_by_signature, ("capture", "declare", "http-error", "option forwarded", "redirect", "stick")),
}
