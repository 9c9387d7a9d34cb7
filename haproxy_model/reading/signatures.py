"""Signatures: what a row of the schema says may follow its keyword, compiled once from the notation of `schema.rows`.

The notation has a grammar of its own (`grammars/signature.lark`); a signature is compiled when a line asks for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from haproxy_model.syntax.automaton import Actions
from haproxy_model.syntax.languages import language
from haproxy_model.syntax.words import CONDITIONS


class Literal:
    """A fixed word."""

    __slots__ = ("firsts", "is_free", "least", "many", "word")

    def __init__(self, word: str) -> None:
        self.word = word
        self.least = 1
        self.many = False
        #: the fixed words that it may begin with
        self.firsts: tuple[str, ...] = (word,)
        #: whether it may begin with a word that is not fixed
        self.is_free = False


class Argument:
    """A word of some type.

    Args:
        kind: its type.
        least: 0 where it may be absent.
        many: whether more may follow.
        name: what the signature calls it.
    """

    __slots__ = ("firsts", "is_free", "least", "many", "name", "type")

    def __init__(self, kind: str, least: int = 1, many: bool = False, name: str = "") -> None:
        self.type = kind
        self.least = least
        self.many = many
        self.name = name
        self.firsts: tuple[str, ...] = ()
        self.is_free = True


class Condition:
    """The trailing `if` or `unless` and its words."""

    __slots__ = ("firsts", "is_free", "least", "many")

    def __init__(self) -> None:
        self.least = 1
        self.many = False
        self.firsts: tuple[str, ...] = CONDITIONS
        self.is_free = False


class Choice:
    """Alternatives, each a sequence and the words that it may begin with; `least` and `many` as in `Argument`."""

    __slots__ = ("alternatives", "firsts", "is_free", "is_optional", "least", "many")

    def __init__(
        self, sequences: Sequence[tuple[Node, ...]], least: int = 1, many: bool = False, is_optional: bool = False
    ) -> None:
        begins = tuple(_begins(sequence) for sequence in sequences)
        self.alternatives = tuple(zip(sequences, begins, strict=True))
        self.least: int = 0 if any(all(part.least == 0 for part in each) for each in sequences) else least
        self.many = many
        #: whether it stands in brackets: its parts may all be optional without them
        self.is_optional = is_optional
        self.firsts = tuple(dict.fromkeys(word for each in begins for word in each))
        self.is_free: bool = any(sequence and sequence[0].is_free for sequence in sequences)


Node = Literal | Argument | Choice | Condition


@cache
def compiled(arguments: str) -> tuple[Node, ...]:
    """The parts of a signature.

    Args:
        arguments: the column of a row; our own text, of which there is an end.

    Raises:
        Refused: it is none.
    """
    parts: tuple[Node, ...] = language("signature").read_text(arguments, _ACTIONS)
    return parts


def _begins(nodes: Sequence[Node]) -> tuple[str, ...]:
    words: list[str] = []
    for node in nodes:
        words += node.firsts
        if node.least > 0:
            break
    return tuple(words)


def _argument(children: list[Any]) -> Argument:
    name, _, kind = children[0][1:-1].partition(":")
    repeat = children[1] if len(children) > 1 else ""
    return Argument(kind, 0 if repeat == "*" else 1, bool(repeat), name)


def _choice(children: list[Any], *, is_optional: bool) -> Choice:
    repeat = children.pop() if isinstance(children[-1], str) else ""
    return Choice(children, 0 if is_optional or repeat == "*" else 1, bool(repeat), is_optional)


_ACTIONS: Actions = {
    "start": lambda children: children[0],
    "sequence": tuple[Node, ...],
    "literal": lambda children: Literal(children[0]),
    "argument": _argument,
    "condition": lambda children: Condition(),
    "option": lambda children: _choice(children, is_optional=True),
    "choice": lambda children: _choice(children, is_optional=False),
}
