"""Finds the grammars and their tables, and makes each language's automaton on first use.

In a wheel the grammars lie inside the package, in the bare tree beside it.  Tables that belong to the grammar's
present text are read; otherwise Lark makes them now.
"""

from __future__ import annotations

import json
import os
from functools import cache

from haproxy_model.syntax.automaton import Automaton
from haproxy_model.syntax.compile import Tables, compile_grammar, fingerprint

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


@cache
def grammars_folder() -> str:
    """The folder of the `.lark` files: in the package (wheel), else beside it (bare tree, editable install)."""
    inside = os.path.join(_PACKAGE, "grammars")
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(_PACKAGE), "grammars")


@cache
def language(name: str) -> Automaton:
    """The automaton of `grammars/NAME.lark`."""
    path = os.path.join(grammars_folder(), name)
    with open(f"{path}.lark", encoding="utf-8", newline="\n") as file:
        grammar = file.read()
    return Automaton(_stored(f"{path}.json", grammar) or compile_grammar(grammar))


def _stored(path: str, grammar: str) -> Tables | None:
    try:
        with open(path, "rb") as file:
            tables: Tables = json.load(file)
    except (OSError, ValueError):
        return None
    return tables if tables.get("source") == fingerprint(grammar) else None
