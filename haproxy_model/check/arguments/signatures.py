"""Signatures matched against the words of a line.

Matching never backtracks: optional parts that stand side by side may come in
any order and again and again, as HAProxy's parsers loop over them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from haproxy_model.check.finding import shown
from haproxy_model.reading.signatures import Argument, Condition, Literal, Node, compiled
from haproxy_model.syntax.words import CONDITIONS

#: Types of which nobody knows here where they end.
_ENDLESS = frozenset(("converter_list", "server_options", "bind_options", "crtlist_options", "action_args"))

#: Says what is wrong with a word of a type: None, or what was expected.
Judge = Callable[[str, str], "str | None"]
#: Says whether a version has a word of the signature.
Has = Callable[[str], bool]


class Mismatch(NamedTuple):
    """The first word that does not fit; `place` is behind the last word where words are missing."""

    kind: str
    place: int
    #: what was expected there
    expected: str


def mismatch(arguments: str, words: Sequence[str], start: int, judge: Judge, has: Has) -> Mismatch | None:
    """The first place where words do not fit a signature.

    Args:
        arguments: the signature.
        words: all words of a line.
        start: the first word that belongs to the signature.
        judge: judges a word of a type.
        has: whether the version has a fixed word; one that it has not is none of the choices.
    """
    nodes = compiled(arguments)
    if len(nodes) == 1 == len(words) - start and type(nodes[0]) is Argument and nodes[0].type not in _ENDLESS:
        expected = judge(nodes[0].type, words[start])
        return None if expected is None else Mismatch("wrong", start, expected)
    place, found = Match(words, judge, has).sequence(nodes, start)
    if found is None and place < len(words):
        return Mismatch("surplus", place, "")
    return found


class Match:
    """One line against one signature."""

    def __init__(self, words: Sequence[str], judge: Judge, has: Has) -> None:
        self.words = words
        self.judge = judge
        self.has = has

    def sequence(self, nodes: Sequence[Node], place: int) -> tuple[int, Mismatch | None]:
        """Match one part after the other; returns the place behind them."""
        index = 0
        while index < len(nodes):
            node = nodes[index]
            if node.least == 0:
                end = index
                while end < len(nodes) and nodes[end].least == 0:
                    end += 1
                place, found = self._options(nodes[index:end], place)
                index = end
            else:
                place, found = self._mandatory(node, place)
                index += 1
            if found is not None:
                return place, found
        return place, None

    def _options(self, nodes: Sequence[Node], place: int) -> tuple[int, Mismatch | None]:
        taken: set[int] = set()
        while place < len(self.words):
            word = self.words[place]
            named = next((node for node in nodes if word in node.firsts), None)
            if named is None or not self.has(word):
                free = (i for i, node in enumerate(nodes) if node.is_free and (i not in taken or node.many))
                chosen = next(free, None)
                if chosen is None:
                    break
                taken.add(chosen)
                named = nodes[chosen]
            before = place
            place, found = self._once(named, place)
            if found is not None:
                return place, found
            if place == before:
                break
        return place, None

    def _mandatory(self, node: Node, place: int) -> tuple[int, Mismatch | None]:
        before = place
        place, found = self._once(node, place)
        while found is None and node.many and before < place < len(self.words):
            before = place
            place, found = self._once(node, place)
        return place, found

    def _once(self, node: Node, place: int) -> tuple[int, Mismatch | None]:
        if place >= len(self.words):
            return place, Mismatch("missing", place, self._described(node))
        word = self.words[place]
        if isinstance(node, Condition):
            good = word in CONDITIONS
            return (len(self.words), None) if good else (place, Mismatch("wrong", place, self._described(node)))
        if isinstance(node, Literal):
            return (place + 1, None) if word == node.word else (place, Mismatch("wrong", place, f"`{node.word}`"))
        if isinstance(node, Argument):
            if node.type in _ENDLESS:
                return len(self.words), None
            expected = self.judge(node.type, word)
            return (place + 1, None) if expected is None else (place, Mismatch("wrong", place, expected))
        for alternative, begins in node.alternatives:
            if word in begins and self.has(word):
                return self.sequence(alternative, place)
        for alternative, _ in node.alternatives:
            if alternative and alternative[0].is_free:
                return self.sequence(alternative, place)
        return place, Mismatch("wrong", place, self._described(node))

    def _described(self, node: Node) -> str:
        if isinstance(node, Argument):
            return _TYPES.get(node.type, "")
        names = [name for name in node.firsts if self.has(name)]
        return " or ".join(
            filter(None, (", ".join(f"`{name}`" for name in names[:-1]), *(f"`{shown(n)}`" for n in names[-1:])))
        )


#: How messages call a missing word of a type.
_TYPES = {
    "int": "a number",
    "percent": "a percentage",
    "duration": "a duration",
    "duration_s": "a duration",
    "size": "a size",
    "file": "the name of a file",
    "dir": "the name of a directory",
    "log_format": "a log format",
    "address": "an address",
    "enum_log_facility": "a log facility",
    "enum_log_level": "a log level",
}
