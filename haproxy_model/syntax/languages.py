"""Finds the grammars and their tables, and makes each language's automaton on first use.

In a wheel the grammars lie inside the package, in the bare tree beside it.  Tables that belong to the grammar's present text
are read; otherwise Lark makes them now.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from haproxy_model.syntax.automaton import Automaton
from haproxy_model.syntax.compile import Tables, compile_grammar, fingerprint

_PACKAGE = Path(__file__).resolve().parent.parent


@cache
def grammars_folder() -> Path:
    """The folder of the `.lark` files: in the package (wheel), else beside it (bare tree, editable install)."""
    inside = _PACKAGE / "grammars"
    return inside if inside.is_dir() else _PACKAGE.parent / "grammars"


@cache
def language(name: str) -> Automaton:
    """The automaton of `grammars/NAME.lark`."""
    folder = grammars_folder()
    grammar = (folder / f"{name}.lark").read_text("utf-8")
    return Automaton(_stored(folder / f"{name}.json", grammar) or compile_grammar(grammar))


def _stored(path: Path, grammar: str) -> Tables | None:
    try:
        tables: Tables = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return tables if tables.get("source") == fingerprint(grammar) else None
