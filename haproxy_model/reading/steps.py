"""How a line is read by its signature: what has its place, and what may stand in any order, from left to right.

HAProxy's parsers take some words by their place and then loop over the rest, whose order is free: each fixed word
there leads the words that belong to it.  So fixed words with what follows them, and whatever is optional, make a *bag*;
what must stand has its place.  Where a bag has an alternative open, the fixed words within it may come at any time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import TypeAlias

from haproxy_model.reading.signatures import Argument, Choice, Condition, Literal, Node, compiled
from haproxy_model.records import NamedTuple
from haproxy_model.syntax.words import CONDITIONS


class Slot(NamedTuple):
    """One word that has its place: one of some fixed words, or a value."""

    #: what the signature calls the value
    name: str = ""
    #: the types that it may have; none where only fixed words are right
    types: tuple[str, ...] = ()
    #: the fixed words, and what comes after each
    leads: Mapping[str, Steps] = {}  # never changed
    #: what comes after a value
    rest: Steps = ()
    #: the fixed word to which it belongs
    leader: str = ""
    #: any number of such values may stand
    many: bool = False


class Bag(NamedTuple):
    """Words in any order: fixed ones with what comes after each, and values where no fixed word fits."""

    leads: Mapping[str, Steps] = {}  # never changed
    values: tuple[Slot, ...] = ()
    #: the sets of fixed words of which one must stand; an empty word among them stands for a value
    needs: tuple[tuple[str, ...], ...] = ()


Steps: TypeAlias = tuple["Slot | Bag", ...]


@cache
def steps_of(arguments: str) -> Steps:
    """The steps of a signature, its condition left out."""
    return _steps(compiled(arguments), "")


def fixed_words(steps: Steps) -> set[str]:
    """Every fixed word of a signature."""
    return {word for step in _every(steps) for word in step.leads}


def types_of(steps: Steps) -> set[str]:
    """Every type of a value in a signature."""
    return {kind for step in _every(steps) if isinstance(step, Slot) for kind in step.types}


def _every(steps: Steps) -> Iterator[Slot | Bag]:
    waiting = list(steps)
    while waiting:
        step = waiting.pop()
        yield step
        waiting += step.rest if isinstance(step, Slot) else step.values
        for body in step.leads.values():
            waiting += body


def _steps(nodes: Sequence[Node], leader: str) -> Steps:
    steps: list[Slot | Bag] = []
    place = 0
    while place < len(nodes):
        node = nodes[place]
        place += 1
        if isinstance(node, Literal):
            # A fixed word leads the values right behind it.
            end = place
            while end < len(nodes) and nodes[end].least and not isinstance(nodes[end], (Literal, Condition)):
                end += 1
            if end > place or (steps and isinstance(steps[-1], Bag)):
                _put(steps, {node.word: _steps(nodes[place:end], node.word)}, needs=((node.word,),))
            else:
                steps.append(Slot(leads={node.word: ()}, leader=leader))
            place = end
        elif isinstance(node, Argument):
            slot = Slot(node.name, (node.type,), leader=leader, many=node.many)
            if node.least:
                steps.append(slot)
            if node.many or not node.least:
                _put(steps, {}, slot)
        elif isinstance(node, Choice):
            # What nothing can stand beside is read once; else HAProxy loops over the words.
            is_alone = not steps and all(each.firsts == CONDITIONS for each in nodes[place:])
            _choose(node, steps, leader, is_alone=is_alone)
    return tuple(steps)


def _put(
    steps: list[Slot | Bag], leads: Mapping[str, Steps], *values: Slot, needs: tuple[tuple[str, ...], ...] = ()
) -> None:
    """Put words into the bag that the steps end with."""
    last = steps.pop() if steps and isinstance(steps[-1], Bag) else Bag()
    assert isinstance(last, Bag)
    steps.append(Bag({**last.leads, **leads}, (*last.values, *values), (*last.needs, *needs)))


def _choose(node: Choice, steps: list[Slot | Bag], leader: str, *, is_alone: bool) -> None:
    (first, _), *others = node.alternatives
    if node.is_optional and not others and len(first) == 1 and isinstance(first[0], Choice):
        # A choice within brackets is an optional choice.
        inner = first[0]
        _alternatives(inner, steps, leader, is_placed=False, is_alone=False, many=node.many or inner.many)
    else:
        _alternatives(node, steps, leader, is_placed=node.least > 0, is_alone=is_alone, many=node.many)


def _alternatives(
    node: Choice, steps: list[Slot | Bag], leader: str, *, is_placed: bool, is_alone: bool, many: bool
) -> None:
    leads: dict[str, Steps] = {}
    values: list[Argument] = []
    rest: Steps = ()
    bags: list[Bag] = []
    for sequence, _ in node.alternatives:
        head = sequence[0]
        if isinstance(head, Literal):
            leads[head.word] = _steps(sequence[1:], head.word)
        elif isinstance(head, Argument):
            values.append(head)
            rest = _steps(sequence[1:], leader) or rest
        else:
            after = list(_steps(sequence, leader))
            if after and isinstance(opening := after[0], Slot):
                behind = tuple(after[1:])
                leads.update((word, (*body, *behind)) for word, body in opening.leads.items())
                slots = (opening._replace(leads={}, rest=(*opening.rest, *behind)),) if opening.types else ()
                after = [Bag(values=slots)]
            bags += (step for step in after if isinstance(step, Bag))
    slot = Slot(" or ".join(v.name for v in values), tuple(v.type for v in values), leads, rest, leader, many)
    is_first = not steps and (bool(leader) or (is_alone and not many))
    if is_placed and not bags and (values or is_first or not any(leads.values())):
        steps.append(slot)
        if not many:
            return
        is_placed = False
    for bag in bags:
        leads = {**leads, **bag.leads}
    free = ((slot._replace(leads={}),) if values else ()) + tuple(value for bag in bags for value in bag.values)
    _put(steps, leads, *free, needs=((*leads, *[""] * bool(free)),) if is_placed else ())
