"""The reading of a line: which row it has, what each of its words is, where its condition begins.

A reading knows no version, no environment and no judgement.  What it finds depends on the section, the row and the
classes of the words alone; so it is made once for each such *shape*, and the words are looked up in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final

from haproxy_model.reading.conditions import Term, condition_terms, terms_of
from haproxy_model.reading.parameters import vocabulary
from haproxy_model.reading.row_finder import ADDED, Found, find_action, find_row
from haproxy_model.reading.signatures import Argument, Choice, compiled
from haproxy_model.reading.steps import fixed_words, steps_of, types_of
from haproxy_model.reading.walker import CONVERTER, EMPTY, NUMBER, PARAMETERS, PLAIN, VARIABLE, Misfit, Part, Role, Walk
from haproxy_model.records import NamedTuple
from haproxy_model.schema.keywords import rows
from haproxy_model.schema.references import DEFINITIONS, REFERENCES, RESHAPED, RETYPED
from haproxy_model.schema.rows import Action, Keyword
from haproxy_model.schema.sections import SECTIONS
from haproxy_model.syntax.patterns import fullmatch
from haproxy_model.syntax.words import CONDITIONS, Expandable
from haproxy_model.values.condition import Condition, read_condition
from haproxy_model.values.expression import leading_name
from haproxy_model.values.unread import Unread

#: How many shapes of one row are remembered.
_LIMIT = 1024
#: The most words of a line whose shape is remembered.
_LONGEST = 64
#: What stands for the actions of add-ons, and for those that nobody knows.
_ADDED: Final = Found(Action("", "", "[<arg:string>]* [@cond]"), "lua.")
_UNKNOWN: Final = Found(Action("", "", "[@cond]"), "?")
#: What begins the signature of rules, whose action has one of its own.
_RULES = "<action:action>"
#: A number, a duration or a size, whether or not it is a right one; names of fetches may begin with a digit, too.
_NUMBER: Final = fullmatch(r"[+-]?[0-9]\w*")
#: Types whose words hold expressions, which hold names.
EXPRESSIONS: Final = frozenset(("sample_expr", "criterion", "port_or_expr", "log_format"))
_NAMING = EXPRESSIONS | REFERENCES.keys() | DEFINITIONS.keys()
_SWITCHES = ("no", "default")


class Inner(NamedTuple):
    """An argument between the parentheses that are glued to a word."""

    #: the word
    word: int
    #: where the argument begins and ends in it
    start: int
    end: int
    type: str


class Shape(NamedTuple):
    """What lines of one section, one row and the same classes of words have in common."""

    #: the row of the keyword; None where nobody knows the line
    row: Keyword | None
    #: the row of the action of a rule; None for other lines, and for actions that nobody knows
    action: Action | None
    #: how many words stand before the arguments: the keyword, with what is before it, and the action
    depth: int
    #: every word in its order
    parts: tuple[Part, ...]
    #: the place of `if` or `unless`; how many words there are where none stands
    condition: int
    #: the parts that are, or may hold, names
    naming: tuple[Part, ...]
    #: where the fixed words, or the number of words, do not fit for the first time
    misfit: Misfit | None = None


class Reading:
    """A line as it is read: a shape, and the words that are looked up in it."""

    __slots__ = ("shape", "words")

    def __init__(self, shape: Shape, words: tuple[str, ...]) -> None:
        self.shape = shape
        self.words = words

    @property
    def row(self) -> Keyword | None:
        """The row of the keyword."""
        return self.shape.row

    @property
    def action(self) -> Action | None:
        """The row of the action of a rule."""
        return self.shape.action

    @property
    def prefix(self) -> str:
        """`no` or `default` before the keyword; else empty."""
        first = self.shape.parts[0] if self.shape.parts else None
        return self.words[0] if first is not None and first.role is Role.PREFIX else ""

    @property
    def parts(self) -> tuple[Part, ...]:
        """What every word is, in their order."""
        return self.shape.parts

    @property
    def head(self) -> Part:
        """The words of the keyword, and of the action."""
        return self.shape.parts[1 if self.prefix else 0]

    @property
    def arguments(self) -> tuple[Part, ...]:
        """What the words behind the keyword and the action are."""
        return self.shape.parts[2 if self.prefix else 1 :]

    @property
    def name(self) -> str:
        """What the tables call the line: the name of its action, else of its row, without parentheses."""
        return self.head.name

    @property
    def glued(self) -> str:
        """What is glued to the name of the keyword or action: parentheses and what they hold."""
        return self.words[self.shape.depth - 1][len(self.name.rpartition(" ")[2]) :]

    @property
    def last(self) -> int:
        """The place of the last word."""
        return len(self.words) - 1

    @property
    def judged(self) -> tuple[str, ...]:
        """The words that HAProxy reads, up to `if` or `unless`: lines whose conditions alone differ share them."""
        words = self.words[: self.shape.condition + 1]
        return words if all(words) else words[: words.index("")]

    @property
    def end(self) -> int:
        """The place of the empty word that ends the arguments; how many words there are where none does."""
        return self.words.index("") if "" in self.words else len(self.words)

    @property
    def is_cut(self) -> bool:
        """Whether an empty word ends the arguments."""
        return "" in self.words

    @property
    def has_variables(self) -> bool:
        """Whether some word holds variables that are not put in."""
        return any(isinstance(word, Expandable) for word in self.words)

    def word(self, place: int) -> str:
        """The word at a place that something was found at."""
        return self.words[place]

    def text(self, part: Part) -> str:
        """The first word of a part."""
        return self.words[part.start]

    def texts(self, part: Part) -> tuple[str, ...]:
        """The words of a part."""
        return self.words[part.start : part.end]

    def said(self, count: int | None = None) -> str:
        """The words with one blank between them, or the first few of them: how messages name the line."""
        return " ".join(self.words[:count])

    @property
    def condition(self) -> int:
        """The place of `if` or `unless`; how many words there are where none stands."""
        return self.shape.condition

    @property
    def fitting(self) -> Iterator[Part]:
        """The parts before the first word that fits nowhere."""
        misfit = self.shape.misfit
        return (part for part in self.shape.parts if misfit is None or part.start < misfit.place)

    @property
    def may_have_condition(self) -> bool:
        """Whether `if` or `unless` may begin a condition."""
        return "@cond" in self.signature

    @property
    def lacks_condition(self) -> bool:
        """Whether a condition must stand, and none does."""
        return self.signature.endswith("@cond") and self.shape.condition >= len(self.words)

    @property
    def signature(self) -> str:
        """What may follow the keyword, or the action, as its row says."""
        row = self.shape.action or self.shape.row
        return "" if row is None else row.arguments

    @property
    def inner(self) -> tuple[Inner, ...]:
        """What stands between the parentheses that are glued to the last word of the keyword or action."""
        row = self.shape.action or self.shape.row
        place = self.shape.depth - 1
        if row is None or not row.parenthesised or "(" not in self.words[place]:
            return ()
        return tuple(_inner(row.parenthesised, place, self.words[place]))

    @property
    def terms(self) -> tuple[Term, ...] | Unread:
        """The terms of the condition with their places; none without a condition."""
        return condition_terms(self.words, self.shape.condition)

    @property
    def every_term(self) -> list[Term]:
        """The terms of the condition, of one that cannot be read as many as there are."""
        return terms_of(self.words, self.shape.condition)

    @property
    def criteria(self) -> tuple[Term, ...]:
        """The criteria of an ACL, or of a condition that can be read, with their places."""
        row, first = self.shape.row, self.shape.depth + 1
        if row is not None and row.name == "acl":
            return (Term(first, None, self.words[first:]),) if first < len(self.words) else ()
        terms = self.terms
        return () if isinstance(terms, Unread) else tuple([term for term in terms if term.name is None])

    @property
    def parameters(self) -> Iterator[tuple[Part, tuple[str, ...]]]:
        """The parameters of the line, and words that are none where one may stand: each with its values."""
        found = [part for part in self.shape.parts if part.role in _LEADING]
        ends = [part.start for part in found[1:]] + [self.end]
        return ((part, self.words[part.start : end]) for part, end in zip(found, ends, strict=False))

    @property
    def condition_words(self) -> tuple[str, ...]:
        """`if` or `unless` and the words after it; none without a condition."""
        return self.words[self.shape.condition :]

    @property
    def clause(self) -> Condition | Unread | None:
        """The condition as a value; None without one."""
        words = self.condition_words
        return _clause(words) if words else None

    def place(self, name: str) -> int | None:
        """The place of the last value of that name, see `part`; None where there is none."""
        part = self.part(name)
        return None if part is None else part.start

    def part(self, name: str) -> Part | None:
        """The last value of that name: what follows a fixed word or parameter, or an argument so called.

        A fixed word or flag without a value is its own; None where there is none.
        """
        for part in reversed(self.shape.parts):
            if name in (part.name, part.leader) and part.role in _VALUED:
                return part
        return None

    def keyword(self, name: str) -> int | None:
        """The place of a fixed word, or of the name of a parameter, the last time; None where it does not stand."""
        for part in reversed(self.shape.parts):
            if part.name == name and part.role in _FIXED:
                return part.start
        return None

    def value(self, name: str) -> str | None:
        """The word at the place of a name; None where there is none."""
        place = self.place(name)
        return None if place is None else self.words[place]


_FIXED = frozenset((Role.LITERAL, Role.PARAMETER))
_LEADING = frozenset((Role.PARAMETER, Role.SURPLUS))
_VALUED = frozenset((Role.ARGUMENT, Role.EXPRESSION, Role.VALUE, Role.LITERAL, Role.PARAMETER))


# Few conditions of a file are of their own.
_clause = lru_cache(maxsize=4096)(read_condition)


@lru_cache(maxsize=4096)
def read(section: str, words: tuple[str, ...]) -> Reading:
    """Read a line; lines of equal words occur again and again.

    Args:
        section: the keyword of the section it stands in.
        words: its words; at least one.
    """
    start = 1 if words[0] in _SWITCHES and len(words) > 1 else 0
    row, depth = find_row(section, words, start)
    if row is None:
        return Reading(_nameless(start, len(words), bool(rows(section, words[start]))), words)
    if not row.arguments.startswith(_RULES):
        return _family(section, row).reading(start, depth, words)
    word = words[depth] if depth < len(words) else ""
    found = find_action(".".join(words[start:depth]), word)
    if found is not None:
        return _family(section, row, found).reading(start, depth + 1, words)
    is_added = word.startswith(ADDED)
    return _family(section, row, _ADDED if is_added else _UNKNOWN).reading(start, depth + is_added, words)


def read_header(section: str, words: tuple[str, ...]) -> Reading:
    """Read the line that opens a section.

    Args:
        section: the keyword of the section.
        words: its words; at least one.
    """
    start = words.index(section) if section in words[:2] else 0
    return _header_family(section).reading(start, start + 1, words)


class _Family:
    """Lines of one row, and of one action: how they are read, and those shapes of them that were met.

    Args:
        name: the row's name, as `schema.references` calls it.
        arguments: the signature.
        row: the row; None for lines that open sections.
        action: the row of the action.
    """

    def __init__(self, name: str, arguments: str, row: Keyword | None, action: Action | None) -> None:
        self.name = name
        self.row = row
        self.action = action
        self.steps = steps_of(arguments)
        self.stops = CONDITIONS if arguments.endswith(("@cond", "@cond]")) else ()
        self.retyped = {argument: kind for (each, argument), kind in RETYPED.items() if each == name}
        types = types_of(self.steps)
        #: words that are a class each
        self.known = dict.fromkeys((*fixed_words(self.steps), *self.stops))
        line = next((PARAMETERS[kind] for kind in PARAMETERS if kind in types), None)
        self.parameters = None if line is None else vocabulary(line)
        if self.parameters is not None:
            self.known.update(dict.fromkeys(self.parameters.words))
        self.converters = _converters() if "sample_expr" in types else frozenset[str]()
        self.has_numbers = "sample_expr" in types and len(types) > 1
        #: a fixed word may have `!` in front
        self.has_bangs = "!" in self.known
        self._shapes: dict[tuple[object, ...], Shape] = {}

    def reading(self, start: int, depth: int, words: tuple[str, ...]) -> Reading:
        """The reading of a line whose arguments begin at `depth`."""
        known, stops, closer = self.known, self.stops, self._class
        end = words.index("") if "" in words else len(words)
        classes: list[str] = []
        for word in words[depth:]:
            if word in known:
                classes.append(word)
                if word in stops:
                    # Most likely the condition: what comes after it does not matter to what comes before.
                    break
            else:
                classes.append(closer(word))
        key = (start, depth, end, len(words), *classes)
        shape = self._shapes.get(key)
        if shape is None:
            likely = depth + len(classes) - 1
            classes += [word if word in known else closer(word) for word in words[depth + len(classes) :]]
            whole = (start, depth, end, len(words), *classes)
            shape = self._shapes.get(whole)
            if shape is None:
                shape = self._shape(start, depth, end, words, classes)
                if len(words) <= _LONGEST:
                    if len(self._shapes) >= _LIMIT:
                        self._shapes.clear()
                    self._shapes[key if shape.condition == likely else whole] = shape
        return Reading(shape, words)

    def _class(self, word: str) -> str:
        if isinstance(word, Expandable):
            return VARIABLE
        if not word:
            return EMPTY
        if word[0] == "!" and self.has_bangs:
            bare = word.lstrip("!") or "!"
            return bare if bare in self.known else PLAIN
        if self.converters:
            if self.has_numbers and _NUMBER(word):
                return NUMBER
            name = leading_name(word)
            return CONVERTER if name in self.converters or name.startswith("lua.") else PLAIN
        row = self.parameters.row(word) if self.parameters is not None and "(" in word else None
        return PLAIN if row is None else row.name

    def _shape(self, start: int, depth: int, end: int, words: tuple[str, ...], classes: list[str]) -> Shape:
        converters = self.converters.intersection(self.known) if self.converters else self.converters
        walk = Walk([*words[:depth], *classes], end, self.stops, self.retyped, converters)
        parts = [Part(0, 1, Role.PREFIX)] * start + [Part(start, min(depth, end), Role.KEYWORD, "", self.name)]
        walk.parts = parts
        place = walk.walk(self.steps, depth)
        condition = place if place < end else len(words)
        if condition < end:
            parts.append(Part(condition, end, Role.CONDITION))
        parts += (Part(each, each + 1, Role.SURPLUS) for each in range(end, len(words)))
        naming = tuple(part for part in parts if part.type in _NAMING)
        return Shape(self.row, self.action, depth, tuple(parts), condition, naming, walk.misfit)


def _family(section: str, row: Keyword, found: Found | None = None) -> _Family:
    key = (section, row.name, "" if found is None else found.name)
    family = _FAMILIES.get(key)
    if family is None:
        arguments = RESHAPED.get(row.name, row.arguments) if found is None else found.row.arguments
        action = None if found is None or not found.row.name else found.row
        family = _FAMILIES[key] = _Family((found or row).name.removesuffix("()"), arguments, row, action)
    return family


#: (section, row, action) -> its lines; the tables have only so many.
_FAMILIES: dict[tuple[str, str, str], _Family] = {}


@cache
def _header_family(section: str) -> _Family:
    return _Family(section, SECTIONS[section].arguments, None, None)


@cache
def _converters() -> frozenset[str]:
    from haproxy_model.schema.converters import CONVERTERS

    return frozenset(row.name for row in CONVERTERS)


@lru_cache(maxsize=256)
def _nameless(start: int, count: int, is_known: bool) -> Shape:
    """What a line is whose row nobody knows, perhaps because only the first of its words is known."""
    first = Role.KEYWORD if is_known else Role.SURPLUS
    parts = (Part(0, 1, Role.PREFIX),) * start + (Part(start, start + 1, first),)
    parts += tuple(Part(place, place + 1, Role.SURPLUS) for place in range(start + 1, count))
    return Shape(None, None, start, parts, count, ())


def _inner(signature: str, place: int, word: str) -> Iterator[Inner]:
    start = word.index("(") + 1
    types = _types_between(signature)
    for number, text in enumerate(word[start:].removesuffix(")").split(",")):
        if number < len(types):
            yield Inner(place, start, start + len(text), types[number])
        start += len(text) + 1


@cache
def _types_between(signature: str) -> tuple[str, ...]:
    """The types of the arguments between parentheses; empty for a fixed word."""
    types: list[str] = []
    waiting = list(reversed(compiled(signature)))
    while waiting:
        node = waiting.pop()
        if isinstance(node, Argument):
            types.append(node.type)
        elif isinstance(node, Choice):
            waiting += reversed(node.alternatives[0][0])
        elif node.firsts != (",",):
            types.append("")
    return tuple(types)
