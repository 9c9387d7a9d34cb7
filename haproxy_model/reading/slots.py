"""Signatures as rules are judged by them: slots in their order, then groups in any order.

A group is led by a literal word; that is how HAProxy reads almost every rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from haproxy_model.reading.signatures import Argument, Choice, Condition, Literal, Node, compiled
from haproxy_model.syntax.words import CONDITIONS


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


@cache
def signature(text: str) -> Signature:
    """The signature that a table's text denotes."""
    nodes = compiled(text)
    condition = ""
    if nodes and isinstance(nodes[-1], Condition):
        condition = "required"
    elif nodes and isinstance(nodes[-1], Choice) and nodes[-1].firsts == CONDITIONS:
        condition = "optional"
    return _compile(nodes[:-1] if condition else nodes)._replace(condition=condition)


def with_groups(slots: Signature, *groups: Group) -> Signature:
    """A signature with groups behind its slots."""
    leaders = {word: group for group in reversed(groups) for word in group.alternatives}
    return slots._replace(groups=groups, leaders=leaders)


def _compile(nodes: Sequence[Node]) -> Signature:
    slots: list[Slot] = []
    groups: list[Group] = []
    repeats = False
    place = 0
    while place < len(nodes):
        node = nodes[place]
        place += 1
        if isinstance(node, Argument):
            slots.append(_slot(node))
            repeats = repeats or node.many
        elif isinstance(node, Choice):
            repeats = _add_choice(node, slots, groups) or repeats
        elif isinstance(node, Literal):
            # A literal leads the arguments right behind it; one without is a slot of its own.
            end = place
            while end < len(nodes) and isinstance(nodes[end], Argument):
                end += 1
            if end > place or groups:
                groups.append(Group({node.word: _compile(nodes[place:end])}, required=True))
            else:
                slots.append(Slot(node.word, words=(node.word,)))
            place = end
    return with_groups(Signature(tuple(slots), repeats=repeats), *groups)


def _add_choice(node: Choice, slots: list[Slot], groups: list[Group]) -> bool:
    choices = [sequence for sequence, _ in node.alternatives]
    if len(choices) == 1 and len(choices[0]) == 1 and isinstance(choices[0][0], Choice):
        # A choice within optional brackets is an optional choice.
        choices = [sequence for sequence, _ in choices[0][0].alternatives]
    heads = [choice[0] for choice in choices]
    literals = [head for head in heads if isinstance(head, Literal)]
    arguments = [head for head in heads if isinstance(head, Argument)]
    if len(literals) == len(heads):
        if not node.is_optional and all(len(choice) == 1 for choice in choices):
            slots.append(Slot("", words=tuple(head.word for head in literals)))
            return node.many
        bodies = {head.word: _compile(choice[1:]) for head, choice in zip(literals, choices, strict=True)}
        groups.append(Group(bodies, not node.is_optional))
    elif len(arguments) == len(heads) and all(len(choice) == 1 for choice in choices):
        slots.append(Slot(" or ".join(head.name for head in arguments), tuple(head.type for head in arguments)))
        return node.is_optional or node.many
    return False


def _slot(node: Argument) -> Slot:
    return Slot(node.name, (node.type,))
