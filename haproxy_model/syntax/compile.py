"""Turns a Lark grammar into the plain tables that `automaton` runs.

Lark reads the grammar and computes the LALR automaton; what is kept of it is data (JSON), so that a start of the
command line neither imports Lark nor builds a parser.  This module imports nothing of ours: the build of the wheel
uses it too.
"""

from __future__ import annotations

import zlib
from typing import Any, TypedDict

#: Changes when the shape of `Tables` changes, so that tables on disk are made anew.
FORMAT = 3


class Tables(TypedDict):
    """The automaton of one language, as JSON holds it."""

    #: what the tables were made of: format and checksum of the grammar's text
    source: str
    #: name of a start rule: its first state and the state in which the whole input has been read
    starts: dict[str, tuple[int, int]]
    #: for each state: a symbol's name, and the next state (>= 0) or the rule to reduce (~rule)
    states: list[dict[str, int]]
    #: for each rule: name to build, symbol it yields, number of symbols, how each enters (0 dropped, 1 kept, 2
    #: spliced), `?`
    rules: list[tuple[str, str, int, list[int], bool]]
    #: for each terminal that has a pattern: name and regular expression, in the order in which they are tried
    terminals: list[tuple[str, str]]
    #: whether no terminal can match where the grammar allows others only: one scanner then does for all states
    disjoint: bool


def fingerprint(grammar: str) -> str:
    """The value of `Tables.source` for a grammar's text."""
    return f"{FORMAT}:{zlib.crc32(grammar.encode())}"


def compile_grammar(grammar: str) -> Tables:
    """Compile the text of a `.lark` file; every rule whose name does not begin with `_` may be a start.

    Raises:
        lark.exceptions.GrammarError: the grammar is wrong or not LALR(1).
    """
    import lark
    from lark.lexer import Lexer
    from lark.parsers.lalr_analysis import Shift

    class NoLexer(Lexer):
        def __init__(self, configuration: object) -> None: ...

        def lex(self, lexer_state: object, parser_state: object) -> Any:
            return iter(())

    starts = [line.split()[1] for line in grammar.splitlines() if line.startswith("// start: ")] or ["start"]
    parser = lark.Lark(grammar, parser="lalr", lexer=NoLexer, start=starts, maybe_placeholders=False)
    table = parser.parser.parser._parse_table
    numbers = {rule: number for number, rule in enumerate(parser.rules)}
    order: dict[Any, int] = {state: number for number, state in enumerate(table.states)}
    states = []
    for actions in table.states.values():
        states.append(
            {
                str(symbol): order[argument] if action is Shift else ~numbers[argument]
                for symbol, (action, argument) in actions.items()
            }
        )
    rules = []
    for rule in parser.rules:
        entering = [
            (0 if getattr(symbol, "filter_out", False) else 1) if symbol.is_term else 2 if symbol.name[0] == "_" else 1
            for symbol in rule.expansion
        ]
        name = str(rule.alias or rule.origin.name)
        rules.append((name, str(rule.origin.name), len(entering), entering, bool(rule.options.expand1)))
    terminals = sorted(
        (terminal for terminal in parser.terminals if terminal.pattern is not None),
        key=lambda t: (-t.priority, -t.pattern.max_width, -len(t.pattern.value), t.name),
    )
    return {
        "source": fingerprint(grammar),
        "starts": {name: (order[table.start_states[name]], order[table.end_states[name]]) for name in starts},
        "states": states,
        "rules": rules,
        "terminals": [(terminal.name, terminal.pattern.to_regexp()) for terminal in terminals],
        "disjoint": "// terminals: disjoint" in grammar.splitlines(),
    }
