"""Runs the LALR automaton of a grammar, over tokens that somebody else made or over text.

The tables come from Lark (`compile`); what stands here is the loop that shifts and reduces.  A rule becomes what its
action makes of the children, or the tuple `(name, *children)`; names with `_` are spliced into their parent, as in
Lark. The stack is a list: no nesting, however deep, can exhaust the interpreter's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from haproxy_model.syntax.compile import Tables

Actions = Mapping[str, Callable[[list[Any]], Any]]
_NO_ACTIONS: Actions = {}


class Refused(Exception):
    """The input is not of the language: `position` is the index of the token or character, `expected` the terminals."""

    def __init__(self, position: int, expected: Sequence[str]) -> None:
        super().__init__(position, expected)
        self.position = position
        self.expected = tuple(expected)


class Automaton:
    """One language: a grammar's tables and the scanners made of its terminals on first use."""

    def __init__(self, tables: Tables) -> None:
        self._states = tables["states"]
        self._starts = tables["starts"]
        self._rules = [
            (name, origin, size, None if all(e == 1 for e in entering) else entering, origin[0] == "_", expand)
            for name, origin, size, entering, expand in tables["rules"]
        ]
        #: reductions `_list: _list item`, by the action that asks for them, with the list's name
        self._growing = {
            ~number: origin
            for number, (_, origin, _, entering, _) in enumerate(tables["rules"])
            if origin[0] == "_" and entering == [2, 1]
        }
        self._terminals = tables["terminals"]
        self._is_disjoint = tables["disjoint"]
        self._scanners: dict[int, Callable[[str, int], re.Match[str] | None]] = {}

    def read_tokens(
        self, tokens: Iterable[tuple[str, object]], actions: Actions = _NO_ACTIONS, start: str = "start"
    ) -> Any:
        """Read pairs of terminal name and value.

        Raises:
            Refused: the tokens are not of the language.
        """
        first, last = self._starts[start]
        states, values = [first], list[Any]()
        position = 0
        table, growing = self._states, self._growing
        for position, (symbol, value) in enumerate(tokens):
            action = table[states[-1]].get(symbol)
            while action is not None and action < 0:
                if action in growing and table[states[-3]].get(growing[action]) == states[-2]:
                    # A list takes one more item: most lines of a file come here, so it is done on the spot.
                    values[-2].append(values.pop())
                    states.pop()
                else:
                    self._reduce(~action, states, values, actions)
                action = table[states[-1]].get(symbol)
            if action is None:
                raise Refused(position, self._expected(states[-1]))
            states.append(action)
            values.append(value)
        return self._finish(states, values, actions, last, position + 1 if values else 0)

    def read_text(self, text: str, actions: Actions = _NO_ACTIONS, start: str = "start") -> Any:
        """Read a text; a token is the longest of the terminals that the grammar allows at its place.

        Raises:
            Refused: the text is not of the language.
        """
        first, last = self._starts[start]
        states, values = [first], list[Any]()
        position, end = 0, len(text)
        table = self._states
        while position < end:
            match = self._scanner(states[-1])(text, position)
            if match is None:
                raise Refused(position, self._expected(states[-1]))
            symbol: str = match.lastgroup  # type: ignore[assignment]  # every alternative is a named group
            action = table[states[-1]].get(symbol)
            while action is not None and action < 0:
                self._reduce(~action, states, values, actions)
                action = table[states[-1]].get(symbol)
            if action is None:  # LALR may reduce on a terminal before it sees that the terminal cannot follow
                raise Refused(position, self._expected(states[-1]))
            states.append(action)
            values.append(match.group())
            position = match.end()
        return self._finish(states, values, actions, last, position)

    def _finish(self, states: list[int], values: list[Any], actions: Actions, last: int, position: int) -> Any:
        while states[-1] != last:
            action = self._states[states[-1]].get("$END")
            if action is None:
                raise Refused(position, self._expected(states[-1]))
            self._reduce(~action, states, values, actions)
        return values[-1]

    def _reduce(self, number: int, states: list[int], values: list[Any], actions: Actions) -> None:
        name, origin, size, entering, spliced, expand = self._rules[number]
        if size:
            children = values[-size:]
            del values[-size:], states[-size:]
            if entering is not None:
                children = _enter(children, entering)
        else:
            children = []
        if spliced or (expand and len(children) == 1):
            value = children if spliced else children[0]
        else:
            action = actions.get(name)
            value = (name, *children) if action is None else action(children)
        states.append(self._states[states[-1]][origin])
        values.append(value)

    def _scanner(self, state: int) -> Callable[[str, int], re.Match[str] | None]:
        scanner = self._scanners.get(state)
        if scanner is None:
            row = self._states[state]
            pattern = "|".join(
                f"(?P<{name}>{regexp})" for name, regexp in self._terminals if self._is_disjoint or name in row
            )
            scanner = self._scanners[state] = re.compile(pattern or "(?!)").match
        return scanner

    def _expected(self, state: int) -> list[str]:
        return [symbol for symbol in self._states[state] if symbol.isupper() or symbol == "$END"]


def _enter(children: list[Any], entering: list[int]) -> list[Any]:
    """The children that a rule keeps; a spliced first child is extended in place, so that lists grow in linear time."""
    result: list[Any] | None = None
    for child, how in zip(children, entering, strict=True):
        if how == 2:
            if result is None:
                result = child
            else:
                result.extend(child)
        elif result is None:
            result = [child] if how else []
        elif how:
            result.append(child)
    return result if result is not None else []
