"""The words of a line walked from left to right by the steps of its signature: what each of them is.

Nothing is judged: a word that fits nowhere is surplus, so that a line with a mistake is read as far as it goes.
Only the classes of words are looked at, never the words themselves; so lines of one shape are walked once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from typing import Final, Literal

from haproxy_model.reading.parameters import Vocabulary, vocabulary
from haproxy_model.reading.steps import Bag, Slot, Steps
from haproxy_model.records import NamedTuple
from haproxy_model.schema.references import PARAMETERS as RENAMED

#: Classes of words beside fixed words, which are a class each: one that holds variables, one that begins like a number,
#: one that begins with the name of a converter, any other, and the empty one.
VARIABLE: Final = "$"
NUMBER: Final = "0"
CONVERTER: Final = ","
PLAIN: Final = "*"
EMPTY: Final = ""

#: Types whose words are parameters up to the end of the line, and which.
PARAMETERS: Final[Mapping[str, Literal["server", "bind", "certificate"]]] = {
    "server_options": "server",
    "bind_options": "bind",
    "crtlist_options": "certificate",
}


class Role(StrEnum):
    """What a part of a line is to its line."""

    #: `no` or `default` before the keyword
    PREFIX = "prefix"
    #: a word of the keyword, of the ruleset, or the name of an action
    KEYWORD = "keyword"
    #: a fixed word of the signature
    LITERAL = "literal"
    #: a value of some type
    ARGUMENT = "argument"
    #: a sample expression, with the converters in words of their own
    EXPRESSION = "expression"
    #: the name of a parameter
    PARAMETER = "parameter"
    #: a value of the parameter before it
    VALUE = "value"
    #: `if` or `unless`, and its terms
    CONDITION = "condition"
    #: a word that fits nowhere, or stands after an empty one
    SURPLUS = "surplus"


class Part(NamedTuple):
    """A word of a line, or several that belong together."""

    #: the first word, and the one after the last
    start: int
    end: int
    role: Role
    #: its type; of several the last, which is the wider
    type: str = ""
    #: what the signature calls it: the fixed word, the name of the argument, or the parameter to which it belongs
    name: str = ""
    #: the fixed word that it follows
    leader: str = ""


class Misfit(NamedTuple):
    """The first word that fits nowhere, or where a word is missing."""

    #: the word; for a missing one that behind which it would stand, plus one
    place: int
    #: what was expected; None where a word is too much
    expected: Slot | None
    #: whether the words, or those before the condition, end there
    is_end: bool


class Walk:
    """One walk.

    Args:
        classes: the class of each word.
        end: the word after the last one that counts.
        stops: the words that may begin the condition; none where the line has none.
        retyped: types of arguments by name or leader, where the signature says less.
    """

    def __init__(
        self,
        classes: Sequence[str],
        end: int,
        stops: Collection[str],
        retyped: Mapping[str, str],
        converters: Collection[str],
    ) -> None:
        self.parts: list[Part] = []
        #: what is wrong with the fixed words and the number of words, where it is first seen
        self.misfit: Misfit | None = None
        self._classes = classes
        self._end = end
        self._stops = stops
        self._retyped = retyped
        self._converters = converters

    def walk(self, steps: Steps, place: int) -> int:
        """Take the words from a place on; gives that of the condition, or the end."""
        todo = list(reversed(steps))
        while todo and place < self._end:
            step = todo.pop()
            place = self._slot(step, place, todo) if isinstance(step, Slot) else self._bag(step, place, bool(todo))
        self._lack(todo, place)
        while place < self._end and self._classes[place] not in self._stops:
            place = self._surplus(place)
        return place

    def _bag(self, bag: Bag, place: int, is_followed: bool) -> int:
        leads, values, needs = bag.leads, list(bag.values), list(bag.needs)
        while place < self._end:
            word = self._classes[place]
            inner: list[Slot | Bag]
            if word in leads:
                self._add(place, place + 1, Role.LITERAL, "", word)
                needs = [each for each in needs if word not in each]
                place, inner = place + 1, list(reversed(leads[word]))
            elif word in self._stops:
                break
            elif values:
                slot = self._chosen(values, word)
                place = self._slot(slot, place, inner := [])
                needs = [each for each in needs if EMPTY not in each]
                if not slot.many:
                    values.remove(slot)
            elif is_followed:
                break
            else:
                self._need(needs, leads, place)
                place, inner = self._surplus(place), []
            while inner and place < self._end:
                step = inner.pop()
                if isinstance(step, Slot):
                    place = self._slot(step, place, inner)
                elif inner:
                    place = self._bag(step, place, True)
                else:
                    # What an alternative leaves open may come at any time.
                    leads, values = {**step.leads, **leads}, [*step.values, *values]
                    needs += step.needs
            self._lack(inner, place)
        self._need(needs, leads, place)
        return place

    def _need(self, needs: Sequence[tuple[str, ...]], leads: Mapping[str, Steps], place: int) -> None:
        """Note that one of some words does not stand where the words of a bag end."""
        if needs:
            self._miss(place, Slot(leads={word: leads[word] for word in needs[0] if word in leads}))

    def _lack(self, todo: Sequence[Slot | Bag], place: int) -> None:
        """Note what is missing of the steps that were not taken, the next one last."""
        for step in reversed(todo):
            if isinstance(step, Slot):
                self._miss(place, step)
            else:
                self._need(step.needs, step.leads, place)

    def _miss(self, place: int, expected: Slot | None) -> None:
        if self.misfit is None:
            is_end = place >= self._end or (expected is not None and self._classes[place] in self._stops)
            self.misfit = Misfit(place, expected, is_end)

    def _chosen(self, values: Sequence[Slot], word: str) -> Slot:
        """The value that is next; a parameter is one where some may come, whatever else may."""
        for slot in values:
            if slot.types and slot.types[0] in PARAMETERS and vocabulary(PARAMETERS[slot.types[0]]).row(word):
                return slot
        return values[0]

    def _slot(self, slot: Slot, place: int, todo: list[Slot | Bag]) -> int:
        word = self._classes[place]
        if word in slot.leads:
            self._add(place, place + 1, Role.LITERAL, "", word, slot.leader)
            todo += reversed(slot.leads[word])
            return place + 1
        if not slot.types:
            if word != VARIABLE:
                self._miss(place, slot)
                return self._surplus(place)
            self._add(place, place + 1, Role.LITERAL, "", "", slot.leader)
            return place + 1
        todo += reversed(slot.rest)
        kind = slot.types[-1] if word != NUMBER else slot.types[0]
        if kind in PARAMETERS:
            return self._parameters(vocabulary(PARAMETERS[kind]), place)
        if kind in ("string", "sample_expr"):
            kind = self._retyped.get(slot.leader) or self._retyped.get(slot.name) or kind
        end = place + 1
        if kind == "sample_expr":
            while end < self._end and (self._classes[end] == CONVERTER or self._classes[end] in self._converters):
                end += 1
        role = Role.EXPRESSION if kind in ("sample_expr", "criterion", "converter_list") else Role.ARGUMENT
        self._add(place, end, role, kind, slot.name, slot.leader)
        return end

    def _parameters(self, known: Vocabulary, first: int) -> int:
        for start, stop in known.plan(self._classes[first : self._end]):
            row = known.row(self._classes[first + start])
            if row is None:
                self._surplus(first + start)
                continue
            self._add(first + start, first + start + 1, Role.PARAMETER, "", row.name)
            kinds = (RENAMED[row.name],) if row.name in RENAMED else row.parts
            for place in range(start + 1, stop):
                kind = kinds[place - start - 1] if place - start <= len(kinds) else ""
                self._add(first + place, first + place + 1, Role.VALUE, kind, row.name)
        return self._end

    def _surplus(self, place: int) -> int:
        self._miss(place, None)
        self._add(place, place + 1, Role.SURPLUS)
        return place + 1

    def _add(self, start: int, end: int, role: Role, kind: str = "", name: str = "", leader: str = "") -> None:
        self.parts.append(Part(start, end, role, kind, name, leader))
