"""Hatchling's hook: compiles every grammar to the tables that travel in the wheel and serve an editable install."""

import json
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class GrammarTables(BuildHookInterface):  # type: ignore[type-arg]
    """Writes `grammars/NAME.json` beside each `grammars/NAME.lark`."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, and put grammars and tables into the wheel; an editable install finds them where they are."""
        sys.path.insert(0, self.root)
        try:
            from haproxy_model.syntax.compile import compile_grammar
        finally:
            sys.path.remove(self.root)
        for grammar in sorted((Path(self.root) / "grammars").glob("*.lark")):
            tables = grammar.with_suffix(".json")
            tables.write_text(json.dumps(compile_grammar(grammar.read_text("utf-8")), separators=(",", ":")), "utf-8")
            if version != "editable":
                for file in (grammar, tables):
                    build_data["force_include"][str(file)] = f"haproxy_model/grammars/{file.name}"
