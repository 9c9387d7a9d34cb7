"""Signatures of rules (`arguments`, see schema/rows.py) made into what can be held against the words of a line.

A signature is first *slots*, whose words stand in their order, then *groups*, each led by a literal word, which may
stand in any order; that is how HAProxy reads almost every rule.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

_TOKENS = re.compile(r"<[^>]*>|[\[\]{}|]|[*+](?=\s|$|\]|\}|\|)|[^\s\[\]{}|<>*]+").findall


class Slot(NamedTuple):
    """One argument: one of some words, or a value of one of some types."""

    #: what the table calls it
    name: str
    types: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"one of {', '.join(f'`{word}`' for word in self.words)}" if self.words else f"<{self.name}>"


class Group(NamedTuple):
    """Words that begin with a literal: one of the alternatives, by their first word."""

    alternatives: dict[str, Signature]
    required: bool = False

    def __str__(self) -> str:
        names = [f"`{' '.join((word, *map(str, body.slots)))}`" for word, body in self.alternatives.items()]
        return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))


class Signature(NamedTuple):
    """What may follow a keyword, its condition left out."""

    slots: tuple[Slot, ...] = ()
    groups: tuple[Group, ...] = ()
    #: whether `if` or `unless` may follow: "", "optional" or "required"
    condition: str = ""
    #: the last slot may stand any number of times
    repeats: bool = False
    #: the group that a word begins
    leaders: dict[str, Group] = {}  # noqa: RUF012  # never changed


class _Node(NamedTuple):
    """A piece of a signature: a literal, an argument, or a choice among sequences, which may be optional."""

    text: str = ""
    slot: Slot | None = None
    choices: tuple[tuple[_Node, ...], ...] = ()
    optional: bool = False
    repeated: bool = False


@cache
def signature(text: str) -> Signature:
    """The signature that a table's text denotes."""
    condition = "optional" if text.endswith("[@cond]") else "required" if text.endswith("@cond") else ""
    text = text.removesuffix("[@cond]").removesuffix("@cond")
    compiled = _compile(_sequences(list(reversed(_TOKENS(text))))[0])
    return compiled._replace(condition=condition)


def with_groups(slots: Signature, *groups: Group) -> Signature:
    """A signature with groups behind its slots."""
    leaders = {word: group for group in reversed(groups) for word in group.alternatives}
    return slots._replace(groups=groups, leaders=leaders)


def _sequences(tokens: list[str]) -> tuple[tuple[_Node, ...], ...]:
    """The alternatives up to the closing bracket; brackets nest as deeply as our own tables have them."""
    alternatives: list[list[_Node]] = [[]]
    while tokens:
        token = tokens.pop()
        if token in "]}":
            break
        if token == "|":
            alternatives.append([])
        elif token in "[{":
            alternatives[-1].append(_Node(choices=_sequences(tokens), optional=token == "["))
        elif token in "*+":
            alternatives[-1][-1] = alternatives[-1][-1]._replace(repeated=True)
        elif token[0] == "<":
            name, _, kind = token[1:-1].partition(":")
            alternatives[-1].append(_Node(slot=Slot(name, (kind,))))
        else:
            alternatives[-1].append(_Node(token))
    return tuple(tuple(each) for each in alternatives)


def _compile(nodes: tuple[_Node, ...]) -> Signature:
    slots: list[Slot] = []
    groups: list[Group] = []
    repeats = False
    place = 0
    while place < len(nodes):
        node = nodes[place]
        place += 1
        if node.slot is not None:
            slots.append(node.slot)
            repeats = repeats or node.repeated
        elif node.choices:
            repeats = _add_choice(node, slots, groups) or repeats
        else:
            # A literal leads the arguments right behind it; one without is a slot of its own.
            end = place
            while end < len(nodes) and nodes[end].slot is not None:
                end += 1
            if end > place or groups:
                groups.append(Group({node.text: _compile(nodes[place:end])}, required=True))
            else:
                slots.append(Slot(node.text, words=(node.text,)))
            place = end
    return with_groups(Signature(tuple(slots), repeats=repeats), *groups)


def _add_choice(node: _Node, slots: list[Slot], groups: list[Group]) -> bool:
    choices = node.choices
    if len(choices) == 1 and len(choices[0]) == 1 and choices[0][0].choices:
        # A choice within optional brackets is an optional choice.
        choices = choices[0][0].choices
    heads = [choice[0] for choice in choices if choice]
    if all(head.text for head in heads):
        if not node.optional and all(len(choice) == 1 for choice in choices):
            slots.append(Slot("", words=tuple(head.text for head in heads)))
            return node.repeated
        alternatives = {choice[0].text: _compile(choice[1:]) for choice in choices}
        groups.append(Group(alternatives, not node.optional))
    elif all(len(choice) == 1 and choice[0].slot is not None for choice in choices):
        types = tuple(kind for head in heads if head.slot for kind in head.slot.types)
        slots.append(Slot(" or ".join(head.slot.name for head in heads if head.slot), types))
        return node.optional or node.repeated
    return False
