"""What the criteria of ACLs say of each other: whether one holds whenever another does, or never together with it.

Both are asked of the same request at the same moment.  A criterion whose answer may differ from one time to the next
says nothing of another, nor does one that looks at several values say that it excludes another.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from itertools import product
from typing import TypeAlias

from haproxy_model.records import NamedTuple
from haproxy_model.schema.acl_keywords import CRITERIA, DEFAULT_MATCH, FLAGS, OPERATORS, SINGLE_VALUED, VOLATILE
from haproxy_model.schema.versions import LATEST
from haproxy_model.syntax.words import Expandable
from haproxy_model.values.expression import Call, Expression, read_expression
from haproxy_model.views.plain_regexes import plain

Network: TypeAlias = IPv4Network | IPv6Network
#: The numbers from one to another; None for no end.
Range: TypeAlias = tuple[int | None, int | None]

_CONSTANTS = {"always_true": True, "always_false": False}
#: More pairs of patterns are not compared.
_MOST = 10_000
#: Fetches of headers, whose names count the same in upper and lower case.
HEADERS = ("req.hdr", "req.fhdr", "res.hdr", "res.fhdr")
#: Fetches whose values are of one line.
_ONE_LINE = frozenset((*HEADERS, "base", "path", "pathq", "query", "url", "req.ssl_sni", "ssl_fc_sni"))
#: Methods that look for a text in another.
_TEXTUAL = frozenset(("str", "beg", "end", "sub", "dir", "dom"))
#: Signs of flags that take patterns from elsewhere: these may change while HAProxy runs.
_ELSEWHERE = frozenset(("-f", "-M", "-u"))


class Test(NamedTuple):
    """A criterion that is understood as far as it needs to be."""

    #: what it looks at, by the names of fetches; for what is not understood all of its words
    expression: str
    #: the matching method; empty where only the same words say the same
    method: str
    patterns: tuple[str, ...] = ()
    #: whether letters count the same in upper and lower case
    folds: bool = False
    #: whether it looks at one value at most
    is_single: bool = False
    #: whether its answer may differ from one time to the next
    is_volatile: bool = False


class Asked(NamedTuple):
    """The words of a criterion, each where it belongs."""

    #: what it looks at, by the name of the fetch
    fetch: str
    arguments: tuple[str, ...] | None
    converters: tuple[Call, ...]
    #: the matching method; empty where there is none
    method: str
    flags: frozenset[str]
    #: what the value is compared with
    patterns: tuple[str, ...]
    #: whether patterns are read as the method says
    is_plain: bool
    #: whether `-m` names the method
    is_named: bool

    @property
    def is_elsewhere(self) -> bool:
        """Whether patterns stand in files or maps, too."""
        return not self.flags.isdisjoint(_ELSEWHERE)


@lru_cache(maxsize=4096)
def asked(criterion: tuple[str, ...]) -> Asked | None:
    """The words of a criterion; None where a variable stands in it, or it cannot be read."""
    if any(isinstance(word, Expandable) for word in criterion):
        return None
    expression = read_expression(criterion[0] if criterion else "")
    if not isinstance(expression, Expression):
        return None
    row = CRITERIA.get(expression.fetch.name)
    fetch = expression.fetch.name if row is None else row.fetch
    method = _default_method(expression) if row is None or expression.converters else row.match
    patterns, flags, named = _flagged(criterion[1:])
    is_plain = row is None or row.patterns in ("", "method")
    arguments, calls = expression.fetch.arguments, expression.converters
    return Asked(fetch, arguments, calls, named or method, frozenset(flags), patterns, is_plain, bool(named))


@lru_cache(maxsize=4096)
def test_of(criterion: tuple[str, ...]) -> Test | bool | None:
    """What a criterion asks; True or False where it does not depend on anything, None where a variable stands in it."""
    if any(isinstance(word, Expandable) for word in criterion):
        return None
    whole, said = " ".join(criterion), asked(criterion)
    if said is None:
        return Test(whole, "", is_volatile=True)
    calls, method, patterns, folds = said.converters, said.method, said.patterns, "-i" in said.flags
    if not calls and len(criterion) == 1 and said.fetch in _CONSTANTS:
        return _CONSTANTS[said.fetch]
    is_volatile = _is_volatile(said.fetch) or any(_is_volatile(call.name) for call in calls)
    if said.is_elsewhere or method not in _IMPLIES or not said.is_plain:
        return Test(whole, "", is_volatile=is_volatile)
    if calls and calls[-1].name == "lower" and method in _TEXTUAL:
        # What is made lower first fits a pattern as with `-i`, one with capitals never.
        patterns = patterns if folds else tuple([pattern for pattern in patterns if pattern == pattern.lower()])
        calls, folds = calls[:-1], True
        if not patterns:
            return False
    if method == "reg" and not calls and said.fetch in _ONE_LINE:
        method, patterns = _in_plain_words(patterns)
    text = ",".join([_spelled(said.fetch, said.arguments), *map(str, calls)])
    return Test(text, method, patterns, folds, said.fetch in SINGLE_VALUED, is_volatile)


def _spelled(fetch: str, arguments: tuple[str, ...] | None) -> str:
    """A fetch in its one spelling."""
    if arguments and fetch.startswith(HEADERS):
        arguments = (arguments[0].lower(), *arguments[1:])
    return str(Call(name=fetch, arguments=arguments))


def _in_plain_words(patterns: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Regular expressions by the plain method that says the same of each; else as they are."""
    found = [plain(pattern) for pattern in patterns]
    methods = {each.method for each in found if each is not None}
    if len(methods) != 1 or None in found:
        return "reg", patterns
    return methods.pop(), tuple([each.text for each in found if each is not None])


def _flagged(behind: Sequence[str]) -> tuple[tuple[str, ...], set[str], str]:
    """The patterns of a criterion, its flags, and the matching method that it names."""
    flags: set[str] = set()
    method, place = "", 0
    while place < len(behind) and behind[place] in FLAGS:
        flag = behind[place]
        place += 1 + FLAGS[flag]
        if flag == "--":
            break
        flags.add(flag)
        if flag == "-m":
            method = behind[place - 1] if place <= len(behind) else ""
    return tuple(behind[place:]), flags, method


def _is_volatile(name: str) -> bool:
    return name.startswith(VOLATILE) and name not in SINGLE_VALUED


@cache
def _outputs() -> dict[str, str]:
    from haproxy_model.schema.samples import converters, fetches

    tables = (fetches(LATEST), converters(LATEST))
    return {name: row.output for table in tables for name, row in table.items()}


def _default_method(expression: Expression) -> str:
    last = (expression.fetch, *expression.converters)[-1]
    return DEFAULT_MATCH.get(_outputs().get(last.name, ""), "")


def implies(first: Test, second: Test) -> bool:
    """Whether the second is known to hold whenever the first does."""
    if first.is_volatile or second.is_volatile or first.expression != second.expression:
        return False
    if first == second:
        return True
    if not first.method or not second.method or (first.folds and not second.folds):
        return False
    if second.method == "found":
        return True
    compare = _IMPLIES[first.method].get(second.method)
    return compare is not None and _is_short(first, second) and compare(_read(first, second), _read(second, second))


def excludes(first: Test, second: Test) -> bool:
    """Whether both are known never to hold together."""
    if first.is_volatile or second.is_volatile or first.expression != second.expression:
        return False
    if not (first.is_single and first.method and second.method):
        return False
    compare = _EXCLUDES.get((first.method, second.method))
    return compare is not None and _is_short(first, second) and compare(_read(first, second), _read(second, first))


def _is_short(first: Test, second: Test) -> bool:
    return len(first.patterns) * len(second.patterns) <= _MOST


def _read(test: Test, other: Test) -> Sequence[str]:
    return [pattern.lower() for pattern in test.patterns] if test.folds or other.folds else test.patterns


def _within(holds: Callable[[str, str], bool]) -> Callable[[Sequence[str], Sequence[str]], bool]:
    """Whether every value of a pattern is one of another: each pattern lies within some other."""
    return lambda first, second: all(any(holds(one, other) for other in second) for one in first)


def _apart(overlaps: Callable[[str, str], bool]) -> Callable[[Sequence[str], Sequence[str]], bool]:
    """Whether no value fits a pattern of both."""
    return lambda first, second: not any(overlaps(one, other) for one, other in product(first, second))


def network(pattern: str) -> Network | None:
    """The addresses that a pattern means; None where that is a name, or cannot be read."""
    try:
        return ip_network(pattern, strict=False)
    except ValueError:
        return None


def _networks(patterns: Sequence[str]) -> list[Network] | None:
    found = [network(pattern) for pattern in patterns]
    return None if None in found else [each for each in found if each is not None]


def _networks_within(first: Sequence[str], second: Sequence[str]) -> bool:
    ones, others = _networks(first), _networks(second)
    if ones is None or others is None:
        return False
    return all(any(one.version == other.version and one.subnet_of(other) for other in others) for one in ones)  # type: ignore[arg-type]  # of one version


def _networks_apart(first: Sequence[str], second: Sequence[str]) -> bool:
    ones, others = _networks(first), _networks(second)
    if ones is None or others is None:
        return False
    # An address of IPv4 may be compared with one of IPv6.
    return all(one.version == other.version and not one.overlaps(other) for one, other in product(ones, others))


def _ranges(patterns: Sequence[str]) -> list[Range] | None:
    """The numbers that fit: `1:9`, `gt 4`; an operator counts for all numbers behind it."""
    found: list[Range] = []
    operator = "eq"
    for pattern in patterns:
        if pattern in OPERATORS:
            operator = pattern
            continue
        low, colon, high = pattern.partition(":")
        if not all(part.isascii() and part.isdigit() and len(part) < 19 for part in (low, *[high] * bool(colon))):
            return None
        bounds = _BOUNDS[operator](int(low), int(high or low))
        if bounds is None or (colon and operator != "eq"):
            return None
        found.append(bounds)
    return found


_BOUNDS: dict[str, Callable[[int, int], Range | None]] = {
    "eq": lambda low, high: (low, high) if low <= high else None,
    "ge": lambda low, high: (low, None),
    "gt": lambda low, high: (low + 1, None),
    "le": lambda low, high: (None, low),
    "lt": lambda low, high: (None, low - 1),
}


def _is_in(one: Range, other: Range) -> bool:
    low = other[0] is None or (one[0] is not None and one[0] >= other[0])
    return low and (other[1] is None or (one[1] is not None and one[1] <= other[1]))


def _meet(one: Range, other: Range) -> bool:
    return all(high is None or low is None or low <= high for low, high in ((one[0], other[1]), (other[0], one[1])))


def _numbers_within(first: Sequence[str], second: Sequence[str]) -> bool:
    ones, others = _ranges(first), _ranges(second)
    return ones is not None and others is not None and all(any(_is_in(one, each) for each in others) for one in ones)


def _numbers_apart(first: Sequence[str], second: Sequence[str]) -> bool:
    ones, others = _ranges(first), _ranges(second)
    return ones is not None and others is not None and not any(_meet(one, each) for one, each in product(ones, others))


def _same(first: Sequence[str], second: Sequence[str]) -> bool:
    return set(first) <= set(second)


#: What parts the words of `dir`, and those of `dom`.
_SLASHES, _DOTS = "/?", "/?.:"


def _has_word(delimiters: str, begins: bool, ends: bool) -> Callable[[str, str], bool]:
    """Whether all texts of a kind hold a pattern as a word, as HAProxy's `match_word` looks for it.

    Args:
        delimiters: what words end at.
        begins: whether such a text begins with what is known of it.
        ends: whether it ends with it.
    """

    def holds(known: str, pattern: str) -> bool:
        word = pattern.strip(delimiters)
        place = known.find(word) if word else -1
        while place >= 0:
            end = place + len(word)
            before = known[place - 1] in delimiters if place else begins
            if before and (known[end] in delimiters if end < len(known) else ends):
                return True
            place = known.find(word, place + 1)
        return False

    return holds


def _words_within(delimiters: str, other: str) -> Callable[[Sequence[str], Sequence[str]], bool]:
    """Whether what holds a word holds another: what parts the first parts the second, too."""
    holds = _has_word(other, True, True)
    return _within(lambda one, pattern: bool(one.strip(delimiters)) and holds(one.strip(delimiters), pattern))


def _texts_within(delimiters: str) -> Callable[[Sequence[str], Sequence[str]], bool]:
    return _within(lambda one, other: bool(one.strip(delimiters)) and other in one.strip(delimiters))


_EQUAL = _within(lambda one, other: one == other)
_BEGINS, _ENDS, _HOLDS = _within(str.startswith), _within(str.endswith), _within(lambda one, other: other in one)


def _words(begins: bool, ends: bool) -> dict[str, Callable[[Sequence[str], Sequence[str]], bool]]:
    kinds = (("dir", _SLASHES), ("dom", _DOTS))
    return {method: _within(_has_word(delimiters, begins, ends)) for method, delimiters in kinds}


#: Method of the first, method of the second -> whether all that fits the first fits the second.
_IMPLIES: dict[str, dict[str, Callable[[Sequence[str], Sequence[str]], bool]]] = {
    "str": {"str": _EQUAL, "beg": _BEGINS, "end": _ENDS, "sub": _HOLDS, **_words(True, True)},
    "beg": {"beg": _BEGINS, "sub": _HOLDS, **_words(True, False)},
    "end": {"end": _ENDS, "sub": _HOLDS, **_words(False, True)},
    "sub": {"sub": _HOLDS, **_words(False, False)},
    "dir": {
        "dir": _words_within(_SLASHES, _SLASHES),
        "dom": _words_within(_SLASHES, _DOTS),
        "sub": _texts_within(_SLASHES),
    },
    "dom": {"dom": _words_within(_DOTS, _DOTS), "sub": _texts_within(_DOTS)},
    "reg": {"reg": _same},
    "ip": {"ip": _networks_within},
    "int": {"int": _numbers_within},
    "bool": {},
    "found": {},
}
_EXCLUDES: dict[tuple[str, str], Callable[[Sequence[str], Sequence[str]], bool]] = {
    ("str", "str"): _apart(lambda one, other: one == other),
    ("str", "beg"): _apart(str.startswith),
    ("beg", "str"): _apart(lambda one, other: other.startswith(one)),
    ("str", "end"): _apart(str.endswith),
    ("end", "str"): _apart(lambda one, other: other.endswith(one)),
    ("str", "sub"): _apart(lambda one, other: other in one),
    ("sub", "str"): _apart(lambda one, other: one in other),
    ("beg", "beg"): _apart(lambda one, other: one.startswith(other) or other.startswith(one)),
    ("end", "end"): _apart(lambda one, other: one.endswith(other) or other.endswith(one)),
    ("ip", "ip"): _networks_apart,
    ("int", "int"): _numbers_apart,
}
