"""Which conditions of a list are never asked, since earlier ones hold whenever they do.

Each condition is looked up among the earlier ones by what it can follow from: a beginning by all shorter beginnings, an
address by the networks around it.  So a list costs what its conditions are long, not the square of their number.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from itertools import chain, islice
from typing import Final, Generic, TypeVar

from haproxy_model.records import NamedTuple
from haproxy_model.schema.rule_words import ALTERED
from haproxy_model.values.expression import Expression, read_expression
from haproxy_model.views.criteria import HEADERS, Test, network
from haproxy_model.views.logic import Acls, Clause, Literal, alternatives, follows

T = TypeVar("T")

#: The most earlier conditions that are found in one place.
_MOST: Final = 64
#: The most places where one test is looked up.
_PLACES: Final = 512
#: Methods whose patterns are looked up, each by its own.
_KEYED: Final = frozenset(("str", "beg", "end", "dir", "dom", "ip"))
#: What rules alter.
_ALTERED: Final = frozenset(filter(None, ALTERED.values()))
_EVERYTHING: Final = "everything"
#: fetch -> what it looks at; headers apart
_FETCHED: Final = {
    "base": ("line", "header host", "header"),
    **dict.fromkeys(("path", "pathq", "query", "url"), ("line",)),
    **dict.fromkeys(("dst", "dst_port", "src", "src_port"), ("address",)),
    "method": ("method",),
}
#: How the names of fetches begin that no rule alters.
_FIRM: Final = ("always_", "fc_", "fe_", "ssl_")
#: What parts the words of names and of paths.
_DELIMITERS: Final = "/?.:"


class _Key(NamedTuple):
    """Where an earlier condition is found: by the expression of one of its literals, and by a pattern of it."""

    expression: str
    holds: bool
    #: the matching method and the pattern; empty where the expression alone counts
    method: str = ""
    pattern: str = ""


class _Entry(NamedTuple, Generic[T]):
    """An alternative of an earlier condition."""

    alternative: frozenset[Literal]
    item: T
    #: how many conditions there were with it
    number: int
    #: what it looks at that rules may alter
    looked_at: frozenset[str]


#: Where conditions are found that always hold.
_ALWAYS: Final = _Key("", True)


class Earlier(Generic[T]):
    """Conditions in their order, each with what it is the condition of.

    Args:
        acls: the lines of each ACL of the section.
    """

    def __init__(self, acls: Acls) -> None:
        self._acls = acls
        self._found: dict[_Key, list[_Entry[T]]] = {}
        #: the methods by whose patterns conditions are found: expression -> methods
        self._methods: dict[str, set[str]] = {}
        self._now = 0
        #: what was altered -> after how many conditions
        self._altered: dict[str, int] = {}

    def add(self, clause: Clause, item: T) -> None:
        """Put a condition behind the others; one that nobody knows covers nothing."""
        self._now += 1
        for alternative in alternatives(clause, self._acls) or ():
            entry = _Entry(alternative, item, self._now, frozenset(_looked_at(alternative)))
            for key in _where(alternative):
                self._methods.setdefault(key.expression, set()).add(key.method)
                there = self._found.setdefault(key, [])
                if len(there) < _MOST:
                    there.append(entry)

    def alter(self, what: str) -> None:
        """Have the conditions so far say nothing to those that come, where they look at what a rule alters here.

        Args:
            what: a word of `ALTERED`, of a header with its name behind a blank; another one for everything.
        """
        self._altered[what if what.partition(" ")[0] in _ALTERED else _EVERYTHING] = self._now
        self._altered["other"] = self._now

    def covering(self, clause: Clause) -> list[T]:
        """Earlier ones of which one holds whenever this does; none where nobody knows, or where it never holds."""
        found: list[T] = []
        mine = alternatives(clause, self._acls)
        # What nobody knows follows from what always holds.
        for alternative in (frozenset[Literal](),) if mine is None else mine:
            item = next(self._followed(alternative), None)
            if item is None:
                return []
            found.append(item)
        return list(dict.fromkeys(found))

    def _followed(self, alternative: frozenset[Literal]) -> Iterator[T]:
        for key in chain((_ALWAYS,), *map(self._sought, sorted(alternative))):
            for entry in self._found.get(key, ()):
                if self._is_good(entry) and follows(alternative, entry.alternative):
                    yield entry.item

    def _sought(self, literal: Literal) -> Iterator[_Key]:
        """Where those are found that a literal may be followed from."""
        test = literal.test
        methods = self._methods.get(test.expression)
        if methods is None:
            return
        yield _Key(test.expression, False)
        if not literal.holds:
            return
        yield _Key(test.expression, True)
        if test.patterns and test.method in (*_KEYED, "sub") and methods != {""}:
            # What all patterns lie within, the first does.
            for method, pattern in islice(_around(test, _spelled(test, test.patterns[0]), methods), _PLACES):
                yield _Key(test.expression, True, method, pattern)

    def _is_good(self, entry: _Entry[T]) -> bool:
        return all(self._altered.get(each, 0) < entry.number for each in (*entry.looked_at, _EVERYTHING))


def _looked_at(alternative: frozenset[Literal]) -> Iterator[str]:
    """What the tests of an alternative look at, in the words of `ALTERED`."""
    for literal in alternative:
        test = literal.test
        expression = read_expression(test.expression.partition(" ")[0])
        if not test.method or not isinstance(expression, Expression) or expression.converters:
            yield "other"
        if not isinstance(expression, Expression):
            continue
        fetch, arguments = expression.fetch.name, expression.fetch.arguments
        if fetch.startswith(HEADERS):
            yield f"header {arguments[0].lower()}" if arguments else "header"
            yield "header"
        elif not fetch.startswith(_FIRM):
            yield from _FETCHED.get(fetch, ("other",))


def _where(alternative: frozenset[Literal]) -> Iterator[_Key]:
    """Where an earlier condition is found: by that of its literals which others follow from the least."""
    if not alternative:
        yield _ALWAYS
        return
    test, holds = min(alternative, key=lambda each: (not each.holds, each.test.method not in _KEYED, each))
    if not holds or test.method not in _KEYED or not test.patterns:
        yield _Key(test.expression, holds)
        return
    for pattern in test.patterns:
        yield _Key(test.expression, True, test.method, _spelled(test, pattern))


def _spelled(test: Test, pattern: str) -> str:
    """A pattern in the spelling by which it is looked up."""
    if test.method == "ip":
        found = network(pattern)
        return pattern if found is None else str(found)
    return pattern.strip(_DELIMITERS if test.method == "dom" else "/?" if test.method == "dir" else "").lower()


def _around(test: Test, text: str, methods: Container[str]) -> Iterator[tuple[str, str]]:
    """The patterns of some methods that fit whatever the pattern of a test fits."""
    if test.method == "ip":
        found = network(text)
        masks = range(0 if found is None else found.prefixlen, -1, -1)
        yield from (("ip", text if found is None else str(found.supernet(new_prefix=mask))) for mask in masks)
        return
    yield test.method, text
    if test.method in ("str", "beg") and "beg" in methods:
        yield from (("beg", text[:end]) for end in range(len(text) + 1))
    if test.method in ("str", "end") and "end" in methods:
        yield from (("end", text[start:]) for start in range(len(text) + 1))
    for method in ("dir", "dom"):
        if method in methods:
            cuts = [at for at, sign in enumerate(text) if sign in _DELIMITERS]
            for start in (0, *(at + 1 for at in cuts)):
                yield from ((method, text[start:end]) for end in (*(at for at in cuts if at > start), len(text)))
